package sqlitestore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/hirealign/hirealign/storage"
)

// Forget implements storage.Forgetter. Writers wait for one step of it at most.
func (s *Store) Forget(ctx context.Context, t storage.Tenant, upTo uint64) (int, error) {
	if err := s.check(ctx, t, nil); err != nil {
		return 0, err
	}
	total := 0
	for after := []byte{}; ; {
		var last []byte
		err := s.q.step.QueryRowContext(ctx, []byte(t), after).Scan(&last)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return total, s.failed(ctx, err)
		}
		r, err := s.q.forget.ExecContext(ctx, []byte(t), after, last, int64(min(upTo, 1<<62)))
		if err != nil {
			return total, s.failed(ctx, err)
		}
		n, err := r.RowsAffected()
		if err != nil {
			return total, s.failed(ctx, err)
		}
		total += int(n)
		if last == nil {
			return total, nil
		}
		after = last
	}
}
