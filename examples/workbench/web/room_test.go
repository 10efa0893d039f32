package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/examples/data"
	"github.com/hirealign/hirealign/examples/workbench/sample"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
)

func TestRoomsAsEverybody(t *testing.T) {
	t.Parallel()
	b := start(t)
	debrief := b.debrief(sample.Dana)
	const yes, no, notTheirs = http.StatusOK, http.StatusNotFound, http.StatusForbidden
	pages := []struct {
		path  string
		want  map[actor.Human]int
		other int
	}{
		{"/debriefs", nil, yes},
		{"/debriefs/none", nil, no},
		{debrief, map[actor.Human]int{sample.Noor: no, sample.Tessa: no, sample.Paul: notTheirs}, yes},
		{"/requisitions/" + string(b.ids.Payments) + "/compare", map[actor.Human]int{sample.Noor: no, sample.Tessa: no, sample.Paul: notTheirs}, yes},
		{"/requisitions/" + string(b.ids.Payments) + "/debriefs", map[actor.Human]int{sample.Noor: no, sample.Tessa: no, sample.Paul: notTheirs}, yes},
		{"/requisitions/" + string(b.ids.Design) + "/intake", map[actor.Human]int{sample.Dana: yes, sample.Marcus: yes, sample.Ines: yes, sample.Paul: notTheirs}, no},
		{"/reports", map[actor.Human]int{sample.Sofia: notTheirs, sample.Ken: notTheirs}, yes},
	}
	for _, p := range sample.People() {
		br := b.as(p.Human)
		for _, page := range pages {
			want, ok := page.want[p.Human]
			if !ok {
				want = page.other
			}
			a := br.get(page.path)
			require.Equal(t, want, a.status, "%s asks for %s", p.Human.Name(), page.path)
			strict(t, a)
		}
	}
}

// debrief is the path of the sample's debrief that is ready to be revealed.
func (b *bench) debrief(who actor.Human) string {
	b.t.Helper()
	all, err := b.tenant().Debriefs().Meetings(b.t.Context(), who, b.ids.Payments)
	require.NoError(b.t, err)
	require.NotEmpty(b.t, all)
	return "/debriefs/" + string(all[0].ID())
}

