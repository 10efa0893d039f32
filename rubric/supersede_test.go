package rubric_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
)

func lockAt(r rubric.Rubric, at time.Time) (rubric.Locked, error) {
	dana, err := actor.NewHuman("u-dana", "Dana", actor.HiringManager)
	if err != nil {
		return rubric.Locked{}, err
	}
	marcus, err := actor.NewHuman("u-marcus", "Marcus", actor.Recruiter)
	if err != nil {
		return rubric.Locked{}, err
	}
	return rubric.Lock(r, rubric.AssentTo(r, dana, at), rubric.AssentTo(r, marcus, at))
}

func ExampleSupersede() {
	first, _ := lockAt(fixture.Rubric(), fixture.Now)
	next := first.NextVersion()
	next.MeetsLevel, next.ChangeReason, next.Seen = 2, "level 3 asked for a title", rubric.Rerate
	next.Competencies[2].Kind = rubric.MustHave
	for _, c := range rubric.Diff(first.Rubric(), next) {
		fmt.Println(c)
	}
	second, err := lockAt(next, fixture.Now.Add(time.Hour))
	if err != nil {
		fmt.Println(err)
		return
	}
	old, err := rubric.Supersede(first, second)
	fmt.Println(old.Seen(), old.Successor() == second.Hash(), old.Locked().MeetsLevel(), err)
	// Output:
	// The reason of the change: "level 3 asked for a title".
	// The bar moves from level 3 to level 2.
	// It names the version that it replaces.
	// Candidates who were seen already are rated again.
	// Version 1 becomes version 2.
	// "Mentoring" is a must-have now.
	// rerate true 3 <nil>
}

func next(t testing.TB, l rubric.Locked) rubric.Rubric {
	t.Helper()
	r := l.NextVersion()
	r.ChangeReason, r.Seen = "the panel reads level 2 in two ways", rubric.Grandfather
	return r
}

func TestNextVersionNeedsAReasonAndAChoice(t *testing.T) {
	t.Parallel()
	l := fixture.Locked(t)
	r := l.NextVersion()
	require.Equal(t, 2, r.Version)
	require.Equal(t, l.Hash(), r.Predecessor)
	require.True(t, fault.Has(r.Validate(), "rubric.change_reason_missing"))
	require.True(t, fault.Has(r.Validate(), "rubric.seen_missing"))
	require.NoError(t, next(t, l).Validate())
	third, err := lockAt(next(t, l), fixture.Now)
	require.NoError(t, err)
	again := third.NextVersion()
	require.Empty(t, again.Seen, "the choice is made anew")
	require.Equal(t, third.Hash(), again.Predecessor)
}

func TestSupersedeRefuses(t *testing.T) {
	t.Parallel()
	first := fixture.Locked(t)
	tests := []struct {
		code   string
		at     time.Time
		change func(*rubric.Rubric)
	}{
		{"rubric.successor_other_rubric", fixture.Now, func(r *rubric.Rubric) { r.ID = "rb-2" }},
		{"rubric.successor_version", fixture.Now, func(r *rubric.Rubric) { r.Version = 3 }},
		{"rubric.successor_of_other", fixture.Now, func(r *rubric.Rubric) { r.Predecessor = "sha256:0" }},
		{"rubric.successor_earlier", fixture.Now.Add(-72 * time.Hour), func(*rubric.Rubric) {}},
	}
	for _, tt := range tests {
		r := next(t, first)
		tt.change(&r)
		l, err := lockAt(r, tt.at)
		require.NoError(t, err)
		s, err := rubric.Supersede(first, l)
		require.ErrorIs(t, err, rubric.ErrNotSuccessor)
		require.True(t, fault.Has(err, tt.code), err)
		require.True(t, s.IsZero())
	}
	_, err := rubric.Supersede(first, first)
	require.ErrorIs(t, err, rubric.ErrNotSuccessor)
	_, err = rubric.Supersede(rubric.Locked{}, first)
	require.ErrorIs(t, err, rubric.ErrNotLocked)
}

