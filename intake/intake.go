// Package intake prepares the call in which a hiring manager says what they need,
// and checks afterwards what came of it.
//
//	brief, err := intake.NewBrief(intake.Call{Title: "Backend Engineer", HiringManager: "Dana", Recruiter: "Marcus", Minutes: 45})
//	fmt.Println(brief.Markdown()) // what will be asked, why, what comes back: 90 seconds to read out
//
//	coverage := intake.CoverageOf(brief, call)                       // what was asked and answered, with the hiring manager's words
//	diff := intake.Compare(description, call, draft.Criteria)        // what the description says and nobody mentioned, and the reverse
//
// A Brief is read to the hiring manager before the call or at its start: people
// who know what comes back prepare better answers. Everything that this package
// says about a call is a citation of it; it writes nothing of its own.
package intake

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/markdown"
)

var (
	// ErrInvalid is the sentinel for a call or a brief that breaks a rule.
	ErrInvalid = errors.New("intake: invalid")
	// ErrTooLong is the sentinel for a script that takes longer than LongestScript.
	ErrTooLong = errors.New("intake: the script is too long to read out")
)

// SchemaVersion is the version of the stored forms of this package.
const SchemaVersion = 1

const (
	// LongestScript is how many seconds a script may take.
	LongestScript = 90
	// WordsPerMinute is the speed at which a script is read out.
	WordsPerMinute = 150
)

// Ask is something that the recruiter asks the hiring manager.
type Ask struct {
	ID string `json:"id"`
	// Topic is what is asked for, as it stands in a sentence: "what must be there on
	// the first day".
	Topic string `json:"topic"`
	// Question is the full question.
	Question string `json:"question"`
	// Also are other ways in which people ask it; a call that has one of them has
	// asked it.
	Also []string `json:"also,omitzero"`
	// Why says what the answer is for, as it stands after "because" or "so that".
	Why string `json:"why"`
	// Probes are follow-up questions for an answer that stays general.
	Probes []string `json:"probes,omitzero"`
	// Minutes is the time planned for it; 0 where nobody has said.
	Minutes int `json:"minutes,omitzero"`
}

// Return is something that the hiring manager gets back.
type Return struct {
	// What stands in a sentence: "a rubric of behaviours to agree on".
	What string `json:"what"`
	// When stands in a sentence: "tomorrow"; "" for no promise.
	When string `json:"when,omitzero"`
}

// Call says which call is prepared.
type Call struct {
	// Title is the role's.
	Title         string
	HiringManager string
	Recruiter     string
	// Minutes is how long the call takes.
	Minutes int
	// Asks and Returns are the host's own; nil takes Asks and Returns.
	Asks    []Ask
	Returns []Return
}

// Brief prepares one call.
type Brief struct {
	SchemaVersion int      `json:"schema_version"`
	Title         string   `json:"title"`
	HiringManager string   `json:"hiring_manager"`
	Recruiter     string   `json:"recruiter"`
	Minutes       int      `json:"minutes"`
	Asks          []Ask    `json:"asks,omitzero"`
	Returns       []Return `json:"returns,omitzero"`
	// Script is what is read out, by paragraphs.
	Script []string `json:"script,omitzero"`
	// ScriptSeconds is how long that takes at WordsPerMinute.
	ScriptSeconds int `json:"script_seconds"`
}

