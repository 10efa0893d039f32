package transcript_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/transcript"
)

func sample() transcript.Transcript {
	return transcript.Transcript{
		ID: "tr-1",
		Speakers: []transcript.Speaker{
			{ID: "a", Label: "Dana", Name: "Dana", Role: transcript.Interviewer, RoleSource: transcript.Declared},
			{ID: "b", Label: "Priya", Name: "Priya", Role: transcript.Candidate, RoleSource: transcript.Declared},
		},
		Segments: []transcript.Segment{
			{ID: "s1", Speaker: "a", Start: transcript.At(0), End: transcript.At(3000), Text: "Tell me about the outage."},
			{ID: "s2", Speaker: "b", Start: transcript.At(3000), End: transcript.At(9000), Text: "I led it,"},
			{ID: "s3", Speaker: "a", Start: transcript.At(8000), End: transcript.At(8500), Text: "Mm-hm."},
			{ID: "s4", Speaker: "b", Start: transcript.At(9000), End: transcript.At(12000), Text: "and I told support."},
			{ID: "s5", Start: transcript.At(12000), Text: "[laughter]", Kind: transcript.Event},
			{ID: "s6", Speaker: "a", Start: transcript.At(13000), Text: "And then?"},
			{ID: "s7", Speaker: "b", Text: "Then we fixed it."},
		},
	}
}

func ExampleTranscript_Turns() {
	for _, turn := range sample().Turns() {
		fmt.Println(turn.Role, turn.Start, len(turn.Segments), turn.Text)
	}
	// Output:
	// interviewer 00:00 1 Tell me about the outage.
	// candidate 00:03 2 I led it, and I told support.
	// interviewer 00:13 1 And then?
	// candidate  1 Then we fixed it.
}

func ExampleTranscript_Exchanges() {
	t := sample()
	t.Segments[5].Text = "And what did you do then?"
	for _, e := range t.Exchanges() {
		fmt.Println(e.Question.Text, "/", e.Answer[0].Text, "/", e.FollowUp, e.Why)
	}
	// Output:
	// Tell me about the outage. / I led it, and I told support. / false [request]
	// And what did you do then? / Then we fixed it. / true [question_mark short_after_answer]
}

func TestExchangesAbstainWithoutRoles(t *testing.T) {
	t.Parallel()
	tr := sample()
	tr.Speakers[1].Role = transcript.UnknownRole
	require.Empty(t, tr.Exchanges())
}

func TestAssignRoleKeepsTheMoreTrustedSource(t *testing.T) {
	t.Parallel()
	tr := sample()
	same, err := tr.AssignRole("Priya", transcript.Interviewer, transcript.Inferred)
	require.NoError(t, err)
	require.Equal(t, transcript.Candidate, same.Speakers[1].Role, "a guess never replaces what somebody declared")
	by, err := tr.AssignRole("b", transcript.Observer, transcript.Manual)
	require.NoError(t, err)
	require.Equal(t, transcript.Observer, by.Speakers[1].Role)
	require.Equal(t, transcript.Candidate, tr.Speakers[1].Role, "the value before is as it was")
	_, err = tr.AssignRole("Nobody", transcript.Candidate, transcript.Manual)
	require.ErrorIs(t, err, transcript.ErrUnknownSpeaker)
	_, err = tr.AssignRole("Priya", transcript.Candidate, "")
	require.ErrorIs(t, err, transcript.ErrInvalid)
	none, err := by.AssignRole("b", transcript.UnknownRole, transcript.Manual)
	require.NoError(t, err)
	require.NoError(t, none.Validate())
	require.Empty(t, none.Speakers[1].RoleSource, "nobody's role has no source")
	kept, err := by.AssignRole("b", transcript.UnknownRole, transcript.Inferred)
	require.NoError(t, err)
	require.Equal(t, transcript.Observer, kept.Speakers[1].Role)
}

func TestValidateEnds(t *testing.T) {
	t.Parallel()
	for name, tr := range map[string]transcript.Transcript{
		"segments": {ID: "t", Segments: make([]transcript.Segment, 5000)},
		"speakers": {ID: "t", Speakers: make([]transcript.Speaker, 5000), Segments: make([]transcript.Segment, 5000)},
	} {
		faults := fault.Of(tr.Validate())
		require.Len(t, faults, 1001, name)
		require.Equal(t, "transcript.more_faults", faults[1000].Code, name)
	}
	require.Len(t, fault.Of(transcript.Transcript{ID: "t", Segments: make([]transcript.Segment, 1000)}.Validate()), 1000)
}

