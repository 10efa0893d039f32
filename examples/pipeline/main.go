// Pipeline runs what comes after an interview on River, a queue in the database that is
// there anyway: a transcript comes in, cards are drafted, the summary is made, the
// panelist is reminded when the card is due, and the debrief is reported ready. It
// kills its own worker and database on the way and shows that everything happened
// once.
//
//	cd examples/pipeline
//	GOWORK=off go run . -interviews 60 -kills 2
//	GOWORK=off go run . -store sqlite
//	DATABASE_URL=postgres://… GOWORK=off go run .
//
// The worker is this program too, as a process of its own. The model is a server in
// the first process, which nobody kills, so that its bill is right.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "pipeline:", err)
		os.Exit(1)
	}
}

// errUsage is returned for arguments that make no sense; what is wrong with them was
// printed.
var errUsage = errors.New("usage")

// parse reads flags and holds them against check, which returns what is wrong.
func parse(fs *flag.FlagSet, args []string, check func() string) error {
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return errUsage
	}
	wrong := check()
	if fs.NArg() > 0 {
		wrong = fmt.Sprintf("%q is no flag", fs.Arg(0))
	}
	if wrong == "" {
		return nil
	}
	fmt.Fprintln(fs.Output(), wrong)
	fs.Usage()
	return errUsage
}

// config is what one run is asked for.
type config struct {
	store, databaseURL string
	interviews, kills  int
	due, latency       time.Duration
	limits             limits
	forgets            bool
	verbose            bool
	// worker returns the command of a worker process.
	worker func(args ...string) *exec.Cmd
}

// The variables by which a worker gets its secrets: whoever lists the processes of a
// machine sees their arguments.
const (
	boundaryVar = "PIPELINE_BOUNDARY_KEY"
	databaseVar = "PIPELINE_DATABASE"
)

func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) error {
	if len(args) > 0 && args[0] == "worker" {
		return workerMain(ctx, args[1:], env, stdout, stderr)
	}
	cfg := config{databaseURL: env("DATABASE_URL"), worker: ownProgram}
	fs := flag.NewFlagSet("pipeline", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&cfg.store, "store", "postgres", "postgres, or sqlite for one machine")
	fs.IntVar(&cfg.interviews, "interviews", 60, "number of interviews")
	fs.IntVar(&cfg.kills, "kills", 2, "how often the worker is killed; the database server is killed once, if any kill is asked for and it is this program's own")
	fs.DurationVar(&cfg.due, "due", 20*time.Second, "when cards are due, instead of 24 hours from now: the interviews are entered as so much older")
	fs.DurationVar(&cfg.latency, "latency", 50*time.Millisecond, "how long the model takes to answer")
	fs.BoolVar(&cfg.forgets, "no-idempotency", false, "let the model know no idempotency keys")
	fs.BoolVar(&cfg.verbose, "v", false, "print a line for every step")
	limitFlags(fs, &cfg.limits)
	err := parse(fs, args, func() string {
		switch {
		case !known(cfg.store):
			return "-store is postgres or sqlite"
		case cfg.interviews < 1 || cfg.kills < 0:
			return "-interviews is at least 1 and -kills at least 0"
		case cfg.due < 0 || cfg.latency < 0:
			return "-due and -latency are at least 0"
		}
		return cfg.limits.check()
	})
	if err != nil {
		return err
	}
	r, err := pipeline(ctx, cfg, stdout, stderr)
	if err != nil {
		return err
	}
	r.Write(stdout)
	return r.Check(!cfg.forgets)
}

func known(store string) bool { return store == "postgres" || store == "sqlite" }

func ownProgram(args ...string) *exec.Cmd {
	path, err := os.Executable()
	if err != nil {
		path = os.Args[0]
	}
	return exec.Command(path, args...)
}

func limitFlags(fs *flag.FlagSet, l *limits) {
	fs.IntVar(&l.workers, "workers", 8, "jobs at once")
	fs.DurationVar(&l.timeout, "timeout", 3*time.Minute, "how long one job may take")
	fs.DurationVar(&l.rescue, "rescue", 5*time.Minute, "when a job whose worker died is given to another; River waits an hour by default")
}

// check returns what is wrong with limits.
func (l limits) check() string {
	switch {
	case l.workers < 1:
		return "-workers is at least 1"
	case l.timeout <= 0 || l.rescue <= l.timeout:
		return "-timeout is above 0, and -rescue above -timeout: a job that runs must not be given to another"
	}
	return ""
}

// workerMain is the worker process.
func workerMain(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("pipeline worker", flag.ContinueOnError)
	fs.SetOutput(stderr)
	var l limits
	store := fs.String("store", "postgres", "postgres or sqlite")
	schema := fs.String("schema", "public", "the schema in Postgres")
	model := fs.String("model", "", "the URL of the model")
	limitFlags(fs, &l)
	err := parse(fs, args, func() string {
		if !known(*store) {
			return "-store is postgres or sqlite"
		}
		return l.check()
	})
	if err != nil {
		return err
	}
	l.log = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	opts, err := options(*model, env(boundaryVar))
	if err != nil {
		return err
	}
	e, err := openEngine(ctx, *store, env(databaseVar), *schema)
	if err != nil {
		return err
	}
	defer e.close()
	// The database may be starting, and the worker is not the one to give up.
	for err = e.open(ctx); err != nil && ctx.Err() == nil; err = e.open(ctx) {
		time.Sleep(200 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	return runWorker(ctx, e, opts, l, stdout)
}

func openEngine(ctx context.Context, store, db, schema string) (*engine, error) {
	if store == "sqlite" {
		return onSQLite(db)
	}
	return onPostgres(ctx, db, schema)
}