// Asks returns the questions of an intake call that most roles need. They ask for
// the work and for what people do in it, never for a kind of person.
func Asks() []Ask {
	return []Ask{
		{
			ID: "purpose", Topic: "why the role exists", Why: "what the job is for decides what we look at", Minutes: 4,
			Question: "Why does this role exist, and what goes wrong while nobody does it?",
			Also:     []string{"What is the purpose of this role?", "Why are we hiring for this now?"},
			Probes:   []string{"Who notices first?"},
		},
		{
			ID: "outcomes", Topic: "what the person will have done after a year", Why: "outcomes can be asked about, wishes cannot", Minutes: 5,
			Question: "When we look back after a year, what has this person done, concretely?",
			Also:     []string{"What does success look like in the first year?", "What are the outcomes for the first ninety days?"},
			Probes:   []string{"How would you see that it worked?", "What comes first?"},
		},
		{
			ID: "must-haves", Topic: "what must be there on the first day", Why: "only that may speak against somebody", Minutes: 8,
			Question: "What must somebody be able to do on the first day, because nobody has time to teach it?",
			Also:     []string{"What does the person need on the first day?", "What are the must-haves, the things that are not negotiable?"},
			Probes:   []string{"Who in the team lacked it when they started?", "What would you do with a person who has all but this?"},
		},
		{
			ID: "growth", Topic: "what can be learnt", Why: "it widens who we may look at", Minutes: 5,
			Question: "What can they learn in the role in the first half year?",
			Also:     []string{"Is that something they can grow into?", "What is nice to have, what could they learn on the job?"},
			Probes:   []string{"Who would teach it?"},
		},
		{
			ID: "good-and-not", Topic: "what a good and a weak answer sound like", Why: "that is what the levels are made of", Minutes: 10,
			Question: "For each must-have: what does a good answer sound like in an interview, and what does a weak one sound like?",
			Also:     []string{"What does good look like, as opposed to acceptable?", "How would I tell a good answer from a bad one?"},
			Probes:   []string{"What did the last person say who convinced you?", "What would sound good and still not be enough?"},
		},
		{
			ID: "panel", Topic: "who interviews for what", Why: "everything needed is then asked twice and nothing five times", Minutes: 4,
			Question: "Who interviews, and which of the must-haves does each of them ask about?",
			Also:     []string{"Who should be on the panel, and who asks about what?", "What does the interview loop look like?"},
		},
		{
			ID: "terms", Topic: "pay band, place and schedule", Why: "candidates hear it in the first call", Minutes: 4,
			Question: "What is the pay band, where is the work done, and what schedule does it have?",
			Also:     []string{"Compensation, what is the band?", "Is the job remote, and what are the working hours?"},
			Probes:   []string{"Where in the band does somebody land who just meets the bar?"},
		},
		{
			ID: "decision", Topic: "who decides and by when", Why: "a debrief then ends in a decision", Minutes: 3,
			Question: "Who decides in the end, and by when should the role be filled?",
			Also:     []string{"Who makes the decision in the end?", "When do you need somebody to start, what is the target date?"},
		},
	}
}

// Returns are what the hiring manager gets back from an intake call.
func Returns() []Return {
	return []Return{
		{What: "a rubric with your own words beside each criterion", When: "tomorrow"},
		{What: "a job description from the same words"},
		{What: "one page for each interviewer before every interview"},
	}
}

// NewBrief prepares a call. It returns ErrInvalid, with every fault, for a call
// without title, names, minutes or questions, and ErrTooLong where the script
// would take more than LongestScript.
func NewBrief(c Call) (Brief, error) {
	b := Brief{
		SchemaVersion: SchemaVersion, Title: strings.TrimSpace(c.Title), HiringManager: strings.TrimSpace(c.HiringManager),
		Recruiter: strings.TrimSpace(c.Recruiter), Minutes: c.Minutes, Asks: cloneAsks(c.Asks), Returns: append([]Return(nil), c.Returns...),
	}
	if c.Asks == nil {
		b.Asks = Asks()
	}
	if c.Returns == nil {
		b.Returns = Returns()
	}
	var list fault.List
	for _, f := range []struct{ path, value string }{{"/title", b.Title}, {"/hiring_manager", b.HiringManager}, {"/recruiter", b.Recruiter}} {
		if f.value == "" {
			list.Add("intake.text_missing", f.path, "the brief names the role, the hiring manager and the recruiter")
		}
	}
	if b.Minutes <= 0 {
		list.Add("intake.minutes_missing", "/minutes", "a call takes some minutes")
	}
	if len(b.Asks) == 0 {
		list.Add("intake.asks_missing", "/asks", "a call without questions needs no brief")
	}
	planned, seen := 0, map[string]bool{}
	for i, a := range b.Asks {
		at := fault.Path("asks", i)
		if a.ID == "" || seen[a.ID] {
			list.Add("intake.ask_id_invalid", at+"/id", "every question has an id of its own")
		}
		seen[a.ID] = true
		if strings.TrimSpace(a.Topic) == "" || strings.TrimSpace(a.Question) == "" || strings.TrimSpace(a.Why) == "" {
			list.Add("intake.ask_incomplete", at, "a question has a topic, its words, and what it is for")
		}
		if a.Minutes < 0 {
			list.Add("intake.minutes_invalid", at+"/minutes", "minutes are not below zero")
		}
		planned += a.Minutes
	}
	if planned > b.Minutes && b.Minutes > 0 {
		list.Add("intake.minutes_over", "/asks", fmt.Sprintf("the questions take %d minutes, the call %d", planned, b.Minutes))
	}
	if err := list.Err(ErrInvalid); err != nil {
		return Brief{}, err
	}
	b.Script = b.script()
	words := 0
	for _, p := range b.Script {
		words += len(strings.Fields(p))
	}
	b.ScriptSeconds = (words*60 + WordsPerMinute - 1) / WordsPerMinute
	if b.ScriptSeconds > LongestScript {
		return Brief{}, fault.New(ErrTooLong, "intake.script_too_long", "/script",
			fmt.Sprintf("the script takes %d seconds, %d are allowed: ask less, or shorten topics and reasons", b.ScriptSeconds, LongestScript))
	}
	return b, nil
}

