package hirealign

import (
	"context"
	"errors"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// edition returns a document as it was at the version that its editor saw, or as it
// is where at is 0. An edit of it is stored only where nobody else's came between.
func edition[T any](ctx context.Context, t *Tenant, c *storage.Collection[T], id string, at uint64) (storage.Doc[T], error) {
	d, err := get(ctx, t, c, id)
	if err != nil || at == 0 || at == d.Version {
		return d, err
	}
	seen, err := c.Revision(ctx, t.svc.store, t.id, id, at)
	if errors.Is(err, storage.ErrNotFound) { // nobody can have seen it: the edit is refused over what there is
		d.Version = at
		return d, nil
	}
	return seen, err
}

// read is a document without what a Doc keeps of its stored form, which may hold
// more than its reader is to see.
func read[T any](d storage.Doc[T], value T) storage.Doc[T] {
	return storage.Doc[T]{ID: d.ID, Version: d.Version, Value: value}
}

// explain gives both versions of the document to the person whose edit was refused.
func explain[T any](ctx context.Context, t *Tenant, c *storage.Collection[T], id string, mine T, err error) error {
	err = c.Explain(ctx, t.svc.store, t.id, id, mine, err)
	if both, ok := errors.AsType[*storage.EditConflictError[T]](err); ok {
		both.Theirs = read(both.Theirs, both.Theirs.Value)
	}
	return err
}

// At returns the room for edits of a draft that was read at the version, as Edition
// said it. An edit, and a submission, over another version changes nothing and
// returns ErrConflict as a *storage.EditConflictError[scorecard.Draft]: Mine is the
// version that was read with the edit in it, Theirs is the draft as it is stored.
// The version after an edit is one more. Without At the draft is edited as it is
// stored, and the same error tells of an edit at the same moment.
func (s *Scorecards) At(version uint64) *Scorecards { return &Scorecards{t: s.t, at: version} }

// Edition is DraftOf with the version to edit it at.
func (s *Scorecards) Edition(ctx context.Context, reader actor.Human, id scorecard.ID) (storage.Doc[scorecard.Draft], error) {
	d, err := s.mayEdit(ctx, reader, id)
	return read(d, d.Value), err
}

// At returns the room for saving a rubric that was read at the version, as Edition
// said it. Saving over another version changes nothing and returns ErrConflict as
// a *storage.EditConflictError[RubricRecord] with both. The version after saving is
// one more. Without At the content that is stored is replaced.
func (r *Rubrics) At(version uint64) *Rubrics { return &Rubrics{t: r.t, at: version} }

// Edition is Get with the version to save it at.
func (r *Rubrics) Edition(ctx context.Context, reader actor.Human, id rubric.ID) (storage.Doc[RubricRecord], error) {
	d, err := r.get(ctx, reader, id)
	return read(d, d.Value), err
}

// At returns the room for changes of a debrief that was read at the version, as
// Edition said it. A change over another version changes nothing and returns
// ErrConflict as a *storage.EditConflictError[debrief.Meeting] with both, as the
// person may see them. The version after a change is one more. Without At the
// debrief is changed as it is stored.
func (d *Debriefs) At(version uint64) *Debriefs { return &Debriefs{t: d.t, at: version} }

// Edition is Meeting with the version to change it at.
func (d *Debriefs) Edition(ctx context.Context, reader actor.Human, id debrief.ID) (storage.Doc[debrief.Meeting], error) {
	doc, err := d.may(ctx, reader, access.ReadDebrief, id)
	return read(doc, doc.Value.VisibleTo(reader)), err
}

// explain is the general one, with what the person may see.
func (d *Debriefs) explain(ctx context.Context, by actor.Human, mine debrief.Meeting, err error) error {
	err = explain(ctx, d.t, d.t.svc.docs.meetings, string(mine.ID()), mine, err)
	if both, ok := errors.AsType[*storage.EditConflictError[debrief.Meeting]](err); ok {
		both.Mine, both.Theirs.Value = both.Mine.VisibleTo(by), both.Theirs.Value.VisibleTo(by)
	}
	return err
}

// At returns the room for changes of a search that was read at the version, as
// Edition said it. A change over another version changes nothing and returns
// ErrConflict as a *storage.EditConflictError[requisition.Requisition] with both.
// The version after a change is one more. Without At the search is changed as it is
// stored.
func (r *Requisitions) At(version uint64) *Requisitions { return &Requisitions{t: r.t, at: version} }

// Edition is Get with the version to change it at.
func (r *Requisitions) Edition(ctx context.Context, reader actor.Human, id requisition.ID) (storage.Doc[requisition.Requisition], error) {
	if err := r.t.may(ctx, reader, access.ReadRequisition, about{requisition: id, kind: "requisition", id: string(id)}); err != nil {
		return storage.Doc[requisition.Requisition]{}, err
	}
	d, err := get(ctx, r.t, r.t.svc.docs.requisitions, string(id))
	return read(d, d.Value), err
}
