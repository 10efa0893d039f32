package transcript_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/transcript"
)

func version(prefix string, lines ...string) transcript.Transcript {
	t := transcript.Transcript{SchemaVersion: 1, ID: transcript.ID(prefix), Speakers: []transcript.Speaker{{ID: transcript.SpeakerID(prefix + "1"), Label: "Ana", Name: "Ana"}}}
	for i, l := range lines {
		s := transcript.Segment{ID: transcript.SegmentID(fmt.Sprintf("%s%d", prefix, i+1)), Speaker: t.Speakers[0].ID}
		if at, text, ok := strings.Cut(l, "|"); ok {
			var sec int64
			if _, err := fmt.Sscan(at, &sec); err != nil {
				panic(err)
			}
			s.Start, l = transcript.At(sec*1000), text
		}
		s.Text = l
		t.Segments = append(t.Segments, s)
	}
	return t
}

func ExampleCarry() {
	live := version("live", "1|so we use cooper netties and I led the team that moved it", "9|any questions")
	export := version("file", "1|So we use Kubernetes.", "4|And I led the team that moved it.", "9|Any questions?")

	next, report := transcript.Carry(live, export)
	for _, s := range next.Segments {
		fmt.Println(s.ID, s.Rev, s.Text)
	}
	fmt.Println(report.Changed, "changed,", report.New, "new, split:", report.Split)
	fmt.Println(next.Aliased("live1"))
	// Output:
	// live1 1 So we use Kubernetes.
	// file2 0 And I led the team that moved it.
	// live2 1 Any questions?
	// 2 changed, 1 new, split: [live1]
	// [file2]
}

func TestCarry(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		old, new []string
		want     []string
		aliases  string
		gone     int
	}{
		{name: "the same", old: []string{"1|a b", "2|c d"}, new: []string{"1|a b", "2|c d"}, want: []string{"o1", "o2"}},
		{name: "other words at the same time", old: []string{"1|a b", "2|c d"}, new: []string{"1|x y", "2|c d"}, want: []string{"o1", "o2"}},
		{name: "one more", old: []string{"1|a b", "2|c d"}, new: []string{"0|hello there", "1|a b", "2|c d"}, want: []string{"n1", "o1", "o2"}},
		{name: "one less", old: []string{"1|a b", "2|c d"}, new: []string{"2|c d"}, want: []string{"o2"}, gone: 1},
		{name: "no times", old: []string{"we never lost a payout", "tell me more", "I led it"}, new: []string{"we never lost a pay out", "I led it"}, want: []string{"o1", "o3"}, gone: 1},
		{name: "all times moved", old: []string{"1|we never lost a payout", "5|I led it all"}, new: []string{"31|we never lost a payout", "35|I led it, all"}, want: []string{"o1", "o2"}},
		{name: "joined", old: []string{"1|we never lost a payout", "5|and I led it all"}, new: []string{"1|we never lost a payout and I led it all"}, want: []string{"o1"}, aliases: "o2>o1"},
		{name: "split", old: []string{"1|we never lost a payout and I led it all"}, new: []string{"1|we never lost a payout", "5|and I led it all"}, want: []string{"o1", "n2"}, aliases: "o1>n2"},
		{name: "two at the same time", old: []string{"1|yes", "1|no"}, new: []string{"1|no", "1|yes"}, want: []string{"o2", "o1"}},
		{name: "all times moved by one segment", old: []string{"5|so we never lost a payout", "10|and I led it all", "15|the team was glad"}, new: []string{"10|so we never lost a payout", "15|and I led it, all", "20|the team was glad"}, want: []string{"o1", "o2", "o3"}},
		{name: "nothing before", new: []string{"1|a"}, want: []string{"n1"}},
		{name: "nothing after", old: []string{"1|a"}, gone: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			next, report := transcript.Carry(version("o", c.old...), version("n", c.new...))
			var ids, aliases []string
			for _, s := range next.Segments {
				ids = append(ids, string(s.ID))
			}
			for _, a := range next.Aliases {
				aliases = append(aliases, string(a.Segment)+">"+string(a.Now))
			}
			require.Equal(t, c.want, ids)
			require.Equal(t, c.aliases, strings.Join(aliases, " "))
			require.Len(t, report.Gone, c.gone)
			require.NoError(t, next.Validate())
			require.Equal(t, transcript.ID("o"), next.ID)
		})
	}
}

