package generative

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hirealign/hirealign/llm"
)

const (
	longestReply = 1 << 20 // bytes
	longestList  = 64      // entries
	mostProblems = 12
)

// shape is as much of JSON Schema as the schemas of this package use.
type shape struct {
	Type       string            `json:"type"`
	Properties map[string]*shape `json:"properties"`
	Required   []string          `json:"required"`
	Items      *shape            `json:"items"`
	Enum       []string          `json:"enum"`
}

func shapeOf(s llm.Schema) (*shape, error) {
	out := new(shape)
	if err := json.Unmarshal(s.JSON, out); err != nil {
		return nil, fmt.Errorf("generative: schema %s: %w", s.Name, err)
	}
	return out, nil
}

// decodeStrict reads one JSON document of the shape into out. It refuses a second
// document and text around the first, keys that the schema lacks, keys that are
// missing and keys that come twice, which are a cheap way to say two things, null,
// other types, other values of an enum, and lists without end. The problems name
// places and rules, and hold no text of the reply.
func decodeStrict(text string, s *shape, out any) []string {
	text = strings.TrimSpace(text)
	if len(text) > longestReply {
		return []string{"the answer is too long"}
	}
	if !utf8.ValidString(text) || !json.Valid([]byte(text)) {
		return []string{"the answer is not one JSON document"}
	}
	r := reader{dec: json.NewDecoder(strings.NewReader(text))}
	if err := r.value(s, ""); err != nil {
		return []string{"the answer is not one JSON document"}
	}
	if len(r.problems) > 0 {
		return r.problems
	}
	if err := json.Unmarshal([]byte(text), out); err != nil {
		return []string{"the answer is not of the schema"}
	}
	return nil
}

// reader walks the tokens of a valid document beside the shape that it should have.
type reader struct {
	dec      *json.Decoder
	problems []string
}

func (r *reader) problem(at, what string) {
	if at == "" {
		at = "the document"
	}
	if len(r.problems) <= mostProblems {
		r.problems = append(r.problems, at+": "+what)
	}
}

func (r *reader) value(s *shape, at string) error {
	tok, err := r.dec.Token()
	if err != nil {
		return err
	}
	switch {
	case s.Type == "object" && tok == json.Delim('{'):
		return r.object(s, at)
	case s.Type == "array" && tok == json.Delim('['):
		for i := 0; r.dec.More(); i++ {
			if i == longestList {
				r.problem(at, "the list has more than "+strconv.Itoa(longestList)+" entries")
			}
			if i >= longestList {
				err = r.skip()
			} else {
				err = r.value(s.Items, at+"/"+strconv.Itoa(i))
			}
			if err != nil {
				return err
			}
		}
		_, err = r.dec.Token()
		return err
	case s.Type == "string":
		if v, ok := tok.(string); ok {
			if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
				r.problem(at, "one of these is expected: "+strings.Join(s.Enum, ", "))
			}
			return nil
		}
	}
	r.problem(at, "the type "+s.Type+" is expected")
	return r.rest(tok)
}

func (r *reader) object(s *shape, at string) error {
	seen := map[string]bool{}
	for r.dec.More() {
		tok, err := r.dec.Token()
		key, ok := tok.(string)
		if err != nil || !ok {
			return errors.Join(errNoKey, err)
		}
		if seen[key] {
			r.problem(at, "a key comes twice")
		}
		seen[key] = true
		if p, known := s.Properties[key]; known {
			err = r.value(p, at+"/"+key)
		} else {
			r.problem(at, "there is a key that the schema does not have")
			err = r.skip()
		}
		if err != nil {
			return err
		}
	}
	for _, key := range s.Required {
		if !seen[key] {
			r.problem(at, "the key "+key+" is missing")
		}
	}
	_, err := r.dec.Token()
	return err
}

var errNoKey = errors.New("generative: an object without a key")

func (r *reader) skip() error {
	tok, err := r.dec.Token()
	if err != nil {
		return err
	}
	return r.rest(tok)
}

// rest reads to the end of the value that the token begins.
func (r *reader) rest(tok json.Token) error {
	open := 0
	for {
		switch tok {
		case json.Delim('{'), json.Delim('['):
			open++
		case json.Delim('}'), json.Delim(']'):
			open--
		}
		if open == 0 {
			return nil
		}
		var err error
		if tok, err = r.dec.Token(); err != nil {
			return err
		}
	}
}

// few cuts a list of problems to a length that is worth reading.
func few(problems []string) []string {
	if len(problems) <= mostProblems {
		return problems
	}
	return append(slices.Clone(problems[:mostProblems]), "and more of the kind")
}
