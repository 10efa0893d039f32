package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecodeLines(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	zoom := file("a.vtt", "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:03.500\r\nAna: <b>o\u2028hi\u0085 & so\r\n\r\n2\r\n00:00:05.000 --> 00:00:04.000\r\nAna: yes\r\n\r\n3\r\nsoon --> 1\r\nlost\r\n")
	picture := file("b.png", "\x89PNG\r\n\x1a\n")
	names := file("c.txt", "Ana: hello\nBo: hi\nAna: well\nBo: yes\n")
	missing := filepath.Join(dir, "d.vtt")

	var out strings.Builder
	require.NoError(t, run([]string{"decode", zoom, picture, names, missing, dir}, &out))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, 5, "a line for each file, whatever became of it")
	require.NotContains(t, out.String(), "\u0085")

	ids := func(line string) (ids []any) {
		var m struct {
			Segments []struct {
				ID string `json:"id"`
			} `json:"segments"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &m))
		for _, s := range m.Segments {
			require.NotEmpty(t, s.ID)
			ids = append(ids, s.ID)
		}
		return ids
	}
	id := ids(lines[0])
	require.JSONEq(t, fmt.Sprintf(`{"file":%q,"format":"zoom_vtt",
		"diagnostics":[
			{"code":"decode.time_reversed","severity":"warning","line":8,"segment":%q,"message":"the end lies before the start and was taken as unknown"},
			{"code":"decode.time_invalid","severity":"loss","line":12,"message":"the cue's times cannot be read, so it was left out"}],
		"segments":[{"id":%q,"start_ms":1000,"end_ms":3500,"speaker":"Ana","text":"o\u2028hi\u0085 & so"},{"id":%q,"start_ms":5000,"end_ms":null,"speaker":"Ana","text":"yes"}]}`, zoom, id[1], id[0], id[1]), lines[0])
	require.JSONEq(t, fmt.Sprintf(`{"file":%q,"error":"decode: the file is not text: a PNG image","diagnostics":[],"segments":[]}`, picture), lines[1])
	id = ids(lines[2])
	require.Contains(t, lines[2], fmt.Sprintf(`{"id":%q,"start_ms":null,"end_ms":null,"speaker":"Ana","text":"hello"}`, id[0]))
	for _, line := range lines[3:] {
		require.Contains(t, line, `"error":`)
		require.Contains(t, line, `"segments":[]`)
	}

	out.Reset()
	require.NoError(t, run([]string{"decode", "-strict", zoom, names, picture}, &out))
	lines = strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, 3)
	require.Contains(t, lines[0], `"segments":[{"id":"1","start_ms":1000,"end_ms":3500,"speaker":null,"text":"Ana: o\u2028hi\u0085 & so"},{"id":"2","start_ms":5000,"end_ms":4000,"speaker":null,"text":"Ana: yes"}]`)
	require.Contains(t, lines[2], `"error":`)

	out.Reset()
	require.NoError(t, run([]string{"decode", "-format", "podcast_vtt", zoom}, &out))
	require.Contains(t, out.String(), `"format":"podcast_vtt"`)
	require.ErrorContains(t, run([]string{"decode", "-format", "nonsense", zoom}, &out), "zoom_vtt")
	require.ErrorIs(t, run(nil, &out), errUsage)
}
