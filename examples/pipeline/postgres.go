package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// postgres is a server of its own, from the programs that the machine has, on a
// socket in a temporary directory.
type postgres struct {
	dir, bin string
	attr     *syscall.SysProcAttr
	cmd      *exec.Cmd
	exited   chan struct{}
}

var errNoPostgres = errors.New("no Postgres: install the package postgresql, set DATABASE_URL, or use -store sqlite")

// startPostgres makes a database and starts its server, as the user postgres where
// this program runs as root.
func startPostgres(ctx context.Context) (*postgres, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return nil, err
	}
	if path, err := exec.LookPath("initdb"); len(found) == 0 && err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return nil, errNoPostgres
	}
	dir, err := os.MkdirTemp("", "pipeline")
	if err != nil {
		return nil, err
	}
	p := &postgres{dir: dir, bin: filepath.Dir(found[len(found)-1]), attr: &syscall.SysProcAttr{Setpgid: true}}
	if err := p.create(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return p, nil
}

func (p *postgres) create(ctx context.Context) error {
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return errNoPostgres
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return err
		}
		if err := os.Chown(p.dir, int(uid), int(gid)); err != nil {
			return err
		}
		p.attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, "initdb"), "-D", filepath.Join(p.dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
	cmd.SysProcAttr, cmd.Dir = p.attr, p.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return p.run(ctx)
}

// URL connects to the server.
func (p *postgres) URL() string { return "postgres:///postgres?user=postgres&host=" + p.dir }

// run starts the server and waits until it takes connections. What is left of one
// that was killed may hold its shared memory for a moment; then it is tried again.
func (p *postgres) run(ctx context.Context) error {
	for range 50 {
		p.cmd = exec.Command(filepath.Join(p.bin, "postgres"), "-D", filepath.Join(p.dir, "data"), "-k", p.dir, "-c", "listen_addresses=")
		p.cmd.SysProcAttr, p.cmd.Dir = p.attr, p.dir
		if err := p.cmd.Start(); err != nil {
			return err
		}
		exited := make(chan struct{})
		go func(cmd *exec.Cmd) {
			_ = cmd.Wait() // an exit by a signal is what kill is for
			close(exited)
		}(p.cmd)
		p.exited = exited
		for {
			select {
			case <-ctx.Done():
				p.end(syscall.SIGKILL)
				return ctx.Err()
			case <-exited:
			case <-time.After(50 * time.Millisecond):
				if exec.CommandContext(ctx, filepath.Join(p.bin, "pg_isready"), "-q", "-h", p.dir).Run() != nil {
					continue
				}
				return nil
			}
			break
		}
	}
	return errors.New("the server does not take connections")
}

// kill ends the server at once, as an immediate stop does: sessions die in the middle
// of what they do, and the next start recovers from the log.
func (p *postgres) kill() { p.end(syscall.SIGQUIT) }

func (p *postgres) end(sig syscall.Signal) {
	_ = p.cmd.Process.Signal(sig) // it may have ended by itself
	<-p.exited
}

// remove stops the server and deletes its data.
func (p *postgres) remove() {
	p.end(syscall.SIGQUIT)
	_ = os.RemoveAll(p.dir)
}
