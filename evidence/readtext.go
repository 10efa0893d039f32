package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hirealign/hirealign/fault"
)

// ReadText makes a document of plain text. A blank line ends a paragraph; lines
// that begin with a bullet or a number are list items; a short line in capitals
// and one that is underlined are headings. Each block is a piece of the text at
// its offsets.
//
// It returns ErrInvalidDocument for a missing id and for text that is not UTF-8
// or holds NUL, which is a file of another format, and ErrNoText where there is
// no word. Text in another encoding is for the caller to decode.
func ReadText(id, text string) (Document, error) { return readLines(id, text, "text") }

// ReadMarkdown makes a document of Markdown (CommonMark): headings, paragraphs,
// list items, code blocks, and the rows of tables. The marks at the start of a
// line belong to no block; those inside a line stay in the text as they are written.
// Marks of emphasis are no words to Index.Verify, the address of a link is. A comment
// that begins a line is left out, since nobody sees it. Errors are those of ReadText.
func ReadMarkdown(id, text string) (Document, error) { return readLines(id, text, "markdown") }

func readLines(id, text, format string) (Document, error) {
	switch {
	case !utf8.ValidString(text):
		return Document{}, fault.New(ErrInvalidDocument, "evidence.document_not_utf8", "", "the text is not UTF-8")
	case strings.ContainsRune(text, 0):
		return Document{}, fault.New(ErrInvalidDocument, "evidence.document_binary", "", "the file is not text")
	}
	r := reader{text: text, markdown: format == "markdown"}
	at := len(text) - len(strings.TrimPrefix(text, "\uFEFF"))
	for at < len(text) {
		end, next := lineEnd(text, at)
		r.line(at, end)
		at = next
	}
	r.flush()
	d, err := NewDocument(id, r.blocks)
	if err != nil {
		return Document{}, err
	}
	sum := sha256.Sum256([]byte(text))
	d.Origin.Format, d.Origin.SHA256 = format, hex.EncodeToString(sum[:])
	return d, nil
}

// lineEnd returns where the line ends and where the next begins. A form feed,
// which ends a page in plain text, ends a line.
func lineEnd(text string, at int) (end, next int) {
	i := strings.IndexAny(text[at:], "\n\r\f")
	if i < 0 {
		return len(text), len(text)
	}
	end = at + i
	if strings.HasPrefix(text[end:], "\r\n") {
		return end, end + 2
	}
	return end, end + 1
}

// reader cuts lines into blocks.
type reader struct {
	text     string
	markdown bool
	blocks   []Block
	open     bool // whether the last block goes on
	indent   int  // columns before the mark of the open list item
	fence    string
	comment  bool // whether a comment goes on
}

func (r *reader) flush() { r.open = false }

func (r *reader) start(kind BlockKind, from, to int) {
	r.blocks = append(r.blocks, Block{Kind: kind, StartByte: from, EndByte: to, Text: r.text[from:to]})
	r.open = true
}

func (r *reader) extend(to int) {
	b := &r.blocks[len(r.blocks)-1]
	b.EndByte = to
	b.Text = r.text[b.StartByte:to]
}

func (r *reader) last() *Block {
	if !r.open {
		return nil
	}
	return &r.blocks[len(r.blocks)-1]
}

func (r *reader) line(from, to int) {
	from, to = trim(r.text, from, to)
	indent := r.column(from)
	if r.fence != "" {
		r.code(from, to)
		return
	}
	if r.markdown {
		for from < to && r.text[from] == '>' {
			from, to = trim(r.text, from+1, to)
		}
		from, to = r.uncommented(from, to)
	}
	content := r.text[from:to]
	switch {
	case content == "":
		r.flush()
	case r.markdown && r.markup(from, to):
	case r.underline(content):
	default:
		if mark := listMark(content, r.markdown); mark > 0 {
			r.flush()
			start, _ := trim(r.text, from+mark, to)
			if start < to {
				r.start(ListItem, start, to)
				r.indent = indent
			}
			return
		}
		if !r.markdown && capitals(content) {
			r.flush()
			r.start(Heading, from, to)
			r.flush()
			return
		}
		last := r.last()
		if last != nil && (last.Kind != ListItem || r.markdown || indent > r.indent) {
			r.extend(to)
			return
		}
		r.start(Paragraph, from, to)
	}
}

