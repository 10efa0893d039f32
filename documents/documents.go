// Package documents reads resumes and other files so that they can be cited.
//
//	r := documents.New(nil)
//	defer r.Close()
//	d, err := r.Read(ctx, "resume-1", file) // a PDF, a Word document or plain text
//	switch {
//	case errors.Is(err, evidence.ErrNoText):
//		// a scan: somebody has to read it
//	case errors.Is(err, documents.ErrEncrypted):
//		// ask for one without a password
//	}
//	ix := evidence.NewIndex(evidence.FromDocument(d))
//
// PDF files are read by PDFium, the reader of the Chromium browser, in a
// WebAssembly sandbox without files, network or more memory than it is given; it
// is stopped when the context ends. Word documents (.docx) are read by the
// standard library. Files come from strangers: every limit has a default, a
// broken file is an error with a code, and no error holds words of a file.
//
// The package is a module of its own, so that programs which read no files link
// none of it.
package documents

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/tetratelabs/wazero"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
)

var (
	// ErrTooLarge is returned for a file above a limit of Options.
	ErrTooLarge = errors.New("documents: too large")
	// ErrEncrypted is returned for a file that opens with a password only.
	ErrEncrypted = errors.New("documents: encrypted")
	// ErrMalformed is returned for a file that cannot be read as what it says it is.
	ErrMalformed = errors.New("documents: malformed")
	// ErrUnsupported is returned for a format that the package does not read.
	ErrUnsupported = errors.New("documents: unsupported format")
	// ErrClosed is returned by a Reader that was closed.
	ErrClosed = errors.New("documents: reader is closed")
)

// Options are limits. Zero fields have the defaults.
type Options struct {
	// MaxBytes is the size of a file; 20 MiB by default.
	MaxBytes int64
	// MaxUnpackedBytes is what the parts of a Word document may unpack to; 64 MiB
	// by default.
	MaxUnpackedBytes int64
	// MaxTextBytes is the text of a document; 4 MiB by default.
	MaxTextBytes int
	// MaxPages is the pages of a PDF; 200 by default.
	MaxPages int
	// MaxMemoryMiB is the memory of one PDF's sandbox; 256 by default, 4096 at most.
	MaxMemoryMiB int
	// Concurrency is how many PDFs are read at once, others wait; 1 by default.
	Concurrency int
	// Timeout is how long a PDF may take, besides the limit of the context; 30 s by
	// default. Compiling the sandbox, once per Reader, does not count.
	Timeout time.Duration
	// CacheDir is a folder that keeps the compiled sandbox, so that the next Reader
	// or process starts in milliseconds; "" keeps nothing. Whoever can write there
	// can change the program.
	CacheDir string
}

// Reader reads files. It is safe for concurrent use. The sandbox for PDFs is
// compiled when the first one is read, which takes seconds of processor time, and
// is kept until Close.
type Reader struct {
	opts Options

	mu     sync.Mutex
	pool   pdfium.Pool
	cache  wazero.CompilationCache
	closed bool
}

// New returns a reader; nil options are the defaults.
func New(opts *Options) *Reader {
	r := &Reader{}
	if opts != nil {
		r.opts = *opts
	}
	o := &r.opts
	if o.MaxBytes <= 0 {
		o.MaxBytes = 20 << 20
	}
	if o.MaxUnpackedBytes <= 0 {
		o.MaxUnpackedBytes = 64 << 20
	}
	o.MaxUnpackedBytes = min(o.MaxUnpackedBytes, math.MaxInt64-1) // so that a byte more can be asked for
	if o.MaxTextBytes <= 0 {
		o.MaxTextBytes = 4 << 20
	}
	if o.MaxPages <= 0 {
		o.MaxPages = 200
	}
	if o.MaxMemoryMiB <= 0 {
		o.MaxMemoryMiB = 256
	}
	o.MaxMemoryMiB = min(o.MaxMemoryMiB, mostMemoryMiB)
	if o.Concurrency <= 0 {
		o.Concurrency = 1
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	return r
}

// Close frees the sandbox. Reading after it is ErrClosed.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil
	}
	r.closed = true
	var err error
	if r.pool != nil {
		err = r.pool.Close()
	}
	if r.cache != nil {
		err = errors.Join(err, r.cache.Close(context.Background()))
	}
	return err
}

// Read makes a document of a file, whose format it recognises by its content: PDF,
// Word (.docx) or text in UTF-8. The id is the host's. Markdown looks like text:
// evidence.ReadMarkdown reads it. RTF, HTML and XML look like text too, and are refused.
//
// It returns ErrTooLarge, ErrEncrypted, ErrMalformed, ErrUnsupported, and
// evidence.ErrNoText for a file without words, such as a scan; and the context's
// error where that ended.
func (r *Reader) Read(ctx context.Context, id string, file []byte) (evidence.Document, error) {
	if err := ctx.Err(); err != nil {
		return evidence.Document{}, err
	}
	if int64(len(file)) > r.opts.MaxBytes {
		return evidence.Document{}, tooLarge("documents.file_too_large", "the file is larger than the limit")
	}
	var (
		blocks []evidence.Block
		format string
		err    error
	)
	switch {
	case bytes.Contains(file[:min(len(file), 1024)], []byte("%PDF-")):
		format = "pdf"
		blocks, err = r.readPDF(ctx, file)
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		format = "docx"
		blocks, err = readDocx(file, r.opts)
	case bytes.HasPrefix(file, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		if bytes.Contains(file, utf16("EncryptedPackage")) {
			return evidence.Document{}, fault.New(ErrEncrypted, "documents.encrypted", "", "the document opens with a password only")
		}
		return evidence.Document{}, fault.New(ErrUnsupported, "documents.format_unsupported", "", "the file is of an old binary format of an office program")
	case markup(file):
		return evidence.Document{}, fault.New(ErrUnsupported, "documents.format_unsupported", "", "the file is RTF, HTML or XML, whose commands are no words of its author")
	case !utf8.Valid(file) || bytes.ContainsRune(file, 0):
		return evidence.Document{}, fault.New(ErrUnsupported, "documents.format_unsupported", "", "the file is neither PDF nor Word document nor text in UTF-8")
	default:
		if len(file) > r.opts.MaxTextBytes {
			return evidence.Document{}, tooLarge("documents.text_too_large", "the text is larger than the limit")
		}
		return evidence.ReadText(id, string(file))
	}
	if err != nil {
		return evidence.Document{}, err
	}
	d, err := evidence.NewDocument(id, blocks)
	if err != nil {
		return evidence.Document{}, err
	}
	sum := sha256.Sum256(file)
	d.Origin.Format, d.Origin.SHA256 = format, hex.EncodeToString(sum[:])
	return d, nil
}

// markup reports whether a file is a text in a language of commands.
func markup(file []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(file, []byte("\uFEFF")), " \t\r\n")
	head = bytes.ToLower(head[:min(len(head), 16)])
	for _, sign := range []string{`{\rtf`, "<!doctype html", "<html", "<?xml"} {
		if bytes.HasPrefix(head, []byte(sign)) {
			return true
		}
	}
	return false
}

func tooLarge(code, text string) error { return fault.New(ErrTooLarge, code, "", text) }

func malformed(text string) error {
	return fault.New(ErrMalformed, "documents.file_malformed", "", text)
}

func utf16(s string) []byte {
	var out []byte
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}
