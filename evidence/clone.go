package evidence

import "slices"

// Clone returns a deep copy, which shares nothing with c that can change.
func (c Citation) Clone() Citation {
	c.Spans, c.Confirmation, c.Flags = slices.Clone(c.Spans), slices.Clone(c.Confirmation), slices.Clone(c.Flags)
	return c
}

// CloneAll returns a deep copy of the list; nil stays nil.
func CloneAll(list []Citation) []Citation {
	out := slices.Clone(list)
	for i := range out {
		out[i] = out[i].Clone()
	}
	return out
}
