package hirealign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/privacy/seal"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// revisions ends the kind of the records that hold versions of documents.
const revisions = "@revisions"

// personal are the kinds of documents that are about one person each; their records
// name the person, and are sealed where there is a keyring. An index "subject"
// finds all of them.
var personal = []storage.Kind{
	"candidate", "application", "interview", "transcript", "scorecard_draft", "scorecard", "scorecard_reveal",
	"scorecard_exposure", "scorecard_suggestions", "summary", "offer", "decision", "consent", "model_reply", "interview_progress",
}

// mixed are the kinds of documents that are about several people, and the lists in
// them whose elements are each about one.
var mixed = map[storage.Kind][]string{
	"debrief":         {"finalists"},
	"debrief_brief":   {"points"},
	"debrief_meeting": {"estimates", "objections", "waived"},
}

func base(k storage.Kind) storage.Kind { return storage.Kind(strings.TrimSuffix(string(k), revisions)) }

// gone is the kind of the records that say that a person was erased.
const gone storage.Kind = "erased"

// spared is a write that changes nothing and fails once the candidate is erased. A
// batch with it lands before an erasure, which then finds what it stored, or not at
// all. Two such batches do not stand in each other's way.
func spared(candidate string) storage.Write {
	return storage.Write{Record: storage.Record{Key: storage.Key{Kind: gone, ID: candidate}}, Expect: absent, Delete: true}
}

// overtaken returns privacy.ErrErased for a batch that came after an erasure, and
// otherwise the error as it is.
func overtaken(err error) error {
	var c *storage.ConflictError
	if errors.As(err, &c) && c.Key.Kind == gone {
		return fmt.Errorf("candidate %q: %w", c.Key.ID, privacy.ErrErased)
	}
	return err
}

// owners finds out whose documents are, and remembers it.
type owners struct {
	t          *Tenant
	candidates map[string]string // by application or interview
	erased     map[string]bool   // by candidate
}

func (t *Tenant) owners() *owners {
	return &owners{t: t, candidates: map[string]string{}, erased: map[string]bool{}}
}

func (o *owners) ofApplication(ctx context.Context, id string) (string, error) {
	if c, ok := o.candidates[id]; ok {
		return c, nil
	}
	a, err := o.t.Requisitions().application(ctx, requisition.ApplicationID(id))
	if err != nil {
		return "", err
	}
	if a.Erased {
		o.erased[string(a.Candidate)] = true
		return string(a.Candidate), fmt.Errorf("application %q: %w", id, privacy.ErrErased)
	}
	o.candidates[id] = string(a.Candidate)
	return string(a.Candidate), nil
}

func (o *owners) ofInterview(ctx context.Context, id string) (string, error) {
	if c, ok := o.candidates[id]; ok {
		return c, nil
	}
	iv, err := o.t.Interviews().get(ctx, requisition.InterviewID(id))
	if err != nil {
		return "", err
	}
	c, err := o.ofApplication(ctx, string(iv.Application))
	if err == nil {
		o.candidates[id] = c
	}
	return c, err
}

