// Package workbench_test uses the workbench in a real browser, by clicking, and
// looks at every page in every state.
//
// WORKBENCH_SHOTS names a folder that keeps the pictures; otherwise they go to a
// temporary one that the log names.
package workbench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var program struct {
	sync.Once
	dir  string
	path string
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if program.dir != "" {
		_ = os.RemoveAll(program.dir)
	}
	os.Exit(code)
}

// binary builds the workbench once, as a release does.
func binary(t *testing.T) string {
	t.Helper()
	program.Do(func() {
		if program.dir, program.err = os.MkdirTemp("", "hirealign-workbench-"); program.err != nil {
			return
		}
		program.path = filepath.Join(program.dir, "workbench")
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program.path, "./workbench")
		cmd.Dir = filepath.Join("..", "..", "examples")
		cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			program.err = fmt.Errorf("go build: %w: %s", err, out)
		}
	})
	require.NoError(t, program.err)
	return program.path
}

// server is a running workbench with a database of its own.
type server struct {
	base string
	cmd  *exec.Cmd
}

// start runs the workbench on a free port of the loopback, and stops it with the test.
func start(t *testing.T, args ...string) server {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := l.Addr().String()
	require.NoError(t, l.Close())
	var log bytes.Buffer
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), binary(t), append([]string{"-addr", addr, "-db", filepath.Join(t.TempDir(), "workbench.db")}, args...)...)
	cmd.Stdout, cmd.Stderr = &log, &log
	require.NoError(t, cmd.Start())
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case err := <-done:
			require.NoError(t, err, "the workbench ends in order when it is interrupted: %s", log.String())
		case <-time.After(15 * time.Second):
			_ = cmd.Process.Kill()
			<-done
			t.Errorf("the workbench does not end when it is interrupted: %s", log.String())
		}
		require.NotContains(t, log.String(), "panic", "nothing panics")
		if t.Failed() {
			t.Log(log.String())
		}
	})
	s := server{base: "http://" + addr, cmd: cmd}
	require.Eventually(t, func() bool {
		select {
		case err := <-done:
			done <- err
			return true
		default:
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+"/", http.NoBody)
		if err != nil {
			return false
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return false
		}
		return res.Body.Close() == nil && res.StatusCode < 500
	}, time.Minute, 50*time.Millisecond, "the workbench does not answer")
	return s
}

// chromium returns a browser; without one, or without the modules that drive it,
// the test is skipped.
func chromium(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: the workbench is not looked at")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed: the workbench is not looked at")
	}
	if _, err := os.Stat("node_modules"); err != nil {
		t.Skip("the modules are not installed; run npm ci in integration/workbench")
	}
	return path
}

// seen is what a script prints.
type seen struct {
	Findings []string           `json:"findings"`
	Looked   []string           `json:"looked"`
	Facts    map[string]float64 `json:"facts"`
}

// use runs a script against the workbench.
func use(t *testing.T, s server, script string, env ...string) seen {
	t.Helper()
	path := chromium(t)
	cmd := exec.CommandContext(t.Context(), "node", script)
	cmd.Env = append(os.Environ(), append([]string{"CHROMIUM=" + path, "BASE=" + s.base, "SHOTS=" + shots(t, script)}, env...)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(t, err, errs.String())
	var got seen
	require.NoError(t, json.Unmarshal(out, &got), string(out))
	require.Empty(t, got.Findings, strings.Join(got.Findings, "\n"))
	t.Logf("%s: looked at %d states: %s", script, len(got.Looked), strings.Join(got.Looked, ", "))
	return got
}

func shots(t *testing.T, script string) string {
	t.Helper()
	dir := os.Getenv("WORKBENCH_SHOTS")
	if dir == "" {
		var err error
		dir, err = os.MkdirTemp("", "workbench-shots-")
		require.NoError(t, err)
	}
	dir = filepath.Join(dir, strings.TrimSuffix(script, ".mjs"))
	require.NoError(t, os.MkdirAll(dir, 0o750))
	t.Logf("pictures in %s", dir)
	return dir
}
