package live_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/live"
)

func Example() {
	s := live.New("tr-1", nil)
	say := func(key, text string, startMs int64, final bool) {
		if _, err := s.Apply(live.Update{Key: key, Text: text, Start: transcript.At(startMs), Speaker: "Priya", Final: final}); err != nil {
			fmt.Println(err)
		}
	}
	say("u1", "we never", 1000, false)
	view, shown := s.Snapshot()
	say("u1", "we never lost a pay out and", 1000, false)
	say("u1", "We never lost a payout.", 1000, true)
	say("u2", "And I told support", 4000, false)

	d := s.Since(shown)
	for _, c := range d.Changed {
		fmt.Println(c.Index, c.Segment.Start, c.Segment.State, c.Segment.Text)
	}
	view = d.Apply(view)
	fmt.Println(len(view.Segments), "segments")
	// Output:
	// 0 00:01  We never lost a payout.
	// 1 00:04 interim And I told support
	// 2 segments
}

func ExampleSession_Log() {
	s := live.New("tr-1", nil)
	for _, u := range []live.Update{
		{Key: "u1", Text: "hello", Speaker: "spk_0", Final: true},
		{Key: "u1", Text: "Hello.", Speaker: "spk_0", Final: true},
		{Kind: live.Rename, Speaker: "spk_0", Text: "Dana"},
		{Kind: live.End},
	} {
		if _, err := s.Apply(u); err != nil {
			fmt.Println(err)
		}
	}
	for _, e := range s.Log() {
		fmt.Println(e.By.ID, e.Act, e.Before != "")
	}
	fmt.Println(s.Transcript().Speakers[0].Name)
	// Output:
	// live settled false
	// live replaced true
	// live renamed false
	// live ended false
	// Dana
}

func at(ms int64) transcript.Offset { return transcript.At(ms) }

func texts(t transcript.Transcript) []string {
	var out []string
	for _, s := range t.Segments {
		out = append(out, string(s.State)+"|"+s.Text)
	}
	return out
}

