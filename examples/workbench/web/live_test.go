package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/examples/workbench/sample"
	"github.com/hirealign/hirealign/examples/workbench/web"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/transcript"
)

// talk is a conversation of short utterances, each by the next of the voices.
func talk(t testing.TB, lasts time.Duration, voices []string, said ...string) transcript.Transcript {
	t.Helper()
	tr := transcript.Transcript{SchemaVersion: transcript.SchemaVersion, ID: "tr-heard"}
	for i, v := range voices {
		tr.Speakers = append(tr.Speakers, transcript.NewSpeaker(transcript.SpeakerID("s"+strconv.Itoa(i)), v))
	}
	for i, text := range said {
		from := time.Duration(i) * lasts
		tr.Segments = append(tr.Segments, transcript.Segment{
			ID: transcript.SegmentID("seg-" + strconv.Itoa(i)), Speaker: tr.Speakers[i%len(voices)].ID, Text: text,
			Start: transcript.At(from.Milliseconds()), End: transcript.At((from + lasts).Milliseconds()),
		})
	}
	require.NoError(t, tr.Validate())
	tr, err := tr.AssignRole(voices[1], transcript.Candidate, transcript.Declared)
	require.NoError(t, err)
	tr, err = tr.AssignRole(voices[0], transcript.Interviewer, transcript.Declared)
	require.NoError(t, err)
	return tr
}

// hears makes the sample's interview that is going on hear a conversation.
func hears(tr transcript.Transcript) func(*web.Options) {
	return func(o *web.Options) {
		if o.Heard == nil {
			o.Heard = map[requisition.InterviewID]transcript.Transcript{}
		}
		o.Heard[going()] = tr
	}
}

// going is the id of the sample's interview that is going on, the same in every run.
var going = sync.OnceValue(func() requisition.InterviewID {
	clock := &sample.Clock{}
	svc, err := hirealign.New(memstore.New(), &hirealign.Options{Now: clock.Now, NewID: sample.NewID(false)})
	if err != nil {
		panic(err)
	}
	ids, err := sample.Play(context.Background(), svc, clock)
	if err != nil {
		panic(err)
	}
	return ids.Interviews["lucia/r-technical"]
})

func livePath(id requisition.InterviewID) string { return "/interviews/" + string(id) + "/live" }

// event is what a viewer received, and when.
type event struct {
	id   uint64
	name string
	data string
	at   time.Time
}

// listen follows a stream until stop says that an event was the last.
func (b *browser) listen(ctx context.Context, path string, stop func(event) bool) ([]event, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := b.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", res.StatusCode)
	}
	var out []event
	var e event
	for lines := bufio.NewReaderSize(res.Body, 4<<10); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return out, err
		}
		switch key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); key {
		case "id":
			if e.id, err = strconv.ParseUint(value, 10, 64); err != nil {
				return out, err
			}
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if e.name == "" {
				continue
			}
			e.at = time.Now()
			out = append(out, e)
			if stop(e) {
				return out, nil
			}
			e = event{id: e.id}
		}
	}
}

type heardData struct {
	Changed []struct {
		ID    string `json:"id"`
		Index int    `json:"index"`
		Final bool   `json:"final"`
		HTML  string `json:"html"`
	} `json:"changed"`
}

// settled are the ids of the segments that became final, in the order of arrival.
func settled(t testing.TB, events []event) []string {
	t.Helper()
	var out []string
	for _, e := range events {
		if e.name != "segments" {
			continue
		}
		var d heardData
		require.NoError(t, json.Unmarshal([]byte(e.data), &d))
		for _, c := range d.Changed {
			if c.Final && !slices.Contains(out, c.ID) {
				out = append(out, c.ID)
			}
		}
	}
	return out
}

func ended(e event) bool { return e.name == "state" && strings.Contains(e.data, `"ended":true`) }

