package main

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/pgstore"
	"github.com/hirealign/hirealign/storage/sqlitestore"
)

// engine is a store and, over the same database or beside it, River.
type engine struct {
	store storage.Driver
	// migrate prepares an empty database.
	migrate func(ctx context.Context) error
	// open opens the store and the queue over a database that was migrated.
	open  func(ctx context.Context) error
	queue queue
	// drop removes what migrate made; nil where that goes with the files.
	drop  func(ctx context.Context) error
	close func()
}

// queue is what this program needs of River, whatever it runs on.
type queue interface {
	hirealign.Enqueuer
	// Pass makes one pass of the relay, and returns how many acts it read.
	Pass(ctx context.Context, opts *hirealign.Options) (int, error)
	// Start works until Stop, with so many jobs at once.
	Start(ctx context.Context, w work, l limits) error
	Stop(ctx context.Context) error
	// Counts returns the number of jobs by state, and of all attempts.
	Counts(ctx context.Context) (map[string]int, int, error)
}

// work advances one interview and returns the jobs that go on from there.
type work func(ctx context.Context, j hirealign.Job) ([]hirealign.Job, error)

// limits of one worker.
type limits struct {
	workers         int
	timeout, rescue time.Duration
	log             *slog.Logger
}

// args are the arguments of a job in the queue: ids, and no text of anybody.
type args struct {
	Key    string         `json:"key" river:"unique"`
	Tenant storage.Tenant `json:"tenant"`
	Ref    string         `json:"ref"`
}

// Kind implements river.JobArgs.
func (args) Kind() string { return hirealign.AdvanceInterview }

func insertion(j hirealign.Job) river.InsertManyParams {
	return river.InsertManyParams{Args: args{Key: j.Key, Tenant: j.Tenant, Ref: j.Ref}, InsertOpts: &river.InsertOpts{
		ScheduledAt: j.NotBefore, UniqueOpts: river.UniqueOpts{ByArgs: true},
	}}
}

func insertions(jobs []hirealign.Job) []river.InsertManyParams {
	out := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		out[i] = insertion(j)
	}
	return out
}

// riverQueue is a queue over one of River's drivers, whose transactions are Tx.
type riverQueue[Tx any] struct {
	driver   riverdriver.Driver[Tx]
	inserter *river.Client[Tx]
	worker   *river.Client[Tx]
	store    storage.Driver
	// within runs f in a transaction.
	within func(ctx context.Context, f func(Tx) error) error
	// joined is the store inside a transaction of the queue; nil where it cannot be.
	joined func(Tx) storage.Driver
	// complete ends a job in a transaction.
	complete func(ctx context.Context, tx Tx, j *river.Job[args]) error
	count    func(ctx context.Context, f func(state string, jobs, attempts int)) error
}

func newRiverQueue[Tx any](q riverQueue[Tx]) (*riverQueue[Tx], error) {
	var err error
	q.inserter, err = river.NewClient(q.driver, &river.Config{})
	return &q, err
}

// Enqueue implements hirealign.Enqueuer. A job whose key is known is left out.
func (q *riverQueue[Tx]) Enqueue(ctx context.Context, jobs ...hirealign.Job) error {
	_, err := q.inserter.InsertMany(ctx, insertions(jobs))
	return err
}

// inTx enqueues as part of a transaction.
type inTx[Tx any] struct {
	q  *riverQueue[Tx]
	tx Tx
}

// Enqueue implements hirealign.Enqueuer.
func (e inTx[Tx]) Enqueue(ctx context.Context, jobs ...hirealign.Job) error {
	_, err := e.q.inserter.InsertManyTx(ctx, e.tx, insertions(jobs))
	return err
}

// Pass implements queue. Where the store can join a transaction of the queue, the
// jobs and the place in the log up to which they were made land together.
func (q *riverQueue[Tx]) Pass(ctx context.Context, opts *hirealign.Options) (n int, err error) {
	pass := func(d storage.Driver, to hirealign.Enqueuer) error {
		svc, err := hirealign.New(d, opts)
		if err != nil {
			return err
		}
		n, err = svc.Tenant(tenant).Relay(to, nil).Pass(ctx)
		return err
	}
	if q.joined == nil {
		return n, pass(q.store, q)
	}
	err = q.within(ctx, func(tx Tx) error { return pass(q.joined(tx), inTx[Tx]{q, tx}) })
	return n, err
}

// Start implements queue.
func (q *riverQueue[Tx]) Start(ctx context.Context, w work, l limits) error {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &advancer[Tx]{q: q, work: w}); err != nil {
		return err
	}
	var err error
	q.worker, err = river.NewClient(q.driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: l.workers}}, Workers: workers,
		JobTimeout: l.timeout, RescueStuckJobsAfter: l.rescue, Logger: l.log,
	})
	if err != nil {
		return err
	}
	return q.worker.Start(ctx)
}

// Stop implements queue.
func (q *riverQueue[Tx]) Stop(ctx context.Context) error { return q.worker.Stop(ctx) }

// Counts implements queue.
func (q *riverQueue[Tx]) Counts(ctx context.Context) (map[string]int, int, error) {
	byState, attempts := map[string]int{}, 0
	err := q.count(ctx, func(state string, jobs, n int) {
		byState[state] = jobs
		attempts += n
	})
	return byState, attempts, err
}

