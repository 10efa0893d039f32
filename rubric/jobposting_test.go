package rubric_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/lint"
	"github.com/hirealign/hirealign/rubric"
)

func posting(t testing.TB) rubric.JobPosting {
	t.Helper()
	return rubric.JobPosting{
		SchemaVersion: rubric.SchemaVersion, Description: fixture.Locked(t).JobDescription(),
		Organization: rubric.Organization{Name: "Carrier Pay"}, PostedOn: "2026-03-02",
		Places: []rubric.Place{{Locality: "Lisbon", Country: "PT"}},
	}
}

func ExampleJobPosting_JSONLD() {
	r := fixture.Rubric()
	r.Competencies[0].Terms = []rubric.Term{{Scheme: "esco", URI: "http://data.europa.eu/esco/skill/incident", Label: "manage incidents"}}
	locked, _ := lockAt(r, fixture.Now)
	p := rubric.JobPosting{
		Description: locked.JobDescription(), Organization: rubric.Organization{Name: "Carrier Pay"}, PostedOn: "2026-03-02",
		Remote: true, RemoteFrom: []string{"PT"}, ShowPay: true, Employment: []rubric.EmploymentType{rubric.FullTime},
	}
	raw, err := p.JSONLD(nil)
	var out struct {
		Type   string          `json:"@type"`
		Title  string          `json:"title"`
		Remote string          `json:"jobLocationType"`
		Salary json.RawMessage `json:"baseSalary"`
		Skills json.RawMessage `json:"skills"`
	}
	_ = json.Unmarshal(raw, &out)
	fmt.Println(out.Type, out.Title, out.Remote, err)
	fmt.Println(string(out.Salary))
	fmt.Println(string(out.Skills))
	fmt.Println(p.Missing())
	// Output:
	// JobPosting Backend Engineer TELECOMMUTE <nil>
	// {"@type":"MonetaryAmount","currency":"EUR","value":{"@type":"QuantitativeValue","minValue":60000,"maxValue":80000,"unitText":"YEAR"}}
	// [{"@type":"DefinedTerm","@id":"http://data.europa.eu/esco/skill/incident","name":"manage incidents","inDefinedTermSet":"esco"}]
	// [directApply identifier validThrough hiringOrganization.sameAs]
}

func TestPayIsShownOnlyByChoice(t *testing.T) {
	t.Parallel()
	p := posting(t)
	raw, err := p.JSONLD(nil)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "60000")
	require.NotContains(t, p.Description.HTML(), "60000")
	require.Contains(t, p.Missing(), "baseSalary")
	p.ShowPay = true
	p.Description.Compensation.Low = p.Description.Compensation.High
	raw, err = p.JSONLD(nil)
	require.NoError(t, err)
	require.Contains(t, string(raw), `"value":80000,"unitText":"YEAR"`)
}

func TestAPostingNeverDiscriminates(t *testing.T) {
	t.Parallel()
	p := posting(t)
	p.Description.MustHaves[0].Description = "A digital native who fits a young and dynamic team"
	_, err := p.JSONLD(nil)
	require.ErrorIs(t, err, rubric.ErrLint)
	require.Equal(t, "/description/must_haves/0/description", fault.Of(err)[0].Path)
	require.NotContains(t, err.Error(), "dynamic")
	for _, set := range []func(*rubric.JobDescription){
		func(d *rubric.JobDescription) { d.Title = "Native English speaker" },
		func(d *rubric.JobDescription) { d.Purpose = "Join as a recent graduate" },
		func(d *rubric.JobDescription) { d.Outcomes = []string{"Stays physically fit"} },
		func(d *rubric.JobDescription) { d.Growth[0].Name = "Executive presence" },
	} {
		p := posting(t)
		set(&p.Description)
		_, err := p.JSONLD(nil)
		require.ErrorIs(t, err, rubric.ErrLint)
		p.Waivers = []lint.Waiver{{Code: p.Lint(nil).Blocking()[0].Code, Reason: "cleared by counsel", By: fixture.People(t).Dana, At: fixture.Now}}
		_, err = p.JSONLD(nil)
		require.NoError(t, err)
	}
}

func TestPostingNamesEveryFault(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code   string
		change func(*rubric.JobPosting)
	}{
		{"posting.title_missing", func(p *rubric.JobPosting) { p.Description.Title = "" }},
		{"posting.description_missing", func(p *rubric.JobPosting) { p.Description = rubric.JobDescription{Title: "x"} }},
		{"posting.organization_missing", func(p *rubric.JobPosting) { p.Organization.Name = "" }},
		{"posting.day_invalid", func(p *rubric.JobPosting) { p.PostedOn = "" }},
		{"posting.day_invalid", func(p *rubric.JobPosting) { p.ValidThrough = "soon" }},
		{"posting.ends_before_it_starts", func(p *rubric.JobPosting) { p.ValidThrough = "2026-01-01" }},
		{"posting.place_missing", func(p *rubric.JobPosting) { p.Places = nil }},
		{"posting.remote_from_missing", func(p *rubric.JobPosting) { p.Places, p.Remote = nil, true }},
		{"posting.country_invalid", func(p *rubric.JobPosting) { p.Places[0].Country = "Portugal" }},
		{"posting.country_invalid", func(p *rubric.JobPosting) { p.RemoteFrom = []string{"pt"} }},
		{"posting.employment_invalid", func(p *rubric.JobPosting) { p.Employment = []rubric.EmploymentType{"GIG"} }},
		{"posting.openings_invalid", func(p *rubric.JobPosting) { p.Openings = -1 }},
		{"posting.url_invalid", func(p *rubric.JobPosting) { p.URL = "javascript:alert(1)" }},
		{"posting.pay_missing", func(p *rubric.JobPosting) { p.ShowPay, p.Description.Compensation = true, compensation.Range{} }},
		{"compensation.range_reversed", func(p *rubric.JobPosting) { p.Description.Compensation.High = 1 }},
		{"lint.waiver_reason_missing", func(p *rubric.JobPosting) { p.Waivers = make([]lint.Waiver, 1) }},
	}
	for _, tt := range tests {
		p := posting(t)
		tt.change(&p)
		_, err := p.JSONLD(nil)
		require.ErrorIs(t, err, rubric.ErrInvalid, tt.code)
		require.True(t, fault.Has(err, tt.code), "%s: %v", tt.code, err)
	}
}

// A posting stands inside a script element: nothing that people wrote may end it.
func TestPostingIsSafeInAPage(t *testing.T) {
	t.Parallel()
	p := posting(t)
	p.Description.Purpose = `Ships </script><script>alert("1")</script> & more`
	p.Organization = rubric.Organization{Name: "A & B <i>", URL: "https://example.com"}
	p.Identifier = "p-1"
	raw, err := p.JSONLD(nil)
	require.NoError(t, err)
	require.NotContains(t, strings.ToLower(string(raw)), "</script")
	var out map[string]any
	require.NoError(t, json.Unmarshal(raw, &out))
	require.Contains(t, out["description"], "<p>Ships &lt;/script&gt;")
	require.Equal(t, "https://schema.org", out["@context"])
	for _, required := range []string{"title", "description", "datePosted", "hiringOrganization", "jobLocation"} {
		require.Contains(t, out, required)
	}
}
