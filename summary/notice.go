package summary

import (
	"slices"
	"time"

	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/requisition"
)

// OverBand is how far above the band an expectation calls for a notice, in
// thousandths of the band's top: 15 percent.
const OverBand = 150

// NoticeOptions change when a notice is due. Nil is valid.
type NoticeOptions struct {
	// OverBandPermille replaces OverBand; 0 does not.
	OverBandPermille int64
	// Zone is the hiring manager's zone, in which the day ends; nil is UTC.
	Zone *time.Location
}

// Notice tells the hiring manager on the same day that a candidate expects more
// than the band holds, while there is time to talk about either. It is a value:
// the host delivers it.
type Notice struct {
	To          requisition.Person        `json:"to"`
	Requisition requisition.ID            `json:"requisition_id"`
	Application requisition.ApplicationID `json:"application_id"`
	Candidate   string                    `json:"candidate"`
	// Due is the end of the day on which the summary was made.
	Due         time.Time          `json:"due"`
	Expectation compensation.Range `json:"expectation"`
	Band        compensation.Range `json:"band"`
	// OverBandPermille is how far the expectation's middle lies above the band's top.
	OverBandPermille int64             `json:"over_band_permille"`
	Evidence         evidence.Citation `json:"evidence"`
	// Median is that of the middles of all comparable expectations of the search,
	// this one included, in whole units rounded down; N is how many there are.
	Median int64 `json:"median"`
	N      int   `json:"n"`
}

// NewNotice returns the notice that a summary calls for, and false where it calls
// for none: no expectation, none that is comparable, or one within reach. All are
// the present summaries of the search, in any order; those of other searches are
// left out.
func NewNotice(s Summary, req requisition.Requisition, all []Summary, opts *NoticeOptions) (Notice, bool) {
	var o NoticeOptions
	if opts != nil {
		o = *opts
	}
	if o.OverBandPermille == 0 {
		o.OverBandPermille = OverBand
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if s.Compensation == nil || s.Requisition != req.ID {
		return Notice{}, false
	}
	gap, err := compensation.Compare(s.Compensation.Expectation, req.Compensation)
	if err != nil || gap.OverBandPermille < o.OverBandPermille {
		return Notice{}, false
	}
	day := s.MadeAt.In(o.Zone)
	n := Notice{
		To: req.HiringManager, Requisition: s.Requisition, Application: s.Application, Candidate: s.Candidate,
		Due:         time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, o.Zone).UTC(),
		Expectation: s.Compensation.Expectation, Band: req.Compensation, OverBandPermille: gap.OverBandPermille, Evidence: s.Compensation.Evidence,
	}
	doubled := []int64{n.Expectation.Low + n.Expectation.High}
	for _, other := range all {
		if other.Application == s.Application || other.Requisition != req.ID || other.Compensation == nil {
			continue
		}
		e := other.Compensation.Expectation
		if _, err := compensation.Compare(e, req.Compensation); err == nil {
			doubled = append(doubled, e.Low+e.High)
		}
	}
	slices.Sort(doubled)
	n.N = len(doubled)
	n.Median = (doubled[(n.N-1)/2] + doubled[n.N/2]) / 4
	return n, true
}
