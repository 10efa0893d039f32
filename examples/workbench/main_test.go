package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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

// TestRunsAndStops starts the program twice over one file: the sample is played once.
func TestRunsAndStops(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "workbench.db")
	for range 2 {
		ctx, stop := context.WithCancel(t.Context())
		out, failed := &output{}, make(chan error, 1)
		go func() { failed <- run(ctx, []string{"-addr", "127.0.0.1:0", "-db", db}, out, io.Discard) }()
		require.Eventually(t, func() bool { return address.MatchString(out.String()) }, time.Minute, 20*time.Millisecond)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address.FindString(out.String())+"/signin", strings.NewReader("person=u-ines"))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
		require.NoError(t, err)
		cookie := res.Cookies()[0]
		res.Body.Close()
		require.Equal(t, http.SameSiteStrictMode, cookie.SameSite)

		req, err = http.NewRequestWithContext(t.Context(), http.MethodGet, address.FindString(out.String())+"/desk", nil)
		require.NoError(t, err)
		req.AddCookie(cookie)
		res, err = http.DefaultClient.Do(req)
		require.NoError(t, err)
		page, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		res.Body.Close()
		require.Equal(t, 1, strings.Count(string(page), `id="status-text-s0001"`), "each search once")

		stop()
		require.NoError(t, <-failed)
	}
}

func TestBadFlags(t *testing.T) {
	t.Parallel()
	require.Error(t, run(t.Context(), []string{"-addr", "nowhere"}, io.Discard, io.Discard))
	require.Error(t, run(t.Context(), []string{"-db", filepath.Join(t.TempDir(), "no", "such", "folder.db")}, io.Discard, io.Discard))
	require.NoError(t, run(t.Context(), []string{"-addr", "127.0.0.1:0", "-for", "1ms"}, io.Discard, io.Discard), "it stops by itself")
}
