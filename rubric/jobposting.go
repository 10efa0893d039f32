package rubric

import (
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
)

// EmploymentType is how somebody is employed, in the words of schema.org's
// JobPosting as search engines read it.
type EmploymentType string

// The employment types.
const (
	FullTime   EmploymentType = "FULL_TIME"
	PartTime   EmploymentType = "PART_TIME"
	Contractor EmploymentType = "CONTRACTOR"
	Temporary  EmploymentType = "TEMPORARY"
	Intern     EmploymentType = "INTERN"
	Volunteer  EmploymentType = "VOLUNTEER"
	PerDiem    EmploymentType = "PER_DIEM"
	OtherType  EmploymentType = "OTHER"
)

// Place is where the work is done.
type Place struct {
	Street     string `json:"street,omitzero"`
	Locality   string `json:"locality,omitzero"`
	Region     string `json:"region,omitzero"`
	PostalCode string `json:"postal_code,omitzero"`
	// Country is an ISO 3166-1 alpha-2 code such as PT.
	Country string `json:"country"`
}

// Organization is who hires.
type Organization struct {
	Name string `json:"name"`
	// URL is the organization's own page, Logo an image's address; "" for none.
	URL  string `json:"url,omitzero"`
	Logo string `json:"logo,omitzero"`
}

// JobPosting is a job description with what a search engine needs besides.
type JobPosting struct {
	SchemaVersion int            `json:"schema_version"`
	Description   JobDescription `json:"description"`
	Organization  Organization   `json:"organization"`
	// PostedOn and ValidThrough are days, YYYY-MM-DD; ValidThrough may be "".
	PostedOn     string           `json:"posted_on"`
	ValidThrough string           `json:"valid_through,omitzero"`
	Employment   []EmploymentType `json:"employment,omitzero"`
	Places       []Place          `json:"places,omitzero"`
	// Remote says that all of the work may be done from elsewhere; RemoteFrom are the
	// countries from which, as ISO 3166-1 alpha-2 codes.
	Remote     bool     `json:"remote,omitzero"`
	RemoteFrom []string `json:"remote_from,omitzero"`
	Openings   int      `json:"openings,omitzero"`
	// Identifier is the host's own id of the posting, URL its page.
	Identifier string `json:"identifier,omitzero"`
	URL        string `json:"url,omitzero"`
	// ShowPay puts the compensation band into the posting. It is the host's choice,
	// and in some places the law's.
	ShowPay bool `json:"show_pay,omitzero"`
	// DirectApply says that the page takes applications itself; nil says nothing.
	DirectApply *bool         `json:"direct_apply,omitzero"`
	Waivers     []lint.Waiver `json:"waivers,omitzero"`
}

