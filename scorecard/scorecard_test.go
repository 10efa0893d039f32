package scorecard_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

func claim(c rubric.CompetencyID, quote string) scorecard.ProposedEvidence {
	return scorecard.ProposedEvidence{Competency: c, Claim: evidence.Claim{Quote: quote}}
}

func request(t testing.TB) scorecard.Request {
	return scorecard.Request{Rubric: fixture.Locked(t), Assignment: fixture.Assignment(t), Transcripts: []transcript.Transcript{fixture.Transcript()}}
}

func agent(t testing.TB) actor.Agent {
	t.Helper()
	a, err := actor.NewAgent("test", actor.AgentInfo{Model: "m"})
	require.NoError(t, err)
	return a
}

func draft(t testing.TB) scorecard.Draft {
	t.Helper()
	d, err := scorecard.NewDraft("sc-1", request(t), scorecard.Proposal{By: agent(t), Claims: []scorecard.ProposedEvidence{
		claim("incidents", "I opened the channel and wrote that I am leading this"),
		claim("delivery", "I cut the partial files, in writing, two weeks before the date"),
	}}, fixture.Now)
	require.NoError(t, err)
	return d
}

// submission rates both competencies, with the draft's evidence and a reason.
func submission(t testing.TB, d scorecard.Draft) scorecard.Submission {
	t.Helper()
	who, l := fixture.People(t), fixture.Locked(t)
	sub := scorecard.Submission{Overall: scorecard.Yes, OverallReason: "led it"}
	for _, c := range d.Assignment.Competencies {
		r, err := scorecard.Rate(who.Sofia, l, c, 3, scorecard.Basis{Evidence: d.EvidenceFor(c), Reason: "heard it"}, fixture.Now)
		require.NoError(t, err)
		sub.Ratings = append(sub.Ratings, r)
	}
	return sub
}

func sources() []evidence.Source {
	return []evidence.Source{evidence.FromTranscript(fixture.Transcript())}
}

func Example() {
	t := &testing.T{}
	locked, who := fixture.Locked(t), fixture.People(t)
	req := scorecard.Request{Rubric: locked, Assignment: fixture.Assignment(t), Transcripts: []transcript.Transcript{fixture.Transcript()}}
	drafter, _ := actor.NewAgent("my/drafter", actor.AgentInfo{})
	d, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{By: drafter, Claims: []scorecard.ProposedEvidence{
		{Competency: "incidents", Claim: evidence.Claim{Quote: "I did not roll it back"}},
		{Competency: "incidents", Claim: evidence.Claim{Quote: "I did roll it back"}},
	}}, fixture.Now)
	fmt.Println(len(d.EvidenceFor("incidents")), d.Refused[0].Reasons(), err)

	rating, err := scorecard.Rate(who.Sofia, locked, "incidents", 3, scorecard.Basis{Evidence: d.EvidenceFor("incidents")}, fixture.Now)
	level, _ := rating.Level()
	fmt.Println(level, rating.By().Name(), err)
	// Output:
	// 1 [negation_changed] <nil>
	// 3 Sofia <nil>
}

