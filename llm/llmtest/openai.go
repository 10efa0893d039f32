package llmtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// OpenAIChat is the format of Chat Completions.
func OpenAIChat() Dialect {
	return Dialect{read: readChat, whole: wholeChat, parts: partsChat, fail: failOpenAI("response_format"), failPart: func(r Reply) string {
		_, body := failOpenAI("response_format")(r)
		return event("", body)
	}, stream: "text/event-stream"}
}

type textBlock struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Cache any    `json:"cache_control"`
}

// blocks reads a content that is a string or a list of texts.
func blocks(raw json.RawMessage, kind string) ([]textBlock, error) {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return []textBlock{{Type: kind, Text: s}}, nil
	}
	var list []textBlock
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, err
	}
	for _, b := range list {
		if b.Type != kind {
			return nil, fmt.Errorf("a block of type %q", b.Type)
		}
	}
	return list, nil
}

type roleMessage struct {
	Role    string          `json:"role"`
	Content json.RawMessage `json:"content"`
}

// messages reads the turns: one of the user, at most one of the system before it.
func messages(list []roleMessage, kind string, s *Sent) error {
	for i, m := range list {
		bs, err := blocks(m.Content, kind)
		if err != nil {
			return err
		}
		switch {
		case i == 0 && m.Role == "system" && len(bs) == 1 && len(list) > 1:
			s.System = bs[0].Text
		case m.Role == "user" && i == len(list)-1:
			for j, b := range bs {
				s.Parts = append(s.Parts, b.Text)
				if b.Cache != nil {
					s.Marks = append(s.Marks, j)
				}
			}
		default:
			return fmt.Errorf("turn %d is one of %q", i, m.Role)
		}
	}
	return nil
}

func readChat(r *http.Request, body []byte) (Sent, error) {
	var b struct {
		Model     string        `json:"model"`
		Messages  []roleMessage `json:"messages"`
		Max       int           `json:"max_completion_tokens"`
		Temp      *float64      `json:"temperature"`
		Stream    bool          `json:"stream"`
		Store     *bool         `json:"store"`
		N         *int          `json:"n"`
		StreamOpt struct {
			Usage bool `json:"include_usage"`
		} `json:"stream_options"`
		Format *struct {
			Type   string `json:"type"`
			Schema struct {
				Name   string          `json:"name"`
				Strict bool            `json:"strict"`
				Schema json.RawMessage `json:"schema"`
			} `json:"json_schema"`
		} `json:"response_format"`
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return Sent{}, err
	}
	s := Sent{Model: b.Model, MaxOutputTokens: b.Max, Temperature: b.Temp, Stream: b.Stream}
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/v1/chat/completions":
		return s, fmt.Errorf("%s %s", r.Method, r.URL.Path)
	case r.Header.Get("Authorization") != "Bearer "+Key:
		return s, errKey
	case b.Store == nil || *b.Store:
		return s, errors.New("store is not false")
	case b.N != nil:
		return s, errors.New("n is set")
	case b.Stream && !b.StreamOpt.Usage:
		return s, errors.New("a stream without usage")
	}
	if b.Format != nil {
		if b.Format.Type != "json_schema" || !b.Format.Schema.Strict {
			return s, errors.New("the schema is not strict")
		}
		s.SchemaName, s.Schema = b.Format.Schema.Name, b.Format.Schema.Schema
	}
	return s, messages(b.Messages, "text", &s)
}

func chatReason(e Ending) any {
	switch e {
	case Length:
		return "length"
	case Filter:
		return "content_filter"
	case NoReason:
		return nil
	case OddReason:
		return "tool_calls"
	}
	return "stop"
}

func chatUsage(r Reply) object {
	u := r.Usage
	return object{
		"prompt_tokens": u.Input, "completion_tokens": u.Output, "total_tokens": u.Input + u.Output,
		"prompt_tokens_details":     object{"cached_tokens": u.CacheRead, "cache_write_tokens": u.CacheWrite},
		"completion_tokens_details": object{"reasoning_tokens": u.Reasoning},
	}
}

func wholeChat(_ Sent, r Reply) any {
	message := object{"role": "assistant", "content": r.Text, "refusal": nil}
	if r.Ending == Refusal {
		message["content"], message["refusal"] = nil, r.Text
	}
	choices := []object{{"index": 0, "finish_reason": chatReason(r.Ending), "logprobs": nil, "message": message}}
	if r.Ending == Empty {
		choices = []object{}
	}
	return object{
		"id": ReplyID, "object": "chat.completion", "created": 1, "model": ServedModel, "choices": choices, "usage": chatUsage(r),
	}
}

func partsChat(_ Sent, r Reply) (frames, end []string) {
	chunk := func(choices []object, usage any) string {
		return event("", object{
			"id": ReplyID, "object": "chat.completion.chunk", "created": 1, "model": ServedModel, "choices": choices, "usage": usage,
		})
	}
	delta := func(d object, reason any) string {
		return chunk([]object{{"index": 0, "delta": d, "logprobs": nil, "finish_reason": reason}}, nil)
	}
	done := "data: [DONE]\n\n"
	if r.Ending == Empty {
		return []string{chunk([]object{}, nil)}, []string{chunk([]object{}, chatUsage(r)), done}
	}
	key := "content"
	if r.Ending == Refusal {
		key = "refusal"
	}
	frames = append(frames, delta(object{"role": "assistant", "content": ""}, nil))
	for _, p := range pieces(r.Text) {
		frames = append(frames, delta(object{key: p}, nil))
	}
	return frames, []string{delta(object{}, chatReason(r.Ending)), chunk([]object{}, chatUsage(r)), done}
}

