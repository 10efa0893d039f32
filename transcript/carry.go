package transcript

import (
	"cmp"
	"slices"
	"strconv"
)

// Carried says what Carry did.
type Carried struct {
	// Same, Changed and New count the segments of the later version: with the same
	// text as before, with another, and those that nothing corresponds to.
	Same, Changed, New int
	// Split are the ids of segments whose words stand in several segments now, Joined
	// those that were put together with another, Gone those that are nowhere.
	Split, Joined, Gone []SegmentID
}

const (
	sameStart  = 50   // milliseconds that the start of one segment may differ by between versions
	sharedHalf = 2    // one part in this many of the shorter text has to be shared
	sharedSome = 0.25 // of their words, for segments that start at the same time
	widest     = 2000 // words of a stretch that is compared word by word
	widestPair = 500  // words of each segment, where two are compared
	mostNear   = 16   // segments at one time that a segment is compared with
)

// Carry reads next as a later version of old, such as a corrected export, and
// returns it with the ids, speakers and roles that old had: citations of old then
// find their segment. Segments correspond by track and start, else by their words.
// A segment that was split keeps its id for the part that has most of it, joined
// ones keep the id of the first; Aliases tell where the other words went. A segment
// whose text differs counts one more revision.
//
// Roles of old stay where they come from a source that next's are not above, and so
// does a person's confirmation of them. Neither transcript is changed.
func Carry(old, next Transcript) (Transcript, Carried) {
	c := carrier{old: old, out: next, byNew: make([]int, len(next.Segments)), byOld: make([]int, len(old.Segments))}
	c.out.ID = old.ID
	c.out.Segments, c.out.Speakers = slices.Clone(next.Segments), slices.Clone(next.Speakers)
	for i := range c.byNew {
		c.byNew[i] = -1
	}
	for i := range c.byOld {
		c.byOld[i] = -1
	}
	c.speakers()
	c.times(false)
	c.texts()
	c.words()
	c.times(true)
	return c.done()
}

type carrier struct {
	old, out Transcript
	byNew    []int // for each new segment the old one that it continues
	byOld    []int
	aliased  []alias
}

// alias is an Alias whose target has no id yet.
type alias struct {
	old, start, end, now int
}

// speakers gives next's speakers the ids and roles of old's with the same label.
func (c *carrier) speakers() {
	taken := map[SpeakerID]bool{}
	ids := map[SpeakerID]SpeakerID{}
	matched := make([]bool, len(c.out.Speakers))
	labelled := map[string][]Speaker{}
	for _, o := range c.old.Speakers {
		labelled[o.Label] = append(labelled[o.Label], o)
	}
	for i, s := range c.out.Speakers {
		if len(labelled[s.Label]) == 0 {
			continue
		}
		o := labelled[s.Label][0]
		labelled[s.Label] = labelled[s.Label][1:]
		taken[o.ID], ids[s.ID], matched[i] = true, o.ID, true
		if o.RoleSource.rank() >= s.RoleSource.rank() {
			s.Role, s.RoleSource, s.RoleConfidence = o.Role, o.RoleSource, o.RoleConfidence
		}
		s.PersonID = cmp.Or(s.PersonID, o.PersonID)
		s.Email = cmp.Or(s.Email, o.Email)
		if s.Name == s.Label {
			s.Name = o.Name
		}
		s.ID = o.ID
		c.out.Speakers[i] = s
	}
	for i, s := range c.out.Speakers {
		if !matched[i] && taken[s.ID] {
			fresh := SpeakerID("sp_" + shortHash("speaker", string(c.old.ID), s.Label))
			ids[s.ID], c.out.Speakers[i].ID = fresh, fresh
		}
	}
	for i, s := range c.out.Segments {
		if id, ok := ids[s.Speaker]; ok {
			c.out.Segments[i].Speaker = id
		}
	}
	if c.out.RolesConfirmed == nil {
		c.out.RolesConfirmed = c.old.RolesConfirmed
	}
}

func (c *carrier) pair(old, now int) { c.byOld[old], c.byNew[now] = now, old }

