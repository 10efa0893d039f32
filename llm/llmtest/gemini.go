package llmtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Gemini is the format of generateContent.
func Gemini() Dialect {
	return Dialect{read: readGemini, whole: wholeGemini, parts: partsGemini, fail: failGemini, failPart: func(r Reply) string {
		_, body := failGemini(r)
		return event("", body)
	}, stream: "text/event-stream"}
}

type geminiContent struct {
	Role  string `json:"role"`
	Parts []struct {
		Text string `json:"text"`
	} `json:"parts"`
}

func readGemini(r *http.Request, body []byte) (Sent, error) {
	var b struct {
		System   geminiContent   `json:"systemInstruction"`
		Contents []geminiContent `json:"contents"`
		Config   struct {
			Max    int             `json:"maxOutputTokens"`
			Temp   *float64        `json:"temperature"`
			MIME   string          `json:"responseMimeType"`
			Schema json.RawMessage `json:"responseJsonSchema"`
		} `json:"generationConfig"`
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return Sent{}, err
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/v1beta/models/")
	name, verb, _ := strings.Cut(rest, ":")
	s := Sent{
		Model: name, MaxOutputTokens: b.Config.Max, Temperature: b.Config.Temp, Schema: b.Config.Schema,
		Stream: verb == "streamGenerateContent",
	}
	for _, p := range b.System.Parts {
		s.System += p.Text
	}
	switch {
	case r.Method != http.MethodPost || !ok || verb != "generateContent" && !s.Stream:
		return s, fmt.Errorf("%s %s", r.Method, r.URL.Path)
	case s.Stream && r.URL.Query().Get("alt") != "sse":
		return s, errors.New("a stream that is not one of events")
	case r.Header.Get("X-Goog-Api-Key") != Key:
		return s, errKey
	case len(b.Contents) != 1 || b.Contents[0].Role != "user":
		return s, errors.New("not one turn of the user")
	case s.Schema != nil && b.Config.MIME != "application/json":
		return s, errors.New("a schema without its MIME type")
	}
	if s.Schema != nil && !strings.Contains(string(s.Schema), "propertyOrdering") {
		return s, errors.New("a schema without propertyOrdering")
	}
	for _, p := range b.Contents[0].Parts {
		s.Parts = append(s.Parts, p.Text)
	}
	return s, nil
}

func geminiUsage(r Reply) object {
	u := r.Usage
	out := object{
		"promptTokenCount": u.Input, "candidatesTokenCount": u.Output - u.Reasoning, "totalTokenCount": u.Input + u.Output,
	}
	if u.CacheRead > 0 {
		out["cachedContentTokenCount"] = u.CacheRead
	}
	if u.Reasoning > 0 {
		out["thoughtsTokenCount"] = u.Reasoning
	}
	return out
}

func geminiAnswer(candidates []object, r Reply) object {
	return object{"candidates": candidates, "modelVersion": ServedModel, "responseId": ReplyID, "usageMetadata": geminiUsage(r)}
}

func geminiReason(e Ending) string {
	switch e {
	case Length:
		return "MAX_TOKENS"
	case Filter:
		return "SAFETY"
	case OddReason:
		return "MALFORMED_FUNCTION_CALL"
	}
	return "STOP"
}

func wholeGemini(_ Sent, r Reply) any {
	if r.Ending == Empty || r.Ending == PromptBlocked {
		out := geminiAnswer(nil, r)
		delete(out, "candidates")
		if r.Ending == PromptBlocked {
			out["promptFeedback"] = object{"blockReason": "PROHIBITED_CONTENT"}
		}
		return out
	}
	c := object{"index": 0, "content": object{"role": "model", "parts": []object{
		{"text": "a thought that is not part of the reply", "thought": true}, {"text": r.Text},
	}}}
	if r.Ending != NoReason {
		c["finishReason"] = geminiReason(r.Ending)
	}
	return geminiAnswer([]object{c}, r)
}

func partsGemini(s Sent, r Reply) (frames, end []string) {
	if r.Ending == Empty || r.Ending == PromptBlocked {
		return []string{event("", wholeGemini(s, r))}, nil
	}
	part := func(text string, reason string) string {
		c := object{"index": 0, "content": object{"role": "model", "parts": []object{{"text": text}}}}
		if reason != "" {
			c["finishReason"] = reason
		}
		return event("", geminiAnswer([]object{c}, r))
	}
	for _, p := range pieces(r.Text) {
		frames = append(frames, part(p, ""))
	}
	if r.Ending == NoReason {
		return frames, nil
	}
	return frames, []string{part("", geminiReason(r.Ending))}
}

func failGemini(r Reply) (int, any) {
	status, name, text := http.StatusBadRequest, "INVALID_ARGUMENT", r.Message
	var details []object
	switch r.Failure {
	case RateLimit:
		status, name = http.StatusTooManyRequests, "RESOURCE_EXHAUSTED"
	case Quota:
		status, name = http.StatusTooManyRequests, "RESOURCE_EXHAUSTED"
		details = []object{{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": []object{
			{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "quotaValue": "50"},
		}}}
	case Overloaded:
		status, name = http.StatusServiceUnavailable, "UNAVAILABLE"
	case ServerError:
		status, name = http.StatusInternalServerError, "INTERNAL"
	case BadKey:
		details = []object{{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}}
	case Forbidden:
		status, name = http.StatusForbidden, "PERMISSION_DENIED"
	case TooLong:
		text = "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576). " + text
	case BadSchema:
		text = "Invalid value at 'generation_config.response_json_schema' " + text
	case UnknownModel:
		status, name = http.StatusNotFound, "NOT_FOUND"
	}
	return status, object{"error": object{"code": status, "message": text, "status": name, "details": details}}
}
