package sqlitestore_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/integration/sidebyside"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/sqlitestore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

// byHand is what a developer of a host would write for one kind of document: tables
// with the columns that are listed by, and prepared statements. One commit is one
// transaction of the same durable work that the store does:
//
//   - the document with its body, its version, its subject and the two columns that
//     it is listed by, each with its own index
//   - its immutable revision with the same body
//   - a row of the log, chained by SHA-256 to the one before
//   - the head of the log, read and written
//   - a row of idempotency with a SHA-256 of what was asked for and the result
//
// A get is one prepared SELECT by the primary key, with what a caller of the store
// gets too: body, version, subject and the two columns.
type byHand struct {
	db                                                    *sql.DB
	idempotency, document, revision, head, log, move, get *sql.Stmt
}

func newByHand(t testing.TB, db *sql.DB) *byHand {
	t.Helper()
	ctx := t.Context()
	_, err := db.ExecContext(ctx, `
		CREATE TABLE documents (tenant TEXT, id TEXT, version INTEGER NOT NULL, subject TEXT NOT NULL, interview TEXT NOT NULL, panelist TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (tenant, id));
		CREATE INDEX by_interview ON documents (tenant, interview);
		CREATE INDEX by_panelist ON documents (tenant, panelist);
		CREATE TABLE revisions (tenant TEXT, id TEXT, version INTEGER, body BLOB NOT NULL, PRIMARY KEY (tenant, id, version));
		CREATE TABLE log (tenant TEXT, seq INTEGER, topic TEXT NOT NULL, payload BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (tenant, seq)) WITHOUT ROWID;
		CREATE TABLE heads (tenant TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL) WITHOUT ROWID;
		CREATE TABLE idempotency (tenant TEXT, id TEXT, digest BLOB NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (tenant, id)) WITHOUT ROWID;
		INSERT INTO heads VALUES ('acme', 0, zeroblob(32))`)
	require.NoError(t, err)
	h := &byHand{db: db}
	for into, text := range map[**sql.Stmt]string{
		&h.idempotency: "INSERT INTO idempotency VALUES (?, ?, ?, ?, ?)",
		&h.document:    "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
		&h.revision:    "INSERT INTO revisions VALUES (?, ?, ?, ?)",
		&h.head:        "SELECT seq, hash FROM heads WHERE tenant = ?",
		&h.log:         "INSERT INTO log VALUES (?, ?, ?, ?, ?)",
		&h.move:        "UPDATE heads SET seq = ?, hash = ? WHERE tenant = ?",
		&h.get:         "SELECT version, subject, interview, panelist, body FROM documents WHERE tenant = ? AND id = ?",
	} {
		stmt, err := db.PrepareContext(ctx, text)
		require.NoError(t, err)
		t.Cleanup(func() { _ = stmt.Close() })
		*into = stmt
	}
	return h
}

const tenant = "acme"

func (h *byHand) commit(ctx context.Context, b storage.Batch) error {
	doc, event := b.Writes[0], b.Log[0]
	digest := sha256.Sum256(doc.Body)
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	exec := func(stmt *sql.Stmt, args ...any) {
		if err == nil {
			_, err = tx.StmtContext(ctx, stmt).ExecContext(ctx, args...)
		}
	}
	var seq int64
	var before []byte
	if err := tx.StmtContext(ctx, h.head).QueryRowContext(ctx, tenant).Scan(&seq, &before); err != nil {
		return err
	}
	seq++
	entry := append(binary.BigEndian.AppendUint64(before, uint64(seq)), event.Topic...)
	hash := sha256.Sum256(append(entry, event.Payload...))
	exec(h.document, tenant, doc.ID, 1, doc.Subject, doc.Index["interview"], doc.Index["panelist"], doc.Body)
	exec(h.revision, tenant, doc.ID, 1, doc.Body)
	exec(h.log, tenant, seq, event.Topic, event.Payload, hash[:])
	exec(h.move, seq, hash[:], tenant)
	exec(h.idempotency, tenant, b.ID, digest[:], 1, seq)
	if err != nil {
		return err
	}
	return tx.Commit()
}

func (h *byHand) read(ctx context.Context, id string) error {
	var version int64
	var subject, interview, panelist string
	var body []byte
	return h.get.QueryRowContext(ctx, tenant, id).Scan(&version, &subject, &interview, &panelist, &body)
}

// BenchmarkRaw sets the store beside the same work by hand. Each iteration is a
// round of both, so that -benchtime 9x compares nine times.
func BenchmarkRaw(b *testing.B) {
	for _, d := range drivers {
		b.Run(d.name, func(b *testing.B) {
			ctx := b.Context()
			both := func(b *testing.B) (*byHand, *sqlitestore.Store) {
				dir := b.TempDir()
				return newByHand(b, d.database(b, filepath.Join(dir, "raw.db"))), d.open(b, filepath.Join(dir, "store.db"))
			}
			b.Run("commit", func(b *testing.B) {
				hand, store := both(b)
				sidebyside.Run(b, 300, nil, storagetest.RevisedBatch,
					func(batch storage.Batch) error { return hand.commit(ctx, batch) },
					func(batch storage.Batch) error {
						_, err := store.Commit(ctx, tenant, batch)
						return err
					})
			})
			b.Run("get", func(b *testing.B) {
				hand, store := both(b)
				const there = 2000
				for n := range uint64(there) {
					batch := storagetest.RevisedBatch(n)
					require.NoError(b, hand.commit(ctx, batch))
					_, err := store.Commit(ctx, tenant, batch)
					require.NoError(b, err)
				}
				sidebyside.Run(b, 2000, nil, func(n uint64) string { return fmt.Sprintf("card-%09d", n*7919%there) },
					func(id string) error { return hand.read(ctx, id) },
					func(id string) error {
						_, err := store.Get(ctx, tenant, storage.Key{Kind: "scorecard", ID: id})
						return err
					})
			})
		})
	}
}