// uncommented returns what a line has behind the comments that begin or end in it.
func (r *reader) uncommented(from, to int) (int, int) {
	for r.comment || strings.HasPrefix(r.text[from:to], "<!--") {
		r.flush()
		if !r.comment {
			from += len("<!--")
		}
		end := strings.Index(r.text[from:to], "-->")
		if r.comment = end < 0; r.comment {
			return to, to
		}
		from, to = trim(r.text, from+end+len("-->"), to)
	}
	return from, to
}

// markup reads the lines that only Markdown has, and reports whether it was one.
func (r *reader) markup(from, to int) bool {
	content := r.text[from:to]
	if f := fenceOf(content); f != "" {
		r.flush()
		r.fence = f
		return true
	}
	rest := strings.TrimLeft(content, "#")
	if n := len(content) - len(rest); n > 0 && n <= 6 && spaceAt(content, n) {
		r.flush()
		start, end := trim(r.text, from+n, to)
		if body := strings.TrimRight(r.text[start:end], "#"); body == "" || strings.HasSuffix(body, " ") {
			start, end = trim(r.text, start, start+len(body))
		}
		if start < end {
			r.start(Heading, start, end)
		}
		r.flush()
		return true
	}
	if content[0] == '|' {
		r.flush()
		if strings.Trim(content, "|:- \t") != "" {
			r.start(TableRow, from, to)
			r.flush()
		}
		return true
	}
	return false
}

// code takes a line of a code block up to its closing fence.
func (r *reader) code(from, to int) {
	content := r.text[from:to]
	if strings.HasPrefix(content, r.fence) && strings.Trim(content, r.fence[:1]) == "" {
		r.fence = ""
		r.flush()
		return
	}
	switch {
	case content == "":
	case r.open:
		r.extend(to)
	default:
		r.start(Code, from, to)
	}
}

// underline reports whether the line is a rule. Below a line of text it makes
// that a heading.
func (r *reader) underline(content string) bool {
	first := content[:1]
	if !strings.Contains("=-_*~", first) || strings.Trim(content, first+" ") != "" || len(content) < 3 {
		return false
	}
	if last := r.last(); last != nil && last.Kind == Paragraph && (first == "=" || first == "-") && !strings.ContainsAny(last.Text, "\n\r") {
		last.Kind = Heading
	}
	r.flush()
	return true
}

func fenceOf(content string) string {
	for _, mark := range []string{"`", "~"} {
		n := len(content) - len(strings.TrimLeft(content, mark))
		if n >= 3 && (mark == "~" || !strings.Contains(content[n:], mark)) {
			return content[:n]
		}
	}
	return ""
}

const (
	bullets     = "-*+"
	textBullets = bullets + "•‣◦▪●○■□–—·➢✓➤"
)

// listMark returns the length of the mark that a list item starts with, 0 for none.
func listMark(content string, markdown bool) int {
	marks, digits := textBullets, 2
	if markdown {
		marks, digits = bullets, 9
	}
	first, size := utf8.DecodeRuneInString(content)
	if strings.ContainsRune(marks, first) && spaceAt(content, size) {
		return size
	}
	n := 0
	for n < len(content) && n < digits && content[n] >= '0' && content[n] <= '9' {
		n++
	}
	if n > 0 && n < len(content) && (content[n] == '.' || content[n] == ')') && spaceAt(content, n+1) {
		return n + 1
	}
	return 0
}

func spaceAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return i == len(s) || unicode.IsSpace(r)
}

const longestCapitals = 6 // words of a line in capitals that is a heading

// capitals reports whether a line is short and all its letters are capitals.
func capitals(line string) bool {
	letters := 0
	for _, r := range line {
		if unicode.IsLower(r) || unicode.Is(unicode.Lo, r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 4 && len(strings.Fields(line)) <= longestCapitals
}

func trim(text string, from, to int) (int, int) {
	s := strings.TrimSpace(text[from:to])
	from += strings.Index(text[from:to], s)
	return from, from + len(s)
}

// column counts the bytes of the line before an offset, a tab as four.
func (r *reader) column(at int) int {
	n := 0
	for i := at - 1; i >= 0 && r.text[i] != '\n' && r.text[i] != '\r' && r.text[i] != '\f'; i-- {
		if n++; r.text[i] == '\t' {
			n += 3
		}
	}
	return n
}
