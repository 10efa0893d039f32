package schemas_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

// said is a text that is not empty.
func (r *random) said() string { return "because " + r.text() }

func (r *random) person() requisition.Person {
	return requisition.Person{ID: "u-" + string(rune('a'+r.IntN(26))), Name: "N " + r.text()}
}

// drafted is a draft that code made of a conversation, and the conversation.
func (r *random) drafted() (scorecard.Draft, rubric.Locked, transcript.Transcript, actor.Human) {
	l := r.locked()
	by := r.human()
	tr := transcript.Transcript{
		SchemaVersion: 1, ID: "tr-1", Language: "en", Fidelity: transcript.Verbatim,
		Speakers: []transcript.Speaker{
			{ID: "sp1", Label: "N " + r.text(), Role: transcript.Candidate, RoleSource: transcript.Manual},
			{ID: "sp2", Label: "I", Role: transcript.Interviewer, RoleSource: transcript.Manual},
		},
		Segments: []transcript.Segment{
			{ID: "s1", Speaker: "sp2", Text: "Tell me about a project with a fixed date. What did you cut?"},
			{ID: "s2", Speaker: "sp1", Text: "We cut the partial files, and I told the operations team in writing. " + r.text()},
		},
	}
	end := r.time()
	a := scorecard.Assignment{
		Requisition: "req-1", Application: "app-1", Round: "r-1", Interview: "iv-1", Panelist: requisition.PersonOf(by), InterviewEnd: end,
		Competencies: []rubric.CompetencyID{"delivery"}, Questions: []rubric.QuestionID{"q"}, ProcessAdjusted: r.IntN(2) == 0,
	}
	agent, err := actor.NewAgent("drafts", actor.AgentInfo{Model: "m"})
	require.NoError(r.t, err)
	d, err := scorecard.NewDraft("c-1", scorecard.Request{Rubric: l, Assignment: a, Transcripts: []transcript.Transcript{tr}}, scorecard.Proposal{
		By: agent, Claims: []scorecard.ProposedEvidence{
			{Competency: "delivery", Transcript: "tr-1", Claim: evidence.Claim{Quote: "We cut the partial files"}, Contrary: r.IntN(2) == 0},
			{Competency: "delivery", Transcript: "tr-1", Claim: evidence.Claim{Quote: "nobody said this"}},
		},
	}, end.Add(time.Minute))
	require.NoError(r.t, err)
	require.NotEmpty(r.t, d.EvidenceFor("delivery"))
	if r.IntN(2) == 0 {
		d = d.Expose(scorecard.SuggestedLevel, end.Add(time.Minute))
	}
	d, err = d.AddNote(scorecard.Note{Text: r.said(), By: by, At: end.Add(time.Minute)})
	require.NoError(r.t, err)
	return d, l, tr, by
}

// submitted is a card that its panelist handed in, revised where it is drawn.
func (r *random) submitted() scorecard.Scorecard {
	d, l, tr, by := r.drafted()
	at := d.Assignment.InterviewEnd.Add(time.Duration(1+r.IntN(100)) * time.Hour)
	sources := []evidence.Source{evidence.FromTranscript(tr)}
	submission := func(at time.Time) scorecard.Submission {
		basis := scorecard.Basis{Evidence: d.EvidenceFor("delivery"), Reason: r.text()}
		rating, err := scorecard.Rate(by, l, "delivery", 1+r.IntN(3), basis, at)
		if r.IntN(4) == 0 {
			rating, err = scorecard.NotAssess(by, l, "delivery", r.said(), at)
		}
		require.NoError(r.t, err)
		return scorecard.Submission{
			Ratings: []scorecard.Rating{rating}, OverallReason: r.said(),
			Overall: []scorecard.Overall{scorecard.StrongYes, scorecard.Yes, scorecard.No, scorecard.StrongNo}[r.IntN(4)],
		}
	}
	card, err := scorecard.Submit(d, l, by, submission(at), sources, at)
	require.NoError(r.t, err)
	if r.IntN(3) == 0 {
		at = at.Add(time.Hour)
		card, err = scorecard.Revise(card, l, by, scorecard.Change{Submission: submission(at), Reason: r.said()}, sources, at)
		require.NoError(r.t, err)
	}
	return card
}

// decided is a decision as a store may hold it: filled, made consistent, and decoded.
func (r *random) decided() debrief.Decision {
	var d debrief.DecisionDocument
	r.fill(reflect.ValueOf(&d).Elem(), false)
	d.Scope, d.DecidedBy, d.Rationale = []debrief.Scope{debrief.Final, debrief.Round}[r.IntN(2)], r.human(), r.said()
	fits := map[debrief.Scope][]debrief.Outcome{debrief.Final: {debrief.Hire, debrief.NoHire, debrief.Defer}, debrief.Round: {debrief.Advance, debrief.Reject, debrief.Defer}}
	d.Outcome = fits[d.Scope][r.IntN(3)]
	d.FollowUp = nil
	if d.Outcome == debrief.Defer {
		d.FollowUp = &debrief.FollowUp{Until: d.DecidedAt.Add(48 * time.Hour), Owner: r.person(), EvidenceNeeded: r.said()}
	}
	d.Reasons = append(d.Reasons, debrief.Reason{})
	for i := range d.Reasons {
		d.Reasons[i].Competency, d.Reasons[i].Text = "delivery", r.said()
	}
	for i := range d.Dissent {
		d.Dissent[i].By, d.Dissent[i].Text = r.person(), r.said()
	}
	for i := range d.Waivers {
		d.Waivers[i].Code, d.Waivers[i].Reason, d.Waivers[i].By, d.Waivers[i].At = "culture-fit", r.said(), r.human(), r.time()
	}
	return decoded[debrief.Decision](r, d)
}

