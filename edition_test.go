package hirealign_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
)

// both returns the two versions that an edit was refused with.
func both[T any](t *testing.T, err error) *storage.EditConflictError[T] {
	t.Helper()
	require.ErrorIs(t, err, hirealign.ErrConflict)
	require.ErrorIs(t, err, storage.ErrConflict)
	c, ok := errors.AsType[*storage.EditConflictError[T]](err)
	require.True(t, ok, "%T has no versions", err)
	return c
}

func texts(d scorecard.Draft) []string {
	out := []string{}
	for _, n := range d.Notes {
		out = append(out, n.Text)
	}
	return out
}

func TestTwoBrowsersEditOneDraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	cards := w.in.Scorecards()
	id := w.draftOf(w.who.Sofia).ID
	_, err := cards.AddNote(ctx, id, scorecard.Note{Text: "calm", By: w.who.Sofia})
	require.NoError(t, err)
	seen, err := cards.Edition(ctx, w.who.Sofia, id)
	require.NoError(t, err)
	_, err = cards.Edition(ctx, w.who.Ken, id)
	require.ErrorIs(t, err, scorecard.ErrBlind)

	won, err := cards.At(seen.Version).EditNote(ctx, w.who.Sofia, id, 0, "calm under pressure")
	require.NoError(t, err)
	_, err = cards.At(seen.Version).EditNote(ctx, w.who.Sofia, id, 0, "calm, and slow to act")
	c := both[scorecard.Draft](t, err)
	require.Equal(t, seen.Version, c.Base)
	require.Equal(t, []string{"calm, and slow to act"}, texts(c.Mine))
	require.Equal(t, []string{"calm under pressure"}, texts(c.Theirs.Value))
	require.Equal(t, won, c.Theirs.Value)
	require.NotContains(t, err.Error(), "calm", "an error text carries no words of anybody")
	now, err := cards.DraftOf(ctx, w.who.Sofia, id)
	require.NoError(t, err)
	require.Equal(t, won, now, "a refused edit changes nothing")

	_, err = cards.At(c.Theirs.Version).EditNote(ctx, w.who.Sofia, id, 0, "calm under pressure, and slow to act")
	require.NoError(t, err, "merged at their version")
	_, err = cards.At(c.Theirs.Version+1).AddNote(ctx, id, scorecard.Note{Text: "asked for numbers", By: w.who.Sofia})
	require.NoError(t, err, "the version after an edit is one more")
	_, err = cards.At(999).AddNote(ctx, id, scorecard.Note{Text: "from another database", By: w.who.Sofia})
	require.Equal(t, []string{"calm under pressure, and slow to act", "asked for numbers", "from another database"}, texts(both[scorecard.Draft](t, err).Mine))

	d, err := cards.DraftOf(ctx, w.who.Sofia, id)
	require.NoError(t, err)
	_, err = cards.At(seen.Version).Submit(ctx, w.who.Sofia, id, w.submission(w.who.Sofia, d, 3))
	require.Equal(t, d, both[scorecard.Draft](t, err).Theirs.Value, "nobody hands in a card over notes that they have not seen")
	card, err := cards.At(c.Theirs.Version+2).Submit(ctx, w.who.Sofia, id, w.submission(w.who.Sofia, d, 3))
	require.NoError(t, err)
	require.Len(t, card.Document().Notes, 2)
}

// TestEditsAtOnce has one person write from many browsers at the same time. Each
// note is there at the end: written at once, or merged by the one who was refused.
func TestEditsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	cards := w.in.Scorecards()
	id := w.draftOf(w.who.Sofia).ID
	seen, err := cards.Edition(ctx, w.who.Sofia, id)
	require.NoError(t, err)
	const browsers = 8
	refused := make([]int, browsers)
	fails := make([]error, browsers)
	var wg sync.WaitGroup
	for n := range browsers {
		wg.Go(func() {
			at, note := seen.Version, scorecard.Note{Text: fmt.Sprintf("note %d", n), By: w.who.Sofia}
			for {
				_, err := cards.At(at).AddNote(ctx, id, note)
				c, ok := errors.AsType[*storage.EditConflictError[scorecard.Draft]](err)
				if !ok {
					fails[n] = err
					return
				}
				refused[n]++
				at = c.Theirs.Version
			}
		})
	}
	wg.Wait()
	require.NoError(t, errors.Join(fails...))
	d, err := cards.Edition(ctx, w.who.Sofia, id)
	require.NoError(t, err)
	want := []string{}
	first := 0
	for n, r := range refused {
		want = append(want, fmt.Sprintf("note %d", n))
		if r == 0 {
			first++
		}
	}
	require.ElementsMatch(t, want, texts(d.Value))
	require.Equal(t, seen.Version+browsers, d.Version)
	require.Equal(t, 1, first, "one wins at the version that all had read")
}

