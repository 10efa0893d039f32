package hirealign_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
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
