package evidence_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func revision(texts ...string) transcript.Transcript {
	t := transcript.Transcript{
		SchemaVersion: transcript.SchemaVersion, ID: "tr-1",
		Speakers: []transcript.Speaker{{ID: "c", Label: "Priya", Name: "Priya", Role: transcript.Candidate, RoleSource: transcript.Declared}},
	}
	for i, s := range texts {
		t.Segments = append(t.Segments, transcript.Segment{
			ID: transcript.SegmentID(fmt.Sprintf("s%d", i+1)), Speaker: "c", Start: transcript.At(int64(i) * 5000), End: transcript.At(int64(i)*5000 + 4000), Text: s,
		})
	}
	return t
}

func citeIn(t *testing.T, tr transcript.Transcript, segment, quote string) evidence.Citation {
	t.Helper()
	seg, ok := tr.Segment(transcript.SegmentID(segment))
	require.True(t, ok)
	at := strings.Index(seg.Text, quote)
	require.GreaterOrEqual(t, at, 0)
	c, err := evidence.NewIndex(evidence.FromTranscript(tr)).Cite(segment, at, at+len(quote))
	require.NoError(t, err)
	return c
}

func ExampleResolve() {
	first := revision("We use cooper netties in production.", "I led the team.")
	c, _ := evidence.NewIndex(evidence.FromTranscript(first)).Cite("s1", 0, 22)
	corrected := revision("We use Kubernetes in production.", "I led the team.")

	r := evidence.Resolve(c, corrected)
	fmt.Println(r.State, r.Current.IsZero())
	fmt.Printf("%q is now %q\n", r.Spans[0].Old, r.Spans[0].New)
	// Output:
	// changed true
	// "We use cooper netties " is now "We use Kubernetes in"
}

