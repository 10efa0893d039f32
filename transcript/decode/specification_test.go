package decode_test

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/transcript/decode"
)

// specCue is a cue as the parser below reads it.
type specCue struct {
	id         string
	start, end int64
	text       string
	voice      string
}

// spec is a second parser of WebVTT, written step by step after the specification
// (https://www.w3.org/TR/webvtt1/#file-parsing) and slow: strict mode must agree
// with it. The file is UTF-8; ok is false for what is no WebVTT file.
func spec(file string) (cues []specCue, ok bool) {
	s := strings.TrimPrefix(file, "\uFEFF")
	s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	if len(s) < 6 || s[:6] != "WEBVTT" || len(s) > 6 && !strings.ContainsRune(" \t\n", rune(s[6])) {
		return nil, false
	}
	pos := strings.IndexByte(s, '\n')
	if pos < 0 {
		return nil, true
	}
	pos++
	p := &specParser{s: s, pos: pos}
	if p.pos >= len(s) {
		return nil, true
	}
	if s[p.pos] != '\n' {
		p.block(true)
	} else {
		p.pos++
	}
	for {
		for p.pos < len(s) && s[p.pos] == '\n' {
			p.pos++
		}
		if p.pos >= len(s) {
			return cues, true
		}
		if c := p.block(false); c != nil {
			c.text, c.voice = specText(c.text)
			cues = append(cues, *c)
		}
	}
}

type specParser struct {
	s   string
	pos int
}

func (p *specParser) block(inHeader bool) *specCue {
	var (
		count, previous      = 0, p.pos
		buffer               string
		seenEOF, seenArrow   bool
		cue                  *specCue
		seenCue, sheet, area bool
	)
	for {
		from := p.pos
		for p.pos < len(p.s) && p.s[p.pos] != '\n' {
			p.pos++
		}
		line := p.s[from:p.pos]
		count++
		if p.pos >= len(p.s) {
			seenEOF = true
		} else {
			p.pos++
		}
		switch {
		case strings.Contains(line, "-->"):
			if inHeader || count != 1 && (count != 2 || seenArrow) {
				p.pos = previous
				return finish(cue, buffer)
			}
			seenArrow = true
			previous = p.pos
			cue = &specCue{id: buffer}
			if start, end, ok := specTimings(line); ok {
				cue.start, cue.end = start, end
				buffer, seenCue = "", true
			} else {
				cue = nil
			}
		case line == "":
			return finish(cue, buffer)
		default:
			if !inHeader && count == 2 && !seenCue {
				switch {
				case strings.HasPrefix(buffer, "STYLE") && strings.Trim(buffer[5:], " \t\f") == "" && !sheet:
					sheet, buffer = true, ""
				case strings.HasPrefix(buffer, "REGION") && strings.Trim(buffer[6:], " \t\f") == "" && !area:
					area, buffer = true, ""
				}
			}
			if buffer != "" {
				buffer += "\n"
			}
			buffer += line
			previous = p.pos
		}
		if seenEOF {
			return finish(cue, buffer)
		}
	}
}

func finish(cue *specCue, buffer string) *specCue {
	if cue != nil {
		cue.text = buffer
	}
	return cue
}

