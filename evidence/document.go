package evidence

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/hashtree"
	"github.com/hirealign/hirealign/transcript"
)

var (
	// ErrInvalidDocument is the sentinel for a document that breaks its own rules.
	ErrInvalidDocument = errors.New("evidence: invalid document")
	// ErrNoText is returned for a document in which there is nothing to cite, such
	// as a scanned page.
	ErrNoText = errors.New("evidence: document has no text")
)

// BlockKind says what a block of a document is. The zero value is a paragraph;
// unknown values survive decoding.
type BlockKind string

// The kinds of block.
const (
	Paragraph BlockKind = ""
	Heading   BlockKind = "heading"
	ListItem  BlockKind = "list_item"
	TableRow  BlockKind = "table_row"
	Code      BlockKind = "code"
)

// Block is the smallest unit of a document that a citation points into.
type Block struct {
	// ID is made of the block's kind and text, so that it survives changes
	// elsewhere in the document.
	ID   string    `json:"id"`
	Kind BlockKind `json:"kind,omitzero"`
	// Page counts from 1; 0 where the format has no pages.
	Page int `json:"page,omitzero"`
	// StartByte and EndByte are the place in the text that the document was read
	// from, end exclusive; both 0 where a file holds no such text. A citation's
	// offsets count from StartByte.
	StartByte int `json:"start_byte,omitzero"`
	EndByte   int `json:"end_byte,omitzero"`
	// Text is valid UTF-8, as the document has it.
	Text string `json:"text"`
}

// Document is a written text that can be cited like a conversation: a resume, a
// covering letter, a piece of work. It is a plain value.
type Document struct {
	SchemaVersion int    `json:"schema_version"`
	ID            string `json:"id"`
	Title         string `json:"title,omitzero"`
	// Language is a BCP 47 tag, "" where unknown.
	Language string `json:"language,omitzero"`
	// AuthorID is the host's id of who wrote it, "" where the host has none.
	AuthorID   string `json:"author_id,omitzero"`
	AuthorName string `json:"author_name,omitzero"`
	// Origin says which file the document was read from.
	Origin transcript.Origin `json:"origin,omitzero"`
	Blocks []Block           `json:"blocks,omitzero"`
}

// DocumentSchemaVersion is the version of the stored form of a Document.
const DocumentSchemaVersion = 1

// NewDocument makes a document of blocks and gives those without an id one. Blocks
// without text are left out. It returns ErrInvalidDocument for a missing id and
// for text that is not UTF-8, and ErrNoText where no block has a letter or digit.
func NewDocument(id string, blocks []Block) (Document, error) {
	d := Document{SchemaVersion: DocumentSchemaVersion, ID: id, Blocks: make([]Block, 0, len(blocks))}
	taken, copies := make(map[string]bool, len(blocks)), make(map[string]int, len(blocks))
	for _, b := range blocks {
		taken[b.ID] = true
	}
	for _, b := range blocks {
		if strings.TrimSpace(b.Text) == "" {
			continue
		}
		if b.ID == "" {
			b.ID = blockID(b, taken, copies)
		}
		d.Blocks = append(d.Blocks, b)
	}
	if err := d.Validate(); err != nil {
		return Document{}, err
	}
	if !slices.ContainsFunc(d.Blocks, func(b Block) bool { return strings.ContainsFunc(b.Text, wordRune) }) {
		return Document{}, fault.New(ErrNoText, "evidence.document_without_text", "/blocks", "there is nothing in the document that could be cited")
	}
	return d, nil
}

// blockID makes an id that is not taken, and takes it. Copies counts the blocks with
// the same text so far.
func blockID(b Block, taken map[string]bool, copies map[string]int) string {
	sum := sha256.Sum256([]byte(string(b.Kind) + "\x00" + b.Text))
	base := "b" + hex.EncodeToString(sum[:4])
	for {
		copies[base]++
		id := base
		if n := copies[base]; n > 1 {
			id += "-" + strconv.Itoa(n)
		}
		if !taken[id] {
			taken[id] = true
			return id
		}
	}
}

// Validate reports every broken rule under ErrInvalidDocument.
func (d Document) Validate() error {
	var list fault.List
	if d.ID == "" {
		list.Add("evidence.document_id_missing", "/id", "a document needs an id")
	}
	ids := make(map[string]bool, len(d.Blocks))
	for i, b := range d.Blocks {
		at := fault.Path("blocks", i)
		switch {
		case b.ID == "":
			list.Add("evidence.block_id_missing", at+"/id", "a block needs an id")
		case ids[b.ID]:
			list.Add("evidence.block_id_repeated", at+"/id", "two blocks have the same id")
		}
		ids[b.ID] = true
		if !utf8.ValidString(b.Text) {
			list.Add("evidence.block_not_utf8", at+"/text", "the text is not UTF-8")
		}
		if b.StartByte < 0 || b.EndByte < b.StartByte {
			list.Add("evidence.block_offsets_reversed", at+"/end_byte", "the block ends before it starts")
		}
	}
	return list.Err(ErrInvalidDocument)
}

// Block returns the block with the id, such as the segment id of a citation's span.
func (d Document) Block(id string) (Block, bool) {
	i := slices.IndexFunc(d.Blocks, func(b Block) bool { return b.ID == id })
	if i < 0 {
		return Block{}, false
	}
	return d.Blocks[i], true
}

// Hash identifies the author's id, the blocks, their texts, places and order. It
// does not depend on the title or the author's name. The result is "sha256:" and
// hexadecimal digits: the root of a hash tree over the blocks, as a transcript's.
func (d Document) Hash() string {
	sum := hashtree.Root(d.blockHashes())
	return hashPrefix + hex.EncodeToString(sum[:])
}

const hashPrefix = "sha256:"

func (d Document) blockHashes() []hashtree.Sum {
	out := make([]hashtree.Sum, len(d.Blocks))
	var content, buf []byte
	for i, b := range d.Blocks {
		content = content[:0]
		for _, s := range []string{d.AuthorID, b.ID, string(b.Kind), b.Text} {
			content = append(binary.AppendUvarint(content, uint64(len(s))), s...)
		}
		for _, n := range []int{b.Page, b.StartByte, b.EndByte} {
			content = binary.AppendVarint(content, int64(n))
		}
		out[i], buf = hashtree.Leaf(buf, content)
	}
	return out
}

// FromDocument makes a source of a document: one passage per block, all of them
// the author's.
func FromDocument(d Document) Source {
	src := Source{Ref: SourceRef{Kind: DocumentSource, ID: d.ID, Hash: d.Hash()}, Language: d.Language, Passages: make([]Passage, len(d.Blocks))}
	author := Speaker{ID: d.AuthorID, Name: d.AuthorName, Role: Author}
	for i, b := range d.Blocks {
		src.Passages[i] = Passage{ID: b.ID, Speaker: author, Text: b.Text}
	}
	return src
}

// PolicyFor is the usual policy of a kind of source: the candidate's words in a
// conversation, the author's in a document, the panelist's in notes. It admits
// nothing of an unknown kind.
func PolicyFor(kind SourceKind) Policy {
	switch kind {
	case TranscriptSource:
		return CandidateOnly()
	case NotesSource:
		return InterviewerNotes()
	case DocumentSource:
		return AuthorOnly()
	default:
		return Policy{Name: "nothing"}
	}
}
