// Package actor says who acted: a named human, or an agent that only drafts.
//
//	dana, err := actor.NewHuman("u-7", "Dana Whitlock", actor.HiringManager)
//	if err != nil {
//		return err // no id or no name
//	}
//	bot, err := actor.NewAgent("drafts", actor.AgentInfo{Model: "m-1", PromptHash: "9f2c"})
//
// Ratings, submissions and decisions take a Human. An Agent cannot be turned
// into one: the types share no fields, no function converts between them, and
// decoding refuses a document that names an agent where a human belongs. The
// host authenticates the human; this package keeps the two apart afterwards.
package actor

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/hirealign/hirealign/fault"
)

// ErrInvalid is the sentinel for an actor that lacks an id or a name, or is of the wrong kind.
var ErrInvalid = errors.New("actor: invalid")

// Kind tells humans from agents and from the library's own clockwork.
type Kind string

// The kinds of actor. Unknown kinds survive decoding into a Ref.
const (
	KindHuman  Kind = "human"
	KindAgent  Kind = "agent"
	KindSystem Kind = "system"
)

// Role is what a person does in one search. Hosts may use further roles; unknown
// ones survive decoding.
type Role string

// The roles that this library gives meaning to.
const (
	Recruiter     Role = "recruiter"
	HiringManager Role = "hiring_manager"
	Interviewer   Role = "interviewer"
	Coordinator   Role = "coordinator"
	// Shadow is an interviewer in training: present, without a seat and without a card.
	Shadow Role = "shadow"
	// RecruitingManager answers for all searches of a tenant, and for people's data.
	RecruitingManager Role = "recruiting_manager"
	// Candidate is the person who is considered, acting for themselves.
	Candidate Role = "candidate"
)

// Human is a named person, known to the host by ID. The zero value is nobody and
// is refused wherever a human must act. Human values are comparable.
type Human struct {
	id   string
	name string
	role Role
}

// NewHuman returns a person. The id is the host's own stable id; the name is
// shown beside the person's ratings and decisions.
func NewHuman(id, name string, role Role) (Human, error) {
	h := Human{id: strings.TrimSpace(id), name: strings.TrimSpace(name), role: role}
	if err := h.Validate(); err != nil {
		return Human{}, err
	}
	return h, nil
}

// ID is the host's stable id of the person.
func (h Human) ID() string { return h.id }

// Name is the person's name, as shown.
func (h Human) Name() string { return h.name }

// Role is what the person does in this search; it may be "".
func (h Human) Role() Role { return h.role }

// IsZero reports whether h is nobody.
func (h Human) IsZero() bool { return h == Human{} }

// Validate reports every fault of h; the zero value has two.
func (h Human) Validate() error {
	var list fault.List
	if h.id == "" {
		list.Add("actor.id_missing", "/id", "a human actor needs the host's id")
	}
	if h.name == "" {
		list.Add("actor.name_missing", "/name", "a human actor needs a name")
	}
	return list.Err(ErrInvalid)
}

// Ref records h as the one who acted.
func (h Human) Ref() Ref { return Ref{Kind: KindHuman, ID: h.id, Name: h.name, Role: h.role} }

// MarshalJSON writes the person as {"kind":"human","id":…,"name":…,"role":…}.
func (h Human) MarshalJSON() ([]byte, error) {
	if h.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(h.Ref())
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses any kind but "human"
// and a person without id or name; null gives the zero value.
func (h *Human) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*h = Human{}
		return nil
	}
	var r Ref
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	if r.Kind != KindHuman {
		return fault.New(ErrInvalid, "actor.not_human", "/kind", "only a human can stand here")
	}
	n, err := NewHuman(r.ID, r.Name, r.Role)
	if err != nil {
		return err
	}
	*h = n
	return nil
}

// AgentInfo describes the software behind an Agent. Every field may be empty.
type AgentInfo struct {
	// Model is the model's id as its provider names it; "" for software without a model.
	Model string
	// Version is the version of the drafting code or of its prompts.
	Version string
	// PromptHash is the hash of the prompt files that were used.
	PromptHash string
}

// Agent is software that drafts. It is never accepted where a Human is asked for.
// The zero value is nobody.
type Agent struct {
	agentID string
	info    AgentInfo
}

// NewAgent returns an agent with a stable id such as "engine/extractive".
func NewAgent(id string, info AgentInfo) (Agent, error) {
	a := Agent{agentID: strings.TrimSpace(id), info: info}
	if a.agentID == "" {
		return Agent{}, fault.New(ErrInvalid, "actor.id_missing", "/id", "an agent needs an id")
	}
	return a, nil
}

// ID is the agent's stable id.
func (a Agent) ID() string { return a.agentID }

// Info describes the software.
func (a Agent) Info() AgentInfo { return a.info }

// IsZero reports whether a is nobody.
func (a Agent) IsZero() bool { return a == Agent{} }

// Ref records a as the one who drafted.
func (a Agent) Ref() Ref {
	return Ref{
		Kind: KindAgent, ID: a.agentID,
		Model: a.info.Model, Version: a.info.Version, PromptHash: a.info.PromptHash,
	}
}

// MarshalJSON writes the agent's Ref.
func (a Agent) MarshalJSON() ([]byte, error) {
	if a.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(a.Ref())
}

// UnmarshalJSON reads what MarshalJSON writes and refuses any kind but "agent".
func (a *Agent) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*a = Agent{}
		return nil
	}
	var r Ref
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	if r.Kind != KindAgent {
		return fault.New(ErrInvalid, "actor.not_agent", "/kind", "only an agent can stand here")
	}
	n, err := NewAgent(r.ID, AgentInfo{Model: r.Model, Version: r.Version, PromptHash: r.PromptHash})
	if err != nil {
		return err
	}
	*a = n
	return nil
}

// Ref is the record of who acted, for logs and provenance. It is a plain value
// for reading: nothing turns a Ref into a Human.
type Ref struct {
	Kind Kind   `json:"kind"`
	ID   string `json:"id"`
	// Name is set for humans only.
	Name string `json:"name,omitzero"`
	// Role is set for humans only.
	Role Role `json:"role,omitzero"`
	// Model, Version and PromptHash are set for agents only.
	Model      string `json:"model,omitzero"`
	Version    string `json:"version,omitzero"`
	PromptHash string `json:"prompt_hash,omitzero"`
}

// System is the Ref of what the library does by itself, such as a clock running out.
func System(id string) Ref { return Ref{Kind: KindSystem, ID: id} }

// IsZero reports whether r names nobody.
func (r Ref) IsZero() bool { return r == Ref{} }

// Pseudonymous returns r without the name, for records that must hold no
// personal content.
func (r Ref) Pseudonymous() Ref {
	r.Name = ""
	return r
}