func specTimings(line string) (start, end int64, ok bool) {
	i := 0
	space := func() {
		for i < len(line) && strings.IndexByte(" \t\f\r\n", line[i]) >= 0 {
			i++
		}
	}
	digits := func() string {
		from := i
		for i < len(line) && line[i] >= '0' && line[i] <= '9' {
			i++
		}
		return line[from:i]
	}
	number := func(s string) (n int64) {
		for _, c := range s {
			n = min(n*10+int64(c-'0'), 1e12) // more hours than an int64 has milliseconds for
		}
		return n
	}
	is := func(c byte) bool {
		if i >= len(line) || line[i] != c {
			return false
		}
		i++
		return true
	}
	stamp := func() (int64, bool) {
		a := digits()
		hours := len(a) != 2 || number(a) > 59
		if a == "" || !is(':') {
			return 0, false
		}
		b := digits()
		if len(b) != 2 {
			return 0, false
		}
		h, m, s := int64(0), number(a), number(b)
		if hours || i < len(line) && line[i] == ':' {
			if !is(':') {
				return 0, false
			}
			c := digits()
			if len(c) != 2 {
				return 0, false
			}
			h, m, s = number(a), number(b), number(c)
		}
		if !is('.') {
			return 0, false
		}
		f := digits()
		if len(f) != 3 || m > 59 || s > 59 {
			return 0, false
		}
		return ((h*60+m)*60+s)*1000 + number(f), true
	}
	space()
	if start, ok = stamp(); !ok {
		return 0, 0, false
	}
	space()
	for _, c := range []byte("-->") {
		if !is(c) {
			return 0, 0, false
		}
	}
	space()
	end, ok = stamp()
	return start, end, ok
}

// specText is the tokenizer of cue text, with a state for each of its states.
func specText(in string) (text, voice string) {
	var b strings.Builder
	heard := false
	reference := func(i int) (string, int) { // an HTML character reference at in[i:]
		if m := specNumber.FindStringSubmatch(in[i:]); m != nil {
			base, digits := 10, m[1]
			if digits[0]|0x20 == 'x' {
				base, digits = 16, digits[1:]
			}
			n, err := strconv.ParseUint(digits, base, 32)
			if err != nil {
				n = 1 << 30
			}
			return html.UnescapeString(fmt.Sprintf("&#%d;", min(n, 1<<30))), len(m[0])
		}
		if strings.HasPrefix(in[i:], "&#") {
			return "&", 1
		}
		for n := min(len(in)-i, 40); n > 1; n-- {
			piece := in[i : i+n]
			if strings.ContainsAny(piece[1:], "&<> \n") {
				continue
			}
			if u := html.UnescapeString(piece); u != piece && !strings.HasSuffix(u, piece[n-1:]) {
				return u, n
			}
		}
		return "&", 1
	}
	for i := 0; i < len(in); {
		switch in[i] {
		case '&':
			t, n := reference(i)
			b.WriteString(t)
			i += n
		case '<':
			i++
			name, annotation, state := "", "", "tag"
			for ; i < len(in) && in[i] != '>'; i++ {
				c := in[i]
				space := strings.IndexByte(" \t\n\f", c) >= 0
				switch state {
				case "tag":
					switch {
					case space:
						state = "annotation"
					case c == '.':
						state = "class"
					case c == '/':
						state = "end"
					case c >= '0' && c <= '9':
						state = "timestamp"
					default:
						name, state = string(c), "start"
					}
				case "start":
					switch {
					case space:
						state = "annotation"
					case c == '.':
						state = "class"
					default:
						name += string(c)
					}
				case "class":
					if space {
						state = "annotation"
					}
				case "annotation":
					if c == '&' {
						t, n := reference(i)
						annotation += t
						i += n - 1
					} else {
						annotation += string([]byte{c})
					}
				}
			}
			i++
			if name == "v" && !heard {
				voice = strings.Join(strings.FieldsFunc(annotation, func(r rune) bool { return strings.ContainsRune(" \t\n\f\r", r) }), " ")
				heard = voice != ""
				voice = strings.TrimSpace(voice) // labels of speakers have no white space at their ends
			}
		default:
			b.WriteByte(in[i])
			i++
		}
	}
	return b.String(), voice
}

var specNumber = regexp.MustCompile(`^&#([xX][0-9a-fA-F]+|[0-9]+);?`)

// strictCues reads a file in strict mode.
func strictCues(file string) (cues []specCue, ok bool) {
	t, _, err := decode.Decode(strings.NewReader(file), &decode.Options{ID: "tr", Format: decode.WebVTT(), Strict: true})
	if err != nil {
		return nil, false
	}
	for _, s := range t.Segments {
		sp, _ := t.Speaker(s.Speaker)
		cues = append(cues, specCue{s.SourceID, must(s.Start.Ms()), must(s.End.Ms()), s.Text, sp.Label})
	}
	return cues, true
}

