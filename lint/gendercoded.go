package lint

import (
	"slices"
	"strings"
	"sync"
)

// GenderCoded are the words of an advertisement that studies have called
// masculine- or feminine-coded, as written and in order. They are counts for a
// writer to look at, never a verdict: the evidence that such words change who
// applies is mixed (Gaucher, Friesen and Kay 2011 found an effect, Castilla and
// Rho 2023 next to none), and it concerns advertisements only. Do not use it on
// rubrics, where "leads" and "supports" are what the job is.
type GenderCoded struct {
	Masculine []string `json:"masculine,omitzero"`
	Feminine  []string `json:"feminine,omitzero"`
}

type genderStems struct {
	Source              string   `json:"source"`
	Masculine, Feminine []string // stems, matched at the start of a word
	Exempt              []string // phrases of trade that the stems do not mean
}

var stems = sync.OnceValue(func() genderStems {
	return read[genderStems](genderCodedJSON)
})

// GenderCodedWords counts gender-coded words in the text of an advertisement.
// Technical terms that only begin like one, such as "git commit", are left out.
func GenderCodedWords(text string) GenderCoded {
	f := fold(text)
	lower := lowerASCII(f.text)
	data := stems()
	var spared []span
	for _, e := range data.Exempt {
		for from := 0; ; {
			i := strings.Index(lower[from:], e)
			if i < 0 {
				break
			}
			spared = append(spared, span{from + i, from + i + len(e)})
			from += i + len(e)
		}
	}
	var out GenderCoded
	for _, w := range fieldsOf(lower) {
		word := lower[w.start:w.end]
		if overlaps(spared, w.start, w.end) {
			continue
		}
		begins := func(stem string) bool { return strings.HasPrefix(word, stem) }
		as := text[f.place(w.start):f.place(w.end)]
		if slices.ContainsFunc(data.Masculine, begins) {
			out.Masculine = append(out.Masculine, as)
		}
		if slices.ContainsFunc(data.Feminine, begins) {
			out.Feminine = append(out.Feminine, as)
		}
	}
	return out
}