func TestUpdates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		in   []live.Update
		last live.Outcome
		want []string
	}{
		{name: "an interim result shrinks", in: []live.Update{
			{Key: "a", Text: "one two three"}, {Key: "a", Text: "one"},
		}, last: live.Applied, want: []string{"interim|one"}},
		{name: "a late interim result is passed over", in: []live.Update{
			{Key: "a", Seq: 3, Text: "one.", Final: true}, {Key: "a", Seq: 4, Text: "one two"},
		}, last: live.Stale, want: []string{"|one."}},
		{name: "an older interim result is passed over", in: []live.Update{
			{Key: "a", Seq: 4, Text: "one two"}, {Key: "a", Seq: 3, Text: "one"},
		}, last: live.Stale, want: []string{"interim|one two"}},
		{name: "a formatted final result replaces the raw one", in: []live.Update{
			{Key: "a", Text: "one", Final: true}, {Key: "a", Text: "One.", Final: true},
		}, last: live.Applied, want: []string{"|One."}},
		{name: "the tail comes again in the next segment", in: []live.Update{
			{Key: "a", Text: "one two"}, {Key: "a", Text: "one", Final: true}, {Key: "b", Text: "two three"},
		}, last: live.Applied, want: []string{"|one", "interim|two three"}},
		{name: "twice is once", in: []live.Update{
			{Key: "a", Seq: 1, Text: "one"}, {Key: "a", Seq: 1, Text: "one"},
		}, last: live.Duplicate, want: []string{"interim|one"}},
		{name: "retracted stays away", in: []live.Update{
			{Key: "a", Seq: 1, Text: "one"}, {Kind: live.Retract, Key: "a", Seq: 2}, {Key: "a", Seq: 3, Text: "one"},
		}, last: live.Stale, want: nil},
		{name: "an empty final result takes the interim one away", in: []live.Update{
			{Key: "a", Text: "uh"}, {Key: "a", Final: true},
		}, last: live.Applied, want: nil},
		{name: "commit settles", in: []live.Update{
			{Key: "a", Text: "one"}, {Kind: live.Commit, Key: "a"},
		}, last: live.Applied, want: []string{"|one"}},
		{name: "final pieces without keys make one utterance", in: []live.Update{
			{Text: "one tw"}, {Text: "one", Final: true}, {Text: "two"}, {Text: "two", Final: true}, {Text: ".", Attach: true, Final: true}, {Kind: live.Commit}, {Text: "three"},
		}, last: live.Applied, want: []string{"|one two.", "interim|three"}},
		{name: "what is not settled at a commit goes on in the next", in: []live.Update{
			{Text: "one", Final: true}, {Text: "two"}, {Kind: live.Commit},
		}, last: live.Applied, want: []string{"|one", "interim|two"}},
		{name: "another speaker begins another utterance", in: []live.Update{
			{Text: "one", Speaker: "A", Final: true}, {Text: "two", Speaker: "B", Final: true}, {Kind: live.Commit},
		}, last: live.Applied, want: []string{"|one", "|two"}},
		{name: "an older number without a key is a duplicate", in: []live.Update{
			{Text: "one", Final: true, Seq: 7}, {Text: "one", Final: true, Seq: 7},
		}, last: live.Duplicate, want: []string{"interim|one"}},
		{name: "the end forces what is left", in: []live.Update{
			{Key: "a", Text: "one", Final: true}, {Key: "b", Text: "two"}, {Text: "three"}, {Kind: live.End},
		}, last: live.Applied, want: []string{"|one", "forced|two", "forced|three"}},
		{name: "a final result under another key hides the interim one", in: []live.Update{
			{Key: "p", Text: "and then", Start: at(1000), End: at(2000), Speaker: "A"},
			{Key: "c", Text: "And then.", Start: at(900), End: at(2000), Speaker: "A", Final: true},
		}, last: live.Applied, want: []string{"|And then."}},
		{name: "two speakers at once are two", in: []live.Update{
			{Key: "p", Text: "and then", Start: at(1000), End: at(2000), Speaker: "A"},
			{Key: "c", Text: "And then.", Start: at(1000), End: at(2000), Speaker: "B", Final: true},
		}, last: live.Applied, want: []string{"|And then.", "interim|and then"}},
		{name: "tracks interleave by start", in: []live.Update{
			{Track: "b", Key: "1", Text: "second", Start: at(2000), Final: true},
			{Track: "a", Key: "1", Text: "third", Start: at(3000), Final: true},
			{Track: "a", Key: "0", Text: "first", Start: at(1000), Final: true},
		}, last: live.Applied, want: []string{"|first", "|second", "|third"}},
		{name: "a reconnect has a clock of its own", in: []live.Update{
			{Key: "0", Text: "first", Start: at(60_000), Final: true},
			{Epoch: 1, Key: "0", Text: "second", Start: at(0), Final: true},
			{Kind: live.Clock, Epoch: 1, ClockMs: 90_000},
		}, last: live.Applied, want: []string{"|first", "|second"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := live.New("tr", nil)
			w := watch(t, s)
			for i, u := range c.in {
				if i == len(c.in)-1 {
					out, err := s.Apply(u)
					require.NoError(t, err)
					require.Equal(t, c.last, out)
					break
				}
				w.apply(u)
			}
			require.Equal(t, c.want, texts(s.Transcript()))
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	s := live.New("tr", nil)
	_, err := s.Apply(live.Update{Kind: "dance"})
	require.ErrorIs(t, err, live.ErrInvalid)
	_, err = s.Apply(live.Update{Kind: live.Rename, Speaker: "x"})
	require.ErrorIs(t, err, live.ErrInvalid)
	_, err = s.Apply(live.Update{Kind: live.End})
	require.NoError(t, err)
	_, err = s.Apply(live.Update{Key: "a", Text: "x"})
	require.ErrorIs(t, err, live.ErrEnded)
	out, err := s.Apply(live.Update{Kind: live.End})
	require.NoError(t, err)
	require.Equal(t, live.Duplicate, out)
}

func TestAPersonsWordStands(t *testing.T) {
	t.Parallel()
	ana, err := actor.NewHuman("u-1", "Ana", actor.Recruiter)
	require.NoError(t, err)
	s := live.New("tr", nil)
	_, err = s.Apply(live.Update{Key: "a", Text: "we use cooper netties", Start: at(0), Final: true})
	require.NoError(t, err)
	id := s.Transcript().Segments[0].ID
	when := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	require.NoError(t, s.Correct(ana, id, "we use Kubernetes", "misheard", when))
	out, err := s.Apply(live.Update{Key: "a", Text: "We use cooper netties.", Start: at(0), Final: true})
	require.NoError(t, err)
	require.Equal(t, live.Stale, out)
	seg := s.Transcript().Segments[0]
	require.Equal(t, "we use Kubernetes", seg.Text)
	require.Equal(t, id, seg.ID)
	require.Equal(t, 1, seg.Rev)
	e := s.Log()[1]
	require.Equal(t, live.Corrected, e.Act)
	require.Equal(t, ana.Ref(), e.By)
	require.Equal(t, "misheard", e.Why)
	require.Equal(t, when, e.At)
	require.NotEmpty(t, e.Before)
	require.ErrorIs(t, s.Correct(ana, "s_none", "x", "", when), live.ErrUnknownSegment)
	require.ErrorIs(t, s.Correct(ana, id, " ", "", when), live.ErrInvalid)
	require.ErrorIs(t, s.Correct(actor.Human{}, id, "x", "", when), actor.ErrInvalid)
}

func TestFinalOnlyShowsNoInterimResults(t *testing.T) {
	t.Parallel()
	s := live.New("tr", &live.Options{FinalOnly: true, Language: "en"})
	_, err := s.Apply(live.Update{Key: "a", Text: "my number is 555"})
	require.NoError(t, err)
	require.Empty(t, s.Transcript().Segments)
	require.Empty(t, s.Since(0).Changed)
	_, err = s.Apply(live.Update{Key: "a", Text: "my number is ####", Final: true})
	require.NoError(t, err)
	require.Equal(t, []string{"|my number is ####"}, texts(s.Transcript()))
	require.Equal(t, "en", s.Transcript().Language)
}

func TestFinalOnlyNeverForcesWhatNoFinalResultHas(t *testing.T) {
	t.Parallel()
	s := live.New("tr", &live.Options{FinalOnly: true})
	for _, u := range []live.Update{
		{Key: "a", Text: "my number is 555"},
		{Kind: live.Commit, Key: "a"},
		{Text: "my street is"},
		{Kind: live.Commit},
		{Text: "I led it", Final: true},
		{Text: "and my mother"},
		{Key: "b", Text: "we were five"},
		{Kind: live.End},
	} {
		_, err := s.Apply(u)
		require.NoError(t, err)
	}
	require.Equal(t, []string{"|I led it"}, texts(s.Transcript()))
	settled := 0
	for _, e := range s.Log() {
		if e.Act == live.Settled {
			settled++
		}
	}
	require.Equal(t, 1, settled)

	// A final result that comes after the commit is read.
	s = live.New("tr", &live.Options{FinalOnly: true})
	for _, u := range []live.Update{{Key: "a", Text: "my number is 555", Seq: 1}, {Kind: live.Commit, Key: "a", Seq: 2}, {Key: "a", Text: "my number is ####", Final: true, Seq: 3}} {
		_, err := s.Apply(u)
		require.NoError(t, err)
	}
	require.Equal(t, []string{"|my number is ####"}, texts(s.Transcript()))
}

func TestASpeakerWhoIsNamedLateIsAChange(t *testing.T) {
	t.Parallel()
	s := live.New("tr", nil)
	_, err := s.Apply(live.Update{Key: "a", Seq: 2, Text: "I led it", Final: true})
	require.NoError(t, err)
	_, before := s.Snapshot()
	out, err := s.Apply(live.Update{Key: "a", Seq: 2, Text: "I led it", Final: true, Speaker: "Priya"})
	require.NoError(t, err)
	require.Equal(t, live.Applied, out)
	require.Equal(t, "Priya", s.Since(before).Speakers[0].Label)
	out, err = s.Apply(live.Update{Key: "a", Seq: 2, Text: "I led it", Final: true, Speaker: "Priya"})
	require.NoError(t, err)
	require.Equal(t, live.Duplicate, out)
}

func TestKeysThatLookLikeOursAreOthers(t *testing.T) {
	t.Parallel()
	s := live.New("tr", nil)
	for _, u := range []live.Update{
		{Text: "one", Final: true},
		{Key: "#1", Text: "two", Final: true},
		{Key: "1/a", Text: "three", Final: true},
		{Epoch: 1, Key: "a", Text: "four", Final: true},
		{Kind: live.Commit},
		{Text: "five", Final: true},
	} {
		_, err := s.Apply(u)
		require.NoError(t, err)
	}
	tr := s.Transcript()
	require.NoError(t, tr.Validate())
	require.Equal(t, []string{"|one", "|two", "|three", "|four", "interim|five"}, texts(tr))
	require.Equal(t, transcript.NewSegmentID("tr", "", "#1"), tr.Segments[0].ID)
	require.Equal(t, transcript.NewSegmentID("tr", "", "#2"), tr.Segments[4].ID)
}

func TestRetractingWhatHasNoKey(t *testing.T) {
	t.Parallel()
	s := live.New("tr", nil)
	for i, c := range []struct {
		in   live.Update
		want live.Outcome
	}{
		{live.Update{Kind: live.Retract}, live.Duplicate},
		{live.Update{Text: "one", Final: true, Seq: 5}, live.Applied},
		{live.Update{Kind: live.Retract, Seq: 5}, live.Duplicate},
		{live.Update{Kind: live.Retract, Seq: 6}, live.Applied},
		{live.Update{Kind: live.Retract, Seq: 7}, live.Duplicate},
		{live.Update{Kind: live.Retract, Key: "never"}, live.Applied},
		{live.Update{Kind: live.Retract, Key: "never"}, live.Duplicate},
		{live.Update{Text: "two", Final: true}, live.Applied},
		{live.Update{Kind: live.Retract}, live.Applied},
	} {
		out, err := s.Apply(c.in)
		require.NoError(t, err)
		require.Equal(t, c.want, out, i)
	}
	require.Empty(t, s.Transcript().Segments)
}

func TestWhatEachUpdateComesTo(t *testing.T) {
	t.Parallel()
	s := live.New("tr", nil)
	for i, c := range []struct {
		in   live.Update
		want live.Outcome
	}{
		{live.Update{Kind: live.Commit}, live.Duplicate},
		{live.Update{Kind: live.Clock}, live.Duplicate},
		{live.Update{Kind: live.Clock, ClockMs: 50}, live.Applied},
		{live.Update{Kind: live.Clock, ClockMs: 50}, live.Duplicate},
		{live.Update{Kind: live.Clock, ClockMs: 0}, live.Applied},
		{live.Update{Text: "open", Seq: 3}, live.Applied},
		{live.Update{Kind: live.Commit, Seq: 3}, live.Duplicate},
		{live.Update{Kind: live.Commit, Seq: 4}, live.Applied},
		{live.Update{Key: "a", Text: "one", Speaker: "A", Seq: 1}, live.Applied},
		{live.Update{Key: "a", Text: "one", Speaker: "B", Seq: 2}, live.Applied},
		{live.Update{Key: "a", Text: "One.", Seq: 3, Final: true}, live.Applied},
		{live.Update{Key: "a", Text: "One!", Seq: 4, Final: true}, live.Applied},
		{live.Update{Key: "a", Text: "One!", Seq: 5, Final: true, Speaker: "C"}, live.Applied},
	} {
		out, err := s.Apply(c.in)
		require.NoError(t, err)
		require.Equal(t, c.want, out, i)
	}
	tr := s.Transcript()
	require.Equal(t, []string{"|open", "|One!"}, texts(tr))
	require.Equal(t, 1, tr.Segments[1].Rev, "a final text that another took the place of")
	speaker, _ := tr.Speaker(tr.Segments[1].Speaker)
	require.Equal(t, "C", speaker.Label)
}

func TestADeltaHoldsWhatChangedAndNoMore(t *testing.T) {
	t.Parallel()
	s := live.New("tr", nil)
	for _, key := range []string{"a", "b"} {
		_, err := s.Apply(live.Update{Key: key, Text: key, Start: at(0)})
		require.NoError(t, err)
	}
	_, shown := s.Snapshot()
	require.True(t, s.Since(shown).IsZero())
	require.Equal(t, shown, s.Since(shown).Revision)
	_, err := s.Apply(live.Update{Key: "b", Text: "bb"})
	require.NoError(t, err)
	d := s.Since(shown)
	require.Len(t, d.Changed, 1)
	require.Equal(t, "bb", d.Changed[0].Segment.Text)
	require.Equal(t, 1, d.Changed[0].Index)
}

func TestPiecesKeepTheFirstStartAndTheLastEnd(t *testing.T) {
	t.Parallel()
	unknown := transcript.Offset{}
	for _, c := range []struct{ from, to, nextFrom, nextTo, start, end transcript.Offset }{
		{at(1), at(5), at(6), at(9), at(1), at(9)},
		{at(1), at(5), unknown, unknown, at(1), at(5)},
		{unknown, unknown, at(6), at(9), at(6), at(9)},
		{at(3), at(9), at(1), at(5), at(1), at(9)},
		{unknown, at(5), at(10), unknown, at(10), unknown},
	} {
		s := live.New("tr", nil)
		for _, u := range []live.Update{{Text: "one", Start: c.from, End: c.to, Final: true}, {Text: "two", Start: c.nextFrom, End: c.nextTo, Final: true}, {Kind: live.Commit}} {
			_, err := s.Apply(u)
			require.NoError(t, err)
		}
		seg := s.Transcript().Segments[0]
		require.Equal(t, "one two", seg.Text)
		require.Equal(t, []transcript.Offset{c.start, c.end}, []transcript.Offset{seg.Start, seg.End})
	}
}

func TestEveryTranscriptIsValid(t *testing.T) {
	t.Parallel()
	s := live.New("tr", nil)
	for _, u := range []live.Update{
		{Text: "one", End: at(5), Final: true},
		{Text: "two", Start: at(10), Final: true},
		{Track: "\xff", Key: "a", Text: "x\xff", SourceID: "\xff", Language: "\xff", Speaker: "\xff"},
		{Kind: live.Commit, Key: "never heard of"},
	} {
		_, err := s.Apply(u)
		require.NoError(t, err)
	}
	tr := s.Transcript()
	require.NoError(t, tr.Validate())
	raw, err := json.Marshal(tr)
	require.NoError(t, err)
	again, err := transcript.ParseJSON(raw)
	require.NoError(t, err)
	require.Equal(t, tr, again, "nothing is lost on the way through JSON")
}

// TestAnyOrderGivesTheSame holds the session to what it promises: whatever order
// the updates of keys come in, and however often, the ids are those of the keys, and
// the final text is the newest final result.
func TestAnyOrderGivesTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var (
			all  []live.Update
			want = map[transcript.SegmentID]string{}
		)
		for _, track := range []transcript.TrackID{"mic", "remote"} {
			for k := range rapid.IntRange(1, 4).Draw(t, "keys") {
				key := fmt.Sprint(k)
				epoch := k / 3
				start := int64(k) * 150
				n := rapid.IntRange(1, 5).Draw(t, "revisions")
				settled := rapid.Bool().Draw(t, "settled")
				for seq := range n {
					final := settled && seq >= n-1-rapid.IntRange(0, 1).Draw(t, "finals")
					all = append(all, live.Update{
						Track: track, Epoch: epoch, Key: key, Seq: int64(seq + 1), Final: final || settled && seq == n-1,
						Text: rapid.StringMatching(`[a-zé]{1,8}( [a-z]{1,6}){0,4}`).Draw(t, "text"), Start: at(start), End: at(start + int64(seq)*100),
						Speaker: string(track) + fmt.Sprint(rapid.IntRange(0, 1).Draw(t, "speaker")),
					})
				}
				if epoch > 0 {
					key = fmt.Sprint(epoch) + "/" + key
				}
				want[transcript.NewSegmentID("tr", track, key)] = all[len(all)-1].Text
			}
		}
		all = append(all, live.Update{Kind: live.Clock, Track: "mic", Epoch: 1, ClockMs: 10_000})
		run := func(updates []live.Update) transcript.Transcript {
			s := live.New("tr", nil)
			view, shown := s.Snapshot()
			for _, u := range updates {
				_, err := s.Apply(u)
				require.NoError(t, err)
				if rapid.Bool().Draw(t, "read") {
					d := s.Since(shown)
					view, shown = d.Apply(view), d.Revision
				}
			}
			_, err := s.Apply(live.Update{Kind: live.End})
			require.NoError(t, err)
			d := s.Since(shown)
			require.Equal(t, s.Transcript(), d.Apply(view))
			return s.Transcript()
		}
		inOrder := run(all)
		require.NoError(t, inOrder.Validate())
		shuffled := rapid.Permutation(append(slices.Clone(all), all[:len(all)/2]...)).Draw(t, "order")
		other := run(shuffled)
		for _, tr := range []*transcript.Transcript{&inOrder, &other} {
			for i := range tr.Segments {
				tr.Segments[i].Rev = 0 // counts what was seen on the way
				require.Equal(t, want[tr.Segments[i].ID], tr.Segments[i].Text)
			}
		}
		require.Equal(t, inOrder, other)
	})
}

