package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
)

// slow is which share of the panelists rates only when reminded: one in so many.
const slow = 3

// pipeline runs the whole thing and returns what it left behind.
func pipeline(ctx context.Context, cfg config, out, stderr io.Writer) (r result, err error) {
	var server *postgres
	db, schema := cfg.databaseURL, "pipeline_"+strconv.FormatInt(time.Now().Unix(), 10)
	switch {
	case cfg.store == "sqlite":
		if db, err = os.MkdirTemp("", "pipeline"); err != nil {
			return r, err
		}
		defer func() { _ = os.RemoveAll(db) }()
	case db == "":
		if server, err = startPostgres(ctx); err != nil {
			return r, err
		}
		defer server.remove()
		db = server.URL()
	}
	e, err := openEngine(ctx, cfg.store, db, schema)
	if err != nil {
		return r, err
	}
	defer e.close()
	if err := e.migrate(ctx); err != nil {
		return r, err
	}
	if server == nil && e.drop != nil {
		defer func() { err = errors.Join(err, e.drop(context.WithoutCancel(ctx))) }()
	}
	if err := e.open(ctx); err != nil {
		return r, err
	}
	model, err := serveModel(cfg.latency, cfg.forgets)
	if err != nil {
		return r, err
	}
	defer model.Close()
	svc, err := hirealign.New(e.store, nil)
	if err != nil {
		return r, err
	}
	who, err := people()
	if err != nil {
		return r, err
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return r, err
	}

	start := time.Now()
	r.Interviews, r.Searches = cfg.interviews, (cfg.interviews+finalists-1)/finalists
	if err := enter(ctx, svc.Tenant(tenant), who, cfg); err != nil {
		return r, err
	}
	say := func(format string, a ...any) {
		fmt.Fprintf(out, "%4.0f s  %s\n", time.Since(start).Seconds(), fmt.Sprintf(format, a...))
	}
	say("%d interviews are entered", cfg.interviews)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &supervisor{cfg: cfg, out: out, stderr: stderr, key: hex.EncodeToString(key), db: db, args: []string{
		"worker", "-store", cfg.store, "-schema", schema, "-model", model.URL,
		"-workers", strconv.Itoa(cfg.limits.workers), "-timeout", cfg.limits.timeout.String(), "-rescue", cfg.limits.rescue.String(),
	}}
	if err := s.start(); err != nil {
		return r, err
	}
	defer s.kill()
	panel := &panelists{acme: svc.Tenant(tenant), who: who}
	rating := make(chan error, 1)
	go func() { rating <- panel.run(ctx) }()

	worker, servers := cfg.kills, 0
	if cfg.kills > 0 {
		if servers = 1; cfg.store == "sqlite" {
			worker, servers = worker+1, 0 // there is no server but the process
		} else if server == nil {
			say("the server of DATABASE_URL is not killed")
			servers = 0
		}
	}
	at := func(n, of int) int64 { return int64(cfg.interviews * n / (of + 1)) }
	last, said := time.Now(), ""
	for {
		select {
		case <-ctx.Done():
			return r, ctx.Err()
		case err := <-rating:
			return r, err
		case <-time.After(5 * time.Millisecond):
		}
		drafts := s.drafts.Load()
		switch {
		case s.died():
			return r, errors.New("the worker ended by itself")
		case r.WorkerKills < worker && drafts >= at(r.WorkerKills+1, worker):
			s.kill()
			r.WorkerKills++
			say("the worker is killed, at %d drafts", drafts)
			if err := s.start(); err != nil {
				return r, err
			}
		case r.ServerKills < servers && drafts >= int64(cfg.interviews*55/100):
			server.kill()
			r.ServerKills++
			say("the server is killed, at %d drafts", drafts)
			time.Sleep(time.Second)
			if err := server.run(ctx); err != nil {
				return r, err
			}
			say("the server is back")
		}
		if time.Since(last) < 2*time.Second {
			continue
		}
		last = time.Now()
		b := model.Bill()
		now := fmt.Sprintf("%d drafts, %d summaries, %d reminders, %d cards, %d of %d packets; %d requests to the model",
			drafts, s.summaries.Load(), s.reminders.Load(), panel.rated.Load(), panel.packets.Load(), r.Searches, b.Requests)
		if now != said {
			said = now
			say("%s", now)
		}
		if panel.rated.Load() < int64(cfg.interviews) || panel.packets.Load() < int64(r.Searches) {
			continue
		}
		// Everything that is to happen has happened; the jobs that find it so may run on.
		if r.Jobs, r.Attempts, err = e.queue.Counts(ctx); err != nil {
			return r, err
		}
		if r.Unfinished() == 0 {
			break
		}
	}
	r.Seconds = time.Since(start).Seconds()
	r.Bill = model.Bill()
	return r, inspect(ctx, e, svc, who.lead, &r)
}