// own names in every write whose data it holds, and seals the parts of documents
// that are about several people. It returns the writes that let the batch fail where
// one of those people is erased meanwhile: for new documents, since a change of one
// that an erasure has deleted fails by its version.
func (t *Tenant) own(ctx context.Context, o *owners, acts []requisition.Act, writes []storage.Write) ([]storage.Write, error) {
	var fences []storage.Write
	about := map[string]bool{}
	fence := func(w storage.Write, subject string) {
		if subject != "" && w.Expect == absent && w.Kind == base(w.Kind) && !about[subject] {
			about[subject] = true
			fences = append(fences, spared(subject))
		}
	}
	for _, w := range writes { // an application may be new
		if w.Kind == "application" {
			o.candidates[w.ID] = w.Index["candidate"]
		}
	}
	type document struct {
		kind storage.Kind
		id   string
	}
	subjects, searches := map[document]string{}, map[document]string{}
	for i := range writes {
		w := &writes[i]
		doc := document{base(w.Kind), w.ID}
		if strings.HasSuffix(string(w.Kind), revisions) {
			doc.id = storage.RevisionOf(w.ID)
		}
		var err error
		subject, known := subjects[doc]
		if !known {
			if subject, err = o.of(ctx, *w, acts); err != nil {
				return nil, err
			}
			subjects[doc], searches[doc] = subject, w.Index["requisition"]
		}
		add := func(name, value string) {
			if value != "" {
				if w.Index == nil {
					w.Index = map[string]string{}
				}
				w.Index[name] = value
			}
		}
		w.Subject = subject
		add("subject", subject)
		fence(*w, subject)
		if _, several := mixed[doc.kind]; several {
			add("requisition", searches[doc])
			people, err := t.sealParts(ctx, o, w)
			if err != nil {
				return nil, err
			}
			met, err := o.met(ctx, *w)
			if err != nil {
				return nil, err
			}
			for _, c := range append(people, met...) {
				fence(*w, c)
			}
		}
	}
	return fences, nil
}

