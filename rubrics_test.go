package hirealign_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
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
