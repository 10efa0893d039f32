package evidence

import (
	"cmp"
	"strconv"
	"strings"
)

// EditKind says how a claim differs from the source at one place.
type EditKind string

// The kinds of edits.
const (
	Dropped   EditKind = "dropped"   // words of the source that the claim leaves out
	Added     EditKind = "added"     // words that only the claim has
	Replaced  EditKind = "replaced"  // a word of the source for which the claim has another
	Respelled EditKind = "respelled" // the same word with a typing error
	Alike     EditKind = "alike"     // the same written otherwise: "set up", "it has" for "it's"
	Gap       EditKind = "gap"       // sentences left out without a sign
	Editorial EditKind = "editorial" // words of the source for which the claim has brackets
)

// Edit is one difference between a claim and its source.
type Edit struct {
	Kind EditKind `json:"kind"`
	// Flag is what the difference counts as, "" where it changes nothing.
	Flag Flag `json:"flag,omitzero"`
	// Source are the words of the source that it concerns, "" for none.
	Source string `json:"source,omitzero"`
	// Segment, StartByte and EndByte are their place.
	Segment   string `json:"segment_id,omitzero"`
	StartByte int    `json:"start_byte,omitzero"`
	EndByte   int    `json:"end_byte,omitzero"`
	// Words counts the words of the claim that it concerns.
	Words int `json:"words,omitzero"`
}

// String describes the edit for a reader, such as: dropped "not" (negation_changed). It
// counts words that only the claim has, and does not repeat them.
func (e Edit) String() string {
	s := string(e.Kind)
	switch {
	case e.Source != "":
		s += " " + strconv.Quote(e.Source)
	case e.Words == 1:
		s += " a word"
	case e.Words > 1:
		s += " " + strconv.Itoa(e.Words) + " words"
	}
	if e.Flag != "" {
		s += " (" + string(e.Flag) + ")"
	}
	return s
}

// joined puts edits together that a reader takes for one: both halves of a "don't", and
// words dropped or added in a row, unless they count as different things.
func (ix *Index) joined(edits []Edit) []Edit {
	out := edits[:0]
	for _, e := range edits {
		last := len(out) - 1
		if last < 0 || !ix.joins(&out[last], e) {
			out = append(out, e)
		}
	}
	return out
}

// joins makes e part of the edit before it where the two are one.
func (ix *Index) joins(last *Edit, e Edit) bool {
	if last.Kind != e.Kind || last.Flag != e.Flag && last.Flag != "" && e.Flag != "" {
		return false
	}
	switch {
	case e.Source != "" && last.Segment == e.Segment && last.StartByte == e.StartByte && last.EndByte == e.EndByte:
	case e.Kind == Added && last.Source == "" && e.Source == "":
	case e.Kind == Dropped && ix.adjoin(*last, e):
		n, _ := ix.place(e.Segment)
		last.EndByte = e.EndByte
		last.Source = ix.src.Passages[n].Text[last.StartByte:last.EndByte]
	default:
		return false
	}
	last.Flag = cmp.Or(last.Flag, e.Flag)
	last.Words += e.Words
	return true
}

// adjoin reports whether no word stands between two edits of one passage.
func (ix *Index) adjoin(a, b Edit) bool {
	n, ok := ix.place(b.Segment)
	return ok && a.Segment == b.Segment && a.EndByte <= b.StartByte && !strings.ContainsFunc(ix.src.Passages[n].Text[a.EndByte:b.StartByte], wordRune)
}
