package evidence

import "slices"

const (
	longestRetold = 14  // words of the source that may be left out at one place
	mostRetold    = 3   // words that may differ besides
	mostRetelling = 200 // words looked at and stretches weighed
)

// retelling follows a quote through the source word for word and leaves out what the speaker
// broke off. An alignment weighs words one by one and may hold something else cheaper.
type retelling struct {
	v     *verifier
	q     *quoted
	steps int
	edits []edit
}

// retold returns the alignment of a quote that leaves out nothing but fillers and what was
// broken off, near the one given; false where there is none.
func (v *verifier) retold(q *quoted, r result) (result, bool) {
	ix := v.ix
	t := retelling{v: v, q: q}
	for at := max(0, r.run.start-longestRetold); at < min(ix.len(), r.run.start+longestRetold); at++ {
		if ix.id[at] != q.id[0] || !ix.sameSpeech(at, min(r.run.start, ix.len()-1)) {
			continue
		}
		t.edits = t.edits[:0]
		v.runEnd = ix.len()
		if end, ok := t.follow(0, at, mostRetold); ok {
			slices.Reverse(t.edits)
			r.run, r.edits, r.matched = run{at, end}, t.edits, q.len()
			return r, true
		}
	}
	return r, false
}

// follow goes on at a word of the quote and one of the source. What it finds it notes from
// the end.
func (t *retelling) follow(i, at, left int) (int, bool) {
	v, q := t.v, t.q
	ix := v.ix
	if t.steps++; t.steps > mostRetelling {
		return 0, false
	}
	for i < q.len() && at < ix.len() && ix.id[at] == q.id[i] {
		i, at = i+1, at+1
	}
	if i == q.len() {
		return at, true
	}
	if at == 0 || at >= ix.len() || !ix.sameSpeech(at-1, at) {
		return 0, false
	}
	for to := at + 1; to < min(ix.len(), at+longestRetold); to++ {
		if ix.id[to] != q.id[i] || !t.explained(at, to) {
			continue
		}
		if end, ok := t.follow(i, to, left); ok {
			t.edits = append(t.edits, edit{dropped, i, i, at, to})
			return end, true
		}
	}
	if i > 0 && i+1 < q.len() && q.traits[i]&(light|discourse) != 0 && v.between(at-1, q.hash[i:i+1]) {
		// A filler of the source, which the quote does not set off: "So, I mean, the".
		for to := at; to < min(ix.len(), at+longestRetold); to++ {
			if ix.id[to] != q.id[i+1] || to > at && !t.explained(at, to) {
				continue
			}
			if end, ok := t.follow(i+1, to, left); ok {
				if to > at {
					t.edits = append(t.edits, edit{dropped, i + 1, i + 1, at, to})
				}
				t.edits = append(t.edits, edit{alike, i, i + 1, at, at})
				return end, true
			}
		}
	}
	if left == 0 {
		return 0, false
	}
	for _, e := range [...]edit{{replaced, i, i + 1, at, at + 1}, {dropped, i, i, at, at + 1}, {added, i, i + 1, at, at}} {
		switch {
		case e.kind == replaced && !v.same(q, e) && !v.lex.swaps[[2]uint64{q.hash[i], ix.hash[at]}]:
			continue
		case e.kind == dropped && (ix.traits[at]&light == 0 || at+1 == ix.len() || ix.id[at+1] != q.id[i]):
			continue
		case e.kind == added && (q.traits[i]&light == 0 || i+1 == q.len() || q.id[i+1] != ix.id[at]):
			continue
		}
		if end, ok := t.follow(e.quoteTo, e.to, left-1); ok {
			t.edits = append(t.edits, e)
			return end, true
		}
	}
	return 0, false
}

func (t *retelling) explained(from, to int) bool {
	t.steps++
	return t.steps <= mostRetelling && t.v.explained(from, to)
}
