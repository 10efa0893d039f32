package requisition

import (
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/compensation"
	"github.com/hirealign/hirealign/fault"
)

// OfferStatus is where an offer stands. Unknown values survive decoding.
type OfferStatus string

// The statuses of an offer.
const (
	OfferExtended OfferStatus = "extended"
	OfferAccepted OfferStatus = "accepted"
	OfferDeclined OfferStatus = "declined"
)

// Offer is what was put to a selected candidate, and their answer.
type Offer struct {
	SchemaVersion int           `json:"schema_version"`
	ID            OfferID       `json:"id"`
	Requisition   ID            `json:"requisition_id"`
	Application   ApplicationID `json:"application_id"`
	Status        OfferStatus   `json:"status"`
	// Terms is the pay that was offered; zero where it is kept elsewhere.
	Terms      compensation.Range `json:"terms,omitzero"`
	ExtendedAt time.Time          `json:"extended_at"`
	// AnswerBy is when an answer is due; zero without a date.
	AnswerBy   time.Time `json:"answer_by,omitzero"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	// Reason is why the candidate declined, in words; required for a decline.
	Reason string `json:"reason,omitzero"`
}

// Extend puts an offer to a selected candidate, who is waited on for an answer.
// It returns ErrNotAllowed where nobody decided for the candidate.
func (a Application) Extend(id OfferID, terms compensation.Range, answerBy time.Time, by actor.Human, at time.Time) (Offer, Act, error) {
	if err := checkActor(by); err != nil {
		return Offer{}, Act{}, err
	}
	if a.Status != Selected {
		return Offer{}, Act{}, fault.New(ErrNotAllowed, "requisition.not_selected", "/status", "an offer goes to a candidate whom a debrief decided for")
	}
	o := Offer{
		SchemaVersion: SchemaVersion, ID: id, Requisition: a.Requisition, Application: a.ID, Status: OfferExtended,
		Terms: terms, ExtendedAt: at.UTC(), AnswerBy: answerBy.UTC(),
	}
	var list fault.List
	if id == "" {
		list.Add("requisition.offer_id_missing", "/id", "an offer needs an id")
	}
	if !terms.IsZero() {
		list.Within("/terms", terms.Faults())
	}
	if !answerBy.IsZero() && !answerBy.After(at) {
		list.Add("requisition.answer_date_past", "/answer_by", "the answer is due after the offer")
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Offer{}, Act{}, err
	}
	act := o.act("offer.extended", by, at)
	act.To = string(OfferExtended)
	act.Settles = []Waiting{{For: ForOffer}}
	act.WaitingOn = []Waiting{{Candidate: a.Candidate, For: ForAnswer, Due: o.AnswerBy}}
	return o, act, nil
}

func (o Offer) act(kind string, by actor.Human, at time.Time) Act {
	act := NewAct(kind, by.Ref(), at)
	act.Requisition, act.Application, act.Record = o.Requisition, o.Application, string(o.ID)
	return act
}

// Accept records that the candidate accepted.
func (o Offer) Accept(by actor.Human, at time.Time) (Offer, Act, error) {
	return o.answer("offer.accepted", OfferAccepted, "", by, at)
}

// Decline records that the candidate declined, with their reason.
func (o Offer) Decline(reason string, by actor.Human, at time.Time) (Offer, Act, error) {
	if strings.TrimSpace(reason) == "" {
		return Offer{}, Act{}, fault.New(ErrInvalid, "requisition.reason_missing", "/reason", "say why the candidate declined")
	}
	return o.answer("offer.declined", OfferDeclined, reason, by, at)
}

func (o Offer) answer(kind string, to OfferStatus, reason string, by actor.Human, at time.Time) (Offer, Act, error) {
	if err := checkActor(by); err != nil {
		return Offer{}, Act{}, err
	}
	if o.Status != OfferExtended {
		return Offer{}, Act{}, fault.New(ErrNotAllowed, "requisition.offer_answered", "/status", "the offer is "+string(o.Status)+" already")
	}
	act := o.act(kind, by, at)
	act.From, act.To = string(o.Status), string(to)
	act.Settles = []Waiting{{For: ForAnswer}}
	o.Status, o.Reason, o.AnsweredAt = to, strings.TrimSpace(reason), at.UTC()
	return o, act, nil
}
