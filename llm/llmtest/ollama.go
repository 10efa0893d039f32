package llmtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// Ollama is the format of the native /api/chat.
func Ollama() Dialect {
	line := func(v any) string { return encode(v) + "\n" }
	return Dialect{read: readOllama, whole: func(_ Sent, r Reply) any { return ollamaEnd(r.Text, r) }, parts: func(_ Sent, r Reply) (frames, end []string) {
		for _, p := range pieces(r.Text) {
			frames = append(frames, line(object{
				"model": ServedModel, "created_at": "2026-01-01T00:00:00Z", "message": object{"role": "assistant", "content": p}, "done": false,
			}))
		}
		if r.Ending == NoReason {
			return frames, nil // the last line is what says that it ended
		}
		return frames, []string{line(ollamaEnd("", r))}
	}, fail: failOllama, failPart: func(r Reply) string {
		_, body := failOllama(r)
		return line(body)
	}, stream: "application/x-ndjson"}
}

func readOllama(r *http.Request, body []byte) (Sent, error) {
	var b struct {
		Model    string          `json:"model"`
		Messages []roleMessage   `json:"messages"`
		Stream   *bool           `json:"stream"`
		Format   json.RawMessage `json:"format"`
		Truncate *bool           `json:"truncate"`
		Shift    *bool           `json:"shift"`
		Options  struct {
			Context int      `json:"num_ctx"`
			Max     int      `json:"num_predict"`
			Temp    *float64 `json:"temperature"`
		} `json:"options"`
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return Sent{}, err
	}
	s := Sent{Model: b.Model, MaxOutputTokens: b.Options.Max, Temperature: b.Options.Temp, Schema: b.Format}
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/api/chat":
		return s, fmt.Errorf("%s %s", r.Method, r.URL.Path)
	case b.Options.Context == 0:
		return s, errors.New("no num_ctx")
	case b.Truncate == nil || *b.Truncate:
		return s, errors.New("the prompt may be cut")
	case b.Shift == nil || *b.Shift:
		return s, errors.New("the context may be shifted")
	case b.Stream == nil:
		return s, errors.New("stream is not set, and the server's default is true")
	}
	s.Stream = *b.Stream
	return s, messages(b.Messages, "text", &s)
}

func ollamaEnd(text string, r Reply) object {
	out := object{
		"model": ServedModel, "created_at": "2026-01-01T00:00:00Z", "message": object{"role": "assistant", "content": text},
		"done": true, "done_reason": "stop", "prompt_eval_count": r.Usage.Input, "eval_count": r.Usage.Output,
	}
	switch r.Ending {
	case Length:
		out["done_reason"] = "length"
	case NoReason:
		delete(out, "done_reason")
	case OddReason, Empty:
		out["done_reason"] = "load"
	}
	return out
}

func failOllama(r Reply) (int, any) {
	status, text := http.StatusBadRequest, r.Message
	switch r.Failure {
	case RateLimit:
		status = http.StatusTooManyRequests
	case Overloaded:
		status, text = http.StatusServiceUnavailable, "server busy, please try again.  maximum pending requests exceeded "+text
	case ServerError:
		status = http.StatusInternalServerError
	case BadKey:
		status = http.StatusUnauthorized
	case Forbidden:
		status = http.StatusForbidden
	case TooLong:
		text = "the input length exceeds the context length " + text
	case BadSchema:
		status, text = http.StatusInternalServerError, "invalid JSON schema in format "+text
	case UnknownModel:
		status, text = http.StatusNotFound, "model not found "+text
	}
	return status, object{"error": text}
}
