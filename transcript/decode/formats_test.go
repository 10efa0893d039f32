package decode_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/internal/corpus"
	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

// docx packs paragraphs as a Word document does.
func docx(paragraphs ...string) string {
	var body strings.Builder
	body.WriteString(`<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for _, p := range paragraphs {
		body.WriteString("<w:p><w:r><w:t>" + strings.ReplaceAll(p, "\n", "</w:t><w:br/><w:t>") + "</w:t></w:r></w:p>")
	}
	body.WriteString("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a table</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>")
	return pack("word/document.xml", body.String())
}

func pack(name, content string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, _ := w.Create(name)
	_, _ = f.Write([]byte(content))
	_ = w.Close()
	return b.String()
}

// fixtures are small files of every format, made for these tests after the
// products' documentation and real files.
var fixtures = []struct {
	format, name, file string
	want               []string
	codes              []decode.Code
	check              func(*testing.T, transcript.Transcript)
}{
	{
		format: "webvtt", file: "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>hi\n",
		want: []string{"1000 2000 [Ana] hi"},
	},
	{
		format: "zoom_vtt", file: zoom,
		want: []string{"1000 3500 [Dana Whitlock] What happened at 10:30?", "4000 9000 [Priya (she)] I stopped it: first the run, then the alert."},
	},
	{
		format: "teams_vtt", name: "parts of one utterance, a sentence that grows",
		file: "WEBVTT\n\n96c14169-de06-4080-b9fe-f573f75eb719/149-0\n00:00:01.000 --> 00:00:02.000\n<v Ana>I stopped the run</v>\n\n" +
			"96c14169-de06-4080-b9fe-f573f75eb719/149-1\n00:00:02.000 --> 00:00:04.000\n<v Ana>and told support.</v>\n\n" +
			"96c14169-de06-4080-b9fe-f573f75eb719/150-0\n00:00:05.000 --> 00:00:07.000\n<v Bo>And then</v>\n\n" +
			"96c14169-de06-4080-b9fe-f573f75eb719/151-0\n00:00:06.000 --> 00:00:08.000\n<v Bo>And then what</v>\n",
		want:  []string{"1000 4000 [Ana] I stopped the run and told support.", "5000 8000 [Bo] And then what"},
		codes: []decode.Code{decode.RepeatedText},
		check: func(t *testing.T, tr transcript.Transcript) {
			w := tr.Segments[0].Words
			require.Len(t, w, 2, "each part keeps its times")
			require.Equal(t, "and told support.", tr.Segments[0].Text[w[1].StartByte:w[1].EndByte])
			require.Equal(t, transcript.At(2000), w[1].Start)
		},
	},
	{
		format: "teams_vtt", name: "metadata with a language and the wall clock",
		file:  "WEBVTT\n0:0:1.0 --> 0:0:2.0\n{\"startDateTime\":\"2025-08-11T06:03:46Z\",\"speakerName\":\"A\",\"spokenText\":\"hola\",\"spokenLanguage\":\"es-es\"}\n\n0:0:3.0 --> 0:0:4.0\n{\"speakerName\":broken\n",
		want:  []string{"1000 2000 [A] hola", "3000 4000 [] {\"speakerName\":broken"},
		codes: []decode.Code{decode.UnknownSpeaker, decode.IrregularTime, decode.InvalidMetadata},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, "es-ES", tr.Segments[0].Language)
			require.Equal(t, time.Date(2025, 8, 11, 6, 3, 45, 0, time.UTC), tr.StartedAt)
		},
	},
	{
		format: "youtube_vtt",
		file:   "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:01.000 --> 00:00:03.000 align:start position:0%\n \nwe<00:00:01.500><c> stopped</c>\n\n00:00:03.000 --> 00:00:03.010 align:start position:0%\nwe stopped\n \n\n00:00:03.010 --> 00:00:05.000 align:start position:0%\nwe stopped\nthe<00:00:04.000><c> run</c>\n",
		want:   []string{"1000 3000 [] we stopped", "3010 5000 [] the run"},
		codes:  []decode.Code{decode.UnknownSpeaker, decode.RepeatedText},
		check:  func(t *testing.T, tr transcript.Transcript) { require.Equal(t, "en", tr.Language) },
	},
	{format: "srt", file: "1\n00:00:01,000 --> 00:00:02,500\nAna: hello\n\n2\n00:00:03,000 --> 00:00:04,000\n42\n\n", want: []string{"1000 2500 [Ana] hello", "3000 4000 [] 42"}, codes: []decode.Code{decode.UnknownSpeaker}},
	{
		format: "sbv", file: "0:00:01.000,0:00:02.500\n>> Ana: hello\nthere\n\n0:00:0x.000,0:00:04.000\nlost\n\n0:01:00.000,0:01:02.000\nyes\n",
		want: []string{"1000 2500 [Ana] hello there", "60000 62000 [] yes"}, codes: []decode.Code{decode.UnknownSpeaker, decode.InvalidTime},
	},
	{
		format: "ttml",
		file: `<?xml version="1.0" encoding="UTF-8"?><tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="en" ttp:frameRate="25" ttp:tickRate="1000">
<head><metadata><ttm:title>A call</ttm:title><ttm:agent xml:id="a1" type="person"><ttm:name type="full">Ana</ttm:name></ttm:agent></metadata></head>
<body><div begin="10s"><p begin="00:00:01:05" dur="2s" ttm:agent="a1">hello<br/>  there</p><p begin="500t" end="1.5s">no <span>agent</span></p></div><div><p begin="soon">late</p></div></body></tt>`,
		want:  []string{"11200 13200 [Ana] hello there", "10500 11500 [] no agent", "0 ? [] late"},
		codes: []decode.Code{decode.UnknownSpeaker, decode.InvalidTime},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, "en", tr.Language)
			require.Equal(t, "A call", tr.Title)
			require.Equal(t, "a1", tr.Speakers[0].Label)
		},
	},
	{
		format: "zoom_chat", file: "00:05:50\tAna:\tGm\nsecond line\n00:05:56\tBo | Org:\tReacted to \"Gm\" with 👍\n",
		want: []string{"350000 ? [Ana] Gm second line", "356000 ? [Bo | Org] Reacted to \"Gm\" with 👍"},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, transcript.Chat, tr.Segments[0].Kind)
			require.Equal(t, transcript.Event, tr.Segments[1].Kind)
		},
	},
	{
		format: "zoom_chat", name: "the older form", file: "15:03:12 From Ana to Everyone : hi\n15:04:00\t From Bo To Ana:\n\tyes\n",
		want: []string{"? ? [Ana] hi", "? ? [Bo] yes"}, codes: []decode.Code{decode.InvalidTime},
	},
	{
		format: "teams_docx", file: docx("0:0:0.0 --> 0:0:1.510\nSome Body\nOK. Yeah.", "0:0:3.270 --> 0:0:4.90\nJames\nUmm.\nYes."),
		want: []string{"0 1510 [Some Body] OK. Yeah.", "3270 4090 [James] Umm. Yes."},
	},
	{
		format: "teams_docx", name: "the newer layout", file: docx("Weekly call", "Ana Silva started transcription", "Ana Silva   0:03", "I stopped it.", "Then support.", "Bo Lee   1:02:03\nWhen?", "mo salah (guest)   1:02:04\nAt 10:30"),
		want: []string{"3000 ? [Ana Silva] I stopped it. Then support.", "3723000 ? [Bo Lee] When?", "3724000 ? [mo salah (guest)] At 10:30"}, codes: []decode.Code{decode.SkippedText},
	},
	{
		format: "teams_docx", name: "breaks lost", file: docx("0:0:0.0 --> 0:0:1.0\nTiffany\nYes.", "0:0:2.0 --> 0:0:3.0TiffanyHopefully.0:0:4.0 --> 0:0:5.0Nobody knows"),
		want:  []string{"0 1000 [Tiffany] Yes.", "2000 3000 [Tiffany] Hopefully.", "4000 5000 [] Nobody knows"},
		codes: []decode.Code{decode.UnknownSpeaker, decode.IrregularLayout},
	},
	{
		format: "teams_docx", name: "names and colons", file: docx("Ana: hello", "Bo: hi", "Ana: well", "Bo: yes"),
		want: []string{"? ? [Ana] hello", "? ? [Bo] hi", "? ? [Ana] well", "? ? [Bo] yes"},
	},
	{
		format: "google_meet",
		file: "Interview (2026-01-08 10:00 GMT) - Transcript\n\nAttendees\n\nAna Silva, bo-dev, Fireflies.ai Notetaker Ana\n\nTranscript\n\nThis editable transcript was computer generated and might contain errors.\n\n" +
			"Ana Silva: First: what happened?\n\nbo-dev: I stopped it.\nThen I wrote…\n\n00:05:00\n\nbo-dev: …to support.\n\nAna Silva:\n\nTranscription ended after 00:30:30\n",
		want:  []string{"? ? [Ana Silva] First: what happened?", "? ? [bo-dev] I stopped it. Then I wrote…", "300000 ? [bo-dev] …to support."},
		codes: []decode.Code{decode.EmptyCue},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, "Interview (2026-01-08 10:00 GMT)", tr.Title)
		},
	},
	{
		format: "google_meet", name: "Markdown with a model's notes",
		file: "# 📝 Notes\n\nSummary\n\nThey talked: about delivery.\n\n# 📖 Transcript\n\n### 00:00:00\n\n**Ana Silva:** hello\n\n**Bo Lee:** hi\n",
		want: []string{"0 ? [Ana Silva] hello", "? ? [Bo Lee] hi"},
	},
	{
		format: "google_meet", name: "notes alone", file: "Notes by Gemini\n\nSummary\n\n* They talked about delivery.\n",
		want: []string{"? ? [] Notes by Gemini", "? ? [] Summary", "? ? [] They talked about delivery."},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, transcript.SummaryOnly, tr.Fidelity)
			require.Equal(t, transcript.Note, tr.Segments[2].Kind)
		},
	},
	{
		format: "otter", file: "Ana Silva  0:06  \nWe stopped it.\nThen support.\n\nmo salah  0:09  \nAt 10:30.\n\nUnknown Speaker  1:00:07  \nWhy?\n\nTranscribed by https://otter.ai\n",
		want: []string{"6000 ? [Ana Silva] We stopped it. Then support.", "9000 ? [mo salah] At 10:30.", "3607000 ? [] Why?"}, codes: []decode.Code{decode.UnknownSpeaker, decode.SkippedText},
	},
	{
		format: "otter", name: "by hand", file: "**Ana** [0:00] hello\n\n**Bo** [0:03]  \nhi\n\nmore\n\n**Ana** [0:05] well\n\n**Bo** [0:09] yes\n",
		want: []string{"0 ? [Ana] hello", "3000 ? [Bo] hi more", "5000 ? [Ana] well", "9000 ? [Bo] yes"},
	},
	{
		format: "timed_names", name: "as Fathom copies it, with what the product found",
		file: "Interview - March 04\nVIEW RECORDING - 30 mins: https://example.com/x\n\n---\n\n0:00 - Ana Ruiz (Acme)\n  Thanks for coming.\n\n0:07 - Bo\n  One thing first:\n  I ran payments.\n  ACTION ITEM: Send the plan - WATCH: https://example.com/x\n  That was all.\n\n1:02:15 - Ana Ruiz (Acme)\n  So?\n",
		want: []string{
			"0 ? [Ana Ruiz (Acme)] Thanks for coming.", "7000 ? [Bo] One thing first: I ran payments. That was all.",
			"? ? [] ACTION ITEM: Send the plan - WATCH: https://example.com/x", "3735000 ? [Ana Ruiz (Acme)] So?",
		},
		codes: []decode.Code{decode.SkippedText},
		check: func(t *testing.T, tr transcript.Transcript) { require.Equal(t, transcript.Event, tr.Segments[2].Kind) },
	},
	{
		format: "zoom_captions", file: "[Ana Ruiz] 16:04:21\nThanks for coming.\n\n[Bo] 16:04:29\nOne thing: I am\nearly.\n",
		want: []string{"? ? [Ana Ruiz] Thanks for coming.", "? ? [Bo] One thing: I am early."}, codes: []decode.Code{decode.InvalidTime},
	},
	{
		format: "otter", name: "a dash before the time, and a notice", file: "Ana - 00:00\nHi there.\n\nBo - 00:05\nHello.\n\nAna - 00:09\nSo?\n\nBo - 00:12\nYes.\nAna stopped transcription\n",
		want: []string{"0 ? [Ana] Hi there.", "5000 ? [Bo] Hello.", "9000 ? [Ana] So?", "12000 ? [Bo] Yes."}, codes: []decode.Code{decode.SkippedText},
	},
	{
		format: "zoom_chat", name: "the oldest form, without a receiver", file: "10:02:11\t From  Ana : hi: all\n10:02:31\t From  Bo to  Everyone : hello\n",
		want: []string{"? ? [Ana] hi: all", "? ? [Bo] hello"}, codes: []decode.Code{decode.InvalidTime},
	},
	{
		format: "gladia", name: "the whole answer, with the address of the audio",
		file: `{"id":"x","status":"done","request_params":{"audio_url":"https://example.com/a"},"result":{"transcription":{"full_transcript":"Hi","languages":["en"],"utterances":[{"text":"Hi","start":0.1,"end":0.9,"channel":0,"speaker":0,"words":[]}]}}}`,
		want: []string{"100 900 [0] Hi"},
	},
	{
		format: "recall", name: "speakers without participants",
		file: `[{"words":[{"text":"Hi","start_timestamp":1.2,"end_timestamp":1.5},{"text":"you","start_timestamp":1.6,"end_timestamp":1.9}],"speaker":"Ana","speaker_id":100,"language":"en-us"},{"words":[{"text":"Yo","start_timestamp":2.2,"end_timestamp":2.5}],"speaker":null}]`,
		want: []string{"1200 1900 [Ana] Hi you", "2200 2500 [] Yo"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "fireflies", name: "the download, with times of a clock",
		file: `[{"sentence":"Hi.","startTime":"00:01","endTime":"00:04","speaker_name":"Ana","speaker_id":0},{"sentence":"Yo.","startTime":"01:05","endTime":"01:07.5","speaker_name":"Bo","speaker_id":1}]`,
		want: []string{"1000 4000 [Ana] Hi.", "65000 67500 [Bo] Yo."},
	},
	{
		format: "fathom", name: "a list of several meetings",
		file: `{"items":[{"title":"A","transcript":[{"speaker":{"display_name":"Ana"},"text":"Hi","timestamp":"00:00:02"}]},{"title":"B","transcript":[{"speaker":{"display_name":"Zed"},"text":"Lost","timestamp":"00:00:02"}]}]}`,
		want: []string{"2000 ? [Ana] Hi"}, codes: []decode.Code{decode.SkippedText},
	},
	{
		format: "vexa", name: "segments without ids",
		file: `{"id":1,"native_meeting_id":"x","segments":[{"start":0.5,"end":2.0,"text":"Hi","speaker":"Ana","absolute_start_time":"2025-01-01T10:00:00.5Z"}]}`,
		want: []string{"500 2000 [Ana] Hi"},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, time.Date(2025, 1, 1, 10, 0, 0, 0, time.UTC), tr.StartedAt)
		},
	},
	{
		format: "meetingbaas", name: "transcripts of a bot",
		file: `{"bot_id":"b","transcripts":[{"speaker":"Ana","start_time":1,"words":[{"start":1.0,"end":1.5,"word":"Hi"},{"start":1.6,"end":1.9,"word":"you."}]}]}`,
		want: []string{"1000 1900 [Ana] Hi you."},
	},
	{
		format: "granola", name: "the public API",
		file: `{"id":"n","title":"T","transcript":[{"speaker":{"source":"microphone"},"text":"Hi","start_time":"2025-01-01T10:00:00Z","end_time":"2025-01-01T10:00:02Z"},{"speaker":{"source":"speaker"},"text":"Yo","start_time":"2025-01-01T10:00:02Z","end_time":"2025-01-01T10:00:04Z"}]}`,
		want: []string{"0 2000 [microphone] Hi", "2000 4000 [speaker] Yo"},
	},
	{
		format: "read_ai", name: "a start of another day",
		file: `{"start_time":"2024-11-18T10:00:00Z","transcript":{"speaker_blocks":[{"start_time":1700000000,"end_time":1700000003,"speaker":{"name":"Ana"},"words":"Hi"}]}}`,
		want: []string{"0 3000 [Ana] Hi"},
	},
	{
		format: "whisper", name: "words alone, beside the text",
		file: `{"task":"transcribe","language":"english","text":"Hi there. Yo, you.","words":[{"word":"Hi","start":0,"end":0.5},{"word":"there","start":0.6,"end":1.2},{"word":"Yo","start":5,"end":5.5},{"word":"you","start":5.6,"end":6}]}`,
		want: []string{"0 1200 [] Hi there.", "5000 6000 [] Yo, you."}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "whisperx", name: "two speakers in a segment without spaces",
		file: `{"segments":[{"start":0.5,"end":3,"text":"你好世界","words":[{"word":"你","start":0.5,"end":0.8,"speaker":"SPEAKER_00"},{"word":"好","start":0.9,"end":1,"speaker":"SPEAKER_00"},{"word":"世","start":2,"end":2.2,"speaker":"SPEAKER_01"},{"word":"界","start":2.2,"end":3,"speaker":"SPEAKER_01"}],"speaker":"SPEAKER_00"}]}`,
		want: []string{"500 1000 [SPEAKER_00] 你好", "2000 3000 [SPEAKER_01] 世界"},
	},
	{
		format: "timed_text", file: "00:00:00 Hello and welcome.\n\n00:00:08 I want to start.\n\n00:00:16 There is a lot.\nMore.\n",
		want: []string{"0 ? [] Hello and welcome.", "8000 ? [] I want to start.", "16000 ? [] There is a lot. More."}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "name_text", file: "Ana：hello\nBo: hi\n**Ana:** well\n**Break:** [0:36]\nBo: yes\nAna: no\n",
		want: []string{"? ? [Ana] hello", "? ? [Bo] hi", "? ? [Ana] well", "36000 ? [] Break", "? ? [Bo] yes", "? ? [Ana] no"},
	},
	{
		format: "whisper", file: `{"text":" Hi there. 42","segments":[{"id":0,"seek":0,"start":0.0,"end":2.3999999,"text":" Hi there.","avg_logprob":-0.2,"words":[{"word":" Hi","start":0.1,"end":0.4},{"word":" there.","start":"x","end":1.0}]},{"id":1,"seek":0,"start":2.5,"end":3,"text":7}],"language":"english"}`,
		want:  []string{"0 2400 [] Hi there.", "2500 3000 [] 7"},
		codes: []decode.Code{decode.InvalidTime, decode.UnknownSpeaker},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, "en", tr.Language)
			require.Equal(t, []string{"Hi 100 400", "there. ? 1000"}, words(tr.Segments[0]))
			require.Equal(t, "0", tr.Segments[0].SourceID)
		},
	},
	{
		format: "whisper", name: "verbose_json has its words apart", file: `{"task":"transcribe","language":"german","text":"a b","segments":[{"id":0,"seek":0,"start":0,"end":1,"text":"a"},{"id":1,"seek":0,"start":1,"end":2,"text":"b"}],"words":[{"word":"a","start":0.1,"end":0.2},{"word":"b","start":1.1,"end":1.2}]}`,
		want: []string{"0 1000 [] a", "1000 2000 [] b"}, codes: []decode.Code{decode.UnknownSpeaker},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, []string{"b 1100 1200"}, words(tr.Segments[1]))
		},
	},
	{
		format: "whisper_cpp", file: `{"result":{"language":"en"},"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:02,000"},"offsets":{"from":0,"to":2000},"text":" Stopped it","speaker":"1","tokens":[{"text":"[_BEG_]","offsets":{"from":0,"to":0}},{"text":" Stop","offsets":{"from":0,"to":500}},{"text":"ped","offsets":{"from":500,"to":900}},{"text":" it","offsets":{"from":900,"to":2000}}]}]}`,
		want: []string{"0 2000 [1] Stopped it"},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, []string{"Stopped 0 900", "it 900 2000"}, words(tr.Segments[0]))
		},
	},
	{
		format: "whisperx", name: "words of two speakers, a number without times",
		file: `{"segments":[{"start":0.5,"end":3,"text":" In 2266 we stopped. Why?","speaker":"SPEAKER_00","words":[{"word":"In","start":0.5,"end":0.6,"score":0.9,"speaker":"SPEAKER_00"},{"word":"2266"},{"word":"we","start":1,"end":1.1,"score":0.9,"speaker":"SPEAKER_00"},{"word":"stopped.","start":1.2,"end":1.9,"score":0.9,"speaker":"SPEAKER_00"},{"word":"Why?","start":2.2,"end":2.9,"score":0.9,"speaker":"SPEAKER_01"}]}],"word_segments":[]}`,
		want: []string{"500 1900 [SPEAKER_00] In 2266 we stopped.", "2200 2900 [SPEAKER_01] Why?"},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, []string{"In 500 600", "2266 ? ?", "we 1000 1100", "stopped. 1200 1900"}, words(tr.Segments[0]))
		},
	},
	{format: "whisperx", name: "a bare list", file: `[{"start":0,"end":1,"text":"a","speaker":"SPEAKER_00"},{"start":1,"end":2,"speaker":"SPEAKER_01"}]`, want: []string{"0 1000 [SPEAKER_00] a"}, codes: []decode.Code{decode.MissingText}},
	{format: "openai_diarized", file: `{"task":"transcribe","duration":3.2,"segments":[{"type":"transcript.text.segment","id":"seg_1","start":0.0,"end":1.25,"text":"Hi.","speaker":"A"},{"type":"transcript.text.segment","id":"seg_2","start":1.3,"end":3.2,"text":"Hello.","speaker":"Bo"}]}`, want: []string{"0 1250 [A] Hi.", "1300 3200 [Bo] Hello."}},
	{
		format: "deepgram", file: `{"metadata":{},"results":{"channels":[{"alternatives":[{"transcript":"hi there why","words":[{"word":"hi","start":0.08,"end":0.5,"speaker":0,"punctuated_word":"Hi"},{"word":"there","start":0.5,"end":2.3999999,"speaker":0,"punctuated_word":"there."},{"word":"why","start":2.4,"end":2.9,"speaker":1,"punctuated_word":"Why?"}]}]}]}}`,
		want: []string{"80 2400 [0] Hi there.", "2400 2900 [1] Why?"},
	},
	{
		format: "deepgram", name: "utterances on two channels",
		file: `{"results":{"channels":[{"alternatives":[]},{"alternatives":[]}],"utterances":[{"start":2,"end":3,"channel":0,"transcript":"Why?","words":[],"id":"u2"},{"start":0,"end":1,"channel":1,"transcript":"Hi.","words":[{"word":"hi","punctuated_word":"Hi.","start":0,"end":1}],"id":"u1"},{"start":4,"channel":1}]}}`,
		want: []string{"0 1000 [] Hi.", "2000 3000 [] Why?"}, codes: []decode.Code{decode.UnknownSpeaker, decode.MissingText},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, []transcript.TrackID{"1", "0"}, []transcript.TrackID{tr.Segments[0].Track, tr.Segments[1].Track})
			require.Equal(t, "u1", tr.Segments[0].SourceID)
		},
	},
	{
		format: "assemblyai", file: `{"id":"x","language_code":"en_us","status":"completed","audio_url":"u","text":"Hi #### [PERSON_NAME].","words":[],"utterances":[{"speaker":"A","start":250,"end":650,"text":"Hi #### [PERSON_NAME].","words":[{"text":"Hi","start":250,"end":300,"speaker":"A"}]}],"audio_duration":3}`,
		want: []string{"250 650 [A] Hi #### [PERSON_NAME]."}, codes: []decode.Code{decode.RedactedText},
		check: func(t *testing.T, tr transcript.Transcript) { require.Equal(t, "en-US", tr.Language) },
	},
	{
		format: "aws_transcribe", name: "speakers joined by their times",
		file: `{"jobName":"j","results":{"transcripts":[{"transcript":"Hi. Why?"}],"speaker_labels":{"segments":[{"start_time":"0.0","items":[{"start_time":"0.04","speaker_label":"spk_0"}]},{"speaker_label":"","items":[]},{"items":[{"start_time":"1.5","speaker_label":"spk_1"}]}]},"items":[{"type":"pronunciation","start_time":"0.04","end_time":"0.5","alternatives":[{"confidence":"1.0","content":"Hi"}]},{"type":"punctuation","alternatives":[{"confidence":"0.0","content":"."}]},{"type":"pronunciation","start_time":"1.5","end_time":"1.9","alternatives":[{"content":"Why"}]},{"type":"punctuation","alternatives":[{"confidence":null,"content":"?"}]}]},"status":"COMPLETED"}`,
		want: []string{"40 500 [spk_0] Hi.", "1500 1900 [spk_1] Why?"},
	},
	{
		format: "aws_transcribe", name: "audio segments",
		file: `{"jobName":"j","results":{"transcripts":[{"transcript":"Hi."}],"items":[{"id":0,"type":"pronunciation","start_time":"0.04","end_time":"0.5","alternatives":[{"content":"Hi"}]}],"audio_segments":[{"id":0,"transcript":"Hi.","start_time":"0.04","end_time":"0.9","speaker_label":"spk_0","items":[0]}]}}`,
		want: []string{"40 900 [spk_0] Hi."},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, []string{"Hi 40 500"}, words(tr.Segments[0]))
		},
	},
	{
		format: "aws_call_analytics", file: `{"LanguageCode":"en-US","Transcript":[{"Id":"a","ParticipantRole":"AGENT","BeginOffsetMillis":40,"EndOffsetMillis":900,"Content":"Hi [PII].","Items":[{"Type":"pronunciation","Content":"Hi","BeginOffsetMillis":40,"EndOffsetMillis":300},{"Type":"punctuation","Content":"."}]},{"Id":"b","ParticipantRole":"CUSTOMER","BeginOffsetMillis":500,"EndOffsetMillis":1900,"Content":"Why?"}]}`,
		want: []string{"40 900 [AGENT] Hi [PII].", "500 1900 [CUSTOMER] Why?"}, codes: []decode.Code{decode.RedactedText},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Empty(t, tr.Speakers[0].Role, "an agent is not an interviewer")
		},
	},
	{
		format: "aws_bedrock", file: `{"metadata":{"semantic_modality":"AUDIO","dominant_asset_language":"EN"},"audio_items":[{"item_index":0,"content":"Hi","start_timestamp_millis":40,"end_timestamp_millis":300},{"item_index":1,"content":"."}],"audio_segments":[{"start_timestamp_millis":40,"end_timestamp_millis":900,"text":"Hi.","speaker":{"speaker_label":"spk_0"},"channel":{"channel_label":"ch_0"},"audio_item_indices":[0,1,99,"x"]}]}`,
		want: []string{"40 900 [spk_0] Hi."},
	},
	{
		format: "azure_speech", file: `{"source":"s","recognizedPhrases":[{"recognitionStatus":"Success","channel":1,"speaker":2,"offsetInTicks":22800000.0,"durationInTicks":30800000.0,"nBest":[{"display":"Why?"}]},{"recognitionStatus":"Success","channel":0,"speaker":1,"offset":"PT0.04S","duration":"PT1M2.18S","nBest":[{"display":"Hi."}]},{"recognitionStatus":"Failure","channel":0}]}`,
		want:  []string{"40 62220 [1] Hi.", "2280 5360 [2] Why?"},
		codes: []decode.Code{decode.EmptyCue},
	},
	{
		format: "azure_speech", name: "the fast API", file: `{"durationMilliseconds":2000,"combinedPhrases":[{"text":"Hi."}],"phrases":[{"speaker":1,"offsetMilliseconds":40,"durationMilliseconds":960,"text":"Hi.","words":[{"text":"Hi.","offsetMilliseconds":40,"durationMilliseconds":100}],"locale":"en-US"}]}`,
		want: []string{"40 1000 [1] Hi."},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, []string{"Hi. 40 140"}, words(tr.Segments[0]))
			require.Equal(t, "en-US", tr.Segments[0].Language)
		},
	},
	{
		format: "google_speech", name: "diarised: the last result repeats every word",
		file: `{"results":[{"alternatives":[{"transcript":"hi why","words":[{"startTime":"0s","endTime":"0.400s","word":"hi"},{"startTime":"7.200s","endTime":{"seconds":"7","nanos":900000000},"word":"why"}]}],"resultEndTime":"8s","languageCode":"en-us"},{"alternatives":[{"words":[{"startTime":"0s","endTime":"0.400s","word":"hi","speakerTag":1},{"startTime":"7.200s","endTime":{"seconds":"7","nanos":900000000},"word":"why","speakerTag":2}]}]}]}`,
		want: []string{"0 400 [1] hi", "7200 7900 [2] why"},
	},
	{
		format: "google_speech", name: "without speakers", file: `{"results":[{"alternatives":[{"transcript":" hi"}],"resultEndTime":"1.5s","languageCode":"en-us"},{"alternatives":[{}],"resultEndTime":"2s"}]}`,
		want: []string{"? 1500 [] hi"}, codes: []decode.Code{decode.EmptyCue, decode.UnknownSpeaker},
	},
	{
		format: "rev_ai", file: `{"monologues":[{"speaker":0,"elements":[{"type":"text","value":"Hi","ts":0.3,"end_ts":0.52,"confidence":1},{"type":"punct","value":", "},{"type":"text","value":"all","ts":0.6,"end_ts":0.9},{"type":"punct","value":"."}]},{"speaker":1,"elements":[{"type":"unknown","value":"<crosstalk>"}]}]}`,
		want: []string{"300 900 [0] Hi, all.", "? ? [1] <crosstalk>"},
	},
	{
		format: "speechmatics", file: `{"format":"2.9","metadata":{"transcription_config":{"language":"en"},"language_pack_info":{"word_delimiter":" "}},"results":[{"type":"word","start_time":0.1,"end_time":0.5,"alternatives":[{"content":"Hi","speaker":"S1"}]},{"type":"punctuation","start_time":0.5,"end_time":0.5,"attaches_to":"previous","is_eos":true,"alternatives":[{"content":".","speaker":"S1"}]},{"type":"entity","start_time":0.6,"end_time":0.9,"alternatives":[{"content":"$2","speaker":"UU"}]}]}`,
		want: []string{"100 500 [S1] Hi.", "600 900 [] $2"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "speechmatics", name: "a language without spaces", file: `{"format":"2.9","metadata":{"transcription_config":{"language":"ja"},"language_pack_info":{"word_delimiter":""}},"results":[{"type":"word","start_time":0,"end_time":1,"alternatives":[{"content":"日本","speaker":"S1"}]},{"type":"word","start_time":1,"end_time":2,"alternatives":[{"content":"語","speaker":"S1"}]}]}`,
		want: []string{"0 2000 [S1] 日本語"},
	},
	{
		format: "gladia", file: `{"id":"g","result":{"transcription":{"languages":["en"],"utterances":[{"start":0.5,"end":1.5,"confidence":0.9,"channel":0,"speaker":0,"language":"en","text":"Hi there","words":[{"word":"Hi","start":0.5,"end":0.7},{"word":" there","start":0.8,"end":1.5}]}]}}}`,
		want: []string{"500 1500 [0] Hi there"},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, []string{"Hi 500 700", "there 800 1500"}, words(tr.Segments[0]))
		},
	},
	{
		format: "elevenlabs", file: `{"language_code":"eng","language_probability":0.99,"text":"Hi all (laughter) Why?","words":[{"text":"Hi","start":0.1,"end":0.3,"type":"word","speaker_id":"speaker_0"},{"text":" ","start":0.3,"end":0.4,"type":"spacing","speaker_id":"speaker_0"},{"text":"all","start":0.4,"end":0.6,"type":"word","speaker_id":"speaker_0"},{"text":"(laughter)","start":0.7,"end":1,"type":"audio_event","speaker_id":"speaker_0"},{"text":"Why?","start":1.1,"end":1.5,"type":"word","speaker_id":"speaker_1"}]}`,
		want: []string{"100 600 [speaker_0] Hi all", "700 1000 [speaker_0] (laughter)", "1100 1500 [speaker_1] Why?"},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, transcript.Event, tr.Segments[1].Kind)
			require.Equal(t, "en", tr.Language)
		},
	},
	{
		format: "recall", file: `[{"participant":{"id":100,"name":null,"is_host":true,"platform":"desktop","email":null},"words":[{"text":"Hi","start_timestamp":{"relative":1.5,"absolute":"2026-01-08T10:00:01.5Z"},"end_timestamp":null},{"text":"all.","start_timestamp":{"relative":2.0},"end_timestamp":{"relative":2.4}}]},{"participant":{"id":7,"name":"Ana","email":"ana@example.com"},"words":[{"text":"Yes","start_timestamp":{"relative":3}}]},{"participant":{"id":8},"words":[]}]`,
		want: []string{"1500 2400 [participant 100] Hi all.", "3000 ? [Ana] Yes"}, codes: []decode.Code{decode.MissingText},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, time.Date(2026, 1, 8, 10, 0, 0, 0, time.UTC), tr.StartedAt)
			require.Equal(t, "ana@example.com", tr.Speakers[1].Email)
			require.Empty(t, tr.Speakers[0].Role, "a host is not an interviewer")
		},
	},
	{
		format: "fireflies", file: `{"data":{"transcript":{"title":"Call","date":1736931600000,"sentences":[{"index":0,"speaker_id":0,"speaker_name":"Ana","text":"I stopped it.","raw_text":"i i stopped it","start_time":"0.08","end_time":2.4},{"index":1,"speaker_id":1,"speaker_name":null,"text":"Why?","raw_text":"Why?","start_time":3,"end_time":4}],"meeting_attendees":[{"displayName":"Ana","email":"ana@example.com"}]}}}`,
		want: []string{"80 2400 [Ana] I stopped it.", "3000 4000 [1] Why?"},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, "i i stopped it", tr.Segments[0].Heard)
			require.Empty(t, tr.Segments[1].Heard)
			require.Equal(t, transcript.Edited, tr.Fidelity)
			require.Equal(t, "ana@example.com", tr.Speakers[0].Email)
			require.Equal(t, time.UnixMilli(1736931600000).UTC(), tr.StartedAt)
		},
	},
	{
		format: "fathom", file: `{"title":"Call","transcript":[{"speaker":{"display_name":"Ana","matched_calendar_invitee_email":"ana@example.com"},"text":"Hi.","timestamp":"00:05:32"},{"speaker":{"display_name":"Bo","matched_calendar_invitee_email":null},"text":"Yes.","timestamp":"soon"}]}`,
		want: []string{"332000 ? [Ana] Hi.", "? ? [Bo] Yes."}, codes: []decode.Code{decode.InvalidTime},
	},
	{
		format: "vexa", file: `{"type":"transcript","confirmed":[{"segment_id":"s:ch-0:1:1783728001500","speaker":"Ana","text":"hello world","start":1783728001.5,"end":1783728002.5,"completed":true,"words":[{"word":"hello","start":1783728001.5,"end":1783728002}]},{"segment_id":"s:chat:1","speaker":"Bo","text":"see doc","start":1783728000,"end":1783728000,"source":"chat","completed":true}],"pending":[]}`,
		want: []string{"0 0 [Bo] see doc", "1500 2500 [Ana] hello world"},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, transcript.Chat, tr.Segments[0].Kind)
			require.Equal(t, []string{"hello 1500 2000"}, words(tr.Segments[1]))
		},
	},
	{format: "meetingbaas", file: `[{"speaker":"Ana","start_time":0.5,"words":[{"start_time":0.5,"end_time":0.9,"text":"Hi"},{"start_time":1,"end_time":1.5,"text":"all."}]},{"speaker":"Bo","words":[]}]`, want: []string{"500 1500 [Ana] Hi all."}, codes: []decode.Code{decode.MissingText}},
	{
		format: "read_ai", file: `{"session_id":"x","title":"Call","start_time":"2026-01-08T10:00:00Z","participants":[{"name":"Ana","email":"ana@example.com"}],"transcript":{"speakers":[{"name":"Ana"}],"speaker_blocks":[{"start_time":1767866401,"end_time":1767866405,"speaker":{"name":"Ana"},"words":"Hi all."}]}}`,
		want: []string{"1000 5000 [Ana] Hi all."},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, "ana@example.com", tr.Speakers[0].Email)
		},
	},
	{
		format: "granola", file: `[{"id":"b","document_id":"d","start_timestamp":"2026-01-08T10:00:05.000Z","end_timestamp":"2026-01-08T10:00:06.000Z","text":"Why?","source":"system","is_final":true},{"id":"a","document_id":"d","start_timestamp":"2026-01-08T10:00:00.000Z","end_timestamp":"2026-01-08T10:00:02.500Z","text":"Hi.","source":"microphone","is_final":true},{"id":"c","start_timestamp":"2026-01-08T10:00:07.000Z","end_timestamp":"x","text":"Hm","source":"system","is_final":false}]`,
		want: []string{"0 2500 [microphone] Hi.", "5000 6000 [system] Why?"}, codes: []decode.Code{decode.SkippedText},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, transcript.TrackID("microphone"), tr.Segments[0].Track)
		},
	},
	{
		format: "google_meet_entries", file: `{"participants":[{"name":"conferenceRecords/c/participants/1","signedinUser":{"displayName":"Ana"}}],"transcriptEntries":[{"name":"conferenceRecords/c/transcripts/t/entries/e1","participant":"conferenceRecords/c/participants/1","text":"Hi.","languageCode":"en-US","startTime":"2026-01-08T10:00:05.25Z","endTime":"2026-01-08T10:00:06Z"}]}`,
		want: []string{"0 750 [Ana] Hi."},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, "conferenceRecords/c/participants/1", tr.Speakers[0].Label)
		},
	},
	{
		format: "podcast_json", file: `{"version":"1.0.0","segments":[{"speaker":"Ana","startTime":0.5,"endTime":0.75,"body":"I"},{"startTime":0.8,"endTime":1,"body":"am"},{"startTime":1,"body":"."},{"speaker":"Bo","startTime":2,"body":"A whole sentence here."}]}`,
		want: []string{"500 1000 [Ana] I am.", "2000 ? [Bo] A whole sentence here."},
	},
	{
		format: "hirealign_json", file: `{"schema_version":1,"id":"t1","origin":{"format":"fathom"},"speakers":[{"id":"sp1","label":"Ana","name":"Ana"}],"segments":[{"id":"s1","speaker":"sp1","start_ms":1000,"text":"Hi."}]}`,
		want: []string{"1000 ? [Ana] Hi."},
	},
	{format: "otter_json", file: `{"title":"Call","speech_segments":[{"speaker_id":1,"speaker_name":"Ana","start_ts":0.5,"end_ts":2,"transcript":"Hi."},{"speaker_id":2,"start_ts":3,"end_ts":4,"transcript":"Why?"}]}`, want: []string{"500 2000 [Ana] Hi.", "3000 4000 [2] Why?"}},
	{format: "tldv", file: `{"id":"a","meetingId":"m","data":[{"speaker":"Ana","text":"Hi.","startTime":1,"endTime":2.5}]}`, want: []string{"1000 2500 [Ana] Hi."}},
	{
		format: "webvtt", name: "names before a colon, in a file without voices",
		file: "WEBVTT\n\n00:01.000 --> 00:02.000\nAna: hi\n\n00:02.000 --> 00:03.000\nwell\n\n00:03.000 --> 00:04.000\nAna: so: yes\n",
		want: []string{"1000 2000 [Ana] hi", "2000 3000 [] well", "3000 4000 [Ana] so: yes"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "webvtt", name: "labels of a diarisation, and colons that are none",
		file: "WEBVTT\n\n00:01.000 --> 00:02.000\nThe rule is: no\n\n00:02.000 --> 00:03.000\nSPEAKER_01: hi\n\n00:03.000 --> 00:04.000\nInterviewer: And then?\n\n00:04.000 --> 00:05.000\nat 10:30: tea\n\n00:05.000 --> 00:06.000\nyes\n",
		want: []string{"1000 2000 [] The rule is: no", "2000 3000 [SPEAKER_01] hi", "3000 4000 [Interviewer] And then?", "4000 5000 [] at 10:30: tea", "5000 6000 [] yes"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "webvtt", name: "with voices, a colon is a sign",
		file: "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n00:01.000 --> 00:02.000\n<v Ana>hi</v>\n\n00:02.000 --> 00:03.000\nFish: chips\n",
		want: []string{"1000 2000 [Ana] hi", "2000 3000 [] Fish: chips"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "webvtt", name: "addresses and signs that are no entities",
		file: "WEBVTT\n\n00:01.000 --> 00:02.000\nR&D &amp; https://a.example/?a=1&copy=2 &lt;b&gt; &ampx\n",
		want: []string{"1000 2000 [] R&D & https://a.example/?a=1&copy=2 <b> &ampx"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "zoom_vtt", name: "hostile names",
		file: "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000\r\nௌௌௌௌ: a\r\n\r\n2\r\n00:00:02.000 --> 00:00:03.000\r\nBoma's iPhone : b\r\n\r\n3\r\n00:00:03.000 --> 00:00:04.000\r\nmo (@mmjahanara): c\r\n\r\n" +
			"4\r\n00:00:04.000 --> 00:00:05.000\r\nIván | ethrex: d\r\n\r\n5\r\n00:00:05.000 --> 00:00:06.000\r\nBarnabé + Francesco 🚗: 10:30 works: yes\r\n\r\n6\r\n00:00:06.000 --> 00:00:07.000\r\nYahoo! Ana: e\r\n\r\n7\r\n00:00:07.000 --> 00:00:08.000\r\nWho?: f\r\n\r\n" +
			"8\r\n00:00:08.000 --> 00:00:09.000\r\n\u202Eanirb\u200BaS\u202C: g\r\n\r\n9\r\n00:00:09.000 --> 00:00:10.000\r\n10:30 Meeting: h\r\n\r\n10\r\n00:00:10.000 --> 00:00:11.000\r\n10:30 Ana: i\r\n\r\n11\r\n00:00:11.000 --> 00:00:12.000\r\n山田太郎：はい。\r\n\r\n12\r\n00:00:12.000 --> 00:00:13.000\r\nௌௌௌௌ: j\r\n" +
			"\r\n13\r\n00:00:13.000 --> 00:00:14.000\r\nmo (@mmjahanara): k\r\n\r\n14\r\n00:00:14.000 --> 00:00:15.000\r\nIván | ethrex: l\r\n\r\n15\r\n00:00:15.000 --> 00:00:16.000\r\nBoma's iPhone : m\r\n\r\n16\r\n00:00:16.000 --> 00:00:17.000\r\nௌௌௌௌ: n\r\n\r\n17\r\n00:00:17.000 --> 00:00:18.000\r\nIván | ethrex: o\r\n",
		want: []string{
			"1000 2000 [Speaker 1] a", "2000 3000 [Boma's iPhone] b", "3000 4000 [mo (@mmjahanara)] c", "4000 5000 [Iván | ethrex] d", "5000 6000 [Barnabé + Francesco 🚗] 10:30 works: yes",
			"6000 7000 [] Yahoo! Ana: e", "7000 8000 [Who?] f", "8000 9000 [anirbaS] g", "9000 10000 [] 10:30 Meeting: h", "10000 11000 [] 10:30 Ana: i", "11000 12000 [山田太郎] はい。",
			"12000 13000 [Speaker 1] j", "13000 14000 [mo (@mmjahanara)] k", "14000 15000 [Iván | ethrex] l", "15000 16000 [Boma's iPhone] m", "16000 17000 [Speaker 1] n", "17000 18000 [Iván | ethrex] o",
		},
		codes: []decode.Code{decode.UnknownSpeaker},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, "ௌௌௌௌ", tr.Speakers[0].Label, "the label is kept as it is")
			require.Equal(t, "\u202Eanirb\u200BaS\u202C", tr.Speakers[6].Label)
		},
	},
	{
		format: "zoom_vtt", name: "a name above the words",
		file: "WEBVTT\n\n1\n00:00:00.000 --> 00:00:04.200\nAna Silva\nHello: everyone.\n\n2\n00:00:04.500 --> 00:00:09.100\nBo Lee\nThanks.\n\n3\n00:00:09.300 --> 00:00:14.000\nAna Silva\nLet us go\nthrough it.\n",
		want: []string{"0 4200 [Ana Silva] Hello: everyone.", "4500 9100 [Bo Lee] Thanks.", "9300 14000 [Ana Silva] Let us go through it."},
	},
	{
		format: "teams_vtt", name: "Graph without names: no header, and a blank line above the words",
		file:  "0:0:0.0 --> 0:0:5.320\n\nThis is a test.\n\n-0:0:7.80 --> 0:0:8.180\n\nSo is this.\n",
		want:  []string{"0 5320 [] This is a test.", "-7080 8180 [] So is this."},
		codes: []decode.Code{decode.UnknownSpeaker, decode.IrregularTime, decode.IrregularLayout, decode.MissingSignature, decode.NegativeTime},
	},
	{
		format: "teams_vtt", name: "names with an organisation, a voice without an end, another speaker between the parts",
		file: "\ufeffWEBVTT\r\n\r\n96c14169-de06-4080-b9fe-f573f75eb719/7-0\r\n00:00:01.000 --> 00:00:02.000\r\n<v Graham, Ken (Contractor)>I stopped\r\nthe run\r\n\r\n" +
			"96c14169-de06-4080-b9fe-f573f75eb719/8-0\r\n00:00:01.500 --> 00:00:02.500\r\n<v Bo>Hm.</v>\r\n\r\n96c14169-de06-4080-b9fe-f573f75eb719/7-1\r\n00:00:02.000 --> 00:00:03.000\r\n<v Graham, Ken (Contractor)>at once.</v>\r\n",
		want: []string{"1000 2000 [Graham, Ken (Contractor)] I stopped the run", "1500 2500 [Bo] Hm.", "2000 3000 [Graham, Ken (Contractor)] at once."},
	},
	{
		format: "srt", name: "a cue without times, an index that is no number, coordinates, a repeated number",
		file: "1\n00:00:01,000 --> 00:00:02,000 X1:100 X2:200 Y1:10 Y2:20\none\n\n2\nlost\nlost too\n\n3\n00:00:03,000 --> 00:00:04,000\nthree\n\nafter a blank line\n\n3a\n00:00:05,000 --> 00:00:06,000\nfour\n\n3\n-00:00:01,000 --> 00:00:08,000\n42\n\n",
		want: []string{"1000 2000 [] one", "3000 4000 [] three after a blank line", "5000 6000 [] four", "-1000 8000 [] 42"}, codes: []decode.Code{decode.UnknownSpeaker, decode.MissingTime, decode.NegativeTime, decode.IrregularTime},
	},
	{
		format: "srt", name: "two cues without times are two losses", file: "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\nlost\n\n3\nlost too\n\n4\n00:00:03,000 --> 00:00:04,000\nfour\n",
		want: []string{"1000 2000 [] one", "3000 4000 [] four"}, codes: []decode.Code{decode.UnknownSpeaker, decode.MissingTime},
		check: func(t *testing.T, _ transcript.Transcript) {
			_, diags, err := decode.Decode(strings.NewReader("1\n00:00:01,000 --> 00:00:02,000\none\n\n2\nlost\n\n3\nlost too\n\n"), nil)
			require.NoError(t, err)
			require.Equal(t, []int{5, 8}, []int{diags[1].Line, diags[2].Line})
		},
	},
	{
		format: "srt", name: "fractions of one, two and four digits are decimal, hours may be missing",
		file: "1\n00:00:01,5 --> 00:00:02,08\na\n\n2\n00:03,1234 --> 00:04,999\nb\n",
		want: []string{"1500 2080 [] a", "3123 4999 [] b"}, codes: []decode.Code{decode.UnknownSpeaker, decode.IrregularTime},
	},
	{
		format: "ttml", name: "times that count from the start of the file",
		file: `<tt xmlns="http://www.w3.org/ns/ttml"><body dur="60s"><div begin="10s" end="25s"><p begin="10s" end="12s">one</p><p begin="20s" end="25s">two</p></div></body></tt>`,
		want: []string{"10000 12000 [] one", "20000 25000 [] two"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "ttml", name: "frames with a multiplier, UTF-16",
		file: utf16le(`<?xml version="1.0" encoding="UTF-16"?><tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"><tt:body><tt:p begin="00:00:01:15" end="90f">é</tt:p></tt:body></tt:tt>`),
		want: []string{"1501 3003 [] é"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "whisper_cpp", name: "a character that was cut between two tokens",
		file: "{\"result\":{\"language\":\"zh\"},\"transcription\":[{\"offsets\":{\"from\":0,\"to\":900},\"text\":\"你好\",\"tokens\":[{\"text\":\"你\",\"offsets\":{\"from\":0,\"to\":400}},{\"text\":\"\xe5\xa5\",\"offsets\":{\"from\":400,\"to\":600}},{\"text\":\"\xbd\",\"offsets\":{\"from\":600,\"to\":900}}]}]}",
		want: []string{"0 900 [] 你好"}, codes: []decode.Code{decode.InvalidEncoding, decode.UnknownSpeaker},
	},
	{
		format: "whisperx", name: "a word without a speaker stays with its neighbours",
		file: `{"segments":[{"start":0,"end":2,"text":"So $5 it is","speaker":"SPEAKER_00","words":[{"word":"So","start":0,"end":0.3,"probability":0.9,"speaker":"SPEAKER_00"},{"word":"$5"},{"word":"it","start":1,"end":1.2,"probability":0.9},{"word":"is","start":1.2,"end":2,"probability":0.9,"speaker":"SPEAKER_00"}]}],"word_segments":[]}`,
		want: []string{"0 2000 [SPEAKER_00] So $5 it is"},
	},
	{
		format: "deepgram", name: "times are rounded as they are written",
		file: `{"results":{"channels":[{"alternatives":[{"transcript":"a b c","words":[{"word":"a","start":0.0005,"end":1.0005},{"word":"b","start":1.00049999,"end":2.3999999},{"word":"c","start":2.4e0,"end":34.9995}]}]}]}}`,
		want: []string{"1 35000 [] a b c"}, codes: []decode.Code{decode.UnknownSpeaker},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, []string{"a 1 1001", "b 1000 2400", "c 2400 35000"}, words(tr.Segments[0]))
		},
	},
	{
		format: "deepgram", name: "the whisper model has no punctuated words",
		file: `{"results":{"channels":[{"detected_language":"en","alternatives":[{"transcript":"so it is","words":[{"word":"so","start":0,"end":1},{"word":"it","start":1,"end":2},{"word":"is","start":2,"end":3}]}]}]}}`,
		want: []string{"0 3000 [] so it is"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "assemblyai", name: "without speakers",
		file: `{"status":"completed","audio_url":"u","text":"Hi. Why?","words":[{"text":"Hi.","start":250,"end":300,"speaker":null},{"text":"Why?","start":5250,"end":5300,"speaker":null}],"utterances":null}`,
		want: []string{"250 300 [] Hi.", "5250 5300 [] Why?"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
	{
		format: "azure_speech", name: "words as they were heard",
		file: `{"recognizedPhrases":[{"recognitionStatus":"Success","channel":0,"speaker":1,"offset":"PT0.04S","duration":"PT1S","offsetInTicks":400000.0,"durationInTicks":10000000.0,"nBest":[{"lexical":"run alabama","display":"Run Alabama.","words":[{"word":"run","offsetInTicks":400000.0,"durationInTicks":4000000.0},{"word":"alabama","offsetInTicks":5000000.0,"durationInTicks":5400000.0}]}]}]}`,
		want: []string{"40 1040 [1] Run Alabama."},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, []string{"Run 40 440", "Alabama 500 1040"}, words(tr.Segments[0]))
		},
	},
	{
		format: "speechmatics", name: "punctuation that attaches to the next word and to both",
		file: `{"format":"2.9","metadata":{"transcription_config":{"language":"en"},"language_pack_info":{"word_delimiter":" "}},"results":[{"type":"punctuation","attaches_to":"next","start_time":0,"end_time":0,"alternatives":[{"content":"¿","speaker":"S1"}]},{"type":"word","start_time":0,"end_time":1,"alternatives":[{"content":"for","speaker":"S1"}]},{"type":"punctuation","attaches_to":"both","start_time":1,"end_time":1,"alternatives":[{"content":"-","speaker":"S1"}]},{"type":"word","start_time":1,"end_time":2,"alternatives":[{"content":"sure","speaker":"S1"}]},{"type":"punctuation","attaches_to":"none","start_time":2,"end_time":2,"alternatives":[{"content":"&","speaker":"S1"}]},{"type":"word","start_time":2,"end_time":3,"alternatives":[{"content":"more","speaker":"S1"}]}]}`,
		want: []string{"0 3000 [S1] ¿for-sure & more"},
	},
	{
		format: "name_text", name: "Markdown with escaped times and signs",
		file: "**Ana Silva:** \\[00:12:03.11\\] Well \\[laughter\\] 2 \\* 3\n\n\\[12:15\\] And then.\nC:\\dir\n\n**Break:** \\[23:37\\]\n\n**Bo:** 10:30\n\n**Ana Silva:** [0:40] yes\n\n**Bo:** \\[unclear 00:12:03.11\\]\n",
		want: []string{"723110 ? [Ana Silva] Well [laughter] 2 * 3", "735000 ? [Ana Silva] And then. C:\\dir", "1417000 ? [] Break", "? ? [Bo] 10:30", "40000 ? [Ana Silva] yes", "? ? [Bo] [unclear 00:12:03.11]"},
	},
	{
		format: "rev_ai", name: "punctuation is the space",
		file: `{"speakers":[{"id":0,"name":"Ana"}],"monologues":[{"speaker":0,"elements":[{"type":"text","value":"co","ts":0,"end_ts":0.5},{"type":"punct","value":"-"},{"type":"text","value":"founder","ts":0.5,"end_ts":1},{"type":"punct","value":" "},{"type":"unknown","value":"<inaudible>"},{"type":"punct","value":" "},{"type":"text","value":"so","ts":2,"end_ts":2.5}]}]}`,
		want: []string{"0 2500 [Ana] co-founder <inaudible> so"},
	},
	{
		format: "recall", name: "nobody is named at first, and an event of a live session",
		file: `{"event":"transcript.data","data":{"data":{"words":[{"text":"Hi","start_timestamp":{"relative":0.0004},"end_timestamp":{"relative":0.5}}],"participant":{"id":4,"name":null,"is_host":false,"platform":null,"extra_data":{}}}}}`,
		want: []string{"0 500 [participant 4] Hi"},
	},
	{
		format: "vexa", name: "pending segments are interim",
		file: `{"type":"transcript","confirmed":[{"segment_id":"s:ch-1:1","speaker":"Ana","text":"hello world","start":1.5,"end":2.5,"completed":true}],"pending":[{"segment_id":"s:ch-1:2:pending","speaker":"Ana","text":"and th","start":3,"end":3.4,"completed":false}]}`,
		want: []string{"1500 2500 [Ana] hello world", "3000 3400 [Ana] and th"},
		check: func(t *testing.T, tr transcript.Transcript) {
			require.Equal(t, transcript.Final, tr.Segments[0].State)
			require.Equal(t, transcript.Interim, tr.Segments[1].State)
		},
	},
	{
		format: "sbv", name: "a reversed pair", file: "0:05:40.000,0:05:46.000\none\n\n0:05:50.000,0:05:46.500\ntwo\n",
		want: []string{"340000 346000 [] one", "350000 ? [] two"}, codes: []decode.Code{decode.UnknownSpeaker, decode.ReversedTime},
	},
	{
		format: "srt", name: "UTF-32", file: utf32be("1\n00:00:01,000 --> 00:00:02,000\nOlá 🚗\n"),
		want: []string{"1000 2000 [] Olá 🚗"}, codes: []decode.Code{decode.UnknownSpeaker},
	},
}

