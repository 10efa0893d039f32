package lint_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/lint"
)

// fresh are a hundred ordinary sentences that were written after the rules, to see
// what they find at first sight. None has a defect that a rule is for.
var fresh = []string{
	"Traced the slow query to a missing index and added it without locking the table",
	"Writes a test that fails before fixing the bug",
	"Migrated the billing tables with two writes and one read for a month",
	"Sets a timeout on every outgoing call and says where the number comes from",
	"Explains to a support agent why the invoice shows the old address",
	"Deleted nine thousand lines of dead code over two quarters",
	"Asks for the failing input before opening the debugger",
	"Put the schema change behind a flag and turned it on for one tenant",
	"Reads the release notes of a dependency before upgrading it",
	"Compared the cost of three regions and moved the batch jobs to the cheapest",
	"Handed over the pager with a page of open questions",
	"Found the leak with a heap profile taken an hour apart",
	"Rewrote the importer so that a bad row is reported and the rest goes through",
	"Says what they would measure first and why",
	"Held a review of the outage in which nobody was blamed",
	"Named the owner and the date of each follow-up",
	"Removed a cache because nobody could say when it was stale",
	"Limits the number of requests per customer with a token bucket",
	"Simulated the loss of a zone during working hours",
	"Describes how the queue behaves when a consumer is slow",
	"Moved secrets out of the repository and rotated every one",
	"Shows a diagram of the data flow and marks where it is encrypted",
	"Made the build twice as fast by caching the compiler's output",
	"Turned a vague request into three tickets with acceptance criteria",
	"Agreed with the product manager on what would not be in the first release",
	"Splits a pull request when it has more than one purpose",
	"Pointed out a race between the webhook and the redirect",
	"Keeps the old endpoint alive until the logs show no caller",
	"Chose a boring database and wrote down when that choice should be looked at again",
	"Backfilled two years of events at night with a rate limit",
	"Calculated the partition size from the growth of the last six months",
	"Ran the restore drill with a stopwatch and published the result",
	"Draws the sequence of calls from the browser to the ledger",
	"Replaced sleep calls in tests by a fake clock",
	"Interviewed four users before drawing a screen",
	"Wrote the error message so that a customer can act on it",
	"Explains the difference between at least once and exactly once with an example",
	"Counted how often the alert fired and what people did about it",
	"Took the on-call notes of a quarter and fixed the three loudest alerts",
	"Checks the accessibility tree before merging a form",
	"Verified the signature before parsing the body",
	"Added a canary that gets one percent of the traffic for an hour",
	"Puts the business key and not a random number into the idempotency key",
	"Told the customer on the phone what was lost and what was not",
	"Refactored the module in six commits that each pass the tests",
	"Names the assumption that would break the design first",
	"Documented the runbook for a failed certificate renewal",
	"Measured the page weight on a slow phone",
	"Explained the budget for errors to the sales team with last month's numbers",
	"Noticed that both services parsed the same date in different zones",
	"Rebuilt the search index from the log without stopping the writes",
	"Wrote down the threat model with the people who run the service",
	"Gives a junior colleague a task that is small and real",
	"Sat with the warehouse staff for a day and changed the order of the screens",
	"Counts rows on both sides after each step of a migration",
	"Returned the estimate with a range and what would narrow it",
	"Caught a wrong rounding rule by comparing with the bank's file",
	"Set up a dashboard that the finance team reads every Monday",
	"Dropped a feature when the numbers showed that nobody used it",
	"Drafted the deprecation notice and answered the questions it raised",
	"Ported the parser to a streaming one and capped its memory",
	"Explains why the second retry comes later than the first",
	"Fuzzed the decoder for a night and fixed the two crashes",
	"Put the slowest ten tests into a job of their own",
	"Listed what the vendor's contract says about downtime",
	"Showed the team how to read a flame graph",
	"Brought the number of open incidents from twelve to three in a quarter",
	"Lets the type checker reject an unpaid order at the shipping step",
	"Shards by customer and explains how a large one is moved",
	"Built a small tool that lists which services still use the old library",
	"Reproduced the fault on a laptop with recorded traffic",
	"Kept a log of decisions and linked it from the code",
	"Proposed to run both pricing rules side by side for two weeks",
	"Reads a stack trace aloud and points to the frame that matters",
	"Closed the loop with the person who reported the bug",
	"Signed the container images and refused unsigned ones in the cluster",
	"Puts the acceptance test into the customer's words",
	"Reduced the lock to the two lines that needed it",
	"Turned a nightly export into events within a quarter",
	"Uses a lease with a fencing number for the leader",
	"Tells a designer what the interface costs to build and offers a cheaper one",
	"Archived the old bucket after asking each team twice",
	"Estimated the peak load of a sale from the year before",
	"Made a list of the assumptions behind the forecast and tested two",
	"Corrected a wrong number in public within the hour",
	"Names one decision that they would take differently today",
	"Explains what the database does when two writers update the same row",
	"Planned the cutover for a Tuesday morning with a way back until noon",
	"Checked with the legal team how long the logs may be kept",
	"Wrote a linter rule after the third bug of the same kind",
	"Presented two options with their price and asked for a decision by Friday",
	"Turned a monthly release into a weekly one by automating the checks",
	"Broke the monolith's report module out because it had another rhythm of change",
	"Fixed the flaky test by waiting for the event and not for the clock",
	"Trained two colleagues to run the settlement without help",
	"Compressed the payload and measured the battery use",
	"Describes the state of the order at each step of the refund",
	"Asked the data team which columns they read before renaming one",
	"Cut the bill of the test environment in half by shutting it down at night",
	"Drew up the plan for the first ninety days with the product owner",
}

func TestFreshSentences(t *testing.T) {
	t.Parallel()
	require.Len(t, fresh, 100)
	l := lint.Standard()
	for _, target := range []lint.Target{lint.Criterion, lint.Anchor, lint.Question, lint.Comment, lint.Posting} {
		found := 0
		for _, s := range fresh {
			for _, f := range l.Text(target, s) {
				t.Logf("%s: %s %s: %q in %q", target, f.Severity, f.Code, f.Words, s)
				found++
			}
		}
		require.LessOrEqual(t, found, 2, "at most one finding in fifty, for a %s", target)
	}
}
