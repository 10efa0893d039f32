package documents

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
)

const (
	deepestXML   = 256
	mostParts    = 4096 // entries of the archive
	zipEncrypted = 1    // bit of an entry's flags
)

// readDocx reads the paragraphs of a Word document in the order of its parts:
// headers, body, footnotes, footers. Text boxes and table cells give paragraphs of
// their own; text that was deleted or moved away, or is marked as hidden, is left out.
func readDocx(file []byte, opts Options) (blocks []evidence.Block, err error) {
	defer func() {
		if p := recover(); p != nil {
			blocks, err = nil, malformed("the Word document cannot be read")
		}
	}()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, malformed("the archive cannot be read")
	}
	if len(archive.File) > mostParts {
		return nil, tooLarge("documents.too_many_parts", "the archive has more entries than the limit")
	}
	parts := map[int][]*zip.File{}
	for _, f := range archive.File {
		if rank := partRank(f.Name); rank > 0 {
			parts[rank] = append(parts[rank], f)
		}
	}
	if len(parts[bodyPart]) == 0 {
		return nil, fault.New(ErrUnsupported, "documents.format_unsupported", "", "the archive holds no Word document")
	}
	budget := &budget{unpacked: opts.MaxUnpackedBytes, text: opts.MaxTextBytes}
	seen := map[string]bool{}
	for rank := headerPart; rank <= footerPart; rank++ {
		slices.SortFunc(parts[rank], func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
		for _, f := range parts[rank] {
			found, err := readPart(f, budget)
			if err != nil {
				if rank == bodyPart || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrEncrypted) {
					return nil, err
				}
				continue // the body is worth more than a broken header
			}
			for _, b := range found {
				// Every kind of page has its own header, mostly the same.
				if rank != bodyPart && seen[b.Text] {
					continue
				}
				seen[b.Text] = true
				if rank != bodyPart {
					b.Page = 0
				}
				blocks = append(blocks, b)
			}
		}
	}
	return blocks, nil
}

const (
	headerPart = iota + 1
	bodyPart
	footnotePart
	footerPart
)

func partRank(name string) int {
	base, ok := strings.CutPrefix(name, "word/")
	switch {
	case !ok || strings.Contains(base, "/") || !strings.HasSuffix(base, ".xml"):
		return 0
	case base == "document.xml":
		return bodyPart
	case base == "footnotes.xml" || base == "endnotes.xml":
		return footnotePart
	case strings.HasPrefix(base, "header"):
		return headerPart
	case strings.HasPrefix(base, "footer"):
		return footerPart
	}
	return 0
}

// budget is what is left of the limits of one file.
type budget struct {
	unpacked int64
	text     int
}

func readPart(f *zip.File, b *budget) ([]evidence.Block, error) {
	if f.Flags&zipEncrypted != 0 {
		return nil, fault.New(ErrEncrypted, "documents.encrypted", "", "the archive opens with a password only")
	}
	body, err := f.Open()
	if err != nil {
		return nil, malformed("a part of the document cannot be unpacked")
	}
	defer func() { _ = body.Close() }()
	// What an entry says about its size may be a lie: only what comes out counts.
	limited := &io.LimitedReader{R: body, N: b.unpacked + 1}
	p := part{budget: b}
	err = p.read(xml.NewDecoder(limited))
	if b.unpacked = limited.N - 1; limited.N <= 0 {
		return nil, tooLarge("documents.unpacks_too_large", "the document unpacks to more than the limit")
	}
	if err != nil {
		return nil, err
	}
	if !p.paged {
		for i := range p.blocks {
			p.blocks[i].Page = 0
		}
	}
	return p.blocks, nil
}

// part reads one part's XML.
type part struct {
	budget *budget
	blocks []evidence.Block
	open   []*paragraph // a text box stands in the middle of a paragraph
	pages  int          // page breaks of the last layout
	paged  bool
	inText bool
	skip   int // depth inside elements that are outdated
}

