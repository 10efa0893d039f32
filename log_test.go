package hirealign_test

import (
	"bytes"
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/privacy/seal"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
	"github.com/hirealign/hirealign/transcript"
)

// leaves calls visit with every string in a JSON value, names of fields left out.
func leaves(v any, visit func(string)) {
	switch v := v.(type) {
	case string:
		visit(v)
	case []any:
		for _, e := range v {
			leaves(e, visit)
		}
	case map[string]any:
		for _, e := range v {
			leaves(e, visit)
		}
	}
}

// code is what the log is made of: ids, codes, hashes, times and zones. A text has spaces.
var code = regexp.MustCompile(`^[A-Za-z0-9_.:/@+-]*$`)

// TestNoTextReachesTheLog looks in the log of a whole search, decided and with all
// that was said and written about two candidates, for each text that the search
// stored.
func TestNoTextReachesTheLog(t *testing.T) {
	t.Parallel()
	w, _, _ := decided(t, nil)
	ctx := t.Context()
	_, err := w.in.Requisitions().PutOnHold(ctx, w.who.Marcus, w.req.ID, "the budget is gone")
	require.NoError(t, err)
	_, err = w.in.Privacy().PlaceHold(ctx, w.who.Ines, w.app.Candidate, "matter 17/2026 of the court")
	require.NoError(t, err)

	entries, err := w.store.Log(ctx, "acme", 0, storage.MaxPage)
	require.NoError(t, err)
	require.Greater(t, len(entries), 40)
	var log bytes.Buffer
	for _, e := range entries {
		d := json.NewDecoder(bytes.NewReader(e.Payload))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(new(requisition.Act)), "an entry is an act and nothing else")
		var payload any
		require.NoError(t, json.Unmarshal(e.Payload, &payload))
		leaves(payload, func(s string) { require.Regexp(t, code, s, "entry %d", e.Seq) })
		log.Write(e.Payload)
		log.WriteString(e.Topic)
	}

	texts := map[string]bool{}
	for line := range strings.SplitSeq(stored(t, w.store), "\n") {
		_, body, ok := strings.Cut(line, "{\"schema_version\"")
		if !ok {
			continue
		}
		var doc any
		require.NoError(t, json.Unmarshal([]byte("{\"schema_version\""+body), &doc))
		leaves(doc, func(s string) {
			if strings.Contains(s, " ") || strings.Contains(s, "CANARY") {
				texts[s] = true
			}
		})
	}
	require.Greater(t, len(texts), 40)
	for _, s := range []string{"Priya Nair", "the budget is gone", "matter 17/2026 of the court", "CANARY-RATIONALE", "CANARY-NOTE"} {
		require.Contains(t, texts, s, "the search wrote it")
	}
	for s := range texts {
		require.NotContains(t, log.String(), s)
		quoted, err := json.Marshal(s)
		require.NoError(t, err)
		require.NotContains(t, log.String(), strings.Trim(string(quoted), `"`))
	}
}

// What the hash of an act may be. A rubric's content hash is its name, which every
// card carries; everything else that was said or written is committed to under a key.
var (
	none       = regexp.MustCompile(`^$`)
	ofRubric   = regexp.MustCompile(`^(sha256:[0-9a-f]{64})?$`)
	commitment = regexp.MustCompile(`^(hmac-sha256:[0-9a-f]{64})?$`)
	aScope     = regexp.MustCompile(`^(recording|transcription|drafting|retention|reuse)$`)
	aVersion   = regexp.MustCompile(`^[!-~]{1,64}$`)
)

// actKinds are all kinds of acts and what their hash may be. A new kind is entered
// here by whoever has looked at what it logs.
var actKinds = map[string]*regexp.Regexp{
	"application.declined": none, "application.hired": none, "application.received": none, "application.rejected": none,
	"application.selected": none, "application.withdrawn": none,
	"candidate.added": none, "candidate.erased": none, "candidate.erasure_refused": none, "candidate.erasure_started": none,
	"candidate.exported": none, "candidate.key_rotated": none, "candidate.linked": none, "candidate.merged": none,
	"change.accepted": ofRubric, "change.declined": ofRubric, "change.proposed": ofRubric, "change.rubric_proposed": ofRubric,
	"compensation.over_band": none,
	"consent.declined":       aScope, "consent.given": aScope, "consent.withdrawn": aScope,
	"debrief.application_forgotten": none, "debrief.booked": none, "debrief.brief_drafted": ofRubric, "debrief.cancelled": none,
	"debrief.card_waived": none, "debrief.closed": none, "debrief.decided": ofRubric, "debrief.estimated": none,
	"debrief.estimates_shown": none, "debrief.extended": none, "debrief.left": none, "debrief.method_set": none,
	"debrief.objected": none, "debrief.objection_withdrawn": none, "debrief.owed": none, "debrief.ready": none, "debrief.rerating": none,
	"debrief.rescheduled": none, "debrief.revealed": ofRubric,
	"hold.placed": none, "hold.released": none,
	"intake.recorded":     commitment,
	"interview.cancelled": none, "interview.evidence_reused": none, "interview.held": none, "interview.no_show": none,
	"interview.process_adjusted": none, "interview.record_unusable": none, "interview.rescheduled": none,
	"interview.roles_confirmed": commitment, "interview.scheduled": none, "interview.transcript_attached": commitment,
	"model.replied": commitment, "model.reply_discarded": commitment,
	"offer.accepted": none, "offer.declined": none, "offer.extended": none,
	"pulse.answered": ofRubric, "pulse.opened": ofRubric,
	"requisition.closed": none, "requisition.compensation_set": none, "requisition.filled": none, "requisition.handed_over": none,
	"requisition.held": none, "requisition.opened": none, "requisition.planned": none, "requisition.reopened": none,
	"requisition.rubric_confirmed": ofRubric, "requisition.rubric_locked": ofRubric, "requisition.sourcing_started": none,
	"retention.deleted": aVersion,
	"retro.held":        none, "retro.opened": none,
	"rubric.assented": ofRubric, "rubric.saved": ofRubric, "rubric.superseded": ofRubric,
	"scorecard.drafted": ofRubric, "scorecard.edited": ofRubric, "scorecard.exposed": none, "scorecard.levels_suggested": ofRubric,
	"scorecard.reminder_due": none, "scorecard.rerated": ofRubric, "scorecard.revealed": none, "scorecard.revised": ofRubric, "scorecard.submitted": ofRubric,
	"summary.drafted": ofRubric,
}

