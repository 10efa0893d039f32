// Package hirealign gives recruiter and hiring manager one shared, checkable
// record of a search: from the intake call to the decision.
//
//	svc, err := hirealign.New(store, nil)
//	t := svc.Tenant("acme")
//	req, err := t.Requisitions().Open(ctx, dana, opening)
//	rec, err := t.Rubrics().Save(ctx, dana, req.ID, draft)
//	_, err = t.Rubrics().Assent(ctx, dana, rec.Rubric.ID, rec.Rubric.Hash())
//	locked, err := t.Rubrics().Assent(ctx, marcus, rec.Rubric.ID, rec.Rubric.Hash())
//	…
//	iv, err = t.Interviews().AddTranscript(ctx, marcus, iv.ID, tr)
//	drafts, err := t.Scorecards().Draft(ctx, iv.ID)               // quotes that code has verified; DraftOf reads one
//	next, err := t.Interviews().Advance(ctx, iv.ID)               // or whatever software does next, once
//	card, err := t.Scorecards().Submit(ctx, sofia, drafts[0].ID, sub) // a named human rates
//	packet, err := t.Debriefs().Open(ctx, marcus, req.ID, app.ID) // disagreement first
//	decision, err := t.Debriefs().Decide(ctx, dana, packet.ID, app.ID, choice)
//
// # The rooms
//
//   - requisition: one search, its applications, plan and interviews, and who is waited on
//   - rubric: what good looks like, agreed and locked before anybody is interviewed
//   - lint: words that have no place in an assessment, a question or a posting
//   - intake, panel: preparing the intake call, and who assesses what with which page in hand
//   - transcript: who said what; transcript/decode, encode and live read and write files and
//     build it while people speak
//   - evidence: quotes that code has checked
//   - scorecard, scorecard/agreement: one panelist's judgement of one candidate, and how far
//     raters agree
//   - impact: how outcomes differ between groups
//   - summary: what a hiring manager reads in a minute
//   - debrief: the shared record and the decision it ends in
//   - engine/extractive, engine/generative: drafting without and with a language model
//   - llm: the seam for models; storage: the seam for databases
//   - schema: JSON Schemas for frontends
//   - privacy, privacy/seal, privacy/privacytest: consent, retention, holds, erasure, a
//     key per candidate, and races that prove that nothing lands after an erasure
//   - access, access/accesstest: who may read and do what, and canaries that prove it
//   - actor, fault, compensation: who acted, what is wrong, pay ranges
//
// Each room can be used without the others above it. This package joins them:
// every act names its actor, is checked, and lands with its log entry in one
// commit. The host authenticates people. Every read names its reader and passes
// one gate, whose policy is a table that the host may replace; see docs/ACCESS.md.
// The library makes sure that only a named human rates, submits and decides.
//
// # Work in the background
//
// What software does after an interview may be repeated: Advance does the one step
// that is due, on any machine and any number of times. A Relay reads the log and
// gives Jobs, which hold ids and no text, to whatever queue the host runs. Replies
// keeps what a model answered before it is read, so that a crash does not pay twice.
// examples/pipeline has all of it on River, over Postgres and SQLite.
package hirealign
