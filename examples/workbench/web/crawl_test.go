package web_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/examples/workbench/sample"
)

var anchor = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)

// TestLinksLeadSomewhere follows every link as everybody. Each is a page that the
// person may see, and no page asks the service for what is not theirs: it would be
// written down that they were refused.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	b := start(t)
	for _, p := range sample.People() {
		br, seen, open := b.as(p.Human), map[string]string{"/": "the start"}, []string{"/"}
		for len(open) > 0 {
			path := open[0]
			open = open[1:]
			a := br.get(path)
			require.Equal(t, http.StatusOK, a.status, "%s follows a link to %s from %s", p.Human.Name(), path, seen[path])
			for _, m := range anchor.FindAllStringSubmatch(a.body, -1) {
				to := html.UnescapeString(m[1])
				if _, ok := seen[to]; !ok && !strings.HasPrefix(to, "/assets/") {
					seen[to] = path
					open = append(open, to)
				}
			}
		}
		require.Greater(t, len(seen), 5, p.Human.Name())
	}
	var refused []string
	for l, err := range b.tenant().Acts(t.Context(), sample.Ines, 0) {
		require.NoError(t, err)
		if strings.HasPrefix(l.Act.Kind, "refused.") {
			refused = append(refused, l.Act.By.ID+" "+l.Act.Kind+" "+l.Act.Record)
		}
	}
	require.Empty(t, refused)
}
