// Package otelllm reports calls of models to OpenTelemetry, in the terms of its
// conventions for generative AI.
//
//	trace, err := otelllm.New(otelllm.Options{
//		TracerProvider: tp, MeterProvider: mp, Provider: "openai", Model: "gpt-5",
//	})
//	model := llm.Wrap(openai.New(client, "gpt-5", nil), trace, llm.Retry(nil))
//
// Spans and metrics hold names, counts and kinds. There is no option that records
// what was asked or answered: prompts hold what people said in interviews. Nothing
// is taken from the global providers.
//
// The conventions have the status Development and are not part of the Go packages of
// semantic conventions, so that their names are written out here.
package otelllm

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/hirealign/hirealign/llm"
)

const scope = "github.com/hirealign/hirealign/llm/otelllm"

// Options configure New. The zero value reports nothing.
type Options struct {
	// TracerProvider gets a span per call; nil for none.
	TracerProvider trace.TracerProvider
	// MeterProvider gets the tokens and the duration of each call; nil for none.
	MeterProvider metric.MeterProvider
	// Provider and Model name what is called: the adapter's name for itself, such as
	// "gemini", and the model that is asked for.
	Provider, Model string
	// ServerAddress is the host that is called; "" leaves it out.
	ServerAddress string
	// Now is the clock of durations; nil is time.Now. Spans have their own.
	Now func() time.Time
}

// names are the convention's names of providers, where they differ from ours.
var names = map[string]string{"gemini": "gcp.gemini"}

// New returns middleware that reports each call: outside llm.Retry once per call,
// inside it once per attempt. It fails if an instrument cannot be made.
func New(opts Options) (llm.Middleware, error) {
	if opts.TracerProvider == nil {
		opts.TracerProvider = tracenoop.NewTracerProvider()
	}
	if opts.MeterProvider == nil {
		opts.MeterProvider = metricnoop.NewMeterProvider()
	}
	if opts.Now == nil {
		opts.Now = time.Now //nolint:forbidigo // the clock where the caller gives none
	}
	b := bridge{opts: opts, tracer: opts.TracerProvider.Tracer(scope)}
	meter := opts.MeterProvider.Meter(scope)
	var tokensErr, durationErr error
	b.tokens, tokensErr = meter.Int64Histogram("gen_ai.client.token.usage",
		metric.WithUnit("{token}"), metric.WithDescription("Tokens that a call took, by type."),
		metric.WithExplicitBucketBoundaries(1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864))
	b.duration, durationErr = meter.Float64Histogram("gen_ai.client.operation.duration",
		metric.WithUnit("s"), metric.WithDescription("How long a call took."),
		metric.WithExplicitBucketBoundaries(.01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92))
	if err := errors.Join(tokensErr, durationErr); err != nil {
		return nil, err
	}
	return b.middleware, nil
}

type bridge struct {
	opts     Options
	tracer   trace.Tracer
	tokens   metric.Int64Histogram
	duration metric.Float64Histogram
}

func (b *bridge) middleware(next llm.Handler) llm.Handler {
	return func(ctx context.Context, req *llm.Request) (*llm.Response, error) {
		common := []attribute.KeyValue{attribute.String("gen_ai.operation.name", "chat")}
		put := func(key, value string) {
			if value != "" {
				common = append(common, attribute.String(key, value))
			}
		}
		put("gen_ai.provider.name", provider(b.opts.Provider))
		put("gen_ai.request.model", b.opts.Model)
		put("server.address", b.opts.ServerAddress)

		name := "chat"
		if b.opts.Model != "" {
			name += " " + b.opts.Model
		}
		ctx, span := b.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(append(asked(req), common...)...))
		defer span.End()
		start := b.opts.Now()
		r, err := next(ctx, req)
		took := b.opts.Now().Sub(start)

		if r != nil {
			span.SetAttributes(answered(r)...)
			put("gen_ai.response.model", r.Model)
		}
		if err != nil {
			kind := errorType(err)
			span.SetStatus(codes.Error, kind)
			put("error.type", kind)
			span.SetAttributes(failed(err)...)
			span.SetAttributes(attribute.String("error.type", kind))
		}
		b.duration.Record(ctx, took.Seconds(), metric.WithAttributes(common...))
		if r != nil && r.Usage != (llm.Usage{}) {
			b.tokens.Record(ctx, r.Usage.Input, metric.WithAttributes(append(common, attribute.String("gen_ai.token.type", "input"))...))
			b.tokens.Record(ctx, r.Usage.Output, metric.WithAttributes(append(common, attribute.String("gen_ai.token.type", "output"))...))
		}
		return r, err
	}
}

func provider(name string) string {
	if n, ok := names[name]; ok {
		return n
	}
	return name
}

func asked(req *llm.Request) []attribute.KeyValue {
	if req == nil {
		return nil
	}
	var out []attribute.KeyValue
	if req.Task != "" {
		out = append(out, attribute.String("gen_ai.prompt.name", req.Task))
	}
	if req.Output != nil {
		out = append(out, attribute.String("gen_ai.output.type", "json"))
	}
	if req.MaxOutputTokens > 0 {
		out = append(out, attribute.Int("gen_ai.request.max_tokens", req.MaxOutputTokens))
	}
	if req.Temperature != nil {
		out = append(out, attribute.Float64("gen_ai.request.temperature", *req.Temperature))
	}
	return out
}

func answered(r *llm.Response) []attribute.KeyValue {
	out := []attribute.KeyValue{
		attribute.StringSlice("gen_ai.response.finish_reasons", []string{string(r.Finish)}),
		attribute.Int64("gen_ai.usage.input_tokens", r.Usage.Input),
		attribute.Int64("gen_ai.usage.output_tokens", r.Usage.Output),
		attribute.Int64("gen_ai.usage.cache_read.input_tokens", r.Usage.CacheRead),
		attribute.Int64("gen_ai.usage.cache_write.input_tokens", r.Usage.CacheWrite),
		attribute.Int64("gen_ai.usage.reasoning.output_tokens", r.Usage.Reasoning),
		attribute.Int("hirealign.attempts", r.Attempts),
		attribute.Bool("hirealign.cached", r.Cached),
	}
	if r.Model != "" {
		out = append(out, attribute.String("gen_ai.response.model", r.Model))
	}
	if r.ID != "" {
		out = append(out, attribute.String("gen_ai.response.id", r.ID))
	}
	return out
}

// failed says what else is known of a failure, and nothing that anyone wrote.
func failed(err error) []attribute.KeyValue {
	e, ok := errors.AsType[*llm.Error](err)
	if !ok {
		return nil
	}
	var out []attribute.KeyValue
	if e.Status != 0 {
		out = append(out, attribute.Int("http.response.status_code", e.Status))
	}
	if e.RequestID != "" {
		out = append(out, attribute.String("hirealign.request_id", e.RequestID))
	}
	return out
}

func errorType(err error) string {
	switch {
	case llm.KindOf(err) != "":
		return string(llm.KindOf(err))
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	return "_OTHER"
}
