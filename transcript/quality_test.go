package transcript_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/transcript"
)

func ExampleTranscript_Assess() {
	t := sample()
	t.Speakers[1].Role = transcript.UnknownRole
	q := t.Assess(transcript.Candidate)
	fmt.Println(q.Usable(), q.Reasons)
	fmt.Printf("%.2f of the words have a speaker, %.2f one with a role\n", q.SpeakerCoverage, q.RoleCoverage)
	// Output:
	// false [role_unknown]
	// 1.00 of the words have a speaker, 0.45 one with a role
}

func ExampleTranscript_ConfirmRoles() {
	t := dialogue(1, 0) // the labels are exchanged: the candidate asks
	fmt.Println(t.CheckRoles().State, t.CheckRoles().Blocks())
	dana, _ := actor.NewHuman("u-1", "Dana", actor.HiringManager)
	t, _ = t.ConfirmRoles(dana, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	fmt.Println(t.CheckRoles().State, t.CheckRoles().Blocks(), t.RolesConfirmed.By.Name())
	// Output:
	// inverted true
	// inverted false Dana
}

// dialogue is an interview in which the speaker with the number asks and the other
// answers; number 0 has the interviewer's role.
func dialogue(asks, answers int) transcript.Transcript {
	t := transcript.Transcript{
		SchemaVersion: transcript.SchemaVersion, ID: "d", Fidelity: transcript.Verbatim, Language: "en",
		Speakers: []transcript.Speaker{
			{ID: "s0", Label: "Dana", Role: transcript.Interviewer, RoleSource: transcript.Declared},
			{ID: "s1", Label: "Priya", Role: transcript.Candidate, RoleSource: transcript.Declared},
		},
	}
	questions := []string{
		"Thanks for coming in today. Tell me about the worst outage that you have owned in your last job.", "And what did you do about it first, before anybody else was there?",
		"How did you tell your support team, and when did they hear of it?", "What would you do differently if you had to go through it again?",
		"Tell me about a time when you had to cut the scope of your project.", "Who did you tell about it, and how did they take your decision?",
		"Have you helped somebody in your team to get better at their job?", "Why do you want to leave the place where you are now?",
	}
	answer := "It was the double refunds, in the spring. I opened the channel and wrote that I am leading this, and we stopped the crediting before anybody looked for the cause of it."
	for _, q := range questions {
		for _, x := range []struct {
			who  int
			text string
		}{{asks, q}, {answers, answer}} {
			n := len(t.Segments)
			t.Segments = append(t.Segments, transcript.Segment{
				ID: transcript.SegmentID(fmt.Sprint(n)), Speaker: t.Speakers[x.who].ID, Text: x.text,
				Start: transcript.At(int64(n) * 10_000), End: transcript.At(int64(n)*10_000 + 9000),
			})
		}
	}
	return t
}

func TestAssess(t *testing.T) {
	t.Parallel()
	ana, err := actor.NewHuman("u", "Ana", actor.Interviewer)
	require.NoError(t, err)
	notes, err := transcript.FromNotes("n", ana, "- led the incident")
	require.NoError(t, err)
	empty, err := transcript.FromNotes("n", ana, "")
	require.NoError(t, err)
	with := func(change func(*transcript.Transcript)) transcript.Transcript {
		d := dialogue(0, 1)
		change(&d)
		return d
	}
	for _, c := range []struct {
		name             string
		t                transcript.Transcript
		reasons, remarks []transcript.Reason
	}{
		{"good", dialogue(0, 1), nil, nil},
		{"exchanged labels", dialogue(1, 0), []transcript.Reason{transcript.LabelsInverted}, nil},
		{"one label", with(func(d *transcript.Transcript) {
			for i := range d.Segments {
				d.Segments[i].Speaker = "s1"
			}
		}), []transcript.Reason{transcript.LabelsCollapsed}, nil},
		{"a summary", with(func(d *transcript.Transcript) { d.Fidelity = transcript.SummaryOnly }), []transcript.Reason{transcript.SummaryInstead}, nil},
		{"nothing", transcript.Transcript{}, []transcript.Reason{transcript.NoSpeech, transcript.RoleMissing}, []transcript.Reason{transcript.LanguageUndeclared}},
		{"no speakers", with(func(d *transcript.Transcript) {
			for i := range d.Segments {
				if i > 4 {
					d.Segments[i].Speaker = ""
				}
			}
		}), []transcript.Reason{transcript.SpeakersMissing}, []transcript.Reason{transcript.RolesNotClear}},
		{"no candidate", with(func(d *transcript.Transcript) { d.Speakers[1].Role = transcript.Observer }), []transcript.Reason{transcript.RoleMissing}, nil},
		{"a silent candidate", with(func(d *transcript.Transcript) {
			for i := range d.Segments {
				if d.Segments[i].Speaker == "s1" {
					d.Segments[i].Text = "[inaudible]"
					d.Segments[i].Kind = transcript.Event
				}
			}
		}), []transcript.Reason{transcript.RoleSilent}, []transcript.Reason{transcript.RolesNotClear}},
		{"a recogniser that got stuck", with(func(d *transcript.Transcript) {
			for range 60 {
				d.Segments = append(d.Segments, transcript.Segment{Speaker: "s1", Text: "Thank you for watching this video until the end.", Start: transcript.At(1), End: transcript.At(2)})
			}
		}), []transcript.Reason{transcript.Repetitive}, nil},
		{"lost characters", with(func(d *transcript.Transcript) {
			for i := range d.Segments {
				d.Segments[i].Text = strings.ReplaceAll(d.Segments[i].Text, "e", "\uFFFD")
			}
		}), []transcript.Reason{transcript.Garbled}, nil},
		{"no times, another language", with(func(d *transcript.Transcript) {
			d.Language, d.Fidelity = "de-DE", transcript.Edited
			for i := range d.Segments {
				d.Segments[i].Start, d.Segments[i].End = transcript.Offset{}, transcript.Offset{}
			}
		}), nil, []transcript.Reason{transcript.TimesMissing, transcript.EditedText, transcript.LanguageDiffers}},
		{"starts only", with(func(d *transcript.Transcript) {
			for i := range d.Segments {
				d.Segments[i].End = transcript.Offset{}
			}
		}), nil, []transcript.Reason{transcript.EndsMissing}},
		{"notes", notes, nil, nil},
		{"empty notes", empty, []transcript.Reason{transcript.NoSpeech}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q := c.t.Assess(transcript.Candidate)
			require.Equal(t, c.reasons, q.Reasons)
			if c.name != "lost characters" {
				require.Equal(t, c.remarks, q.Remarks)
			}
			require.Equal(t, len(c.reasons) == 0, q.Usable())
		})
	}
}

