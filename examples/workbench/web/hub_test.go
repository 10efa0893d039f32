package web_test

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/examples/workbench/web"
)

func TestHubLosesNothing(t *testing.T) {
	t.Parallel()
	const readers, events = 200, 3000
	hub := web.NewHub()
	var wg sync.WaitGroup
	got := make([][]uint64, readers)
	for i := range readers {
		wg.Go(func() {
			for e, err := range hub.Subscribe(context.Background(), "t", 0) {
				if err != nil {
					return
				}
				got[i] = append(got[i], e.ID)
				if e.ID == events {
					return
				}
			}
		})
	}
	for i := range events {
		require.Equal(t, uint64(i+1), hub.Publish("t", "n", []byte(strconv.Itoa(i))))
	}
	wg.Wait()
	for i := range readers {
		require.Len(t, got[i], events)
		require.Equal(t, uint64(1), got[i][0])
		require.Equal(t, uint64(events), got[i][events-1])
	}
}

func TestHubSaysWhereEventsAreGone(t *testing.T) {
	t.Parallel()
	hub := web.NewHub()
	for range 20_000 {
		hub.Publish("t", "n", nil)
	}
	for _, after := range []uint64{0, 5, 30_000} {
		for _, err := range hub.Subscribe(t.Context(), "t", after) {
			require.ErrorIs(t, err, web.ErrGap, "after %d", after)
		}
	}
	n := 0
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for e, err := range hub.Subscribe(ctx, "t", 19_990) {
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
			break
		}
		if n++; e.ID == 20_000 {
			cancel()
		}
	}
	require.Equal(t, 10, n)

	hub.Close()
	for range hub.Subscribe(t.Context(), "t", 20_000) {
		t.Fatal("a closed hub has no news")
	}
}
