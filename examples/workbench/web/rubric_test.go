package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/examples/workbench/sample"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
)

var (
	inputTag    = regexp.MustCompile(`<input[^>]*>`)
	textareaTag = regexp.MustCompile(`(?s)<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>`)
	selectTag   = regexp.MustCompile(`(?s)<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>`)
	chosen      = regexp.MustCompile(`<option value="([^"]*)" selected>`)
	attribute   = func(tag, name string) (string, bool) {
		m := regexp.MustCompile(`\s` + name + `="([^"]*)"`).FindStringSubmatch(tag)
		if m == nil {
			return "", false
		}
		return html.UnescapeString(m[1]), true
	}
)

// form reads the values of a form as a browser would send them.
func form(t *testing.T, page, id string) url.Values {
	t.Helper()
	i := strings.Index(page, `id="`+id+`"`)
	require.Positive(t, i, "form %s", id)
	part := page[i : i+strings.Index(page[i:], "</form>")]
	out := url.Values{}
	for _, tag := range inputTag.FindAllString(part, -1) {
		name, ok := attribute(tag, "name")
		value, _ := attribute(tag, "value")
		kind, _ := attribute(tag, "type")
		if !ok || (kind == "checkbox" || kind == "radio") && !strings.Contains(tag, " checked") {
			continue
		}
		out.Add(name, value)
	}
	for _, m := range textareaTag.FindAllStringSubmatch(part, -1) {
		out.Add(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range selectTag.FindAllStringSubmatch(part, -1) {
		if c := chosen.FindStringSubmatch(m[2]); c != nil {
			out.Add(m[1], html.UnescapeString(c[1]))
		}
	}
	return out
}

// rubric is the one rubric of a search.
func (b *bench) rubric(id requisition.ID) rubric.Rubric {
	b.t.Helper()
	recs, err := b.tenant().Rubrics().OfRequisition(b.t.Context(), sample.Ines, id)
	require.NoError(b.t, err)
	require.Len(b.t, recs, 1)
	return recs[0].Rubric
}

func TestTwoWriteOneRubric(t *testing.T) {
	t.Parallel()
	b := start(t)
	dana, marcus := b.as(sample.Dana), b.as(sample.Marcus)
	path := "/requisitions/" + string(b.ids.Design) + "/rubric"
	id := b.rubric(b.ids.Design).ID
	hers, his := form(t, dana.get(path).body, "rubric-form"), form(t, marcus.get(path).body, "rubric-form")

	hers.Set("c.0.name", "Designing flows")
	hers.Set("do", "save")
	require.Equal(t, http.StatusOK, dana.post(path, hers).status)

	his.Set("c.1.name", "Learning from people")
	his.Set("do", "save")
	a := marcus.post(path, his)
	require.Equal(t, http.StatusConflict, a.status)
	strict(t, a)
	require.Contains(t, a.body, "Somebody saved this rubric meanwhile")
	require.Contains(t, a.body, "Learning from people", "what he wrote is in the form")
	rec, err := b.tenant().Rubrics().Get(t.Context(), sample.Marcus, id)
	require.NoError(t, err)
	require.NotEqual(t, "Learning from people", rec.Rubric.Competencies[1].Name, "nothing of hers was overwritten")

	again := form(t, a.body, "rubric-form")
	again.Set("do", "merge")
	merged := marcus.post(path, again)
	require.Equal(t, http.StatusOK, merged.status, regexp.MustCompile(`(?s)role="alert".*?</div>`).FindString(merged.body))
	both := form(t, merged.body, "rubric-form")
	require.Equal(t, "Designing flows", both.Get("c.0.name"))
	require.Equal(t, "Learning from people", both.Get("c.1.name"))
	both.Set("do", "save")
	require.Equal(t, http.StatusOK, marcus.post(path, both).status)
	rec, err = b.tenant().Rubrics().Get(t.Context(), sample.Marcus, id)
	require.NoError(t, err)
	require.Equal(t, "Designing flows", rec.Rubric.Competencies[0].Name)
	require.Equal(t, "Learning from people", rec.Rubric.Competencies[1].Name)
}

func TestARubricIsWrittenAndLocked(t *testing.T) {
	t.Parallel()
	b := start(t)
	dana, marcus := b.as(sample.Dana), b.as(sample.Marcus)
	path := "/requisitions/" + string(b.ids.Design) + "/rubric"
	page := dana.get(path)
	require.Contains(t, page.body, "Before the lock")
	f := form(t, page.body, "rubric-form")
	require.Equal(t, "3", f.Get("competencies"))
	require.Contains(t, f.Get("q.0.probes"), "\n", "line by line")

	f.Set("do", "remove-competency:2")
	f = form(t, dana.post(path, f).body, "rubric-form")
	require.Equal(t, "2", f.Get("competencies"))
	f.Set("c.1.a.3.behaviour", "Also stopped a release because of what two people did in a session, and says what it would have cost.")
	f.Set("c.1.a.3.label", "Above the bar")
	f.Set("do", "add-competency")
	f = form(t, dana.post(path, f).body, "rubric-form")
	require.Equal(t, "3", f.Get("competencies"))
	f.Set("do", "remove-competency:2")
	f = form(t, dana.post(path, f).body, "rubric-form")
	f.Set("do", "save")
	saved := dana.post(path, f)
	require.Equal(t, http.StatusOK, saved.status)
	written := b.rubric(b.ids.Design)
	require.NoError(t, written.Lockable(rubric.LockOptions{}))

	agree := url.Values{"hash": {written.Hash()}}
	require.Contains(t, dana.post(path+"/agree", agree).body, "You have agreed")
	locked := marcus.post(path+"/agree", agree)
	require.Contains(t, locked.body, "The rubric is locked")
	require.Equal(t, http.StatusUnprocessableEntity, dana.post(path, f).status, "a locked rubric is not edited")
	strict(t, marcus.get(path))

	require.Equal(t, http.StatusUnprocessableEntity, dana.post(path+"/next", url.Values{"reason": {"too strict"}}).status)
	next := dana.post(path+"/next", url.Values{"reason": {"Level 4 asks for a title."}, "seen": {"grandfather"}})
	require.Contains(t, next.body, "Version 2")
}

func TestLintAsYouType(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := "/requisitions/" + string(b.ids.Design) + "/rubric"
	f := form(t, b.as(sample.Dana).get(path).body, "rubric-form")
	a := b.as(sample.Dana).post(path+"/lint", f)
	require.Equal(t, http.StatusOK, a.status)
	require.Contains(t, a.body, `"place":"/competencies/2/name"`, "culture fit has no place in a rubric")
	require.Equal(t, http.StatusNotFound, b.as(sample.Noor).post(path+"/lint", f).status)
	require.Equal(t, http.StatusNotFound, b.as(sample.Ken).post(path, f).status)
}

// TestWeights sets weights by the form: as it was they change nothing, where they
// differ they need a reason, and what two people set is merged field by field.
func TestWeights(t *testing.T) {
	t.Parallel()
	b := start(t)
	dana, marcus := b.as(sample.Dana), b.as(sample.Marcus)
	path := "/requisitions/" + string(b.ids.Design) + "/rubric"
	f := form(t, dana.get(path).body, "rubric-form")
	require.Equal(t, "1", f.Get("c.0.weight"))
	f.Set("do", "save")
	require.Equal(t, http.StatusOK, dana.post(path, f).status)
	for _, c := range b.rubric(b.ids.Design).Competencies {
		require.Nil(t, c.Weight, "weights that nobody set are none")
	}

	lint := func(change ...string) string {
		f := form(t, dana.get(path).body, "rubric-form")
		for i := 0; i < len(change); i += 2 {
			f.Set(change[i], change[i+1])
		}
		return dana.post(path+"/lint", f).body
	}
	require.NotContains(t, lint(), `"/weight`)
	require.Contains(t, lint("c.0.weight", "3"), `"place":"/weight_rationale"`, "they differ without a reason")
	require.Contains(t, lint("weight_rationale", "It is most of the day."), `"place":"/weight_rationale"`, "a reason for nothing")
	require.NotContains(t, lint("c.0.weight", "3", "weight_rationale", "It is most of the day."), `"/weight`)
	for _, wrong := range []string{"0", "-2", "1.5", "heavy", "99999999999999999999"} {
		require.Contains(t, lint("c.1.weight", wrong), `"place":"/competencies/1/weight"`, wrong)
	}
	require.Contains(t, lint("c.0.weight", "3", "weight_rationale", "A culture fit weighs most."), `"place":"/weight_rationale","severity":"error"`)

	hers, his := form(t, dana.get(path).body, "rubric-form"), form(t, marcus.get(path).body, "rubric-form")
	hers.Set("c.0.weight", "3")
	hers.Set("weight_rationale", "It is <most> of the day.")
	hers.Set("do", "save")
	a := dana.post(path, hers)
	require.Equal(t, http.StatusOK, a.status)
	strict(t, a)
	require.Contains(t, a.body, "It is &lt;most&gt; of the day.")
	his.Set("c.1.weight", "2")
	his.Set("do", "save")
	a = marcus.post(path, his)
	require.Equal(t, http.StatusConflict, a.status)
	require.Contains(t, a.body, "weighs 3 instead of 1")
	again := form(t, a.body, "rubric-form")
	again.Set("do", "merge")
	both := form(t, marcus.post(path, again).body, "rubric-form")
	both.Set("do", "save")
	require.Equal(t, http.StatusOK, marcus.post(path, both).status)
	written := b.rubric(b.ids.Design)
	require.Equal(t, 3, *written.Competencies[0].Weight)
	require.Equal(t, 2, *written.Competencies[1].Weight)
	require.Nil(t, written.Competencies[2].Weight)
	require.Equal(t, "It is <most> of the day.", written.WeightRationale)
	empty := form(t, dana.get(path).body, "rubric-form")
	empty.Set("c.0.weight", "")
	empty.Set("c.1.weight", "1")
	empty.Set("weight_rationale", "")
	empty.Set("do", "save")
	require.Equal(t, http.StatusOK, dana.post(path, empty).status)
	require.NotContains(t, lint(), `"/weight`)
}
