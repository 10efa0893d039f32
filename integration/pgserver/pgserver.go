// Package pgserver starts Postgres servers for tests, from the programs that the
// machine has, as an unprivileged user on a socket in a temporary directory.
package pgserver

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Server is a running Postgres.
type Server struct {
	// URL connects to it as a superuser.
	URL string

	dir, bin string
	args     []string
	attr     *syscall.SysProcAttr
	mu       sync.Mutex
	cmd      *exec.Cmd
	exited   chan struct{}
}

// Start starts a server that ends with the test. Where DATABASE_URL is set it
// returns that server, which cannot be killed. It skips the test where there is
// neither.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	if url := os.Getenv("DATABASE_URL"); url != "" && len(settings) == 0 {
		return &Server{URL: url}
	}
	return Own(t, settings...)
}

// Own is Start without DATABASE_URL: a server that the test may kill.
func Own(t testing.TB, settings ...string) *Server {
	t.Helper()
	bin, ok := programs()
	if !ok {
		t.Skip("no Postgres: install the package postgresql or set DATABASE_URL")
	}
	dir, err := os.MkdirTemp("", "pg")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &Server{dir: dir, bin: bin, attr: &syscall.SysProcAttr{Setpgid: true}}
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("Postgres does not run as root and there is no user postgres")
		}
		uid, err := strconv.Atoi(u.Uid)
		require.NoError(t, err)
		gid, err := strconv.Atoi(u.Gid)
		require.NoError(t, err)
		require.NoError(t, os.Chown(dir, uid, gid))
		s.attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	init := exec.CommandContext(context.Background(), filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
	init.SysProcAttr, init.Dir = s.attr, dir
	out, err := init.CombinedOutput()
	require.NoError(t, err, string(out))
	s.args = []string{"-D", filepath.Join(dir, "data"), "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=60"}
	for _, set := range settings {
		s.args = append(s.args, "-c", set)
	}
	s.URL = fmt.Sprintf("postgres:///postgres?host=%s&user=postgres", dir)
	s.Run(t)
	t.Cleanup(func() { s.end(syscall.SIGQUIT) })
	return s
}

func programs() (string, bool) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), true
	}
	path, err := exec.LookPath("initdb")
	return filepath.Dir(path), err == nil
}

// CPU returns the processor time that the server's processes have had which run now,
// and false where the machine does not say or the server is not the test's own.
func (s *Server) CPU() (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return 0, false
	}
	main := s.cmd.Process.Pid
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", main, main))
	if err != nil {
		return 0, false
	}
	var sum time.Duration
	for _, pid := range append(strings.Fields(string(children)), strconv.Itoa(main)) {
		line, err := os.ReadFile(filepath.Join("/proc", pid, "schedstat"))
		if os.IsNotExist(err) {
			continue // it has ended meanwhile
		}
		first, _, _ := strings.Cut(string(line), " ")
		ns, failed := strconv.ParseInt(first, 10, 64)
		if err != nil || failed != nil {
			return 0, false
		}
		sum += time.Duration(ns)
	}
	return sum, true
}

// Run starts the server again after Kill and waits until it takes connections. A
// server that runs is left alone.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd != nil {
		return
	}
	// What is left of a killed server may hold its shared memory for a moment, and
	// the new one then gives up.
	for range 50 {
		cmd := exec.CommandContext(context.Background(), filepath.Join(s.bin, "postgres"), s.args...)
		cmd.SysProcAttr, cmd.Dir = s.attr, s.dir
		require.NoError(t, cmd.Start())
		exited := make(chan struct{})
		go func() {
			_ = cmd.Wait()
			close(exited)
		}()
		s.cmd, s.exited = cmd, exited
		if s.ready() {
			return
		}
	}
	s.cmd = nil
	require.Fail(t, "the server does not take connections")
}

// ready waits until the server takes connections; false where it exits.
func (s *Server) ready() bool {
	for {
		select {
		case <-s.exited:
			return false
		case <-time.After(20 * time.Millisecond):
		}
		probe := exec.CommandContext(context.Background(), filepath.Join(s.bin, "pg_isready"), "-h", s.dir, "-q")
		if probe.Run() == nil {
			return true
		}
	}
}

// Kill ends every process of the server at once, with SIGKILL. A server that died by
// itself is no error.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

// Stop shuts the server down in order, whoever is connected.
func (s *Server) Stop() { s.end(syscall.SIGINT) }

func (s *Server) end(sig syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return
	}
	// A backend has a process group of its own, so each is told.
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", s.cmd.Process.Pid, s.cmd.Process.Pid))
	_ = syscall.Kill(s.cmd.Process.Pid, sig)
	if sig == syscall.SIGKILL {
		var pid int
		for rest := string(children); ; {
			n, err := fmt.Sscan(rest, &pid)
			if n != 1 || err != nil {
				break
			}
			_ = syscall.Kill(pid, sig)
			rest = rest[len(strconv.Itoa(pid))+1:]
		}
	}
	<-s.exited
	s.cmd = nil
}