// TestANoteIsInTheCardOrRefused hands a card in while a note is added.
func TestANoteIsInTheCardOrRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	d := w.draftOf(w.who.Sofia)
	sub := w.submission(w.who.Sofia, d, 3)
	var noted, handed error
	var card scorecard.Scorecard
	var wg sync.WaitGroup
	wg.Go(func() {
		_, noted = w.in.Scorecards().AddNote(ctx, d.ID, scorecard.Note{Text: "at the last moment", By: w.who.Sofia})
	})
	wg.Go(func() { card, handed = w.in.Scorecards().Submit(ctx, w.who.Sofia, d.ID, sub) })
	wg.Wait()
	switch {
	case noted == nil && handed == nil:
		require.Len(t, card.Document().Notes, 1)
	case noted == nil:
		require.Equal(t, []string{"at the last moment"}, texts(both[scorecard.Draft](t, handed).Theirs.Value))
	default:
		require.NoError(t, handed)
		if !errors.Is(noted, scorecard.ErrSubmitted) {
			require.Equal(t, []string{"at the last moment"}, texts(both[scorecard.Draft](t, noted).Mine))
		}
	}
}

func TestTwoPeopleSaveOneRubric(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	rubrics := w.in.Rubrics()
	_, err := rubrics.Save(ctx, w.who.Dana, w.req.ID, fixture.Rubric())
	require.NoError(t, err)
	seen, err := rubrics.Edition(ctx, w.who.Marcus, "rb-1")
	require.NoError(t, err)
	dana, marcus := seen.Value.Rubric.Clone(), seen.Value.Rubric.Clone()
	dana.Role.Purpose, marcus.Role.Purpose = "keep payments up", "keep refunds quick"
	_, err = rubrics.At(seen.Version).Save(ctx, w.who.Dana, w.req.ID, dana)
	require.NoError(t, err)
	_, err = rubrics.At(seen.Version).Save(ctx, w.who.Marcus, w.req.ID, marcus)
	c := both[hirealign.RubricRecord](t, err)
	require.Equal(t, "keep refunds quick", c.Mine.Rubric.Role.Purpose)
	require.Equal(t, "keep payments up", c.Theirs.Value.Rubric.Role.Purpose)
	require.Equal(t, seen.Version+1, c.Theirs.Version)
	merged := c.Theirs.Value.Rubric
	merged.Role.Purpose = "keep payments up and refunds quick"
	_, err = rubrics.At(c.Theirs.Version).Save(ctx, w.who.Marcus, w.req.ID, merged)
	require.NoError(t, err)
	rec, err := rubrics.Get(ctx, w.who.Dana, "rb-1")
	require.NoError(t, err)
	require.Equal(t, "keep payments up and refunds quick", rec.Rubric.Role.Purpose)
}

