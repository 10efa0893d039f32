package hirealign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// Export returns everything that is held on a person, with content, in all their
// applications and under all merged records: every document in every version, their
// part of every debrief, and the acts. Cards, drafts, what models answered for them
// and typed notes of a round whose cards are not shown yet are named and withheld,
// unless they are the reader's own. Exporting is an act that is logged.
func (p *Privacy) Export(ctx context.Context, reader actor.Human, id requisition.CandidateID) (privacy.Export, error) {
	none := func(err error) (privacy.Export, error) { return privacy.Export{}, err }
	if err := p.t.mayAbout(ctx, reader, access.ExportPerson, id); err != nil {
		return none(err)
	}
	if _, err := p.t.Requisitions().candidate(ctx, id); err != nil {
		return none(err)
	}
	ids, err := p.t.sameAs(ctx, id)
	if err != nil {
		return none(err)
	}
	x := exporter{
		Privacy: p, reader: reader, closed: map[string]bool{}, notes: map[string]requisition.Interview{},
		out: privacy.Export{SchemaVersion: privacy.SchemaVersion, MadeAt: p.t.now(), Candidates: ids},
	}
	var apps []requisition.Application
	for _, c := range ids {
		more, err := p.t.Requisitions().ofCandidate(ctx, c)
		if err != nil {
			return none(err)
		}
		apps = append(apps, more...)
	}
	for _, a := range apps {
		x.out.Applications = append(x.out.Applications, a.ID)
		ivs, err := p.t.Interviews().ofApplication(ctx, a.ID)
		if err != nil {
			return none(err)
		}
		for _, iv := range ivs {
			for _, t := range iv.Transcripts {
				if _, known := x.notes[t]; !known {
					x.notes[t] = iv
				}
			}
		}
	}
	for _, kind := range personal {
		for _, c := range ids {
			if err := x.documents(ctx, kind, string(c)); err != nil {
				return none(err)
			}
		}
	}
	if err := x.debriefs(ctx, apps); err != nil {
		return none(err)
	}
	for l, err := range p.t.acts(ctx, 0) {
		if err != nil {
			return none(err)
		}
		if slices.Contains(x.out.Applications, l.Act.Application) || slices.Contains(ids, requisition.CandidateID(l.Act.Record)) {
			x.out.Acts = append(x.out.Acts, l.Act)
		}
	}
	return x.out, p.t.commit(ctx, []requisition.Act{p.act("candidate.exported", reader.Ref(), ids[0])})
}

type exporter struct {
	*Privacy
	reader actor.Human
	closed map[string]bool                  // by application and round
	notes  map[string]requisition.Interview // by transcript
	out    privacy.Export
}