func TestNewDraftVerifiesEveryClaim(t *testing.T) {
	t.Parallel()
	offered := []struct {
		claim   scorecard.ProposedEvidence
		reasons []string // nil: accepted
	}{
		{claim("incidents", "I opened the channel and wrote that I am leading this"), nil},
		{claim("incidents", "So you stopped it within five minutes"), []string{"wrong_speaker"}},
		{claim("incidents", "I did roll it back"), []string{"negation_changed"}},
		{claim("incidents", "We lost 430 refunds to it"), []string{"number_changed"}},
		{claim("incidents", "I lost 340 refunds to it"), []string{"agency_changed"}},
		{claim("incidents", "We lost 340 refunds to it, and we got most of them back."), nil},
		{claim("incidents", "I taught the whole company to juggle chainsaws"), []string{"not_found"}},
		{claim("delivery", "we should have cut the reports"), []string{"context_negated"}},
		{claim("mentoring", "I wrote an update every twenty minutes"), []string{"competency_not_assigned"}},
		{claim("juggling", "I wrote an update every twenty minutes"), []string{"competency_not_assigned"}},
		{claim("incidents", ""), []string{"not_found"}},
	}
	p := scorecard.Proposal{By: agent(t)}
	for _, o := range offered {
		p.Claims = append(p.Claims, o.claim)
	}
	p.Claims = append(p.Claims, p.Claims[0]) // the same again is kept once
	d, err := scorecard.NewDraft("sc-1", request(t), p, fixture.Now)
	require.NoError(t, err)
	refused := map[int][]string{}
	for _, r := range d.Refused {
		refused[r.Claim] = r.Reasons()
	}
	for i, o := range offered {
		require.Equal(t, o.reasons, refused[i], o.claim.Claim.Quote)
	}
	require.Len(t, d.EvidenceFor("incidents"), 2)
	e, ok := d.Entry("incidents")
	require.True(t, ok)
	require.Equal(t, scorecard.Supported, e.Status)
	for _, it := range e.Evidence {
		require.NoError(t, it.Citation.Check(sources()[0]))
		require.Equal(t, transcript.Candidate, it.Citation.Speaker.Role)
		require.Equal(t, actor.KindAgent, it.By.Kind)
	}
	b, err := json.Marshal(d.Refused)
	require.NoError(t, err)
	require.NotContains(t, string(b), "juggle", "a refusal holds nothing of the claim")
}

func TestDraftStatuses(t *testing.T) {
	t.Parallel()
	req := request(t)
	req.Assignment.Competencies = []rubric.CompetencyID{"incidents", "delivery", "mentoring"}
	contrary := claim("incidents", "It was eight minutes.")
	contrary.Contrary = true
	d, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{By: agent(t), Claims: []scorecard.ProposedEvidence{
		claim("incidents", "I told support at once"), contrary,
	}}, fixture.Now)
	require.NoError(t, err)
	var got []scorecard.Status
	for _, e := range d.Entries {
		got = append(got, e.Status)
	}
	require.Equal(t, []scorecard.Status{scorecard.Mixed, scorecard.NoneFound, scorecard.NotAsked}, got)
	states := map[rubric.QuestionID]evidence.QuestionState{}
	for _, c := range d.Coverage {
		states[c.Question] = c.State
	}
	require.Equal(t, map[rubric.QuestionID]evidence.QuestionState{
		"q-incident": evidence.QuestionAnswered, "q-cut": evidence.QuestionAnswered, "q-mentor": evidence.QuestionNotAsked,
	}, states)
}

func TestDraftOfTypedNotes(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	notes, err := transcript.FromNotes("notes-1", who.Sofia, "# q-incident\n- led it, told support at once\n- did not roll back\n")
	require.NoError(t, err)
	req := request(t)
	req.Transcripts = []transcript.Transcript{notes}
	d, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{By: agent(t), Claims: []scorecard.ProposedEvidence{
		claim("incidents", "led it, told support at once"), claim("incidents", "did roll back"),
	}}, fixture.Now)
	require.NoError(t, err)
	e, _ := d.Entry("incidents")
	require.Len(t, e.Evidence, 1)
	require.True(t, e.Evidence[0].Note, "a note is marked as a note")
	require.Len(t, d.Refused, 1)
	require.Empty(t, d.Coverage, "notes say nothing about what was asked")
}

