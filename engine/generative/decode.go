package generative

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/hirealign/hirealign/llm"
)

const (
	longestReply = 1 << 20
	mostProblems = 12
)

// decodeStrict reads one JSON document into out. It refuses a second document,
// text around it, unknown fields and repeated keys: a key that comes twice is a
// cheap way to say two things. The problems name places and rules, no text.
func decodeStrict(text string, out any) []string {
	text = strings.TrimSpace(text)
	if len(text) > longestReply {
		return []string{"the answer is too long"}
	}
	if err := checkKeys(json.NewDecoder(strings.NewReader(text))); err != nil {
		return []string{err.Error()}
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(out); err != nil {
		if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return []string{fmt.Sprintf("field %s: a %s is expected", t.Field, t.Type)}
		}
		return []string{"a field is not in the schema"}
	}
	return nil
}

var errNotJSON = errors.New("the answer is not one JSON document")

// checkKeys walks the tokens of exactly one document.
func checkKeys(dec *json.Decoder) error {
	if err := walk(dec, 0); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errNotJSON
	}
	return nil
}

const deepest = 16

func walk(dec *json.Decoder, depth int) error {
	tok, err := dec.Token()
	if err != nil || depth > deepest {
		return errNotJSON
	}
	delim, ok := tok.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for dec.More() {
		if delim == '{' {
			key, err := dec.Token()
			name, ok := key.(string)
			if err != nil || !ok {
				return errNotJSON
			}
			if seen[name] {
				return errors.New("a key comes twice in one object")
			}
			seen[name] = true
		}
		if err := walk(dec, depth+1); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return errNotJSON
	}
	return nil
}

func repairParts(reply string, problems []string) []llm.Part {
	if len(problems) > mostProblems {
		problems = append(problems[:mostProblems:mostProblems], fmt.Sprintf("and %d more", len(problems)-mostProblems))
	}
	var b bytes.Buffer
	b.WriteString("Your answer has these problems:\n")
	for _, p := range problems {
		b.WriteString("- " + p + "\n")
	}
	b.WriteString("Answer again, with the whole document. Take out what was not said word for word; an empty list is allowed, inventing is not.")
	return []llm.Part{
		{Kind: llm.Untrusted, Text: "Your last answer:\n" + reply},
		{Kind: llm.Instruction, Text: b.String()},
	}
}
