package documents

import (
	"context"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
)

const (
	wasmPagesPerMiB = 16
	mostMemoryMiB   = 4096 // of any WebAssembly program
)

// sandbox returns the compiled PDFium, which it makes at the first call.
func (r *Reader) sandbox() (pdfium.Pool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, ErrClosed
	}
	if r.pool != nil {
		return r.pool, nil
	}
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(uint32(r.opts.MaxMemoryMiB * wasmPagesPerMiB)).
		WithCloseOnContextDone(true)
	if r.opts.CacheDir != "" && r.cache == nil {
		cache, err := wazero.NewCompilationCacheWithDir(r.opts.CacheDir)
		if err != nil {
			return nil, err
		}
		r.cache = cache
	}
	if r.cache != nil {
		config = config.WithCompilationCache(r.cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxTotal: r.opts.Concurrency, MaxIdle: r.opts.Concurrency, Stdout: io.Discard, Stderr: io.Discard,
		FSConfig:      wazero.NewFSConfig(), // none of the host's files
		RuntimeConfig: config,
	})
	if err != nil {
		return nil, err
	}
	r.pool = pool
	return pool, nil
}

func (r *Reader) readPDF(ctx context.Context, file []byte) (blocks []evidence.Block, err error) {
	pool, err := r.sandbox()
	if err != nil {
		return nil, err
	}
	slow := tooLarge("documents.takes_too_long", "the PDF takes longer than the limit")
	ctx, cancel := context.WithTimeoutCause(ctx, r.opts.Timeout, slow)
	defer cancel()
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, malformed("the sandbox cannot be started")
	}
	// Killing the instance is the only way to stop a file that never ends.
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		_ = instance.Kill()
	})
	defer func() {
		if p := recover(); p != nil {
			blocks, err = nil, malformed("the PDF cannot be read")
		}
		if stop() {
			_ = instance.Close()
			return
		}
		<-stopped
		blocks, err = nil, context.Cause(ctx)
	}()
	return r.pages(instance, file)
}

func (r *Reader) pages(instance pdfium.Pdfium, file []byte) ([]evidence.Block, error) {
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &file})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return nil, fault.New(ErrEncrypted, "documents.encrypted", "", "the document opens with a password only")
	case err != nil:
		return nil, malformed("the PDF cannot be read")
	}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	switch {
	case err != nil:
		return nil, malformed("the PDF cannot be read")
	case count.PageCount > r.opts.MaxPages:
		return nil, tooLarge("documents.too_many_pages", "the PDF has more pages than the limit")
	}
	var blocks []evidence.Block
	size, broken := 0, 0
	for n := range count.PageCount {
		text, err := pageText(instance, opened.Document, n)
		if err != nil {
			broken++ // one bad page does not cost the others
			continue
		}
		if size += len(text); size > r.opts.MaxTextBytes {
			return nil, tooLarge("documents.text_too_large", "the text is larger than the limit")
		}
		blocks = append(blocks, pageBlocks(text, n+1)...)
	}
	if broken > 0 && len(blocks) == 0 {
		return nil, malformed("no page of the PDF can be read")
	}
	return blocks, nil
}

func pageText(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, n int) (string, error) {
	page, err := instance.GetPageText(&requests.GetPageText{Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: n}}})
	if err != nil {
		return "", err
	}
	return strings.Map(printable, strings.ToValidUTF8(page.Text, "\uFFFD")), nil
}

const hyphenated = '\uFFFE' // how PDFium writes the hyphen of a word that is cut at a line's end

func printable(r rune) rune {
	switch {
	case r == hyphenated || r == 2:
		return hyphenated
	case r == '\n' || r == '\t':
		return r
	case unicode.IsControl(r):
		return -1
	}
	return r
}

const shortLine = 0.6 // of the longest line; a line below it ends its paragraph

// pageBlocks cuts the text of a page. PDF knows no paragraphs: a line that is
// short for its page ends one.
func pageBlocks(text string, page int) []evidence.Block {
	lines := strings.Split(text, "\n")
	longest := 0
	for _, l := range lines {
		longest = max(longest, utf8.RuneCountInString(l))
	}
	var b strings.Builder
	for _, l := range lines {
		l = strings.TrimRight(l, " \t")
		if cut, ok := strings.CutSuffix(l, string(hyphenated)); ok {
			b.WriteString(cut)
			continue
		}
		b.WriteString(strings.ReplaceAll(l, string(hyphenated), "-"))
		b.WriteByte('\n')
		if float64(utf8.RuneCountInString(l)) < shortLine*float64(longest) {
			b.WriteByte('\n')
		}
	}
	d, err := evidence.ReadText("page", b.String())
	if err != nil {
		return nil // a page without words
	}
	out := make([]evidence.Block, len(d.Blocks))
	for i, block := range d.Blocks {
		out[i] = evidence.Block{Kind: block.Kind, Page: page, Text: block.Text}
	}
	return out
}