// documents adds every version of the documents of one kind.
func (x *exporter) documents(ctx context.Context, kind storage.Kind, subject string) error {
	q := storage.Query{Kind: kind + revisions, Index: "subject", Value: subject}
	for {
		page, err := x.t.svc.store.List(ctx, x.t.id, q)
		if err != nil {
			return err
		}
		for _, r := range page.Records {
			var env struct {
				Document json.RawMessage `json:"document"`
			}
			if err := json.Unmarshal(r.Body, &env); err != nil {
				return fmt.Errorf("%w: decode %s %q: %w", storage.ErrCorrupt, kind, r.ID, err)
			}
			id := storage.RevisionOf(r.ID)
			version, err := strconv.ParseUint(strings.TrimPrefix(r.ID, id+"@"), 10, 64)
			if err != nil {
				return fmt.Errorf("%w: decode %s %q: %w", storage.ErrCorrupt, kind, r.ID, err)
			}
			blind, err := x.blind(ctx, kind, id, env.Document)
			if err != nil {
				return err
			}
			if blind {
				w := privacy.Withheld{Kind: string(kind), ID: id, Reason: "round_open"}
				if !slices.Contains(x.out.Withheld, w) {
					x.out.Withheld = append(x.out.Withheld, w)
				}
				continue
			}
			x.out.Documents = append(x.out.Documents, privacy.Document{Kind: string(kind), ID: id, Version: version, Content: env.Document})
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// blind reports whether nobody but its author may read a document yet.
func (x *exporter) blind(ctx context.Context, kind storage.Kind, id string, content json.RawMessage) (bool, error) {
	var application requisition.ApplicationID
	var round requisition.RoundID
	switch kind {
	case "scorecard_suggestions": // the panelist themselves may not, before the card is in
		var r suggestionRecord
		if err := json.Unmarshal(content, &r); err != nil {
			return false, err
		}
		open, err := x.open(ctx, scorecard.ID(id))
		if open || err != nil {
			return open, err
		}
		application, round = r.Application, r.Round
	case "scorecard", "scorecard_draft":
		var d struct {
			Assignment struct {
				Application requisition.ApplicationID `json:"application_id"`
				Round       requisition.RoundID       `json:"round_id"`
				Panelist    requisition.Person        `json:"panelist"`
			} `json:"assignment"`
		}
		if err := json.Unmarshal(content, &d); err != nil {
			return false, err
		}
		if d.Assignment.Panelist.ID == x.reader.ID() {
			return false, nil
		}
		application, round = d.Assignment.Application, d.Assignment.Round
	case "transcript":
		var t transcript.Transcript
		if err := json.Unmarshal(content, &t); err != nil {
			return false, err
		}
		if len(readableBy(x.reader.ID(), []transcript.Transcript{t})) > 0 {
			return false, nil
		}
		application, round = x.notes[id].Application, x.notes[id].Round
	case "model_reply":
		var r replyRecord
		if err := json.Unmarshal(content, &r); err != nil {
			return false, err
		}
		if r.Levels != "" { // as the levels are
			open, err := x.open(ctx, r.Levels)
			if open || err != nil {
				return open, err
			}
		}
		if r.Panelist == "" || r.Panelist == x.reader.ID() {
			return false, nil
		}
		application, round = r.Application, r.Round
	default:
		return false, nil
	}
	key := pair(string(application), string(round))
	closed, known := x.closed[key]
	if !known {
		state, err := x.t.Scorecards().round(ctx, application, round)
		if err != nil {
			return false, err
		}
		closed = state.Closed()
		x.closed[key] = closed
	}
	return !closed, nil
}

// open reports whether a card is not handed in yet.
func (x *exporter) open(ctx context.Context, id scorecard.ID) (bool, error) {
	err := x.t.Scorecards().open(ctx, id)
	if errors.Is(err, scorecard.ErrSubmitted) {
		return false, nil
	}
	return err == nil, err
}

// debriefs adds the person's part of every debrief.
func (x *exporter) debriefs(ctx context.Context, apps []requisition.Application) error {
	for _, a := range apps {
		packets, err := list(ctx, x.t, x.t.svc.docs.packets, "requisition", string(a.Requisition))
		if err != nil {
			return err
		}
		for _, d := range packets {
			for _, f := range d.Value.Finalists {
				if f.Application == a.ID {
					if err := x.part("debrief", d.ID, d.Version, f); err != nil {
						return err
					}
				}
			}
		}
		briefs, err := list(ctx, x.t, x.t.svc.docs.briefs, "requisition", string(a.Requisition))
		if err != nil {
			return err
		}
		for _, d := range briefs {
			for _, point := range d.Value.Points {
				if point.Application == a.ID {
					if err := x.part("debrief_brief", d.ID, d.Version, point); err != nil {
						return err
					}
				}
			}
		}
		meetings, err := list(ctx, x.t, x.t.svc.docs.meetings, "requisition", string(a.Requisition))
		if err != nil {
			return err
		}
		ivs, err := x.t.Interviews().ofApplication(ctx, a.ID)
		if err != nil {
			return err
		}
		var interviews []requisition.InterviewID
		for _, iv := range ivs {
			interviews = append(interviews, iv.ID)
		}
		for _, d := range meetings {
			m := d.Value.VisibleTo(x.reader).Document()
			for _, e := range m.Estimates {
				if e.Application == a.ID {
					if err := x.part("debrief_meeting", d.ID, d.Version, e); err != nil {
						return err
					}
				}
			}
			for _, w := range m.Waived {
				if slices.Contains(interviews, w.Interview) {
					if err := x.part("debrief_meeting", d.ID, d.Version, w); err != nil {
						return err
					}
				}
			}
			for _, o := range m.Objections {
				if o.Application == a.ID {
					if err := x.part("debrief_meeting", d.ID, d.Version, o); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (x *exporter) part(kind, id string, version uint64, content any) error {
	raw, err := json.Marshal(content)
	if err != nil {
		return err
	}
	x.out.Documents = append(x.out.Documents, privacy.Document{Kind: kind, ID: id, Version: version, Content: raw})
	return nil
}
