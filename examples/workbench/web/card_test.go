package web_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/engine/extractive"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/examples/workbench/sample"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// cardForm is what the script of a card gets.
type cardForm struct {
	ID       string                     `json:"id"`
	Schema   json.RawMessage            `json:"schema"`
	UI       json.RawMessage            `json:"ui"`
	Answers  json.RawMessage            `json:"answers"`
	Version  uint64                     `json:"version"`
	Evidence map[string][]foundQuote    `json:"evidence"`
	Software map[string]string          `json:"software"`
	URLs     map[string]string          `json:"urls"`
	Closed   map[string]json.RawMessage `json:"submitted"`
}

type foundQuote struct {
	Quote    string `json:"quote"`
	Segment  string `json:"segment"`
	Time     string `json:"time"`
	Software bool   `json:"software"`
	Note     bool   `json:"note"`
}

// reply is what the addresses of the form answer.
type reply struct {
	status   int
	Code     string          `json:"code"`
	Version  uint64          `json:"version"`
	Answers  json.RawMessage `json:"answers"`
	Location string          `json:"location"`
	Refused  string          `json:"refused"`
	Item     *foundQuote     `json:"item"`
	Faults   []struct {
		Code string `json:"code"`
		Path string `json:"path"`
	} `json:"faults"`
}

func (b *browser) form(card string) cardForm {
	b.t.Helper()
	a := b.get(card + "/form")
	require.Equal(b.t, http.StatusOK, a.status, a.body)
	var f cardForm
	require.NoError(b.t, json.Unmarshal([]byte(a.body), &f))
	return f
}

func (b *browser) send(path string, v any) reply {
	b.t.Helper()
	a := b.postJSON(path, v)
	r := reply{status: a.status}
	require.NoError(b.t, json.Unmarshal([]byte(a.body), &r), a.body)
	return r
}

func (r reply) at() []string {
	var out []string
	for _, f := range r.Faults {
		out = append(out, f.Path)
	}
	return out
}

func cardOf(br *browser, iv requisition.InterviewID) string {
	br.t.Helper()
	a := br.get("/interviews/" + string(iv) + "/card")
	require.Contains(br.t, a.path, "/cards/")
	return a.path
}

