package debrief

import (
	"cmp"
	"hash/fnv"
	"slices"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
)

// Participant takes part in a debrief.
type Participant struct {
	Person requisition.Person `json:"person"`
	Role   actor.Role         `json:"role,omitzero"`
	// Seniority orders people for speaking: higher speaks later. 0 is unknown and
	// counts as the most junior.
	Seniority int `json:"seniority,omitzero"`
}

// Turn is somebody's turn to speak on a point.
type Turn struct {
	Person requisition.Person `json:"person"`
	// Minority says that their level is the rarer one: they speak first.
	Minority bool `json:"minority,omitzero"`
}

// speakers orders those who rated a criterion: the minority first, then the
// least senior; the hiring manager after the panel and the owner last, so that
// nobody leans on their view. A seed that is stored breaks ties, the same way
// every time.
func speakers(c Criterion, people []Participant, owner requisition.Person, seed string) []Turn {
	type turn struct {
		Turn
		last, seniority int
		tie             uint32
	}
	var turns []turn
	for _, r := range c.Ratings {
		who := requisition.PersonOf(r.By())
		if slices.ContainsFunc(turns, func(t turn) bool { return t.Person.ID == who.ID }) {
			continue
		}
		t := turn{Turn: Turn{Person: who}}
		if level, ok := r.Level(); ok {
			t.Minority = c.minority(level)
		}
		for _, p := range people {
			if p.Person.ID != who.ID {
				continue
			}
			t.seniority = p.Seniority
			if p.Role == actor.HiringManager {
				t.last = 1
			}
		}
		if who.ID == owner.ID {
			t.last = 2
		}
		h := fnv.New32a()
		_, _ = h.Write([]byte(seed + "\x00" + string(c.Competency) + "\x00" + who.ID))
		t.tie = h.Sum32()
		turns = append(turns, t)
	}
	slices.SortStableFunc(turns, func(a, b turn) int {
		return cmp.Or(
			cmp.Compare(a.last, b.last),
			cmp.Compare(boolInt(b.Minority), boolInt(a.Minority)),
			cmp.Compare(a.seniority, b.seniority),
			cmp.Compare(a.tie, b.tie),
			cmp.Compare(a.Person.ID, b.Person.ID),
		)
	})
	out := make([]Turn, len(turns))
	for i, t := range turns {
		out[i] = t.Turn
	}
	return out
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// minority reports whether a level is in the minority: on the side of the bar
// with fewer panelists, and where the sides are equal or there is one side only,
// given by fewer than the most common level.
func (c Criterion) minority(level int) bool {
	if c.Straddles() && c.AtOrAboveBar != c.BelowBar {
		return (level >= c.bar()) == (c.AtOrAboveBar < c.BelowBar)
	}
	counts, most := map[int]int{}, 0
	for _, l := range c.levels() {
		counts[l]++
		most = max(most, counts[l])
	}
	return counts[level] < most
}

// bar is the lowest level at or above the bar that was given; it is used only
// where both sides have levels.
func (c Criterion) bar() int {
	levels := c.levels()
	slices.Sort(levels)
	if c.BelowBar >= len(levels) { // figures that are not those of the ratings
		return c.Max
	}
	return levels[c.BelowBar]
}

// Minority is the number of panelists on the side of the bar with fewer.
func (c Criterion) Minority() int { return min(c.AtOrAboveBar, c.BelowBar) }