// times pairs segments of one track that start at the same time: those with the same
// id first, then the nearest, and of each those with the same text first. Unless
// whatever is told, they have to share some of their words: where all times have
// moved, another segment may stand at the time.
func (c *carrier) times(whatever bool) {
	type key struct {
		track TrackID
		slot  int64
	}
	slots := map[key][]int{}
	ids := make(map[SegmentID]int, len(c.old.Segments))
	for i, s := range c.old.Segments {
		if c.byOld[i] >= 0 {
			continue
		}
		ids[s.ID] = i
		if ms, ok := s.Start.Ms(); ok {
			k := key{s.Track, floorDiv(ms, sameStart)}
			slots[k] = append(slots[k], i)
		}
	}
	near := func(a, b Segment) (int64, bool) {
		x, okX := a.Start.Ms()
		y, okY := b.Start.Ms()
		return max(x-y, y-x), okX && okY && a.Track == b.Track && max(x-y, y-x) <= sameStart
	}
	fits := func(i int, s Segment) bool {
		return whatever || c.old.Segments[i].Text == s.Text || alike(tokens(c.old.Segments[i].Text), tokens(s.Text)) >= sharedSome
	}
	for j, s := range c.out.Segments {
		if i, ok := ids[s.ID]; ok && c.byNew[j] < 0 {
			if _, close := near(c.old.Segments[i], s); (close || s.Start.IsZero() && c.old.Segments[i].Text == s.Text) && fits(i, s) {
				c.pair(i, j)
			}
		}
	}
	for _, same := range []bool{true, false} {
		for j, s := range c.out.Segments {
			ms, ok := s.Start.Ms()
			if c.byNew[j] >= 0 || !ok {
				continue
			}
			best, distance := -1, int64(sameStart+1)
			for slot := floorDiv(ms, sameStart) - 1; slot <= floorDiv(ms, sameStart)+1; slot++ {
				k := key{s.Track, slot}
				for len(slots[k]) > 0 && c.byOld[slots[k][0]] >= 0 {
					slots[k] = slots[k][1:]
				}
				for _, i := range slots[k][:min(len(slots[k]), mostNear)] {
					d, close := near(c.old.Segments[i], s)
					if close && c.byOld[i] < 0 && d < distance && (same && c.old.Segments[i].Text == s.Text || !same && fits(i, s)) {
						best, distance = i, d
					}
				}
			}
			if best >= 0 {
				c.pair(best, j)
			}
		}
	}
}

// texts pairs segments whose text occurs once in each version, as long as they are in
// the same order.
func (c *carrier) texts() {
	count := func(list []Segment) map[string]int {
		n := map[string]int{}
		for _, s := range list {
			n[s.Text]++
		}
		return n
	}
	olds, news := count(c.old.Segments), count(c.out.Segments)
	place := map[string]int{}
	for i, s := range c.old.Segments {
		if c.byOld[i] < 0 && olds[s.Text] == 1 {
			place[s.Text] = i
		}
	}
	type pair struct{ old, now, before int }
	var pairs []pair
	var piles []int // the pair with the smallest old place that ends a run of each length
	for j, s := range c.out.Segments {
		i, ok := place[s.Text]
		if !ok || c.byNew[j] >= 0 || news[s.Text] != 1 {
			continue
		}
		n, _ := slices.BinarySearchFunc(piles, i, func(p, i int) int { return cmp.Compare(pairs[p].old, i) })
		before := -1
		if n > 0 {
			before = piles[n-1]
		}
		pairs = append(pairs, pair{i, j, before})
		if n == len(piles) {
			piles = append(piles, 0)
		}
		piles[n] = len(pairs) - 1
	}
	if len(piles) == 0 {
		return
	}
	for p := piles[len(piles)-1]; p >= 0; p = pairs[p].before {
		c.pair(pairs[p].old, pairs[p].now)
	}
}

func floorDiv(a, b int64) int64 {
	if a < 0 {
		return (a - b + 1) / b
	}
	return a / b
}

// words compares the words between segments that are the same in both versions.
func (c *carrier) words() {
	i, j := 0, 0
	for i < len(c.old.Segments) || j < len(c.out.Segments) {
		// The next pair of equal segments behind both.
		a, b := len(c.old.Segments), len(c.out.Segments)
		for k := j; k < len(c.out.Segments); k++ {
			if o := c.byNew[k]; o >= i && c.old.Segments[o].Text == c.out.Segments[k].Text {
				a, b = o, k
				break
			}
		}
		if a > i || b > j {
			c.stretch(i, a, j, b)
		}
		i, j = a+1, b+1
	}
}

// placed is a word with the segment that it stands in.
type placed struct {
	token
	segment int
}

func placedWords(segments []Segment, from, to int) []placed {
	var out []placed
	for i := from; i < min(to, len(segments)); i++ {
		for _, w := range tokens(segments[i].Text) {
			out = append(out, placed{w, i})
		}
	}
	return out
}