func TestNothingPanicsOrLosesOrder(t *testing.T) {
	t.Parallel()
	kinds := []live.Kind{live.Upsert, live.Upsert, live.Upsert, live.Commit, live.Retract, live.Rename, live.Clock, live.End, "x"}
	rapid.Check(t, func(t *rapid.T) {
		s := live.New("tr", nil)
		view, shown := s.Snapshot()
		for range rapid.IntRange(0, 40).Draw(t, "updates") {
			u := live.Update{
				Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Track: transcript.TrackID(rapid.SampledFrom([]string{"", "b"}).Draw(t, "track")),
				Epoch: rapid.IntRange(0, 1).Draw(t, "epoch"), Key: rapid.SampledFrom([]string{"", "k", "l"}).Draw(t, "key"), Seq: rapid.Int64Range(-1, 4).Draw(t, "seq"),
				Text: rapid.String().Draw(t, "text"), Final: rapid.Bool().Draw(t, "final"), Speaker: rapid.SampledFrom([]string{"", "A", "\u0bcc", "\xff"}).Draw(t, "speaker"),
				ClockMs: rapid.Int64Range(-5, 5).Draw(t, "clock"),
			}
			if rapid.Bool().Draw(t, "timed") {
				u.Start, u.End = at(rapid.Int64Range(-5, 5).Draw(t, "start")), at(rapid.Int64Range(-5, 5).Draw(t, "end"))
			}
			if rapid.Bool().Draw(t, "words") {
				u.Words = []live.Word{{Text: rapid.String().Draw(t, "word"), Start: at(3), End: at(1)}, {Text: "b", Attach: true}}
			}
			if _, err := s.Apply(u); err != nil {
				continue
			}
			d := s.Since(shown)
			view, shown = d.Apply(view), d.Revision
			require.Equal(t, s.Transcript(), view)
			require.NoError(t, view.Validate())
		}
	})
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := live.New("tr", nil)
	var wg sync.WaitGroup
	for track := range 4 {
		wg.Go(func() {
			for i := range 50 {
				_, err := s.Apply(live.Update{Track: transcript.TrackID(fmt.Sprint(track)), Key: fmt.Sprint(i / 2), Text: "word", Start: at(int64(i) * 100), Final: i%2 == 1, Speaker: "A"})
				if err != nil {
					panic(err)
				}
			}
		})
		wg.Go(func() {
			view, shown := s.Snapshot()
			for range 50 {
				d := s.Since(shown)
				view, shown = d.Apply(view), d.Revision
				s.Log()
			}
		})
	}
	wg.Wait()
	require.Len(t, s.Transcript().Segments, 100)
}

func BenchmarkApply(b *testing.B) {
	for b.Loop() {
		s := live.New("tr", nil)
		for i := range 3000 { // three hours
			for seq := range 4 {
				_, _ = s.Apply(live.Update{Key: fmt.Sprint(i), Seq: int64(seq + 1), Text: "we never lost a payout in that quarter", Start: at(int64(i) * 3000), End: at(int64(i)*3000 + 2500), Speaker: "A", Final: seq == 3})
			}
		}
	}
}