// utf16le and utf32be write a text with its byte order mark.
func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

func utf32be(s string) string {
	var b []byte
	for _, r := range "\ufeff" + s {
		b = binary.BigEndian.AppendUint32(b, uint32(r))
	}
	return string(b)
}

// words writes a segment's words with their times.
func words(s transcript.Segment) []string {
	var out []string
	for _, w := range s.Words {
		ms := func(o transcript.Offset) string {
			if v, ok := o.Ms(); ok {
				return fmt.Sprint(v)
			}
			return "?"
		}
		out = append(out, s.Text[w.StartByte:w.EndByte]+" "+ms(w.Start)+" "+ms(w.End))
	}
	return out
}

func TestEveryFormat(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{}
	for _, tt := range fixtures {
		tested[tt.format] = true
		t.Run(strings.TrimSuffix(tt.format+"/"+tt.name, "/"), func(t *testing.T) {
			t.Parallel()
			guesses := decode.Detect([]byte(tt.file))
			require.NotEmpty(t, guesses)
			require.Equal(t, tt.format, guesses[0].Format.Name, "recognised: %s", guesses[0].Reason)
			require.NotEmpty(t, guesses[0].Reason)
			if len(guesses) > 1 {
				require.Less(t, guesses[1].Confidence, guesses[0].Confidence, "%s is as sure of it", guesses[1].Format.Name)
			}
			got, diags, err := decode.Decode(strings.NewReader(tt.file), &decode.Options{ID: "tr"})
			require.NoError(t, err)
			require.NoError(t, got.Validate())
			if tt.format != "hirealign_json" { // which keeps the origin that it had
				require.Equal(t, tt.format, got.Origin.Format)
			}
			require.Equal(t, tt.want, rows(got))
			require.ElementsMatch(t, tt.codes, slices.Compact(slices.Sorted(slices.Values(codes(diags)))))
			if tt.check != nil {
				tt.check(t, got)
			}
		})
	}
	for _, f := range decode.Formats() {
		require.True(t, tested[f.Name], "%s has no fixture", f.Name)
	}
}