func TestADebriefByForms(t *testing.T) {
	t.Parallel()
	b := start(t)
	dana, ken := b.as(sample.Dana), b.as(sample.Ken)
	at := b.debrief(sample.Dana)
	priya := string(b.ids.Applications["priya"])

	require.NotContains(t, ken.get(at).body, "heat", "nothing is shown before the reveal")
	require.Equal(t, http.StatusForbidden, ken.post(at+"/reveal", nil).status)
	require.Equal(t, http.StatusNotFound, dana.post(at+"/decide", url.Values{"application": {priya}, "outcome": {"hire"}}).status, "there is nothing to decide on before the reveal")
	require.Equal(t, http.StatusOK, dana.post(at+"/reveal", nil).status)
	require.Contains(t, ken.get(at).body, `class="heat"`)

	tomas := string(b.ids.Applications["tomas"])
	a := ken.post(at+"/object", url.Values{"application": {tomas}, "against": {"hire"}, "text": {"He is too old for the team."}})
	require.Equal(t, http.StatusOK, a.status, "what a person objects is kept")
	require.Contains(t, a.body, "on the record. The lint notes: ")
	require.Contains(t, dana.get(at).body, "<q><bdi>too old</bdi></q>", "and whoever reads it reads what the lint says")

	a = dana.post(at+"/decide", url.Values{"application": {priya}, "outcome": {"defer"}, "evidence": {"An incident of <their> own."}, "dissent.u-ken": {"I would say no."}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	strict(t, a)
	require.Contains(t, a.body, "An incident of &lt;their&gt; own.", "what was typed stays")
	require.Contains(t, a.body, "I would say no.")
	require.Contains(t, a.body, "The follow-up needs a date after the debrief")
	require.Contains(t, a.body, `href="#until-`+priya)

	decision := url.Values{
		"application": {priya}, "outcome": {"hire"}, "reason.payment-correctness": {"Heard twice."}, "rationale": {"Delivery is split."},
		"evidence": {"left over from a choice before"}, "until": {"2020-01-01"},
	}
	a = ken.post(at+"/decide", decision)
	require.Equal(t, http.StatusForbidden, a.status, "only the owner decides")
	a = dana.post(at+"/decide", decision)
	require.Equal(t, http.StatusOK, a.status, "fields of another outcome are ignored")
	require.Contains(t, a.body, "Decided by")

	stale := url.Values{"application": {priya}, "outcome": {"no_hire"}, "reason.delivery": {"Written before the decision."}}
	a = dana.post(at+"/decide", stale)
	require.Equal(t, http.StatusConflict, a.status)
	require.Contains(t, a.body, "Written before the decision.", "a stale form loses nothing")

	day := time.Now().AddDate(0, 0, 7).Format(time.DateOnly)
	a = dana.post(at+"/decide", url.Values{"application": {tomas}, "outcome": {"defer"}, "evidence": {"A second conversation."}, "until": {day}, "owner": {"u-marcus"}})
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "Marcus Oyelaran")
	require.Equal(t, http.StatusUnprocessableEntity, ken.post(at+"/object", url.Values{"application": {tomas}, "against": {"hire"}}).status, "an objection needs words")
	require.Equal(t, http.StatusUnprocessableEntity, dana.post(at+"/reveal", nil).status, "once")
}

// What a candidate answered has a form: agreed, declined or withdrawn, for each thing
// that they are asked. Who only reads it has none, and a panelist does not see it.
func TestACandidatesAnswerByForms(t *testing.T) {
	t.Parallel()
	b := start(t, hears(long(t)))
	tessa, ines, sofia := b.as(sample.Tessa), b.as(sample.Ines), b.as(sample.Sofia)
	at, page := "/requisitions/"+string(b.ids.Data), livePath(going())
	lucia := string(b.ids.Applications["lucia"])
	app, err := b.tenant().Requisitions().Application(t.Context(), sample.Ines, b.ids.Applications["lucia"])
	require.NoError(t, err)
	article := func(br *browser) string {
		t.Helper()
		a := br.get(at)
		strict(t, a)
		return regexp.MustCompile(`(?s)<article class="candidate" id="app-` + lucia + `".*?</article>`).FindString(a.body)
	}
	require.Contains(t, article(tessa), "Recording: agreed")
	require.Contains(t, article(ines), "Record their answer", "Ines manages recruiting")
	require.Contains(t, tessa.get(page).body, "data-player")

	a := tessa.post(at+"/consent", url.Values{"about": {lucia}, "consent_recording": {"declined"}, "consent_drafting": {"withdrawn"}})
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "Their answer is recorded.")
	require.Contains(t, article(tessa), "Recording: declined. Transcription: agreed. Drafting by software: withdrawn.")
	require.Eventually(t, func() bool { return !strings.Contains(tessa.get(page).body, "data-player") }, time.Minute, 20*time.Millisecond)
	all, err := b.tenant().Privacy().Consents(t.Context(), sample.Tessa, app.Candidate)
	require.NoError(t, err)
	e, ok := all.Standing(privacy.Recording, b.ids.Data)
	require.True(t, ok)
	require.Equal(t, privacy.Declined, e.Answer)
	require.Equal(t, sample.Tessa, e.By)

	day := time.Now().AddDate(0, 1, 0)
	a = tessa.post(at+"/consent", url.Values{"about": {lucia}, "consent_recording": {"given"}, "consent_until": {day.Format(time.DateOnly)}})
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, article(tessa), "Recording: agreed until "+day.Format("2 January 2006"))
	require.Contains(t, tessa.get(page).body, "data-player")

	for name, f := range map[string]url.Values{
		"no answer":          {},
		"a day that is not":  {"consent_recording": {"given"}, "consent_until": {"soon"}},
		"a day that is over": {"consent_recording": {"given"}, "consent_until": {"2020-01-01"}},
		"another answer":     {"consent_recording": {"perhaps"}},
	} {
		f.Set("about", lucia)
		require.Equal(t, http.StatusUnprocessableEntity, tessa.post(at+"/consent", f).status, name)
	}
	require.NotContains(t, article(sofia), "Recording:")
	require.NotContains(t, article(sofia), "consent_")
	require.Equal(t, http.StatusForbidden, sofia.post(at+"/consent", url.Values{"about": {lucia}, "consent_recording": {"given"}}).status)

	a = tessa.post(at+"/candidate", url.Values{"name": {"Otto Blank"}, "source": {"applied"}, "consent_recording": {"declined"}, "consent_transcription": {"given"}})
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "Recording: declined. Transcription: agreed. Drafting by software: not asked.")
}

