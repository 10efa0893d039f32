package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
)

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lines.jsonl")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

const (
	school = `{"id":"m1","meeting_transcripts":[{"speaker":"Ana","content":"The school bus was late again because of the snow on the road."},{"speaker":"Bo","content":"Let us move on to the budget of the library, please."}],"specific_query_list":[{"query":"Why was the bus late?","relevant_text_span":[["0","0"]]},{"query":"What about the library budget?"}]}`
	empty  = `{"id":"m2","meeting_transcripts":[],"specific_query_list":[{"query":"Anything?"}]}`
)

// TestRetrieveReadsWhatItCan has malformed lines between good ones: a line for each
// query that can be read, and all faults at the end.
func TestRetrieveReadsWhatItCan(t *testing.T) {
	t.Parallel()
	lines := byteOrderMark + school + "\r\n\r\n{\"id\": \"secret words\n[1]\n" + empty + "\n" + `{"id":"m3","meeting_transcripts":"secret"}` + "\n" + strings.ReplaceAll(school, "m1", "m4")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write([]byte(lines))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	for name, path := range map[string]string{"plain": write(t, lines), "gzip": write(t, packed.String())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			err := run([]string{"retrieve", "-meetings", path, "-k", "2"}, &out)
			require.Error(t, err)
			for _, at := range []string{":3:", ":4:", ":6:"} {
				require.ErrorContains(t, err, at)
			}
			require.NotContains(t, err.Error(), "secret")
			got := strings.Split(strings.TrimSpace(out.String()), "\n")
			require.Len(t, got, 5)
			var first retrieved
			require.NoError(t, json.Unmarshal([]byte(got[0]), &first))
			require.Equal(t, "m1", first.Meeting)
			require.Equal(t, 0, first.Turns[0])
			require.JSONEq(t, `{"meeting":"m2","query":"Anything?","turns":[]}`, got[2])
			require.Contains(t, got[4], `"m4"`)
		})
	}
	var out strings.Builder
	require.ErrorContains(t, run([]string{"retrieve", "-meetings", write(t, `{"id":"a transcript","text":"secret"}`)}, &out), "no meeting")
	require.NoError(t, run([]string{"retrieve", "-meetings", write(t, "")}, &out))
	require.Empty(t, out.String())
	require.Error(t, run([]string{"retrieve", "-meetings", write(t, packed.String()[:len(packed.String())-12])}, &out), "a file that was cut off")
	require.Error(t, run([]string{"retrieve", "-meetings", filepath.Join(t.TempDir(), "none")}, &out))
}

func TestVerifyReadsWhatItCan(t *testing.T) {
	t.Parallel()
	record := `{"id":"t1","candidates":["Ana"],"segments":[{"i":0,"speaker":"Bo","start":0,"end":14},{"i":1,"speaker":"Ana","start":15,"end":54}],"text":"How did it go? We lost four rows \u00e9 of the ledger then.","later":{"x":1}}`
	other := strings.Replace(record, "four", "five", 1)
	outside := `{"id":"t2","segments":[{"i":0,"speaker":"Ana","start":0,"end":99}],"text":"secret"}`
	transcripts := write(t, byteOrderMark+record+"\r\n"+other+"\n"+outside+"\n{\"id\":\"secret")
	cases := write(t, strings.Join([]string{
		`{"id":"a","transcript":"t1","quote":"We lost four rows","speaker":"Ana","new_field":[1]}`,
		`{"id":"a","transcript":"t1","quote":"We lost five rows","speaker":"Ana"}`,
		`not json: secret`,
		`{"id":"b","transcript":"gone","quote":"We lost four rows"}`,
		`{"id":"c","quote":"We lost four rows"}`,
		`{"id":"d","transcript":"t1"}`,
		`{"id":"e","transcript":"t1","quote":"` + strings.Repeat("We lost four rows ", 300_000) + `"}`,
		`{"id":"f","transcript":"t1","quote":"\ud800 \u0000 We lost"}`,
		`{"id":"g","transcript":"t1","quote":7}`,
		``,
		`{"id":"h","transcript":"t1","quote":"of the ledger then","segment_id":"no such"}`,
		`{"id":12,"transcript":"t1","quote":"of the ledger then","segment_id":1,"expect":"whatever","gold":[[1]]}`,
	}, "\r\n"))
	var out strings.Builder
	err := run([]string{"verify", "-transcripts", transcripts, "-cases", cases}, &out)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "secret")
	for _, fault := range []string{":2: transcript \"t1\"", ":3: transcript t2", ":4: ", ":3: invalid", ":4: case \"b\"", ":5: case \"c\"", ":9: json"} {
		require.ErrorContains(t, err, fault)
	}
	var ids []string
	admitted := map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimSpace(out.String()), "\n") {
		var v verified
		require.NoError(t, json.Unmarshal([]byte(line), &v))
		ids = append(ids, v.ID.text)
		admitted[v.ID.text] = admitted[v.ID.text] || v.Admissible
		if v.ID.text == "12" {
			require.Contains(t, line, `"id":12,`, "as the case has it")
			require.Empty(t, v.Flags)
		}
		if v.ID.text == "h" {
			require.Equal(t, []evidence.Flag{evidence.Moved}, v.Flags)
			require.Equal(t, [][2]int{{35, 53}}, v.Spans, "in code points")
		}
	}
	require.Equal(t, []string{"a", "a", "b", "c", "d", "e", "f", "h", "12"}, ids)
	require.Equal(t, map[string]bool{"a": true, "b": false, "c": false, "d": false, "e": false, "f": false, "h": true, "12": true}, admitted)

	out.Reset()
	require.NoError(t, run([]string{"verify", "-transcripts", write(t, ""), "-cases", write(t, "")}, &out))
	for _, args := range [][]string{
		{"verify", "-transcripts", filepath.Join(t.TempDir(), "none"), "-cases", cases},
		{"verify", "-transcripts", write(t, outside), "-cases", cases},
		{"verify", "-transcripts", transcripts, "-cases", filepath.Join(t.TempDir(), "none")},
		{"verify", "-transcripts", transcripts, "-cases", cases, "more"},
		{"decode"},
		{"decode", "-h"},
	} {
		require.Error(t, run(args, &out), "%v", args)
	}
	require.Empty(t, out.String(), "no verdict where no transcript could be read")
}