// enter opens the searches, a few at a time.
func enter(ctx context.Context, acme *hirealign.Tenant, who cast, cfg config) error {
	first := make(chan int)
	failed := make(chan error, 4)
	var wg sync.WaitGroup
	for range cap(failed) {
		wg.Go(func() {
			for n := range first {
				if err := openSearch(ctx, acme, who, n, min(finalists, cfg.interviews-n), time.Now().Add(cfg.due)); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	var err error
	for n := 0; n < cfg.interviews && err == nil; n += finalists {
		select {
		case first <- n:
		case err = <-failed:
		}
	}
	close(first)
	wg.Wait()
	close(failed)
	for more := range failed {
		err = errors.Join(err, more)
	}
	return err
}

// supervisor keeps one worker process running.
type supervisor struct {
	cfg                          config
	out, stderr                  io.Writer
	key, db                      string
	args                         []string
	cmd                          *exec.Cmd
	ended                        chan struct{}
	drafts, summaries, reminders atomic.Int64
}

func (s *supervisor) start() error {
	s.cmd = s.cfg.worker(s.args...)
	s.cmd.Env = append(os.Environ(), s.cmd.Env...)
	s.cmd.Env = append(s.cmd.Env, boundaryVar+"="+s.key, databaseVar+"="+s.db)
	s.cmd.Stderr = s.stderr
	lines, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	s.ended = ended
	go func(cmd *exec.Cmd) {
		for in := bufio.NewScanner(lines); in.Scan(); {
			s.read(in.Text())
		}
		_ = cmd.Wait() // it is ended by a signal
		close(ended)
	}(s.cmd)
	return nil
}

func (s *supervisor) read(line string) {
	step, _, ok := strings.Cut(strings.TrimPrefix(line, "step "), " ")
	if !ok {
		return
	}
	switch hirealign.Step(step) {
	case hirealign.StepDraft:
		s.drafts.Add(1)
	case hirealign.StepSummary:
		s.summaries.Add(1)
	case hirealign.StepReminder:
		s.reminders.Add(1)
	}
	if s.cfg.verbose {
		fmt.Fprintln(s.out, "       ", line)
	}
}

// kill ends the worker with no chance to finish anything.
func (s *supervisor) kill() {
	_ = s.cmd.Process.Signal(syscall.SIGKILL) // it may have ended
	<-s.ended
}

func (s *supervisor) died() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// panelists are the humans of the pipeline: most rate when the summary is there, the
// others when they are reminded. They read the log as the host would that tells them.
type panelists struct {
	acme           *hirealign.Tenant
	who            cast
	rated, packets atomic.Int64
}

func (p *panelists) run(ctx context.Context) error {
	drafts := map[string]scorecard.ID{} // by application
	queue := make(chan scorecard.ID)
	failed := make(chan error, 4)
	for range cap(failed) {
		go func() {
			for id := range queue {
				if err := p.rate(ctx, id); err != nil {
					failed <- err
				}
			}
		}()
	}
	defer close(queue)
	var after uint64
	seen := map[string]bool{}
	for {
		for l, err := range p.acme.Acts(ctx, p.who.lead, after) {
			if err != nil {
				if again(err) {
					break
				}
				return err
			}
			after = l.Seq
			var now scorecard.ID
			switch a := l.Act; a.Kind {
			case "scorecard.drafted":
				drafts[string(a.Application)] = scorecard.ID(a.Record)
			case "summary.drafted":
				if !late(string(a.Application)) {
					now = drafts[string(a.Application)]
				}
			case "scorecard.reminder_due":
				now = drafts[string(a.Application)] // a card may be due before there is a draft
			case "debrief.ready":
				p.packets.Add(1)
			}
			if l.Act.Kind == "scorecard.drafted" && seen["due "+string(l.Act.Application)] {
				now = scorecard.ID(l.Act.Record)
			}
			if l.Act.Kind == "scorecard.reminder_due" {
				seen["due "+string(l.Act.Application)] = true
			}
			if now == "" || seen[string(now)] {
				continue
			}
			seen[string(now)] = true
			select {
			case queue <- now:
			case err := <-failed:
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			return err
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// late picks one panelist in slow, by the id of the application.
func late(application string) bool {
	sum := 0
	for _, b := range []byte(application) {
		sum += int(b)
	}
	return sum%slow == 0
}

// rate tries until the card is in: the database may be away for a moment.
func (p *panelists) rate(ctx context.Context, id scorecard.ID) error {
	for {
		err := rate(ctx, p.acme, p.who.panelist, id, time.Now())
		switch {
		case err == nil, errors.Is(err, scorecard.ErrSubmitted):
			p.rated.Add(1)
			return nil
		case !again(err):
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// again reports whether the same may succeed later.
func again(err error) bool {
	return errors.Is(err, storage.ErrUnavailable) || errors.Is(err, storage.ErrUnknown) || errors.Is(err, hirealign.ErrConflict)
}
