package llmfake

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/hirealign/hirealign/llm"
)

// node is as much of a JSON Schema as replies are made from, keys in order.
type node struct {
	kind        string
	description string
	enum        []string
	keys        []string
	properties  map[string]*node
	items       *node
}

func parse(raw json.RawMessage) *node {
	var s struct {
		Type        string
		Description string
		Enum        []string
		Properties  json.RawMessage
		Items       json.RawMessage
	}
	n := &node{kind: "string", properties: map[string]*node{}}
	if json.Unmarshal(raw, &s) != nil {
		return n
	}
	n.kind, n.description, n.enum = s.Type, s.Description, s.Enum
	if len(s.Items) > 0 {
		n.items = parse(s.Items)
	}
	if len(s.Properties) == 0 {
		return n
	}
	dec := json.NewDecoder(bytes.NewReader(s.Properties))
	if _, err := dec.Token(); err != nil {
		return n
	}
	for dec.More() {
		tok, err := dec.Token()
		key, ok := tok.(string)
		var p json.RawMessage
		if err != nil || !ok || dec.Decode(&p) != nil {
			return n
		}
		n.keys = append(n.keys, key)
		n.properties[key] = parse(p)
	}
	return n
}

// row is a line of the data with its handle, "s0004| candidate: words".
type row struct{ handle, text string }

// rows returns the lines of the untrusted parts that have a handle.
func rows(req *llm.Request) []row {
	var out []row
	for _, p := range req.Parts {
		if p.Kind != llm.Untrusted {
			continue
		}
		for l := range strings.SplitSeq(p.Text, "\n") {
			handle, rest, ok := strings.Cut(l, "| ")
			if _, words, labelled := strings.Cut(rest, ": "); ok && labelled {
				out = append(out, row{handle, words})
			}
		}
	}
	return out
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}
