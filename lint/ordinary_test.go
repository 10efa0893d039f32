package lint_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/lint"
)

// ordinary are sentences as engineers write them into rubrics and scorecards, with
// the words that a careless rule takes for something else.
var ordinary = []string{
	"Killed the child processes before the parent exited",
	"Found the data race with the race detector and wrote a failing test",
	"Explains why a lease needs a fencing token",
	"Wrote the migration so that both versions of the service could run",
	"Moved forty services to the new cluster without a maintenance window",
	"Keeps a healthy error budget and stops releases when it is spent",
	"Builds cloud-native services and native iOS code",
	"Runs the nightly job in under nine minutes",
	"Disabled the feature flag within four minutes of the alert",
	"Turned the alert off because the threshold had been wrong for a month",
	"Cut p99 latency from 900 ms to 120 ms by batching the writes",
	"Rolled back first and looked for the cause afterwards",
	"Names two failure modes of a distributed lock",
	"Chose strong consistency for the ledger and eventual consistency for the feed",
	"Reads logs and metrics to find a cause",
	"Weighs pros and cons of two designs in writing",
	"Uses a moving average to smooth the load",
	"Retires an old endpoint after its last caller has moved",
	"Estimates the storage for one day of logs within a factor of two",
	"Stores the date of birth encrypted and masks it in every log line",
	"Mapped every caller of the old interface before changing it",
	"Tested the restore of a backup on a clean machine",
	"Asked who is affected before choosing a fix",
	"Wrote a runbook that another team used at night",
	"Drops scope on purpose, in writing, two weeks before the date",
	"Measured the cache hit rate before and after the change",
	"Opened the incident channel and named one person to lead",
	"Told support what customers would see and for how long",
	"Refused duplicates by an idempotency key with a unique index",
	"Compared three queues by what happens when a consumer dies",
	"Reviewed the design with the security team and changed the token's lifetime",
	"Pairs with a new colleague every week until they deploy alone",
	"Splits a large change into slices that each go live",
	"Profiled the allocator and halved the garbage that a request makes",
	"Documented the decision with the options that were turned down",
	"Reconciles the settlement file every morning without a spreadsheet",
	"Replaced a shared library by two small packages",
	"Drew the state machine and found a transition that nobody handled",
	"Cleaned up a polished but unused admin page",
	"Had the parser reject a byte order mark in the middle of the file",
	"Takes one on-call week in six and hands over in writing",
	"Described a rollback plan for each step of the migration",
	"Fitted a regression model and reported the residuals",
	"Wrote an accessible form that works with a screen reader",
	"Named the trade-off between a monolith and services for a team of five",
	"Changed the retry policy after the thundering herd of March",
	"Put accent colours behind a design token",
	"Trained a sentiment analysis model and measured its drift",
	"Voice calls are routed by region and fail over within a minute",
	"The face of the dial shows the queue's depth",
	"Shipped the mobile client to the younger of the two platforms first",
	"The codebase was old and the tests were slow",
	"Compiles the grammar once and reuses it for every request",
	"Kept the service available during the whole migration",
	"Gave every tenant a key of its own and rotated them monthly",
	"Answered what happens when the bank times out but the money has moved",
	"Sorted the backlog by cost of delay",
	"Let the scheduler age jobs so that none starves",
	"Tagged union types made the invalid states impossible",
	"Found that the disk discharges its write cache late",
}

func TestOrdinarySentencesOfEngineers(t *testing.T) {
	t.Parallel()
	l := lint.Standard()
	for _, target := range []lint.Target{lint.Criterion, lint.Anchor, lint.Question, lint.Comment, lint.Posting} {
		var wrong []string
		for _, s := range ordinary {
			for _, f := range l.Text(target, s) {
				wrong = append(wrong, f.Code+": "+s)
			}
		}
		require.LessOrEqual(t, len(wrong)*50, len(ordinary), "%s: %v", target, wrong)
	}
}