func TestLanguageIsMeasured(t *testing.T) {
	t.Parallel()
	for want, text := range map[string]string{
		"en": "and that was the thing that you have to do with it", "de": "und ich habe das nicht gewusst, wir sind auch mit der Bahn gefahren",
		"fr": "je ne sais pas, les gens que vous voyez dans une ville", "es": "pero yo no lo sé, los amigos que está con una muy buena",
		"ja": "日本語です。私はチームを率いました", "zh": "我们从来没有丢过一笔付款", "ru": "мы никогда не теряли платежи", "th": "ภาษาไทยง่ายมาก", "": "xyzzy plugh",
	} {
		tr := transcript.Transcript{}
		for range 10 {
			tr.Segments = append(tr.Segments, transcript.Segment{Text: text})
		}
		require.Equal(t, want, tr.Assess(transcript.Candidate).LanguageFound, text)
	}
}

func TestAConfirmationIsOfTheRolesAsTheyWere(t *testing.T) {
	t.Parallel()
	dana, err := actor.NewHuman("u-1", "Dana", actor.HiringManager)
	require.NoError(t, err)
	d := dialogue(1, 0)
	confirmed, err := d.ConfirmRoles(dana, time.Time{})
	require.NoError(t, err)
	require.False(t, confirmed.CheckRoles().Blocks())
	require.Nil(t, d.RolesConfirmed)
	stored, err := json.Marshal(confirmed)
	require.NoError(t, err)
	var back transcript.Transcript
	require.NoError(t, json.Unmarshal(stored, &back))
	require.False(t, back.CheckRoles().Blocks())
	require.ErrorIs(t, json.Unmarshal([]byte(strings.Replace(string(stored), `"kind":"human"`, `"kind":"agent"`, 1)), &back), actor.ErrInvalid, "software cannot confirm")
	d.RolesConfirmed = &transcript.RolesConfirmed{Roles: confirmed.RolesConfirmed.Roles}
	require.True(t, d.CheckRoles().Blocks(), "nobody has confirmed")
	d.RolesConfirmed = nil
	changed, err := confirmed.AssignRole("Dana", transcript.Recruiter, transcript.Manual)
	require.NoError(t, err)
	require.True(t, changed.CheckRoles().Blocks(), "other roles need to be confirmed anew")
	right, err := d.AssignRole("Dana", transcript.Candidate, transcript.Manual)
	require.NoError(t, err)
	right, err = right.AssignRole("Priya", transcript.Interviewer, transcript.Manual)
	require.NoError(t, err)
	require.Equal(t, transcript.RolesConsistent, right.CheckRoles().State, "roles that are put right need no confirmation")
}

func TestShortConversationsRaiseNoAlarm(t *testing.T) {
	t.Parallel()
	d := dialogue(1, 0)
	d.Segments = d.Segments[:6]
	require.Equal(t, transcript.RolesUnclear, d.CheckRoles().State)
	require.Equal(t, transcript.RolesUnknown, transcript.Transcript{}.CheckRoles().State)
	one := d
	for i := range one.Segments {
		one.Segments[i].Speaker = "s1"
	}
	require.Equal(t, transcript.RolesUnclear, one.CheckRoles().State)
}