// failOpenAI is the error object of both APIs; param names the schema's place.
func failOpenAI(param string) func(Reply) (int, any) {
	return func(r Reply) (int, any) {
		status, code, typ, at := http.StatusBadRequest, any(nil), "invalid_request_error", any(nil)
		switch r.Failure {
		case RateLimit:
			status, code, typ = http.StatusTooManyRequests, "rate_limit_exceeded", "requests"
		case Quota:
			status, code, typ = http.StatusTooManyRequests, "insufficient_quota", "insufficient_quota"
		case Overloaded:
			status, typ = http.StatusServiceUnavailable, "server_error"
		case ServerError:
			status, typ = http.StatusInternalServerError, "server_error"
		case BadKey:
			status, code = http.StatusUnauthorized, "invalid_api_key"
		case Forbidden:
			status, code = http.StatusForbidden, "unsupported_country_region_territory"
		case TooLong:
			code, at = "context_length_exceeded", "messages"
		case BadSchema:
			code, at = "invalid_json_schema", param
		case UnknownModel:
			status, code = http.StatusNotFound, "model_not_found"
		}
		return status, object{"error": object{"message": r.Message, "type": typ, "param": at, "code": code}}
	}
}

// OpenAIResponses is the format of Responses.
func OpenAIResponses() Dialect {
	return Dialect{read: readResponses, whole: wholeResponse, parts: partsResponse, fail: failOpenAI("text.format.schema"), failPart: func(r Reply) string {
		code := "server_error"
		if r.Failure == RateLimit {
			code = "rate_limit_exceeded"
		}
		return event("error", object{"type": "error", "code": code, "message": r.Message, "param": nil, "sequence_number": 9})
	}, stream: "text/event-stream"}
}

func readResponses(r *http.Request, body []byte) (Sent, error) {
	var b struct {
		Model        string        `json:"model"`
		Instructions string        `json:"instructions"`
		Input        []roleMessage `json:"input"`
		Max          int           `json:"max_output_tokens"`
		Temp         *float64      `json:"temperature"`
		Stream       bool          `json:"stream"`
		Store        *bool         `json:"store"`
		Truncation   string        `json:"truncation"`
		Text         struct {
			Format *struct {
				Type   string          `json:"type"`
				Name   string          `json:"name"`
				Strict bool            `json:"strict"`
				Schema json.RawMessage `json:"schema"`
			} `json:"format"`
		} `json:"text"`
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return Sent{}, err
	}
	s := Sent{Model: b.Model, System: b.Instructions, MaxOutputTokens: b.Max, Temperature: b.Temp, Stream: b.Stream}
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/v1/responses":
		return s, fmt.Errorf("%s %s", r.Method, r.URL.Path)
	case r.Header.Get("Authorization") != "Bearer "+Key:
		return s, errKey
	case b.Store == nil || *b.Store:
		return s, errors.New("store is not false")
	case b.Truncation != "disabled":
		return s, errors.New("the prompt may be cut")
	}
	if f := b.Text.Format; f != nil {
		if f.Type != "json_schema" || !f.Strict {
			return s, errors.New("the schema is not strict")
		}
		s.SchemaName, s.Schema = f.Name, f.Schema
	}
	return s, messages(b.Input, "input_text", &s)
}

func wholeResponse(_ Sent, r Reply) any {
	content := object{"type": "output_text", "text": r.Text, "annotations": []any{}}
	if r.Ending == Refusal {
		content = object{"type": "refusal", "refusal": r.Text}
	}
	output := []object{
		{"type": "reasoning", "id": "rs_1", "summary": []any{}},
		{"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": []object{content}},
	}
	u := r.Usage
	out := object{
		"id": ReplyID, "object": "response", "created_at": 1, "model": ServedModel, "status": "completed",
		"error": nil, "incomplete_details": nil, "output": output, "usage": object{
			"input_tokens": u.Input, "input_tokens_details": object{"cached_tokens": u.CacheRead, "cache_write_tokens": u.CacheWrite},
			"output_tokens": u.Output, "output_tokens_details": object{"reasoning_tokens": u.Reasoning}, "total_tokens": u.Input + u.Output,
		},
	}
	switch r.Ending {
	case Length:
		out["status"], out["incomplete_details"] = "incomplete", object{"reason": "max_output_tokens"}
	case Filter:
		out["status"], out["incomplete_details"] = "incomplete", object{"reason": "content_filter"}
	case NoReason:
		delete(out, "status")
	case OddReason:
		out["status"] = "cancelled"
	case Empty:
		out["output"] = []object{}
	}
	return out
}

func partsResponse(s Sent, r Reply) (frames, end []string) {
	sequence := 0
	typed := func(typ string, v object) string {
		sequence++
		v["type"], v["sequence_number"] = typ, sequence
		return event(typ, v)
	}
	frames = append(frames, typed("response.created", object{"response": object{
		"id": ReplyID, "object": "response", "model": ServedModel, "status": "in_progress", "output": []any{}, "error": nil,
	}}))
	if r.Ending != Empty && r.Ending != Refusal {
		for _, p := range pieces(r.Text) {
			frames = append(frames, typed("response.output_text.delta", object{"item_id": "msg_1", "output_index": 1, "content_index": 0, "delta": p, "logprobs": []any{}}))
		}
	}
	name := "response.completed"
	switch r.Ending {
	case Length, Filter:
		name = "response.incomplete"
	case NoReason:
		return frames, nil // the last event is what says that it ended
	}
	return frames, []string{typed(name, object{"response": wholeResponse(s, r)})}
}

// Key is the key that a server of a hosted provider expects.
const Key = "test-key"

var errKey = errors.New("the key is not llmtest.Key")