// met returns whom a new debrief is about, before anything is written of them.
func (o *owners) met(ctx context.Context, w storage.Write) ([]string, error) {
	if w.Kind != "debrief_meeting" || w.Expect != absent {
		return nil, nil
	}
	var body struct {
		Document struct {
			Applications []string `json:"application_ids"`
		} `json:"document"`
	}
	if err := json.Unmarshal(w.Body, &body); err != nil {
		return nil, err
	}
	var out []string
	for _, id := range body.Document.Applications {
		c, err := o.ofApplication(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// isErased reports whether somebody's erasure has begun.
func (t *Tenant) isErased(ctx context.Context, id requisition.CandidateID) (bool, error) {
	_, err := t.svc.store.Get(ctx, t.id, storage.Key{Kind: gone, ID: string(id)})
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// of returns whose data a write holds, "" for nobody's.
func (o *owners) of(ctx context.Context, w storage.Write, acts []requisition.Act) (string, error) {
	kind := base(w.Kind)
	if !slices.Contains(personal, kind) {
		return "", nil
	}
	switch kind {
	case "candidate", "consent":
		return w.ID, nil
	case "application":
		if w.Index["erased"] != "" {
			return "", nil
		}
		return w.Index["candidate"], nil
	case "transcript":
		for _, a := range acts {
			if a.Record == w.ID && a.Application != "" {
				return o.ofApplication(ctx, string(a.Application))
			}
		}
		return "", nil // an intake call
	}
	return o.ofApplication(ctx, w.Index["application"])
}

// parts says which parts of a document are whose. The error is that of the last
// look-up that failed.
func (o *owners) parts(ctx context.Context, kind storage.Kind, failed *error) seal.Parts {
	return seal.Parts{Fields: mixed[base(kind)], Owner: func(element json.RawMessage) string {
		var e struct {
			Application string `json:"application_id"`
			Interview   string `json:"interview_id"`
		}
		err := json.Unmarshal(element, &e)
		subject := ""
		switch {
		case err != nil:
		case e.Application != "":
			subject, err = o.ofApplication(ctx, e.Application)
		case e.Interview != "":
			subject, err = o.ofInterview(ctx, e.Interview)
		}
		if err != nil && !isNotFound(err) && !errors.Is(err, privacy.ErrErased) {
			*failed = err
		}
		return subject
	}}
}

// sealParts seals the parts of a document, without those of people who are erased,
// and returns whose the others are.
func (t *Tenant) sealParts(ctx context.Context, o *owners, w *storage.Write) ([]string, error) {
	var failed error
	var people []string
	dropped := false
	parts := o.parts(ctx, w.Kind, &failed)
	body, err := seal.Strip(w.Body, parts, func(subject string) bool {
		if o.erased[subject] {
			dropped = true
			return true
		}
		people = append(people, subject)
		return false
	})
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	if dropped {
		w.Body = body
	}
	*w, err = t.svc.store.SealParts(ctx, t.id, *w, parts)
	return people, errors.Join(err, failed)
}

// commitment is what the log may hold about a text of an application's candidate.
func (t *Tenant) commitment(ctx context.Context, id requisition.ApplicationID, text string) (string, error) {
	subject, err := t.owners().ofApplication(ctx, string(id))
	if err != nil {
		return "", err
	}
	return t.svc.store.Commitment(ctx, t.id, subject, text)
}

// intakeSubject is under whose key the log commits to an intake call: its own, since it
// holds the words of those who hire and of no candidate.
func intakeSubject(id transcript.ID) string { return "intake/" + string(id) }

// sameAs returns the ids of all records of the person whom a record is of, the one
// that the others were merged into first.
func (t *Tenant) sameAs(ctx context.Context, id requisition.CandidateID) ([]requisition.CandidateID, error) {
	root := id
	for range 100 { // merging makes no circle
		c, err := t.Requisitions().candidate(ctx, root)
		if isNotFound(err) {
			break
		}
		if err != nil {
			return nil, err
		}
		if c.MergedInto == "" {
			break
		}
		root = c.MergedInto
	}
	out := []requisition.CandidateID{root}
	for i := 0; i < len(out); i++ {
		docs, err := list(ctx, t, t.svc.docs.candidates, "merged_into", string(out[i]))
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			if c := requisition.CandidateID(d.ID); !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// consents returns all answers of a person, in the order of time.
func (t *Tenant) consents(ctx context.Context, id requisition.CandidateID) (privacy.Consents, error) {
	ids, err := t.sameAs(ctx, id)
	if err != nil {
		return privacy.Consents{}, err
	}
	out := privacy.Consents{SchemaVersion: privacy.SchemaVersion, Candidate: id}
	for _, c := range ids {
		switch d, err := get(ctx, t, t.svc.docs.consents, string(c)); {
		case err == nil:
			out = out.Merge(d.Value)
		case !isNotFound(err):
			return privacy.Consents{}, err
		}
	}
	return out, nil
}

// consented returns privacy.ErrNoConsent where the application's candidate has not
// agreed to one of the scopes in its search.
func (t *Tenant) consented(ctx context.Context, id requisition.ApplicationID, scopes ...privacy.Scope) error {
	_, err := t.consentedUntil(ctx, id, scopes...)
	return err
}

// consentedUntil returns when the first of the scopes runs out too; zero where none
// has a date.
func (t *Tenant) consentedUntil(ctx context.Context, id requisition.ApplicationID, scopes ...privacy.Scope) (time.Time, error) {
	app, err := t.Requisitions().application(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	c, err := t.consents(ctx, app.Candidate)
	if err != nil {
		return time.Time{}, err
	}
	var first time.Time
	for _, s := range scopes {
		if err := c.Allows(s, app.Requisition, t.now()); err != nil {
			return time.Time{}, err
		}
		if e, _ := c.Standing(s, app.Requisition); !e.Until.IsZero() && (first.IsZero() || e.Until.Before(first)) {
			first = e.Until
		}
	}
	return first, nil
}

// processable leaves out the records to which consent was withdrawn, and reports
// whether software may draft from the others.
func (t *Tenant) processable(ctx context.Context, id requisition.ApplicationID, ts []transcript.Transcript) ([]transcript.Transcript, bool, error) {
	switch err := t.consented(ctx, id, privacy.Recording, privacy.Transcription); {
	case errors.Is(err, privacy.ErrNoConsent):
		ts = slices.DeleteFunc(slices.Clone(ts), func(tr transcript.Transcript) bool {
			return tr.Fidelity != transcript.HumanNotes
		})
	case err != nil:
		return nil, false, err
	}
	switch err := t.consented(ctx, id, privacy.Drafting); {
	case errors.Is(err, privacy.ErrNoConsent):
		return ts, false, nil
	case err != nil:
		return nil, false, err
	}
	return ts, true, nil
}
