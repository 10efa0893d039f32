// Package llmhttp is what adapters of HTTP APIs share: it sees the answers that a
// client gets, bounds their size, and turns what went wrong into an *llm.Error.
//
//	ctx, x := llmhttp.Watch(ctx)
//	reply, err := client.Ask(ctx, …) // its HTTP client has a llmhttp.Transport
//	if err != nil {
//		return nil, x.Failure(ctx, llm.Error{Provider: "vendor", Model: name}, err)
//	}
//
// SDKs hide what an error needs, such as how long to wait, and put into their own
// errors what it must not have, such as the body.
package llmhttp

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hirealign/hirealign/llm"
)

// MaxReply is how many bytes of one answer are read, and MaxStream of one that is
// streamed, which says a lot around each word. A longer one is llm.InvalidOutput.
const (
	MaxReply  = 16 << 20
	MaxStream = 64 << 20
)

const keptDetail = 4 << 10 // bytes of a failed answer that Detail shows

// ErrTooLarge ends the reading of an answer at MaxReply or MaxStream.
var ErrTooLarge = errors.New("llmhttp: the answer is larger than a reply can be")

// Exchange is what was seen of the last answer of one call. Its methods may be
// called while the answer is read.
type Exchange struct {
	mu       sync.Mutex
	status   int
	header   http.Header
	read     int
	most     int
	tooLarge bool
	cut      bool
	start    []byte // of a failed answer
}

type key struct{}

// Watch returns a context under which a Transport reports to the Exchange.
func Watch(ctx context.Context) (context.Context, *Exchange) {
	x := new(Exchange)
	return context.WithValue(ctx, key{}, x), x
}

// Transport returns a transport that reports the answers to calls under Watch and
// bounds them. A nil base is http.DefaultTransport.
func Transport(base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return transport{base}
}

type transport struct{ base http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.base.RoundTrip(r)
	if x, ok := r.Context().Value(key{}).(*Exchange); ok && err == nil {
		x.Take(resp)
	}
	return resp, err
}

// Take notes an answer and puts a bound on its body. A nil answer is ignored.
func (x *Exchange) Take(resp *http.Response) {
	if resp == nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.status, x.header, x.read, x.tooLarge, x.cut, x.start = resp.StatusCode, resp.Header, 0, false, false, nil
	x.most = MaxReply
	if streamed(resp.Header) && resp.StatusCode < http.StatusMultipleChoices {
		x.most = MaxStream
	}
	resp.Body = &body{ReadCloser: resp.Body, x: x}
}

type body struct {
	io.ReadCloser
	x *Exchange
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.x.mu.Lock()
	defer b.x.mu.Unlock()
	b.x.read += n
	if b.x.status >= http.StatusBadRequest && len(b.x.start) < keptDetail {
		b.x.start = append(b.x.start, p[:min(n, keptDetail-len(b.x.start))]...)
	}
	switch {
	case b.x.read > b.x.most:
		b.x.tooLarge = true
		return 0, ErrTooLarge
	case err != nil && !errors.Is(err, io.EOF):
		b.x.cut = true
	}
	return n, err
}

// Status returns the HTTP status, 0 before there is an answer.
func (x *Exchange) Status() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.status
}

// Whole returns nil if nothing that was seen of the answer says that a part of it
// is missing. Some SDKs end a stream without an error in that case.
func (x *Exchange) Whole() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch {
	case x.tooLarge:
		return ErrTooLarge
	case x.cut:
		return io.ErrUnexpectedEOF
	case x.status >= http.StatusBadRequest:
		return errFailed
	}
	return nil
}

var errFailed = errors.New("llmhttp: a failed answer")

// Failure turns the error of a call into the one that an adapter returns. e names
// provider and model, and the kind if the adapter knows it from the answer; else it
// follows from what was seen: an answer of success without a whole reply in it, or
// without a finish reason, is Incomplete, and one that is no answer of an API at all
// is Unavailable. err may be nil. The end of the context comes first, and the text of
// err is never kept: e.Detail is the start of a failed answer.
func (x *Exchange) Failure(ctx context.Context, e llm.Error, err error) error {
	switch ended := ctx.Err(); {
	case errors.Is(ended, context.DeadlineExceeded):
		return &llm.Error{Kind: llm.Timeout, Provider: e.Provider, Model: e.Model, Err: ended}
	case ended != nil:
		return ended
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	e.Err = nil
	e.RequestID = requestID(x.header)
	if x.status >= http.StatusMultipleChoices {
		e.Status = x.status
	}
	if e.RetryAfter == 0 {
		e.RetryAfter = retryAfter(x.header)
	}
	switch {
	case x.tooLarge:
		e.Kind, e.Problems = llm.InvalidOutput, []string{"the answer is larger than a reply can be"}
	case e.Kind != "":
	case x.status >= http.StatusMultipleChoices:
		e.Kind = Kind(x.status)
	case timedOut(err):
		e.Kind = llm.Timeout
	case x.status == 0:
		e.Kind = llm.Unavailable
	case x.cut || machineReadable(x.header):
		e.Kind = llm.Incomplete
	default: // a page of something that stands between
		e.Kind = llm.Unavailable
	}
	if len(x.start) > 0 {
		return e.WithDetail(string(x.start))
	}
	return &e
}

// Kind returns the kind that a failed HTTP status stands for, where a provider says
// no more.
func Kind(status int) llm.Kind {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return llm.Auth
	case http.StatusPaymentRequired:
		return llm.QuotaExhausted
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return llm.Timeout
	case http.StatusConflict:
		return llm.Unavailable
	case http.StatusRequestEntityTooLarge:
		return llm.ContextTooLong
	case http.StatusTooManyRequests:
		return llm.RateLimited
	}
	if status >= http.StatusInternalServerError {
		return llm.Unavailable
	}
	return llm.InvalidRequest
}

func timedOut(err error) bool {
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() {
		return true
	}
	return errors.Is(err, context.DeadlineExceeded)
}

func machineReadable(h http.Header) bool {
	return strings.Contains(h.Get("Content-Type"), "json") || streamed(h)
}

func streamed(h http.Header) bool {
	t := h.Get("Content-Type")
	return strings.HasPrefix(t, "text/event-stream") || strings.HasPrefix(t, "application/x-ndjson")
}

// requestID returns the provider's id of a request if it looks like one.
func requestID(h http.Header) string {
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Goog-Request-Id"} {
		id := h.Get(name)
		if id == "" || len(id) > 128 {
			continue
		}
		if strings.IndexFunc(id, func(r rune) bool {
			return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-_.:/", r)
		}) < 0 {
			return id
		}
	}
	return ""
}

// retryAfter reads Retry-After as seconds or as a date, which is taken against the
// answer's own. What cannot be read, or is in the past, is 0.
func retryAfter(h http.Header) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		return duration(ms, time.Millisecond)
	}
	v := h.Get("Retry-After")
	if s, err := strconv.ParseFloat(v, 64); err == nil {
		return duration(s, time.Second)
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return max(at.Sub(now), 0)
}

// longestWait keeps odd numbers from overflowing.
const longestWait = 365 * 24 * time.Hour

func duration(n float64, unit time.Duration) time.Duration {
	if !(n > 0) { // NaN is not
		return 0
	}
	if n >= float64(longestWait/unit) {
		return longestWait
	}
	return time.Duration(n * float64(unit))
}