func TestResolve(t *testing.T) {
	t.Parallel()
	base := revision("Well, we never lost a payout in that quarter.", "Ana Souza told me to wait.", "Then we fixed it for good, all of it.")
	payout := strings.Index(base.Segments[0].Text, "payout")
	late, err := transcript.Overlay{Redactions: []transcript.Redaction{{Segment: "s1", StartByte: payout, EndByte: payout + len("payout"), Category: transcript.PersonName}}}.View(base)
	require.NoError(t, err)
	swapped := revision("Well, we never lost a payout in that quarter.")
	swapped.Speakers[0].Role = transcript.Interviewer
	ana := strings.Index(base.Segments[1].Text, "Ana")
	redact := func(cat transcript.Category) transcript.Transcript {
		out, err := transcript.Overlay{Redactions: []transcript.Redaction{{Segment: "s2", StartByte: ana, EndByte: ana + len("Ana Souza"), Category: cat}}}.View(base)
		require.NoError(t, err)
		return out
	}
	split := revision("Well, we never lost a payout", "in that quarter.")
	split.Segments[1].ID = "s1b"
	split.Aliases = []transcript.Alias{{Segment: "s1", StartByte: 29, EndByte: 45, Now: "s1b"}}
	joined := revision("Ana Souza told me to wait. Then we fixed it for good, all of it.")
	joined.Segments[0].ID = "s2"
	joined.Aliases = []transcript.Alias{{Segment: "s3", StartByte: 0, EndByte: 37, Now: "s2"}}
	elsewhere := revision("Then we fixed it for good, all of it.")
	elsewhere.Segments[0].ID = "x"
	twice := revision("a", "b", "c")
	for _, c := range []struct {
		name, segment, quote string
		now                  transcript.Transcript
		state                evidence.ResolutionState
		text                 string // the current citation's, or what stands there
		category             transcript.Category
	}{
		{"nothing changed", "s1", "we never lost a payout", base, evidence.ResolvedExact, "we never lost a payout", ""},
		{"moved within the segment", "s1", "we never lost a payout", revision("we never lost a payout in that quarter."), evidence.ResolvedMoved, "we never lost a payout", ""},
		{"a short word that stands far away too", "s2", "me", revision("x", "Ana Souza told us, and in the end we all had to wait until the others came to see me"), evidence.ResolvedChanged, "us,", ""},
		{"a word was corrected", "s1", "we never lost a payout", revision("Well, we never lost a pay-out in that quarter."), evidence.ResolvedChanged, "we never lost a pay-out", ""},
		{"the meaning was corrected", "s1", "we never lost a payout", revision("Well, we nearly lost a payout in that quarter."), evidence.ResolvedChanged, "we nearly lost a payout", ""},
		{"another role", "s1", "we never lost a payout", swapped, evidence.ResolvedChanged, "we never lost a payout", ""},
		{"redacted within", "s2", "Souza told me to wait", redact(transcript.PersonName), evidence.ResolvedRedacted, "[PERSON_NAME] told me to wait", transcript.PersonName},
		{"redacted at its end", "s1", "never lost a payout in", late, evidence.ResolvedRedacted, "never lost a [PERSON_NAME] in", transcript.PersonName},
		{"redacted whole", "s2", "Ana Souza", redact(transcript.PersonName), evidence.ResolvedRedacted, "[PERSON_NAME]", transcript.PersonName},
		{"beside a redaction", "s2", "told me to wait", redact(transcript.PersonName), evidence.ResolvedMoved, "told me to wait", ""},
		{"redacted by the service", "s2", "Souza told me", revision("", "[NAME] told me to wait."), evidence.ResolvedRedacted, "[NAME] told me", transcript.PersonName},
		{"split, first part", "s1", "we never lost a payout", split, evidence.ResolvedExact, "we never lost a payout", ""},
		{"split, second part", "s1", "in that quarter.", split, evidence.ResolvedMoved, "in that quarter.", ""},
		{"split, across", "s1", "lost a payout in that", split, evidence.ResolvedMoved, "lost a payout in that", ""},
		{"joined", "s3", "we fixed it for good", joined, evidence.ResolvedMoved, "we fixed it for good", ""},
		{"gone, and the words once elsewhere", "s3", "we fixed it for good", elsewhere, evidence.ResolvedMoved, "we fixed it for good", ""},
		{"gone, and too little to find", "s3", "it", elsewhere, evidence.ResolvedMissing, "", ""},
		{"gone", "s1", "we never lost a payout", elsewhere, evidence.ResolvedMissing, "", ""},
		{"emptied", "s1", "we never lost a payout", revision(""), evidence.ResolvedMissing, "", ""},
		{"nothing in common", "s1", "we never lost a payout", twice, evidence.ResolvedChanged, "a", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := evidence.Resolve(citeIn(t, base, c.segment, c.quote), c.now)
			require.Equal(t, c.state, r.State, "%+v", r)
			require.Equal(t, c.quote, r.Spans[0].Old)
			require.Equal(t, c.category, r.Spans[0].Category)
			if c.state == evidence.ResolvedExact || c.state == evidence.ResolvedMoved {
				require.Equal(t, c.text, r.Current.Text())
				require.NoError(t, r.Current.Check(evidence.FromTranscript(c.now)))
				return
			}
			require.True(t, r.Current.IsZero(), "other words are never cited")
			require.Equal(t, c.text, r.Spans[0].New)
		})
	}
	other := base
	other.ID = "tr-2"
	require.Equal(t, evidence.ResolvedMissing, evidence.Resolve(citeIn(t, base, "s1", "Well"), other).State)
	require.Equal(t, evidence.ResolvedMissing, evidence.Resolve(evidence.Citation{}, base).State)
}