// crowd has people watch one interview while it is spoken, and returns what each
// received.
func crowd(t testing.TB, b *bench, viewers int) [][]event {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: viewers}
	t.Cleanup(transport.CloseIdleConnections)
	var people []*browser
	for _, who := range []actor.Human{sample.Tessa, sample.Noor, sample.Sofia, sample.Ken, sample.Ines} {
		br := b.as(who)
		br.client.Transport = transport
		people = append(people, br)
	}
	got := make([][]event, viewers)
	errs := make([]error, viewers)
	var ready, all sync.WaitGroup
	conductor := people[0]
	conductor.get(livePath(going()))
	for i := range viewers {
		br := people[i%len(people)]
		ready.Add(1)
		all.Go(func() {
			first := true
			got[i], errs[i] = br.listen(t.Context(), livePath(going())+"/events?after=0", func(e event) bool {
				if first {
					first = false
					ready.Done()
				}
				return ended(e)
			})
			if first {
				ready.Done()
			}
		})
	}
	// Everybody has the first event, which sets the speed, before anything is said.
	conductor.post(livePath(going())+"/play", url.Values{"speed": {"16"}})
	ready.Wait()
	conductor.post(livePath(going())+"/play", url.Values{"do": {"play"}})
	all.Wait()
	for i, err := range errs {
		require.NoError(t, err, "viewer %d", i)
	}
	return got
}

// long is a conversation of many utterances that takes ten seconds at full speed.
func long(t testing.TB) transcript.Transcript {
	said := make([]string, 200)
	for i := range said {
		said[i] = fmt.Sprintf("Utterance %d of the interview, with some words in it so that it has the length of what people say.", i)
	}
	return talk(t, 800*time.Millisecond, []string{"Sofia Lindqvist", "Lucía Fernández"}, said...)
}

// TestEveryViewerHearsEverything has 200 people watch one interview: each gets every
// segment, in order, and no event is missing.
func TestEveryViewerHearsEverything(t *testing.T) {
	t.Parallel()
	const viewers = 200
	source := long(t)
	b := start(t, hears(source))
	got := crowd(t, b, viewers)
	want := settled(t, got[0])
	require.Len(t, want, len(source.Segments))
	for i, events := range got {
		require.Equal(t, want, settled(t, events), "viewer %d", i)
		for j, e := range events {
			require.Equal(t, uint64(j+1), e.id, "viewer %d misses an event", i)
		}
	}
}

// BenchmarkViewers reports how long an event takes to reach 200 viewers, from the
// first who has it to the last, and what the server and its viewers, who are in the
// same process, keep in memory.
func BenchmarkViewers(b *testing.B) {
	const viewers = 200
	for b.Loop() {
		s := start(b, hears(long(b)))
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		got := crowd(b, s, viewers)
		runtime.ReadMemStats(&after)
		var spread []time.Duration
		for j := range got[0] {
			first, last := got[0][j].at, got[0][j].at
			for _, events := range got {
				if at := events[j].at; at.Before(first) {
					first = at
				} else if at.After(last) {
					last = at
				}
			}
			spread = append(spread, last.Sub(first))
		}
		slices.Sort(spread)
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		b.ReportMetric(ms(spread[len(spread)/2]), "ms-median")
		b.ReportMetric(ms(spread[len(spread)*99/100]), "ms-p99")
		b.ReportMetric(ms(spread[len(spread)-1]), "ms-max")
		b.ReportMetric(float64(after.HeapInuse-min(before.HeapInuse, after.HeapInuse))/(1<<20), "MB-heap")
		b.ReportMetric(float64(len(got[0])), "events")
		b.ReportMetric(0, "ns/op")
	}
}

// hostile are texts of people who want more of a page than to be read.
var hostile = map[string]string{
	"script":    `</div></li><script>alert(1)</script><img src=x onerror=alert(1)>`,
	"attribute": `" autofocus onfocus="alert(1)`,
	"template":  `{{.}} {{template "main"}} ${x}`,
	"bidi":      "pay \u202eevil\u202c and \u2066isolate",
	"zero":      "zero\u200bwidth\ufeff and\u00adsoft \U000e0041tag",
	"nul":       "\x01\x1b[31mred",
	"long":      strings.Repeat("endless", 150_000), // 1 MB without a space
	"lines":     "line\u2028line\u2029line",
}

var unseenRunes = "\u202e\u202c\u2066\u200b\ufeff\u00ad\U000e0041\x01\x1b\u2028\u2029"

// inert checks a page on which hostile text stands.
func inert(t *testing.T, body, where string) {
	t.Helper()
	require.NotContains(t, body, "<script>alert", where)
	require.NotContains(t, body, "<img src=x", where)
	require.NotRegexp(t, `<[^>]*\sonfocus=`, body, where)
	require.False(t, strings.ContainsAny(body, unseenRunes), "%s: a character that is not seen is passed on", where)
}

