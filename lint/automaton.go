package lint

// automaton finds, in one pass over a text, which sets have a member in it
// (Aho and Corasick, "Efficient String Matching", 1975).
type automaton struct {
	// class maps a byte to its column; 0 for a byte that no member has.
	class   [256]uint8
	columns int
	// next is the state after a state and a column, row by row.
	next []int32
	// hits are the sets that have a member ending in a state.
	hits [][]int32
	// always are sets without members: they are found in every text.
	always []int32
	sets   int
}

func newAutomaton(sets [][]string) *automaton {
	a := &automaton{columns: 1, sets: len(sets)}
	for _, set := range sets {
		for _, s := range set {
			for i := range len(s) {
				if a.class[s[i]] == 0 {
					a.class[s[i]] = uint8(a.columns)
					a.columns++
				}
			}
		}
	}
	state := func() int32 {
		a.hits = append(a.hits, nil)
		for range a.columns {
			a.next = append(a.next, -1)
		}
		return int32(len(a.hits) - 1)
	}
	state()
	for n, set := range sets {
		if shortest(set) == 0 {
			a.always = append(a.always, int32(n))
			continue
		}
		for _, s := range set {
			at := int32(0)
			for i := range len(s) {
				k := int(at)*a.columns + int(a.class[s[i]])
				if a.next[k] < 0 {
					to := state()
					a.next[k] = to
				}
				at = a.next[k]
			}
			a.hits[at] = append(a.hits[at], int32(n))
		}
	}
	a.link()
	return a
}

// link completes the trie to a machine that never goes back in the text.
func (a *automaton) link() {
	fail := make([]int32, len(a.hits))
	var queue []int32
	for c := range a.columns {
		if to := a.next[c]; to > 0 {
			queue = append(queue, to)
		} else {
			a.next[c] = 0
		}
	}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		a.hits[s] = append(a.hits[s], a.hits[fail[s]]...)
		for c := range a.columns {
			k, f := int(s)*a.columns+c, a.next[int(fail[s])*a.columns+c]
			if to := a.next[k]; to > 0 {
				fail[to] = f
				queue = append(queue, to)
			} else {
				a.next[k] = f
			}
		}
	}
}

// find returns the sets that have a member in the text, in their order.
func (a *automaton) find(text string) []int32 {
	seen := make([]bool, a.sets)
	found := len(a.always)
	for _, n := range a.always {
		seen[n] = true
	}
	at := int32(0)
	for i := range len(text) {
		at = a.next[int(at)*a.columns+int(a.class[text[i]])]
		for _, n := range a.hits[at] {
			if !seen[n] {
				seen[n] = true
				found++
			}
		}
	}
	out := make([]int32, 0, found)
	for n, ok := range seen {
		if ok {
			out = append(out, int32(n))
		}
	}
	return out
}