func TestCarryKeepsRolesAndSpeakers(t *testing.T) {
	t.Parallel()
	old := sample()
	old, err := old.AssignRole("Priya", transcript.Candidate, transcript.Manual)
	require.NoError(t, err)
	next := sample()
	next.Speakers = []transcript.Speaker{
		{ID: "b", Label: "Dana", Name: "Dana"},
		{ID: "a", Label: "Priya", Name: "Priya", Role: transcript.Observer, RoleSource: transcript.Label},
		{ID: "x", Label: "Ana", Name: "Ana"},
	}
	for i := range next.Segments {
		next.Segments[i].Speaker = map[transcript.SpeakerID]transcript.SpeakerID{"a": "b", "b": "a", "": "x"}[next.Segments[i].Speaker]
	}
	got, _ := transcript.Carry(old, next)
	require.NoError(t, got.Validate())
	require.Equal(t, transcript.SpeakerID("a"), got.Speakers[0].ID)
	require.Equal(t, transcript.Candidate, got.Speakers[1].Role, "what a person said stands above a label")
	for i, s := range got.Segments {
		if old.Segments[i].Speaker != "" {
			require.Equal(t, old.Segments[i].Speaker, s.Speaker)
		}
	}
}

// TestCarryNeverLosesAnId holds for any two versions: ids are unique, an old id that
// stays is of a segment with its words or its start, and carrying again changes nothing.
func TestCarryNeverLosesAnId(t *testing.T) {
	t.Parallel()
	line := rapid.Custom(func(t *rapid.T) string {
		words := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"we", "led", "it", "no", "é", "payout"}), 0, 6).Draw(t, "words"), " ")
		if rapid.Bool().Draw(t, "timed") {
			return fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "at")) + "|" + words
		}
		return words
	})
	rapid.Check(t, func(t *rapid.T) {
		old := version("o", rapid.SliceOfN(line, 0, 8).Draw(t, "old")...)
		next, report := transcript.Carry(old, version(rapid.SampledFrom([]string{"n", "o"}).Draw(t, "ids"), rapid.SliceOfN(line, 0, 8).Draw(t, "new")...))
		require.NoError(t, next.Validate())
		require.Equal(t, len(next.Segments), report.Same+report.Changed+report.New)
		again, second := transcript.Carry(next, next)
		require.Equal(t, next.Segments, again.Segments)
		require.Zero(t, second.Changed+second.New)
	})
}

func ExampleMergeTracks() {
	mic := version("mic", "1|So tell me about the outage in March.", "7|Right.")
	remote := version("remote", "3|I led it from the first minute.")
	mic.Segments[0].Track, mic.Segments[1].Track, remote.Segments[0].Track = "mic", "mic", "remote"
	t, report := transcript.MergeTracks(mic, remote)
	for _, s := range t.Segments {
		fmt.Println(s.Start, s.Track, s.Text)
	}
	fmt.Println(len(report.Echoes), "echoes")
	// Output:
	// 00:01 mic So tell me about the outage in March.
	// 00:03 remote I led it from the first minute.
	// 00:07 mic Right.
	// 0 echoes
}