// Validate reports what a JobPosting lacks that search engines require: title,
// description, organization, the day of posting, and a place or, for remote work,
// the countries. All faults come under ErrInvalid.
func (p JobPosting) Validate() error {
	var list fault.List
	d := p.Description
	if strings.TrimSpace(d.Title) == "" {
		list.Add("posting.title_missing", "/description/title", "a posting has a title")
	}
	if d.Purpose == "" && len(d.Outcomes) == 0 && len(d.MustHaves) == 0 {
		list.Add("posting.description_missing", "/description", "a posting describes the job")
	}
	if strings.TrimSpace(p.Organization.Name) == "" {
		list.Add("posting.organization_missing", "/organization/name", "a posting says who hires")
	}
	day := func(path, s string, required bool) {
		if _, err := time.Parse(time.DateOnly, s); err != nil && (required || s != "") {
			list.Add("posting.day_invalid", path, "a day is written YYYY-MM-DD")
		}
	}
	day("/posted_on", p.PostedOn, true)
	day("/valid_through", p.ValidThrough, false)
	if p.ValidThrough != "" && p.ValidThrough < p.PostedOn {
		list.Add("posting.ends_before_it_starts", "/valid_through", "a posting ends after it was posted")
	}
	if len(p.Places) == 0 && !p.Remote {
		list.Add("posting.place_missing", "/places", "a posting says where the work is done")
	}
	if p.Remote && len(p.RemoteFrom) == 0 && len(p.Places) == 0 {
		list.Add("posting.remote_from_missing", "/remote_from", "remote work names the countries that it may be done from")
	}
	for i, pl := range p.Places {
		if !isCountry(pl.Country) {
			list.Add("posting.country_invalid", fault.Path("places", i, "country"), "a country is an ISO 3166-1 code such as PT")
		}
	}
	for i, c := range p.RemoteFrom {
		if !isCountry(c) {
			list.Add("posting.country_invalid", fault.Path("remote_from", i), "a country is an ISO 3166-1 code such as PT")
		}
	}
	for i, e := range p.Employment {
		if !slices.Contains([]EmploymentType{FullTime, PartTime, Contractor, Temporary, Intern, Volunteer, PerDiem, OtherType}, e) {
			list.Add("posting.employment_invalid", fault.Path("employment", i), "the employment type is not one that search engines know")
		}
	}
	if p.Openings < 0 {
		list.Add("posting.openings_invalid", "/openings", "openings are not below zero")
	}
	for _, u := range []struct{ path, url string }{{"/url", p.URL}, {"/organization/url", p.Organization.URL}, {"/organization/logo", p.Organization.Logo}} {
		if v, err := url.Parse(u.url); u.url != "" && (err != nil || v.Scheme != "https" && v.Scheme != "http" || v.Host == "") {
			list.Add("posting.url_invalid", u.path, "an address begins with https:// or http://")
		}
	}
	switch {
	case p.ShowPay && d.Compensation.IsZero():
		list.Add("posting.pay_missing", "/description/compensation", "there is no compensation band to show")
	case !d.Compensation.IsZero():
		list.Within("/description/compensation", d.Compensation.Faults())
	}
	for i, w := range p.Waivers {
		list.Within(fault.Path("waivers", i), w.Faults())
	}
	return list.Err(ErrInvalid)
}

func isCountry(s string) bool {
	return len(s) == 2 && 'A' <= s[0] && s[0] <= 'Z' && 'A' <= s[1] && s[1] <= 'Z'
}

// Missing names the recommended properties of schema.org's JobPosting that this
// one lacks, by their schema.org names.
func (p JobPosting) Missing() []string {
	var out []string
	add := func(name string, missing bool) {
		if missing {
			out = append(out, name)
		}
	}
	add("baseSalary", !p.ShowPay)
	add("directApply", p.DirectApply == nil)
	add("employmentType", len(p.Employment) == 0)
	add("identifier", p.Identifier == "")
	add("validThrough", p.ValidThrough == "")
	add("hiringOrganization.sameAs", p.Organization.URL == "")
	return out
}

// Lint reports words that do not belong into an advertisement. A nil linter is
// lint.Standard.
func (p JobPosting) Lint(l *lint.Linter) lint.Report {
	if l == nil {
		l = lint.Standard()
	}
	c, d := check{linter: l}, p.Description
	c.text(lint.Posting, "/description/title", d.Title)
	c.text(lint.Posting, "/description/level", d.Level)
	c.text(lint.Posting, "/description/purpose", d.Purpose)
	for i, o := range d.Outcomes {
		c.text(lint.Posting, fault.Path("description", "outcomes", i), o)
	}
	for _, list := range []struct {
		name string
		of   []Requirement
	}{{"must_haves", d.MustHaves}, {"growth", d.Growth}} {
		for i, r := range list.of {
			c.text(lint.Posting, fault.Path("description", list.name, i, "name"), r.Name)
			c.text(lint.Posting, fault.Path("description", list.name, i, "description"), r.Description)
		}
	}
	return l.Report(c.found, p.Waivers)
}