// TestCutOffFiles cuts each fixture at every tenth: what is complete before the cut
// is read, or the file is refused with a reason.
func TestCutOffFiles(t *testing.T) {
	t.Parallel()
	for _, tt := range fixtures {
		for tenth := 1; tenth < 10; tenth++ {
			got, _, err := decode.Decode(strings.NewReader(tt.file[:len(tt.file)*tenth/10]), &decode.Options{ID: "tr"})
			if err != nil {
				require.ErrorAs(t, err, new(*decode.Error), tt.format)
				continue
			}
			require.NoError(t, got.Validate(), tt.format)
		}
	}
	file := `{"results":{"channels":[{"alternatives":[{"words":[{"word":"one","start":0,"end":1},{"word":"two","start":1,"end":2},{"word":"thr`
	got, diags, err := decode.Decode(strings.NewReader(file), &decode.Options{ID: "tr", Format: decode.Deepgram()})
	require.NoError(t, err)
	require.Equal(t, []string{"0 2000 [] one two"}, rows(got))
	require.Contains(t, codes(diags), decode.Truncated)
}

func TestDiagnosticsNameTheValue(t *testing.T) {
	t.Parallel()
	file := `{"id":"m","meetingId":"m","data":[{"speaker":"Ana","text":"Hi.","startTime":"later"},{"speaker":"Bo","text":{}}]}`
	got, diags, err := decode.Decode(strings.NewReader(file), &decode.Options{ID: "tr"})
	require.NoError(t, err)
	require.Len(t, diags, 2)
	require.Equal(t, "/data/0/startTime", diags[0].Path)
	require.Equal(t, "/data/1", diags[1].Path)
	require.Equal(t, decode.MissingText, diags[1].Code)
	require.Len(t, got.Segments, 1, "one bad value costs that value only")
}

