package rubric

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
)

const (
	// MostCompetencies is how many competencies a rubric may have; five to eight
	// is what the US Office of Personnel Management advises for a structured interview.
	MostCompetencies = 12
	fewestLevels     = 2
	mostLevels       = 7
)

var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// Validate reports every fault of the rubric under ErrInvalid. It checks what a
// lock needs; what the words say is the matter of Lint.
func (r Rubric) Validate() error {
	list := r.stored()
	if r.Version > 1 {
		if r.Predecessor == "" {
			list.Add("rubric.predecessor_missing", "/predecessor", "a new version names the content hash of the one before")
		}
		if r.Seen == "" {
			list.Add("rubric.seen_missing", "/seen", "say what happens to candidates who were seen already: rerate or grandfather")
		}
	}
	return list.Err(ErrInvalid)
}

// stored lists the faults that no locked rubric may have, whenever it was locked.
func (r Rubric) stored() fault.List {
	var list fault.List
	if r.ID == "" {
		list.Add("rubric.id_missing", "/id", "a rubric needs an id")
	}
	if r.Version < 1 {
		list.Add("rubric.version_missing", "/version", "versions count from 1")
	}
	if r.Version > 1 && strings.TrimSpace(r.ChangeReason) == "" {
		list.Add("rubric.change_reason_missing", "/change_reason", "a new version says why the rubric changed")
	}
	if strings.TrimSpace(r.Role.Title) == "" {
		list.Add("rubric.title_missing", "/role/title", "the role has no title")
	}
	switch n := len(r.Competencies); {
	case n == 0:
		list.Add("rubric.competencies_missing", "/competencies", "a rubric needs at least one competency")
	case n > MostCompetencies:
		list.Add("rubric.competencies_too_many", "/competencies", "a rubric has at most "+strconv.Itoa(MostCompetencies)+" competencies")
	}
	known := r.checkCompetencies(&list)
	r.checkQuestions(&list, known)
	r.checkWeights(&list)
	if !r.Compensation.IsZero() {
		list.Within("/compensation", r.Compensation.Faults())
	}
	switch r.Seen {
	case "", Rerate, Grandfather:
	default:
		list.Add("rubric.seen_invalid", "/seen", "the choice is rerate or grandfather")
	}
	if r.Version == 1 && (r.Seen != "" || r.Predecessor != "") {
		list.Add("rubric.predecessor_unused", "/predecessor", "the first version replaces none")
	}
	checkTerms(&list, "/role", r.Role.Terms)
	for i, w := range r.Waivers {
		list.Within(fault.Path("waivers", i), w.Faults())
	}
	return list
}

func checkTerms(list *fault.List, at string, terms []Term) {
	for i, t := range terms {
		if t.Scheme == "" || t.Label == "" {
			list.Add("rubric.term_incomplete", at+fault.Path("terms", i), "a term has a scheme and a label")
		}
		if u, err := url.Parse(t.URI); err != nil || !u.IsAbs() {
			list.Add("rubric.term_uri_invalid", at+fault.Path("terms", i, "uri"), "the term's URI is absolute")
		}
	}
}

func (r Rubric) checkCompetencies(list *fault.List) map[CompetencyID]bool {
	known := make(map[CompetencyID]bool, len(r.Competencies))
	must := false
	for i, c := range r.Competencies {
		at := fault.Path("competencies", i)
		switch {
		case !idPattern.MatchString(string(c.ID)):
			list.Add("rubric.competency_id_invalid", at+"/id", "a competency's id is made of a-z, 0-9 and hyphens")
		case known[c.ID]:
			list.Add("rubric.competency_id_repeated", at+"/id", "two competencies have the same id")
		}
		known[c.ID] = true
		if strings.TrimSpace(c.Name) == "" {
			list.Add("rubric.competency_name_missing", at+"/name", "the competency has no name")
		}
		if strings.TrimSpace(c.Description) == "" {
			list.Add("rubric.competency_description_missing", at+"/description", "the competency is not described")
		}
		switch c.Kind {
		case MustHave:
			must = true
		case Growth:
		default:
			list.Add("rubric.competency_kind_invalid", at+"/kind", "the kind is must_have or growth")
		}
		r.checkAnchors(list, at, c)
		if !c.JobLink.IsZero() && (strings.TrimSpace(c.JobLink.Task) == "" || c.JobLink.By.IsZero() || c.JobLink.At.IsZero()) {
			list.Add("rubric.job_link_incomplete", at+"/job_link", "a job link has a task, and who confirmed it when")
		}
		checkTerms(list, at, c.Terms)
		for j, b := range c.Basis {
			switch {
			case b.IsZero():
				list.Add("rubric.basis_empty", at+fault.Path("basis", j), "the citation is empty")
			case b.CheckPolicy(evidence.Intake()) != nil:
				list.Add("rubric.basis_not_admissible", at+fault.Path("basis", j), "the citation is neither the hiring manager's own words nor confirmed by them")
			}
		}
	}
	if len(r.Competencies) > 0 && !must {
		list.Add("rubric.must_have_missing", "/competencies", "at least one competency is a must-have")
	}
	if levels := r.Levels(); levels > 0 && (r.MeetsLevel < 1 || r.MeetsLevel > levels) {
		list.Add("rubric.meets_level_off_scale", "/meets_level", "the level that meets the bar is not on the scale")
	}
	return known
}

