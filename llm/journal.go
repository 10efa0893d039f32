package llm

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// Recorder keeps the replies that a Journal writes down. It is safe for concurrent
// use, from one process or from many. Keys are hashes and hold no text; replies are
// what models wrote about people, so that whoever keeps them also erases them. The
// library's Replies keeps them beside the documents that they were asked for.
type Recorder interface {
	// Load returns what there is under a key, and the zero value where there is nothing.
	Load(ctx context.Context, key string) (Recorded, error)
	// Save keeps the reply to a request before anybody reads it: once it returns nil,
	// every Load finds a reply, whatever crashes then. Where somebody else saved one
	// meanwhile, that one stays, and Save returns nil.
	Save(ctx context.Context, key string, r *Response) error
}

// Recorded is what a Recorder holds under a key. The zero value is nothing.
type Recorded struct {
	// Response is the reply as it came, with its finish reason and usage; nil for none.
	Response *Response
	// Discarded counts replies under the key that nothing could be made of. The model
	// is then asked anew, under another idempotency key.
	Discarded int
}

// ErrJournal is the cause of the failure of every call through a Journal that has no
// recorder or no scope.
var ErrJournal = errors.New("llm: a journal needs a recorder and a scope")

const timeToSave = 10 * time.Second // for a reply whose caller has gone meanwhile

// Journal writes every reply down before it hands it on, and gives a reply that was
// written down back in place of a call. A process that dies after the reply was
// saved, at whatever point, never pays for the call again; one that dies between
// the provider's answer and the end of Save has lost that answer. For this gap the
// request carries its key as IdempotencyKey: a provider or gateway that knows such
// keys closes it, any other may be paid twice for the one call.
//
// The scope names what the request does not: the provider and model. Only a request
// that is the same byte for byte is recognised; generative.Options.BoundaryKey makes
// those of the generative engine so. Whole and streamed replies are kept alike, with
// any finish reason; errors are not. A reply that is given back is marked Cached, has
// no Usage but Earlier, and brings no deltas.
//
// Unlike with a Cache, a recorder that fails fails the call: nothing is made of a
// reply that is not safe. A context that ends after the provider has answered does
// not lose the reply. The error of the recorder is returned as it is.
func Journal(rec Recorder, scope string) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (*Response, error) {
			if rec == nil || scope == "" {
				return nil, &Error{Kind: InvalidRequest, Err: ErrJournal}
			}
			key := CacheKey(scope, req)
			before, err := rec.Load(ctx, key)
			if err != nil {
				return nil, err
			}
			if before.Response != nil {
				r := *before.Response
				r.Earlier, r.Usage, r.Attempts, r.Cached = r.Usage, Usage{}, 0, true
				return &r, nil
			}
			keyed := *req
			if keyed.IdempotencyKey == "" {
				keyed.IdempotencyKey = key
				if before.Discarded > 0 {
					keyed.IdempotencyKey += "-" + strconv.Itoa(before.Discarded)
				}
			}
			r, err := next(ctx, &keyed)
			if err != nil {
				return r, err
			}
			saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeToSave)
			defer cancel()
			if err := rec.Save(saving, key, r); err != nil {
				return nil, err
			}
			return r, nil
		}
	}
}
