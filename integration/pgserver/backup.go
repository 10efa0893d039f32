package pgserver

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Data is the folder of the server's files: tables, indexes, statistics, write-ahead log.
func (s *Server) Data() string { return filepath.Join(s.dir, "data") }

// Backup copies the running server with pg_basebackup, the log that the copy needs
// included, and returns the copy's folder.
func (s *Server) Backup(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(s.dir, "backup")
	require.NoError(t, err)
	s.Give(t, dir)
	s.Program(t, "pg_basebackup", "-D", filepath.Join(dir, "data"), "-h", s.dir, "-U", "postgres", "-c", "fast", "-X", "stream")
	return filepath.Join(dir, "data")
}

// Program runs one of Postgres's own programs as the server's user.
func (s *Server) Program(t testing.TB, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), filepath.Join(s.bin, name), args...)
	cmd.SysProcAttr, cmd.Dir = s.attr, s.dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
}

// Restore starts a server over a copy. It ends with the test.
func (s *Server) Restore(t testing.TB, data string) *Server {
	t.Helper()
	dir, err := os.MkdirTemp("", "pg")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s.Give(t, dir)
	again := &Server{dir: dir, bin: s.bin, attr: s.attr, args: append([]string{}, s.args...)}
	again.args[1], again.args[3] = data, dir
	again.URL = fmt.Sprintf("postgres:///postgres?host=%s&user=postgres", dir)
	again.Run(t)
	t.Cleanup(func() { again.end(syscall.SIGQUIT) })
	return again
}

// Give makes the server's user the owner of a file or folder.
func (s *Server) Give(t testing.TB, dir string) {
	t.Helper()
	if c := s.attr.Credential; c != nil {
		require.NoError(t, os.Chown(dir, int(c.Uid), int(c.Gid)))
	}
}