func must(ms int64, known bool) int64 {
	if !known {
		panic("a cue without times")
	}
	return ms
}

// parts are what files are made of: everything that the specification gives a
// meaning to, and what looks like it.
var parts = []string{
	"WEBVTT", "\n", "\n", "\n", "\n\n", "\r", "\r\n", " ", "\t", "\f", "\v", "\x00", "\uFEFF", "-->", "--", ">", " --> ",
	"00:01.000 --> 00:02.000", "00:00:01.000 --> 00:00:02.000", "\n\n00:01.000 --> 00:02.500\n", "00:01.000-->00:02.000", "00:01.000\t-->\f00:02.000 line:0",
	"60:00:01.000 --> 100:00:00.000", "123456789:00:00.000 --> 123456789:00:00.001", "00:60.000 --> 01:00.000", "00:01.00 --> 00:02.000", "0:01.000 --> 00:02.000", "1:00:01.000 --> 1:00:02.000", "60:01.000 --> 61:02.000", "00:01,000 --> 00:02,000",
	"NOTE", "NOTE ", "STYLE", "STYLE \n", "REGION\nid:a", "::cue { color: red }", "id", "Region: id=a", "X-TIMESTAMP-MAP=MPEGTS:1,LOCAL:0",
	"<", "</", "<v", "<v ", "<v Ana>", "<v.loud  Ana \t Bo>", "</v>", "<c.a.b>", "<i>", "</i>", "<b>", "<u>", "<ruby>", "<rt>", "</rt>", "<lang en>", "<00:00:01.000>", "<00:01>", "<>", "</>", "<.x y>", "< v Bo>", "<v/Bo>", "<1>", "<&>",
	"&amp;", "&lt;", "&gt", "&nbsp;", "&lrm;", "&notit;", "&nsubE;", "&#65;", "&#x41", "&#x;", "&#0;", "&#128;", "&#x110000;", "&#xD800;", "&", "&a", "amp;", "&;", "&CounterClockwiseContourIntegral;",
	"text", "日本", "\u2028", "\u0085", "\u00A0", "e\u0301", "1", "0", ":", ".",
}

func TestStrictModeIsTheSpecification(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		file := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 40).Draw(t, "parts"), "")
		if rapid.IntRange(0, 9).Draw(t, "signed") > 0 {
			file = "WEBVTT\n" + rapid.SampledFrom([]string{"\n", "\n\n00:01.000 --> 00:02.000\n", "\nid\n00:01.000 --> 00:02.000 align:start\n", ""}).Draw(t, "opening") + file
		}
		want, ok := spec(file)
		got, accepted := strictCues(file)
		require.Equal(t, ok, accepted, "%q", file)
		require.Equal(t, want, got, "%q", file)
	})
}

// FuzzStrict compares strict mode with the parser above on any bytes.
func FuzzStrict(f *testing.F) {
	seeds(f, "webvtt")
	for _, p := range parts {
		f.Add("WEBVTT\n\n00:01.000 --> 00:02.000\n" + p)
	}
	f.Fuzz(func(t *testing.T, file string) {
		if strings.ToValidUTF8(file, "") != file {
			return // how many characters of a broken one are replaced is tested elsewhere
		}
		want, ok := spec(file)
		got, accepted := strictCues(file)
		require.Equal(t, ok, accepted)
		require.Equal(t, want, got)
	})
}

