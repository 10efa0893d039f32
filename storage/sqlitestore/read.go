package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/hirealign/hirealign/storage"
)

// text and indexValues are scanned without a copy of what the driver hands over.
type (
	text        string
	indexValues map[string]string
)

func (t *text) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok && src != nil {
		return fmt.Errorf("%w: a column has type %T", storage.ErrCorrupt, src)
	}
	*t = text(b)
	return nil
}

func (v *indexValues) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok && src != nil {
		return fmt.Errorf("%w: a column has type %T", storage.ErrCorrupt, src)
	}
	m, err := storage.DecodeIndex(b)
	*v = m
	return err
}

// in returns a statement as it runs in a transaction, or on any connection where
// there is none.
func in(ctx context.Context, tx *sql.Tx, stmt *sql.Stmt) *sql.Stmt {
	if tx == nil {
		return stmt
	}
	return tx.StmtContext(ctx, stmt)
}

// Get implements storage.Driver. It is one statement, which takes no lock that a
// writer waits for.
func (s *Store) Get(ctx context.Context, t storage.Tenant, key storage.Key) (storage.Record, error) {
	return s.get(ctx, nil, t, key)
}

func (s *Store) get(ctx context.Context, tx *sql.Tx, t storage.Tenant, key storage.Key) (storage.Record, error) {
	if err := s.check(ctx, t, key.Validate()); err != nil {
		return storage.Record{}, err
	}
	r := storage.Record{Key: key}
	var version int64 // database/sql reads it as it is, and a uint64 by way of its text
	err := in(ctx, tx, s.q.get).QueryRowContext(ctx, []byte(t), []byte(key.Kind), []byte(key.ID)).
		Scan(&version, (*text)(&r.Subject), (*indexValues)(&r.Index), &r.Body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return storage.Record{}, storage.ErrNotFound
	case err != nil:
		return storage.Record{}, s.failed(ctx, err)
	}
	r.Version = uint64(version)
	return r, nil
}

// List implements storage.Driver. It is one statement, as Get.
func (s *Store) List(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
	return s.list(ctx, nil, t, q)
}

func (s *Store) list(ctx context.Context, tx *sql.Tx, t storage.Tenant, q storage.Query) (storage.Page, error) {
	limit, err := q.PageSize()
	if err := s.check(ctx, t, err); err != nil {
		return storage.Page{}, err
	}
	afterValue, afterID := "", ""
	if q.After != "" {
		if afterValue, afterID, err = q.After.Position(); err != nil {
			return storage.Page{}, err
		}
	}
	var rows *sql.Rows
	switch {
	case q.Index == "":
		rows, err = in(ctx, tx, s.q.list).QueryContext(ctx, []byte(t), []byte(q.Kind), []byte(afterID), limit+1)
	case q.Value == "":
		rows, err = in(ctx, tx, s.q.listIndex).QueryContext(ctx, []byte(t), []byte(q.Kind), []byte(q.Index), []byte(afterValue), []byte(afterID), limit+1)
	default:
		switch strings.Compare(afterValue, q.Value) {
		case -1:
			afterID = ""
		case 1:
			return storage.Page{}, nil
		}
		rows, err = in(ctx, tx, s.q.listValue).QueryContext(ctx, []byte(t), []byte(q.Kind), []byte(q.Index), []byte(q.Value), []byte(afterID), limit+1)
	}
	if err != nil {
		return storage.Page{}, s.failed(ctx, err)
	}
	page, err := readPage(rows, q.Kind, limit)
	return page, s.failed(ctx, err)
}

// readPage reads a page and looks whether there is more.
func readPage(rows *sql.Rows, kind storage.Kind, limit int) (storage.Page, error) {
	defer func() { _ = rows.Close() }()
	var page storage.Page
	var last string
	for rows.Next() {
		if len(page.Records) == limit {
			page.Next = storage.NewCursor(last, page.Records[limit-1].ID)
			return page, rows.Close()
		}
		r := storage.Record{Key: storage.Key{Kind: kind}}
		var version int64
		if err := rows.Scan((*text)(&last), (*text)(&r.ID), &version, (*text)(&r.Subject), (*indexValues)(&r.Index), &r.Body); err != nil {
			return storage.Page{}, err
		}
		r.Version = uint64(version)
		page.Records = append(page.Records, r)
	}
	return page, rows.Err()
}

// Log implements storage.Driver.
func (s *Store) Log(ctx context.Context, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
	return s.log(ctx, nil, t, after, limit)
}

func (s *Store) log(ctx context.Context, tx *sql.Tx, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
	var invalid error
	if limit < 1 || limit > storage.MaxPage {
		invalid = fmt.Errorf("%w: a page has between 1 and %d entries", storage.ErrInvalid, storage.MaxPage)
	}
	if err := s.check(ctx, t, invalid); err != nil {
		return nil, err
	}
	if after > 1<<62 {
		return nil, nil
	}
	rows, err := in(ctx, tx, s.q.log).QueryContext(ctx, []byte(t), int64(after), limit)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer func() { _ = rows.Close() }()
	var out []storage.Entry
	for rows.Next() {
		var hash []byte
		var e storage.Entry
		if err := rows.Scan(&e.Seq, (*text)(&e.Topic), &e.Payload, &hash); err != nil {
			return nil, s.failed(ctx, err)
		}
		copy(e.Hash[:], hash)
		out = append(out, e)
	}
	return out, s.failed(ctx, rows.Err())
}
