package transcript_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/transcript"
)

func ExampleTranscript_MatchInvitees() {
	t := transcript.Transcript{Speakers: []transcript.Speaker{
		transcript.NewSpeaker("1", "Nair, Priya (Guest)"), transcript.NewSpeaker("2", "Dana W."), transcript.NewSpeaker("3", "Fireflies.ai Notetaker Parth"),
	}}
	t, _ = t.MatchInvitees([]transcript.Invitee{
		{Name: "Priya Nair", Email: "priya@example.com", Role: transcript.Candidate}, {Name: "Dana Whitlock", Role: transcript.HiringManager}, {Name: "Parth Shah", Role: transcript.Interviewer},
	})
	for _, s := range t.Speakers {
		fmt.Printf("%s: %q %q\n", s.Name, s.Role, s.RoleSource)
	}
	// Output:
	// Nair, Priya (Guest): "candidate" "calendar"
	// Dana W.: "" ""
	// Fireflies.ai Notetaker Parth: "bot" "label"
}

func ExampleTranscript_InferRoles() {
	t := dialogue(0, 1)
	for i := range t.Speakers {
		t.Speakers[i].Role, t.Speakers[i].RoleSource = transcript.UnknownRole, ""
	}
	t, why := t.InferRoles([]string{"Tell me about the worst production outage that you owned."})
	for _, s := range t.Speakers {
		fmt.Println(s.Label, s.Role, s.RoleSource, s.RoleConfidence > 0.5)
	}
	fmt.Println(why.Planned, "planned question asked")
	// Output:
	// Dana interviewer inferred true
	// Priya candidate inferred true
	// 1 planned question asked
}

func TestMatchInvitees(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		labels   []string
		emails   []string
		invitees []transcript.Invitee
		want     []string // for each speaker the invitee's name, "" for none
	}{
		{"by e-mail first", []string{"iPhone", "Ana Souza"}, []string{"ANA@example.com", ""}, []transcript.Invitee{{Name: "Ana Souza", Email: "ana@example.com"}}, []string{"Ana Souza", ""}},
		{"accents, order and titles", []string{"Dr. GARCÍA López, José"}, nil, []transcript.Invitee{{Name: "Jose Garcia Lopez"}}, []string{"Jose Garcia Lopez"}},
		{"a company after the name", []string{"Leo Alt [powdr]", "Iván | ethrex", "mo (@mmjahanara)"}, nil, []transcript.Invitee{{Name: "Ivan"}, {Name: "Leo Alt"}, {Name: "Mo"}}, []string{"Leo Alt", "Ivan", "Mo"}},
		{"a device", []string{"Boma's iPhone "}, nil, []transcript.Invitee{{Name: "Boma Briggs"}}, []string{"Boma Briggs"}},
		{"a first name that fits one", []string{"Priya"}, nil, []transcript.Invitee{{Name: "Priya Nair"}, {Name: "Dana W"}}, []string{"Priya Nair"}},
		{"a first name that fits two", []string{"Priya"}, nil, []transcript.Invitee{{Name: "Priya Nair"}, {Name: "Priya Rao"}}, []string{""}},
		{"two speakers for one", []string{"Priya N", "Priya"}, nil, []transcript.Invitee{{Name: "Priya Nair"}}, []string{"", "Priya Nair"}},
		{"a shared screen", []string{"Priya Nair's Presentation"}, nil, []transcript.Invitee{{Name: "Priya Nair"}}, []string{""}},
		{"marks alone", []string{"ௌௌௌ"}, nil, []transcript.Invitee{{Name: "Priya Nair"}, {}}, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var tr transcript.Transcript
			for i, l := range c.labels {
				s := transcript.NewSpeaker(transcript.SpeakerID(fmt.Sprint(i)), l)
				if c.emails != nil {
					s.Email = c.emails[i]
				}
				tr.Speakers = append(tr.Speakers, s)
			}
			for i := range c.invitees {
				c.invitees[i].Role, c.invitees[i].PersonID = transcript.Candidate, fmt.Sprint("p", i)
			}
			got, matched := tr.MatchInvitees(c.invitees)
			names := make([]string, len(c.labels))
			for _, m := range matched {
				for i, s := range got.Speakers {
					if s.ID == m.Speaker {
						names[i] = c.invitees[m.Invitee].Name
						require.Equal(t, transcript.Calendar, s.RoleSource)
						require.Equal(t, fmt.Sprint("p", m.Invitee), s.PersonID)
					}
				}
			}
			require.Equal(t, c.want, names)
		})
	}
	declared := transcript.Transcript{Speakers: []transcript.Speaker{{ID: "1", Label: "Ana", Name: "Ana", Role: transcript.Recruiter, RoleSource: transcript.Declared}}}
	got, _ := declared.MatchInvitees([]transcript.Invitee{{Name: "Ana", Role: transcript.Candidate}})
	require.Equal(t, transcript.Recruiter, got.Speakers[0].Role, "the calendar does not overrule what was declared")
}

