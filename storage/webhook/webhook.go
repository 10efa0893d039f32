// Package webhook signs what a host sends on to others, as Standard Webhooks asks.
//
//	signer, err := webhook.NewSigner("whsec_...")
//	for entry, err := range storage.Subscribe(ctx, store, "acme", sent, nil) {
//		request.Header = signer.Headers(fmt.Sprintf("acme/%d", entry.Seq), now, body)
//	}
//
// The id stays the same when a message is sent again, so that a receiver can tell.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

var (
	// ErrSecret is returned for a secret that is not 24 to 64 bytes in base64.
	ErrSecret = errors.New("webhook: malformed secret")
	// ErrSignature is returned for a message that is not signed with the secret, or
	// whose time is too far off.
	ErrSignature = errors.New("webhook: signature does not verify")
)

// The headers of a message.
const (
	HeaderID        = "Webhook-Id"
	HeaderTimestamp = "Webhook-Timestamp"
	HeaderSignature = "Webhook-Signature"
)

// Tolerance is how far the time of a message may lie from the receiver's clock.
const Tolerance = 5 * time.Minute

// Signer signs and verifies with one secret. It is safe for concurrent use.
type Signer struct{ secret []byte }

// NewSigner takes a secret in base64, with or without the prefix "whsec_".
func NewSigner(secret string) (*Signer, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(raw) < 24 || len(raw) > 64 {
		return nil, ErrSecret
	}
	return &Signer{secret: raw}, nil
}

// Sign returns the signature of a message, "v1," and base64.
func (s *Signer) Sign(id string, at time.Time, body []byte) string {
	h := hmac.New(sha256.New, s.secret)
	_, _ = fmt.Fprintf(h, "%s.%d.", id, at.Unix())
	h.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// Headers returns the three headers of a message. The id names the event and stays
// the same when it is sent again; at is the time of this attempt.
func (s *Signer) Headers(id string, at time.Time, body []byte) http.Header {
	h := http.Header{}
	h.Set(HeaderID, id)
	h.Set(HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
	h.Set(HeaderSignature, s.Sign(id, at, body))
	return h
}

// Verify checks a message that was received at now. One of several signatures,
// separated by spaces while a secret is replaced, is enough. It returns ErrSignature.
func (s *Signer) Verify(h http.Header, now time.Time, body []byte) error {
	seconds, err := strconv.ParseInt(h.Get(HeaderTimestamp), 10, 64)
	if err != nil || h.Get(HeaderID) == "" {
		return fmt.Errorf("%w: id or time is missing", ErrSignature)
	}
	at := time.Unix(seconds, 0)
	if at.Before(now.Add(-Tolerance)) || at.After(now.Add(Tolerance)) {
		return fmt.Errorf("%w: its time is too far off", ErrSignature)
	}
	want := []byte(s.Sign(h.Get(HeaderID), at, body))
	for signature := range strings.FieldsSeq(h.Get(HeaderSignature)) {
		if hmac.Equal(want, []byte(signature)) {
			return nil
		}
	}
	return ErrSignature
}
