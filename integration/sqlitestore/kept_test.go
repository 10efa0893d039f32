package sqlitestore_test

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage"
)

var update = flag.Bool("update", false, "write the database file of the version at work")

// kept are the database files of versions, each with the head of its log. A file is
// written once, when its version is released, and never again.
var kept = map[string]string{
	"v0.1.0": "6ed98285c90a3181ff7175e53658587acb8cbe0c11fcef2fae629275237e6d99",
}

const working = "v0.1.0"

// history is what every kept file holds: documents at several versions, one of them
// deleted and one written again after that, index values that are not text, two
// tenants, and batches of events alone.
func history() (out []storage.Batch) {
	for n := range 12 {
		doc := storage.Record{
			Key: storage.Key{Kind: "doc", ID: fmt.Sprintf("d-%02d", n)}, Subject: fmt.Sprintf("p-%d", n%3),
			Index: map[string]string{"by": fmt.Sprintf("x\xff%d", n%4), "all": "yes"}, Body: bytes.Repeat([]byte{byte(n), 0, 0xff}, 1+n*300),
		}
		out = append(out, storage.Batch{
			ID: fmt.Sprintf("b-%02d", n), Writes: []storage.Write{{Record: doc, Expect: storage.Absent()}},
			Log: []storage.Event{{Topic: "doc.written", Payload: fmt.Append(nil, n)}, {Topic: "doc.seen"}},
		})
		if n%3 == 0 {
			doc.Index, doc.Body = map[string]string{"by": "changed"}, []byte("second")
			out = append(out, storage.Batch{ID: fmt.Sprintf("b-%02d-2", n), Writes: []storage.Write{{Record: doc, Expect: storage.At(1)}}})
		}
		if n%6 == 0 {
			out = append(out, storage.Batch{ID: fmt.Sprintf("b-%02d-3", n), Writes: []storage.Write{{Record: doc, Expect: storage.At(2), Delete: true}}})
		}
	}
	again := storage.Record{Key: storage.Key{Kind: "doc", ID: "d-00"}, Body: []byte("again")}
	return append(out,
		storage.Batch{ID: "again", Writes: []storage.Write{{Record: again, Expect: storage.Absent()}}},
		storage.Batch{ID: "events", Log: []storage.Event{{Topic: "t", Payload: []byte("{}")}}},
	)
}

// TestKeptFiles opens the file that each version left, migrates it to this one, and
// finds everything: records, lists, the chain up to the head that was kept, and the
// memory of every batch.
func TestKeptFiles(t *testing.T) {
	t.Parallel()
	if *update {
		path := filepath.Join("testdata", working+".sqlite")
		require.NoFileExists(t, path, "a kept file is never written again")
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		s := drivers[0].open(t, path)
		for _, tenant := range []storage.Tenant{"acme", "other"} {
			for _, b := range history() {
				_, err := s.Commit(t.Context(), tenant, b)
				require.NoError(t, err)
			}
		}
		return // what is in the log beside the file moves into it when the test ends
	}
	for version, head := range kept {
		for _, d := range drivers {
			t.Run(version+" by "+d.name, func(t *testing.T) {
				t.Parallel()
				ctx, path := t.Context(), filepath.Join(t.TempDir(), "kept.db")
				file, err := os.ReadFile(filepath.Join("testdata", version+".sqlite"))
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(path, file, 0o600))
				s := d.open(t, path)
				var hash [32]byte
				_, err = hex.Decode(hash[:], []byte(head))
				require.NoError(t, err)
				for _, tenant := range []storage.Tenant{"acme", "other"} {
					verified, err := storage.VerifyLog(ctx, s, tenant, storage.Head{Seq: 25, Hash: hash})
					require.NoError(t, err)
					require.Equal(t, hex.EncodeToString(verified.Hash[:]), head)
					there := map[string]storage.Record{}
					page, err := s.List(ctx, tenant, storage.Query{Kind: "doc"})
					require.NoError(t, err)
					for _, r := range page.Records {
						there[r.ID] = r
					}
					want := map[string]storage.Record{}
					versions := map[string]uint64{}
					for _, b := range history() {
						res, err := s.Commit(ctx, tenant, b)
						require.NoError(t, err)
						require.True(t, res.Replayed, b.ID)
						for _, w := range b.Writes {
							versions[w.ID]++
							require.Equal(t, []uint64{versions[w.ID]}, res.Versions)
							if delete(want, w.ID); !w.Delete {
								w.Version = versions[w.ID]
								want[w.ID] = w.Record
							}
						}
					}
					require.Equal(t, want, there)
					for value, n := range map[string]int{"changed": 2, "x\xff1": 2, "x\xff3": 2} {
						page, err := s.List(ctx, tenant, storage.Query{Kind: "doc", Index: "by", Value: value})
						require.NoError(t, err)
						require.Len(t, page.Records, n, "%q", value)
					}
				}
				_, err = s.Commit(ctx, "acme", storage.Batch{ID: "new", Log: []storage.Event{{Topic: "t"}}})
				require.NoError(t, err)
			})
		}
	}
}