// Ken owes a card on Amara; Sofia's is in.
func TestACardIsFilledInAndHandedIn(t *testing.T) {
	t.Parallel()
	b := start(t)
	ken, sofia := b.as(sample.Ken), b.as(sample.Sofia)
	iv := b.ids.Interviews["amara/r-technical"]
	card := cardOf(ken, iv)
	page := ken.get(card)
	strict(t, page)
	require.Contains(t, page.body, "Overdue since")
	f := ken.form(card)
	require.Equal(t, "{}", string(f.Answers), "nothing is filled in that a person did not choose")
	require.Contains(t, string(f.Schema), `"Not enough signal"`)
	keys := slices.Sorted(maps.Keys(f.Evidence))
	require.NotEmpty(t, keys)
	first := keys[0]
	require.NotEmpty(t, f.Evidence[first])
	require.True(t, f.Evidence[first][0].Software)
	require.NotEmpty(t, f.Evidence[first][0].Time)
	require.Contains(t, page.body, `id="seg-`+f.Evidence[first][0].Segment+`"`, "a quote plays its place on the same page")

	// Saved half done, and over what another window has saved.
	half := map[string]any{"ratings": map[string]any{first: map[string]any{"reason": "In writing."}}}
	r := ken.send(f.URLs["save"], map[string]any{"version": 0, "answers": half})
	require.Equal(t, http.StatusOK, r.status)
	stale := ken.send(f.URLs["save"], map[string]any{"version": 0, "answers": map[string]any{}})
	require.Equal(t, http.StatusConflict, stale.status)
	require.Equal(t, "conflict", stale.Code)
	require.Equal(t, r.Version, stale.Version)
	require.JSONEq(t, `{"ratings":{"`+first+`":{"reason":"In writing."}}}`, string(stale.Answers))
	require.JSONEq(t, string(stale.Answers), string(ken.form(card).Answers))
	require.Equal(t, http.StatusUnprocessableEntity, ken.send(f.URLs["save"], map[string]any{"version": r.Version, "answers": []int{1}}).status)

	// A quote has to be the candidate's.
	quote := func(words string) reply {
		return ken.send(f.URLs["quote"], map[string]string{"competency": first, "quote": words})
	}
	require.Contains(t, quote("we never lost a row").Refused, "no evidence")
	require.Contains(t, quote("How would you notice a wrong number?").Refused, "wrong speaker")
	found := quote("I found it before anybody wrote to us")
	require.NotNil(t, found.Item, found.Refused)
	require.False(t, found.Item.Software)
	require.Equal(t, http.StatusBadRequest, ken.postJSON(f.URLs["quote"], map[string]string{"competency": "no-such", "quote": "x"}).status)

	// Handing in asks for everything, at its field.
	submit := func(version uint64, answers any) reply {
		return ken.send(f.URLs["submit"], map[string]any{"version": version, "answers": answers, "dwell_ms": 90_000})
	}
	bad := submit(r.Version, map[string]any{"ratings": map[string]any{first: map[string]any{"level": 9, "quotes": []string{"made up"}}}})
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Contains(t, bad.at(), "/ratings/"+first+"/level")
	require.Contains(t, bad.at(), "/ratings/"+first+"/quotes")
	require.Contains(t, bad.at(), "/ratings/"+keys[1]+"/reason", "why it was not assessed")
	require.Contains(t, bad.at(), "/overall")
	require.JSONEq(t, string(stale.Answers), string(ken.form(card).Answers), "what was typed is kept")

	ratings := map[string]any{}
	for _, k := range keys {
		ratings[k] = map[string]any{"level": 3, "reason": "Said it."}
	}
	ratings[first] = map[string]any{"level": 4, "quotes": []string{found.Item.Quote}}
	full := map[string]any{"ratings": ratings, "overall": "yes", "overall_reason": ""}
	require.Equal(t, []string{"/overall_reason"}, submit(r.Version, full).at())
	full["overall_reason"] = "Seemed nervous, and has a strong accent."
	lint := submit(r.Version, full)
	require.Equal(t, http.StatusUnprocessableEntity, lint.status, "a comment on feelings is refused at its field")
	require.Contains(t, lint.at(), "/overall_reason")
	full["overall_reason"] = "Two checks of their own."
	require.Equal(t, http.StatusConflict, submit(r.Version-1, full).status, "another window had saved")

	// Blind until both are in.
	sofias := cardOf(sofia, iv)
	require.Equal(t, http.StatusForbidden, ken.get(sofias).status)
	require.Contains(t, sofia.get(sofias).body, "still hidden")
	for _, who := range []actor.Human{sample.Sofia, sample.Noor, sample.Tessa, sample.Ines} {
		br := b.as(who)
		require.NotContains(t, br.get(card).body, "In writing.", who.Name())
		require.NotEqual(t, http.StatusOK, br.get(card+"/form").status, who.Name())
		require.NotEqual(t, http.StatusOK, br.get(card+"/events").status, who.Name())
		require.NotEqual(t, http.StatusOK, br.postJSON(card+"/save", map[string]any{"version": r.Version, "answers": half}).status, who.Name())
		require.NotEqual(t, http.StatusOK, br.postJSON(card+"/submit", map[string]any{"version": r.Version, "answers": full}).status, who.Name())
	}

	done := submit(r.Version, full)
	require.Equal(t, http.StatusOK, done.status, "%v", done.Faults)
	require.Equal(t, card, done.Location)
	again := submit(r.Version, full)
	require.Equal(t, http.StatusConflict, again.status)
	require.Equal(t, "submitted", again.Code)
	require.Equal(t, "submitted", ken.send(f.URLs["save"], map[string]any{"version": r.Version, "answers": half}).Code)
	require.NotNil(t, ken.form(card).Closed)

	closed := ken.get(card)
	strict(t, closed)
	require.Contains(t, closed.body, "Two checks of their own.")
	require.Contains(t, closed.body, "Late")
	require.Contains(t, closed.body, "The scorecards of the round are shown")
	require.Equal(t, http.StatusOK, ken.get(sofias).status, "both are in")
	stored, err := b.tenant().Scorecards().Get(t.Context(), sample.Ken, scorecard.ID(strings.TrimPrefix(card, "/cards/")))
	require.NoError(t, err)
	require.Equal(t, int64(90_000), stored.Document().Edits.DwellMS)
	require.Equal(t, 1, stored.Document().Edits.Added)
}

