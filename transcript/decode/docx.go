package decode

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// TeamsDocx reads the transcript that Microsoft Teams offers as a Word document, in
// its older layout (times, name and words in one paragraph) and its newer one (name
// and time above the words). A Word document in the layout of Google Meet, or with
// "Name: text" paragraphs, is read too.
func TeamsDocx() Format {
	return Format{Name: "teams_docx", Raw: true, Decode: decodeTeamsDocx, Detect: func(head string) (Confidence, string) {
		switch {
		case !strings.HasPrefix(head, "PK\x03\x04"):
			return No, ""
		case strings.Contains(head, "word/"):
			return Certain, "is a zip archive with a Word document"
		default:
			return Possible, "is a zip archive"
		}
	}}
}

const (
	// A part of a document that unpacks to more than bombBytes may not grow by more
	// than bombRatio: text packs to a tenth, and a bomb to a thousandth.
	bombRatio = 200
	bombBytes = 1 << 20
)

func decodeTeamsDocx(content string, limits Limits) (Document, error) {
	paragraphs, cut, err := docxParagraphs(content, limits)
	if err != nil {
		return Document{}, err
	}
	doc := teamsCues(paragraphs)
	if len(doc.Utterances) == 0 {
		doc = teamsHeadings(paragraphs)
	}
	if len(doc.Utterances) == 0 {
		text := strings.Join(paragraphs, "\n")
		format, err := MeetDocs(), error(nil)
		if c, _ := format.Detect(text); c == No {
			format = NameText()
		}
		if c, _ := format.Detect(text); c == No {
			return Document{}, &Error{Err: ErrUnknownFormat, Detail: "the Word document is no transcript"}
		}
		if doc, err = format.Decode(text, limits); err != nil {
			return Document{}, err
		}
	}
	if cut {
		doc.Diagnostics = append(doc.Diagnostics, Diagnostic{Code: Truncated, Severity: Loss, Message: "the document breaks off; what stands before was read"})
	}
	return doc, nil
}

// docxParagraphs reads the paragraphs of a Word document outside its tables, with
// "\n" for line breaks. The second result says that the document breaks off.
func docxParagraphs(content string, limits Limits) ([]string, bool, error) {
	archive, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, false, &Error{Err: ErrBinary, Detail: "a zip archive that cannot be read"}
	}
	var part *zip.File
	for _, f := range archive.File {
		if f.Name == "word/document.xml" {
			part = f
		}
	}
	if part == nil {
		return nil, false, &Error{Err: ErrBinary, Detail: "a zip archive without a Word document"}
	}
	packed := max(part.CompressedSize64, 1)
	if part.UncompressedSize64 > uint64(limits.MaxBytes) || part.UncompressedSize64 > bombBytes && part.UncompressedSize64/packed > bombRatio {
		return nil, false, &Error{Err: ErrTooLarge, Detail: "the document unpacks to " + strconv.FormatUint(part.UncompressedSize64, 10) + " bytes"}
	}
	body, err := part.Open()
	if err != nil {
		return nil, false, &Error{Err: ErrMalformed, Detail: "the document cannot be unpacked"}
	}
	defer func() { _ = body.Close() }()
	var (
		limited    = &io.LimitedReader{R: body, N: limits.MaxBytes + 1}
		dec        = xml.NewDecoder(limited)
		paragraphs []string
		text       strings.Builder
		depth      int
		tables     int
		inText     bool
	)
	for {
		token, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF):
			return paragraphs, false, nil
		case limited.N <= 0:
			return nil, false, &Error{Err: ErrTooLarge, Detail: "the document unpacks to more than it tells"}
		case err != nil && len(paragraphs) == 0:
			return nil, false, &Error{Err: ErrMalformed, Detail: "the document is not well-formed XML"}
		case err != nil:
			return paragraphs, true, nil
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > limits.MaxDepth {
				return nil, false, &Error{Err: ErrTooDeep, Detail: "the limit is " + strconv.Itoa(limits.MaxDepth) + " levels"}
			}
			switch t.Name.Local {
			case "p":
				text.Reset()
			case "t":
				inText = true
			case "br", "cr":
				text.WriteByte('\n')
			case "tab":
				text.WriteByte('\t')
			case "tbl":
				tables++
			}
		case xml.EndElement:
			depth--
			switch t.Name.Local {
			case "p":
				if s := strings.TrimSpace(text.String()); s != "" && tables == 0 {
					if int64(len(paragraphs)) >= limits.parts() {
						return nil, false, &Error{Err: ErrTooLarge, Detail: "the document holds too many paragraphs"}
					}
					paragraphs = append(paragraphs, s)
				}
				text.Reset()
			case "t":
				inText = false
			case "tbl":
				tables--
			}
		case xml.CharData:
			if inText {
				text.Write(t)
			}
		}
	}
}