// TestEveryCitationResolvesOnTheCorrectedTwin makes a citation of every cue of real
// transcripts, and one of part of each, and follows it to the corrected version.
func TestEveryCitationResolvesOnTheCorrectedTwin(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(corpus.Dir(t), "corpus", "transcripts", "zoom-vtt", "*", "transcript.vtt"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	states, textChanged, bypassed := map[evidence.ResolutionState]int{}, 0, 0
	var carried [3]int
	for _, file := range files {
		read := func(path string, id transcript.ID) transcript.Transcript {
			f, err := os.Open(path)
			require.NoError(t, err)
			defer f.Close()
			tr, _, err := decode.Decode(f, &decode.Options{ID: id})
			require.NoError(t, err)
			return tr
		}
		twin := filepath.Join(filepath.Dir(file), "transcript_corrected.vtt")
		old, now := read(file, "z"), read(twin, "z")
		ix, resolver := evidence.NewIndex(evidence.FromTranscript(old)), evidence.NewResolver(now)
		// The same file under another id has other segment ids until it is carried.
		fresh, report := transcript.Carry(old, read(twin, "another"))
		carried[0], carried[1], carried[2] = carried[0]+report.Same, carried[1]+report.Changed, carried[2]+report.New
		again := evidence.NewResolver(fresh)
		for _, seg := range old.Segments {
			later, ok := now.Segment(seg.ID)
			require.True(t, ok)
			from := strings.IndexByte(seg.Text, ' ') + 1
			for _, start := range []int{0, from} {
				if start >= len(seg.Text) {
					continue
				}
				c, err := ix.Cite(string(seg.ID), start, len(seg.Text))
				require.NoError(t, err)
				r := resolver.Resolve(c)
				states[r.State]++
				require.NotEqual(t, evidence.ResolvedMissing, r.State)
				switch r.State {
				case evidence.ResolvedExact, evidence.ResolvedMoved:
					require.Equal(t, c.Text(), r.Current.Text())
					require.NoError(t, r.Current.Check(evidence.FromTranscript(now)))
					if start == 0 && seg.Text != later.Text {
						bypassed++
					}
				case evidence.ResolvedChanged:
					require.NotEqual(t, seg.Text, later.Text)
					require.Equal(t, c.Text(), r.Spans[0].Old)
					require.Contains(t, later.Text, r.Spans[0].New)
					require.Equal(t, string(seg.ID), r.Spans[0].Segment)
				default:
					t.Fatalf("%s: %s", file, r.State)
				}
				require.Equal(t, r.State, again.Resolve(c).State, "carried ids give the same answer")
			}
			if seg.Text != later.Text {
				textChanged++
			}
		}
	}
	total := 0
	for _, n := range states {
		total += n
	}
	require.Equal(t, total, states[evidence.ResolvedExact]+states[evidence.ResolvedMoved]+states[evidence.ResolvedChanged])
	require.GreaterOrEqual(t, states[evidence.ResolvedChanged]+bypassed, textChanged, "no changed text is passed over")
	t.Logf("%d files, %d citations, all resolved: %v; %d cues have other text; %d whole cues stand unchanged inside a longer one; carried ids: %d same, %d changed, %d new",
		len(files), total, states, textChanged, bypassed, carried[0], carried[1], carried[2])
}

// TestResolveNeverCitesOtherWords holds for whatever happens to the text.
func TestResolveNeverCitesOtherWords(t *testing.T) {
	t.Parallel()
	ana, err := actor.NewHuman("u", "Ana", actor.Recruiter)
	require.NoError(t, err)
	word := rapid.SampledFrom([]string{"we", "never", "lost", "payout", "é", "日本", "Ana", "12"})
	rapid.Check(t, func(t *rapid.T) {
		line := func() string { return strings.Join(rapid.SliceOfN(word, 1, 8).Draw(t, "words"), " ") }
		old := revision(line(), line())
		now := revision(line(), line())
		if rapid.Bool().Draw(t, "overlay") {
			var o transcript.Overlay
			for i, s := range old.Segments {
				if at := strings.Index(s.Text, " "); at > 0 {
					if rapid.Bool().Draw(t, "redact") {
						o.Redactions = append(o.Redactions, transcript.Redaction{Segment: s.ID, StartByte: 0, EndByte: at, Category: transcript.PersonName, By: ana.Ref(), At: time.Unix(int64(i), 0)})
					} else {
						o.Corrections = append(o.Corrections, transcript.Correction{Segment: s.ID, StartByte: 0, EndByte: at, Text: line(), By: ana.Ref()})
					}
				}
			}
			var err error
			now, err = o.View(old)
			require.NoError(t, err)
			require.NoError(t, now.Validate())
		}
		seg := old.Segments[rapid.IntRange(0, 1).Draw(t, "segment")]
		fields := strings.Fields(seg.Text)
		n := rapid.IntRange(0, len(fields)-1).Draw(t, "from")
		quote := strings.Join(fields[n:rapid.IntRange(n+1, len(fields)).Draw(t, "to")], " ")
		c, err := evidence.NewIndex(evidence.FromTranscript(old)).Cite(string(seg.ID), strings.Index(seg.Text, quote), strings.Index(seg.Text, quote)+len(quote))
		require.NoError(t, err)
		r := evidence.Resolve(c, now)
		switch r.State {
		case evidence.ResolvedExact, evidence.ResolvedMoved:
			require.Equal(t, c.Text(), r.Current.Text())
			require.NoError(t, r.Current.Check(evidence.FromTranscript(now)))
		default:
			require.True(t, r.Current.IsZero())
		}
	})
}

// TestResolveOfWhatIsNoCitation takes whatever a stored citation may say.
func TestResolveOfWhatIsNoCitation(t *testing.T) {
	t.Parallel()
	tr := revision("I led the move of all carriers to weekly payouts.", "It took a year.")
	tr.Segments[0].Redacted = []transcript.Redacted{{StartByte: 5, EndByte: 10, FromStartByte: 5, FromEndByte: 60}}
	offset := rapid.OneOf(rapid.IntRange(-3, 120), rapid.SampledFrom([]int{math.MinInt, math.MaxInt}))
	rapid.Check(t, func(t *rapid.T) {
		c := evidence.Citation{Source: evidence.SourceRef{ID: "tr-1"}, Grade: evidence.Verbatim, Speaker: evidence.Speaker{ID: "c", Role: transcript.Candidate}}
		for range rapid.IntRange(0, 3).Draw(t, "spans") {
			c.Spans = append(c.Spans, evidence.Span{
				Segment: rapid.SampledFrom([]string{"s1", "s2", "s3", ""}).Draw(t, "segment"), StartByte: offset.Draw(t, "start"), EndByte: offset.Draw(t, "end"),
				Text: rapid.SampledFrom([]string{"", "x", "I led the move", "It took a year.", "\xff"}).Draw(t, "text"),
			})
		}
		c.Confirmation = c.Spans
		r := evidence.Resolve(c, tr)
		require.Len(t, r.Spans, len(c.Spans))
		if !r.Current.IsZero() {
			require.NoError(t, r.Current.Check(evidence.FromTranscript(tr)))
		}
	})
}

// TestResolveKeepsAConfirmation follows a restated quote with the words that confirm it.
func TestResolveKeepsAConfirmation(t *testing.T) {
	t.Parallel()
	call := func(lines ...string) transcript.Transcript {
		tr := talk(lines...)
		tr.Language = "en"
		tr.Speakers[0].Role, tr.Speakers[1].Role = transcript.HiringManager, transcript.Recruiter
		return tr
	}
	old := call("I: So five years of Go are a must for this role.", "C: Yes, exactly. And Kafka.")
	f := evidence.NewIndex(evidence.FromTranscript(old)).Verify(evidence.Claim{Quote: "five years of Go are a must"}, evidence.Intake())
	require.True(t, f.Admissible(), "%v", f.Flags)
	now := call("I: Okay. So five years of Go are a must for this role.", "C: Well. Yes, exactly. And Kafka.")
	r := evidence.Resolve(f.Citation, now)
	require.Equal(t, evidence.ResolvedMoved, r.State)
	require.NoError(t, r.Current.Check(evidence.FromTranscript(now)))
	require.NoError(t, r.Current.CheckPolicy(evidence.Intake()))
	require.Equal(t, "Yes, exactly.", r.Current.Confirmation[0].Text)
	require.Equal(t, "en", r.Current.Language)

	r = evidence.Resolve(f.Citation, call("I: So five years of Go are a must for this role.", "C: No, never. And Kafka."))
	require.Equal(t, evidence.ResolvedExact, r.Spans[0].State)
	require.Equal(t, evidence.ResolvedChanged, r.State, "nobody confirms it now")
	require.True(t, r.Current.IsZero())
	same := call("I: So five years of Go are a must for this role.", "I: Yes, exactly. And Kafka.")
	require.True(t, evidence.Resolve(f.Citation, same).Current.IsZero(), "nobody confirms himself")
}

// TestResolveInAVeryLongSegment looks for a few words where they stand very often, and
// for what became of a whole passage.
func TestResolveInAVeryLongSegment(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("no, no ", 150_000)
	old, now := revision("Well. "+long), revision("Well, "+long+"yes")
	r := evidence.Resolve(citeIn(t, old, "s1", "no, no no"), now)
	require.Equal(t, evidence.ResolvedExact, r.State)
	c := citeIn(t, old, "s1", "no, no no")
	c.Spans[0].Segment = "gone"
	require.Equal(t, evidence.ResolvedMoved, evidence.Resolve(c, now).State)
	whole := citeIn(t, old, "s1", "Well. "+long)
	require.Equal(t, evidence.ResolvedChanged, evidence.Resolve(whole, now).State)
}

func TestWhatIsNoEvidenceYet(t *testing.T) {
	t.Parallel()
	tr := revision("we never lost a payout", "and I told support", "we never lost a payout then")
	tr.Segments[1].State = transcript.Interim
	tr.Segments[2].EchoOf = "s1"
	src := evidence.FromTranscript(tr)
	require.Len(t, src.Passages, 1, "interim results may still be rewritten, and an echo is somebody else's voice")
	require.Equal(t, "s1", src.Passages[0].ID)
	live := tr
	c := citeIn(t, tr, "s1", "lost a payout")
	require.Equal(t, evidence.ResolvedExact, evidence.Resolve(c, live).State)
}
