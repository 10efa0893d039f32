package rubric

// The types of this file have the names of schema.org.

type jobPosting struct {
	Context            string           `json:"@context"`
	Type               string           `json:"@type"`
	Title              string           `json:"title"`
	Description        string           `json:"description"`
	DatePosted         string           `json:"datePosted"`
	ValidThrough       string           `json:"validThrough,omitzero"`
	EmploymentType     []EmploymentType `json:"employmentType,omitzero"`
	Organization       organization     `json:"hiringOrganization"`
	Identifier         *propertyValue   `json:"identifier,omitzero"`
	JobLocation        []jobPlace       `json:"jobLocation,omitzero"`
	LocationType       string           `json:"jobLocationType,omitzero"`
	ApplicantLocations []country        `json:"applicantLocationRequirements,omitzero"`
	BaseSalary         *monetaryAmount  `json:"baseSalary,omitzero"`
	TotalOpenings      int              `json:"totalJobOpenings,omitzero"`
	URL                string           `json:"url,omitzero"`
	DirectApply        *bool            `json:"directApply,omitzero"`
	Responsibilities   string           `json:"responsibilities,omitzero"`
	Qualifications     string           `json:"qualifications,omitzero"`
	Skills             []skill          `json:"skills,omitzero"`
	Occupation         []categoryCode   `json:"occupationalCategory,omitzero"`
}

type organization struct {
	Type   string `json:"@type"`
	Name   string `json:"name"`
	SameAs string `json:"sameAs,omitzero"`
	Logo   string `json:"logo,omitzero"`
}

type propertyValue struct {
	Type  string `json:"@type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type jobPlace struct {
	Type    string        `json:"@type"`
	Address postalAddress `json:"address"`
}

type postalAddress struct {
	Type       string `json:"@type"`
	Street     string `json:"streetAddress,omitzero"`
	Locality   string `json:"addressLocality,omitzero"`
	Region     string `json:"addressRegion,omitzero"`
	PostalCode string `json:"postalCode,omitzero"`
	Country    string `json:"addressCountry"`
}

type country struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type monetaryAmount struct {
	Type     string   `json:"@type"`
	Currency string   `json:"currency"`
	Value    quantity `json:"value"`
}

type quantity struct {
	Type  string `json:"@type"`
	Value int64  `json:"value,omitzero"`
	Min   int64  `json:"minValue,omitzero"`
	Max   int64  `json:"maxValue,omitzero"`
	Unit  string `json:"unitText"`
}

type skill struct {
	Type string `json:"@type"`
	ID   string `json:"@id,omitzero"`
	Name string `json:"name"`
	Code string `json:"termCode,omitzero"`
	Set  string `json:"inDefinedTermSet,omitzero"`
}

type categoryCode struct {
	Type string          `json:"@type"`
	Name string          `json:"name"`
	Code string          `json:"codeValue,omitzero"`
	URL  string          `json:"url,omitzero"`
	Set  categoryCodeSet `json:"inCodeSet"`
}

type categoryCodeSet struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}