func TestNewDraftRefusesARequestThatDoesNotFit(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*scorecard.Request){
		"scorecard.rubric_not_locked":     func(r *scorecard.Request) { r.Rubric = rubric.Locked{} },
		"scorecard.panelist_missing":      func(r *scorecard.Request) { r.Assignment.Panelist = requisition.Person{} },
		"scorecard.interview_missing":     func(r *scorecard.Request) { r.Assignment.Interview = "" },
		"scorecard.interview_end_missing": func(r *scorecard.Request) { r.Assignment.InterviewEnd = time.Time{} },
		"scorecard.competencies_missing":  func(r *scorecard.Request) { r.Assignment.Competencies = nil },
		"scorecard.competency_unknown":    func(r *scorecard.Request) { r.Assignment.Competencies = []rubric.CompetencyID{"juggling"} },
		"scorecard.competency_repeated": func(r *scorecard.Request) {
			r.Assignment.Competencies = []rubric.CompetencyID{"delivery", "delivery"}
		},
		"scorecard.question_unknown": func(r *scorecard.Request) { r.Assignment.Questions = []rubric.QuestionID{"q-9"} },
	}
	for code, change := range tests {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			req := request(t)
			change(&req)
			_, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{}, fixture.Now)
			require.True(t, fault.Has(err, code), err)
		})
	}
	_, err := scorecard.NewDraft("", request(t), scorecard.Proposal{}, fixture.Now)
	require.True(t, fault.Has(err, "scorecard.id_missing"))
}

func TestRateRefuses(t *testing.T) {
	t.Parallel()
	who, l := fixture.People(t), fixture.Locked(t)
	reason := scorecard.Basis{Reason: "heard it"}
	interviewer := draft(t).EvidenceFor("incidents")[0]
	interviewer.Speaker.Role = transcript.Interviewer
	tests := []struct {
		name  string
		by    actor.Human
		l     rubric.Locked
		c     rubric.CompetencyID
		level int
		basis scorecard.Basis
		want  error
		code  string
	}{
		{"nobody", actor.Human{}, l, "delivery", 3, reason, scorecard.ErrNotHuman, "actor.id_missing"},
		{"an unlocked rubric", who.Sofia, rubric.Locked{}, "delivery", 3, reason, rubric.ErrNotLocked, "scorecard.rubric_not_locked"},
		{"an unknown competency", who.Sofia, l, "juggling", 3, reason, rubric.ErrUnknownCompetency, "scorecard.competency_unknown"},
		{"a level below the scale", who.Sofia, l, "delivery", 0, reason, scorecard.ErrInvalid, "scorecard.level_off_scale"},
		{"a level above the scale", who.Sofia, l, "delivery", 5, reason, scorecard.ErrInvalid, "scorecard.level_off_scale"},
		{"neither evidence nor reason", who.Sofia, l, "delivery", 3, scorecard.Basis{Reason: "  "}, scorecard.ErrInvalid, "scorecard.basis_missing"},
		{"the interviewer's words", who.Sofia, l, "delivery", 3, scorecard.Basis{Evidence: []evidence.Citation{interviewer}}, scorecard.ErrInvalid, "scorecard.evidence_not_admissible"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := scorecard.Rate(tt.by, tt.l, tt.c, tt.level, tt.basis, fixture.Now)
			require.ErrorIs(t, err, tt.want)
			require.True(t, fault.Has(err, tt.code), err)
			require.True(t, r.IsZero())
		})
	}
	_, err := scorecard.NotAssess(who.Sofia, l, "delivery", " ", fixture.Now)
	require.True(t, fault.Has(err, "scorecard.reason_missing"))
	r, err := scorecard.NotAssess(who.Sofia, l, "delivery", "not asked", fixture.Now)
	require.NoError(t, err)
	_, assessed := r.Level()
	require.False(t, assessed, "not assessed is no level")
	_, ok := r.Anchor(l)
	require.False(t, ok)
	r, err = scorecard.Rate(who.Sofia, l, "delivery", 3, reason, fixture.Now)
	require.NoError(t, err)
	anchor, ok := r.Anchor(l)
	require.True(t, ok)
	require.Equal(t, "Cuts scope, step 3", anchor.Behaviour)
	_, ok = r.Anchor(rubric.Locked{})
	require.False(t, ok)
}