type paragraph struct {
	kind evidence.BlockKind
	page int
	text strings.Builder
	runs []bool // those that are open, and whether each is hidden
}

// shown reports whether a reader of the document sees what stands here.
func (p *part) shown() bool {
	return p.skip == 0 && len(p.open) > 0 && !slices.ContainsFunc(p.open, func(o *paragraph) bool { return slices.Contains(o.runs, true) })
}

func (p *part) read(dec *xml.Decoder) error {
	depth := 0
	for {
		token, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return malformed("a part of the document is not well-formed")
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > deepestXML {
				return tooLarge("documents.too_deep", "the document is nested deeper than the limit")
			}
			p.start(t)
		case xml.EndElement:
			depth--
			p.end(t)
		case xml.CharData:
			if p.inText && p.shown() {
				if p.budget.text -= len(t); p.budget.text < 0 {
					return tooLarge("documents.text_too_large", "the text is larger than the limit")
				}
				p.write(string(t))
			}
		}
	}
}

func (p *part) write(s string) {
	if p.shown() {
		p.open[len(p.open)-1].text.WriteString(s)
	}
}

func (p *part) start(t xml.StartElement) {
	if p.skip > 0 || outdated(t.Name.Local) {
		p.skip++
		return
	}
	switch t.Name.Local {
	case "p":
		p.open = append(p.open, &paragraph{page: p.pages + 1})
	case "r":
		if n := len(p.open); n > 0 {
			p.open[n-1].runs = append(p.open[n-1].runs, false)
		}
	case "t":
		p.inText = true
	case "br", "cr":
		p.write("\n")
	case "tab":
		p.write("\t")
	case "noBreakHyphen":
		p.write("-")
	case "vanish":
		if n := len(p.open); n > 0 && len(p.open[n-1].runs) > 0 && on(t) { // else it is the paragraph's own mark
			p.open[n-1].runs[len(p.open[n-1].runs)-1] = true
		}
	case "lastRenderedPageBreak":
		p.pages++
		p.paged = true
		if n := len(p.open); n > 0 && p.open[n-1].text.Len() == 0 {
			p.open[n-1].page = p.pages + 1
		}
	case "pStyle":
		if n := len(p.open); n > 0 {
			switch style := strings.ToLower(value(t)); {
			case strings.HasPrefix(style, "heading"), style == "title", style == "subtitle":
				p.open[n-1].kind = evidence.Heading
			case strings.HasPrefix(style, "list"):
				p.open[n-1].kind = evidence.ListItem
			}
		}
	case "numPr":
		if n := len(p.open); n > 0 && p.open[n-1].kind == evidence.Paragraph {
			p.open[n-1].kind = evidence.ListItem
		}
	}
}

// outdated reports whether an element says what stands elsewhere too, for old
// programs, or what stood there before a change that is tracked.
func outdated(name string) bool {
	return name == "Fallback" || name == "moveFrom" || name == "rPrChange" || name == "pPrChange"
}

func (p *part) end(t xml.EndElement) {
	if p.skip > 0 {
		p.skip--
		return
	}
	switch t.Name.Local {
	case "t":
		p.inText = false
	case "r":
		if n := len(p.open); n > 0 && len(p.open[n-1].runs) > 0 {
			p.open[n-1].runs = p.open[n-1].runs[:len(p.open[n-1].runs)-1]
		}
	case "p":
		if n := len(p.open); n > 0 {
			last := p.open[n-1]
			if text := strings.TrimSpace(last.text.String()); text != "" {
				p.blocks = append(p.blocks, evidence.Block{Kind: last.kind, Page: last.page, Text: text})
			}
			p.open = p.open[:n-1]
		}
	}
}

func value(t xml.StartElement) string {
	for _, a := range t.Attr {
		if a.Name.Local == "val" {
			return a.Value
		}
	}
	return ""
}

// on reads a property that is on unless it says otherwise.
func on(t xml.StartElement) bool {
	v := value(t)
	return v != "0" && v != "false" && v != "off"
}