func TestBombs(t *testing.T) {
	t.Parallel()
	deep := `{"segments":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`
	tests := []struct {
		name, file string
		format     decode.Format
		want       error
	}{
		{"nested JSON", deep, decode.Whisper(), decode.ErrTooDeep},
		{"nested XML", `<tt xmlns="http://www.w3.org/ns/ttml"><body>` + strings.Repeat("<div>", 5000), decode.TTML(), decode.ErrTooDeep},
		{
			"entities that multiply", `<!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><tt xmlns="http://www.w3.org/ns/ttml"><body><p begin="0s">&b;</p></body></tt>`,
			decode.TTML(), decode.ErrMalformed,
		},
		{"a zip bomb", pack("word/document.xml", strings.Repeat(" ", 50<<20)), decode.TeamsDocx(), decode.ErrTooLarge},
		{"nested Word XML", pack("word/document.xml", "<w:document>"+strings.Repeat("<w:p>", 5000)), decode.TeamsDocx(), decode.ErrTooDeep},
		{"a zip without a document", pack("a.txt", "x"), decode.TeamsDocx(), decode.ErrBinary},
		{"a Word document that is no transcript", docx("Dear all,", "the office is closed."), decode.TeamsDocx(), decode.ErrUnknownFormat},
		{"a script of SubStation Alpha", "[Script Info]\nTitle: a\n\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,a\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,b\n", decode.Format{}, decode.ErrUnknownFormat},
		{"broken JSON", `{"segments": nonsense}`, decode.Whisper(), decode.ErrMalformed},
		{"a job that is not done", `{"status":"queued","audio_url":"x","words":null,"acoustic_model":"a"}`, decode.Format{}, decode.ErrNoSegments},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := decode.Decode(strings.NewReader(tt.file), &decode.Options{Format: tt.format})
			require.ErrorIs(t, err, tt.want)
			require.ErrorAs(t, err, new(*decode.Error))
		})
	}
	small := docx(strings.Repeat("Ana: hello. ", 5000))
	_, _, err := decode.Decode(strings.NewReader(small), &decode.Options{MaxBytes: 20_000})
	require.ErrorIs(t, err, decode.ErrTooLarge, "what a file unpacks to is limited too")
	_, _, err = decode.Decode(strings.NewReader(`{"segments":[`+strings.Repeat("{},", 1000)+`{}]}`), &decode.Options{Format: decode.Whisper(), MaxBytes: 3100})
	require.ErrorIs(t, err, decode.ErrTooLarge, "so is the number of values, which are larger in memory")
	_, _, err = decode.Decode(strings.NewReader(`{"a":[[[1]]]}`), &decode.Options{Format: decode.Whisper(), MaxDepth: 3})
	require.ErrorIs(t, err, decode.ErrTooDeep)
}

