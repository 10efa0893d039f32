package transcript_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/transcript"
)

func privacy() actor.Ref { return actor.System("privacy") }

func ExampleOverlay_View() {
	t := sample()
	t.Segments[1].Text = "Marta Ruiz and I led it,"
	o := transcript.Overlay{
		Redactions: t.Mentions("Marta Ruiz", transcript.Redaction{Category: transcript.PersonName, By: actor.System("privacy"), Rule: "third_parties"}),
		Speakers:   []transcript.SpeakerRedaction{{Speaker: "b", By: actor.System("privacy")}},
	}
	view, err := o.View(t)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := view.Segments[1]
	fmt.Println(s.ID, s.Start, view.Speakers[1].Name+":", s.Text)
	fmt.Println(t.Segments[1].Text)
	// Output:
	// s2 00:03 [PERSON_NAME]: [PERSON_NAME] and I led it,
	// Marta Ruiz and I led it,
}

func ExampleVendorRedactions() {
	for _, r := range transcript.VendorRedactions("I am [NAME_1], call #### [laughter]") {
		fmt.Println(r.StartByte, r.EndByte, r.Category)
	}
	// Output:
	// 5 13 person_name
	// 20 24 unspecified
}

func worded() transcript.Transcript {
	t := sample()
	t.Title = "Interview with Priya"
	t.Speakers[1].Email = "priya@example.com"
	s := &t.Segments[1]
	s.Text, s.SourceID, s.Heard = "José Marías told me, so I led it", "priya@example.com/7", "jose maria told me so I let it"
	at := 0
	for i, w := range strings.Fields(s.Text) {
		from := at + strings.Index(s.Text[at:], w)
		s.Words = append(s.Words, transcript.Word{StartByte: from, EndByte: from + len(w), Start: transcript.At(int64(3000 + i*500)), End: transcript.At(int64(3400 + i*500))})
		at = from + len(w)
	}
	return t
}

func TestViewLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	tr := worded()
	when := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	name := transcript.Redaction{Category: transcript.PersonName, By: privacy(), At: when, Rule: "r1"}
	o := transcript.Overlay{Base: tr.Hash(), Redactions: tr.Mentions("josé marías", name), Speakers: []transcript.SpeakerRedaction{{Speaker: "b"}, {Speaker: "a"}}}
	require.Len(t, o.Redactions, 1)
	view, err := o.View(tr)
	require.NoError(t, err)
	require.NoError(t, view.Validate())
	s := view.Segments[1]
	require.Equal(t, "[PERSON_NAME] told me, so I led it", s.Text)
	require.Equal(t, tr.Segments[1].ID, s.ID)
	require.Equal(t, tr.Segments[1].Start, s.Start)
	require.Equal(t, []transcript.Redacted{{EndByte: 13, Category: transcript.PersonName, FromEndByte: 13, By: privacy(), At: when, Rule: "r1"}}, s.Redacted)
	require.Equal(t, "[PERSON_NAME]", s.Text[s.Words[0].StartByte:s.Words[0].EndByte])
	require.Equal(t, transcript.At(3900), s.Words[0].End, "the two words that were taken out are one, with their times")
	require.Equal(t, "told", s.Text[s.Words[1].StartByte:s.Words[1].EndByte])
	require.Len(t, s.Words, len(tr.Segments[1].Words)-1)
	require.Zero(t, s.Rev)
	require.Equal(t, "Interview with [PERSON_NAME]", view.Title)
	require.Equal(t, "[PERSON_NAME 2]", view.Speakers[0].Name)
	require.Equal(t, transcript.PersonName, view.Speakers[0].Redacted)
	b, err := json.Marshal(view)
	require.NoError(t, err)
	for _, secret := range []string{"José", "Marías", "jose", "Priya", "priya", "Dana"} {
		require.NotContains(t, string(b), secret)
	}
	require.Equal(t, worded(), tr, "the transcript is as it was")
	require.NotEqual(t, tr.Hash(), view.Hash())
}