func cloneAsks(asks []Ask) []Ask {
	out := make([]Ask, len(asks))
	for i, a := range asks {
		a.Probes, a.Also = append([]string(nil), a.Probes...), append([]string(nil), a.Also...)
		out[i] = a
	}
	return out
}

// script puts the brief into spoken sentences.
func (b Brief) script() []string {
	var asks, returns strings.Builder
	for i, a := range b.Asks {
		switch {
		case i == 0:
			asks.WriteString("First, ")
		case i == len(b.Asks)-1:
			asks.WriteString(" Last, ")
		default:
			asks.WriteString(" Then ")
		}
		asks.WriteString(a.Topic + ": " + a.Why + ".")
	}
	for i, r := range b.Returns {
		switch {
		case i == 0:
		case i == len(b.Returns)-1:
			returns.WriteString(", and ")
		default:
			returns.WriteString(", ")
		}
		returns.WriteString(r.What)
		if r.When != "" {
			returns.WriteString(" " + r.When)
		}
	}
	out := []string{
		fmt.Sprintf("Hi %s, %s here. We have %d minutes for the %s. I will ask for what people do, not for adjectives, and I may stop you at an adjective.",
			b.HiringManager, b.Recruiter, b.Minutes, b.Title),
		asks.String(),
	}
	if len(b.Returns) > 0 {
		out = append(out, "What you get back: "+returns.String()+".")
	}
	return append(out, "Nothing is fixed until both of us agree to it; after that it changes only with a reason.")
}

// Markdown renders the brief for the two people of the call.
func (b Brief) Markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# Intake: %s\n\n%s and %s, %d minutes\n\n## To read out (%d seconds)\n",
		markdown.Inline(b.Title), markdown.Inline(b.HiringManager), markdown.Inline(b.Recruiter), b.Minutes, b.ScriptSeconds)
	for _, p := range b.Script {
		s.WriteString("\n" + markdown.Inline(p) + "\n")
	}
	s.WriteString("\n## What will be asked\n\n")
	for i, a := range b.Asks {
		fmt.Fprintf(&s, "%d. **%s**", i+1, markdown.Inline(a.Question))
		if a.Minutes > 0 {
			fmt.Fprintf(&s, " (%d min)", a.Minutes)
		}
		fmt.Fprintf(&s, "\n   Why: %s.\n", markdown.Inline(a.Why))
		for _, p := range a.Probes {
			s.WriteString("   - " + markdown.Inline(p) + "\n")
		}
	}
	if len(b.Returns) > 0 {
		s.WriteString("\n## What comes back\n\n")
		for _, r := range b.Returns {
			s.WriteString(strings.TrimSuffix("- "+markdown.Inline(r.What)+", "+markdown.Inline(r.When), ", ") + "\n")
		}
	}
	return s.String()
}