func TestHostileTalkIsInert(t *testing.T) {
	t.Parallel()
	var said []string
	for _, text := range hostile {
		said = append(said, text, text)
	}
	slices.Sort(said)
	tr := talk(t, time.Second, []string{"Eve \u202e<script>alert(2)</script>", `Lucía "Fernández' <b>`}, said...)
	b := start(t, hears(tr))
	br := b.as(sample.Sofia)
	require.Equal(t, http.StatusOK, br.get(livePath(going())).status)
	br.post(livePath(going())+"/play", url.Values{"speed": {"16"}, "do": {"play"}})
	events, err := br.listen(t.Context(), livePath(going())+"/events?after=0", ended)
	require.NoError(t, err)
	n := 0
	for _, e := range events {
		if e.name != "segments" {
			continue
		}
		var d heardData
		require.NoError(t, json.Unmarshal([]byte(e.data), &d))
		for _, c := range d.Changed {
			n++
			inert(t, c.HTML, "stream")
			require.Equal(t, 1, strings.Count(c.HTML, "<li"), "a segment stays one element")
		}
	}
	require.GreaterOrEqual(t, n, len(said))
	a := br.get(livePath(going()))
	require.Equal(t, 1, strings.Count(a.body, "<main"))
	inert(t, a.body, "page")
	require.Contains(t, a.body, "U+202E", "what moves text is named")
	require.Contains(t, a.body, "characters more", "a long line is folded")
	inert(t, br.get(livePath(going())+"/notes").body, "notes")
}

// TestNotesFillIn plays the sample's interview and looks at what each sees of it.
func TestNotesFillIn(t *testing.T) {
	t.Parallel()
	b := start(t, func(o *web.Options) {
		clock := &sample.Clock{}
		svc, err := hirealign.New(memstore.New(), &hirealign.Options{Now: clock.Now, NewID: sample.NewID(false)})
		require.NoError(t, err)
		_, err = sample.Play(t.Context(), svc, clock)
		require.NoError(t, err)
		heard, err := sample.Hear(t.Context(), svc)
		require.NoError(t, err)
		require.Contains(t, heard, going())
		tr := heard[going()]
		for i := range tr.Segments { // spoken fast
			tr.Segments[i].Start, tr.Segments[i].End = transcript.At(int64(i)*400), transcript.At(int64(i+1)*400)
		}
		hears(tr)(o)
	})
	sofia, ken, tessa := b.as(sample.Sofia), b.as(sample.Ken), b.as(sample.Tessa)
	before := sofia.get(livePath(going()))
	strict(t, before)
	require.Contains(t, before.body, "Too little has been heard yet")
	require.Equal(t, 2, strings.Count(before.body, "Not asked yet"))

	sofia.post(livePath(going())+"/play", url.Values{"speed": {"16"}, "do": {"play"}})
	_, err := sofia.listen(t.Context(), livePath(going())+"/events?after=0", ended)
	require.NoError(t, err)
	notes := sofia.get(livePath(going()) + "/notes").body
	require.Contains(t, notes, "Drafted by software")
	require.Contains(t, notes, "Asked and answered")
	require.Equal(t, 1, strings.Count(notes, "Not asked yet"), "what was not asked stays to be seen")
	require.Contains(t, notes, "I gave every invoice line a key")
	require.Contains(t, notes, `data-jump="`)
	require.NotContains(t, ken.get(livePath(going())+"/notes").body, "Working with analysts", "another panelist's competency")
	require.NotContains(t, tessa.get(livePath(going())+"/notes").body, "Places to look", "who has no seat takes no notes")

	// Typed notes are their author's alone, and nothing of them is lost between windows.
	pad := func(br *browser, version int, text string) (int, map[string]any) {
		a := br.postJSON(livePath(going())+"/pad", map[string]any{"version": version, "notes": map[string]string{"other": text}})
		var out map[string]any
		require.NoError(t, json.Unmarshal([]byte(a.body), &out))
		return a.status, out
	}
	status, saved := pad(sofia, 0, "Brave about the bonus")
	require.Equal(t, http.StatusOK, status)
	status, theirs := pad(sofia, 0, "From the other window")
	require.Equal(t, http.StatusConflict, status)
	require.Equal(t, saved["version"], theirs["version"])
	require.Equal(t, map[string]any{"other": "Brave about the bonus"}, theirs["notes"])
	require.Contains(t, sofia.get(livePath(going())).body, "Brave about the bonus")
	for _, br := range []*browser{ken, tessa, b.as(sample.Noor), b.as(sample.Ines)} {
		require.NotContains(t, br.get(livePath(going())).body, "Brave")
	}
	status, _ = pad(tessa, 0, "no seat")
	require.Equal(t, http.StatusForbidden, status)

	// It becomes the record, and the notes go onto the card.
	require.Equal(t, http.StatusForbidden, ken.post(livePath(going())+"/record", nil).status, "the panel does not run interviews")
	a := tessa.post(livePath(going())+"/record", nil)
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "Replay of the recording")
	a = sofia.post(livePath(going())+"/hand-in", nil)
	require.Contains(t, a.path, "/cards/")
	require.Contains(t, a.body, "Brave about the bonus")
	require.NotContains(t, ken.get("/interviews/"+string(going())+"/card").body, "Brave")
	again := sofia.post(livePath(going())+"/hand-in", nil)
	require.Contains(t, again.body, "There are no notes yet.")
}