// TestStrictCases are files and cue texts after the manner of the web platform tests,
// with what their specification makes of them written by hand.
func TestStrictCases(t *testing.T) {
	t.Parallel()
	type cues []specCue
	one := func(text, voice string) cues { return cues{{"", 1000, 2000, text, voice}} }
	text := func(s string) string { return "WEBVTT\n\n00:01.000 --> 00:02.000\n" + s }
	tests := []struct {
		name, file string
		want       cues
	}{
		{"only a signature", "WEBVTT", nil},
		{"a byte order mark and CR alone", "\uFEFFWEBVTT\r\r00:01.000 --> 00:02.000\ra\rb\r\r", one("a\nb", "")},
		{"text after the signature", "WEBVTT - a title\n\n00:01.000 --> 00:02.000\na", one("a", "")},
		{"a tab after the signature", "WEBVTT\ta\n\n00:01.000 --> 00:02.000\na", one("a", "")},
		{"a cue right below the signature", "WEBVTT\n00:01.000 --> 00:02.000\na", one("a", "")},
		{"header lines, then a cue without a blank line", "WEBVTT\nKind: captions\n00:01.000 --> 00:02.000\na", one("a", "")},
		{"an id below the signature belongs to the header", "WEBVTT\nid\n00:01.000 --> 00:02.000\na", one("a", "")},
		{"an id keeps its spaces", "WEBVTT\n\n  7 \n00:01.000 --> 00:02.000\na", cues{{"  7 ", 1000, 2000, "a", ""}}},
		{"a block of text before the id drops no cue", "WEBVTT\n\nx\ny\n00:01.000 --> 00:02.000\na", one("a", "")},
		{"hours without bound", "WEBVTT\n\n100:00:00.000 --> 123456:00:00.000\na", cues{{"", 360_000_000, 444_441_600_000, "a", ""}}},
		{"sixty and more in the first place are hours", "WEBVTT\n\n60:00:01.000 --> 61:00:00.000\na", cues{{"", 216_001_000, 219_600_000, "a", ""}}},
		{"sixty minutes drop that cue only", "WEBVTT\n\n60:01.000 --> 60:02.000\na\n\n00:01.000 --> 00:02.000\nb", one("b", "")},
		{"sixty seconds drop that cue only", "WEBVTT\n\n00:59:60.000 --> 01:00:02.000\na\n\n00:01.000 --> 00:02.000\nb", one("b", "")},
		{"fractions of two and four digits", "WEBVTT\n\n00:01.00 --> 00:02.000\na\n\n00:01.000 --> 00:02.0000\nb", nil},
		{"one-digit minutes", "WEBVTT\n\n0:01.000 --> 0:02.000\na", nil},
		{"a comma", "WEBVTT\n\n00:01,000 --> 00:02,000\na", nil},
		{"a minus", "WEBVTT\n\n-00:01.000 --> 00:02.000\na", nil},
		{"no space around the arrow, and a form feed", "WEBVTT\n\n00:01.000-->\f00:02.000\na", one("a", "")},
		{"a vertical tab is no space", "WEBVTT\n\n00:01.000\v-->00:02.000\na", nil},
		{"an end before the start", "WEBVTT\n\n00:02.000 --> 00:01.000\na", cues{{"", 2000, 1000, "a", ""}}},
		{"settings that are none, and an unknown region", "WEBVTT\n\n00:01.000 --> 00:02.000 region:fred line:x%,y size:-1 foo\na", one("a", "")},
		{"a setting right after the time", "WEBVTT\n\n00:01.000 --> 00:02.000align:start\na", one("a", "")},
		{"a style and a region", "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n00:01.000 --> 00:02.000 region:fred\na", one("a", "")},
		{"a style that holds an arrow ends there", "WEBVTT\n\nSTYLE\n::cue\n00:01.000 --> 00:02.000\na", one("a", "")},
		{"the word STYLE above times is an id", "WEBVTT\n\nSTYLE\n00:01.000 --> 00:02.000\na", cues{{"STYLE", 1000, 2000, "a", ""}}},
		{"a style after the first cue is no cue", "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\nSTYLE\n::cue {}\n", one("a", "")},
		{"a comment", "WEBVTT\n\nNOTE\na\n\nNOTE b\n\n00:01.000 --> 00:02.000\na", one("a", "")},
		{"a comment inside a cue is text", text("a\nNOTE b"), one("a\nNOTE b", "")},
		{"a cue without words", text(""), one("", "")},
		{"an arrow in the words ends the cue", text("a\nb --> c\n\n00:01.000 --> 00:02.000\nd"), cues{{"", 1000, 2000, "a", ""}, {"", 1000, 2000, "d", ""}}},
		{"NUL", text("a\x00b"), one("a\uFFFDb", "")},
		{"the beginning of a character counts once", text("a\xE2\x82b\xF0\x9F\x98c\xC0\xAF\xED\xA0\x80"), one("a\uFFFDb\uFFFDc\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD", "")},
		{"line ends of other alphabets are words", text("a\u2028b\u0085c\u2029d"), one("a\u2028b\u0085c\u2029d", "")},
		{"white space at both ends stays", text(" a \n b "), one(" a \n b ", "")},

		{"tags of all kinds", text("<c.x>a</c><i>b</i><b>c</b><u>d</u><ruby>e<rt>f</rt></ruby><lang en>g</lang>"), one("abcdefg", "")},
		{"tags closed in the wrong order", text("<i><b>a</i>b</b>c"), one("abc", "")},
		{"tags that are none", text("<bad>a</bad><font color=red>b"), one("ab", "")},
		{"a tag that never ends", text("a <b c"), one("a ", "")},
		{"less than", text("1 < 2 and 3 > 2"), one("1  2", "")},
		{"times", text("<00:00:01.500>a<00:01.750>b<1>c"), one("abc", "")},
		{"a tag over two lines", text("<v Ana\nBo>a"), one("a", "Ana Bo")},
		{"a voice with classes and spaces", text("<v.loud.b   Ana \t Bo >a</v>"), one("a", "Ana Bo")},
		{"a voice without a name", text("<v>a"), one("a", "")},
		{"a voice with entities", text("<v Carlos Far&#237;as &amp; &gt;Bo>a"), one("a", "Carlos Farías & >Bo")},
		{"the first of two voices", text("<v Ana>a</v> <v Bo>b</v>"), one("a b", "Ana")},
		{"a name that begins with v", text("<video Ana>a"), one("a", "")},

		{"entities", text("&amp;&lt;&gt;&nbsp;&lrm;&rlm;&quot;&apos;&hellip;&NotEqualTilde;&nsubE;&nLt;&nGt;"), one("&<>\u00A0\u200E\u200F\"'…\u2242\u0338\u2AC5\u0338\u226A\u20D2\u226B\u20D2", "")},
		{"entities without a semicolon", text("&ampa &lt &copy2 &notit; &notin; &am &hellip"), one("&a < ©2 ¬it; ∉ &am &hellip", "")},
		{"numbers", text("&#65;&#x42;&#X43 &#128;&#0;&#xD800;&#x110000;&#x100000041;&#4294967361;"), one("ABC €\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD", "")},
		{"numbers that are none", text("&#;&#x;&#xg;&# &#x &"), one("&#;&#x;&#xg;&# &#x &", "")},
		{"an entity is decoded once", text("&amp;amp;&amp;#65;"), one("&amp;&#65;", "")},
		{"what an entity stands for is no tag", text("&lt;v Ana&gt;a"), one("<v Ana>a", "")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := strictCues(tt.file)
			require.True(t, ok)
			require.Equal(t, tt.want, cues(got))
		})
	}
	for name, file := range map[string]string{
		"nothing": "", "a byte order mark alone": "\uFEFF", "two byte order marks": "\uFEFF\uFEFFWEBVTT\n\n00:01.000 --> 00:02.000\na", "lower case": "webvtt\n", "cut off": "WEBVT",
		"goes on": "WEBVTTs\n", "a NUL": "WEBVTT\x00\n", "a form feed": "WEBVTT\f\n", "a no-break space": "WEBVTT\u00A0\n", "a blank line before it": "\nWEBVTT\n", "a space before it": " WEBVTT\n", "another": "WEBSRT\n",
		"SubRip": "1\n00:00:01,000 --> 00:00:02,000\na\n", "UTF-16": "\xFF\xFEW\x00E\x00B\x00V\x00T\x00T\x00\n\x00", "words first": "garbage\nWEBVTT\n\n00:01.000 --> 00:02.000\na\n",
	} {
		_, ok := strictCues(file)
		require.False(t, ok, name)
		_, err := decode.NewReader(strings.NewReader(file), &decode.Options{Format: decode.WebVTT(), Strict: true})
		require.Error(t, err, name)
	}
}