func TestMergeTracks(t *testing.T) {
	t.Parallel()
	seg := func(id, track, speaker, text string, from, to int64) transcript.Segment {
		return transcript.Segment{ID: transcript.SegmentID(id), Track: transcript.TrackID(track), Speaker: transcript.SpeakerID(speaker), Text: text, Start: transcript.At(from), End: transcript.At(to)}
	}
	mic := transcript.Transcript{ID: "m", Speakers: []transcript.Speaker{{ID: "p", Label: "Priya"}, {ID: "d", Label: "Dana"}}, Segments: []transcript.Segment{
		seg("1", "mic", "d", "Tell me about the outage in March.", 0, 3000),
		seg("2", "mic", "p", "we never lost a payout", 3200, 6000), // the microphone hears the loudspeaker
		seg("5", "mic", "d", "Right.", 9000, 9400),
		{ID: "6", Track: "mic", Text: "no time"},
	}}
	remote := transcript.Transcript{ID: "r", Speakers: []transcript.Speaker{{ID: "p", Label: "Priya"}}, Segments: []transcript.Segment{
		seg("3", "remote", "p", "We never lost a payout.", 3000, 6000),
		seg("4", "remote", "p", "Right.", 9000, 9400),
	}}
	got, report := transcript.MergeTracks(mic, remote)
	require.NoError(t, got.Validate())
	var ids []string
	for _, s := range got.Segments {
		ids = append(ids, string(s.ID))
	}
	require.Equal(t, []string{"1", "3", "5", "4", "6"}, ids, "in the order of time; what one speaker said twice is there once")
	require.Equal(t, []transcript.SegmentID{"2"}, report.Duplicates)
	require.Empty(t, report.Echoes, "two people who say one word at once are no echo")
	require.Len(t, got.Speakers, 2)

	mic.Segments[1].Speaker = "d" // credited to the one whose microphone it was
	got, report = transcript.MergeTracks(mic, remote)
	require.NoError(t, got.Validate())
	require.Equal(t, []transcript.SegmentID{"2"}, report.Echoes)
	require.Empty(t, report.Duplicates, "nothing is left out across speakers")
	echo, ok := got.Segment("2")
	require.True(t, ok)
	require.Equal(t, transcript.SegmentID("3"), echo.EchoOf)

	interim := seg("7", "remote", "p", "We never", 3100, 5000)
	interim.State = transcript.Interim
	remote.Segments = append(remote.Segments, interim)
	_, report = transcript.MergeTracks(mic, remote)
	require.Equal(t, []transcript.SegmentID{"7"}, report.Duplicates, "a final result stands above an interim one")
}

func TestConfirmingNeedsAPerson(t *testing.T) {
	t.Parallel()
	_, err := sample().ConfirmRoles(actor.Human{}, time.Time{})
	require.ErrorIs(t, err, actor.ErrInvalid)
}

func TestEchoesOfWhatStays(t *testing.T) {
	t.Parallel()
	track := func(track transcript.TrackID, lines ...string) transcript.Transcript {
		tr := timed(lines...)
		for i := range tr.Segments {
			tr.Segments[i].ID, tr.Segments[i].Track = transcript.SegmentID(string(track)+string(tr.Segments[i].ID)), track
		}
		return tr
	}
	echoes := func(ts ...transcript.Transcript) map[transcript.SegmentID]transcript.SegmentID {
		out := map[transcript.SegmentID]transcript.SegmentID{}
		merged, _ := transcript.MergeTracks(ts...)
		for _, s := range merged.Segments {
			out[s.ID] = s.EchoOf
		}
		return out
	}
	// Two voices that an echo is like, and that are not like each other: the first has it.
	require.Equal(t, map[transcript.SegmentID]transcript.SegmentID{"x0": "", "y0": "", "z0": "x0"}, echoes(
		track("x", "a 0 5000 one two three four five six seven eight nine ten other"),
		track("y", "b 100 5000 another two three four five six seven eight nine ten eleven"),
		track("z", "? 200 5000 one two three four five six seven eight nine ten eleven"),
	))
	// What it is the echo of was left out, because the same speaker has more of it.
	require.Equal(t, map[transcript.SegmentID]transcript.SegmentID{"y0": "", "x1": ""}, echoes(
		track("x", "a 0 5000 one two three four", "a 200 6000 one two three four five six"),
		track("y", "b 100 5000 one two three four"),
	))
}

func TestCarryPairsWhatStartsAtTheSameTime(t *testing.T) {
	t.Parallel()
	old := timed("a 1000 2000 we chose the ledger")
	for _, c := range []struct {
		now  string
		want transcript.Carried
	}{
		{"a 1050 2000 we wrote it down", transcript.Carried{Changed: 1}}, // one word in four is shared
		{"a 1051 2000 we wrote it down", transcript.Carried{New: 1, Gone: []transcript.SegmentID{"0"}}},
	} {
		next := timed(c.now)
		next.Segments[0].ID = "n"
		_, got := transcript.Carry(old, next)
		require.Equal(t, c.want, got, c.now)
	}
}