// The signatures are the proof: whatever makes a rating or a card takes an
// actor.Human, nothing that takes an agent returns one, and no field can be set
// from outside.
func TestOnlyAHumanCanRateAndSubmit(t *testing.T) {
	t.Parallel()
	human, agent := reflect.TypeFor[actor.Human](), reflect.TypeFor[actor.Agent]()
	for name, f := range map[string]any{"Rate": scorecard.Rate, "NotAssess": scorecard.NotAssess, "Submit": scorecard.Submit, "Revise": scorecard.Revise, "NewReveal": scorecard.NewReveal} {
		typ := reflect.TypeOf(f)
		var humans int
		for in := range typ.Ins() {
			require.NotEqual(t, agent, in, name)
			if in == human {
				humans++
			}
		}
		require.Equal(t, 1, humans, name)
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[scorecard.Rating](), reflect.TypeFor[scorecard.Scorecard]()} {
		for field := range typ.Fields() {
			require.False(t, field.IsExported(), "%s has no field to set", typ)
		}
	}
	for typ := range map[reflect.Type]bool{reflect.TypeFor[scorecard.Draft](): true, reflect.TypeFor[scorecard.Proposal](): true, reflect.TypeFor[scorecard.ProposedEvidence](): true, reflect.TypeFor[evidence.Suggestion](): true} {
		for field := range typ.Fields() {
			require.NotContains(t, strings.ToLower(field.Name), "level", "%s has no place for a level", typ)
			require.NotContains(t, strings.ToLower(field.Name), "rating", "%s has no place for a rating", typ)
		}
	}
}

func TestSubmit(t *testing.T) {
	t.Parallel()
	d := draft(t)
	card, err := scorecard.Submit(d, fixture.Locked(t), fixture.People(t).Sofia, submission(t, d), sources(), fixture.Now)
	require.NoError(t, err)
	require.Equal(t, "Sofia", card.By().Name())
	require.False(t, card.Late())
	require.Equal(t, d.Assignment.InterviewEnd.Add(24*time.Hour), card.DueAt())
	require.Len(t, card.Ratings(), 2)

	late, err := scorecard.Submit(d, fixture.Locked(t), fixture.People(t).Sofia, submission(t, d), sources(), fixture.Now.Add(23*time.Hour))
	require.NoError(t, err)
	require.True(t, late.Late())

	b, err := json.Marshal(card)
	require.NoError(t, err)
	var back scorecard.Scorecard
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, card.Document(), back.Document())
	for name, change := range map[string][2]string{
		"an agent":            {`"submitted_by":{"kind":"human"`, `"submitted_by":{"kind":"agent"`},
		"somebody else rated": {`"by":{"kind":"human","id":"u-sofia"`, `"by":{"kind":"human","id":"u-ken"`},
		"another rubric":      {`"rubric_hash":"sha256:`, `"rubric_hash":"sha256:0`},
		"no overall":          {`"overall":"yes"`, `"overall":""`},
		"one more competency": {`"competencies":["incidents"`, `"competencies":["mentoring","incidents"`},
	} {
		changed := strings.Replace(string(b), change[0], change[1], 1)
		require.NotEqual(t, string(b), changed, name)
		require.Error(t, json.Unmarshal([]byte(changed), &back), name)
	}
}

