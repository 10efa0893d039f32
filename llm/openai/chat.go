package openai

import (
	"cmp"
	"context"
	"strings"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/shared"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmhttp"
)

func (m *Model) chatParams(req *llm.Request) sdk.ChatCompletionNewParams {
	p := sdk.ChatCompletionNewParams{Model: m.name, Store: sdk.Bool(false)}
	if req.System != "" {
		p.Messages = append(p.Messages, sdk.SystemMessage(req.System))
	}
	parts := make([]sdk.ChatCompletionContentPartUnionParam, 0, len(req.Parts))
	for _, part := range req.Parts {
		parts = append(parts, sdk.TextContentPart(part.Text))
	}
	p.Messages = append(p.Messages, sdk.UserMessage(parts))
	if req.MaxOutputTokens > 0 {
		p.MaxCompletionTokens = sdk.Int(int64(req.MaxOutputTokens))
	}
	if req.Temperature != nil {
		p.Temperature = sdk.Float(*req.Temperature)
	}
	if m.opts.PromptCacheKey != "" {
		p.PromptCacheKey = sdk.String(m.opts.PromptCacheKey)
	}
	p.ReasoningEffort = shared.ReasoningEffort(m.opts.ReasoningEffort)
	if req.Output != nil {
		p.ResponseFormat.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{
			JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{
				Name: req.Output.Name, Strict: sdk.Bool(true), Schema: req.Output.JSON,
			},
		}
	}
	return p
}

func (m *Model) generateChat(ctx context.Context, x *llmhttp.Exchange, req *llm.Request) (*llm.Response, error) {
	c, err := m.client.Chat.Completions.New(ctx, m.chatParams(req), m.per(x, req)...)
	if err != nil {
		return nil, m.failure(ctx, x, err)
	}
	if len(c.Choices) == 0 {
		return nil, m.incomplete(ctx, x)
	}
	msg := c.Choices[0].Message
	finish := chatFinish(c.Choices[0].FinishReason, msg.Refusal)
	if finish == "" || x.Whole() != nil {
		return nil, m.incomplete(ctx, x)
	}
	return &llm.Response{
		Text: msg.Content, Finish: finish, Usage: chatUsage(c.Usage), Provider: provider, Model: cmp.Or(c.Model, m.name), ID: c.ID,
	}, nil
}

func (m *Model) streamChat(ctx context.Context, x *llmhttp.Exchange, req *llm.Request, sink func(llm.Delta) error) (*llm.Response, error) {
	p := m.chatParams(req)
	p.StreamOptions.IncludeUsage = sdk.Bool(true)
	s := m.client.Chat.Completions.NewStreaming(ctx, p, m.per(x, req)...)
	defer func() { _ = s.Close() }() // an error of closing says nothing about the reply
	out := &llm.Response{Provider: provider, Model: m.name}
	var text, refusal strings.Builder
	reason := ""
	for s.Next() {
		c := s.Current()
		out.Model, out.ID = cmp.Or(c.Model, out.Model), cmp.Or(c.ID, out.ID)
		if c.Usage.PromptTokens != 0 || c.Usage.CompletionTokens != 0 {
			out.Usage = chatUsage(c.Usage)
		}
		if len(c.Choices) == 0 {
			continue
		}
		d := c.Choices[0]
		if d.FinishReason != "" {
			reason = d.FinishReason
		}
		refusal.WriteString(d.Delta.Refusal)
		if d.Delta.Content == "" {
			continue
		}
		text.WriteString(d.Delta.Content)
		if err := sink(llm.Delta{Text: d.Delta.Content}); err != nil {
			return nil, err
		}
	}
	if err := s.Err(); err != nil {
		return nil, m.failure(ctx, x, err)
	}
	out.Text = text.String()
	out.Finish = chatFinish(reason, refusal.String())
	if out.Finish == "" || x.Whole() != nil {
		return nil, m.incomplete(ctx, x)
	}
	return out, nil
}

// chatFinish maps finish reasons. A refusal comes with the reason stop. Tool calls
// and reasons that are not known are none: nothing here asks for tools.
func chatFinish(reason, refusal string) llm.Finish {
	switch {
	case reason == "":
		return ""
	case reason == "content_filter":
		return llm.Blocked
	case refusal != "":
		return llm.Refused
	case reason == "stop":
		return llm.Stop
	case reason == "length":
		return llm.Length
	}
	return ""
}

func chatUsage(u sdk.CompletionUsage) llm.Usage {
	return llm.Usage{
		Input: u.PromptTokens, Output: u.CompletionTokens,
		CacheRead: u.PromptTokensDetails.CachedTokens, CacheWrite: u.PromptTokensDetails.CacheWriteTokens,
		Reasoning: u.CompletionTokensDetails.ReasoningTokens,
	}
}
