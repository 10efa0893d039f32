package hirealign_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/storage/memstore"
)

func TestAFurtherVersionSupersedesTheOneBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	first := w.lock()
	_, err := w.in.Rubrics().Superseded(ctx, w.who.Marcus, first.Hash())
	require.ErrorIs(t, err, hirealign.ErrNotFound)

	next := first.NextVersion()
	next.MeetsLevel, next.ChangeReason, next.Seen = 2, "level 3 asked for a title", rubric.Rerate
	stray := next
	stray.Predecessor = "sha256:0"
	_, err = w.in.Rubrics().Save(ctx, w.who.Dana, w.req.ID, stray)
	require.ErrorIs(t, err, rubric.ErrNotSuccessor)
	_, err = w.in.Rubrics().Save(ctx, w.who.Dana, w.req.ID, next)
	require.NoError(t, err)
	_, err = w.in.Rubrics().Assent(ctx, w.who.Dana, next.ID, next.Hash())
	require.NoError(t, err)
	second, err := w.in.Rubrics().Assent(ctx, w.who.Marcus, next.ID, next.Hash())
	require.NoError(t, err)

	old, err := w.in.Rubrics().Superseded(ctx, w.who.Marcus, first.Hash())
	require.NoError(t, err)
	require.Equal(t, second.Hash(), old.Successor())
	require.Equal(t, rubric.Rerate, old.Seen())
	still, err := w.in.Rubrics().Locked(ctx, w.who.Marcus, first.Hash())
	require.NoError(t, err)
	require.Equal(t, first.Document(), still.Document(), "ratings that refer to it can still be read")
	req, err := w.in.Requisitions().Get(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Equal(t, second.Hash(), req.RubricHash)
	recs, err := w.in.Rubrics().OfRequisition(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Len(t, recs, 1)
	require.Equal(t, second.Hash(), recs[0].LockedHash)
	require.Equal(t, first.Hash(), recs[0].Rubric.Predecessor)
}

func TestTheRubricsOfARequisition(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	none, err := w.in.Rubrics().OfRequisition(ctx, w.who.Dana, w.req.ID)
	require.NoError(t, err)
	require.Empty(t, none)
	require.NotNil(t, none)
	other, err := w.in.Requisitions().Open(ctx, w.who.Dana, requisition.Opening{
		Title: "Designer", Openings: 1, HiringManager: requisition.PersonOf(w.who.Dana), Recruiter: requisition.PersonOf(w.who.Marcus),
	})
	require.NoError(t, err)
	for id, of := range map[rubric.ID]requisition.ID{"rb-1": w.req.ID, "rb-2": w.req.ID, "rb-3": other.ID} {
		r := fixture.Rubric()
		r.ID = id
		_, err := w.in.Rubrics().Save(ctx, w.who.Dana, of, r)
		require.NoError(t, err)
	}
	recs, err := w.in.Rubrics().OfRequisition(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.Len(t, recs, 2)
	require.Equal(t, []rubric.ID{"rb-1", "rb-2"}, []rubric.ID{recs[0].Rubric.ID, recs[1].Rubric.ID})
	require.Equal(t, w.req.ID, recs[0].Requisition)
	_, err = w.in.Rubrics().OfRequisition(ctx, outsider(t), w.req.ID)
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	_, err = w.in.Rubrics().OfRequisition(ctx, actor.Human{}, w.req.ID)
	require.ErrorIs(t, err, actor.ErrInvalid)
}

func ExampleRubrics_OfRequisition() {
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
	recs, err := in.Rubrics().OfRequisition(ctx, dana, req.ID)
	for _, rec := range recs {
		fmt.Println(rec.Rubric.ID, rec.Rubric.Version, rec.LockedHash == "")
	}
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// rb-1 1 true
	// <nil>
}

func TestNobodyAgreesToWhatALintRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := fixture.Rubric()
	r.Competencies[0].Description = "A culture fit"
	_, err := w.in.Rubrics().Save(t.Context(), w.who.Dana, w.req.ID, r)
	require.NoError(t, err, "a draft may say anything")
	_, err = w.in.Rubrics().Assent(t.Context(), w.who.Dana, r.ID, r.Hash())
	require.ErrorIs(t, err, rubric.ErrLint)
	require.Equal(t, "/competencies/0/description", fault.Of(err)[0].Path)
}
