// Package pgstore keeps everything in Postgres, over the caller's pgx pool.
//
//	pool, err := pgxpool.New(ctx, url)
//	err = pgstore.Migrate(ctx, pool, nil)
//	store, err := pgstore.Open(ctx, pool, nil)
//	defer store.Close() // does not close pool
//
// A commit takes two round trips and holds a lock on its tenant's head, so that
// each tenant's log is in commit order; tenants do not wait for each other.
// WithTx joins a transaction of the host. The pool may use any of pgx's query
// modes, so that it may go through PgBouncer. Keys and bodies are BYTEA: they
// compare in byte order whatever the locale of the database, and come back as they
// were.
package pgstore

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/hirealign/hirealign/storage"
)

var (
	// ErrSchema is returned for a database that is not migrated, or migrated by a
	// newer version of this package.
	ErrSchema = errors.New("pgstore: schema version")
	// ErrSettings is returned by Open for a server or role that could lose an
	// acknowledged commit or would see past row security.
	ErrSettings = errors.New("pgstore: unsafe settings")
)

// Options name the tables. The zero value and nil are valid.
type Options struct {
	// Schema holds the tables; "" means the first of the search path.
	Schema string
	// Prefix stands before every table name; "" means "hirealign_".
	Prefix string
	// RowSecurity lets Migrate put a policy on every table, and every statement of
	// the store name its tenant, so that a query that forgets the tenant sees
	// nothing. Open refuses a role that such policies do not bind.
	RowSecurity bool
}

