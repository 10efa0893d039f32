package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/examples/data"
	"github.com/hirealign/hirealign/examples/workbench/sample"
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

	a := dana.post(at+"/decide", url.Values{"application": {priya}, "outcome": {"defer"}, "evidence": {"An incident of <their> own."}, "dissent.u-ken": {"I would say no."}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	strict(t, a)
	require.Contains(t, a.body, "An incident of &lt;their&gt; own.", "what was typed stays")
	require.Contains(t, a.body, "I would say no.")
	require.Contains(t, a.body, "the follow-up needs a date after the debrief")
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

	tomas := string(b.ids.Applications["tomas"])
	day := time.Now().AddDate(0, 0, 7).Format(time.DateOnly)
	a = dana.post(at+"/decide", url.Values{"application": {tomas}, "outcome": {"defer"}, "evidence": {"A second conversation."}, "until": {day}, "owner": {"u-marcus"}})
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, "Marcus Oyelaran")
	require.Equal(t, http.StatusUnprocessableEntity, ken.post(at+"/object", url.Values{"application": {tomas}, "against": {"hire"}}).status, "an objection needs words")
	require.Equal(t, http.StatusUnprocessableEntity, dana.post(at+"/reveal", nil).status, "once")
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
	a = marcus.post(at+"/take", url.Values{"take.0": {"1"}})
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Contains(t, a.body, "Give criterion 1 a name")
	require.Equal(t, http.StatusUnprocessableEntity, marcus.post(at+"/take", nil).status, "at least one")
	a = marcus.post(at+"/take", url.Values{"take.0": {"1"}, "name.0": {"Payment correctness"}, "take.1": {"1"}, "name.1": {"Payment correctness"}})
	require.Equal(t, http.StatusOK, a.status)
	require.True(t, strings.HasSuffix(a.path, "/rubric"), a.path)
	require.Contains(t, a.body, "Asked for in the intake call")
}
