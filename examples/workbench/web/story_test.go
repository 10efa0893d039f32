package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/examples/workbench/sample"
	"github.com/hirealign/hirealign/requisition"
)

// TestFromOpeningToInterview goes the way that a recruiter and a hiring manager go
// through the forms, up to the cards that are due.
func TestFromOpeningToInterview(t *testing.T) {
	t.Parallel()
	b := start(t)
	dana, marcus := b.as(sample.Dana), b.as(sample.Marcus)
	ok := func(a answer) answer {
		t.Helper()
		require.Equal(t, http.StatusOK, a.status, regexp.MustCompile(`(?s)role="alert".*?</div>`).FindString(a.body))
		strict(t, a)
		return a
	}

	refused := marcus.post("/requisitions", url.Values{"title": {"Site Reliability Engineer"}, "openings": {"1"}, "pay_low": {"seventy"}, "hiring_manager": {"u-dana"}, "recruiter": {"u-marcus"}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.body, "Site Reliability Engineer", "what was typed is still there")
	opened := ok(marcus.post("/requisitions", url.Values{"title": {"Site Reliability Engineer"}, "openings": {"1"}, "hiring_manager": {"u-dana"}, "recruiter": {"u-marcus"}}))
	id := requisition.ID(regexp.MustCompile(`/requisitions/([^/]+)/rubric`).FindStringSubmatch(opened.path)[1])
	search := "/requisitions/" + string(id)

	f := form(t, opened.body, "rubric-form")
	require.Equal(t, "Site Reliability Engineer", f.Get("role.title"))
	f.Set("c.0.name", "Incident response")
	f.Set("c.0.description", "Leads an incident from the first alert to the fix afterwards.")
	for i, behaviour := range []string{"Joined calls that others led.", "Led one incident with help.", "Led incidents alone and wrote what changed.", "Also removed the cause of a whole class of incidents."} {
		f.Set("c.0.a."+string(rune('0'+i))+".behaviour", behaviour)
	}
	f.Set("do", "add-question")
	f = form(t, ok(dana.post(search+"/rubric", f)).body, "rubric-form")
	f.Set("q.0.text", "Tell me about an incident that you led.")
	f.Set("q.0.for", f.Get("c.0.id"))
	f.Set("do", "save")
	ok(dana.post(search+"/rubric", f))
	agree := url.Values{"hash": {b.rubric(id).Hash()}}
	ok(dana.post(search+"/rubric/agree", agree))
	ok(marcus.post(search+"/rubric/agree", agree))

	plan := form(t, ok(marcus.get(search+"/plan")).body, "plan-form")
	plan.Set("do", "assign")
	plan = form(t, ok(marcus.post(search+"/plan", plan)).body, "plan-form")
	plan.Set("do", "save")
	ok(marcus.post(search+"/plan", plan))
	require.Contains(t, ok(marcus.post(search+"/sourcing", nil)).body, "Sourcing has started")
	ok(marcus.post(search+"/candidate", url.Values{"name": {"Ewa Nowak"}, "source": {"applied"}, "consent_recording": {"given"}}))
	apps, err := b.tenant().Requisitions().Applications(t.Context(), sample.Marcus, id)
	require.NoError(t, err)
	require.Len(t, apps, 1)

	app, round := string(apps[0].ID), "round-1"
	late := marcus.post(search+"/schedule", url.Values{"about": {app}, "round": {round}, "start": {"tomorrow"}})
	require.Equal(t, http.StatusUnprocessableEntity, late.status)
	start := time.Now().UTC().Add(-time.Hour).Format("2006-01-02T15:04")
	scheduled := ok(marcus.post(search+"/schedule", url.Values{"about": {app}, "round": {round}, "start": {start}}))
	iv := regexp.MustCompile(`name="interview" value="([^"]+)"`).FindStringSubmatch(scheduled.body)
	require.NotNil(t, iv)
	held := ok(marcus.post(search+"/held", url.Values{"interview": {iv[1]}}))
	require.Contains(t, held.body, "Scorecards are due")
	require.Contains(t, held.body, "card due")
	require.Contains(t, ok(marcus.get("/desk")).body, "Hand in the scorecard on Ewa Nowak")
	require.Equal(t, http.StatusNotFound, b.as(sample.Noor).post(search+"/held", url.Values{"interview": {iv[1]}}).status, "not her search")
	require.Equal(t, http.StatusNotFound, marcus.post(search+"/no-such-act", nil).status)
}

// TestWhoWasThere records an interview at which somebody stood in for one of the panel.
func TestWhoWasThere(t *testing.T) {
	t.Parallel()
	b := start(t)
	tessa, search := b.as(sample.Tessa), "/requisitions/"+string(b.ids.Data)
	iv := going()
	planned, err := b.tenant().Interviews().Get(t.Context(), sample.Tessa, iv)
	require.NoError(t, err)
	require.Len(t, planned.Panel, 2)
	form := func(was ...string) url.Values {
		f := url.Values{"interview": {string(iv)}}
		for i, w := range was {
			f.Set("was_"+planned.Panel[i].Panelist.ID, w)
		}
		return f
	}
	require.Contains(t, tessa.get(search).body, "Somebody was missing")
	require.Equal(t, http.StatusUnprocessableEntity, tessa.post(search+"/held", form("nobody-known", "")).status)
	require.Equal(t, http.StatusUnprocessableEntity, tessa.post(search+"/held", form("absent", "absent")).status)
	done := tessa.post(search+"/held", form("u-dana", "absent"))
	require.Equal(t, http.StatusOK, done.status)
	strict(t, done)
	held, err := b.tenant().Interviews().Get(t.Context(), sample.Tessa, iv)
	require.NoError(t, err)
	require.Len(t, held.Seats(), 1)
	require.Equal(t, "u-dana", held.Seats()[0].Panelist.ID)
	require.Equal(t, planned.Panel[0].Competencies, held.Seats()[0].Competencies, "they took the seat")
}

// TestHandOver gives a search to another recruiter.
func TestHandOver(t *testing.T) {
	t.Parallel()
	b := start(t)
	dana, marcus, search := b.as(sample.Dana), b.as(sample.Marcus), "/requisitions/"+string(b.ids.Design)
	require.Contains(t, marcus.get(search).body, `value="recruiter/u-tessa"`)
	bad := marcus.post(search+"/handover", url.Values{"next": {"recruiter/nobody"}, "reason": {"leave until March"}})
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Contains(t, bad.body, "leave until March", "what was typed is still there")
	require.Equal(t, http.StatusUnprocessableEntity, marcus.post(search+"/handover", url.Values{"next": {"recruiter/u-tessa"}}).status, "no reason")
	done := marcus.post(search+"/handover", url.Values{"next": {"recruiter/u-tessa"}, "reason": {"leave until March"}})
	require.Equal(t, http.StatusOK, done.status)
	require.Contains(t, done.body, "handed over to Tessa Brandt")
	require.Equal(t, http.StatusNotFound, marcus.get(search).status, "it is his no more")
	require.Equal(t, http.StatusOK, b.as(sample.Tessa).get(search).status)
	require.Contains(t, dana.get(search).body, "handed the requisition over")
}

// TestHostileWordsOfASearchAreInert gives names and texts that would be markup, turn the
// reading direction, or have no end.
func TestHostileWordsOfASearchAreInert(t *testing.T) {
	t.Parallel()
	b := start(t)
	const script = `<script>alert(1)</script><img src=x onerror=alert(1)>`
	evil := []string{script, `"><svg onload=alert(1)>`, "Anna \u202egnp.exe", "javascript:alert(1)", "{{.Who}}", strings.Repeat("A", 1<<20)}
	for _, name := range evil {
		_, err := b.tenant().Requisitions().AddCandidate(t.Context(), sample.Tessa, name)
		if err != nil {
			continue // the library refuses it
		}
		require.Equal(t, http.StatusOK, b.as(sample.Tessa).post("/requisitions/"+string(b.ids.Data)+"/candidate", url.Values{"name": {name}, "source": {"applied"}}).status)
	}
	f := form(t, b.as(sample.Dana).get("/requisitions/"+string(b.ids.Design)+"/rubric").body, "rubric-form")
	for i, text := range evil {
		f.Set("c.0."+[]string{"name", "description", "task", "a.0.label", "a.0.behaviour", "a.1.behaviour"}[i], text)
	}
	f.Set("do", "save")
	require.Equal(t, http.StatusRequestEntityTooLarge, b.as(sample.Dana).post("/requisitions/"+string(b.ids.Design)+"/rubric", f).status)
	f.Set("c.0.a.1.behaviour", strings.Repeat("A", 100_000))
	require.Equal(t, http.StatusOK, b.as(sample.Dana).post("/requisitions/"+string(b.ids.Design)+"/rubric", f).status)
	o := requisition.Opening{Title: script, Openings: 1, HiringManager: requisition.PersonOf(sample.Noor), Recruiter: requisition.PersonOf(sample.Tessa)}
	_, err := b.tenant().Requisitions().Open(t.Context(), sample.Tessa, o)
	require.NoError(t, err)

	for who, paths := range map[*browser][]string{
		b.as(sample.Ines): {"/desk", "/next", "/requisitions/" + string(b.ids.Data), "/requisitions/" + string(b.ids.Design) + "/rubric"},
		b.as(sample.Ken):  {"/desk", "/requisitions/" + string(b.ids.Data)},
		b.as(sample.Paul): {"/requisitions/" + string(b.ids.Design) + "/rubric"}, // reads, does not write
	} {
		for _, path := range paths {
			a := who.get(path)
			require.Equal(t, http.StatusOK, a.status, path)
			strict(t, a)
			require.NotContains(t, a.body, "<script>alert", path)
			require.NotContains(t, a.body, "<svg onload", path)
			require.NotContains(t, a.body, "<img src=x", path)
			require.NotContains(t, a.body, `href="javascript:`, path)
		}
	}
	list := b.as(sample.Tessa).get("/requisitions/" + string(b.ids.Data)).body
	require.Contains(t, list, "<bdi>"+html.EscapeString("<script>alert(1)"), "shown as text, in its own direction")
	require.Less(t, len(list), 300_000, "a name of a megabyte is shortened")
}
