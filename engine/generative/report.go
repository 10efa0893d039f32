package generative

import (
	"fmt"
	"sync"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

// Report says what a draft took, or what a competency of suggested levels or a
// finalist of a brief did. It holds no text.
type Report struct {
	Task string
	// Calls counts requests, repairs and failures included; Repairs those that asked
	// again because of what was wrong, Retries those that asked for more room.
	Calls, Repairs, Retries int
	// Usage is what the replies report.
	Usage llm.Usage
	// PerCall is each request, in the order in which they ended.
	PerCall []CallReport
	// Removed counts characters that were taken out of the model's copy of the
	// conversation because they cannot be seen: they hide or reorder text.
	Removed int
	// Findings say where there is text that people do not say.
	Findings []Finding
}

// CallReport says what one request took.
type CallReport struct {
	// Competency is what a call of a scorecard was about, "" for all.
	Competency rubric.CompetencyID
	Repair     bool
	Usage      llm.Usage
	// Failed is the kind of the failure, "" for a usable reply.
	Failed llm.Kind
}

// Finding is something in a conversation that people do not say. It is a sign that
// a person should look at the line.
type Finding struct {
	Kind FindingKind
	// Source and Segment are where it is.
	Source, Segment string
	Count           int
}

// Prices are what a token costs, in any unit; they are the host's.
type Prices struct{ Input, CacheRead, CacheWrite, Output float64 }

// Of returns what usage costs.
func (p Prices) Of(u llm.Usage) float64 {
	plain := u.Input - u.CacheRead - u.CacheWrite
	return float64(plain)*p.Input + float64(u.CacheRead)*p.CacheRead + float64(u.CacheWrite)*p.CacheWrite + float64(u.Output)*p.Output
}

// Progress says that one competency of a scorecard is done.
type Progress struct {
	Task        string
	Done, Total int
	Competency  rubric.CompetencyID
	// Claims are not verified by the domain yet: scorecard.NewDraft does that.
	Claims []scorecard.ProposedEvidence
	// Err is nil for a competency that was drafted.
	Err error
}

// PartialError is returned beside a proposal that lacks some competencies.
type PartialError struct {
	// Failed are those that could not be drafted, in the order of the assignment.
	Failed []FailedCompetency
}

// FailedCompetency is a competency whose draft failed.
type FailedCompetency struct {
	Competency rubric.CompetencyID
	Err        error
}

// Error names how many failed and the kind of the first.
func (e *PartialError) Error() string {
	if len(e.Failed) == 0 {
		return "generative: nothing failed"
	}
	return fmt.Sprintf("generative: %d competencies were not drafted: %v", len(e.Failed), e.Failed[0].Err)
}

// Unwrap returns the failures.
func (e *PartialError) Unwrap() []error {
	out := make([]error, len(e.Failed))
	for i, f := range e.Failed {
		out[i] = f.Err
	}
	return out
}

// meter sums up what a draft took.
type meter struct {
	mu sync.Mutex
	r  Report
}

func (m *meter) call(c CallReport, retry bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.r.Calls++
	if c.Repair {
		m.r.Repairs++
	}
	if retry {
		m.r.Retries++
	}
	m.r.Usage = m.r.Usage.Add(c.Usage)
	m.r.PerCall = append(m.r.PerCall, c)
}

func (e *Engine) report(m *meter, task string, s *sheet) {
	if e.opts.OnReport == nil {
		return
	}
	m.mu.Lock()
	r := m.r
	m.mu.Unlock()
	r.Task, r.Removed, r.Findings = task, s.removed(), s.findings
	e.opts.OnReport(r)
}
