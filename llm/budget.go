package llm

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// BudgetOptions configure a Budget. The zero value and nil are valid.
type BudgetOptions struct {
	// Price says what usage costs, in any unit, such as millionths of a dollar; nil
	// counts tokens, input and output alike.
	Price func(Usage) int64
	// Estimate says how many input tokens a request has; nil is
	// Request.EstimateInput, which guesses high.
	Estimate func(*Request) int64
	// MaxOutputTokens is assumed for requests without a limit; 0 means 8192.
	MaxOutputTokens int
}

// Budget is an amount that calls may cost together. It is safe for concurrent use
// by any number of models.
type Budget struct {
	opts BudgetOptions

	mu       sync.Mutex
	limit    int64
	spent    int64
	reserved int64
}

// BudgetError says why a Budget refused a call. It is the Err of an *Error of
// kind OverBudget.
type BudgetError struct {
	// Limit, Spent and Reserved are the state of the budget, Need what the call may cost.
	Limit, Spent, Reserved, Need int64
}

func (e *BudgetError) Error() string {
	return fmt.Sprintf("llm: the call may cost %d; %d of %d are spent and %d reserved", e.Need, e.Spent, e.Limit, e.Reserved)
}

// NewBudget returns a budget of an amount in the unit of Price.
func NewBudget(limit int64, opts *BudgetOptions) *Budget {
	b := &Budget{limit: limit}
	if opts != nil {
		b.opts = *opts
	}
	if b.opts.Price == nil {
		b.opts.Price = func(u Usage) int64 { return u.Input + u.Output }
	}
	if b.opts.Estimate == nil {
		b.opts.Estimate = (*Request).EstimateInput
	}
	if b.opts.MaxOutputTokens <= 0 {
		b.opts.MaxOutputTokens = 8192
	}
	return b
}

// Spent returns what calls have cost so far.
func (b *Budget) Spent() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.spent
}

// Left returns what no call has spent or reserved; negative where calls cost more
// than was estimated.
func (b *Budget) Left() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.limit - b.spent - b.reserved
}

// Middleware reserves, before each call, the most that it may cost, and settles on
// what it did cost. A call for which nothing is left fails as OverBudget and is not
// made. A call that may have been billed without saying so, such as one that timed
// out or was cut off, is charged what was reserved; one that the provider refused
// is free.
func (b *Budget) Middleware() Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (*Response, error) {
			output := int64(req.MaxOutputTokens)
			if output <= 0 {
				output = int64(b.opts.MaxOutputTokens)
			}
			need := b.opts.Price(Usage{Input: b.opts.Estimate(req), Output: output})
			if err := b.reserve(need); err != nil {
				return nil, err
			}
			cost := need
			defer func() { b.settle(need, cost) }() // also if next panics
			r, err := next(ctx, req)
			switch {
			case err != nil:
				if free(err) {
					cost = 0
				}
			case r.Cached:
				cost = 0
			case r.Usage != Usage{}:
				cost = b.opts.Price(r.Usage)
			}
			return r, err
		}
	}
}

func (b *Budget) reserve(need int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if need > b.limit-b.spent-b.reserved {
		return &Error{Kind: OverBudget, Err: &BudgetError{Limit: b.limit, Spent: b.spent, Reserved: b.reserved, Need: need}}
	}
	b.reserved += need
	return nil
}

func (b *Budget) settle(reserved, cost int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reserved -= reserved
	b.spent += cost
}

// free reports whether a failed call costs nothing: the provider refused it, or it
// was never made.
func free(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return false
	}
	switch e.Kind {
	case RateLimited, QuotaExhausted, Auth, SchemaRejected, InvalidRequest, OverBudget:
		return true
	case ContextTooLong:
		return e.Status != 0 // else the reply had begun when the room ended
	case Unavailable:
		return e.Status >= 500
	}
	return false
}