func TestCorrections(t *testing.T) {
	t.Parallel()
	tr := worded()
	text := tr.Segments[1].Text
	at := strings.Index(text, "led it")
	o := transcript.Overlay{Corrections: []transcript.Correction{{Segment: "s2", StartByte: at, EndByte: at + 3, Text: "let", By: privacy()}, {Segment: "s4", StartByte: 0, EndByte: 4, Text: ""}}}
	view, err := o.View(tr)
	require.NoError(t, err)
	require.NoError(t, view.Validate())
	require.Equal(t, "José Marías told me, so I let it", view.Segments[1].Text)
	require.Equal(t, 1, view.Segments[1].Rev)
	require.Equal(t, tr.Segments[1].Heard, view.Segments[1].Heard, "what was heard stays")
	require.Equal(t, "I told support.", view.Segments[3].Text)
	require.Equal(t, tr.Segments[3].Text, view.Segments[3].Heard)
	require.Equal(t, tr.Segments[1].Words, view.Segments[1].Words)

	o.Redactions = []transcript.Redaction{{Segment: "s2", StartByte: at - 2, EndByte: at + 2, Category: transcript.Health}}
	view, err = o.View(tr)
	require.NoError(t, err)
	require.Equal(t, "José Marías told me, so [HEALTH] it", view.Segments[1].Text, "a correction does not bring back what is redacted")
	require.Empty(t, view.Segments[1].Heard)
	again, err := transcript.Overlay{Redactions: []transcript.Redaction{{Segment: "s2", StartByte: 0, EndByte: 5, Category: transcript.PersonName}}}.View(view)
	require.NoError(t, err)
	require.Equal(t, "[PERSON_NAME] Marías told me, so [HEALTH] it", again.Segments[1].Text)
	require.Len(t, again.Segments[1].Redacted, 2, "earlier marks stay in their place")
	m := again.Segments[1].Redacted[1]
	require.Equal(t, "[HEALTH]", again.Segments[1].Text[m.StartByte:m.EndByte])
}

func TestOverlaysThatDoNotFit(t *testing.T) {
	t.Parallel()
	o := transcript.Overlay{
		Base:        "sha256:other",
		Corrections: []transcript.Correction{{Segment: "s9", EndByte: 1}, {Segment: "s4", StartByte: 0, EndByte: 3}, {Segment: "s4", StartByte: 2, EndByte: 5}},
		Redactions:  []transcript.Redaction{{Segment: "s2", StartByte: 4, EndByte: 5}, {Segment: "s2", StartByte: 0, EndByte: 999}, {Segment: "s2", StartByte: 2, EndByte: 2}, {Segment: "s2", StartByte: -1, EndByte: 2}},
		Speakers:    []transcript.SpeakerRedaction{{Speaker: "z"}},
	}
	_, err := o.View(worded())
	require.ErrorIs(t, err, transcript.ErrOverlay)
	var got []string
	for _, f := range fault.Of(err) {
		got = append(got, f.Code+" "+f.Path)
	}
	require.Equal(t, []string{
		"transcript.overlay_base_other /base", "transcript.overlay_segment_unknown /corrections/0/segment_id", "transcript.overlay_overlap /corrections/2",
		"transcript.overlay_splits_character /redactions/0", "transcript.overlay_out_of_range /redactions/1", "transcript.overlay_out_of_range /redactions/2",
		"transcript.overlay_out_of_range /redactions/3", "transcript.overlay_speaker_unknown /speakers/0/speaker_id",
	}, got)
	require.NotContains(t, err.Error(), "José")
}

func TestVendorMarksAreRedactedPlaces(t *testing.T) {
	t.Parallel()
	tr := sample()
	tr.Segments[1].Text = "I am [PERSON_NAME], born [DATE_OF_BIRTH], at ####, #1, [LAUGHTER] and [PII"
	marked := tr.MarkRedactions()
	var got []string
	for _, r := range marked.Segments[1].Redacted {
		got = append(got, marked.Segments[1].Text[r.StartByte:r.EndByte]+" "+string(r.Category))
		require.True(t, r.By.IsZero())
	}
	require.Equal(t, []string{"[PERSON_NAME] person_name", "[DATE_OF_BIRTH] protected_class", "#### unspecified"}, got)
	require.NoError(t, marked.Validate())
	require.Equal(t, marked, marked.MarkRedactions(), "twice is once")
	require.Empty(t, tr.Segments[1].Redacted)
}