var namePattern = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,30}$`)

type names struct{ schema, prefix string }

func (o *Options) names() (names, error) {
	n := names{prefix: "hirealign_"}
	if o == nil {
		return n, nil
	}
	n.schema = o.Schema
	if o.Prefix != "" {
		n.prefix = o.Prefix
	}
	if !namePattern.MatchString(n.prefix) || n.schema != "" && !namePattern.MatchString(n.schema) {
		return names{}, fmt.Errorf("%w: schema and prefix are made of small letters, digits and underscores", storage.ErrInvalid)
	}
	return n, nil
}

func (n names) table(name string) string {
	if n.schema == "" {
		return n.prefix + name
	}
	return n.schema + "." + n.prefix + name
}

// tables hold rows of tenants.
var tables = []string{"heads", "records", "indexes", "log", "batches"}

// Store is a storage.Driver over Postgres. It is safe for concurrent use, also by
// several processes on one database.
type Store struct {
	pool    *pgxpool.Pool
	n       names
	secured bool
	closed  atomic.Bool
}

var _ storage.Driver = (*Store)(nil)

// Open returns a store over a migrated database. The pool stays the caller's. It
// returns ErrSchema or ErrSettings where it would not be safe.
func Open(ctx context.Context, pool *pgxpool.Pool, opts *Options) (*Store, error) {
	n, err := opts.names()
	if err != nil {
		return nil, err
	}
	steps, err := Migrations(opts)
	if err != nil {
		return nil, err
	}
	have, err := n.version(ctx, pool)
	if err != nil {
		return nil, err
	}
	if have != len(steps) {
		return nil, fmt.Errorf("%w: the database is at %d, this package needs %d", ErrSchema, have, len(steps))
	}
	s := &Store{pool: pool, n: n, secured: opts != nil && opts.RowSecurity}
	return s, s.checkSettings(ctx)
}

func (s *Store) checkSettings(ctx context.Context) error {
	var fsync string
	if err := s.pool.QueryRow(ctx, "SELECT current_setting('fsync')").Scan(&fsync); err != nil {
		return err
	}
	if fsync != "on" {
		return fmt.Errorf("%w: fsync is %s", ErrSettings, fsync)
	}
	var bypass bool
	if err := s.pool.QueryRow(ctx, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").Scan(&bypass); err != nil {
		return err
	}
	if s.secured && bypass {
		return fmt.Errorf("%w: row security does not bind a superuser or a role with BYPASSRLS", ErrSettings)
	}
	for _, t := range tables {
		var enabled, forced bool
		err := s.pool.QueryRow(ctx, "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = to_regclass($1::text)", s.n.table(t)).Scan(&enabled, &forced)
		if err != nil {
			return err
		}
		if s.secured != (enabled && forced) {
			return fmt.Errorf("%w: row security of %s is %t, Options say %t", ErrSettings, s.n.table(t), enabled && forced, s.secured)
		}
	}
	return nil
}

// sender is what the store needs of a connection or of a transaction.
type sender interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
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

// unavailable wraps an error after which nothing was changed.
func unavailable(ctx context.Context, err error) error {
	switch {
	case err == nil, errors.Is(err, storage.ErrCorrupt):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// Commit implements storage.Driver.
func (s *Store) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	if err := s.check(ctx, t, b.Validate()); err != nil {
		return storage.Result{}, err
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return storage.Result{}, unavailable(ctx, err)
	}
	defer release(conn)
	c := commit{names: s.n, tenant: []byte(t), batch: b, secured: s.secured}
	if err := c.read(ctx, conn, true); err != nil {
		return storage.Result{}, unavailable(ctx, err)
	}
	if c.done || c.err != nil {
		return c.result, c.err
	}
	sent, err := c.write(ctx, conn, true)
	var refused *pgconn.PgError
	switch {
	case err == nil:
		return c.result, nil
	case !sent || errors.As(err, &refused) && !dying(refused):
		return storage.Result{}, unavailable(ctx, err)
	}
	return storage.Result{}, fmt.Errorf("%w: %v", storage.ErrUnknown, err) //nolint:errorlint // a wrapped ctx.Err() would say that nothing was changed
}

// dying reports whether the error tells of the end of the session and not of the statement.
func dying(e *pgconn.PgError) bool {
	return strings.HasPrefix(e.Code, "57") || strings.HasPrefix(e.Code, "58") || strings.HasPrefix(e.Code, "XX") || strings.HasPrefix(e.Code, "08")
}

// release gives the connection back, rolled back where a transaction is open.
func release(conn *pgxpool.Conn) {
	if !conn.Conn().IsClosed() && conn.Conn().PgConn().TxStatus() != 'I' {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_, _ = conn.Exec(ctx, "ROLLBACK")
	}
	conn.Release()
}

// commit is one batch on its way: read takes the lock and looks, write changes.
type commit struct {
	names
	tenant  []byte
	batch   storage.Batch
	secured bool

	seq    int64
	hash   [32]byte
	last   []int64 // version of each write's record, deletions counted
	result storage.Result
	done   bool  // the batch was known
	err    error // the batch is refused
}

// begin queues what stands before every statement of a transaction.
func (c *commit) begin(b *pgx.Batch, own bool) {
	if own {
		b.Queue("BEGIN ISOLATION LEVEL READ COMMITTED")
	}
	// A setting of the server, the role or the session must not lose a commit.
	b.Queue("SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')")
	if c.secured {
		b.Queue("SELECT set_config('hirealign.tenant', $1::text, true)", hex.EncodeToString(c.tenant))
	}
}

func (c *commit) read(ctx context.Context, to sender, own bool) error {
	var b pgx.Batch
	c.begin(&b, own)
	b.Queue("INSERT INTO "+c.table("heads")+" (tenant, seq, hash) VALUES ($1::bytea, 0, $2::bytea) ON CONFLICT DO NOTHING", c.tenant, make([]byte, 32))
	b.Queue("SELECT seq, hash FROM "+c.table("heads")+" WHERE tenant = $1::bytea FOR UPDATE", c.tenant).QueryRow(func(row pgx.Row) error {
		var hash []byte
		if err := row.Scan(&c.seq, &hash); err != nil {
			return err
		}
		copy(c.hash[:], hash)
		return nil
	})
	var digest, versions []byte
	var seq int64
	b.Queue("SELECT digest, versions, seq FROM "+c.table("batches")+" WHERE tenant = $1::bytea AND id = $2::bytea", c.tenant, []byte(c.batch.ID)).QueryRow(func(row pgx.Row) error {
		if err := row.Scan(&digest, &versions, &seq); !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return nil
	})
	c.last = make([]int64, len(c.batch.Writes))
	for i, w := range c.batch.Writes {
		b.Queue("SELECT version, deleted FROM "+c.table("records")+" WHERE tenant = $1::bytea AND kind = $2::bytea AND id = $3::bytea",
			c.tenant, []byte(w.Kind), []byte(w.ID)).QueryRow(func(row pgx.Row) error {
			var deleted bool
			if err := row.Scan(&c.last[i], &deleted); err != nil && !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
			have := uint64(c.last[i])
			if deleted {
				have = 0
			}
			if c.err == nil && !w.Expect.Holds(have) {
				c.err = &storage.ConflictError{Key: w.Key, Expected: w.Expect, Have: have}
			}
			return nil
		})
	}
	if err := to.SendBatch(ctx, &b).Close(); err != nil {
		return err
	}
	if digest == nil {
		return nil
	}
	c.done, c.err = true, nil
	want := c.batch.Digest()
	if !bytes.Equal(digest, want[:]) {
		c.err = storage.ErrBatchReused
		return nil
	}
	c.result = storage.Result{Seq: uint64(seq), Replayed: true}
	return json.Unmarshal(versions, &c.result.Versions)
}

// write sends the changes, and says whether anything left this machine.
func (c *commit) write(ctx context.Context, to sender, own bool) (sent bool, err error) {
	var b pgx.Batch
	for i, w := range c.batch.Writes {
		version := c.last[i] + 1
		c.result.Versions = append(c.result.Versions, uint64(version))
		kind, id, body, subject, index := []byte(w.Kind), []byte(w.ID), w.Body, []byte(w.Subject), w.Index
		if w.Delete {
			body, subject, index = nil, nil, nil
		}
		b.Queue("INSERT INTO "+c.table("records")+" (tenant, kind, id, version, subject, indexed, body, deleted) "+
			"VALUES ($1::bytea, $2::bytea, $3::bytea, $4::bigint, $5::bytea, $6::bytea, $7::bytea, $8::boolean) "+
			"ON CONFLICT (tenant, kind, id) DO UPDATE SET version = excluded.version, subject = excluded.subject, indexed = excluded.indexed, body = excluded.body, deleted = excluded.deleted",
			c.tenant, kind, id, version, notNil(subject), notNil(storage.EncodeIndex(index)), notNil(body), w.Delete)
		if c.last[i] > 0 {
			b.Queue("DELETE FROM "+c.table("indexes")+" WHERE tenant = $1::bytea AND kind = $2::bytea AND id = $3::bytea", c.tenant, kind, id)
		}
		for name, value := range index {
			b.Queue("INSERT INTO "+c.table("indexes")+" (tenant, kind, name, value, id) VALUES ($1::bytea, $2::bytea, $3::bytea, $4::bytea, $5::bytea)",
				c.tenant, kind, []byte(name), []byte(value), id)
		}
	}
	for _, e := range c.batch.Log {
		c.seq++
		c.hash = storage.ChainHash(c.hash, uint64(c.seq), e.Topic, e.Payload)
		b.Queue("INSERT INTO "+c.table("log")+" (tenant, seq, topic, payload, hash) VALUES ($1::bytea, $2::bigint, $3::bytea, $4::bytea, $5::bytea)",
			c.tenant, c.seq, []byte(e.Topic), notNil(e.Payload), bytes.Clone(c.hash[:]))
	}
	c.result.Seq = uint64(c.seq)
	if len(c.batch.Log) > 0 {
		b.Queue("UPDATE "+c.table("heads")+" SET seq = $2::bigint, hash = $3::bytea WHERE tenant = $1::bytea", c.tenant, c.seq, bytes.Clone(c.hash[:]))
	}
	versions, err := json.Marshal(c.result.Versions)
	if err != nil {
		return false, err
	}
	digest := c.batch.Digest()
	b.Queue("INSERT INTO "+c.table("batches")+" (tenant, id, digest, versions, seq) VALUES ($1::bytea, $2::bytea, $3::bytea, $4::bytea, $5::bigint)",
		c.tenant, []byte(c.batch.ID), digest[:], versions, c.seq)
	if own {
		b.Queue("COMMIT").Exec(func(tag pgconn.CommandTag) error {
			if tag.String() != "COMMIT" {
				return fmt.Errorf("the server answered %s to COMMIT", tag)
			}
			return nil
		})
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	err = to.SendBatch(ctx, &b).Close()
	return err == nil || !pgconn.SafeToRetry(err), err
}

func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// query runs one statement for a tenant and hands its rows to each.
func (s *Store) query(ctx context.Context, t storage.Tenant, each func(pgx.Rows) error, sql string, args ...any) error {
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
	return unavailable(ctx, querySecured(ctx, conn, true, t, each, sql, args...))
}

func querySecured(ctx context.Context, to sender, own bool, t storage.Tenant, each func(pgx.Rows) error, sql string, args ...any) error {
	var b pgx.Batch
	if own {
		b.Queue("BEGIN READ ONLY")
	}
	b.Queue("SELECT set_config('hirealign.tenant', $1::text, true)", hex.EncodeToString([]byte(t)))
	b.Queue(sql, args...).Query(func(rows pgx.Rows) error { return scan(rows, each) })
	if own {
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
	return s.n.get(ctx, s.query, t, key)
}

func (n names) get(ctx context.Context, query querier, t storage.Tenant, key storage.Key) (storage.Record, error) {
	var r storage.Record
	err := query(ctx, t, func(rows pgx.Rows) (err error) {
		_, r, err = scanRecord(rows, key.Kind)
		return err
	}, "SELECT ''::bytea, id, version, subject, indexed, body FROM "+n.table("records")+" WHERE tenant = $1::bytea AND kind = $2::bytea AND id = $3::bytea AND NOT deleted",
		[]byte(t), []byte(key.Kind), []byte(key.ID))
	if err == nil && r.Version == 0 {
		err = storage.ErrNotFound
	}
	return r, err
}

func scanRecord(rows pgx.Rows, kind storage.Kind) (value string, r storage.Record, err error) {
	var at, id, subject, index []byte
	var version int64
	if err = rows.Scan(&at, &id, &version, &subject, &index, &r.Body); err != nil {
		return "", r, err
	}
	r.Key, r.Version, r.Subject = storage.Key{Kind: kind, ID: string(id)}, uint64(version), string(subject)
	r.Index, err = storage.DecodeIndex(index)
	return string(at), r, err
}

// List implements storage.Driver.
func (s *Store) List(ctx context.Context, t storage.Tenant, q storage.Query) (storage.Page, error) {
	_, err := q.PageSize()
	if err := s.check(ctx, t, err); err != nil {
		return storage.Page{}, err
	}
	return s.n.list(ctx, s.query, t, q)
}

func (n names) list(ctx context.Context, query querier, t storage.Tenant, q storage.Query) (storage.Page, error) {
	limit, err := q.PageSize()
	if err != nil {
		return storage.Page{}, err
	}
	var afterValue, afterID string
	if q.After != "" {
		if afterValue, afterID, err = q.After.Position(); err != nil {
			return storage.Page{}, err
		}
	}
	sql := "SELECT ''::bytea, r.id, r.version, r.subject, r.indexed, r.body FROM " + n.table("records") + " r " +
		"WHERE r.tenant = $1::bytea AND r.kind = $2::bytea AND NOT r.deleted AND r.id > $3::bytea ORDER BY r.id LIMIT $4::bigint"
	args := []any{[]byte(t), []byte(q.Kind), []byte(afterID), int64(limit + 1)}
	if q.Index != "" {
		args = append(args, []byte(q.Index), []byte(afterValue))
		where := " AND (i.value, i.id) > ($6::bytea, $3::bytea) ORDER BY i.value, i.id"
		if q.Value != "" {
			args[5] = []byte(q.Value)
			where = " AND i.value = $6::bytea AND i.id > $3::bytea ORDER BY i.id"
			if afterValue > q.Value {
				return storage.Page{}, nil
			}
			if afterValue < q.Value {
				args[2] = []byte{}
			}
		}
		sql = "SELECT i.value, r.id, r.version, r.subject, r.indexed, r.body FROM " + n.table("indexes") + " i JOIN " + n.table("records") + " r " +
			"ON r.tenant = i.tenant AND r.kind = i.kind AND r.id = i.id WHERE i.tenant = $1::bytea AND i.kind = $2::bytea AND i.name = $5::bytea" + where + " LIMIT $4::bigint"
	}
	var page storage.Page
	var values []string
	err = query(ctx, t, func(rows pgx.Rows) error {
		value, r, err := scanRecord(rows, q.Kind)
		page.Records, values = append(page.Records, r), append(values, value)
		return err
	}, sql, args...)
	if err != nil {
		return storage.Page{}, err
	}
	if len(page.Records) > limit {
		page.Records = page.Records[:limit]
		page.Next = storage.NewCursor(values[limit-1], page.Records[limit-1].ID)
	}
	return page, nil
}

// Log implements storage.Driver.
func (s *Store) Log(ctx context.Context, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
	if err := s.check(ctx, t, checkLimit(limit)); err != nil {
		return nil, err
	}
	return s.n.log(ctx, s.query, t, after, limit)
}

func checkLimit(limit int) error {
	if limit < 1 || limit > storage.MaxPage {
		return fmt.Errorf("%w: a page has between 1 and %d entries", storage.ErrInvalid, storage.MaxPage)
	}
	return nil
}

func (n names) log(ctx context.Context, query querier, t storage.Tenant, after uint64, limit int) ([]storage.Entry, error) {
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
	}, "SELECT seq, topic, payload, hash FROM "+n.table("log")+" WHERE tenant = $1::bytea AND seq > $2::bigint ORDER BY seq LIMIT $3::bigint", []byte(t), int64(after), int64(limit))
	return out, err
}

// Close implements storage.Driver. It does not close the pool.
func (s *Store) Close() error {
	s.closed.Store(true)
	return nil
}
