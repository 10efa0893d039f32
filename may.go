package hirealign

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
)

// May returns which of the acts somebody's part in a search allows, in the order in
// which they are named, or of all acts, sorted, where none is named: for a page that
// leaves out what its reader may not see or do. An empty id asks about what belongs to
// no search, such as opening one. Policy and Options.Authorize are asked as they are
// by the acts themselves, without a document; nothing is written down as refused.
//
// A yes is about the part, not the document: panel blindness, whose card or debrief it
// is, and what the document's state forbids are asked when it is read or changed.
// ReadDraft is about one's own draft. It returns ErrNotFound for a search that the
// reader is not to know of, which includes a candidate in it.
func (t *Tenant) May(ctx context.Context, reader actor.Human, id requisition.ID, acts ...access.Act) ([]access.Act, error) {
	if err := reader.Validate(); err != nil {
		return nil, err
	}
	m := access.Matter{Requisition: id}
	if id != "" {
		req, err := t.Requisitions().get(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := t.describe(ctx, reader, req, &m); err != nil {
			return nil, err
		}
		if len(m.Panelists) == 0 {
			switch in, err := t.sat(ctx, reader, id); {
			case err != nil:
				return nil, err
			case in:
				m.Panelists = []string{reader.ID()}
			}
		}
		if roles := access.Roles(reader, m); len(roles) == 0 || roles[0] == actor.Candidate {
			return nil, missing("requisition", string(id))
		}
	}
	if len(acts) == 0 {
		acts = slices.Sorted(maps.Keys(t.svc.opts.Policy))
	}
	out := []access.Act{}
	for _, act := range acts {
		r := access.Request{Tenant: string(t.id), Who: reader, Act: act, Matter: m}
		if act == access.ReadDraft {
			r.Author = reader.ID()
		}
		switch err := t.svc.opts.Policy.Decide(r); {
		case errors.Is(err, access.ErrHidden) || errors.Is(err, access.ErrDenied):
			continue
		case err != nil:
			return nil, err
		}
		if t.svc.opts.Authorize != nil && t.svc.opts.Authorize(ctx, r) != nil {
			continue
		}
		out = append(out, act)
	}
	return out, ctx.Err()
}