// TestOverlaysKeepIdsTimesAndTheRest changes random places and holds the view to
// what it promises.
func TestOverlaysKeepIdsTimesAndTheRest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tr := sample()
		text := rapid.StringMatching(`[a-zé日👍 ]{0,30}`).Draw(t, "text")
		s := &tr.Segments[1]
		s.Text = text
		for at, w := range transcript.Words(text) {
			s.Words = append(s.Words, transcript.Word{StartByte: at, EndByte: at + len(w), Start: transcript.At(int64(at)), End: transcript.At(int64(at + len(w)))})
		}
		var o transcript.Overlay
		covered := make([]bool, len(text))
		for range rapid.IntRange(0, 4).Draw(t, "edits") {
			from := rapid.IntRange(-1, len(text)+1).Draw(t, "from")
			to := rapid.IntRange(from, len(text)+2).Draw(t, "to")
			if rapid.Bool().Draw(t, "redaction") {
				o.Redactions = append(o.Redactions, transcript.Redaction{Segment: "s2", StartByte: from, EndByte: to, Category: transcript.Contact})
			} else {
				o.Corrections = append(o.Corrections, transcript.Correction{Segment: "s2", StartByte: from, EndByte: to, Text: rapid.StringMatching(`[A-Z]{0,5}`).Draw(t, "new")})
			}
			for i := max(from, 0); i < min(to, len(text)); i++ {
				covered[i] = true
			}
		}
		view, err := o.View(tr)
		if err != nil {
			require.ErrorIs(t, err, transcript.ErrOverlay)
			return
		}
		require.NoError(t, view.Validate())
		now := view.Segments[1]
		var kept strings.Builder
		for i := range len(text) {
			if !covered[i] {
				kept.WriteByte(text[i])
			}
		}
		lower := strings.NewReplacer("[CONTACT]", "").Replace(now.Text)
		lower = strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				return -1
			}
			return r
		}, lower)
		require.Equal(t, kept.String(), lower, "everything else stays")
		require.Equal(t, s.ID, now.ID)
		require.Equal(t, s.Start, now.Start)
		for _, m := range now.Redacted {
			require.Equal(t, "[CONTACT]", now.Text[m.StartByte:m.EndByte])
		}
	})
}

func TestMentionsDoNotDependOnAccents(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][][2]int{
		"Ask José Ruíz.":                  {{4, 15}},
		"Ask Jose\u0301 RUI\u0301Z's cat": {{4, 19}},
		"ask jose ruiz":                   {{4, 13}},
		"ask josef ruiz":                  nil,
		"José. Ruiz, José Ruiz":           {{0, 11}, {13, 23}},
	} {
		for _, name := range []string{"José Ruíz", "Jose\u0301 Rui\u0301z", "JOSE RUIZ"} {
			var got [][2]int
			for _, r := range timed("b 0 1 "+text).Mentions(name, transcript.Redaction{Category: transcript.PersonName}) {
				got = append(got, [2]int{r.StartByte, r.EndByte})
			}
			require.Equal(t, want, got, "%s in %s", name, text)
		}
	}
	require.Empty(t, timed("b 0 1 रम").Mentions("राम", transcript.Redaction{}), "a vowel is no accent")
}

func TestVendorMarksStandInBrackets(t *testing.T) {
	t.Parallel()
	text := "[" + strings.Repeat("x", 100) + " [NAME_1] and [unclosed [PII"
	require.Equal(t, []transcript.Redacted{{StartByte: 102, EndByte: 110, Category: transcript.PersonName}}, transcript.VendorRedactions(text))
}
