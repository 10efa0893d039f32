package debrief

import (
	"slices"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/canonical"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

// Close ends the collecting: every panelist's card is in, or waived by name. It
// returns ErrNotReady with one fault per missing card, and ErrInvalid for cards
// of another rubric or application.
func (m Meeting) Close(req Request, by actor.Human, at time.Time) (Meeting, []requisition.Act, error) {
	if err := m.enter(by, Collecting); err != nil {
		return Meeting{}, nil, err
	}
	p, err := m.packet(req, at)
	if err != nil {
		return Meeting{}, nil, err
	}
	d := m.next(at)
	d.Stage, d.ClosedAt, d.Cards = Closed, at.UTC(), cardIDs(p)
	return Meeting{doc: d}, []requisition.Act{d.act("debrief.closed", by, at)}, nil
}

func (m Meeting) packet(req Request, at time.Time) (Packet, error) {
	p, list, missing := newPacket(m.doc, req, at)
	if req.Rubric.IsZero() {
		return Packet{}, list.Err(rubric.ErrNotLocked)
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Packet{}, err
	}
	return p, missing.Err(ErrNotReady)
}

func cardIDs(p Packet) []scorecard.ID {
	var out []scorecard.ID
	for _, f := range p.Finalists {
		out = append(out, f.Cards...)
	}
	return out
}

// Reveal shows every card to everybody at once: it builds the packet from the
// cards that were in at the close, and from no other. The owner is waited on to
// decide.
func (m Meeting) Reveal(req Request, by actor.Human, at time.Time) (Meeting, Packet, []requisition.Act, error) {
	if err := m.enter(by, Closed); err != nil {
		return Meeting{}, Packet{}, nil, err
	}
	p, err := m.packet(req, at)
	if err != nil {
		return Meeting{}, Packet{}, nil, err
	}
	if !slices.Equal(cardIDs(p), m.doc.Cards) {
		return Meeting{}, Packet{}, nil, fault.New(ErrInvalid, "debrief.cards_differ", "/scorecard_ids", "the cards are not those that were in at the close")
	}
	d := m.next(at)
	d.Stage, d.RevealedAt = Revealed, at.UTC()
	if d.PacketHash, err = canonical.Hash(p); err != nil {
		return Meeting{}, Packet{}, nil, err
	}
	wait := &requisition.Waiting{Person: d.Owner.ID, For: requisition.ForDecision}
	acts := d.acts("debrief.revealed", by, at, wait, requisition.ForDebrief)
	for i := range acts {
		acts[i].Hash = p.RubricHash
	}
	return Meeting{doc: d}, p, acts, nil
}

// holds checks that the packet is the one that was revealed.
func (m Meeting) holds(p Packet) error {
	if hash, err := canonical.Hash(p); err != nil || hash != m.doc.PacketHash {
		return fault.New(ErrInvalid, "debrief.packet_differs", "/packet_hash", "the packet is not the one that was revealed")
	}
	return nil
}
