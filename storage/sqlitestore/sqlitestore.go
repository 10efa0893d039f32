// Package sqlitestore keeps everything in one SQLite file, over the caller's *sql.DB.
//
//	import _ "modernc.org/sqlite" // or any other driver; this package imports none
//
//	db, err := sql.Open("sqlite", sqlitestore.DSN("hirealign.db"))
//	err = sqlitestore.Migrate(ctx, db, nil)
//	store, err := sqlitestore.Open(ctx, db, nil)
//	defer store.Close() // does not close db
//
// The handle must give every connection write-ahead logging, full
// synchronisation, a busy timeout, and transactions that begin as writers; DSN
// spells that out for modernc.org/sqlite. Open checks what it can and refuses a
// SQLite below 3.51.3, whose reset of the write-ahead log can corrupt the file.
// The file must not lie on a network file system.
package sqlitestore

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/hirealign/hirealign/storage"
)

var (
	// ErrVersion is returned by Open for a SQLite with a known fault that corrupts files.
	ErrVersion = errors.New("sqlitestore: SQLite is too old")
	// ErrSettings is returned by Open for a handle that could lose an acknowledged commit.
	ErrSettings = errors.New("sqlitestore: unsafe settings")
	// ErrSchema is returned by Open for a database that is not migrated, or migrated
	// by a newer version of this package.
	ErrSchema = errors.New("sqlitestore: schema version")
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options name the tables. The zero value and nil are valid.
type Options struct {
	// Prefix stands before every table name; "" means "hirealign_". It is made of
	// letters, digits and underscores.
	Prefix string
}

var prefixPattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,40}$`)

func (o *Options) prefix() (string, error) {
	if o == nil || o.Prefix == "" {
		return "hirealign_", nil
	}
	if !prefixPattern.MatchString(o.Prefix) {
		return "", fmt.Errorf("%w: the table prefix is made of letters, digits and underscores", storage.ErrInvalid)
	}
	return o.Prefix, nil
}

// DSN returns the data source name of a file for modernc.org/sqlite, with the
// settings that Open asks for.
func DSN(path string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: strings.Join([]string{
		"_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)", "_pragma=secure_delete(ON)", "_txlock=immediate",
	}, "&")}
	return u.String()
}

// Store is a storage.Driver over SQLite. It is safe for concurrent use, also by
// several processes on one file. SQLite has one writer at a time: writers wait
// for each other up to the busy timeout.
type Store struct {
	db     *sql.DB
	p      string
	closed atomic.Bool
}

var _ storage.Driver = (*Store)(nil)

// Migration is one step of the schema. Steps only go forward.
type Migration struct {
	// Version counts from 1 without gaps.
	Version int
	// Name is a file name, such as "0001_init.sql".
	Name string
	// SQL is plain SQL, headed by goose's mark of an upward step. It records its
	// version in this package's own table, so that Open knows of it whoever ran it.
	SQL string
}

// Migrations returns every step, for a host that runs them with its own tool.
func Migrations(opts *Options) ([]Migration, error) {
	p, err := opts.prefix()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	out := make([]Migration, len(names))
	for i, name := range names {
		body, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out[i] = Migration{Version: i + 1, Name: strings.TrimPrefix(name, "migrations/"), SQL: strings.ReplaceAll(string(body), "{p}", p)}
	}
	return out, nil
}

// Migrate brings the database to this package's schema, in one transaction and
// under SQLite's write lock. It is safe to run again and by several processes at
// once.
func Migrate(ctx context.Context, db *sql.DB, opts *Options) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := MigrateTx(ctx, tx, opts); err != nil {
		return err
	}
	return tx.Commit()
}

// MigrateTx is Migrate inside the caller's transaction, which must have begun as a
// writer.
func MigrateTx(ctx context.Context, tx *sql.Tx, opts *Options) error {
	p, err := opts.prefix()
	if err != nil {
		return err
	}
	steps, err := Migrations(opts)
	if err != nil {
		return err
	}
	have, err := schemaVersion(ctx, tx, p)
	if err != nil {
		return err
	}
	if have > len(steps) {
		return fmt.Errorf("%w: the database is at %d, this package knows %d", ErrSchema, have, len(steps))
	}
	for _, step := range steps[have:] {
		for statement := range strings.SplitSeq(step.SQL, ";") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("migrate to version %d: %w", step.Version, err)
			}
		}
	}
	return nil
}

type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// schemaVersion is the version of the schema, 0 where there is none.
func schemaVersion(ctx context.Context, q queryer, p string) (int, error) {
	var n int
	if err := q.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", p+"schema").Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	var v sql.NullInt64
	err := q.QueryRowContext(ctx, "SELECT max(version) FROM "+p+"schema").Scan(&v)
	return int(v.Int64), err
}

// Open returns a store over a migrated database. The handle stays the caller's.
// It returns ErrVersion, ErrSettings or ErrSchema where it would not be safe.
func Open(ctx context.Context, db *sql.DB, opts *Options) (*Store, error) {
	p, err := opts.prefix()
	if err != nil {
		return nil, err
	}
	if err := checkEngine(ctx, db); err != nil {
		return nil, err
	}
	steps, err := Migrations(opts)
	if err != nil {
		return nil, err
	}
	have, err := schemaVersion(ctx, db, p)
	if err != nil {
		return nil, unavailable(err)
	}
	if have != len(steps) {
		return nil, fmt.Errorf("%w: the database is at %d, this package needs %d", ErrSchema, have, len(steps))
	}
	return &Store{db: db, p: p}, nil
}

const minBusy = 1000 // milliseconds

// oldest is the first SQLite without the fault in resetting the write-ahead log.
var oldest = []int{3, 51, 3}

func checkEngine(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = conn.Close() }()
	var version, journal, file string
	var synchronous, busy, secure int
	for _, q := range []struct {
		query string
		into  any
	}{
		{"SELECT sqlite_version()", &version},
		{"PRAGMA journal_mode", &journal},
		{"PRAGMA synchronous", &synchronous},
		{"PRAGMA busy_timeout", &busy},
		{"PRAGMA secure_delete", &secure},
		{"SELECT coalesce((SELECT file FROM pragma_database_list WHERE name = 'main'), '')", &file},
	} {
		if err := conn.QueryRowContext(ctx, q.query).Scan(q.into); err != nil {
			return fmt.Errorf("ask SQLite for its settings: %w", unavailable(err))
		}
	}
	if slices.Compare(versionOf(version), oldest) < 0 {
		return fmt.Errorf("%w: have %s, need 3.51.3", ErrVersion, version)
	}
	if file == "" {
		return nil // in memory: there is nothing to lose in a crash
	}
	if journal != "wal" {
		return fmt.Errorf("%w: journal_mode is %s, need WAL", ErrSettings, journal)
	}
	if synchronous < 2 {
		return fmt.Errorf("%w: synchronous is %d, need FULL (2)", ErrSettings, synchronous)
	}
	if busy < minBusy {
		return fmt.Errorf("%w: busy_timeout is %d ms, need %d: writers would give up on each other", ErrSettings, busy, minBusy)
	}
	if secure != 1 {
		return fmt.Errorf("%w: secure_delete is %d, need ON (1): what is deleted would stay in the file", ErrSettings, secure)
	}
	return nil
}

func versionOf(s string) []int {
	var out []int
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		out = append(out, n)
	}
	return out
}

func (s *Store) check(ctx context.Context, t storage.Tenant, err error) error {
	if e := ctx.Err(); e != nil {
		return e
	}
	if e := t.Validate(); e != nil {
		return e
	}
	if err != nil {
		return err
	}
	if s.closed.Load() {
		return storage.ErrClosed
	}
	return nil
}

// stopped makes an error after the end of ctx wrap ctx.Err(): drivers report an
// interrupted statement each in their own way.
func stopped(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || errors.Is(err, ctx.Err()) {
		return err
	}
	return fmt.Errorf("%w: %w", ctx.Err(), err)
}

// unavailable wraps an error after which nothing was changed.
func unavailable(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if code := resultCode(err); code == corrupt || code == notADatabase {
		return fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// SQLite's primary result codes for a damaged file.
const (
	corrupt      = 11
	notADatabase = 26
)

// resultCode returns SQLite's primary result code, 0 where the error tells none.
// modernc.org/sqlite has it as a method and mattn/go-sqlite3 as a field.
func resultCode(err error) int {
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		return coded.Code() & 0xff
	}
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.Indirect(reflect.ValueOf(err))
		if v.Kind() != reflect.Struct {
			continue
		}
		if code := v.FieldByName("Code"); code.IsValid() && code.CanInt() {
			return int(code.Int()) & 0xff
		}
	}
	return 0
}

// Commit implements storage.Driver.
func (s *Store) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if err := s.check(ctx, t, b.Validate()); err != nil {
		return storage.Result{}, err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return storage.Result{}, unavailable(err)
	}
	defer func() { _ = tx.Rollback() }()
	r, err := s.apply(ctx, tx, t, b)
	if err != nil || r.Replayed {
		return r, stopped(ctx, err)
	}
	err = tx.Commit()
	switch {
	case err == nil:
		return r, nil
	case errors.Is(err, sql.ErrTxDone) || errors.Is(err, ctx.Err()) && ctx.Err() != nil:
		// database/sql found the context done before it said COMMIT.
		return storage.Result{}, cmp.Or(ctx.Err(), unavailable(err))
	}
	return storage.Result{}, fmt.Errorf("%w: %w", storage.ErrUnknown, err)
}

func (s *Store) apply(ctx context.Context, tx *sql.Tx, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	tenant, digest := []byte(t), b.Digest()
	var (
		before, versions []byte
		r                storage.Result
	)
	err := tx.QueryRowContext(ctx, "SELECT digest, versions, seq FROM "+s.p+"batches WHERE tenant = ? AND id = ?", tenant, []byte(b.ID)).
		Scan(&before, &versions, &r.Seq)
	switch {
	case err == nil:
		if !bytes.Equal(before, digest[:]) {
			return storage.Result{}, storage.ErrBatchReused
		}
		r.Replayed = true
		return r, json.Unmarshal(versions, &r.Versions)
	case !errors.Is(err, sql.ErrNoRows):
		return storage.Result{}, unavailable(err)
	}
	for _, w := range b.Writes {
		version, err := s.write(ctx, tx, tenant, w)
		if err != nil {
			return storage.Result{}, err
		}
		r.Versions = append(r.Versions, version)
	}
	if r.Seq, err = s.append(ctx, tx, tenant, b.Log); err != nil {
		return storage.Result{}, unavailable(err)
	}
	if versions, err = json.Marshal(r.Versions); err != nil {
		return storage.Result{}, err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO "+s.p+"batches (tenant, id, digest, versions, seq) VALUES (?, ?, ?, ?, ?)",
		tenant, []byte(b.ID), digest[:], versions, int64(r.Seq))
	return r, unavailable(err)
}

func (s *Store) write(ctx context.Context, tx *sql.Tx, tenant []byte, w storage.Write) (uint64, error) {
	kind, id := []byte(w.Kind), []byte(w.ID)
	var last int64
	var deleted bool
	err := tx.QueryRowContext(ctx, "SELECT version, deleted FROM "+s.p+"records WHERE tenant = ? AND kind = ? AND id = ?", tenant, kind, id).
		Scan(&last, &deleted)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, unavailable(err)
	}
	have := uint64(last)
	if deleted {
		have = 0
	}
	if !w.Expect.Holds(have) {
		return 0, &storage.ConflictError{Key: w.Key, Expected: w.Expect, Have: have}
	}
	version := last + 1
	body, subject := w.Body, []byte(w.Subject)
	if body == nil {
		body = []byte{}
	}
	if w.Delete {
		body, subject = nil, []byte{}
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO "+s.p+"records (tenant, kind, id, version, subject, body, deleted) VALUES (?, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (tenant, kind, id) DO UPDATE SET version = excluded.version, subject = excluded.subject, body = excluded.body, deleted = excluded.deleted",
		tenant, kind, id, version, subject, body, w.Delete); err != nil {
		return 0, unavailable(err)
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM "+s.p+"indexes WHERE tenant = ? AND kind = ? AND id = ?", tenant, kind, id); err != nil {
		return 0, unavailable(err)
	}
	if !w.Delete {
		for name, value := range w.Index {
			if _, err := tx.ExecContext(ctx, "INSERT INTO "+s.p+"indexes (tenant, kind, name, value, id) VALUES (?, ?, ?, ?, ?)",
				tenant, kind, []byte(name), []byte(value), id); err != nil {
				return 0, unavailable(err)
			}
		}
	}
	return uint64(version), nil
}

func (s *Store) append(ctx context.Context, tx *sql.Tx, tenant []byte, events []storage.Event) (uint64, error) {
	var seq int64
	var hash []byte
	err := tx.QueryRowContext(ctx, "SELECT seq, hash FROM "+s.p+"log WHERE tenant = ? ORDER BY seq DESC LIMIT 1", tenant).Scan(&seq, &hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	var prev [32]byte
	copy(prev[:], hash)
	for _, e := range events {
		seq++
		payload := e.Payload
		if payload == nil {
			payload = []byte{}
		}
		prev = storage.ChainHash(prev, uint64(seq), e.Topic, payload)
		if _, err := tx.ExecContext(ctx, "INSERT INTO "+s.p+"log (tenant, seq, topic, payload, hash) VALUES (?, ?, ?, ?, ?)",
			tenant, seq, []byte(e.Topic), payload, bytes.Clone(prev[:])); err != nil {
			return 0, err
		}
	}
	return uint64(seq), nil
}

// Get implements storage.Driver.
func (s *Store) Get(ctx context.Context, t storage.Tenant, key storage.Key) (storage.Record, error) {
	if err := s.check(ctx, t, key.Validate()); err != nil {
		return storage.Record{}, err
	}
	// One transaction, so that record and index values are of the same version.
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return storage.Record{}, unavailable(err)
	}
	defer func() { _ = tx.Rollback() }()
	r := storage.Record{Key: key}
	var version int64
	var subject []byte
	err = tx.QueryRowContext(ctx, "SELECT version, subject, body FROM "+s.p+"records WHERE tenant = ? AND kind = ? AND id = ? AND deleted = 0",
		[]byte(t), []byte(key.Kind), []byte(key.ID)).Scan(&version, &subject, &r.Body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return storage.Record{}, storage.ErrNotFound
	case err != nil:
		return storage.Record{}, unavailable(err)
	}
	r.Version, r.Subject = uint64(version), string(subject)
	r.Index, err = s.indexOf(ctx, tx, t, key)
	return r, unavailable(err)
}

func (s *Store) indexOf(ctx context.Context, q queryer, t storage.Tenant, key storage.Key) (map[string]string, error) {
	rows, err := q.QueryContext(ctx, "SELECT name, value FROM "+s.p+"indexes WHERE tenant = ? AND kind = ? AND id = ?", []byte(t), []byte(key.Kind), []byte(key.ID))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out map[string]string
	for rows.Next() {
		var name, value []byte
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		if out == nil {
			out = map[string]string{}
		}
		out[string(name)] = string(value)
	}
	return out, rows.Err()
}

// List implements storage.Driver.
func (s *Store) List(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
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
	var query string
	args := []any{[]byte(t), []byte(q.Kind)}
	if q.Index == "" {
		query = "SELECT X'', r.id, r.version, r.subject, r.body FROM " + s.p + "records r WHERE r.tenant = ? AND r.kind = ? AND r.deleted = 0 AND r.id > ? ORDER BY r.id LIMIT ?"
		args = append(args, []byte(afterID))
	} else {
		query = "SELECT i.value, r.id, r.version, r.subject, r.body FROM " + s.p + "indexes i JOIN " + s.p + "records r ON r.tenant = i.tenant AND r.kind = i.kind AND r.id = i.id " +
			"WHERE i.tenant = ? AND i.kind = ? AND i.name = ?"
		args = append(args, []byte(q.Index))
		if q.Value != "" {
			query += " AND i.value = ?"
			args = append(args, []byte(q.Value))
		}
		query += " AND (i.value, i.id) > (?, ?) ORDER BY i.value, i.id LIMIT ?"
		args = append(args, []byte(afterValue), []byte(afterID))
	}
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return storage.Page{}, unavailable(err)
	}
	defer func() { _ = tx.Rollback() }()
	page, err := s.page(ctx, tx, t, q, limit, query, append(args, limit+1))
	return page, unavailable(err)
}

func (s *Store) page(ctx context.Context, tx *sql.Tx, t storage.Tenant, q storage.Query, limit int, query string, args []any) (storage.Page, error) {
	var page storage.Page
	var sortValues []string
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return page, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var value, id, subject []byte
		var version int64
		r := storage.Record{}
		if err := rows.Scan(&value, &id, &version, &subject, &r.Body); err != nil {
			return page, err
		}
		r.Key, r.Version, r.Subject = storage.Key{Kind: q.Kind, ID: string(id)}, uint64(version), string(subject)
		page.Records, sortValues = append(page.Records, r), append(sortValues, string(value))
	}
	if err := rows.Err(); err != nil {
		return page, err
	}
	if len(page.Records) > limit {
		page.Records = page.Records[:limit]
		page.Next = storage.NewCursor(sortValues[limit-1], page.Records[limit-1].ID)
	}
	for i, r := range page.Records {
		if page.Records[i].Index, err = s.indexOf(ctx, tx, t, r.Key); err != nil {
			return page, err
		}
	}
	return page, nil
}

// Log implements storage.Driver.
func (s *Store) Log(ctx context.Context, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
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
	rows, err := s.db.QueryContext(ctx, "SELECT seq, topic, payload, hash FROM "+s.p+"log WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?", []byte(t), int64(after), limit)
	if err != nil {
		return nil, unavailable(err)
	}
	defer func() { _ = rows.Close() }()
	var out []storage.Entry
	for rows.Next() {
		var seq int64
		var topic, hash []byte
		var e storage.Entry
		if err := rows.Scan(&seq, &topic, &e.Payload, &hash); err != nil {
			return nil, unavailable(err)
		}
		e.Seq, e.Topic = uint64(seq), string(topic)
		copy(e.Hash[:], hash)
		out = append(out, e)
	}
	return out, unavailable(rows.Err())
}

// Close implements storage.Driver. It does not close the database handle.
func (s *Store) Close() error {
	s.closed.Store(true)
	return nil
}
