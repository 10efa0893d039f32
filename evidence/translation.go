package evidence

import (
	"errors"
	"strings"

	"github.com/hirealign/hirealign/fault"
)

// ErrInvalidTranslation is the sentinel for a translation that breaks its own rules.
var ErrInvalidTranslation = errors.New("evidence: invalid translation")

// Translation is a text in another language beside a citation. It never replaces the
// citation, which stays in the source's own words, and no policy admits a Translation:
// whoever shows it shows both. Nothing verifies that it is right.
type Translation struct {
	Original Citation `json:"original"`
	// Language is the BCP 47 tag of Text.
	Language string `json:"language"`
	Text     string `json:"text"`
	// By says who translated, such as the name of a person or a model.
	By string `json:"by"`
}

// Check proves the original against its source, with the errors of Citation.Check. It
// returns ErrInvalidTranslation, with every fault, where the text, its language or who
// translated is missing, or where the language is that of the original.
func (t Translation) Check(src Source) error {
	if err := t.Original.Check(src); err != nil {
		return err
	}
	var list fault.List
	if strings.TrimSpace(t.Text) == "" {
		list.Add("evidence.translation_text_missing", "/text", "a translation has a text")
	}
	switch {
	case t.Language == "":
		list.Add("evidence.translation_language_missing", "/language", "a translation names its language")
	case primary(t.Language) == primary(t.Original.Language):
		list.Add("evidence.translation_same_language", "/language", "the original is in this language")
	}
	if t.By == "" {
		list.Add("evidence.translator_missing", "/by", "a translation names who made it")
	}
	return list.Err(ErrInvalidTranslation)
}