// TestFilesOfTooManyPieces is about files that are small beside what would be made of
// them: an utterance takes a hundred times the five bytes that it can be written in.
func TestFilesOfTooManyPieces(t *testing.T) {
	t.Parallel()
	const most = decode.DefaultMaxBytes / 256
	for _, tt := range []struct {
		format            decode.Format
		head, piece, tail string
	}{
		{decode.Whisper(), `{"segments":[`, `{"text":"x"},`, `{"text":"x"}]}`},
		{decode.NameText(), "Ana: x\n", "Ana: x\n", ""},
		{decode.MeetDocs(), "Transcript\n", "Ana: x\n", ""},
		{decode.OtterText(), "Ana 0:06\n", "x\n", ""},
		{decode.TimedText(), "00:01 x\n", "x\n", ""},
		{decode.TimedNames(), "0:15 - Ana\n", "x\n", ""},
		{decode.ZoomCaptions(), "[Ana] 00:00:01\n", "x\n", ""},
		{decode.ZoomChat(), "00:05:50\tAna:\tx\n", "x\n", ""},
		{decode.TTML(), `<tt xmlns="http://www.w3.org/ns/ttml"><body>`, "<p>x</p>", "</body></tt>"},
		{decode.WebVTT(), "WEBVTT\n\n", "00:01.000 --> 00:02.000\nx\n\n", ""},
		{decode.WebVTT(), "WEBVTT\n\n00:01.000 --> 00:02.000\n", "<v A>x<v B>y", "\n"},
		{decode.SRT(), "", "1\n00:00:01,000 --> 00:00:02,000\nx\n\n", ""},
	} {
		t.Run(tt.format.Name, func(t *testing.T) {
			t.Parallel()
			_, _, err := decode.Decode(strings.NewReader(tt.head+strings.Repeat(tt.piece, most+1)+tt.tail), &decode.Options{Format: tt.format})
			require.ErrorIs(t, err, decode.ErrTooLarge)
			few := tt.head + strings.Repeat(tt.piece, 1000) + tt.tail
			_, _, err = decode.Decode(strings.NewReader(few), &decode.Options{Format: tt.format, MaxBytes: int64(len(few))})
			require.NoError(t, err, "a small limit of bytes is no limit of pieces")
		})
	}
	for _, piece := range []string{`{},`, `{"id":"b","words":[{},{},{}]},`} {
		head := `{"schema_version":1,"id":"t","segments":[{"id":"a","text":"x"},`
		_, _, err := decode.Decode(strings.NewReader(head+strings.Repeat(piece, most)+`{}]}`), nil)
		require.ErrorIs(t, err, decode.ErrTooLarge, "of a transcript of ours too")
		_, err = decode.NewReader(strings.NewReader(head+strings.Repeat(piece, most)+`{}]}`), nil)
		require.ErrorIs(t, err, decode.ErrTooLarge)
	}
	paragraphs := make([]string, most+1)
	for i := range paragraphs {
		paragraphs[i] = strconv.Itoa(i * 2654435761)
	}
	_, _, err := decode.Decode(strings.NewReader(docx(paragraphs...)), &decode.Options{Format: decode.TeamsDocx()})
	require.ErrorIs(t, err, decode.ErrTooLarge)
	require.ErrorContains(t, err, "too many paragraphs")
}