func TestSubmitRefuses(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	good := draft(t)
	forged := good.EvidenceFor("incidents")[0]
	forged.Spans = append([]evidence.Span(nil), forged.Spans...)
	forged.Spans[0].Text = strings.Replace(forged.Spans[0].Text, "leading", "solving", 1)
	tests := []struct {
		name, code string
		want       error
		change     func(*scorecard.Draft, *scorecard.Submission, *actor.Human, *[]evidence.Source)
	}{
		{"nobody", "actor.id_missing", scorecard.ErrNotHuman, func(_ *scorecard.Draft, _ *scorecard.Submission, by *actor.Human, _ *[]evidence.Source) {
			*by = actor.Human{}
		}},
		{"somebody else", "scorecard.not_the_panelist", scorecard.ErrInvalid, func(_ *scorecard.Draft, _ *scorecard.Submission, by *actor.Human, _ *[]evidence.Source) {
			*by = who.Ken
		}},
		{"a missing rating", "scorecard.rating_missing", scorecard.ErrIncomplete, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			s.Ratings = s.Ratings[:1]
		}},
		{"a missing overall", "scorecard.overall_missing", scorecard.ErrIncomplete, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			s.Overall = ""
		}},
		{"an unknown overall", "scorecard.overall_unknown", scorecard.ErrInvalid, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			s.Overall = "perhaps"
		}},
		{"no reason for the overall", "scorecard.overall_reason_missing", scorecard.ErrIncomplete, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			s.OverallReason = ""
		}},
		{"a rating twice", "scorecard.rating_repeated", scorecard.ErrInvalid, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			s.Ratings = append(s.Ratings, s.Ratings[0])
		}},
		{"an empty rating", "scorecard.rating_empty", scorecard.ErrInvalid, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			s.Ratings = append(s.Ratings, scorecard.Rating{})
		}},
		{"a rating by somebody else", "scorecard.rating_by_other", scorecard.ErrInvalid, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			r, err := scorecard.Rate(who.Ken, fixture.Locked(t), "incidents", 4, scorecard.Basis{Reason: "x"}, fixture.Now)
			require.NoError(t, err)
			s.Ratings[0] = r
		}},
		{"a competency that is not assigned", "scorecard.rating_not_assigned", scorecard.ErrInvalid, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			r, err := scorecard.Rate(who.Sofia, fixture.Locked(t), "mentoring", 4, scorecard.Basis{Reason: "x"}, fixture.Now)
			require.NoError(t, err)
			s.Ratings = append(s.Ratings, r)
		}},
		{"a forged quote", "scorecard.evidence_not_in_source", scorecard.ErrInvalid, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			r, err := scorecard.Rate(who.Sofia, fixture.Locked(t), "incidents", 3, scorecard.Basis{Evidence: []evidence.Citation{forged}}, fixture.Now)
			require.NoError(t, err, "a citation can only be proved against its source")
			s.Ratings[0] = r
		}},
		{"a source that is not at hand", "scorecard.evidence_source_unknown", scorecard.ErrInvalid, func(_ *scorecard.Draft, _ *scorecard.Submission, _ *actor.Human, src *[]evidence.Source) { *src = nil }},
		{"a level that was read from a document", "scorecard.level_off_scale", scorecard.ErrInvalid, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			doc := s.Ratings[0].Document()
			doc.Level = 9
			b, err := json.Marshal(doc)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(b, &s.Ratings[0]), "a rating by itself does not know the scale")
		}},
		{"another version of the rubric", "scorecard.rubric_changed", scorecard.ErrInvalid, func(d *scorecard.Draft, _ *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			d.RubricHash = "sha256:0"
		}},
		{"an empty note", "scorecard.note_empty", scorecard.ErrInvalid, func(_ *scorecard.Draft, s *scorecard.Submission, _ *actor.Human, _ *[]evidence.Source) {
			s.Notes = []scorecard.Note{{By: who.Sofia}}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, by, src := draft(t), who.Sofia, sources()
			sub := submission(t, d)
			tt.change(&d, &sub, &by, &src)
			card, err := scorecard.Submit(d, fixture.Locked(t), by, sub, src, fixture.Now)
			require.ErrorIs(t, err, tt.want)
			require.True(t, fault.Has(err, tt.code), err)
			require.True(t, card.IsZero())
			require.NotContains(t, err.Error(), "leading", "an error holds no words of the transcript")
		})
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	d := draft(t)
	end := d.Assignment.InterviewEnd
	require.Equal(t, scorecard.Clock{StartedAt: end, DueAt: end.Add(24 * time.Hour), RemainingS: 3600}, d.Clock(end.Add(23*time.Hour)))
	require.Equal(t, scorecard.Clock{StartedAt: end, DueAt: end.Add(24 * time.Hour), Overdue: true, RemainingS: -1}, d.Clock(end.Add(24*time.Hour+time.Second)))
}