func TestNotetakers(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Fireflies.ai Notetaker Parth", "Otter.ai", "Read.ai meeting notes", "Marcello Ardizzone's Presentation", "Dana’s Presentation", "Fathom Notetaker", "OtterPilot", "Metaview Bot",
		"tl;dv", "Fred from Fireflies.ai", "Zoom AI Companion", "Gong.io Recorder", "Notetaker", "MeetGeek AI", "Sembly Assistant",
	} {
		require.True(t, transcript.IsNotetaker(name), name)
		require.Equal(t, transcript.Bot, transcript.LabelRole(name))
	}
	for _, name := range []string{"Priya Nair", "Nyota Uhura", "General Assembly", "Otter, Jane", "Fathoma Diop", "Grant Read", "Presentation Team Lead", "Kai Assistant Manager", ""} {
		require.False(t, transcript.IsNotetaker(name), name)
	}
	for label, want := range map[string]transcript.Role{"Interviewer": transcript.Interviewer, "INTERVIEWEE 2": transcript.Candidate, "Respondent": transcript.Candidate, "Hiring Manager": transcript.HiringManager, "Interviewer Jones": ""} {
		require.Equal(t, want, transcript.LabelRole(label), label)
	}
}

func TestHostileNames(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"Boma's iPhone ": "Boma's iPhone", "ௌௌௌௌௌௌௌௌ": "", "Barnabé + Francesco 🚗": "Barnabé + Francesco 🚗", "\u202Eanad\u202C": "anad", "Pri\u200Bya\uFEFF": "Priya",
		"👩🏽\u200D💻": "👩🏽\u200D💻", "a\x00b\tc\nd": "ab c d", "\u200B": "", "": "", "…": "", "李": "李", "🚗": "🚗",
	} {
		s := transcript.NewSpeaker("1", label)
		require.Equal(t, want, s.Name)
		require.Equal(t, label, s.Label, "the label keeps every byte")
	}
	for _, label := range []string{strings.Repeat("x", 1<<20), strings.Repeat("é", 1<<19), strings.Repeat("\u200B", 1<<20) + "x", strings.Repeat("\u0301", 1<<20)} {
		name := transcript.DisplayName(label)
		require.LessOrEqual(t, len([]rune(name)), transcript.MaxName+1)
	}
	require.Equal(t, strings.Repeat("é", transcript.MaxName)+"…", transcript.DisplayName(strings.Repeat("é", 1<<19)))
}

func TestInferredRolesNeverOverrule(t *testing.T) {
	t.Parallel()
	d := dialogue(1, 0) // Priya asks, and is declared to be the candidate
	got, why := d.InferRoles(nil)
	require.Equal(t, d.Speakers, got.Speakers)
	require.Zero(t, why.Confidence)
	half := dialogue(0, 1)
	half.Speakers[0].Role, half.Speakers[0].RoleSource = transcript.UnknownRole, ""
	got, why = half.InferRoles(nil)
	require.Equal(t, transcript.Interviewer, got.Speakers[0].Role)
	require.Equal(t, transcript.Inferred, got.Speakers[0].RoleSource)
	require.Positive(t, got.Speakers[0].RoleConfidence)
	require.Equal(t, transcript.Declared, got.Speakers[1].RoleSource)
	require.Equal(t, transcript.SpeakerID("s1"), why.Candidate)
	over, err := got.AssignRole("Dana", transcript.Recruiter, transcript.Label)
	require.NoError(t, err)
	require.Equal(t, transcript.Recruiter, over.Speakers[0].Role)
	require.Zero(t, over.Speakers[0].RoleConfidence, "what somebody told needs no confidence")
	short := dialogue(0, 1)
	short.Segments = short.Segments[:4]
	for i := range short.Speakers {
		short.Speakers[i].Role, short.Speakers[i].RoleSource = transcript.UnknownRole, ""
	}
	_, why = short.InferRoles(nil)
	require.Zero(t, why.Confidence, "too little was said")
	_, why = transcript.Transcript{}.InferRoles([]string{"x"})
	require.Zero(t, why.Confidence)
}

// TestInferredRolesOfRealInterviews measures the guesses: right, wrong, abstained.
func TestInferredRolesOfRealInterviews(t *testing.T) {
	t.Parallel()
	right, wrong, abstained := 0, 0, 0
	for _, iv := range interviews(t) {
		got, why := iv.t.InferRoles(nil)
		sp, _ := got.Speaker(why.Candidate)
		switch {
		case why.Confidence == 0:
			abstained++
		case len(iv.candidates) == 1 && sp.Label == iv.candidates[0]:
			right++
		default:
			wrong++
			t.Logf("wrong: %s %s %.2f", iv.name, sp.Label, why.Confidence)
		}
	}
	t.Logf("candidate guessed right %d, wrong %d, abstained %d", right, wrong, abstained)
	require.Zero(t, wrong)
	require.GreaterOrEqual(t, right, 15)
}