// TestStrictReader shows that a file that is read in pieces gives the same cues.
func TestStrictReader(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		file := "WEBVTT\n\n" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 40).Draw(t, "parts"), "")
		want, ok := strictCues(file)
		require.True(t, ok)
		r, err := decode.NewReader(iotest.OneByteReader(strings.NewReader(file)), &decode.Options{Format: decode.WebVTT(), Strict: true})
		require.NoError(t, err)
		var got []specCue
		for u, err := range r.All() {
			require.NoError(t, err)
			got = append(got, specCue{u.SourceID, must(u.Start.Ms()), must(u.End.Ms()), u.Text, strings.TrimSpace(u.Label)})
		}
		require.Equal(t, fmt.Sprint(want), fmt.Sprint(got), "%q", file)
	})
}

// TestReaderOfAnything shows the same for lenient mode, in files of anything.
func TestReaderOfAnything(t *testing.T) {
	t.Parallel()
	more := append([]string{"1\n00:00:01,000 --> 00:00:02,000\n", "2\n", "Ana: ", "0:00:01.000,0:00:02.000\n", ">> ", "{\\an8}", "96c14169-de06-4080-b9fe-f573f75eb719/1-0\n", "96c14169-de06-4080-b9fe-f573f75eb719/1-1\n"}, parts...)
	rapid.Check(t, func(t *rapid.T) {
		file := strings.Join(rapid.SliceOfN(rapid.SampledFrom(more), 0, 40).Draw(t, "parts"), "")
		format := rapid.SampledFrom([]decode.Format{decode.WebVTT(), decode.ZoomVTT(), decode.TeamsVTT(), decode.YouTubeVTT(), decode.SRT(), decode.SBV()}).Draw(t, "format")
		tr, _, _ := decode.Decode(strings.NewReader(file), &decode.Options{ID: "tr", Format: format})
		var want, got []string
		for _, s := range tr.Segments {
			sp, _ := tr.Speaker(s.Speaker)
			want = append(want, fmt.Sprint(s.Start, sp.Label, "/", s.Text))
		}
		if r, err := decode.NewReader(iotest.OneByteReader(strings.NewReader(file)), &decode.Options{Format: format}); err == nil {
			for u, err := range r.All() {
				require.NoError(t, err)
				got = append(got, fmt.Sprint(u.Start, strings.TrimSpace(u.Label), "/", strings.TrimSpace(u.Text)))
			}
		}
		require.Equal(t, want, got, "%s of %q", format.Name, file)
	})
}

// TestLenientModeLosesNoCue shows that what strict mode reads is read by lenient mode
// too: each cue with words, at the same times.
func TestLenientModeLosesNoCue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		file := "WEBVTT\n\n" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 40).Draw(t, "parts"), "")
		want, ok := strictCues(file)
		require.True(t, ok)
		tr, _, err := decode.Decode(strings.NewReader(file), &decode.Options{ID: "tr", Format: decode.WebVTT()})
		read := map[int64]bool{}
		for _, s := range tr.Segments {
			read[must(s.Start.Ms())] = true
		}
		for _, c := range want {
			if strings.IndexFunc(c.text, func(r rune) bool { return !unicode.IsSpace(r) }) >= 0 {
				require.NoError(t, err)
				require.True(t, read[c.start], "%d in %q", c.start, file)
			}
		}
	})
}
