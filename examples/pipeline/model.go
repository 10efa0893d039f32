package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hirealign/hirealign/llm"
	"github.com/hirealign/hirealign/llm/llmfake"
)

// modelServer speaks the protocol of Chat Completions, answers as its script says,
// and keeps the bill. Like a gateway that knows idempotency keys it answers a key that
// it has answered before with the same reply, for nothing.
type modelServer struct {
	URL string

	server  *http.Server
	latency time.Duration
	// forgets makes it one that does not know idempotency keys.
	forgets bool
	scripts map[string]llm.Model // by the name of the schema

	mu       sync.Mutex
	answers  map[string]*answer // by key
	paid     map[string]int     // by schema
	requests int
	again    int // requests that were answered for nothing
}

// answer is a reply that is being made or was made.
type answer struct {
	body   [32]byte
	done   chan struct{}
	reply  []byte
	failed error
}

func serveModel(latency time.Duration, forgets bool) (*modelServer, error) {
	quote := func(words, say string) llm.Model {
		return llmfake.New(llmfake.Obedient(llmfake.Order{Trigger: words, Say: say}))
	}
	s := &modelServer{
		latency: latency, forgets: forgets, answers: map[string]*answer{}, paid: map[string]int{},
		scripts: map[string]llm.Model{
			"scorecard_evidence": quote("stopped the crediting", ""),
			"summary_lines":      quote("I am looking for", "The candidate says what they expect and when they can start."),
		},
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.URL = "http://" + l.Addr().String()
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.server.Serve(l) }() // ends with Close
	return s, nil
}

func (s *modelServer) Close() { _ = s.server.Close() }

// bill says what was asked and what it cost.
type bill struct {
	Requests, Again int
	Paid            map[string]int
}

func (s *modelServer) Bill() bill {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bill{Requests: s.requests, Again: s.again, Paid: maps.Clone(s.paid)}
}

// chatRequest is what this server reads of a request.
type chatRequest struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
	ResponseFormat struct {
		JSONSchema struct {
			Name   string          `json:"name"`
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
}

// ServeHTTP implements http.Handler.
func (s *modelServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return // the caller is gone
	}
	a, first, err := s.take(r.Header.Get("Idempotency-Key"), sha256.Sum256(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	if first {
		// A call that was begun is finished and billed, whether anybody waits or not.
		a.reply, a.failed = s.complete(body)
		close(a.done)
	}
	<-a.done
	if a.failed != nil {
		http.Error(w, a.failed.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(a.reply) // the caller may be gone
}

var errOtherBody = errors.New("the idempotency key was used for another request")

// take returns the answer under a key, and whether the caller has to make it.
func (s *modelServer) take(key string, body [32]byte) (*answer, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if a, ok := s.answers[key]; ok && key != "" && !s.forgets {
		if a.body != body {
			return nil, false, errOtherBody
		}
		s.again++
		return a, false, nil
	}
	a := &answer{body: body, done: make(chan struct{})}
	s.answers[key] = a
	return a, true, nil
}

func (s *modelServer) complete(body []byte) ([]byte, error) {
	var in chatRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	time.Sleep(s.latency)
	req := llm.Request{Output: &llm.Schema{Name: in.ResponseFormat.JSONSchema.Name, JSON: in.ResponseFormat.JSONSchema.Schema}}
	for _, m := range in.Messages {
		var parts []struct {
			Text string `json:"text"`
		}
		if m.Role != "user" || json.Unmarshal(m.Content, &parts) != nil {
			continue
		}
		for _, p := range parts {
			kind := llm.Instruction
			if strings.HasPrefix(p.Text, "DATA-") {
				kind = llm.Untrusted
			}
			req.Parts = append(req.Parts, llm.Part{Kind: kind, Text: p.Text})
		}
	}
	script, ok := s.scripts[req.Output.Name]
	if !ok {
		return nil, fmt.Errorf("no script for the schema %q", req.Output.Name)
	}
	out, err := script.Generate(context.Background(), &req)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.paid[req.Output.Name]++
	n := s.paid[req.Output.Name]
	s.mu.Unlock()
	return json.Marshal(map[string]any{
		"id": fmt.Sprintf("chatcmpl-%s-%d", req.Output.Name, n), "object": "chat.completion", "created": 1, "model": in.Model,
		"choices": []any{map[string]any{"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": out.Text}}},
		"usage":   map[string]any{"prompt_tokens": len(body) / 4, "completion_tokens": len(out.Text) / 4, "total_tokens": (len(body) + len(out.Text)) / 4},
	})
}