func TestSupersededRoundTripRefusesTampering(t *testing.T) {
	t.Parallel()
	first := fixture.Locked(t)
	second, err := lockAt(next(t, first), fixture.Now)
	require.NoError(t, err)
	s, err := rubric.Supersede(first, second)
	require.NoError(t, err)
	b, err := json.Marshal(s)
	require.NoError(t, err)
	var back rubric.Superseded
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, s, back)
	require.Equal(t, "the panel reads level 2 in two ways", back.Reason())
	require.Equal(t, second.LockedAt(), back.At())
	for from, to := range map[string]string{
		`"seen":"grandfather"`: `"seen":""`, "Cuts scope, step 3": "Cuts corners", `"reason":"the panel`: `"reason":"","x":"`,
		second.Hash(): "",
	} {
		bad := strings.Replace(string(b), from, to, 1)
		require.NotEqual(t, string(b), bad, from)
		require.Error(t, json.Unmarshal([]byte(bad), &back), from)
	}
	require.ErrorIs(t, json.Unmarshal([]byte(`{}`), &back), rubric.ErrNotLocked)
	b, err = json.Marshal(rubric.Superseded{})
	require.NoError(t, err)
	require.Equal(t, "null", string(b))
	require.NoError(t, json.Unmarshal(b, &back))
	require.True(t, back.IsZero())
}

// A rubric that was locked before a rule existed stays locked: decoding neither
// lints nor asks for what came later.
func TestOldLockedDocumentsStillDecode(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	r.Version, r.ChangeReason = 2, "written when versions named no predecessor"
	r.Competencies[0].Description = "A culture fit"
	require.ErrorIs(t, r.Validate(), rubric.ErrInvalid)
	who := fixture.People(t)
	b, err := json.Marshal(rubric.LockedDocument{
		SchemaVersion: 1, Hash: r.Hash(), Rubric: r,
		HiringManager: rubric.AssentTo(r, who.Dana, fixture.Now), Recruiter: rubric.AssentTo(r, who.Marcus, fixture.Now),
	})
	require.NoError(t, err)
	var l rubric.Locked
	require.NoError(t, json.Unmarshal(b, &l))
	require.Equal(t, r.Hash(), l.Hash())
}

// Whatever is done to drafts, diffs and successors, a locked rubric stays what
// people agreed to.
func TestNoSequenceChangesALockedRubric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		chain := []rubric.Locked{}
		first, err := lockAt(fixture.Rubric(), fixture.Now)
		require.NoError(rt, err)
		chain = append(chain, first)
		frozen := []string{mustJSON(rt, first)}
		draft := first.NextVersion()
		for step := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			last := chain[len(chain)-1]
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0:
				draft = mutate(rt, draft)
			case 1:
				draft = mutate(rt, last.Rubric())
				draft.Version, draft.Predecessor = last.NextVersion().Version, last.Hash()
			case 2:
				changes := rubric.Diff(last.Rubric(), draft)
				for i := range changes {
					for j := range changes[i].After {
						changes[i].After[j] = ' '
					}
				}
			case 3:
				draft.ChangeReason, draft.Seen = "because", rapid.SampledFrom([]rubric.Seen{rubric.Rerate, rubric.Grandfather}).Draw(rt, "seen")
				l, err := lockAt(draft, fixture.Now.Add(time.Duration(step)*time.Hour))
				if err != nil {
					continue
				}
				if s, err := rubric.Supersede(last, l); err == nil {
					require.Equal(rt, last.Hash(), s.Locked().Hash())
					chain, frozen = append(chain, l), append(frozen, mustJSON(rt, l))
					draft = l.NextVersion()
				}
			case 4:
				applied, err := rubric.Apply(last.Rubric(), rubric.Diff(last.Rubric(), draft))
				require.NoError(rt, err)
				draft = applied
				if len(draft.Competencies) > 0 && len(draft.Competencies[0].Anchors) > 0 {
					draft.Competencies[0].Anchors[0].Behaviour = "changed"
				}
			}
			for i, l := range chain {
				require.Equal(rt, frozen[i], mustJSON(rt, l))
			}
		}
	})
}

func mustJSON(t require.TestingT, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}