func TestCanRead(t *testing.T) {
	t.Parallel()
	who := fixture.People(t)
	open := scorecard.RoundState{Cards: []scorecard.Expected{{Panelist: "u-sofia", Submitted: true}, {Panelist: "u-ken"}}}
	closed := scorecard.RoundState{Cards: []scorecard.Expected{{Panelist: "u-sofia", Submitted: true}, {Panelist: "u-ken", Submitted: true}}}
	require.NoError(t, scorecard.CanRead(who.Sofia, "u-sofia", open), "one's own card")
	require.ErrorIs(t, scorecard.CanRead(who.Ken, "u-sofia", open), scorecard.ErrBlind)
	require.ErrorIs(t, scorecard.CanRead(who.Marcus, "u-sofia", open), scorecard.ErrBlind)
	require.NoError(t, scorecard.CanRead(who.Ken, "u-sofia", closed))
	require.ErrorIs(t, scorecard.CanRead(who.Ken, "u-sofia", scorecard.RoundState{}), scorecard.ErrBlind, "an unknown round is closed to everybody")
	require.ErrorIs(t, scorecard.CanRead(actor.Human{}, "", closed), scorecard.ErrNotHuman)
}

func TestEditingADraft(t *testing.T) {
	t.Parallel()
	who, d := fixture.People(t), draft(t)
	noted, err := d.AddNote(scorecard.Note{Competency: "delivery", Text: "ask again about the date", By: who.Sofia, At: fixture.Now})
	require.NoError(t, err)
	require.Len(t, noted.Notes, 1)
	require.Empty(t, d.Notes, "the draft before is as it was")
	for code, n := range map[string]scorecard.Note{
		"actor.id_missing":                  {Text: "x"},
		"scorecard.not_the_panelist":        {Text: "x", By: who.Ken},
		"scorecard.note_empty":              {Text: " ", By: who.Sofia},
		"scorecard.competency_not_assigned": {Text: "x", By: who.Sofia, Competency: "mentoring"},
	} {
		_, err := d.AddNote(n)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}

	more, f, err := noted.AddEvidence(who.Sofia, "incidents", evidence.Claim{Quote: "I wrote an update every twenty minutes"}, sources())
	require.NoError(t, err)
	require.True(t, f.Admissible())
	require.Len(t, more.EvidenceFor("incidents"), 2)
	require.Len(t, noted.EvidenceFor("incidents"), 1)
	e, _ := more.Entry("incidents")
	require.Equal(t, actor.KindHuman, e.Evidence[1].By.Kind, "provenance says that a person picked it")
	same, f, err := more.AddEvidence(who.Sofia, "incidents", evidence.Claim{Quote: "So you stopped it within five minutes"}, sources())
	require.NoError(t, err)
	require.Equal(t, []string{"wrong_speaker"}, f.Refusal().Reasons(), "a person's quote is verified like a machine's")
	require.Equal(t, more, same)
	_, f, err = more.AddEvidence(who.Sofia, "incidents", evidence.Claim{Quote: "I told support at once"}, nil)
	require.NoError(t, err)
	require.False(t, f.Admissible(), "without its source nothing can be verified")
	_, _, err = more.AddEvidence(who.Sofia, "mentoring", evidence.Claim{}, sources())
	require.True(t, fault.Has(err, "scorecard.competency_not_assigned"))

	less, err := more.DropEvidence(who.Sofia, "incidents", 0)
	require.NoError(t, err)
	require.Equal(t, "I wrote an update every twenty minutes", less.EvidenceFor("incidents")[0].Text())
	none, err := less.DropEvidence(who.Sofia, "incidents", 0)
	require.NoError(t, err)
	e, _ = none.Entry("incidents")
	require.Equal(t, scorecard.NoneFound, e.Status)
	_, err = none.DropEvidence(who.Sofia, "incidents", 0)
	require.True(t, fault.Has(err, "scorecard.evidence_unknown"))
	_, err = less.DropEvidence(who.Ken, "incidents", 0)
	require.True(t, fault.Has(err, "scorecard.not_the_panelist"))

	card, err := scorecard.Submit(more, fixture.Locked(t), who.Sofia, submission(t, more), sources(), fixture.Now)
	require.NoError(t, err)
	require.Equal(t, noted.Notes, card.Document().Notes, "the draft's notes go with the card")
}