func (r Rubric) checkAnchors(list *fault.List, at string, c Competency) {
	n := len(c.Anchors)
	switch {
	case n == 0:
		list.Add("rubric.anchors_missing", at+"/anchors", "the competency has no anchors: say what each level looks like")
		return
	case n < fewestLevels || n > mostLevels:
		list.Add("rubric.anchors_count", at+"/anchors", "a scale has two to seven levels")
	case n != r.Levels():
		list.Add("rubric.anchors_differ", at+"/anchors", "all competencies have the same number of levels")
	}
	for i, a := range c.Anchors {
		where := at + fault.Path("anchors", i)
		if a.Level != i+1 {
			list.Add("rubric.anchor_level_invalid", where+"/level", "anchors go from level 1 upwards, one per level")
		}
		if strings.TrimSpace(a.Label) == "" {
			list.Add("rubric.anchor_label_missing", where+"/label", "the level has no name")
		}
		if strings.TrimSpace(a.Behaviour) == "" {
			list.Add("rubric.anchor_behaviour_missing", where+"/behaviour", "the level has no behaviour")
		}
	}
}

func (r Rubric) checkQuestions(list *fault.List, known map[CompetencyID]bool) {
	seen := make(map[QuestionID]bool, len(r.Questions))
	asked := make(map[CompetencyID]bool, len(known))
	for i, q := range r.Questions {
		at := fault.Path("questions", i)
		switch {
		case !idPattern.MatchString(string(q.ID)):
			list.Add("rubric.question_id_invalid", at+"/id", "a question's id is made of a-z, 0-9 and hyphens")
		case seen[q.ID]:
			list.Add("rubric.question_id_repeated", at+"/id", "two questions have the same id")
		}
		seen[q.ID] = true
		if strings.TrimSpace(q.Text) == "" {
			list.Add("rubric.question_text_missing", at+"/text", "the question has no text")
		}
		if len(q.Competencies) == 0 && q.Kind != Eligibility {
			list.Add("rubric.question_competency_missing", at+"/competencies", "the question is evidence for no competency")
		}
		if q.Minutes < 0 {
			list.Add("rubric.question_minutes_invalid", at+"/minutes", "minutes are not below zero")
		}
		for j, c := range q.Competencies {
			if !known[c] {
				list.Add("rubric.question_competency_unknown", at+fault.Path("competencies", j), "the rubric has no such competency")
			}
			asked[c] = true
		}
	}
	for i, c := range r.Competencies {
		if c.Kind == MustHave && !asked[c.ID] {
			list.Add("rubric.question_missing", fault.Path("competencies", i), "no planned question asks for this must-have")
		}
	}
}

func (r Rubric) checkWeights(list *fault.List) {
	differ := false
	for i, c := range r.Competencies {
		if c.Weight != nil && *c.Weight < 1 {
			list.Add("rubric.weight_invalid", fault.Path("competencies", i, "weight"), "a weight is 1 or more")
		}
		differ = differ || c.weight() != r.Competencies[0].weight()
	}
	rationale := strings.TrimSpace(r.WeightRationale) != ""
	switch {
	case differ && !rationale:
		list.Add("rubric.weight_rationale_missing", "/weight_rationale", "weights that differ need a rationale")
	case !differ && rationale:
		list.Add("rubric.weight_rationale_unused", "/weight_rationale", "there is a rationale, but all weights are equal")
	}
}

func (c Competency) weight() int {
	if c.Weight == nil {
		return 1
	}
	return *c.Weight
}
