package otelllm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
	"github.com/hirealign/hirealign/llm/otelllm"
)

// The attacks of the drafting engine, against a model that obeys them or repeats
// them in its errors: nothing of the conversation is in spans and metrics.
func TestAttacksLeaveNothingInSpans(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../engine/generative/testdata/attacks.json")
	require.NoError(t, err)
	var attacks []struct {
		Text  string
		Order llmfake.Order
	}
	require.NoError(t, json.Unmarshal(b, &attacks))
	require.GreaterOrEqual(t, len(attacks), 60)
	spans, reader := tracetest.NewInMemoryExporter(), metric.NewManualReader()
	mw, err := otelllm.New(otelllm.Options{
		TracerProvider: trace.NewTracerProvider(trace.WithSyncer(spans)), MeterProvider: metric.NewMeterProvider(metric.WithReader(reader)),
		Provider: "openai", Model: "a-model",
	})
	require.NoError(t, err)
	for _, a := range attacks {
		a.Order.Trigger = canary
		req := &llm.Request{
			Task: "scorecard.draft", System: "a rule", Parts: []llm.Part{{Kind: llm.Untrusted, Text: "s0001| candidate: " + a.Text + "\ns0002| candidate: " + canary}},
			Output: &llm.Schema{Name: "evidence", JSON: []byte(`{"type":"object","properties":{"quote":{"type":"string"}}}`)},
		}
		for _, script := range []llmfake.Script{llmfake.Obedient(a.Order), llmfake.Fail(errors.New(a.Text + canary))} {
			_, _ = llm.Wrap(llmfake.New(script), mw).Generate(t.Context(), req)
		}
	}
	require.Len(t, spans.GetSpans(), 2*len(attacks))
	var data metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &data))
	require.NotContains(t, fmt.Sprintf("%+v", data), canary)
	for _, s := range spans.GetSpans() {
		require.NotContains(t, fmt.Sprintf("%+v", s), canary)
	}
}
