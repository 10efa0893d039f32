package llmtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// Anthropic is the format of the Messages API.
func Anthropic() Dialect {
	return Dialect{read: readAnthropic, whole: wholeAnthropic, parts: partsAnthropic, fail: failAnthropic, failPart: func(r Reply) string {
		_, body := failAnthropic(r)
		return event("error", body)
	}, stream: "text/event-stream; charset=utf-8"}
}

func readAnthropic(r *http.Request, body []byte) (Sent, error) {
	var b struct {
		Model    string        `json:"model"`
		System   []textBlock   `json:"system"`
		Messages []roleMessage `json:"messages"`
		Max      int           `json:"max_tokens"`
		Temp     *float64      `json:"temperature"`
		Stream   bool          `json:"stream"`
		Output   struct {
			Format *struct {
				Type   string          `json:"type"`
				Schema json.RawMessage `json:"schema"`
			} `json:"format"`
		} `json:"output_config"`
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return Sent{}, err
	}
	s := Sent{Model: b.Model, MaxOutputTokens: b.Max, Temperature: b.Temp, Stream: b.Stream}
	for _, block := range b.System {
		s.System += block.Text
	}
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/v1/messages":
		return s, fmt.Errorf("%s %s", r.Method, r.URL.Path)
	case r.Header.Get("X-Api-Key") != Key:
		return s, errKey
	case r.Header.Get("Anthropic-Version") != "2023-06-01":
		return s, errors.New("no version of the API")
	case r.Header.Get("Traceparent") != "":
		return s, errors.New("the SDK traces")
	case b.Max < 1:
		return s, errors.New("max_tokens is required")
	case !b.Stream && b.Max > 21_333:
		return s, errors.New("a reply of that length must be streamed")
	}
	if f := b.Output.Format; f != nil {
		if f.Type != "json_schema" {
			return s, fmt.Errorf("a format of type %q", f.Type)
		}
		s.Schema = f.Schema
	}
	if err := messages(b.Messages, "text", &s); err != nil {
		return s, err
	}
	if len(s.Marks) > 4 {
		return s, errors.New("more than 4 cache marks")
	}
	if slices.Contains(s.Parts, "") {
		return s, errors.New("an empty text")
	}
	return s, nil
}

func anthropicReason(e Ending) any {
	switch e {
	case Length:
		return "max_tokens"
	case Refusal:
		return "refusal"
	case WindowFull:
		return "model_context_window_exceeded"
	case NoReason:
		return nil
	case OddReason:
		return "tool_use"
	}
	return "end_turn"
}

func anthropicUsage(r Reply) object {
	u := r.Usage
	return object{
		"input_tokens": u.Input - u.CacheRead - u.CacheWrite, "cache_read_input_tokens": u.CacheRead,
		"cache_creation_input_tokens": u.CacheWrite, "output_tokens": u.Output,
		"output_tokens_details": object{"thinking_tokens": u.Reasoning},
	}
}

func wholeAnthropic(_ Sent, r Reply) any {
	half := len(r.Text) / 2
	for half > 0 && r.Text[half]&0xC0 == 0x80 {
		half--
	}
	content := []object{{"type": "text", "text": r.Text[:half]}, {"type": "text", "text": r.Text[half:]}}
	var details any
	if r.Ending == Refusal {
		details = object{"type": "refusal", "category": "other", "explanation": r.Text}
	}
	if r.Ending == Empty {
		content = []object{}
	}
	return object{
		"id": ReplyID, "type": "message", "role": "assistant", "model": ServedModel, "content": content,
		"stop_reason": anthropicReason(r.Ending), "stop_sequence": nil, "stop_details": details, "usage": anthropicUsage(r),
	}
}

func partsAnthropic(_ Sent, r Reply) (frames, end []string) {
	typed := func(typ string, v object) string {
		v["type"] = typ
		return event(typ, v)
	}
	start := anthropicUsage(r)
	start["output_tokens"] = 1
	frames = append(frames, typed("message_start", object{"message": object{
		"id": ReplyID, "type": "message", "role": "assistant", "model": ServedModel, "content": []any{},
		"stop_reason": nil, "stop_sequence": nil, "usage": start,
	}}))
	if r.Ending != Empty {
		frames = append(frames,
			typed("content_block_start", object{"index": 0, "content_block": object{"type": "text", "text": ""}}), typed("ping", object{}))
		for _, p := range pieces(r.Text) {
			frames = append(frames, typed("content_block_delta", object{"index": 0, "delta": object{"type": "text_delta", "text": p}}))
		}
		end = append(end, typed("content_block_stop", object{"index": 0}))
	}
	return frames, append(end,
		typed("message_delta", object{
			"delta": object{"stop_reason": anthropicReason(r.Ending), "stop_sequence": nil, "stop_details": nil},
			"usage": object{"output_tokens": r.Usage.Output, "output_tokens_details": object{"thinking_tokens": r.Usage.Reasoning}},
		}),
		typed("message_stop", object{}))
}

func failAnthropic(r Reply) (int, any) {
	status, typ, text := http.StatusBadRequest, "invalid_request_error", r.Message
	switch r.Failure {
	case RateLimit:
		status, typ = http.StatusTooManyRequests, "rate_limit_error"
	case Quota:
		status, typ = http.StatusPaymentRequired, "billing_error"
	case Overloaded:
		status, typ = 529, "overloaded_error"
	case ServerError:
		status, typ = http.StatusInternalServerError, "api_error"
	case BadKey:
		status, typ = http.StatusUnauthorized, "authentication_error"
	case Forbidden:
		status, typ = http.StatusForbidden, "permission_error"
	case TooLong:
		text = "prompt is too long: 250000 tokens > 200000 maximum " + text
	case BadSchema:
		text = "output_config.format.schema: property 'maxLength' is not supported " + text
	case UnknownModel:
		status, typ = http.StatusNotFound, "not_found_error"
	}
	return status, object{"type": "error", "error": object{"type": typ, "message": text}, "request_id": RequestID}
}
