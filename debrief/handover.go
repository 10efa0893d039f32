package debrief

import (
	"slices"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/internal/canonical"
	"github.com/hirealign/hirealign/requisition"
)

// HandOver takes up that the search has another hiring manager or recruiter: a
// debrief that is still to be decided is owned by the new hiring manager, and the
// new person takes part instead of the one before. It returns false where there is
// nothing to take up.
func (m Meeting) HandOver(role actor.Role, before, after requisition.Requisition, at time.Time) (Meeting, bool) {
	d := m.doc
	if d.Stage == Ended || d.Stage == Cancelled {
		return m, false
	}
	from, to := before.HiringManager, after.HiringManager
	if role == actor.Recruiter {
		from, to = before.Recruiter, after.Recruiter
	}
	changed := false
	if role == actor.HiringManager && d.Owner.ID == from.ID {
		d.Owner, changed = to, true
	}
	if i := slices.IndexFunc(d.Participants, func(p Participant) bool { return p.Person.ID == from.ID && p.Role == role }); i >= 0 {
		d.Participants, changed = slices.Clone(d.Participants), true
		d.Participants[i].Person = to
		d.Participants = slices.DeleteFunc(d.Participants, func(p Participant) bool { return p.Person.ID == to.ID && p.Role != role })
	}
	if changed {
		d.ChangedAt = at.UTC()
	}
	return Meeting{doc: d}, changed
}

// Forget takes the content about an application out of a debrief because the
// person's data were erased: estimates, objections and waivers of its interviews.
// Ids, outcomes and times stay. An application without an outcome leaves the
// debrief, which ends where all others have one; the last one stays named. The
// packet is the one that was revealed, without the application's part.
func (m Meeting) Forget(a requisition.ApplicationID, interviews []requisition.InterviewID, p Packet, at time.Time) (Meeting, error) {
	d := m.doc
	d.Estimates = slices.DeleteFunc(slices.Clone(d.Estimates), func(e Estimate) bool { return e.Application == a })
	d.Objections = slices.DeleteFunc(slices.Clone(d.Objections), func(o Objection) bool { return o.Application == a })
	d.Waived = slices.DeleteFunc(slices.Clone(d.Waived), func(w Waiver) bool { return slices.Contains(interviews, w.Interview) })
	if _, decided := d.ending(a); !decided && len(d.Applications) > 1 {
		d.Applications = slices.DeleteFunc(slices.Clone(d.Applications), func(id requisition.ApplicationID) bool { return id == a })
		if (d.Stage == Revealed || d.Stage == Rerating) && d.complete() {
			d.Stage = Ended
		}
	}
	if d.PacketHash != "" && p.ID != "" {
		hash, err := canonical.Hash(p)
		if err != nil {
			return Meeting{}, err
		}
		d.PacketHash = hash
	}
	d.ChangedAt = at.UTC()
	return Meeting{doc: d}, nil
}

// Forget returns the packet without an application's part.
func (p Packet) Forget(a requisition.ApplicationID) Packet {
	p.Finalists = slices.DeleteFunc(slices.Clone(p.Finalists), func(f Finalist) bool { return f.Application == a })
	return p
}
