package evidence

// stammered reports whether a word of the quote only says its neighbour again, which the
// source has at a token or right before it.
func (v *verifier) stammered(q *quoted, i, at int) bool {
	h := q.hash[i]
	if (i == 0 || q.hash[i-1] != h) && (i+1 == q.len() || q.hash[i+1] != h) {
		return false
	}
	return at < v.ix.len() && v.ix.hash[at] == h || at > 0 && v.ix.hash[at-1] == h
}