// stretch pairs the segments of two stretches by the words that they share.
func (c *carrier) stretch(i, a, j, b int) {
	unpaired := func(list []int, from, to int) bool {
		return slices.ContainsFunc(list[from:min(to, len(list))], func(k int) bool { return k < 0 })
	}
	if !unpaired(c.byOld, i, a) && !unpaired(c.byNew, j, b) {
		return
	}
	before, after := placedWords(c.old.Segments, i, a), placedWords(c.out.Segments, j, b)
	type share struct {
		n          int
		start, end int // in the old text
	}
	shares := map[[2]int]share{}
	hasOld, hasNew := map[int]int{}, map[int]int{}
	for _, w := range before {
		hasOld[w.segment]++
	}
	for _, w := range after {
		hasNew[w.segment]++
	}
	for _, m := range common(before, after) {
		o, n := before[m[0]], after[m[1]]
		k := [2]int{o.segment, n.segment}
		s, ok := shares[k]
		if !ok {
			s.start = o.start
		}
		s.n++
		s.end = o.end
		shares[k] = s
	}
	type candidate struct {
		old, now int
		share
	}
	var list []candidate
	for k, s := range shares {
		list = append(list, candidate{k[0], k[1], s})
	}
	slices.SortFunc(list, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(x.old, y.old), cmp.Compare(x.now, y.now))
	})
	for _, x := range list {
		if c.byOld[x.old] < 0 && c.byNew[x.now] < 0 && x.n*sharedHalf >= min(hasOld[x.old], hasNew[x.now]) {
			c.pair(x.old, x.now)
		}
	}
	slices.SortFunc(list, func(x, y candidate) int { return cmp.Or(cmp.Compare(x.old, y.old), cmp.Compare(x.start, y.start)) })
	for _, x := range list {
		if c.byOld[x.old] != x.now && x.n*sharedHalf >= min(hasOld[x.old], hasNew[x.now]) {
			c.aliased = append(c.aliased, alias{x.old, x.start, x.end, x.now})
		}
	}
}

// common returns pairs of positions of a longest common subsequence of words.
func common(a, b []placed) [][2]int {
	var out [][2]int
	from := 0
	for from < len(a) && from < len(b) && a[from].word == b[from].word {
		out = append(out, [2]int{from, from})
		from++
	}
	endA, endB := len(a), len(b)
	var tail [][2]int
	for endA > from && endB > from && a[endA-1].word == b[endB-1].word {
		endA--
		endB--
		tail = append(tail, [2]int{endA, endB})
	}
	n, m := min(endA-from, widest), min(endB-from, widest)
	if n > 0 && m > 0 {
		lengths := make([]uint16, (n+1)*(m+1))
		for i := n - 1; i >= 0; i-- {
			for j := m - 1; j >= 0; j-- {
				if a[from+i].word == b[from+j].word {
					lengths[i*(m+1)+j] = lengths[(i+1)*(m+1)+j+1] + 1
				} else {
					lengths[i*(m+1)+j] = max(lengths[(i+1)*(m+1)+j], lengths[i*(m+1)+j+1])
				}
			}
		}
		for i, j := 0, 0; i < n && j < m; {
			switch {
			case a[from+i].word == b[from+j].word:
				out = append(out, [2]int{from + i, from + j})
				i++
				j++
			case lengths[(i+1)*(m+1)+j] >= lengths[i*(m+1)+j+1]:
				i++
			default:
				j++
			}
		}
	}
	slices.Reverse(tail)
	return append(out, tail...)
}

// done gives out the ids.
func (c *carrier) done() (Transcript, Carried) {
	var report Carried
	taken := make(map[SegmentID]bool, len(c.old.Segments))
	went := make([]bool, len(c.old.Segments)) // in part at least
	for _, x := range c.aliased {
		went[x.old] = true
	}
	for i, s := range c.old.Segments {
		taken[s.ID] = true
		if c.byOld[i] < 0 && !went[i] {
			report.Gone = append(report.Gone, s.ID)
		}
	}
	for j, i := range c.byNew {
		s := &c.out.Segments[j]
		if i < 0 {
			report.New++
			for n := 0; taken[s.ID]; n++ {
				s.ID = SegmentID("s_" + shortHash("carried", string(s.ID), strconv.Itoa(n)))
			}
			taken[s.ID] = true
			continue
		}
		was := c.old.Segments[i]
		s.ID, s.Rev = was.ID, was.Rev
		if s.Text == was.Text {
			report.Same++
		} else {
			report.Changed++
			s.Rev++
		}
	}
	c.out.Aliases = slices.Clone(c.old.Aliases)
	last := -1 // whose words went on; those of one stand together
	for _, x := range c.aliased {
		id := c.old.Segments[x.old].ID
		c.out.Aliases = append(c.out.Aliases, Alias{Segment: id, StartByte: x.start, EndByte: x.end, Now: c.out.Segments[x.now].ID})
		list := &report.Split
		if c.byOld[x.old] < 0 {
			list = &report.Joined
		}
		if x.old != last {
			*list = append(*list, id)
		}
		last = x.old
	}
	return c.out, report
}