// An interview that was not recorded has the same form, over typed notes.
func TestUnrecordedInterview(t *testing.T) {
	t.Parallel()
	b := start(t)
	tessa := b.as(sample.Tessa)
	iv := b.ids.Interviews["jonas/r-screen"]
	require.Contains(t, tessa.get(livePath(iv)).body, "This conversation was not recorded")
	a := tessa.get("/interviews/" + string(iv) + "/card")
	require.Contains(t, a.body, "Nothing was recorded")
	require.Contains(t, tessa.get(livePath(iv)).body, "Put my notes on my scorecard")
	pad := tessa.postJSON(livePath(iv)+"/pad", map[string]any{"version": 0, "notes": map[string]string{"q-purpose": "Asked what the list was for before building it."}})
	require.Equal(t, http.StatusOK, pad.status, pad.body)
	a = tessa.post(livePath(iv)+"/hand-in", nil)
	require.Contains(t, a.body, "Typed notes of")
	require.NotContains(t, a.body, "Unknown voice", "nobody says the question that the notes are about")
	require.Contains(t, a.body, `class="seg seg-event"`)
	f := tessa.form(a.path)
	var notes []foundQuote
	for _, list := range f.Evidence {
		notes = append(notes, list...)
	}
	require.NotEmpty(t, notes)
	require.True(t, notes[0].Note, "a note is no quote of the candidate")

	card := a.path
	a = tessa.post(card+"/note", url.Values{"do": {"add"}, "text": {"Rang off early."}})
	require.Contains(t, a.body, "Rang off early.")
	_, rest, _ := strings.Cut(a.body, `name="version" value="`)
	version, _, _ := strings.Cut(rest, `"`)
	edit := func(text string) answer {
		return tessa.post(card+"/note", url.Values{"do": {"edit"}, "n": {"0"}, "version": {version}, "text": {text}})
	}
	require.Contains(t, edit("Rang off at five.").body, "At first")
	stale := edit("Rang off at ten.")
	require.Equal(t, http.StatusConflict, stale.status)
	strict(t, stale)
	require.Contains(t, stale.body, "Rang off at five.", "what is saved")
	require.Contains(t, stale.body, "Rang off at ten.", "what was typed")
}