// JSONLD returns the posting as JSON-LD for a page's
// <script type="application/ld+json">: schema.org's JobPosting. It returns
// ErrInvalid for what Validate reports and ErrLint for words that discriminate and
// that nobody has waived. A nil linter is lint.Standard.
func (p JobPosting) JSONLD(l *lint.Linter) (json.RawMessage, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := refuse(p.Lint(l)); err != nil {
		return nil, err
	}
	d := p.Description
	out := jobPosting{
		Context: "https://schema.org", Type: "JobPosting", Title: d.Title, Description: d.HTML(),
		DatePosted: p.PostedOn, ValidThrough: p.ValidThrough, EmploymentType: p.Employment,
		Organization:   organization{Type: "Organization", Name: p.Organization.Name, SameAs: p.Organization.URL, Logo: p.Organization.Logo},
		TotalOpenings:  p.Openings,
		URL:            p.URL,
		DirectApply:    p.DirectApply,
		Qualifications: sentences(d.MustHaves), Responsibilities: strings.Join(d.Outcomes, " "),
	}
	if p.Identifier != "" {
		out.Identifier = &propertyValue{Type: "PropertyValue", Name: p.Organization.Name, Value: p.Identifier}
	}
	for _, pl := range p.Places {
		out.JobLocation = append(out.JobLocation, jobPlace{Type: "Place", Address: postalAddress{
			Type: "PostalAddress", Street: pl.Street, Locality: pl.Locality, Region: pl.Region, PostalCode: pl.PostalCode, Country: pl.Country,
		}})
	}
	if p.Remote {
		out.LocationType = "TELECOMMUTE"
		for _, c := range p.RemoteFrom {
			out.ApplicantLocations = append(out.ApplicantLocations, country{Type: "Country", Name: c})
		}
	}
	if p.ShowPay {
		c := d.Compensation
		amount := quantity{Type: "QuantitativeValue", Unit: strings.ToUpper(string(c.Period))}
		if c.Low == c.High {
			amount.Value = c.Low
		} else {
			amount.Min, amount.Max = c.Low, c.High
		}
		out.BaseSalary = &monetaryAmount{Type: "MonetaryAmount", Currency: c.Currency, Value: amount}
	}
	for _, r := range slices.Concat(d.MustHaves, d.Growth) {
		for _, t := range r.Terms {
			out.Skills = append(out.Skills, definedTerm(t))
		}
	}
	for _, t := range d.Terms {
		out.Occupation = append(out.Occupation, categoryCode{
			Type: "CategoryCode", Name: t.Label, Code: t.Code, URL: t.URI, Set: categoryCodeSet{Type: "CategoryCodeSet", Name: t.Scheme},
		})
	}
	return json.Marshal(out) // its escapes of < and > keep the text inside a script element
}

func definedTerm(t Term) skill {
	return skill{Type: "DefinedTerm", Name: t.Label, ID: t.URI, Code: t.Code, Set: t.Scheme}
}

func sentences(rs []Requirement) string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = r.Name + ": " + r.Description
	}
	return strings.Join(out, " ")
}

// HTML renders the description in the few elements that search engines accept:
// paragraphs and lists. Pay is left out: a posting shows it by choice.
func (d JobDescription) HTML() string {
	var b strings.Builder
	p := func(s string) {
		if s != "" {
			b.WriteString("<p>" + html.EscapeString(s) + "</p>")
		}
	}
	list := func(title string, items []string) {
		if len(items) == 0 {
			return
		}
		p(title)
		b.WriteString("<ul>")
		for _, it := range items {
			b.WriteString("<li>" + html.EscapeString(it) + "</li>")
		}
		b.WriteString("</ul>")
	}
	lines := func(rs []Requirement) []string {
		out := make([]string, len(rs))
		for i, r := range rs {
			out[i] = r.Name + ": " + r.Description
		}
		return out
	}
	p(d.Purpose)
	list("Outcomes", d.Outcomes)
	list("Needed from the first day", lines(d.MustHaves))
	list("Can be learnt in the role", lines(d.Growth))
	return b.String()
}
