// Workbench shows hirealign in a browser: the pages of a small company's searches,
// for each of its people, on synthetic sample data over a SQLite file.
//
//	go run ./examples/workbench
//	go run ./examples/workbench -addr 127.0.0.1:8090 -db workbench.db
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/examples/workbench/sample"
	"github.com/hirealign/hirealign/examples/workbench/web"
	"github.com/hirealign/hirealign/storage/sqlitestore"
)

// softMemory is what the collector aims at, in bytes. The pages need a third of it;
// without it what was thrown away is kept until the heap has doubled.
const softMemory = 32 << 20

func main() {
	debug.SetMemoryLimit(softMemory)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "workbench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("workbench", flag.ContinueOnError)
	fs.SetOutput(stderr)
	addr := fs.String("addr", "127.0.0.1:8090", "listen here; port 0 takes a free one")
	database := fs.String("db", "", "keep the SQLite database in this file; by default it is temporary")
	lasts := fs.Duration("for", 0, "stop by itself after this time; 0 runs until interrupted")
	if err := fs.Parse(args); err != nil {
		return err
	}
	path := *database
	if path == "" {
		dir, err := os.MkdirTemp("", "workbench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		path = filepath.Join(dir, "workbench.db")
	}
	db, err := sql.Open("sqlite", sqlitestore.DSN(path))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := sqlitestore.Migrate(ctx, db, nil); err != nil {
		return err
	}
	store, err := sqlitestore.Open(ctx, db, nil)
	if err != nil {
		return err
	}
	defer store.Close()

	played, err := store.Log(ctx, sample.Tenant, 0, 1)
	if err != nil {
		return err
	}
	clock := &sample.Clock{}
	svc, err := hirealign.New(store, &hirealign.Options{Now: clock.Now, NewID: sample.NewID(len(played) > 0)})
	if err != nil {
		return err
	}
	if len(played) == 0 {
		if _, err := sample.Play(ctx, svc, clock); err != nil {
			return err
		}
	}
	people := make([]web.Person, 0, len(sample.People()))
	for _, p := range sample.People() {
		people = append(people, web.Person(p))
	}
	heard, err := sample.Hear(ctx, svc)
	if err != nil {
		return err
	}
	server, err := web.New(svc, web.Options{
		Tenant: sample.Tenant, Store: store, People: people, Now: clock.Now, Zone: time.Local, Heard: heard,
		Logger: slog.New(slog.NewTextHandler(stderr, nil)),
	})
	if err != nil {
		return err
	}
	defer server.Close()
	if *lasts > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, *lasts)
		defer cancel()
	}
	return serve(ctx, *addr, server, stdout)
}

// serve answers until ctx ends, and then lets requests finish.
func serve(ctx context.Context, addr string, server *web.Server, stdout io.Writer) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	h := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	h.RegisterOnShutdown(server.Close)
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(listener) }()
	fmt.Fprintf(stdout, "The workbench is at http://%s (Ctrl+C stops it)\n", listener.Addr())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return h.Shutdown(grace)
}
