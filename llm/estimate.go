package llm

import "unicode"

// EstimateTokens guesses how many tokens a text has, without the tokenizer of any
// model, and guesses high: a token per 3.5 characters, and one for each character
// of a script that is written without spaces. English comes out at about 1.4 times
// what tokenizers count.
func EstimateTokens(text string) int64 {
	var narrow, wide int64
	for _, r := range text {
		if r >= 0x0E00 && unicode.In(r, dense...) {
			wide++
		} else {
			narrow++
		}
	}
	return wide + (narrow*2+6)/7
}

var dense = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// EstimateInput guesses the input tokens of the request: system, parts and schema.
func (r *Request) EstimateInput() int64 {
	n := EstimateTokens(r.System)
	for _, p := range r.Parts {
		n += EstimateTokens(p.Text)
	}
	if r.Output != nil {
		n += EstimateTokens(string(r.Output.JSON))
	}
	return n
}
