package storage

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrChain is the sentinel of *ChainError.
var ErrChain = errors.New("storage: log does not verify")

// ChainError says where a log stops to verify.
type ChainError struct {
	// Seq is the sequence number of the first entry that does not fit.
	Seq uint64
	// Reason says what is wrong with it.
	Reason string
}

func (e *ChainError) Error() string {
	return fmt.Sprintf("%v: entry %d: %s", ErrChain, e.Seq, e.Reason)
}

// Unwrap returns ErrChain.
func (e *ChainError) Unwrap() error { return ErrChain }

// ChainHash is the hash of a log entry: SHA-256 over the hash of the entry
// before (32 zero bytes for the first), the sequence number as 8 bytes in
// big-endian order, the length of the topic as 8 bytes, the topic, and the
// payload. Drivers use it and no other.
func ChainHash(prev [32]byte, seq uint64, topic string, payload []byte) [32]byte {
	b := make([]byte, 0, len(prev)+8+8+len(topic)+len(payload))
	b = append(b, prev[:]...)
	b = binary.BigEndian.AppendUint64(b, seq)
	b = binary.BigEndian.AppendUint64(b, uint64(len(topic)))
	b = append(b, topic...)
	return sha256.Sum256(append(b, payload...))
}

// Head is the end of a log: how long it is and the hash of its last entry.
type Head struct {
	Seq  uint64
	Hash [32]byte
}

// VerifyLog recomputes the whole log of a tenant and returns its head. It returns
// a *ChainError at the first entry that was changed, moved or taken out.
//
// A chain cannot show that entries were cut off its end, nor that all of it was
// written anew by somebody who controls the database. Keep heads elsewhere and
// pass them as kept: each must lie on the chain.
func VerifyLog(ctx context.Context, d Driver, tenant Tenant, kept ...Head) (Head, error) {
	c := newChain(Head{}, kept)
	for {
		entries, err := d.Log(ctx, tenant, c.head.Seq, MaxPage)
		if err != nil {
			return c.head, err
		}
		if len(entries) == 0 {
			return c.head, c.end()
		}
		for _, e := range entries {
			if err := c.add(e); err != nil {
				return c.head, err
			}
		}
	}
}

// chain walks a log from a head on.
type chain struct {
	head Head
	due  map[uint64][32]byte // heads that must lie ahead
}

func newChain(after Head, kept []Head) *chain {
	c := &chain{head: after, due: make(map[uint64][32]byte, len(kept))}
	for _, k := range kept {
		if k.Seq > after.Seq {
			c.due[k.Seq] = k.Hash
		}
	}
	return c
}

func (c *chain) add(e Entry) error {
	next, err := c.head.follow(e)
	if err != nil {
		return err
	}
	if want, ok := c.due[e.Seq]; ok {
		if want != e.Hash {
			return &ChainError{Seq: e.Seq, Reason: "differs from the head that was kept"}
		}
		delete(c.due, e.Seq)
	}
	c.head = next
	return nil
}

func (c *chain) end() error {
	if len(c.due) > 0 {
		return &ChainError{Seq: c.head.Seq + 1, Reason: "missing: the log is shorter than a head that was kept"}
	}
	return nil
}

// follow returns the head after an entry, or a *ChainError where it does not fit.
func (h Head) follow(e Entry) (Head, error) {
	switch {
	case e.Seq != h.Seq+1:
		return h, &ChainError{Seq: h.Seq + 1, Reason: "missing"}
	case ChainHash(h.Hash, e.Seq, e.Topic, e.Payload) != e.Hash:
		return h, &ChainError{Seq: e.Seq, Reason: "its hash does not follow from its content and the entry before"}
	}
	return Head{Seq: e.Seq, Hash: e.Hash}, nil
}