func (r *random) superseded() rubric.Superseded {
	old := r.locked()
	next := old.NextVersion()
	next.ChangeReason, next.Seen = r.said(), []rubric.Seen{rubric.Rerate, rubric.Grandfather}[r.IntN(2)]
	at := old.LockedAt().Add(time.Hour)
	dana, err := actor.NewHuman("u-dana", "Dana", actor.HiringManager)
	require.NoError(r.t, err)
	marcus, err := actor.NewHuman("u-marcus", "Marcus", actor.Recruiter)
	require.NoError(r.t, err)
	l, err := rubric.Lock(next, rubric.AssentTo(next, dana, at), rubric.AssentTo(next, marcus, at))
	require.NoError(r.t, err)
	s, err := rubric.Supersede(old, l)
	require.NoError(r.t, err)
	return s
}

func (r *random) met() debrief.Meeting {
	var d debrief.MeetingDocument
	r.fill(reflect.ValueOf(&d).Elem(), false)
	d.ID, d.Owner, d.BookedBy, d.Scope, d.Round = "db-1", r.person(), r.human(), debrief.Final, ""
	if r.IntN(2) == 0 {
		d.Scope, d.Round = debrief.Round, "r-1"
	}
	d.Applications = []requisition.ApplicationID{"app-1", "app-2"}[:1+r.IntN(2)]
	d.Slot = requisition.Slot{Start: r.time(), Zone: "Europe/Lisbon"}
	d.Slot.End = d.Slot.Start.Add(debrief.Minutes * time.Minute)
	d.PacketHash, d.RevealedAt = "sha256:x", r.time()
	for i := range d.Participants {
		d.Participants[i].Person = r.person()
	}
	for i := range d.Waived {
		d.Waived[i].By, d.Waived[i].Interview, d.Waived[i].Panelist, d.Waived[i].Reason = r.human(), "iv-1", r.person(), r.said()
	}
	for i := range d.Objections {
		d.Objections[i].By, d.Objections[i].Text = r.human(), r.said()
	}
	d.Endings = nil
	for _, a := range d.Applications {
		at := r.time()
		d.Endings = append(d.Endings, debrief.Ending{Application: a, Outcome: debrief.Defer, At: at, Until: at.Add(time.Hour)})
	}
	return decoded[debrief.Meeting](r, d)
}

// decoded reads a document as the opaque type whose stored form it has.
func decoded[T any](r *random, document any) T {
	r.t.Helper()
	raw, err := json.Marshal(document)
	require.NoError(r.t, err)
	var out T
	require.NoError(r.t, json.Unmarshal(raw, &out), "%s", raw)
	return out
}

// domain draws values of the types of the domain itself, by the names of their schemas.
var domain = map[string]func(*random) any{
	"scorecard":         func(r *random) any { return r.submitted() },
	"scorecard_draft":   func(r *random) any { d, _, _, _ := r.drafted(); return d },
	"decision":          func(r *random) any { return r.decided() },
	"rubric_locked":     func(r *random) any { return r.locked() },
	"rubric_superseded": func(r *random) any { return r.superseded() },
	"debrief_meeting":   func(r *random) any { return r.met() },
	"citation":          func(r *random) any { d, _, _, _ := r.drafted(); return d.EvidenceFor("delivery")[0] },
}

// TestDomainTypesValidate does for the types that only a person's act, or a decoder
// that checks it, can make what TestRandomDocumentsValidate does for plain values.
func TestDomainTypesValidate(t *testing.T) {
	t.Parallel()
	for name, draw := range domain {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := schema.Named(name, schema.Wire)
			require.NoError(t, err)
			s := compiled(t, raw)
			r := &random{Rand: rand.New(rand.NewPCG(2, uint64(len(name)))), t: t}
			different := map[string]bool{}
			for range 1000 {
				v := draw(r)
				doc, err := json.Marshal(v)
				require.NoError(t, err)
				require.NoError(t, valid(t, s, doc), "%s", doc)
				require.JSONEq(t, string(doc), string(reencoded(t, reflect.TypeOf(v), doc)))
				if mirror := types[name]; mirror != reflect.TypeOf(v) {
					require.JSONEq(t, string(doc), string(reencoded(t, mirror, doc)), "the type that the schema is made from writes the same")
				}
				different[string(doc)] = true
			}
			require.Greater(t, len(different), 100)
		})
	}
}

// What the types refuse, no document of theirs can say.
func TestDomainTypesRefuseWhatTheirMirrorsHold(t *testing.T) {
	t.Parallel()
	r := &random{Rand: rand.New(rand.NewPCG(3, 3)), t: t}
	card := r.submitted().Document()
	raw, err := json.Marshal(card)
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, json.Unmarshal(raw, &doc))
	for _, key := range []string{"submitted_by", "overall", "ratings"} {
		with := doc[key]
		delete(doc, key)
		raw, err := json.Marshal(doc)
		require.NoError(t, err)
		require.Error(t, json.Unmarshal(raw, new(scorecard.Scorecard)), key)
		doc[key] = with
	}
	doc["submitted_by"] = map[string]any{"kind": "agent", "id": "engine"}
	raw, err = json.Marshal(doc)
	require.NoError(t, err)
	require.Error(t, json.Unmarshal(raw, new(scorecard.Scorecard)))
}