// logged is a store in memory that lets a test fail which logs what it may not.
type logged struct {
	storage.Driver
	t testing.TB
}

func watched(t testing.TB) storage.Driver { return logged{memstore.New(), t} }

func (l logged) Commit(ctx context.Context, t storage.Tenant, b storage.Batch) (storage.Result, error) {
	for _, e := range b.Log {
		for _, wrong := range misplaced(e) {
			l.t.Errorf("an entry %s of the log holds %s", e.Topic, wrong)
		}
	}
	return l.Driver.Commit(ctx, t, b)
}

// misplaced names what an entry of the log may not hold.
func misplaced(e storage.Event) []string {
	var a requisition.Act
	d := json.NewDecoder(bytes.NewReader(e.Payload))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		return []string{"no act: " + err.Error()}
	}
	var out []string
	hash, known := actKinds[a.Kind]
	switch asked, refused := strings.CutPrefix(a.Kind, "refused."); {
	case refused && asked != "":
		hash = none
	case !known || a.Kind != e.Topic:
		out = append(out, "a kind that nobody has looked at")
		hash = none
	}
	if !hash.MatchString(a.Hash) {
		out = append(out, "the hash "+a.Hash)
	}
	plain := a
	plain.Hash = ""
	if a.Kind == "rubric.superseded" { // from one rubric to the next
		plain.From, plain.To = "", ""
	}
	raw, err := json.Marshal(plain)
	if err != nil {
		return append(out, err.Error())
	}
	var payload any
	_ = json.Unmarshal(raw, &payload)
	leaves(payload, func(s string) {
		if !code.MatchString(s) || strings.Contains(s, "sha256:") || digests.MatchString(s) {
			out = append(out, strconv.Quote(s))
		}
	})
	return out
}

// digests is what hexadecimal digits of a hash look like, wherever they stand.
var digests = regexp.MustCompile(`[0-9a-f]{40}`)

// TestWhatALogMayHold shows that the check of every test's log refuses what it should.
func TestWhatALogMayHold(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("0123456789abcdef", 4)
	for name, c := range map[string]struct {
		topic, payload string
		wrong          int
	}{
		"an act":                   {"rubric.saved", `{"kind":"rubric.saved","by":{"id":"u-1"},"record":"rb-1","hash":"sha256:` + sum + `"}`, 0},
		"a commitment":             {"intake.recorded", `{"kind":"intake.recorded","record":"tr-1","hash":"hmac-sha256:` + sum + `"}`, 0},
		"a refusal":                {"refused.read_card", `{"kind":"refused.read_card","record":"sc-1","code":"access.hidden"}`, 0},
		"a plain hash of words":    {"intake.recorded", `{"kind":"intake.recorded","record":"tr-1","hash":"sha256:` + sum + `"}`, 1},
		"a hash where none is due": {"debrief.objected", `{"kind":"debrief.objected","hash":"sha256:` + sum + `"}`, 1},
		"a hash as an id":          {"model.replied", `{"kind":"model.replied","record":"` + sum + `"}`, 1},
		"words":                    {"debrief.left", `{"kind":"debrief.left","code":"too expensive"}`, 1},
		"a name":                   {"hold.placed", `{"kind":"hold.placed","by":{"id":"u-1","name":"Ines Moreau"}}`, 1},
		"another field":            {"hold.placed", `{"kind":"hold.placed","matter":"17/2026"}`, 1},
		"another kind":             {"hold.lifted", `{"kind":"hold.lifted"}`, 1},
		"another topic":            {"hold.placed", `{"kind":"hold.released"}`, 1},
		"no JSON":                  {"hold.placed", `words`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Len(t, misplaced(storage.Event{Topic: c.topic, Payload: []byte(c.payload)}), c.wrong)
		})
	}
}