func TestStrictMode(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"SRT with dots":          "1\n00:00:01.000 --> 00:00:02.000\nhi\n",
		"SRT with a bad cue":     "1\n00:00:01,000 --> soon\nhi\n\n2\n00:00:03,000 --> 00:00:04,000\nyes\n",
		"JSON with a lost value": `{"id":"m","meetingId":"m","data":[{"speaker":"Ana","text":"Hi.","startTime":1},{"speaker":"Bo","text":{}}]}`,
	} {
		_, _, err := decode.Decode(strings.NewReader(file), &decode.Options{Strict: true})
		require.ErrorIs(t, err, decode.ErrMalformed, name)
		_, _, err = decode.Decode(strings.NewReader(file), nil)
		require.NoError(t, err, name)
	}
	got, _, err := decode.Decode(strings.NewReader("1\n00:00:01,000 --> 00:00:02,000\nhi\n"), &decode.Options{Strict: true})
	require.NoError(t, err)
	require.Len(t, got.Segments, 1)
}

func TestPodcastCaptions(t *testing.T) {
	t.Parallel()
	vtt := "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>one\n\n00:02.000 --> 00:03.000\ntwo\n"
	srt := "1\n00:00:01,000 --> 00:00:02,000\nAna: one\n\n2\n00:00:02,000 --> 00:00:03,000\ntwo\n"
	for file, f := range map[string]decode.Format{vtt: decode.PodcastVTT(), srt: decode.PodcastSRT()} {
		got, _, err := decode.Decode(strings.NewReader(file), &decode.Options{Format: f})
		require.NoError(t, err)
		require.Equal(t, []string{"1000 2000 [Ana] one", "2000 3000 [Ana] two"}, rows(got))
	}
	got, _, err := decode.Decode(strings.NewReader(vtt), nil)
	require.NoError(t, err)
	require.Empty(t, got.Segments[1].Speaker, "a name is not carried over where nobody said so")
}

