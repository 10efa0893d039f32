package generative

import "github.com/hirealign/hirealign/llm"

// Marked returns the model's copy of a text and what becomes of that when it is
// turned back.
func Marked(text string) (copied, back string) {
	c := mark(text, func(FindingKind) {})
	return c.text, c.unmark()
}

// Original returns the original of a piece of the model's copy of a text.
func Original(text, piece string) (string, bool) {
	return mark(text, func(FindingKind) {}).find(piece)
}

// Schemas are all schemas of the package.
func Schemas() []llm.Schema {
	var out []llm.Schema
	for _, name := range schemas {
		s, err := schemaOf(name)
		if err != nil {
			panic(err)
		}
		out = append(out, s)
	}
	return out
}
