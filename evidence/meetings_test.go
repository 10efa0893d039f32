package evidence_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
)

// meeting is a record of QMSum: turns, and questions with the turns that people
// marked as their answers.
type meeting struct {
	ID    string `json:"id"`
	Turns []struct {
		Speaker string `json:"speaker"`
		Content string `json:"content"`
	} `json:"meeting_transcripts"`
	Queries []struct {
		Query string      `json:"query"`
		Spans [][2]string `json:"relevant_text_span"`
	} `json:"specific_query_list"`
	index *evidence.Index
}

func readMeetings(t testing.TB) []*meeting {
	t.Helper()
	f, err := os.Open(filepath.Join(corpus.Dir(t), "corpus", "qmsum", "val.jsonl.gz"))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	var out []*meeting
	for dec := json.NewDecoder(z); dec.More(); {
		m := &meeting{}
		require.NoError(t, dec.Decode(m))
		src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: m.ID}, Language: "en"}
		for i, turn := range m.Turns {
			src.Passages = append(src.Passages, evidence.Passage{
				ID: strconv.Itoa(i), Text: turn.Content,
				Speaker: evidence.Speaker{ID: turn.Speaker, Name: turn.Speaker, Role: transcript.Observer},
			})
		}
		m.index = evidence.NewIndex(src)
		out = append(out, m)
	}
	return out
}

// found is what the first places of all queries are worth.
type found struct{ precision5, hit1, hit5, hit10, mrr, queries float64 }

func (f found) String() string {
	return fmt.Sprintf("P@5 %.3f  hit@1 %.3f  hit@5 %.3f  hit@10 %.3f  MRR %.3f", f.precision5/f.queries, f.hit1/f.queries, f.hit5/f.queries, f.hit10/f.queries, f.mrr/f.queries)
}

func judge(t testing.TB, meetings []*meeting, rank func(ix *evidence.Index, q evidence.Query) []string) found {
	t.Helper()
	var f found
	for _, m := range meetings {
		for _, q := range m.Queries {
			relevant := map[string]bool{}
			for _, s := range q.Spans {
				from, err := strconv.Atoi(s[0])
				require.NoError(t, err)
				to, err := strconv.Atoi(s[1])
				require.NoError(t, err)
				for i := from; i <= to; i++ {
					relevant[strconv.Itoa(i)] = true
				}
			}
			f.queries++
			first := -1
			for i, s := range rank(m.index, evidence.Query{Text: q.Query, Speakers: []transcript.Role{transcript.Observer}}) {
				if !relevant[s] {
					continue
				}
				if first < 0 {
					first = i
				}
				if i < 5 {
					f.precision5 += 0.2
				}
			}
			if first >= 0 {
				f.hit10++
				f.mrr += 1 / float64(first+1)
				if first < 5 {
					f.hit5++
				}
				if first < 1 {
					f.hit1++
				}
			}
		}
	}
	return f
}

func segments(found []evidence.Ranked) []string {
	out := make([]string, len(found))
	for i, r := range found {
		out[i] = r.Segment
	}
	return out
}

// TestRankOnMeetings measures Rank, and what each of its parts adds, on meetings
// with marked answers.
func TestRankOnMeetings(t *testing.T) {
	t.Parallel()
	meetings := readMeetings(t)
	got := judge(t, meetings, func(ix *evidence.Index, q evidence.Query) []string { return segments(ix.Rank(q, 10)) })
	t.Log("Rank: ", got)
	for half := range 2 {
		var some []*meeting
		for i := half; i < len(meetings); i += 2 {
			some = append(some, meetings[i])
		}
		t.Log("of half the meetings: ", judge(t, some, func(ix *evidence.Index, q evidence.Query) []string { return segments(ix.Rank(q, 10)) }))
	}
	full := evidence.Ranking{Turn: 1.5, Near: 2, NearReach: 6, Far: 2, FarReach: 10, Shortest: 6, Named: 2, Apart: 0.25, ApartBy: 8, Spread: 4, Own: 2, Edge: 0.05, Kin: 0.4, Requests: true, Pairs: 1, PairReach: 6, Within: 5}
	change := func(c func(r *evidence.Ranking)) evidence.Ranking {
		r := full
		c(&r)
		return r
	}
	for _, v := range []struct {
		name    string
		ranking evidence.Ranking
	}{
		{"BM25 over turns", evidence.Ranking{Turn: 1.5, Shortest: 6}},
		{"+ words of request", evidence.Ranking{Turn: 1.5, Shortest: 6, Requests: true}},
		{"+ named speakers", evidence.Ranking{Turn: 1.5, Shortest: 6, Requests: true, Named: 2}},
		{"+ near turns", evidence.Ranking{Turn: 1.5, Near: 2, NearReach: 6, Shortest: 6, Requests: true, Named: 2}},
		{"+ far turns", evidence.Ranking{Turn: 1.5, Near: 2, NearReach: 6, Far: 2, FarReach: 10, Shortest: 6, Requests: true, Named: 2}},
		{"+ first places apart", change(func(r *evidence.Ranking) { r.Pairs, r.Own, r.Edge, r.Kin = 0, 0, 0, 0 })},
		{"+ pairs of words", change(func(r *evidence.Ranking) { r.Own, r.Edge, r.Kin = 0, 0, 0 })},
		{"+ one place by its own words", change(func(r *evidence.Ranking) { r.Edge, r.Kin = 0, 0 })},
		{"+ opening and end trusted less", change(func(r *evidence.Ranking) { r.Kin = 0 })},
		{"+ words of one family (Rank)", full},
		{"pairs of half the weight", change(func(r *evidence.Ranking) { r.Pairs = 0.5 })},
		{"pairs within 3", change(func(r *evidence.Ranking) { r.Within = 3 })},
		{"pairs in the turn alone", change(func(r *evidence.Ranking) { r.PairReach = 0 })},
		{"without turns alone", change(func(r *evidence.Ranking) { r.Turn = 0 })},
		{"without near turns", change(func(r *evidence.Ranking) { r.Near = 0 })},
		{"without far turns", change(func(r *evidence.Ranking) { r.Far = 0 })},
		{"without named speakers", change(func(r *evidence.Ranking) { r.Named = 0 })},
		{"without words of request", change(func(r *evidence.Ranking) { r.Requests = false })},
		{"all places apart", change(func(r *evidence.Ranking) { r.Spread = 10 })},
		{"apart 0.4", change(func(r *evidence.Ranking) { r.Apart = 0.4 })},
	} {
		t.Logf("%-30s %s", v.name, judge(t, meetings, func(ix *evidence.Index, q evidence.Query) []string { return segments(v.ranking.Rank(ix, q, 10)) }))
	}
	require.GreaterOrEqual(t, got.hit5/got.queries, 0.77)
	require.GreaterOrEqual(t, got.precision5/got.queries, 0.375)
	require.GreaterOrEqual(t, got.hit10/got.queries, 0.84, "places after the first are apart, too")
	require.True(t, slices.IsSorted([]float64{got.hit1, got.hit5, got.hit10}))
}
