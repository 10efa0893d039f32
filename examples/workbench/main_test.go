package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/examples/data"
)

// output takes what the program prints while it runs.
type output struct {
	mu sync.Mutex
	bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.Buffer.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.Buffer.String()
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// program is the workbench while it runs, and a browser of one person.
type program struct {
	t      *testing.T
	url    string
	client *http.Client
	stop   func()
}

// begin starts the program over a file and signs a person in.
func begin(t *testing.T, db, person string) program {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, failed := &output{}, make(chan error, 1)
	go func() { failed <- run(ctx, []string{"-addr", "127.0.0.1:0", "-db", db}, out, io.Discard) }()
	require.Eventually(t, func() bool { return address.MatchString(out.String()) }, time.Minute, 20*time.Millisecond)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	p := program{t: t, url: address.FindString(out.String()), client: &http.Client{Jar: jar}, stop: func() {
		cancel()
		require.NoError(t, <-failed)
	}}
	p.ask(http.MethodPost, "/signin", url.Values{"person": {person}})
	return p
}

func (p program) ask(method, path string, form url.Values) string {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, strings.NewReader(form.Encode()))
	require.NoError(p.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := p.client.Do(req)
	require.NoError(p.t, err)
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	require.NoError(p.t, err)
	require.Equal(p.t, http.StatusOK, res.StatusCode, "%s %s: %s", method, path, page)
	return string(page)
}

// TestRunsAndStops starts the program twice over one file: the sample is played once,
// and what is no act outlives it too: criteria found in an intake call, the clock of a
// debrief.
func TestRunsAndStops(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "workbench.db")
	call, err := data.Files.ReadFile("intake.vtt")
	require.NoError(t, err)
	found := regexp.MustCompile(`(?s)<ol class="stack">.*</ol>`)
	running := regexp.MustCompile(`data-started="[^"]+"`)

	p := begin(t, db, "u-dana")
	design := ""
	for _, at := range regexp.MustCompile(`/requisitions/s[0-9]+`).FindAllString(p.ask(http.MethodGet, "/desk", nil), -1) {
		if strings.Contains(p.ask(http.MethodGet, at+"/rubric", nil), at+"/intake") {
			design = at + "/intake"
		}
	}
	require.NotEmpty(t, design)
	require.NotContains(t, p.ask(http.MethodGet, design, nil), "criteria found")
	criteria := found.FindString(p.ask(http.MethodPost, design, url.Values{"text": {string(call)}}))
	require.Contains(t, criteria, "blockquote")
	debrief := regexp.MustCompile(`/debriefs/[a-z0-9]+`).FindString(p.ask(http.MethodGet, "/debriefs", nil))
	p.ask(http.MethodPost, debrief+"/reveal", nil)
	started := running.FindString(p.ask(http.MethodPost, debrief+"/clock", url.Values{"clock": {"start"}}))
	require.NotEmpty(t, started)
	p.stop()

	p = begin(t, db, "u-dana")
	require.Equal(t, criteria, found.FindString(p.ask(http.MethodGet, design, nil)))
	require.Equal(t, started, running.FindString(p.ask(http.MethodGet, debrief, nil)))
	require.Empty(t, running.FindString(p.ask(http.MethodPost, debrief+"/clock", url.Values{"clock": {"stop"}})))
	p.stop()

	p = begin(t, db, "u-ines")
	require.Empty(t, running.FindString(p.ask(http.MethodGet, debrief, nil)), "the clock stays stopped")
	require.Equal(t, 1, strings.Count(p.ask(http.MethodGet, "/desk", nil), `id="status-text-s0001"`), "each search once")
	p.stop()
}

func TestBadFlags(t *testing.T) {
	t.Parallel()
	require.Error(t, run(t.Context(), []string{"-addr", "nowhere"}, io.Discard, io.Discard))
	require.Error(t, run(t.Context(), []string{"-db", filepath.Join(t.TempDir(), "no", "such", "folder.db")}, io.Discard, io.Discard))
	require.NoError(t, run(t.Context(), []string{"-addr", "127.0.0.1:0", "-for", "1ms"}, io.Discard, io.Discard), "it stops by itself")
}
