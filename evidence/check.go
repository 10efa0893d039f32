package evidence

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hirealign/hirealign/fault"
)

// Check proves the citation against its source: the same version, every span
// equal to the source at its offsets, in order, with the times of the words and
// the id and role of their speaker, whose name may have changed since. It returns ErrWrongSource for another source or version and
// ErrNotInSource, with one fault per difference, for everything else.
func (c Citation) Check(src Source) error { return c.check(src, src.places()) }

// places are the passages by id; of two with one id the first, as everywhere.
func (s Source) places() map[string]int {
	place := make(map[string]int, len(s.Passages))
	for i, p := range s.Passages {
		if _, dup := place[p.ID]; !dup {
			place[p.ID] = i
		}
	}
	return place
}

// check is Check with the places of the source's passages.
func (c Citation) check(src Source, place map[string]int) error {
	if c.Source != src.Ref {
		return fault.New(ErrWrongSource, "evidence.source_other", "/source", "the citation belongs to another source or another version of it")
	}
	var list fault.List
	if len(c.Spans) == 0 {
		list.Add("evidence.spans_missing", "/spans", "the citation cites nothing")
	}
	switch c.Grade {
	case Verbatim, Normalized, Elided, Approximate:
	default:
		list.Add("evidence.grade_not_citable", "/grade", "a citation is verbatim, normalized, elided or approximate")
	}
	last, lastEnd := -1, 0
	for i, s := range c.Spans {
		n := checkSpan(&list, src, place, fault.Path("spans", i), s)
		if n < 0 {
			continue
		}
		if n < last || n == last && s.StartByte < lastEnd {
			list.Add("evidence.spans_unordered", fault.Path("spans", i), "the spans are not in the order of the source")
		}
		last, lastEnd = n, s.EndByte
		p := src.Passages[n]
		if p.Speaker.ID != c.Speaker.ID || p.Speaker.Role != c.Speaker.Role {
			list.Add("evidence.speaker_differs", fault.Path("spans", i), "the segment was said by somebody else")
		}
		if i == 0 && c.Language != "" && c.Language != cmp.Or(p.Language, src.Language) {
			list.Add("evidence.language_differs", "/language", "the source is in another language")
		}
	}
	for i, s := range c.Confirmation {
		n := checkSpan(&list, src, place, fault.Path("confirmation", i), s)
		if n >= 0 && (n <= last || src.Passages[n].Speaker == c.Speaker) {
			list.Add("evidence.confirmation_misplaced", fault.Path("confirmation", i), "a confirmation is somebody else's, after what it confirms")
		}
	}
	return list.Err(ErrNotInSource)
}

// checkSpan proves one span and returns the place of its passage, -1 for none.
func checkSpan(list *fault.List, src Source, place map[string]int, at string, s Span) int {
	n, ok := place[s.Segment]
	if !ok {
		list.Add("evidence.segment_unknown", at+"/segment_id", "the source has no such segment")
		return -1
	}
	p := src.Passages[n]
	switch {
	case s.StartByte < 0 || s.EndByte > len(p.Text) || s.StartByte >= s.EndByte:
		list.Add("evidence.offsets_out_of_range", at, "the offsets lie outside the segment")
		return n
	case p.Text[s.StartByte:s.EndByte] != s.Text:
		list.Add("evidence.text_differs", at+"/text", "the text is not what the source has at these offsets")
		return n
	}
	want := newSpan(p, s.StartByte, s.EndByte)
	if want.StartUTF16 != s.StartUTF16 || want.EndUTF16 != s.EndUTF16 {
		list.Add("evidence.utf16_differs", at, "the UTF-16 offsets do not match the byte offsets")
	}
	if want.StartMs != s.StartMs || want.EndMs != s.EndMs {
		list.Add("evidence.times_differ", at, "the times are not those of the words")
	}
	return n
}

// CheckPolicy returns ErrNotAdmissible, with one fault per reason, where a
// document with this policy does not admit the citation. It looks at the
// citation alone; Check proves it against the source.
func (c Citation) CheckPolicy(p Policy) error {
	var list fault.List
	if c.IsZero() {
		list.Add("evidence.citation_empty", "", "there is no citation")
		return list.Err(ErrNotAdmissible)
	}
	if !p.AdmitsGrade(c.Grade) {
		list.Add("evidence.grade_too_weak", "/grade", "the grade is weaker than the policy admits")
	}
	if !p.AdmitsSpeaker(c.Speaker.Role) && (!p.restates(c.Speaker.Role) || len(c.Confirmation) == 0) {
		list.Add("evidence.speaker_not_admitted", "/speaker", "the words of this speaker do not count here")
	}
	if slices.ContainsFunc(c.Flags, p.Blocks) {
		list.Add("evidence.flag_blocks", "/flags", "the citation carries a flag that blocks it")
	}
	return list.Err(ErrNotAdmissible)
}

// Cite makes a verbatim citation of a piece of one passage, by byte offsets. It
// returns ErrNotInSource for an unknown passage, for offsets outside it or inside
// a character, and for an empty piece. Cite looks at no policy.
func (ix *Index) Cite(segment string, startByte, endByte int) (Citation, error) {
	n, ok := ix.place(segment)
	if !ok {
		return Citation{}, fault.New(ErrNotInSource, "evidence.segment_unknown", "/segment_id", "the source has no such segment")
	}
	p := ix.src.Passages[n]
	if startByte < 0 || endByte > len(p.Text) || startByte >= endByte || !boundary(p.Text, startByte) || !boundary(p.Text, endByte) {
		return Citation{}, fault.New(ErrNotInSource, "evidence.offsets_out_of_range", "/start_byte", "the offsets lie outside the segment or inside a character")
	}
	if strings.TrimSpace(p.Text[startByte:endByte]) == "" {
		return Citation{}, fault.New(ErrNotInSource, "evidence.text_empty", "/start_byte", "there is no text between the offsets")
	}
	return Citation{
		Source: ix.src.Ref, Speaker: p.Speaker, Spans: []Span{newSpan(p, startByte, endByte)}, Language: cmp.Or(p.Language, ix.src.Language), Grade: Verbatim,
	}, nil
}

func boundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }
