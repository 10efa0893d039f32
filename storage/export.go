package storage

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
)

// exported is a line of an export.
type exported struct {
	Seq     uint64 `json:"seq"`
	Topic   []byte `json:"topic_base64"`
	Payload []byte `json:"payload_base64"`
	Hash    string `json:"hash"`
}

// ExportLog writes the tenant's log after a head as NDJSON, an entry a line, with
// topic and payload in base64 so that every byte survives, and returns the head
// that it reached. It verifies as it goes and stops with a *ChainError at the
// first entry that does not fit; what was written before verifies.
func ExportLog(ctx context.Context, d Driver, tenant Tenant, after Head, w io.Writer) (Head, error) {
	head := after
	enc := json.NewEncoder(w)
	for {
		entries, err := d.Log(ctx, tenant, head.Seq, MaxPage)
		if err != nil || len(entries) == 0 {
			return head, err
		}
		for _, e := range entries {
			next, err := head.follow(e)
			if err != nil {
				return head, err
			}
			if err := enc.Encode(exported{Seq: e.Seq, Topic: []byte(e.Topic), Payload: e.Payload, Hash: hex.EncodeToString(e.Hash[:])}); err != nil {
				return head, err
			}
			head = next
		}
	}
}

// VerifyExport checks an export that began after a head, away from the database,
// against heads that were kept, and returns the head that it reaches. It returns a
// *ChainError as VerifyLog does, and ErrInvalid for a line that is no entry.
func VerifyExport(r io.Reader, after Head, kept ...Head) (Head, error) {
	c := newChain(after, kept)
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 4*(MaxPayload+MaxKey))
	for lines.Scan() {
		var x exported
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			return c.head, fmt.Errorf("%w: after entry %d: %w", ErrInvalid, c.head.Seq, err)
		}
		hash, err := hex.DecodeString(x.Hash)
		if err != nil || len(hash) != 32 {
			return c.head, &ChainError{Seq: x.Seq, Reason: "its hash is malformed"}
		}
		if err := c.add(Entry{Seq: x.Seq, Topic: string(x.Topic), Payload: x.Payload, Hash: [32]byte(hash)}); err != nil {
			return c.head, err
		}
	}
	if err := lines.Err(); err != nil {
		return c.head, fmt.Errorf("%w: after entry %d: %w", ErrInvalid, c.head.Seq, err)
	}
	return c.head, c.end()
}
