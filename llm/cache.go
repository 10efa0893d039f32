package llm

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"math"
)

// CacheStore keeps replies. The host provides it, and with it the time that they
// are kept, their encryption and their erasure: values hold what models wrote about
// people. It is safe for concurrent use. Keys are hashes and hold no text.
type CacheStore interface {
	// Get returns the value of a key, and false where there is none.
	Get(ctx context.Context, key string) ([]byte, bool, error)
	Put(ctx context.Context, key string, value []byte) error
}

// CacheOptions configure Cache.
type CacheOptions struct {
	// Scope names what the request does not: the provider and model, the tenant whose
	// data it is. Requests of two scopes never share a reply. It is required.
	Scope string
	// OnError is told of failures of the store, which never fail a call; nil ignores
	// them. It is called from several goroutines.
	OnError func(error)
}

// ErrCache is the cause of the failure of every call through a Cache that has no
// store or no scope.
var ErrCache = errors.New("llm: a cache needs a store and a scope")

// Cache answers a request that was answered before, byte for byte the same, from a
// store. Only replies that finished are kept; a reply from the store has no usage,
// costs no request and brings no deltas.
func Cache(store CacheStore, opts CacheOptions) Middleware {
	failed := func(err error) {
		if err != nil && opts.OnError != nil {
			opts.OnError(err)
		}
	}
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (*Response, error) {
			if store == nil || opts.Scope == "" {
				return nil, &Error{Kind: InvalidRequest, Err: ErrCache}
			}
			key := CacheKey(opts.Scope, req)
			value, found, err := store.Get(ctx, key)
			failed(err)
			if err == nil && found {
				r, err := decodeCached(value)
				if err == nil {
					return r, nil
				}
				failed(err)
			}
			r, err := next(ctx, req)
			if err != nil || r.Check() != nil {
				return r, err
			}
			value, err = json.Marshal(cached{Text: r.Text, Provider: r.Provider, Model: r.Model, ID: r.ID})
			if err == nil {
				err = store.Put(ctx, key, value)
			}
			failed(err)
			return r, nil
		}
	}
}

// cached is a stored reply. It had the finish reason Stop.
type cached struct {
	Text     string `json:"text"`
	Provider string `json:"provider,omitzero"`
	Model    string `json:"model,omitzero"`
	ID       string `json:"id,omitzero"`
}

var errStored = errors.New("llm: a stored reply cannot be read")

func decodeCached(value []byte) (*Response, error) {
	var c cached
	if err := json.Unmarshal(value, &c); err != nil {
		return nil, errStored // the text of err may quote the reply
	}
	return &Response{Text: c.Text, Finish: Stop, Provider: c.Provider, Model: c.Model, ID: c.ID, Cached: true}, nil
}

// CacheKey returns the key of a request in a scope: a SHA-256, in hex, over
// everything that a model reads, each piece with its length. The task and the
// idempotency key are not part of it.
func CacheKey(scope string, req *Request) string {
	h := sha256.New()
	put := func(s string) {
		number(h, uint64(len(s)))
		h.Write([]byte(s))
	}
	put("hirealign/llm/1")
	put(scope)
	put(req.System)
	number(h, uint64(len(req.Parts)))
	for _, p := range req.Parts {
		put(string(p.Kind))
		put(p.Text)
		mark := uint64(0)
		if p.Cache {
			mark = 1
		}
		number(h, mark)
	}
	if req.Output == nil {
		number(h, 0)
	} else {
		number(h, 1)
		put(req.Output.Name)
		put(string(req.Output.JSON))
	}
	number(h, uint64(req.MaxOutputTokens))
	if req.Temperature == nil {
		number(h, 0)
	} else {
		number(h, 1)
		number(h, math.Float64bits(*req.Temperature))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func number(h hash.Hash, n uint64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], n)
	h.Write(b[:])
}
