package webhook_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/storage/webhook"
)

// The example that the specification's reference libraries share.
func TestSignsThePublishedExample(t *testing.T) {
	t.Parallel()
	s, err := webhook.NewSigner("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	require.NoError(t, err)
	got := s.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	require.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", got)
}

func TestVerify(t *testing.T) {
	t.Parallel()
	s, err := webhook.NewSigner("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	require.NoError(t, err)
	at, body := time.Unix(1614265330, 0), []byte(`{"seq":1}`)
	h := s.Headers("acme/1", at, body)
	require.NoError(t, s.Verify(h, at.Add(4*time.Minute), body))
	require.ErrorIs(t, s.Verify(h, at.Add(6*time.Minute), body), webhook.ErrSignature, "too old")
	require.ErrorIs(t, s.Verify(h, at.Add(-6*time.Minute), body), webhook.ErrSignature, "from the future")
	require.ErrorIs(t, s.Verify(h, at, []byte(`{"seq":2}`)), webhook.ErrSignature, "another body")
	two := h.Clone()
	two.Set(webhook.HeaderSignature, "v1,AAAA "+h.Get(webhook.HeaderSignature))
	require.NoError(t, s.Verify(two, at, body), "one of two signatures")
	for _, name := range []string{webhook.HeaderID, webhook.HeaderTimestamp, webhook.HeaderSignature} {
		without := h.Clone()
		without.Del(name)
		require.ErrorIs(t, s.Verify(without, at, body), webhook.ErrSignature, name)
	}
	for _, secret := range []string{"", "whsec_", "whsec_c2hvcnQ=", "not base64!", strings.Repeat("A", 400)} {
		_, err := webhook.NewSigner(secret)
		require.ErrorIs(t, err, webhook.ErrSecret, secret)
	}
}