var (
	docxTimes   = regexp.MustCompile(`(-?\d+:\d{1,2}:\d{1,2}\.\d{1,3}) --> (-?\d+:\d{1,2}:\d{1,2}\.\d{1,3})`)
	docxHeading = regexp.MustCompile(`^(.{1,80}?)([\s\x{00A0}]+)(\d{1,2}:\d{2}(?::\d{2})?)$`)
	docxGap     = regexp.MustCompile(`(?m)^\S.{0,79}?[ \t\x{00A0}]{2,}\d{1,2}:\d{2}(:\d{2})?[ \t]*$`)
	docxNotice  = regexp.MustCompile(`^.{1,80} (started|stopped) transcription$`)
)

// teamsCues reads the older layout. Copying such a document can lose the breaks
// between times, name and words; a name is then found again where another cue has it.
func teamsCues(paragraphs []string) Document {
	var (
		doc   Document
		found report
		names = map[string]bool{}
		glued []int // utterances whose name and words are one
		stray int
		parts int // lines that a cue of a paragraph of its own still waits for
	)
	for n, paragraph := range paragraphs {
		places := docxTimes.FindAllStringSubmatchIndex(paragraph, -1)
		if len(places) == 0 {
			last := len(doc.Utterances) - 1
			switch parts {
			case 2:
				doc.Utterances[last].Label, parts = paragraph, 1
			case 1:
				doc.Utterances[last].Text, parts = oneLine(paragraph), 0
			default:
				stray++
			}
			continue
		}
		for i, at := range places {
			end := len(paragraph)
			if i+1 < len(places) {
				end = places[i+1][0]
			}
			from, _ := parseClock(paragraph[at[2]:at[3]])
			to, _ := parseClock(paragraph[at[4]:at[5]])
			u := Utterance{Line: n + 1, Start: from.at(true), End: to.at(true)}
			body := paragraph[at[1]:end]
			switch lines := strings.SplitN(strings.TrimSpace(body), "\n", 2); {
			case strings.TrimSpace(body) == "":
				parts = 2
			case len(lines) == 2 && strings.HasPrefix(body, "\n"):
				u.Label, u.Text = strings.TrimSpace(lines[0]), strings.ReplaceAll(lines[1], "\n", " ")
				names[u.Label] = true
			default:
				u.Text = strings.ReplaceAll(strings.TrimSpace(body), "\n", " ")
				glued = append(glued, len(doc.Utterances))
			}
			doc.Utterances = append(doc.Utterances, u)
		}
	}
	for _, i := range glued {
		u := &doc.Utterances[i]
		for n := min(longestName, len(u.Text)-1); n > 0 && u.Label == ""; n-- {
			if names[u.Text[:n]] {
				u.Label = u.Text[:n]
			}
		}
		u.Text = strings.TrimSpace(strings.TrimPrefix(u.Text, u.Label))
	}
	if stray > 0 && len(doc.Utterances) > 0 {
		found.add(SkippedText, Info, 0, "paragraphs outside the transcript make no segment: "+strconv.Itoa(stray))
	}
	if len(glued) > 0 {
		found.add(IrregularLayout, Warning, doc.Utterances[glued[0]].Line, "the breaks between names and words are lost; names were found again where another cue has them")
	}
	doc.Diagnostics = found.list
	return doc
}

// teamsHeadings reads the newer layout, in which a name and a time stand above the
// words. Where there is a gap between them, as the product writes it, a word and a time
// without one ("At 10:30") are words.
func teamsHeadings(paragraphs []string) Document {
	var (
		doc     Document
		found   report
		skipped int
		body    []string
	)
	flush := func() {
		if n := len(doc.Utterances); n > 0 {
			doc.Utterances[n-1].Text = strings.Join(body, " ")
		}
		body = nil
	}
	wide := docxGap.MatchString(strings.Join(paragraphs, "\n"))
	for n, paragraph := range paragraphs {
		for line := range strings.SplitSeq(paragraph, "\n") {
			line = strings.TrimSpace(line)
			m := docxHeading.FindStringSubmatch(line)
			switch {
			case line == "":
			case docxNotice.MatchString(line):
				skipped++
			case m != nil && (len(m[2]) > 1 || !wide && plausible(strings.TrimSpace(m[1]))):
				flush()
				doc.Utterances = append(doc.Utterances, Utterance{Line: n + 1, Label: strings.TrimSpace(m[1]), Start: timeOf(m[3])})
			case len(doc.Utterances) == 0:
				if doc.Title == "" {
					doc.Title = line
				}
				skipped++
			default:
				body = append(body, line)
			}
		}
	}
	flush()
	if skipped > 0 && len(doc.Utterances) > 0 {
		found.add(SkippedText, Info, 0, "the title, the date and notices of the product make no segment: "+strconv.Itoa(skipped))
	}
	doc.Diagnostics = found.list
	return doc
}