// A retro is recorded as it was written, and whoever reads its change reads what the
// lint says about it.
func TestARetroIsLinted(t *testing.T) {
	t.Parallel()
	b := start(t)
	at := "/requisitions/" + string(b.ids.Support)
	f := url.Values{"keep1": {"The work sample."}, "keep2": {"Two interviewers."}, "kind": {"process"}, "change": {"Do not invite people who are too old."}}
	a := b.as(sample.Tessa).post(at+"/retro", f)
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "waits for the next requisition. The lint notes: ")
	a = b.as(sample.Noor).get(at)
	require.Contains(t, a.body, "Do not invite people who are too old.")
	require.Contains(t, a.body, "<q><bdi>too old</bdi></q>")
}

func TestAPanelistIsToldBeforeReading(t *testing.T) {
	t.Parallel()
	b := start(t)
	ken := b.as(sample.Ken) // owes a card about Amara
	at := "/requisitions/" + string(b.ids.Data) + "/compare"
	a := ken.get(at)
	require.Contains(t, a.body, "You still owe a scorecard")
	require.NotContains(t, a.body, "compare-cell")
	a = ken.get(at + "?read=1")
	require.NotContains(t, a.body, "You still owe a scorecard")
}

func TestIntakeByForms(t *testing.T) {
	t.Parallel()
	b := start(t)
	call, err := data.Files.ReadFile("intake.vtt")
	require.NoError(t, err)
	marcus := b.as(sample.Marcus)
	at := "/requisitions/" + string(b.ids.Design) + "/intake"
	require.Equal(t, http.StatusUnprocessableEntity, marcus.post(at, url.Values{"text": {""}}).status)

	a := marcus.post(at, url.Values{"text": {strings.ReplaceAll(string(call), "Dana Whitlock", "Room 4")}})
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "Whose voice is whose?")
	a = marcus.post(at, url.Values{"text": {strings.ReplaceAll(string(call), "Dana Whitlock", "Room 4")}, "role": {"hiring_manager=Room 4", ""}})
	require.Contains(t, a.body, "criteria found")

	a = marcus.post(at, url.Values{"text": {string(call)}})
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "criteria found")
	strict(t, a)
	read := regexp.MustCompile(`name="call" value="([^"]+)"`)
	first := read.FindStringSubmatch(a.body)[1]
	a = b.as(sample.Dana).post(at, url.Values{"text": {string(call)}})
	require.Contains(t, a.body, "criteria found")
	a = marcus.post(at+"/take", url.Values{"call": {first}, "take.0": {"1"}, "name.0": {"Payment <correctness>"}})
	require.Equal(t, http.StatusConflict, a.status, "the criteria are those of another call")
	require.Contains(t, a.body, "Payment &lt;correctness&gt;", "a stale form loses nothing")
	strict(t, a)
	last := read.FindStringSubmatch(a.body)[1]
	require.NotEqual(t, first, last)

	a = marcus.post(at+"/take", url.Values{"call": {last}, "take.0": {"1"}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Contains(t, a.body, "Give criterion 1 a name")
	require.Equal(t, http.StatusUnprocessableEntity, marcus.post(at+"/take", url.Values{"call": {last}}).status, "at least one")
	a = marcus.post(at+"/take", url.Values{"call": {last}, "take.0": {"1"}, "name.0": {"Payment correctness"}, "take.1": {"1"}, "name.1": {"Payment correctness"}})
	require.Equal(t, http.StatusOK, a.status)
	require.True(t, strings.HasSuffix(a.path, "/rubric"), a.path)
	require.Contains(t, a.body, "Asked for in the intake call")
}

// TestPagesFollowThePolicy gives coordinators the rubric, and the host takes the reviews
// from one recruiter: pages show and lead to what the service's own policy allows.
func TestPagesFollowThePolicy(t *testing.T) {
	t.Parallel()
	policy := access.Default()
	policy[access.WriteRubric] = append(policy[access.WriteRubric], actor.Coordinator)
	var played atomic.Bool
	b := startOver(t, hirealign.Options{Policy: policy, Authorize: func(_ context.Context, r access.Request) error {
		if played.Load() && r.Act == access.ReadReview && r.Who.ID() == sample.Marcus.ID() {
			return hirealign.ErrNotAllowed
		}
		return nil
	}})
	played.Store(true)
	design := "/requisitions/" + string(b.ids.Design)
	require.Equal(t, http.StatusOK, b.as(sample.Paul).get(design+"/intake").status)
	require.Contains(t, b.as(sample.Paul).get(design+"/rubric").body, `value="save"`)
	payments := "/requisitions/" + string(b.ids.Payments)
	a := b.as(sample.Marcus).get(payments)
	require.Equal(t, http.StatusOK, a.status)
	require.NotContains(t, a.body, `id="reviews"`)
	require.Contains(t, b.as(sample.Dana).get(payments).body, `id="reviews"`)
	for l, err := range b.tenant().Acts(t.Context(), sample.Ines, 0) {
		require.NoError(t, err)
		require.False(t, strings.HasPrefix(l.Act.Kind, "refused."), l.Act.Kind)
	}
}

// TestADebriefIsMovedCalledOffAndBookedAnew shows that calling a debrief off is no dead
// end: its finalists can be booked into another.
func TestADebriefIsMovedCalledOffAndBookedAnew(t *testing.T) {
	t.Parallel()
	b := start(t)
	dana, ken := b.as(sample.Dana), b.as(sample.Ken)
	at, search := b.debrief(sample.Dana), "/requisitions/"+string(b.ids.Payments)
	when := time.Now().UTC().AddDate(0, 0, 3).Format("2006-01-02T15:04")

	require.NotContains(t, ken.get(at).body, "Call it off", "a panelist runs no debrief")
	require.Equal(t, http.StatusUnprocessableEntity, dana.post(at+"/move", url.Values{"start": {"tomorrow"}}).status)
	a := dana.post(at+"/move", url.Values{"start": {when}})
	require.Equal(t, http.StatusOK, a.status)
	strict(t, a)
	require.Contains(t, a.body, "The debrief is moved to")
	require.NotContains(t, dana.get(search).body, `action="`+search+`/book"`)

	a = dana.post(at+"/cancel", url.Values{"reason": {"  "}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Contains(t, a.body, "Say why the debrief is called off")
	a = dana.post(at+"/cancel", url.Values{"reason": {"The <panel> is ill."}})
	require.Equal(t, http.StatusOK, a.status)
	strict(t, a)
	require.Contains(t, a.body, "This debrief was called off")
	require.Contains(t, a.body, "The &lt;panel&gt; is ill.")
	require.Equal(t, http.StatusUnprocessableEntity, dana.post(at+"/cancel", url.Values{"reason": {"again"}}).status, "once")
	require.NotContains(t, ken.get(search).body, `action="`+search+`/book"`)

	page := dana.get(search)
	strict(t, page)
	require.Contains(t, page.body, "called the debrief off")
	require.Equal(t, 1, strings.Count(b.as(sample.Marcus).get("/desk").body, "Book another debrief"), "the recruiter is waited on, once for both")
	book := form(t, page.body, "do-book")
	require.Len(t, book["application"], 2)
	require.Equal(t, http.StatusUnprocessableEntity, dana.post(search+"/book", book).status, "not without a time")
	book.Set("start", when)
	a = dana.post(search+"/book", book)
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "The debrief is booked for")
	require.NotContains(t, a.body, `action="`+search+`/book"`)
	all, err := b.tenant().Debriefs().Meetings(t.Context(), sample.Dana, b.ids.Payments)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Contains(t, dana.get("/debriefs").body, "Called off")
	require.NotContains(t, b.as(sample.Marcus).get("/desk").body, "Book another debrief")
}

// TestADebriefOfOneRound goes through the debrief of one round by the same pages: it
// waits for that round only and ends in going on, an end, or a dated follow-up.
func TestADebriefOfOneRound(t *testing.T) {
	t.Parallel()
	b := start(t)
	priya, tomas := b.ids.Applications["priya"], b.ids.Applications["tomas"]
	m, err := b.tenant().Debriefs().Book(t.Context(), sample.Dana, b.ids.Payments, debrief.Booking{
		Scope: debrief.Round, Round: "r-technical", Applications: []requisition.ApplicationID{priya, tomas},
		Slot: requisition.Slot{Start: time.Now(), Zone: "UTC"},
	})
	require.NoError(t, err)
	at := "/debriefs/" + string(m.ID())
	dana, sofia, ken := b.as(sample.Dana), b.as(sample.Sofia), b.as(sample.Ken)
	require.Contains(t, dana.get("/debriefs").body, at)
	a := dana.get(at)
	strict(t, a)
	require.Contains(t, a.body, "All scorecards are in")
	require.NotContains(t, sofia.get(at).body, `class="heat"`)
	a = dana.post(at+"/reveal", nil)
	require.Equal(t, http.StatusOK, a.status)
	strict(t, a)
	require.Contains(t, ken.get(at).body, `class="heat"`)
	require.NotContains(t, a.body, "Ken Abara</bdi></th>", "only the panel of that round stands in the heatmap")
	require.Contains(t, a.body, `value="advance"`)
	require.NotContains(t, a.body, `value="hire"`)
	require.Equal(t, http.StatusUnprocessableEntity, dana.post(at+"/decide", url.Values{"application": {string(priya)}, "outcome": {"hire"}, "reason.payment-correctness": {"Heard twice."}}).status)
	a = dana.post(at+"/decide", url.Values{"application": {string(priya)}, "outcome": {"advance"}, "reason.payment-correctness": {"Heard twice."}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Contains(t, a.body, "which needs a written rationale", "must-haves of other rounds are not assessed")
	a = dana.post(at+"/decide", url.Values{
		"application": {string(priya)}, "outcome": {"advance"}, "reason.payment-correctness": {"Heard twice."}, "rationale": {"The panel asks for the rest."},
	})
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "Decided by")
	day := time.Now().AddDate(0, 0, 7).Format(time.DateOnly)
	a = dana.post(at+"/decide", url.Values{"application": {string(tomas)}, "outcome": {"defer"}, "evidence": {"A second conversation."}, "until": {day}, "owner": {"u-marcus"}})
	require.Equal(t, http.StatusOK, a.status)
	strict(t, a)
	require.Contains(t, dana.get("/requisitions/"+string(b.ids.Payments)).body, at)
}
