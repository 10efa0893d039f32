package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hirealign/hirealign/llm"
)

// The names that a Server answers with.
const (
	ServedModel = "served-model"
	ReplyID     = "reply-1"
	RequestID   = "req-42"
)

// Dialect is the format of one API: what its requests look like, and its answers.
type Dialect struct {
	read func(r *http.Request, body []byte) (Sent, error)
	// whole is an answer in one piece; parts are the frames of a stream, and those that end it.
	whole func(Sent, Reply) any
	parts func(Sent, Reply) (frames, end []string)
	// fail is a failed answer, and failPart the frame of a failure inside a stream.
	fail     func(Reply) (status int, body any)
	failPart func(Reply) string
	stream   string // content type
}

// Server answers in the format of a provider, as it is told to. It is safe for
// concurrent use.
type Server struct {
	// URL is its address, without a path.
	URL string

	dialect Dialect
	mu      sync.Mutex
	play    func(Sent) Reply
	sent    []Sent
	broken  []string
	gone    chan struct{}
}

// NewServer starts a server of a dialect, which ends with the test. Until Play is
// called it answers "ok".
func NewServer(t *testing.T, d Dialect) *Server {
	t.Helper()
	s := &Server{dialect: d, play: func(Sent) Reply { return Reply{Text: "ok"} }, gone: make(chan struct{}, 64)}
	hs := httptest.NewUnstartedServer(s)
	hs.Config.ErrorLog = nil
	hs.Start()
	s.URL = hs.URL
	t.Cleanup(func() {
		hs.CloseClientConnections()
		hs.Close()
		for _, b := range s.broken {
			t.Errorf("the server could not read a request in the format of the provider: %s", b)
		}
	})
	return s
}

// Harness joins the server with a model that calls it.
func (s *Server) Harness(m llm.Model) Harness {
	return Harness{Model: m, Play: s.Play, Sent: s.Sent, Gone: s.gone}
}

// Play sets what the server does with the requests to come.
func (s *Server) Play(f func(Sent) Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.play = f
}

// Sent returns the requests so far.
func (s *Server) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Sent(nil), s.sent...)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	sent, err := s.dialect.read(r, body)
	sent.Path, sent.Header, sent.Body = r.URL.Path, r.Header.Clone(), body
	s.mu.Lock()
	if err != nil {
		s.broken = append(s.broken, err.Error())
	}
	s.sent = append(s.sent, sent)
	play := s.play
	s.mu.Unlock()
	a := &answer{w: w, r: r, d: s.dialect, sent: sent, reply: play(sent), gone: s.gone}
	if err != nil {
		a.reply = Reply{Failure: BadRequest, Message: err.Error()}
	}
	a.write()
}

const longestTest = 10 * time.Second // that an accident goes on

type answer struct {
	w     http.ResponseWriter
	r     *http.Request
	d     Dialect
	sent  Sent
	reply Reply
	gone  chan struct{}
}

func (a *answer) write() {
	h := a.w.Header()
	for _, name := range []string{"X-Request-Id", "Request-Id"} {
		h.Set(name, RequestID)
	}
	if a.reply.RetryAfter != "" {
		h.Set("Retry-After", a.reply.RetryAfter)
	}
	switch a.reply.Accident {
	case Page, ErrorPage:
		h.Set("Content-Type", "text/html; charset=utf-8")
		if a.reply.Accident == ErrorPage {
			a.w.WriteHeader(http.StatusBadGateway)
		}
		a.text("<!doctype html><title>" + a.reply.Message + "</title><p>" + a.reply.Text + "</p>")
		return
	case Silent:
		a.wait()
		return
	case Dropped:
		panic(http.ErrAbortHandler)
	case EndlessError:
		h.Set("Content-Type", "application/json")
		a.w.WriteHeader(http.StatusInternalServerError)
		a.endless(`{"error":"`, a.reply.Message+" ")
		return
	}
	if a.reply.Failure != "" && a.reply.Accident != MidFailure {
		status, body := a.d.fail(a.reply)
		h.Set("Content-Type", "application/json")
		a.w.WriteHeader(status)
		a.text(encode(body))
		return
	}
	if a.sent.Stream {
		a.streamed()
		return
	}
	a.inOnePiece()
}

func (a *answer) inOnePiece() {
	body := encode(a.d.whole(a.sent, a.reply))
	h := a.w.Header()
	h.Set("Content-Type", "application/json")
	half := body[:len(body)/2]
	switch a.reply.Accident {
	case Cut:
		h.Set("Content-Length", fmt.Sprint(len(body)))
		a.text(half)
		panic(http.ErrAbortHandler)
	case CutQuietly:
		a.text(half)
	case Endless:
		start := encode(string([]rune(a.reply.Text)[:4])) // as it stands in the body, with its quotes
		before, _, _ := strings.Cut(body, start[1:len(start)-1])
		a.endless(before, "and so on ")
	case Slow:
		for _, b := range []byte(body) {
			if !a.text(string(b)) || !a.pause(50*time.Millisecond) {
				return
			}
		}
	default:
		a.text(body)
	}
}

func (a *answer) streamed() {
	a.w.Header().Set("Content-Type", a.d.stream)
	if a.reply.Accident == Endless {
		a.reply.Text = strings.Repeat("and so on ", 64<<10) // in large frames: small ones take an SDK seconds
	}
	frames, end := a.d.parts(a.sent, a.reply)
	switch a.reply.Accident {
	case Cut, CutQuietly:
		a.text(strings.Join(frames, ""))
		if a.reply.Accident == Cut {
			panic(http.ErrAbortHandler)
		}
	case Endless:
		a.endless(strings.Join(frames, ""), frames[len(frames)-1])
	case Slow:
		a.text(frames[0])
		for _, f := range frames[1:] {
			if !a.text(f) || !a.pause(time.Second) {
				return
			}
		}
		a.wait()
	case MidFailure:
		a.text(strings.Join(frames, "") + a.d.failPart(a.reply))
	default:
		for _, f := range append(frames, end...) {
			a.text(f)
		}
	}
}

// text writes and flushes, and reports whether anyone reads.
func (a *answer) text(s string) bool {
	_, err := io.WriteString(a.w, s)
	if f, ok := a.w.(http.Flusher); ok && err == nil {
		f.Flush()
	}
	return err == nil
}

func (a *answer) pause(d time.Duration) bool {
	select {
	case <-a.r.Context().Done():
		a.left()
		return false
	case <-time.After(d):
		return true
	}
}

func (a *answer) wait() { a.pause(longestTest) }

func (a *answer) left() {
	select {
	case a.gone <- struct{}{}:
	default:
	}
}

func (a *answer) endless(start, more string) {
	piece := strings.Repeat(more, 1+(64<<10)/len(more))
	for ok := a.text(start); ok; {
		ok = a.text(piece)
	}
	a.left()
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("llmtest: an answer that is not JSON") // only maps of strings and numbers are made here
	}
	return string(b)
}

// pieces cuts a text into what a stream sends one by one.
func pieces(text string) []string {
	var out []string
	runes := []rune(text)
	size := max(7, len(runes)/64)
	for len(runes) > 0 {
		n := min(size, len(runes))
		out = append(out, string(runes[:n]))
		runes = runes[n:]
	}
	return out
}

type object = map[string]any

func event(name string, v any) string {
	s := "data: " + encode(v) + "\n\n"
	if name != "" {
		s = "event: " + name + "\n" + s
	}
	return s
}