// TestRecognisersOnRealFiles compares the words of real files with the text that
// the service itself gives of the whole.
func TestRecognisersOnRealFiles(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus.Dir(t), "corpus", "transcripts", "stt-json")
	whole := map[string]func(map[string]any) string{
		"assemblyai": func(m map[string]any) string { s, _ := m["text"].(string); return s },
		"deepgram": func(m map[string]any) string {
			s, _ := dig(m, "results", "channels", 0, "alternatives", 0, "transcript").(string)
			return s
		},
		"whisper": func(m map[string]any) string { s, _ := m["text"].(string); return s },
	}
	files := 0
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		got, _, err := decodeFile(t, path, decode.Format{})
		if err != nil {
			return nil
		}
		files++
		for _, s := range got.Segments {
			for _, w := range s.Words {
				require.NotEmpty(t, strings.TrimSpace(s.Text[w.StartByte:w.EndByte]), path)
			}
		}
		text := ""
		for _, s := range got.Segments {
			text += " " + s.Text
		}
		if f, ok := whole[got.Origin.Format]; ok {
			var m map[string]any
			readJSON(t, path, &m)
			require.Equal(t, squeeze(f(m)), squeeze(text), path)
			share := 0
			for _, s := range got.Segments {
				share += len(s.Words)
			}
			require.InDelta(t, len(strings.Fields(text)), share, float64(len(strings.Fields(text)))*0.02, "%s: nearly every word has times", path)
		}
		if expected, err := os.ReadFile(strings.TrimSuffix(path, ".json") + ".txt"); err == nil && got.Origin.Format == "speechmatics" {
			require.Equal(t, squeeze(string(expected)), squeeze(text), path)
		}
		return nil
	}))
	require.GreaterOrEqual(t, files, 18)
}

