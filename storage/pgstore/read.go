package pgstore

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/hirealign/hirealign/storage"
)

// query runs one reading statement for a tenant and hands its rows to each.
func (s *Store) query(ctx context.Context, t storage.Tenant, each func(pgx.Rows) error, sql string, args ...any) error {
	return s.run(ctx, "BEGIN READ ONLY", t, each, sql, args...)
}

// run runs one statement, in a transaction of its own where it must name the tenant.
func (s *Store) run(ctx context.Context, begin string, t storage.Tenant, each func(pgx.Rows) error, sql string, args ...any) error {
	if !s.secured {
		rows, err := s.pool.Query(ctx, sql, args...)
		if err != nil {
			return unavailable(ctx, err)
		}
		return unavailable(ctx, scan(rows, each))
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return unavailable(ctx, err)
	}
	defer release(conn)
	return unavailable(ctx, querySecured(ctx, conn, begin, t, each, sql, args...))
}

// querySecured names the tenant in a transaction that it begins, or in the caller's
// where begin is "".
func querySecured(ctx context.Context, to sender, begin string, t storage.Tenant, each func(pgx.Rows) error, sql string, args ...any) error {
	var b pgx.Batch
	if begin != "" {
		b.Queue(begin)
	}
	b.Queue(nameTenant, hex.EncodeToString([]byte(t)))
	b.Queue(sql, args...).Query(func(rows pgx.Rows) error { return scan(rows, each) })
	if begin != "" {
		b.Queue("COMMIT")
	}
	return to.SendBatch(ctx, &b).Close()
}

func scan(rows pgx.Rows, each func(pgx.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

type querier func(ctx context.Context, t storage.Tenant, each func(pgx.Rows) error, sql string, args ...any) error

// Get implements storage.Driver.
func (s *Store) Get(ctx context.Context, t storage.Tenant, key storage.Key) (storage.Record, error) {
	if err := s.check(ctx, t, key.Validate()); err != nil {
		return storage.Record{}, err
	}
	return s.q.getRecord(ctx, s.query, t, key)
}

func (q *queries) getRecord(ctx context.Context, query querier, t storage.Tenant, key storage.Key) (storage.Record, error) {
	r := storage.Record{Key: key}
	err := query(ctx, t, func(rows pgx.Rows) error {
		var subject, index []byte
		if err := rows.Scan(&r.Version, &subject, &index, &r.Body); err != nil {
			return err
		}
		var err error
		r.Subject = string(subject)
		r.Index, err = storage.DecodeIndex(index)
		return err
	}, q.get, []byte(t), []byte(key.Kind), []byte(key.ID))
	switch {
	case err != nil:
		return storage.Record{}, err
	case r.Version == 0:
		return storage.Record{}, storage.ErrNotFound
	}
	return r, nil
}

// List implements storage.Driver.
func (s *Store) List(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
	_, err := q.PageSize()
	if err := s.check(ctx, t, err); err != nil {
		return storage.Page{}, err
	}
	return s.q.listPage(ctx, s.query, t, q)
}

func (q *queries) listPage(ctx context.Context, query querier, t storage.Tenant, what storage.Query) (storage.Page, error) {
	limit, err := what.PageSize()
	if err != nil {
		return storage.Page{}, err
	}
	var afterValue, afterID string
	if what.After != "" {
		if afterValue, afterID, err = what.After.Position(); err != nil {
			return storage.Page{}, err
		}
	}
	sql := q.list
	args := []any{[]byte(t), []byte(what.Kind), []byte(afterID), int64(limit + 1)}
	switch {
	case what.Index == "":
	case what.Value == "":
		sql, args = q.listIndex, append(args, []byte(what.Index), []byte(afterValue))
	case afterValue > what.Value:
		return storage.Page{}, nil
	default:
		sql, args = q.listValue, append(args, []byte(what.Index), []byte(what.Value))
		if afterValue < what.Value {
			args[2] = []byte{}
		}
	}
	var page storage.Page
	var last string
	err = query(ctx, t, func(rows pgx.Rows) error {
		if len(page.Records) == limit {
			page.Next = storage.NewCursor(last, page.Records[limit-1].ID)
			return nil
		}
		var value, id, subject, index []byte
		r := storage.Record{}
		if err := rows.Scan(&value, &id, &r.Version, &subject, &index, &r.Body); err != nil {
			return err
		}
		last, r.Key, r.Subject = string(value), storage.Key{Kind: what.Kind, ID: string(id)}, string(subject)
		var err error
		r.Index, err = storage.DecodeIndex(index)
		page.Records = append(page.Records, r)
		return err
	}, sql, args...)
	if err != nil {
		return storage.Page{}, err
	}
	return page, nil
}

// Log implements storage.Driver.
func (s *Store) Log(ctx context.Context, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
	if err := s.check(ctx, t, checkLimit(limit)); err != nil {
		return nil, err
	}
	return s.q.logEntries(ctx, s.query, t, after, limit)
}

func checkLimit(limit int) error {
	if limit < 1 || limit > storage.MaxPage {
		return fmt.Errorf("%w: a page has between 1 and %d entries", storage.ErrInvalid, storage.MaxPage)
	}
	return nil
}

func (q *queries) logEntries(ctx context.Context, query querier, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
	if after > 1<<62 {
		return nil, nil
	}
	var out []storage.Entry
	err := query(ctx, t, func(rows pgx.Rows) error {
		var e storage.Entry
		var seq int64
		var topic, hash []byte
		if err := rows.Scan(&seq, &topic, &e.Payload, &hash); err != nil {
			return err
		}
		e.Seq, e.Topic = uint64(seq), string(topic)
		copy(e.Hash[:], hash)
		out = append(out, e)
		return nil
	}, q.log, []byte(t), int64(after), int64(limit))
	return out, err
}
