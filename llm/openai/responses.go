package openai

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmhttp"
)

// textFormat is the SDK's type with a schema whose keys keep their order.
type textFormat struct {
	Type   string          `json:"type"`
	Name   string          `json:"name"`
	Strict bool            `json:"strict"`
	Schema json.RawMessage `json:"schema"`
}

func (m *Model) responseParams(req *llm.Request) responses.ResponseNewParams {
	p := responses.ResponseNewParams{
		Model: m.name, Store: sdk.Bool(false), Truncation: responses.ResponseNewParamsTruncationDisabled,
	}
	if req.System != "" {
		p.Instructions = sdk.String(req.System)
	}
	content := make(responses.ResponseInputMessageContentListParam, 0, len(req.Parts))
	for _, part := range req.Parts {
		content = append(content, responses.ResponseInputContentUnionParam{OfInputText: &responses.ResponseInputTextParam{Text: part.Text}})
	}
	p.Input.OfInputItemList = responses.ResponseInputParam{
		responses.ResponseInputItemParamOfMessage(content, responses.EasyInputMessageRoleUser),
	}
	if req.MaxOutputTokens > 0 {
		p.MaxOutputTokens = sdk.Int(int64(req.MaxOutputTokens))
	}
	if req.Temperature != nil {
		p.Temperature = sdk.Float(*req.Temperature)
	}
	if m.opts.PromptCacheKey != "" {
		p.PromptCacheKey = sdk.String(m.opts.PromptCacheKey)
	}
	p.Reasoning.Effort = shared.ReasoningEffort(m.opts.ReasoningEffort)
	if req.Output != nil {
		f := param.Override[responses.ResponseFormatTextJSONSchemaConfigParam](textFormat{
			Type: "json_schema", Name: req.Output.Name, Strict: true, Schema: req.Output.JSON,
		})
		p.Text.Format.OfJSONSchema = &f
	}
	return p
}

func (m *Model) generateResponse(ctx context.Context, x *llmhttp.Exchange, req *llm.Request) (*llm.Response, error) {
	r, err := m.client.Responses.New(ctx, m.responseParams(req), m.per(x, req)...)
	if err != nil {
		return nil, m.failure(ctx, x, err)
	}
	return m.response(ctx, x, r)
}

func (m *Model) streamResponse(ctx context.Context, x *llmhttp.Exchange, req *llm.Request, sink func(llm.Delta) error) (*llm.Response, error) {
	s := m.client.Responses.NewStreaming(ctx, m.responseParams(req), m.per(x, req)...)
	defer func() { _ = s.Close() }() // an error of closing says nothing about the reply
	for s.Next() {
		switch e := s.Current(); e.Type {
		case "response.output_text.delta":
			if e.Delta == "" {
				continue
			}
			if err := sink(llm.Delta{Text: e.Delta}); err != nil {
				return nil, err
			}
		case "response.completed", "response.incomplete", "response.failed":
			return m.response(ctx, x, &e.Response)
		case "error":
			failed := llm.Error{Provider: provider, Model: m.name, Kind: streamKind(e.Code, "", e.Param, e.Message)}
			return nil, x.Failure(ctx, *failed.WithDetail(e.Message), nil)
		}
	}
	if err := s.Err(); err != nil {
		return nil, m.failure(ctx, x, err)
	}
	return nil, m.incomplete(ctx, x)
}

// response reads a finished response. Its status is what says that it is.
func (m *Model) response(ctx context.Context, x *llmhttp.Exchange, r *responses.Response) (*llm.Response, error) {
	out := &llm.Response{
		Provider: provider, Model: cmp.Or(r.Model, m.name), ID: r.ID,
		Usage: llm.Usage{
			Input: r.Usage.InputTokens, Output: r.Usage.OutputTokens,
			CacheRead: r.Usage.InputTokensDetails.CachedTokens, CacheWrite: r.Usage.InputTokensDetails.CacheWriteTokens,
			Reasoning: r.Usage.OutputTokensDetails.ReasoningTokens,
		},
	}
	var text strings.Builder
	refused, said := false, false
	for _, item := range r.Output {
		if item.Type != "message" {
			continue
		}
		for _, c := range item.Content {
			refused = refused || c.Type == "refusal"
			if c.Type == "output_text" {
				said = true
				text.WriteString(c.Text)
			}
		}
	}
	out.Text = text.String()
	switch {
	case x.Whole() != nil:
	case r.Status == responses.ResponseStatusFailed:
		failed := llm.Error{Provider: provider, Model: m.name, Kind: streamKind(string(r.Error.Code), "", r.Error.Param, r.Error.Message)}
		return nil, x.Failure(ctx, *failed.WithDetail(r.Error.Message), nil)
	case r.Status == responses.ResponseStatusIncomplete && r.IncompleteDetails.Reason == "max_output_tokens":
		out.Finish = llm.Length
	case r.Status == responses.ResponseStatusIncomplete && r.IncompleteDetails.Reason == "content_filter":
		out.Finish = llm.Blocked
	case r.Status == responses.ResponseStatusCompleted && refused:
		out.Finish = llm.Refused
	case r.Status == responses.ResponseStatusCompleted && said:
		out.Finish = llm.Stop
	}
	if out.Finish == "" {
		return nil, m.incomplete(ctx, x)
	}
	return out, nil
}
