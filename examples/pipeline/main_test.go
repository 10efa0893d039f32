package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// workerVar makes the test binary a worker.
const workerVar = "PIPELINE_TEST_WORKER"

func TestMain(m *testing.M) {
	if os.Getenv(workerVar) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		os.Exit(1)
	}
}

// thisBinary is the command of a worker.
func thisBinary(args ...string) *exec.Cmd {
	cmd := ownProgram(args...)
	cmd.Env = []string{workerVar + "=1"}
	return cmd
}

// interviews is 60, or what the environment says.
func interviews(t *testing.T) int {
	t.Helper()
	v := os.Getenv("HIREALIGN_PIPELINE_INTERVIEWS")
	if v == "" {
		return 60
	}
	n, err := strconv.Atoi(v)
	require.NoError(t, err)
	return n
}

// TestEverythingHappensOnce kills the worker twice, or five times in the long form,
// and the server once. Every kill leaves work in the middle.
func TestEverythingHappensOnce(t *testing.T) {
	t.Parallel()
	for _, store := range []string{"postgres", "sqlite"} {
		t.Run(store, func(t *testing.T) {
			t.Parallel()
			cfg := config{
				store: store, databaseURL: os.Getenv("DATABASE_URL"), interviews: interviews(t), kills: 2, due: 10 * time.Second,
				latency: 50 * time.Millisecond, limits: limits{workers: 8, timeout: 15 * time.Second, rescue: 20 * time.Second}, worker: thisBinary,
			}
			if cfg.interviews >= 1000 {
				cfg.kills, cfg.due = 5, 90*time.Second
			}
			var out bytes.Buffer
			r, err := pipeline(t.Context(), cfg, &out, io.Discard)
			if errors.Is(err, errNoPostgres) {
				t.Skip(err)
			}
			r.Write(&out)
			t.Log("\n" + out.String())
			require.NoError(t, err)
			require.NoError(t, r.Check(true))
			require.GreaterOrEqual(t, r.WorkerKills, cfg.kills)
			if store == "postgres" && cfg.databaseURL == "" {
				require.Equal(t, 1, r.ServerKills)
			}
			require.Greater(t, r.Attempts, r.Jobs["completed"], "the kills left jobs behind")
		})
	}
}

// TestWithoutIdempotencyKeysALostAnswerIsPaidAgain says what is not promised: an answer
// that the provider gave and the store did not get.
func TestWithoutIdempotencyKeysALostAnswerIsPaidAgain(t *testing.T) {
	t.Parallel()
	cfg := config{
		store: "sqlite", interviews: 30, kills: 1, due: 5 * time.Second, latency: 300 * time.Millisecond, forgets: true,
		limits: limits{workers: 8, timeout: 15 * time.Second, rescue: 20 * time.Second}, worker: thisBinary,
	}
	var out bytes.Buffer
	r, err := pipeline(t.Context(), cfg, &out, io.Discard)
	r.Write(&out)
	t.Log("\n" + out.String())
	require.NoError(t, err)
	require.NoError(t, r.Check(false), "everything but the bill")
	paid := r.Bill.Paid["scorecard_evidence"] + r.Bill.Paid["summary_lines"]
	require.Equal(t, r.Bill.Requests, paid, "every request is paid")
	require.LessOrEqual(t, paid, 2*cfg.interviews+r.WorkerKills*cfg.limits.workers, "a kill loses at most what was on its way")
}

func TestTheModelBillsAKeyOnce(t *testing.T) {
	t.Parallel()
	s, err := serveModel(20*time.Millisecond, false)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	ask := func(key, body string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/chat/completions", strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Idempotency-Key", key)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer func() { require.NoError(t, resp.Body.Close()) }()
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(b)
	}
	const schema = `"response_format":{"json_schema":{"name":"scorecard_evidence","schema":{"type":"object","properties":{"quote":{"type":"string"}},"required":["quote"]}}}`
	const body = `{"messages":[{"role":"user","content":[{"text":"DATA-1\ns0001| candidate: I stopped the crediting.\nDATA-1"}]}],` + schema + `}`
	var wg sync.WaitGroup
	answers := make([]string, 4)
	for i := range answers {
		wg.Go(func() { _, answers[i] = ask("key-1", body) })
	}
	wg.Wait()
	for _, a := range answers {
		require.Equal(t, answers[0], a)
		require.Contains(t, a, "I stopped the crediting.")
	}
	status, _ := ask("key-1", strings.Replace(body, "crediting", "crediting at once", 1))
	require.Equal(t, http.StatusUnprocessableEntity, status, "a key is for one request")
	status, _ = ask("key-2", "no JSON")
	require.Equal(t, http.StatusBadRequest, status)
	_, _ = ask("key-3", body)
	require.Equal(t, bill{Requests: 7, Again: 3, Paid: map[string]int{"scorecard_evidence": 2}}, s.Bill())
}

func TestFlags(t *testing.T) {
	t.Parallel()
	none := func(string) string { return "" }
	for _, args := range [][]string{
		{"-interviews", "0"},
		{"-kills", "-1"},
		{"-store", "mysql"},
		{"more"},
		{"-unknown"},
		{"-workers", "0"},
		{"-due", "-1s"},
		{"-latency", "-1s"},
		{"-timeout", "0"},
		{"-rescue", "1s"},
	} {
		var stderr bytes.Buffer
		require.ErrorIs(t, run(t.Context(), args, none, io.Discard, &stderr), errUsage, args)
		require.Contains(t, stderr.String(), "-interviews", args)
	}
	require.Error(t, run(t.Context(), []string{"worker", "-model", "http://127.0.0.1:1"}, none, io.Discard, io.Discard), "without its secret")
	require.ErrorIs(t, run(t.Context(), []string{"worker", "-store", "mysql"}, none, io.Discard, io.Discard), errUsage)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var stderr bytes.Buffer
	require.ErrorIs(t, run(t.Context(), []string{"-h"}, none, io.Discard, &stderr), flag.ErrHelp)
	for line := range strings.Lines(stderr.String()) {
		if name, ok := strings.CutPrefix(line, "  -"); ok {
			require.Contains(t, string(readme), "`-"+strings.Fields(name)[0], "the README explains every flag")
		}
	}
}
