package sample_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/examples/workbench/sample"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage/memstore"
)

func TestPlayEndsInFourStages(t *testing.T) {
	t.Parallel()
	clock := &sample.Clock{}
	svc, err := hirealign.New(memstore.New(), &hirealign.Options{Now: clock.Now, NewID: sample.NewID(false)})
	require.NoError(t, err)
	ids, err := sample.Play(t.Context(), svc, clock)
	require.NoError(t, err)
	tenant := svc.Tenant(sample.Tenant)

	status := func(id requisition.ID) requisition.Requisition {
		req, err := tenant.Requisitions().Get(t.Context(), sample.Ines, id)
		require.NoError(t, err)
		return req
	}
	require.Empty(t, status(ids.Design).RubricHash, "the designer's rubric is still written")
	require.Equal(t, requisition.StatusFilled, status(ids.Support).Status)

	due, err := tenant.Due(t.Context(), sample.Ines)
	require.NoError(t, err)
	now := clock.Now()
	late, soon := 0, 0
	for _, w := range due {
		switch {
		case w.For == requisition.ForScorecard && w.Due.Before(now):
			late++
		case w.For == requisition.ForScorecard:
			soon++
		}
	}
	require.Equal(t, 1, late, "Ken's card on Amara is late")
	require.Equal(t, 1, soon, "Tessa's card on Jonas is due")

	meetings, err := tenant.Debriefs().Meetings(t.Context(), sample.Marcus, ids.Payments)
	require.NoError(t, err)
	require.Len(t, meetings, 1)
	_, err = tenant.Debriefs().Open(t.Context(), sample.Marcus, ids.Payments, ids.Applications["priya"], ids.Applications["tomas"])
	require.NoError(t, err, "every card of Payments is in")
	_, err = tenant.Verify(t.Context())
	require.NoError(t, err)
}