func dig(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

// corpusFiles are the smaller files of the corpus by the format that they have.
var corpusFiles = sync.OnceValue(func() map[string][]string {
	files := map[string][]string{}
	shared := os.Getenv("HIREALIGN_SHARED")
	if shared == "" {
		return files
	}
	_ = filepath.WalkDir(filepath.Join(shared, "corpus", "transcripts"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err != nil || info.Size() > 40<<10 {
			return nil
		}
		if data, err := os.ReadFile(path); err == nil {
			if g := decode.Detect(data); len(g) > 0 {
				files[g[0].Format.Name] = append(files[g[0].Format.Name], string(data))
			}
		}
		return nil
	})
	return files
})

// seeds are the fixtures of a format, and the files of the corpus where it is there.
func seeds(f *testing.F, format string) {
	f.Helper()
	for _, tt := range fixtures {
		if tt.format == format {
			f.Add(tt.file)
		}
	}
	for _, file := range corpusFiles()[format] {
		f.Add(file)
	}
}

// fuzz reads anything as one format: no panic, and a valid transcript or a typed error.
func fuzz(f *testing.F, format decode.Format) {
	f.Helper()
	seeds(f, format.Name)
	f.Fuzz(func(t *testing.T, s string) {
		for _, strict := range []bool{false, true} {
			got, diags, err := decode.Decode(strings.NewReader(s), &decode.Options{ID: "tr", Format: format, Strict: strict})
			if err != nil {
				require.ErrorAs(t, err, new(*decode.Error))
				continue
			}
			require.LessOrEqual(t, len(diags), decode.MaxDiagnostics)
			if !strict {
				require.NotEmpty(t, got.Segments)
				require.NoError(t, got.Validate())
			}
			_, err = json.Marshal(got)
			require.NoError(t, err)
		}
		r, err := decode.NewReader(strings.NewReader(s), &decode.Options{Format: format})
		if err == nil {
			for _, err = range r.All() {
				if err != nil && !errors.As(err, new(*decode.Error)) {
					t.Fatal(err)
				}
			}
		}
	})
}
