// Package architecture_test holds the house to its plan: who may import whom.
package architecture_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/hirealign/hirealign"

// allowed is the table of the architecture: what each package may import of this
// module and of others. Everything may import the standard library.
var allowed = map[string]string{
	"fault":                  "",
	"actor":                  "fault",
	"compensation":           "fault",
	"lint":                   "fault actor",
	"internal/ident":         "github.com/google/uuid",
	"internal/canonical":     "",
	"internal/markdown":      "",
	"internal/hashtree":      "",
	"internal/shape":         "",
	"requisition":            "fault actor compensation",
	"transcript":             "fault actor internal/hashtree",
	"transcript/decode":      "transcript fault",
	"transcript/encode":      "transcript",
	"transcript/live":        "transcript actor fault",
	"evidence":               "transcript fault internal/hashtree",
	"rubric":                 "lint evidence transcript actor fault compensation internal/canonical internal/markdown",
	"intake":                 "rubric evidence transcript fault internal/canonical internal/markdown",
	"panel":                  "rubric requisition evidence fault lint internal/markdown",
	"scorecard":              "lint scorecard/agreement rubric requisition evidence transcript actor fault compensation internal/canonical",
	"scorecard/agreement":    "fault",
	"impact":                 "fault internal/markdown",
	"summary":                "lint scorecard rubric requisition evidence transcript actor fault compensation internal/markdown",
	"debrief":                "summary scorecard rubric requisition evidence transcript actor fault internal/canonical internal/markdown lint",
	"access":                 "scorecard requisition actor fault",
	"access/accesstest":      "actor compensation debrief privacy requisition rubric scorecard storage transcript github.com/hirealign/hirealign pgregory.net/rapid github.com/stretchr/testify/require",
	"privacy":                "requisition actor fault",
	"privacy/privacytest":    "actor compensation debrief internal/fixture llm privacy requisition rubric scorecard storage transcript github.com/hirealign/hirealign github.com/stretchr/testify/require",
	"privacy/seal":           "privacy storage",
	"schema":                 "privacy debrief intake lint panel summary scorecard rubric requisition evidence transcript actor fault internal/shape",
	"llm":                    "",
	"llm/llmfake":            "llm",
	"llm/llmhttp":            "llm",
	"llm/llmtest":            "llm github.com/stretchr/testify/require",
	"storage":                "",
	"storage/memstore":       "storage",
	"storage/sqlitestore":    "storage",
	"storage/webhook":        "",
	"storage/storagetest":    "storage github.com/stretchr/testify/require pgregory.net/rapid",
	"engine/extractive":      "actor compensation evidence rubric scorecard summary transcript",
	"engine/generative":      "actor compensation evidence llm rubric scorecard summary transcript debrief schema",
	"internal/schemagen":     "actor compensation debrief evidence intake lint panel privacy requisition rubric scorecard summary transcript github.com/invopop/jsonschema schema internal/shape",
	"internal/schemagen/cmd": "internal/schemagen",
	"internal/corpus":        "",
	"internal/fixture":       "actor compensation requisition rubric scorecard transcript github.com/stretchr/testify/require",
	"internal/architecture":  "",
	"":                       "access actor compensation debrief engine/extractive evidence fault internal/ident lint llm panel privacy privacy/seal requisition rubric scorecard storage summary transcript",
}

// kits may use the testing package outside tests.
var kits = []string{"storage/storagetest", "llm/llmtest", "access/accesstest", "privacy/privacytest", "internal/corpus", "internal/fixture"}

func list(t *testing.T, dir string, env []string, args ...string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		if _, missing := exec.LookPath("go"); missing != nil {
			t.Skip("the go tool is not on the path")
		}
		require.NoError(t, err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func TestWhoMayImportWhom(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, line := range list(t, "../..", nil, "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...") {
		fields := strings.Fields(line)
		pkg := strings.TrimPrefix(strings.TrimPrefix(fields[0], module), "/")
		rule, known := allowed[pkg]
		require.True(t, known, "package %q is not in the table of the architecture", pkg)
		seen[pkg] = true
		for _, imported := range fields[1:] {
			if imported == "testing" {
				require.Contains(t, kits, pkg, "only kits use package testing")
			}
			first, _, _ := strings.Cut(imported, "/")
			if !strings.Contains(first, ".") {
				continue // the standard library
			}
			imported = strings.TrimPrefix(imported, module+"/")
			require.True(t, slices.Contains(strings.Fields(rule), imported), "%q must not import %q", pkg, imported)
		}
	}
	for pkg := range allowed {
		require.True(t, seen[pkg], "the table names package %q, which is not there", pkg)
	}
}

// TestConsumerLinksOneRoom shows what a program links that imports rubric only.
func TestConsumerLinksOneRoom(t *testing.T) {
	t.Parallel()
	outside := []string{}
	rooms := []string{}
	for _, p := range list(t, "../consumer", []string{"GOWORK=off"}, "-mod=readonly", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".") {
		switch {
		case p == "" || strings.HasSuffix(p, "/internal/consumer"):
		case strings.HasPrefix(p, module):
			rooms = append(rooms, strings.TrimPrefix(p, module+"/"))
		default:
			outside = append(outside, p)
		}
	}
	slices.Sort(rooms)
	require.Equal(t, []string{"actor", "compensation", "evidence", "fault", "internal/canonical", "internal/hashtree", "internal/markdown", "lint", "rubric", "transcript"}, rooms)
	require.Subset(t, []string{"github.com/google/uuid"}, outside, "nothing but uuid comes from elsewhere")
}