// TestEveryKindOfActIsKnown finds the kinds in the source: a kind that no test logs is
// looked at too.
func TestEveryKindOfActIsKnown(t *testing.T) {
	t.Parallel()
	kind := regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)
	found := map[string]bool{}
	take := func(e ast.Expr) {
		ast.Inspect(e, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil && kind.MatchString(s) {
					found[s] = true
				}
			}
			_, inner := n.(*ast.CallExpr)
			return !inner
		})
	}
	for _, dir := range []string{".", "requisition", "debrief"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		require.NoError(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			src, err := os.ReadFile(name)
			require.NoError(t, err)
			f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
			require.NoError(t, err)
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if _, method, _ := strings.Cut(calls(n), "."); method == "Add" || strings.HasPrefix(calls(n), "fault.") {
						return true // a fault's code
					}
					for _, a := range n.Args {
						take(a)
					}
				case *ast.AssignStmt: // act.Kind = ..., and kinds that are chosen between
					for _, e := range n.Rhs {
						take(e)
					}
				}
				return true
			})
		}
	}
	for _, prefix := range []string{"given", "declined", "withdrawn"} { // "consent." and the answer
		found["consent."+prefix] = true
	}
	var kinds, known []string
	for k := range found {
		kinds = append(kinds, k)
	}
	for k := range actKinds {
		known = append(known, k)
	}
	slices.Sort(kinds)
	slices.Sort(known)
	require.Equal(t, known, kinds, "look at what a new kind of act logs, and enter it in actKinds")
}

func calls(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
		return f.Sel.Name
	}
	return ""
}

// What the hiring manager said in an intake call is in the log as a commitment under
// the call's own key: it proves the call while there is the key, and nothing after.
func TestTheLogCommitsToAnIntakeCall(t *testing.T) {
	t.Parallel()
	ctx, w, keys := t.Context(), newWorld(t), privacy.NewMemoryKeyring()
	call := fixture.Transcript()
	call.ID = "intake-1"
	call.Speakers[0].Role, call.Speakers[1].Role = transcript.Recruiter, transcript.HiringManager
	_, err := w.in.Rubrics().Intake(ctx, w.who.Marcus, w.req.ID, call)
	require.NoError(t, err)
	require.Empty(t, w.logged("intake.recorded")[0].Hash, "without keys it says nothing")

	w.with(hirealign.Options{Keyring: keys})
	call.ID = "intake-2"
	_, err = w.in.Rubrics().Intake(ctx, w.who.Marcus, w.req.ID, call)
	require.NoError(t, err)
	act := w.logged("intake.recorded")[1]
	require.Regexp(t, `^hmac-sha256:[0-9a-f]{64}$`, act.Hash)
	store := seal.New(w.store, keys)
	again, err := store.Commitment(ctx, "acme", "intake/intake-2", call.Hash())
	require.NoError(t, err)
	require.Equal(t, act.Hash, again, "whoever has key and call can prove it")
	other := call
	other.Segments = slices.Clone(call.Segments)
	other.Segments[0].Text += " or not"
	forged, err := store.Commitment(ctx, "acme", "intake/intake-2", other.Hash())
	require.NoError(t, err)
	require.NotEqual(t, act.Hash, forged)
	destroyed, err := store.Destroy(ctx, "acme", "intake/intake-2")
	require.NoError(t, err)
	require.True(t, destroyed)
	_, err = store.Commitment(ctx, "acme", "intake/intake-2", call.Hash())
	require.ErrorIs(t, err, privacy.ErrErased, "without the key nobody can, not even by guessing")
	_, err = w.in.Verify(ctx)
	require.NoError(t, err)
}

// Whatever a host gives as a code stays out of the log where it is words.
func TestNoWordsPassAsCodes(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), newWorld(t)
	w.held()
	before := w.store.Commits()
	err := w.in.Scorecards().RecordExposure(ctx, w.who.Ken, w.app.ID, "heard in the corridor that she is weak")
	require.ErrorIs(t, err, scorecard.ErrInvalid)
	_, err = w.in.Privacy().RunPolicy(ctx, privacy.Policy{Version: "the one that Ines wrote", Rules: []privacy.Rule{{AtMostDays: 1, Source: "x"}}})
	require.ErrorIs(t, err, privacy.ErrInvalid)
	_, err = w.in.Privacy().Record(ctx, w.who.Marcus, w.app.Candidate, privacy.Entry{Scope: privacy.Reuse, Text: "n", Requisition: "the search that Dana runs"})
	require.ErrorIs(t, err, hirealign.ErrNotFound)
	require.Equal(t, before, w.store.Commits())
	act := requisition.NewAct("scorecard.exposed", w.who.Ken.Ref(), w.now)
	act.Code = "two words"
	require.ErrorIs(t, act.Validate(), requisition.ErrInvalid)
}
