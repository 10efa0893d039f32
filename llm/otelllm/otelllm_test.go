package otelllm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
	"github.com/hirealign/hirealign/llm/otelllm"
)

const canary = "canary-5d1f"

// reported makes a call and returns its span and the metrics after it.
func reported(t *testing.T, answer llmfake.Script) (tracetest.SpanStub, metricdata.ResourceMetrics, error) {
	t.Helper()
	spans, reader := tracetest.NewInMemoryExporter(), metric.NewManualReader()
	tp, mp := trace.NewTracerProvider(trace.WithSyncer(spans)), metric.NewMeterProvider(metric.WithReader(reader))
	clock := time.Unix(0, 0)
	mw, err := otelllm.New(otelllm.Options{
		TracerProvider: tp, MeterProvider: mp, Provider: "gemini", Model: "a-model", ServerAddress: "example.com",
		Now: func() time.Time {
			clock = clock.Add(1500 * time.Millisecond)
			return clock
		},
	})
	require.NoError(t, err)
	warm := 0.5
	_, failed := llm.Wrap(llmfake.New(answer), mw).Generate(t.Context(), &llm.Request{
		Task: "scorecard.draft", System: canary, Parts: []llm.Part{{Kind: llm.Untrusted, Text: canary}},
		Output: &llm.Schema{Name: "evidence", JSON: []byte(`{"description":"` + canary + `"}`)}, MaxOutputTokens: 100, Temperature: &warm,
	})
	require.Len(t, spans.GetSpans(), 1)
	var data metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &data))
	return spans.GetSpans()[0], data, failed
}

func values(kvs []attribute.KeyValue) map[string]any {
	out := map[string]any{}
	for _, kv := range kvs {
		out[string(kv.Key)] = kv.Value.AsInterface()
	}
	return out
}

func TestAReply(t *testing.T) {
	t.Parallel()
	span, data, err := reported(t, llmfake.Respond(llm.Response{
		Text: canary, Finish: llm.Stop, Model: "a-model-2", ID: "r1", Usage: llm.Usage{Input: 2200, Output: 340, CacheRead: 900, CacheWrite: 1200, Reasoning: 40},
	}))
	require.NoError(t, err)
	require.Equal(t, "chat a-model", span.Name)
	require.Equal(t, map[string]any{
		"gen_ai.operation.name": "chat", "gen_ai.provider.name": "gcp.gemini", "gen_ai.request.model": "a-model", "server.address": "example.com",
		"gen_ai.prompt.name": "scorecard.draft", "gen_ai.output.type": "json", "gen_ai.request.max_tokens": int64(100), "gen_ai.request.temperature": 0.5,
		"gen_ai.response.finish_reasons": []string{"stop"}, "gen_ai.response.model": "a-model-2", "gen_ai.response.id": "r1",
		"gen_ai.usage.input_tokens": int64(2200), "gen_ai.usage.output_tokens": int64(340), "gen_ai.usage.cache_read.input_tokens": int64(900),
		"gen_ai.usage.cache_write.input_tokens": int64(1200), "gen_ai.usage.reasoning.output_tokens": int64(40),
		"hirealign.attempts": int64(1), "hirealign.cached": false,
	}, values(span.Attributes))
	require.Equal(t, codes.Unset, span.Status.Code)

	require.Len(t, data.ScopeMetrics, 1)
	sums := map[string]float64{}
	for _, m := range data.ScopeMetrics[0].Metrics {
		switch h := m.Data.(type) {
		case metricdata.Histogram[int64]:
			for _, p := range h.DataPoints {
				kind, _ := p.Attributes.Value("gen_ai.token.type")
				sums[m.Name+" "+m.Unit+" "+kind.AsString()] = float64(p.Sum)
			}
		case metricdata.Histogram[float64]:
			sums[m.Name+" "+m.Unit] = h.DataPoints[0].Sum
		}
	}
	require.Equal(t, map[string]float64{
		"gen_ai.client.token.usage {token} input": 2200, "gen_ai.client.token.usage {token} output": 340,
		"gen_ai.client.operation.duration s": 1.5,
	}, sums)
}

// TestNoTextIsReported looks for the canary in everything that is exported.
func TestNoTextIsReported(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		script llmfake.Script
		kind   string
	}{
		"a reply":           {llmfake.Reply(canary), ""},
		"a failure":         {llmfake.Fail((&llm.Error{Kind: llm.RateLimited, Status: 429, RequestID: "r1", Err: errors.New(canary)}).WithDetail(canary)), "rate_limited"},
		"an error of yours": {llmfake.Fail(errors.New(canary)), "_OTHER"},
		"a cancelled call":  {llmfake.Fail(fmt.Errorf("%s: %w", canary, context.Canceled)), "canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			span, data, err := reported(t, tt.script)
			require.Equal(t, tt.kind != "", err != nil)
			exported := fmt.Sprintf("%+v %+v %+v %+v", span.Name, values(span.Attributes), span.Status, span.Events)
			exported += fmt.Sprintf("%+v", data.ScopeMetrics)
			require.NotContains(t, exported, canary)
			if tt.kind != "" {
				require.Equal(t, codes.Error, span.Status.Code)
				require.Equal(t, tt.kind, span.Status.Description)
				require.Equal(t, tt.kind, values(span.Attributes)["error.type"])
			}
		})
	}
}

func TestWithoutProvidersNothingHappens(t *testing.T) {
	t.Parallel()
	mw, err := otelllm.New(otelllm.Options{})
	require.NoError(t, err)
	r, err := llm.Wrap(llmfake.New(llmfake.Reply("x")), mw).Generate(t.Context(), &llm.Request{Parts: []llm.Part{{Text: "x"}}})
	require.NoError(t, err)
	require.Equal(t, "x", r.Text)
}
