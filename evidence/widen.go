package evidence

import "strings"

// widened lets the spans of a part take in the fillers and restarts at its edges
// that the quote has too, so that what is shown is what was quoted.
func (v *verifier) widened(q *quoted, r run) []Span {
	spans := v.ix.spans(r)
	if q.len() == 0 || len(spans) == 0 {
		return spans
	}
	lead, trail := int(q.pos[0].start), int(q.pos[q.len()-1].end)
	if strings.ContainsFunc(q.text[:lead], wordRune) {
		s := &spans[0]
		p := v.ix.src.Passages[v.ix.passage[r.start]]
		if s.Segment == p.ID {
			before := p.Text[max(0, s.StartByte-longestEdge):s.StartByte]
			if n := v.common(q.text[:lead], before, true); n > 0 {
				*s = newSpan(p, s.StartByte-n, s.EndByte)
			}
		}
	}
	if strings.ContainsFunc(q.text[trail:], wordRune) {
		s := &spans[len(spans)-1]
		p := v.ix.src.Passages[v.ix.passage[r.end-1]]
		end := int(v.ix.pos[r.end-1].end)
		if s.Segment == p.ID && s.StartByte < end {
			after := p.Text[end:min(len(p.Text), end+longestEdge)]
			if n := v.common(q.text[trail:], after, false); n > 0 {
				*s = newSpan(p, s.StartByte, closing(p.Text, end+n))
			}
		}
	}
	return spans
}

const longestEdge = 120 // bytes of fillers at an edge of a quote

// common returns how many bytes of the source's text next to a part hold the same
// words as the quote's: at its end, or at its beginning.
func (v *verifier) common(quote, source string, atEnd bool) int {
	for len(source) > 0 && source[0]&0xC0 == 0x80 {
		source = source[1:]
	}
	v.folder.all = true
	v.foldRaw(quote, v.lex, &v.rawQuote)
	v.foldRaw(source, v.lex, &v.raw)
	v.folder.all = false
	n := 0
	for i, want := range v.rawQuote.hash {
		k := i
		if atEnd {
			want, k = v.rawQuote.hash[v.rawQuote.len()-1-i], v.raw.len()-1-i
		}
		if k < 0 || k >= v.raw.len() || v.raw.hash[k] != want {
			break
		}
		if atEnd {
			n = len(source) - int(v.raw.pos[k].start)
		} else {
			n = int(v.raw.pos[k].end)
		}
	}
	return n
}
