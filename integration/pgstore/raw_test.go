package pgstore_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/integration/pgserver"
	"github.com/hirealign/hirealign/integration/sidebyside"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/pgstore"
	"github.com/hirealign/hirealign/storage/storagetest"
)

// byHand is what a developer of a host would write for one kind of document: tables
// with the columns that are listed by, and statements that pgx prepares. One commit
// is one transaction in two round trips, as the store's, of the same durable work:
//
//   - the document with its body, its version, its subject and the two columns that
//     it is listed by, each with its own index
//   - its immutable revision with the same body
//   - a row of the log, chained by SHA-256 to the one before
//   - the head of the log, locked, read and written
//   - a row of idempotency with a SHA-256 of what was asked for and the result
//
// A get is one prepared SELECT by the primary key, with what a caller of the store
// gets too: body, version, subject and the two columns.
type byHand struct {
	pool   *pgxpool.Pool
	schema string
}

func newByHand(t testing.TB, p *pgxpool.Pool) *byHand {
	t.Helper()
	h := &byHand{pool: p, schema: schema(t, p)}
	_, err := p.Exec(t.Context(), fmt.Sprintf(`
		CREATE TABLE %[1]s.documents (tenant TEXT, id TEXT, version BIGINT NOT NULL, subject TEXT NOT NULL, interview TEXT NOT NULL, panelist TEXT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY (tenant, id));
		CREATE INDEX ON %[1]s.documents (tenant, interview);
		CREATE INDEX ON %[1]s.documents (tenant, panelist);
		CREATE TABLE %[1]s.revisions (tenant TEXT, id TEXT, version BIGINT, body BYTEA NOT NULL, PRIMARY KEY (tenant, id, version));
		CREATE TABLE %[1]s.log (tenant TEXT, seq BIGINT, topic TEXT NOT NULL, payload BYTEA NOT NULL, hash BYTEA NOT NULL, PRIMARY KEY (tenant, seq));
		CREATE TABLE %[1]s.heads (tenant TEXT PRIMARY KEY, seq BIGINT NOT NULL, hash BYTEA NOT NULL);
		CREATE TABLE %[1]s.idempotency (tenant TEXT, id TEXT, digest BYTEA NOT NULL, version BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (tenant, id));
		INSERT INTO %[1]s.heads VALUES ('acme', 0, '\x%064[2]d')`, h.schema, 0), pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	return h
}

const tenant = "acme"

func (h *byHand) commit(ctx context.Context, b storage.Batch) error {
	doc, event := b.Writes[0], b.Log[0]
	digest := sha256.Sum256(doc.Body)
	conn, err := h.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var look pgx.Batch
	var seq int64
	var before []byte
	look.Queue("BEGIN")
	look.Queue("SELECT seq, hash FROM "+h.schema+".heads WHERE tenant = $1 FOR UPDATE", tenant).QueryRow(func(r pgx.Row) error { return r.Scan(&seq, &before) })
	if err := conn.SendBatch(ctx, &look).Close(); err != nil {
		return err
	}
	seq++
	entry := append(binary.BigEndian.AppendUint64(before, uint64(seq)), event.Topic...)
	hash := sha256.Sum256(append(entry, event.Payload...))
	var write pgx.Batch
	write.Queue("INSERT INTO "+h.schema+".documents VALUES ($1, $2, 1, $3, $4, $5, $6)", tenant, doc.ID, doc.Subject, doc.Index["interview"], doc.Index["panelist"], doc.Body)
	write.Queue("INSERT INTO "+h.schema+".revisions VALUES ($1, $2, 1, $3)", tenant, doc.ID, doc.Body)
	write.Queue("INSERT INTO "+h.schema+".log VALUES ($1, $2, $3, $4, $5)", tenant, seq, event.Topic, event.Payload, hash[:])
	write.Queue("UPDATE "+h.schema+".heads SET seq = $2, hash = $3 WHERE tenant = $1", tenant, seq, hash[:])
	write.Queue("INSERT INTO "+h.schema+".idempotency VALUES ($1, $2, $3, 1, $4)", tenant, b.ID, digest[:], seq)
	write.Queue("COMMIT")
	return conn.SendBatch(ctx, &write).Close()
}

func (h *byHand) read(ctx context.Context, id string) error {
	var version int64
	var subject, interview, panelist string
	var body []byte
	return h.pool.QueryRow(ctx, "SELECT version, subject, interview, panelist, body FROM "+h.schema+".documents WHERE tenant = $1 AND id = $2", tenant, id).
		Scan(&version, &subject, &interview, &panelist, &body)
}

// BenchmarkRaw sets the store beside the same work by hand. Each iteration is a
// round of both, so that -benchtime 9x compares nine times. The processor time of this
// process and of the server's are told apart; x-raw-wall has both.
func BenchmarkRaw(b *testing.B) {
	server := pgserver.Start(b)
	p := pool(b, server, modes[0], "")
	ctx := b.Context()
	var used func() time.Duration
	if _, told := server.CPU(); told {
		used = func() time.Duration {
			d, _ := server.CPU()
			return d
		}
	}
	both := func(b *testing.B) (*byHand, *pgstore.Store) {
		return newByHand(b, p), open(b, p, &pgstore.Options{Schema: schema(b, p)})
	}
	b.Run("commit", func(b *testing.B) {
		hand, store := both(b)
		sidebyside.Run(b, 300, used, storagetest.RevisedBatch,
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
		_, err := p.Exec(ctx, "ANALYZE")
		require.NoError(b, err)
		sidebyside.Run(b, 2000, used, func(n uint64) string { return fmt.Sprintf("card-%09d", n*7919%there) },
			func(id string) error { return hand.read(ctx, id) },
			func(id string) error {
				_, err := store.Get(ctx, tenant, storage.Key{Kind: "scorecard", ID: id})
				return err
			})
	})
}