// What was written and not handed in goes with the person whom it is about.
func TestErasureSweepsWhatWasNotHandedIn(t *testing.T) {
	t.Parallel()
	b := start(t)
	ken := b.as(sample.Ken)
	card := cardOf(ken, b.ids.Interviews["amara/r-technical"])
	f := ken.form(card)
	require.Equal(t, http.StatusOK, ken.send(f.URLs["save"], map[string]any{"version": 0, "answers": map[string]any{"overall_reason": "canary"}}).status)
	require.Equal(t, 1, b.sheets())
	live := livePath(b.ids.Interviews["amara/r-technical"])
	require.Equal(t, http.StatusOK, ken.get(live).status)
	ken.post(live+"/play", url.Values{"speed": {"16"}, "do": {"play"}})
	gone, listening := make(chan []event, 1), make(chan struct{})
	var once sync.Once
	go func() {
		heard, _ := ken.listen(t.Context(), live+"/events?after=0", func(e event) bool {
			once.Do(func() { close(listening) })
			return e.name == "reset"
		})
		gone <- heard
	}()
	<-listening
	app, err := b.tenant().Requisitions().Application(t.Context(), sample.Ines, b.ids.Applications["amara"])
	require.NoError(t, err)
	_, err = b.tenant().Privacy().Erase(t.Context(), sample.Ines, app.Candidate, "gdpr.17")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return b.sheets() == 0 }, time.Minute, 10*time.Millisecond)
	heard := <-gone
	require.NotEmpty(t, heard)
	require.Equal(t, "reset", heard[len(heard)-1].name, "whoever listens is sent away")
	require.Equal(t, http.StatusNotFound, ken.get(live).status)
	require.Equal(t, http.StatusNotFound, ken.get(live+"/events?after=0").status)
}

// A candidate who withdraws being recorded is heard no more, also where nobody listened
// yet, and is heard again once they agree anew. What else they withdraw ends nothing.
func TestWithdrawalEndsTheHearing(t *testing.T) {
	t.Parallel()
	for _, listened := range []bool{true, false} {
		b := start(t, hears(long(t)))
		tessa, sofia := b.as(sample.Tessa), b.as(sample.Sofia)
		app, err := b.tenant().Requisitions().Application(t.Context(), sample.Ines, b.ids.Applications["lucia"])
		require.NoError(t, err)
		page := livePath(going())
		heard := func(want bool, what string) {
			t.Helper()
			require.Eventually(t, func() bool { return strings.Contains(tessa.get(page).body, "data-player") == want }, time.Minute, 10*time.Millisecond, what)
		}
		if listened {
			heard(true, "to begin with")
			tessa.post(page+"/play", url.Values{"speed": {"16"}, "do": {"play"}})
			require.Contains(t, sofia.get(page).body, "Drafted by software")

			_, err = b.tenant().Privacy().Withdraw(t.Context(), sample.Tessa, app.Candidate, privacy.Drafting, "")
			require.NoError(t, err)
			require.Eventually(t, func() bool { return !strings.Contains(sofia.get(page).body, "Drafted by software") }, time.Minute, 10*time.Millisecond)
			require.NotContains(t, sofia.get(page+"/notes").body, "Drafted by software")
			require.Contains(t, tessa.get(page).body, "data-player", "who withdraws drafts is still heard")
		}
		for _, scope := range []privacy.Scope{privacy.Recording, privacy.Transcription} {
			_, err = b.tenant().Privacy().Withdraw(t.Context(), sample.Tessa, app.Candidate, scope, "")
			require.NoError(t, err)
			heard(false, string(scope))
			_, err = b.tenant().Privacy().Record(t.Context(), sample.Tessa, app.Candidate, privacy.Entry{Scope: scope, Text: "notice-2026-09"})
			require.NoError(t, err)
			heard(true, string(scope))
		}
	}
}

