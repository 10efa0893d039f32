package sqlitestore_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage/storagetest"
)

// BenchmarkRaw is what a host would write by hand: a document, a row of audit and
// a row of outbox in one transaction, and a read by key.
func BenchmarkRaw(b *testing.B) {
	for _, d := range drivers {
		b.Run(d.name, func(b *testing.B) {
			db, ctx := d.database(b, filepath.Join(b.TempDir(), "raw.db")), b.Context()
			_, err := db.ExecContext(ctx, `CREATE TABLE docs (id TEXT PRIMARY KEY, interview TEXT, panelist TEXT, body BLOB) WITHOUT ROWID;
				CREATE INDEX a ON docs (interview); CREATE INDEX b ON docs (panelist);
				CREATE TABLE audit (n INTEGER PRIMARY KEY, what BLOB); CREATE TABLE outbox (n INTEGER PRIMARY KEY, what BLOB)`)
			require.NoError(b, err)
			n := uint64(0)
			b.Run("commit", func(b *testing.B) {
				for b.Loop() {
					n++
					batch := storagetest.BenchBatch(n)
					w, e := batch.Writes[0], batch.Log[0]
					tx, err := db.BeginTx(ctx, nil)
					require.NoError(b, err)
					_, err = tx.ExecContext(ctx, "INSERT INTO docs VALUES (?, ?, ?, ?)", w.ID, w.Index["interview"], w.Index["panelist"], w.Body)
					require.NoError(b, err)
					for _, table := range []string{"audit", "outbox"} {
						_, err = tx.ExecContext(ctx, "INSERT INTO "+table+" (what) VALUES (?)", e.Payload)
						require.NoError(b, err)
					}
					require.NoError(b, tx.Commit())
				}
			})
			b.Run("get", func(b *testing.B) {
				i := uint64(0)
				for b.Loop() {
					i++
					var body []byte
					require.NoError(b, db.QueryRowContext(ctx, "SELECT body FROM docs WHERE id = ?", fmt.Sprintf("card-%09d", 1+i%n)).Scan(&body))
				}
			})
		})
	}
}
