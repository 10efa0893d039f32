package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/hirealign/hirealign/storage"
)

// Forget implements storage.Forgetter. Commits do not wait for it.
func (s *Store) Forget(ctx context.Context, t storage.Tenant, upTo uint64) (int, error) {
	if err := s.check(ctx, t, nil); err != nil {
		return 0, err
	}
	total := 0
	for after := []byte{}; ; {
		var last []byte
		err := s.query(ctx, t, func(rows pgx.Rows) error { return rows.Scan(&last) }, s.q.step, []byte(t), after)
		if err != nil {
			return total, err
		}
		n := 0
		err = s.run(ctx, "BEGIN", t, func(rows pgx.Rows) error { return rows.Scan(&n) }, s.q.forget, []byte(t), after, last, int64(min(upTo, 1<<62)))
		total += n
		if err != nil || last == nil {
			return total, err
		}
		after = last
	}
}
