package live

import (
	"slices"

	"github.com/hirealign/hirealign/transcript"
)

// Delta is what changed between two revisions.
type Delta struct {
	// Revision is the one that Apply leads to.
	Revision Revision
	// Changed are the segments that are new or differ, in the order of time.
	Changed []Change
	// Removed are the segments that are gone.
	Removed []transcript.SegmentID
	// Speakers are all speakers of the revision; none where nothing changed.
	Speakers []transcript.Speaker
}

// Change is a segment with its place among all segments of the revision.
type Change struct {
	Index   int
	Segment transcript.Segment
}

// IsZero reports whether nothing changed.
func (d Delta) IsZero() bool {
	return len(d.Changed) == 0 && len(d.Removed) == 0 && len(d.Speakers) == 0
}

// Since returns what changed after the revision, which a reader got from Snapshot
// or from an earlier Since; 0 gives everything.
func (s *Session) Since(rev Revision) Delta {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := Delta{Revision: s.rev}
	if rev >= s.rev {
		return d
	}
	t := s.transcript()
	d.Speakers = t.Speakers
	changed := map[transcript.SegmentID]bool{}
	for _, ut := range s.list {
		switch {
		case ut.rev <= rev:
		case s.visible(ut):
			changed[ut.id] = true
		case rev > 0:
			d.Removed = append(d.Removed, ut.id)
		}
	}
	for i, seg := range t.Segments {
		if changed[seg.ID] {
			d.Changed = append(d.Changed, Change{Index: i, Segment: seg})
		}
	}
	return d
}

// Apply returns the transcript as it is after the change. It must be the one of
// the revision that Since was asked for.
func (d Delta) Apply(t transcript.Transcript) transcript.Transcript {
	if d.IsZero() {
		return t
	}
	drop := map[transcript.SegmentID]bool{}
	for _, id := range d.Removed {
		drop[id] = true
	}
	for _, c := range d.Changed {
		drop[c.Segment.ID] = true
	}
	t.Segments = slices.DeleteFunc(slices.Clone(t.Segments), func(s transcript.Segment) bool { return drop[s.ID] })
	for _, c := range d.Changed {
		t.Segments = slices.Insert(t.Segments, min(c.Index, len(t.Segments)), c.Segment)
	}
	t.Speakers = d.Speakers
	return t
}
