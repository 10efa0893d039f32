package decode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/transcript/decode"
)

// shapes are files of about a size that repeat what would make a careless reader
// look at the rest of the file again and again.
func shapes(size int) map[string]string {
	fill := func(head, piece, tail string) string { return head + strings.Repeat(piece, size/len(piece)) + tail }
	const cue, srt = "WEBVTT\n\n00:01.000 --> 00:02.000\n", "1\n00:00:01,000 --> 00:00:02,000\n"
	numbered := func(piece string) string {
		var b strings.Builder
		b.WriteString("WEBVTT\n\n")
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, piece, i)
		}
		return b.String()
	}
	return map[string]string{
		"webvtt: tags that never end":       fill(cue, "<", ""),
		"webvtt: tags inside tags":          fill(cue, "<v ", ">"),
		"webvtt: closing signs":             fill(cue, ">", ""),
		"webvtt: signs of entities":         fill(cue, "&", ""),
		"webvtt: entities":                  fill(cue, "&#x41", ""),
		"webvtt: long names of entities":    fill(cue, "&a", strings.Repeat("a", 1000)),
		"webvtt: arrows":                    fill("WEBVTT\n\n", "-->", ""),
		"webvtt: lines of arrows":           fill("WEBVTT\n\n", "-->\n", ""),
		"webvtt: colons":                    fill(cue, ":", ""),
		"webvtt: many speakers":             numbered("00:01.000 --> 00:02.000\n<v s%d>x\n\n"),
		"webvtt: the same time again":       fill("WEBVTT\n\n", "00:01.000 --> 00:02.000\nx\n\n", ""),
		"webvtt: times that go back":        numbered("00:01.%03[1]d --> 00:02.000\nx\n\n00:00.000 --> 00:01.000\ny\n\n"),
		"teams_vtt: parts of one utterance": numbered("96c14169-de06-4080-b9fe-f573f75eb719/1-%d\n00:00:01.000 --> 00:00:02.000\n<v A>x</v>\n\n"),
		"teams_vtt: a JSON that never ends": fill(cue, `{"spokenText":`, ""),
		"youtube_vtt: lines that roll":      "WEBVTT\nKind: captions\n\n00:01.000 --> 00:02.000 align:start position:0%\n" + numbered("a%d\n")[8:] + "\n00:02.000 --> 00:03.000\n" + numbered("a%d\n")[8:],
		"webvtt: brackets":                  fill(cue, "[", "]"),
		"webvtt: labels":                    numbered("00:01.%03[1]d --> 00:02.000\ns%[1]d: x\n\n"),
		"deepgram: spaces and two speakers": fill(`{"results":{"channels":[],"utterances":[{"transcript":"`+strings.Repeat(" ", size/2)+`x","words":[`, `{"word":"z","speaker":1},`, `{"word":"z","speaker":2}]}]}}`),
		"srt: tags that never end":          fill(srt, "<a", ""),
		"srt: overrides that never end":     fill(srt, `{\`, ""),
		"srt: lines":                        fill(srt, "x\n\n", ""),
		"srt: numbers":                      fill(srt, "2\n\n", ""),
		"srt: times without words":          fill("", "00:00:01,000 --> 00:00:02,000\n", ""),
		"sbv: lines":                        fill("0:00:01.000,0:00:02.000\n", "x\n", ""),
		"ttml: lines":                       fill(`<tt xmlns="http://www.w3.org/ns/ttml"><body><p begin="1s">`, "x<br/>", "</p></body></tt>"),
		"ttml: attributes":                  fill(`<tt xmlns="http://www.w3.org/ns/ttml" `, `a="" `, "></tt>"),
		"ttml: agents":                      fill(`<tt xmlns="http://www.w3.org/ns/ttml"><head>`, `<agent id="a"><name>x</name></agent>`, "</head></tt>"),
		"zoom_chat: lines":                  fill("00:05:50\tAna:\tGm\n00:05:50\tAna:\tGm\n", "x\n", ""),
		"google_meet: lines":                fill("This editable transcript was computer generated.\n\nAna: x\n", "x\n", ""),
		"google_meet: speakers":             "This editable transcript was computer generated.\n\n" + numbered("A%d: x\n")[8:],
		"otter: lines":                      fill("Ana  0:06  \nx\n\nAna  0:07  \n", "x\n", ""),
		"timed_text: lines":                 fill("00:00 a\n\n00:01 b\n\n00:02 c\n", "x\n", ""),
		"name_text: lines":                  fill("Ana: x\n", "x\n", ""),
		"name_text: names":                  numbered("**n%d:** x\n")[8:],
		"name_text: names in a list":        "[\n" + numbered("n%d: x\n")[8:],
		"name_text: one line":               fill("Ana: ", "Bo: x ", ""),
		"deepgram: words":                   fill(`{"results":{"channels":[{"alternatives":[{"words":[`, `{"word":"x","start":1},`, `{}]}]}]}}`),
		"deepgram: words of an utterance":   fill(`{"results":{"channels":[{"alternatives":[]}],"utterances":[{"transcript":"x y","words":[`, `{"word":"z","start":1},`, `{}]}]}}`),
		"whisper: brackets":                 fill(`{"segments":[{"seek":0,"start":0,"end":1,"text":"x"},`, `{},`, ""),
		"whisper: quotation marks":          fill(`{"segments":`, `\"`, ""),
		"assemblyai: keys in words":         fill(`{"status":"completed","audio_url":"`, `\"utterances\":`, `"}`),
		"teams_docx: names":                 docx(fill("", "0:0:2.0 --> 0:0:3.0TiffanyHopefully.", ""), "0:0:0.0 --> 0:0:1.0\nTiffany\nYes."),
	}
}

// TestHostileFiles reads them all: each is read or refused, and none crashes.
// BenchmarkHostile shows the time.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	formats := map[string]decode.Format{}
	for _, f := range decode.Formats() {
		formats[f.Name] = f
	}
	for name, file := range shapes(128 << 10) {
		format, _, _ := strings.Cut(name, ":")
		require.Contains(t, formats, format)
		if format == "webvtt" && strings.HasPrefix(file, "WEBVTT") {
			_, err := strict(t, file)
			require.NoError(t, err, name)
		}
		for _, f := range []decode.Format{formats[format], {}} {
			got, diags, err := decode.Decode(strings.NewReader(file), &decode.Options{ID: "tr", Format: f})
			require.LessOrEqual(t, len(diags), decode.MaxDiagnostics)
			if err != nil {
				require.ErrorAs(t, err, new(*decode.Error), name)
			} else {
				require.NoError(t, got.Validate(), name)
			}
		}
	}
}

// BenchmarkHostile shows that the time for such files grows with their size and no
// faster: the throughput of the larger one is that of the smaller.
func BenchmarkHostile(b *testing.B) {
	small, large := shapes(256<<10), shapes(2<<20)
	for name := range small {
		for size, file := range map[string]string{"256KiB": small[name], "2MiB": large[name]} {
			b.Run(name+"/"+size, func(b *testing.B) {
				b.SetBytes(int64(len(file)))
				for b.Loop() {
					_, _, _ = decode.Decode(strings.NewReader(file), &decode.Options{ID: "tr"})
				}
			})
		}
	}
}
