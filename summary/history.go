package summary

import (
	"slices"
	"strings"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
)

// wordsHistory reports whether a drafter's own wording speaks of present or past
// pay. A figure beside a word for pay counts as history unless it is said to be
// what the candidate wants.
func wordsHistory(text string) bool {
	return compensation.MentionsHistory(text) ||
		compensation.MentionsPay(text) && compensation.MentionsAmount(text) && !compensation.StatesExpectation(text)
}

// payHistory reports whether a quote gives away present or past pay: by its own
// words, or because its figure answers a question about it. What was said last
// before the figure decides: the rest of the sentence, the speaker's sentences
// before, and then what they were asked.
func payHistory(src evidence.Source, c evidence.Citation) bool {
	text := c.Text()
	if compensation.MentionsHistory(text) {
		return true
	}
	if !compensation.MentionsAmount(text) || compensation.StatesExpectation(text) {
		return false
	}
	at := slices.IndexFunc(src.Passages, func(p evidence.Passage) bool { return p.ID == c.Spans[0].Segment })
	if at < 0 {
		return false
	}
	own := src.Passages[at].Text[:c.Spans[0].StartByte]
	i := at - 1
	for ; i >= 0 && src.Passages[i].Speaker.ID == src.Passages[at].Speaker.ID; i-- {
		own = src.Passages[i].Text + " " + own
	}
	said := sentences(own)
	for j, before := range slices.Backward(said) {
		switch {
		case j == len(said)-1 && compensation.MentionsHistory(before+" "+text):
			return true
		case compensation.StatesExpectation(before):
			return false
		case compensation.MentionsHistory(before) || compensation.AsksHistory(before):
			return true
		}
	}
	if i < 0 {
		return false
	}
	var asked string
	for other := src.Passages[i].Speaker.ID; i >= 0 && src.Passages[i].Speaker.ID == other; i-- {
		asked = src.Passages[i].Text + " " + asked
	}
	for _, question := range slices.Backward(sentences(asked)) {
		switch {
		case compensation.AsksHistory(question) || compensation.MentionsHistory(question):
			return true
		case compensation.StatesExpectation(question):
			return false
		}
	}
	return false
}

func sentences(s string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(".!?;", r) }), func(p string) bool {
		return strings.TrimSpace(p) == ""
	})
}
