// Package corpus finds the third-party test data that is not part of this repository.
//
//	dir := corpus.Dir(t) // skips the test where HIREALIGN_SHARED is not set
//	f, err := os.Open(filepath.Join(dir, "corpus", "transcripts", "MANIFEST.tsv"))
package corpus

import (
	"os"
	"testing"
)

// Dir returns the folder that the environment variable HIREALIGN_SHARED names,
// and skips the test where it is not set.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("HIREALIGN_SHARED")
	if dir == "" {
		t.Skip("HIREALIGN_SHARED is not set: this test reads third-party transcripts that are not part of the repository")
	}
	return dir
}
