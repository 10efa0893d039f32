package web

import (
	"context"
	"slices"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
)

// rights are the acts that somebody's part in a search allows. The service decides
// again; pages ask first for what they leave out, because it writes down who was
// refused what.
type rights []access.Act

func (r rights) to(act access.Act) bool { return slices.Contains(r, act) }

// rights returns what a person may do in a search, or outside of all where id is "".
func (s *Server) rights(ctx context.Context, who actor.Human, id requisition.ID) (rights, error) {
	return s.tenant.May(ctx, who, id)
}

// may reports whether a person may do one thing in a search, or outside of all.
func (s *Server) may(ctx context.Context, who actor.Human, id requisition.ID, act access.Act) (bool, error) {
	acts, err := s.tenant.May(ctx, who, id, act)
	return len(acts) > 0, err
}
