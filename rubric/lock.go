package rubric

import (
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/lint"
)

// LockOptions say how a rubric is checked before it is locked. The zero value is valid.
type LockOptions struct {
	// Linter has the host's packs; nil is lint.Standard.
	Linter *lint.Linter
}

// Lock fixes the rubric. The hiring manager and the recruiter, two named people
// in these roles, must have agreed to the hash of exactly this content. It
// returns ErrInvalid for a rubric that breaks a rule, ErrLint for an error that
// the standard lint finds and the rubric does not waive, and ErrAssent for an
// assent that is missing, by the wrong person or for other content.
func Lock(r Rubric, hiringManager, recruiter Assent) (Locked, error) {
	return LockWith(r, hiringManager, recruiter, LockOptions{})
}

// LockWith is Lock with a host's own packs.
func LockWith(r Rubric, hiringManager, recruiter Assent, opts LockOptions) (Locked, error) {
	if err := r.Lockable(opts); err != nil {
		return Locked{}, err
	}
	return seal(r, hiringManager, recruiter)
}

// Lockable returns nil where nothing but the two assents is missing: ErrInvalid
// for a rubric that breaks a rule, ErrLint for a finding that blocks the lock.
func (r Rubric) Lockable(opts LockOptions) error {
	if err := r.Validate(); err != nil {
		return err
	}
	return refuse(r.Lint(opts.Linter))
}

// refuse returns ErrLint with a fault for each finding that blocks. The fault
// names the rule and the place; the words stay in the document.
func refuse(report lint.Report) error {
	var list fault.List
	for _, f := range report.Blocking() {
		list.Add("rubric.lint_blocks", f.Path, f.Code+": "+f.Message)
	}
	return list.Err(ErrLint)
}

// seal checks the assents.
func seal(r Rubric, hiringManager, recruiter Assent) (Locked, error) {
	hash := r.Hash()
	var list fault.List
	list.Within("/hiring_manager", hiringManager.faults(hash, actor.HiringManager))
	list.Within("/recruiter", recruiter.faults(hash, actor.Recruiter))
	if !hiringManager.By.IsZero() && hiringManager.By.ID() == recruiter.By.ID() {
		list.Add("rubric.assent_same_person", "/recruiter/by", "hiring manager and recruiter are two people")
	}
	if err := list.Err(ErrAssent); err != nil {
		return Locked{}, err
	}
	hiringManager.At, recruiter.At = hiringManager.At.UTC(), recruiter.At.UTC()
	return Locked{rubric: r.Clone(), hash: hash, hiringManager: hiringManager, recruiter: recruiter}, nil
}

func (a Assent) faults(hash string, role actor.Role) fault.List {
	var list fault.List
	switch {
	case a.By.IsZero():
		list.Add("rubric.assent_missing", "/by", "nobody has agreed")
		return list
	case a.By.Role() != role:
		list.Add("rubric.assent_wrong_role", "/by/role", "the person does not act as "+string(role))
	}
	if a.Hash != hash {
		list.Add("rubric.assent_other_content", "/hash", "the person agreed to other content")
	}
	if a.At.IsZero() {
		list.Add("rubric.assent_time_missing", "/at", "an assent has a time")
	}
	return list
}

// Take returns the competency with the citations of the chosen criteria of an
// intake draft as its basis. It returns ErrInvalid for an index that the draft
// does not have.
func (d IntakeDraft) Take(c Competency, criteria ...int) (Competency, error) {
	c = c.clone()
	for _, i := range criteria {
		if i < 0 || i >= len(d.Criteria) {
			return Competency{}, fault.New(ErrInvalid, "rubric.criterion_unknown", fault.Path("criteria", i), "the intake draft has no such criterion")
		}
		c.Basis = append(c.Basis, evidence.CloneAll(d.Criteria[i].Basis)...)
	}
	return c, nil
}
