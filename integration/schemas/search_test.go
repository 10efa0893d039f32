package schemas_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign/debrief"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/sqlitestore"
)

var keepSearch = flag.String("keepsearch", "", "write the documents of the quickstart's search into this folder of testdata/old, which must be new")

// stored are the kinds of records that are documents, by the names of their schemas.
var stored = map[string]storage.Kind{
	"application": "application", "candidate": "candidate", "debrief": "debrief", "debrief_meeting": "debrief_meeting", "decision": "decision",
	"interview": "interview", "offer": "offer", "privacy_consents": "consent", "requisition": "requisition", "rubric_locked": "rubric_locked",
	"scorecard": "scorecard", "scorecard_draft": "scorecard_draft", "summary": "summary", "transcript": "transcript",
}

// opaque are the domain's own types of documents that the schemas know by a mirror.
var opaque = map[string]reflect.Type{
	"debrief_meeting": reflect.TypeFor[debrief.Meeting](), "decision": reflect.TypeFor[debrief.Decision](), "rubric_locked": reflect.TypeFor[rubric.Locked](),
	"rubric_superseded": reflect.TypeFor[rubric.Superseded](), "scorecard": reflect.TypeFor[scorecard.Scorecard](),
}

// searched runs the quickstart and returns of each document that its store holds the
// longest that is not too long to be read, as it is stored.
func searched(t *testing.T) map[string][]byte {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "search.db")
	cmd := exec.CommandContext(t.Context(), "go", "run", "./quickstart", "-db", path, "-html", filepath.Join(t.TempDir(), "debrief.html"))
	cmd.Dir, cmd.Env = filepath.Join(root, "examples"), append(os.Environ(), "GOWORK=off")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	db, err := sql.Open("sqlite", sqlitestore.DSN(path))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	s, err := sqlitestore.Open(t.Context(), db, nil)
	require.NoError(t, err)
	var tenant string
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT tenant FROM hirealign_log LIMIT 1").Scan(&tenant))
	found := map[string][]byte{}
	better := func(name string, doc []byte) {
		if have := found[name]; have == nil || len(doc) > len(have) && len(doc) < 60_000 {
			found[name] = doc
		}
	}
	for name, kind := range stored {
		page, err := s.List(t.Context(), storage.Tenant(tenant), storage.Query{Kind: kind, Limit: storage.MaxPage})
		require.NoError(t, err)
		for _, r := range page.Records {
			var env struct {
				Document json.RawMessage `json:"document"`
			}
			require.NoError(t, json.Unmarshal(r.Body, &env))
			better(name, env.Document)
		}
	}
	entries, err := s.Log(t.Context(), storage.Tenant(tenant), 0, storage.MaxPage)
	require.NoError(t, err)
	for _, e := range entries {
		better("act", e.Payload)
	}
	return found
}

// TestDocumentsOfASearch holds what a real search stores against the schemas, and
// against the types of the domain that read it.
func TestDocumentsOfASearch(t *testing.T) {
	t.Parallel()
	found := searched(t)
	require.Len(t, found, len(stored)+1, "a search makes a document of every kind")
	dir := filepath.Join(old, *keepSearch)
	if *keepSearch != "" {
		require.NoDirExists(t, dir, "old documents are never written again")
		require.NoError(t, os.MkdirAll(dir, 0o750))
	}
	for name, doc := range found {
		holds(t, name, name, doc)
		if *keepSearch != "" {
			var pretty bytes.Buffer
			require.NoError(t, json.Indent(&pretty, doc, "", " "))
			require.NoError(t, os.WriteFile(filepath.Join(dir, name+".json"), append(pretty.Bytes(), '\n'), 0o600))
		}
	}
}

// TestOldSearchStaysReadable reads the documents of a search that an earlier version
// wrote by the domain's own types.
func TestOldSearchStaysReadable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(old, "search-*", "*.json"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), len(stored)+1)
	for _, path := range files {
		doc, err := os.ReadFile(path)
		require.NoError(t, err)
		holds(t, path, strings.TrimSuffix(filepath.Base(path), ".json"), doc)
	}
}
