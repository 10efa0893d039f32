package access_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/scorecard"
)

func human(id string, role actor.Role) actor.Human {
	h, err := actor.NewHuman(id, id, role)
	if err != nil {
		panic(err)
	}
	return h
}

var matter = access.Matter{
	Requisition: "req-1", HiringManager: "dana", Recruiter: "marcus", Panelists: []string{"sofia"},
	Candidates: []string{"ken"}, Subject: []string{"priya"},
}

func Example() {
	p := access.Default()
	fmt.Println(p.Decide(access.Request{Who: human("dana", ""), Act: access.ReadSummary, Matter: matter}))
	fmt.Println(p.Decide(access.Request{Who: human("sofia", ""), Act: access.ReadOffer, Matter: matter}))
	fmt.Println(p.Decide(access.Request{Who: human("otto", ""), Act: access.ReadSummary, Matter: matter}))
	// Output:
	// <nil>
	// access: denied: this does not belong to the person's part in the search (access.denied)
	// access: hidden: there is nothing to see (access.hidden)
}

func ExamplePolicy() {
	p := access.Default()
	p[access.ReadOffer] = append(p[access.ReadOffer], actor.Coordinator) // a host that wants it
	fmt.Println(p.Decide(access.Request{Who: human("cora", actor.Coordinator), Act: access.ReadOffer, Matter: matter}))
	// Output: <nil>
}

// rows is the table once more, written by hand: r recruiter, h hiring manager,
// c coordinator, p panelist, s shadow, m recruiting manager, x candidate.
var rows = map[access.Act]string{
	access.ReadRequisition: "rhcpsm", access.ReadRubric: "rhcpsm", access.ReadInterview: "rhcpsm",
	access.ReadCandidate: "rhcpmx", access.ReadApplication: "rhcpmx", access.ReadTranscript: "rhpm",
	access.ReadKit: "p", access.ReadDraft: "p", access.ReadCard: "rhpm", access.ReadReport: "rhm", access.ReadClock: "rhcm",
	access.ReadSummary: "rhpm", access.ReadHandoff: "rhpm", access.ReadNotice: "rhm", access.ReadOffer: "rhm",
	access.ReadDebrief: "rhpm", access.ReadBrief: "rhpm", access.ReadDecision: "rhpm", access.ReadExplanation: "rhmx", access.ReadReview: "rhm",
	access.ReadLog: "rhcm", access.ReadOwnLog: "rhcpsm", access.ReadConsent: "rhcmx", access.ReadPrivacy: "m", access.ExportPerson: "mx",
	access.OpenSearch: "rhm", access.RunSearch: "rhcm", access.WriteRubric: "rhm", access.RunInterview: "rhcm",
	access.AttachRecord: "rhcpm", access.RunDebrief: "rhcm", access.JoinDebrief: "rhpm",
	access.HandOver: "rhm", access.RecordConsent: "rcmx", access.ReuseEvidence: "rm", access.PlaceHold: "m",
	access.ErasePerson: "m", access.MergePeople: "m", access.DeleteExpired: "m",
}

func TestEveryRowOfTheTable(t *testing.T) {
	t.Parallel()
	people := map[string]actor.Human{
		"r": human("marcus", actor.Recruiter), "h": human("dana", actor.HiringManager), "c": human("cora", actor.Coordinator),
		"p": human("sofia", actor.Interviewer), "s": human("shay", actor.Shadow), "m": human("ines", actor.RecruitingManager),
		"x": human("priya", actor.Candidate),
	}
	p := access.Default()
	require.Len(t, rows, len(p), "every act has its row here")
	for act, roles := range rows {
		require.Contains(t, p, act)
		for role, who := range people {
			err := p.Decide(access.Request{Who: who, Act: act, Matter: matter, Author: author(act, who)})
			switch {
			case strings.Contains(roles, role):
				require.NoError(t, err, "%s, %s", act, role)
			case role == "x":
				require.ErrorIs(t, err, access.ErrHidden, "%s, %s", act, role)
			default:
				require.ErrorIs(t, err, access.ErrDenied, "%s, %s", act, role)
			}
		}
		for name, who := range map[string]actor.Human{
			"an outsider": human("otto", actor.Interviewer), "another recruiter": human("rhea", actor.Recruiter),
			"another hiring manager": human("bela", actor.HiringManager), "an internal candidate": human("ken", actor.RecruitingManager),
		} {
			err := p.Decide(access.Request{Who: who, Act: act, Matter: matter, Author: author(act, who)})
			require.ErrorIs(t, err, access.ErrHidden, "%s, %s", act, name)
		}
		require.ErrorIs(t, p.Decide(access.Request{Act: act, Matter: matter}), actor.ErrInvalid)
	}
}

func author(act access.Act, who actor.Human) string {
	if act == access.ReadDraft {
		return who.ID()
	}
	return ""
}

// No policy, however generous, opens a colleague's card early or a search to a
// candidate in it.
func TestWhatNoPolicyAllows(t *testing.T) {
	t.Parallel()
	generous := access.Default()
	for act := range generous {
		generous[act] = []actor.Role{
			actor.Recruiter, actor.HiringManager, actor.Coordinator, actor.Interviewer, actor.Shadow, actor.RecruitingManager, actor.Candidate,
		}
	}
	open := scorecard.RoundState{Round: "r-1", Cards: []scorecard.Expected{{Panelist: "sofia", Submitted: true}, {Panelist: "dana"}}}
	shown := scorecard.RoundState{Round: "r-1", Cards: []scorecard.Expected{{Panelist: "sofia", Submitted: true}}}
	ask := func(who string, role actor.Role, act access.Act, state scorecard.RoundState) error {
		return generous.Decide(access.Request{Who: human(who, role), Act: act, Matter: matter, Author: "sofia", Round: state})
	}
	for _, who := range []string{"dana", "marcus"} {
		require.ErrorIs(t, ask(who, "", access.ReadCard, open), scorecard.ErrBlind)
		require.NoError(t, ask(who, "", access.ReadCard, shown))
		require.ErrorIs(t, ask(who, "", access.ReadDraft, shown), scorecard.ErrBlind, "a draft is nobody else's, ever")
	}
	require.NoError(t, ask("sofia", "", access.ReadCard, open))
	require.ErrorIs(t, ask("ines", actor.RecruitingManager, access.ReadCard, open), scorecard.ErrBlind)
	for act := range generous {
		require.ErrorIs(t, ask("ken", actor.RecruitingManager, act, shown), access.ErrHidden)
	}
	m := matter
	m.HiringManager = "ken" // who applied for the post that they fill
	require.Equal(t, []actor.Role{actor.Candidate}, access.Roles(human("ken", actor.HiringManager), m))
}

func TestCloneIsApart(t *testing.T) {
	t.Parallel()
	p := access.Default()
	c := p.Clone()
	c[access.ReadCard][0] = "somebody"
	delete(c, access.ReadOffer)
	require.Equal(t, access.Default(), p)
	require.ErrorIs(t, access.Policy{}.Decide(access.Request{Who: human("dana", ""), Act: access.ReadCard, Matter: matter}), access.ErrDenied, "an empty policy allows nothing")
}

func TestTheDocumentedTableIsTheDefault(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/ACCESS.md")
	require.NoError(t, err)
	require.Contains(t, string(doc), access.Default().String(), "docs/ACCESS.md shows access.Default().String()")
	require.Equal(t, len(rows)+2, strings.Count(access.Default().String(), "\n"))
	require.True(t, slices.IsSorted(strings.Split(strings.TrimSpace(access.Default().String()), "\n")[2:]))
}