func TestTwoPeopleChangeOneSearch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.lock()
	searches := w.in.Requisitions()
	seen, err := searches.Edition(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	_, err = searches.Edition(ctx, w.who.Sofia, w.req.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	plan := func(name string) requisition.Plan {
		return requisition.Plan{Rounds: []requisition.Round{{ID: "r-1", Name: name, Kind: requisition.Technical, Minutes: 60, Panel: []requisition.Seat{
			{Panelist: requisition.PersonOf(w.who.Sofia), Competencies: []string{"incidents", "delivery"}},
		}}}}
	}
	_, err = searches.At(seen.Version).SetPlan(ctx, w.who.Dana, w.req.ID, plan("Pairing"))
	require.NoError(t, err)
	_, err = searches.At(seen.Version).SetPlan(ctx, w.who.Marcus, w.req.ID, plan("Design"))
	c := both[requisition.Requisition](t, err)
	require.Equal(t, "Design", c.Mine.Plan.Rounds[0].Name)
	require.Equal(t, "Pairing", c.Theirs.Value.Plan.Rounds[0].Name)
}

// TestTheOtherVersionIsAsBlindAsADebrief gives two second estimates over the same
// version of a debrief: whoever is refused does not learn the other's by it.
func TestTheOtherVersionIsAsBlindAsADebrief(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.held()
	w.submit(w.who.Sofia, 4)
	w.submit(w.who.Ken, 2)
	w.summary()
	p, err := w.in.Debriefs().Open(ctx, w.who.Marcus, w.req.ID, w.app.ID)
	require.NoError(t, err)
	_, err = w.in.Debriefs().Rerate(ctx, w.who.Dana, p.ID)
	require.NoError(t, err)
	l, err := w.in.Rubrics().Locked(ctx, w.who.Dana, p.RubricHash)
	require.NoError(t, err)
	rating := func(by actor.Human, level int) scorecard.Rating {
		r, err := scorecard.Rate(by, l, "incidents", level, scorecard.Basis{Reason: "said it was led by others"}, w.now)
		require.NoError(t, err)
		return r
	}
	seen, err := w.in.Debriefs().Edition(ctx, w.who.Ken, p.ID)
	require.NoError(t, err)
	room := w.in.Debriefs().At(seen.Version)
	_, err = room.Estimate(ctx, p.ID, w.app.ID, rating(w.who.Sofia, 1), debrief.NewEvidence)
	require.NoError(t, err)
	_, err = room.Estimate(ctx, p.ID, w.app.ID, rating(w.who.Ken, 3), debrief.NewEvidence)
	c := both[debrief.Meeting](t, err)
	require.Len(t, c.Mine.Document().Estimates, 1)
	require.Equal(t, "u-ken", c.Mine.Document().Estimates[0].Rating.By().ID())
	require.Empty(t, c.Theirs.Value.Document().Estimates)
	again, err := w.in.Debriefs().Edition(ctx, w.who.Ken, p.ID)
	require.NoError(t, err)
	require.Equal(t, again, c.Theirs)
	_, err = w.in.Debriefs().At(c.Theirs.Version).Estimate(ctx, p.ID, w.app.ID, rating(w.who.Ken, 3), debrief.NewEvidence)
	require.NoError(t, err)

	_, err = w.in.Debriefs().ShowEstimates(ctx, w.who.Dana, p.ID)
	require.NoError(t, err)
	shown, err := w.in.Debriefs().Edition(ctx, w.who.Dana, p.ID)
	require.NoError(t, err)
	require.Len(t, shown.Value.Document().Estimates, 2)
	_, err = w.in.Debriefs().Object(ctx, w.who.Ken, p.ID, w.app.ID, debrief.NoHire, "the second story was strong")
	require.NoError(t, err)
	_, err = w.in.Debriefs().At(shown.Version).Decide(ctx, w.who.Dana, p.ID, w.app.ID, debrief.Choice{
		Outcome: debrief.NoHire, Rationale: "thin", Reasons: []debrief.Reason{{Competency: "incidents", Text: "thin"}},
	})
	require.Len(t, both[debrief.Meeting](t, err).Theirs.Value.Document().Objections, 1, "an objection that the owner has not read")
}

func ExampleRubrics_At() {
	ctx := context.Background()
	svc, err := hirealign.New(memstore.New(), nil)
	fmt.Println(err)
	dana, err := actor.NewHuman("u-dana", "Dana Whitfield", actor.HiringManager)
	fmt.Println(err)
	in := svc.Tenant("acme")
	req, err := in.Requisitions().Open(ctx, dana, requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(dana), Recruiter: requisition.Person{ID: "u-marcus", Name: "Marcus Lee"},
	})
	fmt.Println(err)
	_, err = in.Rubrics().Save(ctx, dana, req.ID, fixture.Rubric())
	fmt.Println(err)

	// Two browsers show the form; each keeps the version in a hidden field.
	seen, err := in.Rubrics().Edition(ctx, dana, "rb-1")
	fmt.Println(seen.Version, err)
	one, other := seen.Value.Rubric.Clone(), seen.Value.Rubric.Clone()
	one.Role.Purpose, other.Role.Purpose = "keep payments up", "keep refunds quick"
	_, err = in.Rubrics().At(seen.Version).Save(ctx, dana, req.ID, one)
	fmt.Println(err)
	_, err = in.Rubrics().At(seen.Version).Save(ctx, dana, req.ID, other)
	if both, ok := errors.AsType[*storage.EditConflictError[hirealign.RubricRecord]](err); ok {
		fmt.Println("mine:", both.Mine.Rubric.Role.Purpose)
		fmt.Println("theirs:", both.Theirs.Value.Rubric.Role.Purpose, "at", both.Theirs.Version)
	}
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// 1 <nil>
	// <nil>
	// mine: keep refunds quick
	// theirs: keep payments up at 2
}