// TestConsentThatRunsOutEndsTheHearing lets consent run out by its date while somebody
// is heard: as with a withdrawal, the hearing ends. The last answer counts, one that is
// given during the hearing too.
func TestConsentThatRunsOutEndsTheHearing(t *testing.T) {
	t.Parallel()
	const lasts = 6 * time.Second
	page := livePath(going())
	b := start(t, hears(long(t)))
	tessa, sofia := b.as(sample.Tessa), b.as(sample.Sofia)
	app, err := b.tenant().Requisitions().Application(t.Context(), sample.Ines, b.ids.Applications["lucia"])
	require.NoError(t, err)
	agrees := func(s privacy.Scope, until time.Duration) {
		t.Helper()
		e := privacy.Entry{Scope: s, Text: "notice-2026-09"}
		if until > 0 {
			e.Until = time.Now().Add(until)
		}
		_, err := b.tenant().Privacy().Record(t.Context(), sample.Tessa, app.Candidate, e)
		require.NoError(t, err)
	}
	becomes := func(want bool, what string) {
		t.Helper()
		require.Eventually(t, func() bool { return strings.Contains(tessa.get(page).body, "data-player") == want }, time.Minute, 50*time.Millisecond, what)
	}
	agrees(privacy.Drafting, lasts)
	becomes(true, "to begin with")
	tessa.post(page+"/play", url.Values{"speed": {"16"}, "do": {"play"}})
	require.Contains(t, sofia.get(page).body, "Drafted by software")
	require.Eventually(t, func() bool { return !strings.Contains(sofia.get(page+"/notes").body, "Drafted by software") }, time.Minute, 50*time.Millisecond)
	require.Contains(t, tessa.get(page).body, "data-player", "only drafting has run out")

	agrees(privacy.Recording, 3*time.Minute)
	agrees(privacy.Recording, lasts)
	becomes(false, "renewed while it was heard, with an earlier date")
	agrees(privacy.Recording, lasts)
	becomes(true, "given anew")
	agrees(privacy.Recording, 0)
	time.Sleep(lasts + time.Second)
	require.Contains(t, tessa.get(page).body, "data-player", "renewed while it was heard, without a date")

	agrees(privacy.Recording, 200*time.Millisecond)
	becomes(false, "run out again")
	agrees(privacy.Recording, 0)
	agrees(privacy.Transcription, lasts)
	require.Equal(t, http.StatusOK, tessa.upload(page+"/open", "WEBVTT\n\n00:00.000 --> 00:00.900\n<v Lucía Fernández>The import of our invoices was cut off.\n").status)
	becomes(true, "a file that is heard")
	becomes(false, "and is no more")
}

// sheets counts what lies in the store that nobody has handed in.
func (b *bench) sheets() int {
	n := 0
	for _, kind := range []storage.Kind{"workbench_answers", "workbench_pad"} {
		page, err := b.store.List(b.t.Context(), sample.Tenant, storage.Query{Kind: kind})
		require.NoError(b.t, err)
		n += len(page.Records)
	}
	return n
}

// noting is a drafter that also writes notes.
type noting struct{ extractive.Engine }

func (n noting) DraftScorecard(ctx context.Context, req scorecard.Request) (scorecard.Proposal, error) {
	p, err := n.Engine.DraftScorecard(ctx, req)
	if err != nil || len(p.Claims) == 0 {
		return p, err
	}
	c := p.Claims[0]
	p.Notes = append(p.Notes, scorecard.ProposedNote{
		Competency: c.Competency, Question: c.Question, Transcript: c.Transcript, Text: "Told what the second run did.", Claims: []evidence.Claim{c.Claim},
	})
	return p, nil
}

// A note by software is marked, and becomes a person's when they take it.
func TestSuggestedNote(t *testing.T) {
	t.Parallel()
	b := startOver(t, hirealign.Options{Scorecards: noting{extractive.New()}})
	ken := b.as(sample.Ken)
	card := cardOf(ken, b.ids.Interviews["amara/r-technical"])
	page := ken.get(card)
	strict(t, page)
	require.Contains(t, page.body, "Told what the second run did.")
	require.Contains(t, page.body, "Make it my note")
	require.GreaterOrEqual(t, strings.Count(page.body, "Drafted by software"), 1)
	page = ken.post(card+"/note", url.Values{"do": {"take"}, "n": {"0"}, "text": {"The second run wrote the day anew."}})
	require.Equal(t, http.StatusOK, page.status)
	require.NotContains(t, page.body, "Make it my note")
	require.Contains(t, page.body, "The second run wrote the day anew.")
	require.Contains(t, page.body, "Told what the second run did.", "what software wrote at first stays to be seen")
}