// TestBringATranscript opens an interview of which nothing is heard over a file.
func TestBringATranscript(t *testing.T) {
	t.Parallel()
	b := start(t)
	tessa := b.as(sample.Tessa)
	require.Contains(t, tessa.get(livePath(going())).body, "Bring the transcript")
	require.NotContains(t, b.as(sample.Ken).get(livePath(going())).body, "Bring the transcript")
	a := tessa.upload(livePath(going())+"/open", "WEBVTT\n\n00:00.000 --> 00:00.400\n<v A>Tell me about a load that failed halfway.\n\n00:00.400 --> 00:00.900\n<v B>The import of our invoices was cut off.\n")
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "Who is who?", "the names tell nobody")
	strict(t, a)
	id := func(name string) string {
		_, rest, ok := strings.Cut(a.body, `<label for="`)
		for ok {
			of, tail, _ := strings.Cut(rest, `"`)
			if strings.HasPrefix(tail, "><bdi>"+name) {
				return of
			}
			_, rest, ok = strings.Cut(rest, `<label for="`)
		}
		return ""
	}
	require.Equal(t, http.StatusForbidden, b.as(sample.Ken).post(livePath(going())+"/roles", nil).status)
	a = tessa.post(livePath(going())+"/roles", url.Values{id("A"): {"interviewer"}, id("B"): {"candidate"}})
	require.NotContains(t, a.body, "Who is who?")
	tessa.post(livePath(going())+"/play", url.Values{"do": {"play"}})
	_, err := tessa.listen(t.Context(), livePath(going())+"/events?after=0", ended)
	require.NoError(t, err)
	require.Contains(t, tessa.get(livePath(going())).body, "seg-candidate")

	for _, nonsense := range []string{"", "\x00\x01\x02", strings.Repeat("x", 5<<20)} {
		a = tessa.upload(livePath(going())+"/open", nonsense)
		require.NotEqual(t, http.StatusInternalServerError, a.status)
	}
}