func TestValidateNamesEveryFault(t *testing.T) {
	t.Parallel()
	require.NoError(t, sample().Validate())
	bad := transcript.Transcript{
		Speakers: []transcript.Speaker{{}, {ID: "a"}, {ID: "a", Role: transcript.Candidate}},
		Segments: []transcript.Segment{{}, {ID: "s"}, {ID: "s", Speaker: "x", Start: transcript.At(5), End: transcript.At(4)}},
	}
	var got []string
	for _, f := range fault.Of(bad.Validate()) {
		got = append(got, f.Code+" "+f.Path)
	}
	require.Equal(t, []string{
		"transcript.id_missing /id", "transcript.speaker_id_missing /speakers/0/id", "transcript.speaker_id_repeated /speakers/2/id",
		"transcript.role_source_missing /speakers/2/role_source", "transcript.segment_id_missing /segments/0/id",
		"transcript.segment_id_repeated /segments/2/id", "transcript.segment_speaker_unknown /segments/2/speaker",
		"transcript.segment_times_reversed /segments/2/end_ms",
	}, got)
}

func TestHashIsOfWordsSpeakersAndTimes(t *testing.T) {
	t.Parallel()
	base := sample().Hash()
	named := sample()
	named.Title, named.Speakers[0].Name, named.Speakers[0].Role = "x", "D. W.", transcript.Observer
	require.Equal(t, base, named.Hash(), "names, roles and titles may be set later")
	for name, change := range map[string]func(*transcript.Transcript){
		"text":    func(t *transcript.Transcript) { t.Segments[1].Text += "!" },
		"speaker": func(t *transcript.Transcript) { t.Segments[1].Speaker = "a" },
		"label":   func(t *transcript.Transcript) { t.Speakers[0].Label = "x" },
		"time":    func(t *transcript.Transcript) { t.Segments[1].Start = transcript.At(0) },
		"unknown": func(t *transcript.Transcript) { t.Segments[0].Start = transcript.Offset{} },
		"order":   func(t *transcript.Transcript) { t.Segments[0], t.Segments[1] = t.Segments[1], t.Segments[0] },
		"dropped": func(t *transcript.Transcript) { t.Segments = t.Segments[1:] },
		"kind":    func(t *transcript.Transcript) { t.Segments[0].Kind = transcript.Note },
		"words":   func(t *transcript.Transcript) { t.Segments[0].Words = []transcript.Word{{EndByte: 1}} },
	} {
		tr := sample()
		change(&tr)
		require.NotEqual(t, base, tr.Hash(), name)
	}
}

func TestOffsets(t *testing.T) {
	t.Parallel()
	for ms, want := range map[int64]string{0: "00:00", 61_999: "01:01", 3_600_000: "1:00:00", -500: "-00:01", 36_000_000: "10:00:00"} {
		require.Equal(t, want, transcript.At(ms).String())
	}
	require.Empty(t, transcript.Offset{}.String())
	require.True(t, transcript.Offset{}.IsZero())
	require.False(t, transcript.At(0).IsZero(), "the start of the clock is known")
	require.False(t, transcript.Offset{}.Before(transcript.At(1)))
	b, err := json.Marshal(transcript.Segment{ID: "s", Start: transcript.At(0), Text: "x"})
	require.NoError(t, err)
	require.JSONEq(t, `{"id":"s","start_ms":0,"text":"x"}`, string(b))
	var back transcript.Segment
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, transcript.At(0), back.Start)
	require.True(t, back.End.IsZero())
	require.Error(t, json.Unmarshal([]byte(`{"start_ms":"soon"}`), &back))
}

func TestFromNotes(t *testing.T) {
	t.Parallel()
	dana, err := actor.NewHuman("u-1", "Dana", actor.HiringManager)
	require.NoError(t, err)
	tr, err := transcript.FromNotes("n-1", dana, "## q-cut: what\n\n- one\n  - two\nthree\n\n###\n* four\r\n•  five\r#1 strength: calm\n -\n-6 degrees")
	require.NoError(t, err)
	require.NoError(t, tr.Validate())
	require.Equal(t, transcript.HumanNotes, tr.Fidelity)
	var texts []string
	for _, s := range tr.Segments {
		texts = append(texts, string(s.Kind)+":"+s.Text)
	}
	require.Equal(t, []string{"event:q-cut: what", "note:one", "note:two", "note:three", "note:four", "note:five", "note:#1 strength: calm", "note:-", "note:-6 degrees"}, texts)
	require.Equal(t, transcript.HiringManager, tr.Speakers[0].Role, "notes are their author's words, never the candidate's")
	_, err = transcript.FromNotes("n-1", actor.Human{}, "x")
	require.ErrorIs(t, err, actor.ErrInvalid)
}
