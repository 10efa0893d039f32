package llmhttp_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmhttp"
)

// fetch makes a call of which x sees the answer.
func fetch(t *testing.T, h http.HandlerFunc) (*llmhttp.Exchange, error) {
	t.Helper()
	s := httptest.NewServer(h)
	defer s.Close()
	ctx, x := llmhttp.Watch(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL, nil)
	require.NoError(t, err)
	client := http.Client{Transport: llmhttp.Transport(nil)}
	resp, err := client.Do(req)
	if err != nil {
		return x, err
	}
	defer resp.Body.Close()
	_, err = io.ReadAll(resp.Body)
	return x, err
}

func TestKindsOfStatuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]llm.Kind{
		301: llm.InvalidRequest, 400: llm.InvalidRequest, 401: llm.Auth, 402: llm.QuotaExhausted, 403: llm.Auth, 404: llm.InvalidRequest,
		408: llm.Timeout, 409: llm.Unavailable, 413: llm.ContextTooLong, 422: llm.InvalidRequest, 429: llm.RateLimited,
		500: llm.Unavailable, 502: llm.Unavailable, 503: llm.Unavailable, 504: llm.Timeout, 529: llm.Unavailable,
	} {
		require.Equal(t, want, llmhttp.Kind(status), status)
	}
}

func TestFailureSaysWhatWasSeen(t *testing.T) {
	t.Parallel()
	x, err := fetch(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "req_1")
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, strings.Repeat("canary ", 10_000))
	})
	require.NoError(t, err)
	failed := x.Failure(t.Context(), llm.Error{Provider: "p", Model: "m"}, errors.New("canary"))
	e, ok := errors.AsType[*llm.Error](failed)
	require.True(t, ok)
	require.Equal(t, "llm: rate_limited (status 429)", e.Error())
	require.Equal(t, "req_1", e.RequestID)
	require.Equal(t, 3*time.Second, e.RetryAfter)
	require.NoError(t, e.Unwrap(), "the SDK's error is not kept")
	require.Len(t, e.Detail(), 4<<10)
	require.Error(t, x.Whole())

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Equal(t, context.Canceled, x.Failure(ctx, llm.Error{}, nil))
}

func TestRetryAfterMilliseconds(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{"1500": 1500 * time.Millisecond, "0": 0, "NaN": 0, "1e300": 365 * 24 * time.Hour} {
		x, err := fetch(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After-Ms", header)
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		require.NoError(t, err)
		e, ok := errors.AsType[*llm.Error](x.Failure(t.Context(), llm.Error{}, nil))
		require.True(t, ok)
		require.Equal(t, want, e.RetryAfter, header)
	}
}

func TestRequestIDsThatAreNone(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"you sent: hello", strings.Repeat("a", 129), "ünïcode", `"quoted"`} {
		x, err := fetch(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Request-Id", id)
			w.WriteHeader(http.StatusBadRequest)
		})
		require.NoError(t, err)
		e, ok := errors.AsType[*llm.Error](x.Failure(t.Context(), llm.Error{}, nil))
		require.True(t, ok)
		require.Empty(t, e.RequestID)
	}
}

func TestAnswersHaveABound(t *testing.T) {
	t.Parallel()
	_, err := fetch(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		piece := make([]byte, 1<<20)
		for range 40 {
			_, _ = w.Write(piece)
		}
	})
	require.NoError(t, err, "a stream may be longer")
	_, err = fetch(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, llmhttp.MaxReply))
	})
	require.NoError(t, err, "the bound itself is within it")
	x, err := fetch(t, func(w http.ResponseWriter, _ *http.Request) {
		piece := make([]byte, 1<<20)
		for range 40 {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	})
	require.ErrorIs(t, err, llmhttp.ErrTooLarge)
	require.ErrorIs(t, x.Whole(), llmhttp.ErrTooLarge)
	require.Equal(t, llm.InvalidOutput, llm.KindOf(x.Failure(t.Context(), llm.Error{Kind: llm.Unavailable}, err)))
}

func TestWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	_, x := llmhttp.Watch(t.Context())
	require.Equal(t, llm.Unavailable, llm.KindOf(x.Failure(t.Context(), llm.Error{}, errors.New("refused"))))
	require.Equal(t, llm.Timeout, llm.KindOf(x.Failure(t.Context(), llm.Error{}, context.DeadlineExceeded)), "a timeout of the client itself")
	require.Zero(t, x.Status())
	require.NoError(t, x.Whole())
	x.Take(nil)
}

// TestWhatAnAnswerOfSuccessStandsFor is about answers from which no reply came.
func TestWhatAnAnswerOfSuccessStandsFor(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		kind   string
		cut    bool
		want   llm.Kind
	}{
		"JSON without a reply":         {200, "application/json", false, llm.Incomplete},
		"a stream without an end":      {200, "text/event-stream", false, llm.Incomplete},
		"lines without an end":         {200, "application/x-ndjson", false, llm.Incomplete},
		"a page":                       {200, "text/html", false, llm.Unavailable},
		"a page that was cut":          {200, "text/html", true, llm.Incomplete},
		"an answer that says where to": {300, "text/html", false, llm.InvalidRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x, err := fetch(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tt.kind)
				if tt.cut {
					w.Header().Set("Content-Length", "100")
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, "half")
			})
			require.Equal(t, tt.cut, err != nil)
			require.Equal(t, tt.cut, x.Whole() != nil)
			e, ok := errors.AsType[*llm.Error](x.Failure(t.Context(), llm.Error{}, err))
			require.True(t, ok)
			require.Equal(t, tt.want, e.Kind)
			require.Equal(t, tt.status >= 300, e.Status == tt.status, "a status of success is none of a failure")
		})
	}
}

func TestOneExchangeForTwoAnswers(t *testing.T) {
	t.Parallel()
	x := new(llmhttp.Exchange)
	read := func(status int, body string) {
		resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
		x.Take(resp)
		_, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	read(400, "canary")
	require.Error(t, x.Whole())
	e, ok := errors.AsType[*llm.Error](x.Failure(t.Context(), llm.Error{}, nil))
	require.True(t, ok)
	require.Equal(t, "canary", e.Detail())
	read(200, "ok")
	require.NoError(t, x.Whole(), "the last answer counts")
	e, ok = errors.AsType[*llm.Error](x.Failure(t.Context(), llm.Error{}, nil))
	require.True(t, ok)
	require.Empty(t, e.Detail(), "what a model wrote is no detail of a failure")
	require.Zero(t, e.Status)
}

func TestATransportThatNobodyWatches(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }))
	defer s.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
	require.NoError(t, err)
	resp, err := (&http.Client{Transport: llmhttp.Transport(nil)}).Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "ok", string(body))
}

func TestHeadersOfAFailure(t *testing.T) {
	t.Parallel()
	const now = "Mon, 02 Jan 2006 15:04:05 GMT"
	for at, want := range map[string]time.Duration{"Mon, 02 Jan 2006 15:05:35 GMT": 90 * time.Second, "Mon, 02 Jan 2006 15:03:05 GMT": 0, now: 0} {
		x, err := fetch(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", now)
			w.Header().Set("Retry-After", at)
			w.Header().Set("Request-Id", "azAZ09-_.:/"+strings.Repeat("x", 117))
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		require.NoError(t, err)
		e, ok := errors.AsType[*llm.Error](x.Failure(t.Context(), llm.Error{}, nil))
		require.True(t, ok)
		require.Equal(t, want, e.RetryAfter, at)
		require.Len(t, e.RequestID, 128)
	}
}