// advancer is River's worker.
type advancer[Tx any] struct {
	river.WorkerDefaults[args]
	q    *riverQueue[Tx]
	work work
}

// Work implements river.Worker. What goes on from a job is enqueued in the
// transaction that ends it.
func (a *advancer[Tx]) Work(ctx context.Context, j *river.Job[args]) error {
	then, err := a.work(ctx, hirealign.Job{Kind: hirealign.AdvanceInterview, Key: j.Args.Key, Tenant: j.Args.Tenant, Ref: j.Args.Ref})
	switch {
	case errors.Is(err, hirealign.ErrNotFound):
		return river.JobCancel(err) // the candidate was erased
	case err != nil:
		return err
	case len(then) == 0:
		return nil
	}
	return a.q.within(ctx, func(tx Tx) error {
		if err := (inTx[Tx]{a.q, tx}).Enqueue(ctx, then...); err != nil {
			return err
		}
		return a.q.complete(ctx, tx, j)
	})
}

func up[Tx any](ctx context.Context, d riverdriver.Driver[Tx]) error {
	m, err := rivermigrate.New(d, nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

const countJobs = "SELECT state, count(*), sum(attempt) FROM river_job GROUP BY state"

// onPostgres keeps documents and jobs in one database.
func onPostgres(ctx context.Context, url, schema string) (*engine, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.ConnConfig.RuntimeParams["search_path"] = schema
	cfg.MaxConns = 24
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	e := &engine{close: pool.Close}
	driver := riverpgxv5.New(pool)
	e.migrate = func(ctx context.Context) error {
		if _, err := pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+pgx.Identifier{schema}.Sanitize()); err != nil {
			return err
		}
		if err := pgstore.Migrate(ctx, pool, nil); err != nil {
			return err
		}
		return up(ctx, driver)
	}
	e.drop = func(ctx context.Context) error {
		_, err := pool.Exec(ctx, "DROP SCHEMA "+pgx.Identifier{schema}.Sanitize()+" CASCADE")
		return err
	}
	e.open = func(ctx context.Context) error {
		store, err := pgstore.Open(ctx, pool, nil)
		if err != nil {
			return err
		}
		e.store = store
		e.queue, err = newRiverQueue(riverQueue[pgx.Tx]{
			driver: driver, store: store, joined: store.WithTx,
			within: func(ctx context.Context, f func(pgx.Tx) error) error { return pgx.BeginFunc(ctx, pool, f) },
			complete: func(ctx context.Context, tx pgx.Tx, j *river.Job[args]) error {
				_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, j)
				return err
			},
			count: func(ctx context.Context, f func(string, int, int)) error {
				rows, err := pool.Query(ctx, countJobs)
				if err != nil {
					return err
				}
				defer rows.Close()
				for rows.Next() {
					var state string
					var n, attempts int
					if err := rows.Scan(&state, &n, &attempts); err != nil {
						return err
					}
					f(state, n, attempts)
				}
				return rows.Err()
			},
		})
		return err
	}
	return e, nil
}

// onSQLite keeps documents in one file and jobs in another. A job is then enqueued at
// least once, and its key makes that once.
func onSQLite(dir string) (*engine, error) {
	db, err := sql.Open("sqlite", sqlitestore.DSN(filepath.Join(dir, "hirealign.db")))
	if err != nil {
		return nil, err
	}
	jobs, err := sql.Open("sqlite", sqlitestore.DSN(filepath.Join(dir, "jobs.db")))
	if err != nil {
		return nil, err
	}
	jobs.SetMaxOpenConns(1) // as River asks
	e := &engine{close: func() { _, _ = db.Close(), jobs.Close() }}
	driver := riversqlite.New(jobs)
	e.migrate = func(ctx context.Context) error {
		if err := sqlitestore.Migrate(ctx, db, nil); err != nil {
			return err
		}
		return up(ctx, driver)
	}
	e.open = func(ctx context.Context) error {
		store, err := sqlitestore.Open(ctx, db, nil)
		if err != nil {
			return err
		}
		e.store = store
		e.queue, err = newRiverQueue(riverQueue[*sql.Tx]{
			driver: driver, store: store,
			within: func(ctx context.Context, f func(*sql.Tx) error) error {
				tx, err := jobs.BeginTx(ctx, nil)
				if err != nil {
					return err
				}
				defer func() { _ = tx.Rollback() }()
				if err := f(tx); err != nil {
					return err
				}
				return tx.Commit()
			},
			complete: func(ctx context.Context, tx *sql.Tx, j *river.Job[args]) error {
				_, err := river.JobCompleteTx[*riversqlite.Driver](ctx, tx, j)
				return err
			},
			count: func(ctx context.Context, f func(string, int, int)) error {
				rows, err := jobs.QueryContext(ctx, countJobs)
				if err != nil {
					return err
				}
				defer func() { _ = rows.Close() }()
				for rows.Next() {
					var state string
					var n, attempts int
					if err := rows.Scan(&state, &n, &attempts); err != nil {
						return err
					}
					f(state, n, attempts)
				}
				return rows.Err()
			},
		})
		return err
	}
	return e, nil
}
