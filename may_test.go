package hirealign_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage/memstore"
)

func ExampleTenant_May() {
	ctx := context.Background()
	svc, err := hirealign.New(memstore.New(), nil)
	fmt.Println(err)
	dana, err := actor.NewHuman("u-dana", "Dana Whitfield", actor.HiringManager)
	fmt.Println(err)
	cora, err := actor.NewHuman("u-cora", "Cora Lind", actor.Coordinator)
	fmt.Println(err)
	in := svc.Tenant("acme")
	req, err := in.Requisitions().Open(ctx, dana, requisition.Opening{
		Title: "Backend Engineer", Openings: 1, HiringManager: requisition.PersonOf(dana), Recruiter: requisition.Person{ID: "u-marcus", Name: "Marcus Lee"},
	})
	fmt.Println(err)

	// What does a page of the search show?
	for _, who := range []actor.Human{dana, cora} {
		acts, err := in.May(ctx, who, req.ID, access.RunSearch, access.WriteRubric, access.ReadSummary)
		fmt.Println(who.Name(), acts, err)
	}
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// Dana Whitfield [run_search write_rubric read_summary] <nil>
	// Cora Lind [run_search] <nil>
}

// TestMayAnswersAsTheGateDoes asks as everybody whether they may, and does it: the two
// agree, and only doing it is written down as refused.
func TestMayAnswersAsTheGateDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.held()
	ctx := t.Context()
	human := func(id string, role actor.Role) actor.Human {
		h, err := actor.NewHuman(id, id, role)
		require.NoError(t, err)
		return h
	}
	stoodIn := human("u-stood-in", actor.Interviewer)
	iv, err := w.in.Interviews().Schedule(ctx, w.who.Marcus, w.app.ID, "r-1", requisition.Slot{Start: w.now, End: w.now.Add(time.Hour), Zone: "UTC"})
	require.NoError(t, err)
	w.now = w.now.Add(2 * time.Hour)
	_, err = w.in.Interviews().RecordHeld(ctx, w.who.Marcus, iv.ID, iv.Scheduled,
		requisition.Attendance{Panelist: requisition.PersonOf(stoodIn), SubstituteFor: w.who.Sofia.ID(), Attended: true},
		requisition.Attendance{Panelist: requisition.PersonOf(w.who.Ken)})
	require.NoError(t, err)
	inside := human("u-inside", actor.RecruitingManager) // a candidate in the search
	c, err := w.in.Requisitions().AddCandidate(ctx, w.who.Marcus, "Inside")
	require.NoError(t, err)
	_, err = w.in.Requisitions().LinkPerson(ctx, w.who.Marcus, c.ID, inside.ID())
	require.NoError(t, err)
	_, err = w.in.Requisitions().Apply(ctx, w.who.Marcus, w.req.ID, c.ID, requisition.Internal)
	require.NoError(t, err)

	asks := map[access.Act]func(reader actor.Human) error{
		access.ReadRequisition: func(r actor.Human) error { return only(w.in.Requisitions().Get(ctx, r, w.req.ID)) },
		access.ReadRubric:      func(r actor.Human) error { return only(w.in.Rubrics().OfRequisition(ctx, r, w.req.ID)) },
		access.ReadApplication: func(r actor.Human) error { return only(w.in.Requisitions().Application(ctx, r, w.app.ID)) },
		access.ReadInterview:   func(r actor.Human) error { return only(w.in.Interviews().Get(ctx, r, w.iv.ID)) },
		access.ReadTranscript:  func(r actor.Human) error { return only(w.in.Interviews().Transcripts(ctx, r, w.iv.ID)) },
		access.ReadClock:       func(r actor.Human) error { return only(w.in.Scorecards().Clocks(ctx, r, w.app.ID)) },
		access.ReadOffer:       func(r actor.Human) error { return only(w.in.Requisitions().Offers(ctx, r, w.app.ID)) },
		access.ReadDebrief:     func(r actor.Human) error { return only(w.in.Debriefs().Meetings(ctx, r, w.req.ID)) },
		access.ReadReview:      func(r actor.Human) error { return only(w.in.Reviews().Changes(ctx, r, w.req.ID)) },
		access.RunSearch:       func(r actor.Human) error { return only(w.in.Requisitions().PutOnHold(ctx, r, w.req.ID, "")) },
		access.WriteRubric: func(r actor.Human) error {
			return only(w.in.Rubrics().Save(ctx, r, w.req.ID, fixture.Rubric()))
		},
	}
	acts := make([]access.Act, 0, len(asks))
	for act := range asks {
		acts = append(acts, act)
	}
	people := []actor.Human{
		w.who.Dana, w.who.Marcus, w.who.Sofia, w.who.Ken, w.who.Ines, stoodIn, inside, outsider(t),
		human("u-cora", actor.Coordinator), human("u-shay", actor.Shadow), human("u-rhea", actor.Recruiter),
	}
	answers := map[string][]access.Act{}
	for _, who := range people {
		may, err := w.in.May(ctx, who, w.req.ID, acts...)
		if err != nil {
			require.ErrorIs(t, err, hirealign.ErrNotFound, who.ID())
		}
		answers[who.ID()] = may
	}
	require.Empty(t, w.refusals(), "a question is no attempt")
	for _, who := range people {
		for act, ask := range asks {
			err := ask(who)
			refused := errors.Is(err, hirealign.ErrNotFound) || errors.Is(err, hirealign.ErrNotAllowed)
			require.Equal(t, slices.Contains(answers[who.ID()], act), !refused, "%s, %s: %v", who.ID(), act, err)
		}
	}
	require.Len(t, answers[w.who.Dana.ID()], len(asks))
	require.Contains(t, answers[stoodIn.ID()], access.ReadTranscript, "who stood in has a part too")
	for _, who := range []string{inside.ID(), "u-otto", "u-rhea"} {
		require.Empty(t, answers[who])
	}
}

func TestMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	policy := access.Default()
	policy[access.ReadOffer] = []actor.Role{actor.Recruiter}
	svc, err := hirealign.New(w.store, &hirealign.Options{Policy: policy, Authorize: func(_ context.Context, r access.Request) error {
		if r.Act == access.ReadSummary && r.Tenant == "acme" && r.Matter.Requisition == w.req.ID {
			return errors.New("not here")
		}
		return nil
	}})
	require.NoError(t, err)
	in := svc.Tenant("acme")
	acts, err := in.May(ctx, w.who.Dana, w.req.ID, access.ReadSummary, access.ReadOffer, access.ReadDraft, access.RunSearch, access.ReadDraft)
	require.NoError(t, err)
	require.Equal(t, []access.Act{access.RunSearch}, acts, "neither the host's nor the policy's no, and no seat on a panel")

	all, err := w.in.May(ctx, w.who.Marcus, w.req.ID)
	require.NoError(t, err)
	require.True(t, slices.IsSorted(all))
	for act, roles := range access.Default() {
		require.Equal(t, slices.Contains(roles, actor.Recruiter), slices.Contains(all, act), act)
	}
	for who, want := range map[actor.Human][]access.Act{
		w.who.Marcus: {access.OpenSearch}, w.who.Sofia: {}, w.who.Ines: {access.OpenSearch, access.ReadPrivacy},
	} {
		acts, err := w.in.May(ctx, who, "", access.OpenSearch, access.ReadPrivacy)
		require.NoError(t, err)
		require.Equal(t, want, acts, who.ID())
	}

	_, err = w.in.May(ctx, actor.Human{}, w.req.ID)
	require.ErrorIs(t, err, actor.ErrInvalid)
	_, none := w.in.May(ctx, w.who.Dana, "no-such")
	require.ErrorIs(t, none, hirealign.ErrNotFound)
	_, hidden := w.in.May(ctx, outsider(t), w.req.ID)
	require.Equal(t, none.Error(), strings.ReplaceAll(hidden.Error(), string(w.req.ID), "no-such"))
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err = w.in.May(gone, w.who.Dana, w.req.ID)
	require.ErrorIs(t, err, context.Canceled)
}

func only[T any](_ T, err error) error { return err }