func (b *browser) upload(path, content string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", "call.vtt")
	require.NoError(b.t, err)
	_, err = file.Write([]byte(content))
	require.NoError(b.t, err)
	require.NoError(b.t, form.Close())
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+path, &body)
	require.NoError(b.t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

func (b *browser) postJSON(path string, v any) answer {
	b.t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(b.t, err)
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+path, bytes.NewReader(raw))
	require.NoError(b.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

// Whoever may not listen any more hears nothing from the next act on, and is sent to
// load the page again, which says so. The others hear on.
func TestStreamsEndWithTheRight(t *testing.T) {
	t.Parallel()
	var gone atomic.Bool
	b := startOver(t, hirealign.Options{Authorize: func(_ context.Context, r access.Request) error {
		if gone.Load() && r.Who.ID() == sample.Tessa.ID() {
			return hirealign.ErrNotAllowed
		}
		return nil
	}}, hears(long(t)))
	tessa, sofia := b.as(sample.Tessa), b.as(sample.Sofia)
	page := livePath(going())
	require.Contains(t, tessa.get(page).body, "data-player")
	reset := func(e event) bool { return e.name == "reset" }
	sent, others := make(chan []event, 1), make(chan []event, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	go func() { heard, _ := tessa.listen(ctx, page+"/events?after=0", reset); sent <- heard }()
	go func() { heard, _ := sofia.listen(ctx, page+"/events?after=0", reset); others <- heard }()
	tell := func() { sofia.post(page+"/play", url.Values{"do": {"over"}}) }
	tell()

	gone.Store(true)
	_, err := b.tenant().Requisitions().PutOnHold(t.Context(), sample.Marcus, b.ids.Design, "waiting for the budget")
	require.NoError(t, err)
	var heard []event
	require.Eventually(t, func() bool {
		tell()
		select {
		case heard = <-sent:
			return true
		default:
			return false
		}
	}, 10*time.Second, 50*time.Millisecond)
	require.NotEmpty(t, heard)
	require.True(t, reset(heard[len(heard)-1]), "the last that she is told")
	require.Equal(t, http.StatusForbidden, tessa.get(page).status)
	select {
	case <-others:
		t.Fatal("another's stream ended too")
	default:
	}
}

// TestStreamsEndWithTheSession signs somebody out, and in as another, in a second window:
// streams of the first session end, and no others.
func TestStreamsEndWithTheSession(t *testing.T) {
	t.Parallel()
	b := start(t, hears(long(t)))
	page := livePath(going())
	reset := func(e event) bool { return e.name == "reset" }
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, leave := range []struct {
		path string
		form url.Values
	}{{"/signout", nil}, {"/signin", url.Values{"person": {sample.Noor.ID()}}}} {
		for _, stream := range []string{"/events", page + "/events?after=0"} {
			tessa, sofia := b.as(sample.Tessa), b.as(sample.Sofia)
			sofia.get(page)
			ended, others := make(chan []event, 1), make(chan []event, 1)
			apart, stop := context.WithCancel(ctx)
			go func() { heard, _ := tessa.listen(ctx, stream, reset); ended <- heard }()
			go func() { heard, _ := sofia.listen(apart, stream, reset); others <- heard }()
			sofia.post(page+"/play", url.Values{"do": {"over"}})
			time.Sleep(100 * time.Millisecond) // both listen by now, or are told at once
			tessa.post(leave.path, leave.form)
			select {
			case heard := <-ended:
				require.True(t, len(heard) == 0 || reset(heard[len(heard)-1]), "the last that she is told")
			case <-ctx.Done():
				t.Fatal("the stream goes on after " + leave.path)
			}
			select {
			case <-others:
				t.Fatal("another's stream ended too")
			default:
			}
			stop()
			<-others
		}
	}
}

// TestWhoLosesTheirPartIsTold hands a search over while somebody has it open: their page
// is told of that act, so that it lets go, and of none after it.
func TestWhoLosesTheirPartIsTold(t *testing.T) {
	t.Parallel()
	b := start(t)
	marcus := b.as(sample.Marcus)
	search := `"requisition":"` + string(b.ids.Design) + `"`
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	told := make(chan int, 1)
	go func() {
		n := 0
		_, _ = marcus.listen(ctx, "/events", func(e event) bool {
			if strings.Contains(e.data, search) {
				n++
			}
			return strings.Contains(e.data, string(b.ids.Payments)) // the last act below
		})
		told <- n
	}()
	time.Sleep(500 * time.Millisecond) // the stream is open
	_, err := b.tenant().Requisitions().HandOver(ctx, sample.Dana, b.ids.Design, actor.Recruiter, requisition.PersonOf(sample.Tessa), "Marcus takes over Payments.")
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, marcus.get("/requisitions/"+string(b.ids.Design)).status)
	rec, err := b.tenant().Rubrics().OfRequisition(ctx, sample.Dana, b.ids.Design)
	require.NoError(t, err)
	rec[0].Rubric.MeetsLevel = 2
	_, err = b.tenant().Rubrics().Save(ctx, sample.Dana, b.ids.Design, rec[0].Rubric)
	require.NoError(t, err)
	_, err = b.tenant().Requisitions().PutOnHold(ctx, sample.Marcus, b.ids.Payments, "waiting for the budget")
	require.NoError(t, err)
	require.Equal(t, 1, <-told)
}
