package privacy_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/requisition"
)

var (
	now       = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	marcus, _ = actor.NewHuman("u-marcus", "Marcus", actor.Recruiter)
	t0        = context.Background()
)

func ExampleConsents() {
	var c privacy.Consents // allows nothing
	c, _ = c.Give(privacy.Entry{Scope: privacy.Drafting, Text: "notice-7", By: marcus, At: now})
	fmt.Println(c.Allows(privacy.Drafting, "req-1", now))
	fmt.Println(errors.Is(c.Allows(privacy.Recording, "req-1", now), privacy.ErrNoConsent))
	c, _ = c.Withdraw(privacy.Drafting, "req-1", marcus, now.Add(time.Hour))
	fmt.Println(c.Allows(privacy.Drafting, "req-1", now))
	fmt.Println(c.Allows(privacy.Drafting, "req-2", now))
	// Output:
	// <nil>
	// true
	// privacy: no consent: /drafting: the candidate withdrew consent to drafting (privacy.withdrawn)
	// <nil>
}

func ExamplePolicy() {
	p := privacy.Policy{Version: "2026-1", Rules: []privacy.Rule{
		{Kind: "transcript", AtMostDays: 180, Source: "house rule"},
		{Kind: "transcript", Jurisdiction: "us-ca", AtLeastDays: 4 * 365, Source: "state record-keeping rule"},
	}}
	ended := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	eu := p.Clock(privacy.Item{Kind: "transcript", EndedAt: ended})
	ca := p.Clock(privacy.Item{Kind: "transcript", EndedAt: ended, Jurisdictions: []string{"us-ca"}})
	fmt.Println(eu.DeleteAfter.Format(time.DateOnly), ca.DeleteAfter.Format(time.DateOnly))
	// Output: 2026-06-30 2029-12-31
}

func ExampleHeld() {
	h, _ := privacy.PlaceHold("h-1", "c-1", "matter 17/2026", marcus, now)
	fmt.Println(errors.Is(privacy.Held([]privacy.Hold{h}), privacy.ErrHeld))
	h, _ = h.Release(marcus, now)
	fmt.Println(privacy.Held([]privacy.Hold{h}))
	// Output:
	// true
	// <nil>
}

func TestConsentsRefuse(t *testing.T) {
	t.Parallel()
	for code, e := range map[string]privacy.Entry{
		"privacy.scope_unknown":  {Scope: "mood", Text: "n", By: marcus, At: now},
		"privacy.time_missing":   {Scope: privacy.Recording, Text: "n", By: marcus},
		"privacy.until_past":     {Scope: privacy.Recording, Text: "n", By: marcus, At: now, Until: now},
		"privacy.notice_missing": {Scope: privacy.Recording, By: marcus, At: now},
		"privacy.until_missing":  {Scope: privacy.Retention, Text: "n", By: marcus, At: now},
		"actor.id_missing":       {Scope: privacy.Recording, Text: "n", At: now},
	} {
		var c privacy.Consents
		got, err := c.Give(e)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
		require.Empty(t, got.Entries)
	}
	var c privacy.Consents
	c, err := c.Give(privacy.Entry{Scope: privacy.Recording, Basis: "legitimate_interest", Jurisdiction: "de", By: marcus, At: now, Until: now.Add(time.Hour)})
	require.NoError(t, err, "a named legal basis stands in")
	require.NoError(t, c.Allows(privacy.Recording, "r", now))
	require.True(t, fault.Has(c.Allows(privacy.Recording, "r", now.Add(time.Hour)), "privacy.run_out"))
	require.Equal(t, []string{"de"}, c.Jurisdictions())
	c, err = c.Decline(privacy.Recording, "", marcus, now)
	require.NoError(t, err)
	require.True(t, fault.Has(c.Allows(privacy.Recording, "r", now), "privacy.declined"))
}

// Whatever was answered in whatever order: a scope is allowed where the last answer
// for the search is a consent, and nowhere else.
func TestConsentFailsClosed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var a, b privacy.Consents
		last := map[[2]string]privacy.Answer{}
		searches := []string{"r-1", "r-2"}
		for i := range rapid.IntRange(0, 12).Draw(t, "answers") {
			s := rapid.SampledFrom(privacy.Scopes()).Draw(t, "scope")
			in := rapid.SampledFrom([]string{"", "r-1", "r-2"}).Draw(t, "search")
			answer := rapid.SampledFrom([]privacy.Answer{privacy.Given, privacy.Declined, privacy.Withdrawn}).Draw(t, "answer")
			of := &a
			if rapid.Bool().Draw(t, "other record") {
				of = &b
			}
			at := now.Add(time.Duration(i) * time.Minute)
			var err error
			switch answer {
			case privacy.Given:
				*of, err = of.Give(privacy.Entry{Scope: s, Requisition: requisition.ID(in), Text: "n", By: marcus, At: at, Until: at.AddDate(1, 0, 0)})
			case privacy.Declined:
				*of, err = of.Decline(s, requisition.ID(in), marcus, at)
			default:
				*of, err = of.Withdraw(s, requisition.ID(in), marcus, at)
			}
			require.NoError(t, err)
			for _, r := range searches {
				if in == "" || in == r {
					last[[2]string{string(s), r}] = answer
				}
			}
		}
		both := a.Merge(b)
		for _, s := range privacy.Scopes() {
			for _, r := range searches {
				allowed := both.Allows(s, requisition.ID(r), now.Add(time.Hour)) == nil
				require.Equal(t, last[[2]string{string(s), r}] == privacy.Given, allowed)
			}
		}
	})
}

func TestRetentionClocks(t *testing.T) {
	t.Parallel()
	ended := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return ended.AddDate(0, 0, n) }
	p := privacy.Policy{Version: "1", Rules: []privacy.Rule{
		{AtMostDays: 180, Source: "s"},
		{Kind: "card", AtMostDays: 90, Source: "s"},
		{Kind: "card", Jurisdiction: "co", AtLeastDays: 1000, Source: "s"},
		{Jurisdiction: "ca", AtLeastDays: 1400, Source: "s"},
	}}
	require.NoError(t, p.Validate())
	for name, c := range map[string]struct {
		item   privacy.Item
		must   time.Time
		delete time.Time
	}{
		"the shortest maximum":             {privacy.Item{Kind: "card", EndedAt: ended}, time.Time{}, day(90)},
		"every kind":                       {privacy.Item{Kind: "other", EndedAt: ended}, time.Time{}, day(180)},
		"a minimum comes first":            {privacy.Item{Kind: "card", EndedAt: ended, Jurisdictions: []string{"co"}}, day(1000), day(1000)},
		"the longest minimum":              {privacy.Item{Kind: "card", EndedAt: ended, Jurisdictions: []string{"co", "ca"}}, day(1400), day(1400)},
		"what the candidate agreed to":     {privacy.Item{Kind: "card", EndedAt: ended, KeepUntil: day(400)}, time.Time{}, day(400)},
		"a consent that ends before":       {privacy.Item{Kind: "card", EndedAt: ended, KeepUntil: day(10)}, time.Time{}, day(90)},
		"nothing while it runs":            {privacy.Item{Kind: "card"}, time.Time{}, time.Time{}},
		"another law's minimum is no help": {privacy.Item{Kind: "other", EndedAt: ended, Jurisdictions: []string{"co"}}, time.Time{}, day(180)},
	} {
		got := p.Clock(c.item)
		require.Equal(t, c.must, got.MustKeepUntil, name)
		require.Equal(t, c.delete, got.DeleteAfter, name)
	}
	items := []privacy.Item{{Kind: "other", Application: "a", EndedAt: ended}, {Kind: "card", Application: "a", EndedAt: ended}, {Kind: "card", Application: "b", EndedAt: ended, Held: true}}
	require.Empty(t, p.Due(items, day(89)))
	due := p.Due(items, day(180))
	require.Len(t, due, 2, "what is held is not listed")
	require.Equal(t, "card", due[0].Kind)
	require.Empty(t, privacy.Policy{}.Due(items, day(5000)), "no rules, nothing due")
	bad := privacy.Policy{Rules: []privacy.Rule{{}, {AtMostDays: -1, Source: "s"}}}
	err := bad.Validate()
	require.ErrorIs(t, err, privacy.ErrInvalid)
	for _, code := range []string{"privacy.policy_version_missing", "privacy.rule_without_days", "privacy.rule_without_source"} {
		require.True(t, fault.Has(err, code), code)
	}
}

func TestHoldsAndErasuresRefuse(t *testing.T) {
	t.Parallel()
	_, err := privacy.PlaceHold("", "", " ", marcus, now)
	require.True(t, fault.Has(err, "privacy.hold_incomplete"))
	require.True(t, fault.Has(err, "privacy.matter_missing"))
	_, err = privacy.PlaceHold("h", "c", "m", actor.Human{}, now)
	require.ErrorIs(t, err, actor.ErrInvalid)
	h, err := privacy.PlaceHold("h", "c", "m", marcus, now)
	require.NoError(t, err)
	_, err = h.Release(actor.Human{}, now)
	require.ErrorIs(t, err, actor.ErrInvalid)
	h, err = h.Release(marcus, now)
	require.NoError(t, err)
	_, err = h.Release(marcus, now)
	require.True(t, fault.Has(err, "privacy.hold_released"))

	people := []requisition.CandidateID{"c"}
	for _, ground := range []string{"", "Priya asked us to", string(make([]byte, 65)), "gdpr\n"} {
		_, err = privacy.NewErasure("e", people, privacy.Started, ground, marcus, now)
		require.True(t, fault.Has(err, "privacy.ground_not_a_code"), ground)
	}
	_, err = privacy.NewErasure("", nil, privacy.Started, "gdpr.17", marcus, now)
	require.True(t, fault.Has(err, "privacy.erasure_incomplete"))
	_, err = privacy.NewErasure("e", people, privacy.Started, "gdpr.17", actor.Human{}, now)
	require.ErrorIs(t, err, actor.ErrInvalid)
	e, err := privacy.NewErasure("e", people, privacy.Refused, "duty.records", marcus, now)
	require.NoError(t, err)
	require.Equal(t, now, e.EndedAt)
}

func ExampleKeyring() {
	ring := privacy.NewMemoryKeyring()
	wrapped, _ := ring.Wrap(t0, "acme", "c-1", privacy.NewKey())
	raw, _ := ring.Unwrap(t0, "acme", "c-1", wrapped)
	key, _ := privacy.ParseKey(raw)
	sealed, _ := key.Seal("acme/card/1", []byte("words"))
	plain, _ := key.Open("acme/card/1", sealed)
	_, elsewhere := key.Open("acme/card/2", sealed)
	_ = ring.Destroy(t0, "acme", "c-1")
	_, gone := ring.Unwrap(t0, "acme", "c-1", wrapped)
	fmt.Println(string(plain), errors.Is(elsewhere, privacy.ErrInvalid), errors.Is(gone, privacy.ErrErased))
	// Output: words true true
}

func TestMemoryKeyring(t *testing.T) {
	t.Parallel()
	ring, data := privacy.NewMemoryKeyring(), privacy.NewKey()
	wrapped, err := ring.Wrap(t.Context(), "acme", "c-1", data)
	require.NoError(t, err)
	require.NoError(t, ring.Rotate("acme", "c-1"))
	got, err := ring.Unwrap(t.Context(), "acme", "c-1", wrapped)
	require.NoError(t, err)
	require.Equal(t, data, got)
	_, err = ring.Unwrap(t.Context(), "acme", "c-2", wrapped)
	require.ErrorIs(t, err, privacy.ErrInvalid)
	_, err = ring.Wrap(t.Context(), "acme", "c-2", data)
	require.NoError(t, err)
	for _, b := range [][]byte{wrapped, nil, {1, 2}} {
		_, err = ring.Unwrap(t.Context(), "acme", "c-2", b)
		require.ErrorIs(t, err, privacy.ErrInvalid)
	}
	require.NoError(t, ring.Destroy(t.Context(), "acme", "c-1"))
	require.NoError(t, ring.Destroy(t.Context(), "acme", "c-1"))
	_, err = ring.Wrap(t.Context(), "acme", "c-1", data)
	require.ErrorIs(t, err, privacy.ErrErased)
	require.ErrorIs(t, ring.Rotate("acme", "c-1"), privacy.ErrErased)
}

func TestKeyBindsAndRepeats(t *testing.T) {
	t.Parallel()
	key, err := privacy.ParseKey(privacy.NewKey())
	require.NoError(t, err)
	a, err := key.Seal("place", []byte("text"))
	require.NoError(t, err)
	b, err := key.Seal("place", []byte("text"))
	require.NoError(t, err)
	require.Equal(t, a, b, "a batch can be sent twice")
	c, err := key.Seal("place", []byte("texT"))
	require.NoError(t, err)
	require.NotEqual(t, a[:12], c[:12], "another text has another nonce")
	for i := range a {
		changed := append([]byte(nil), a...)
		changed[i] ^= 1
		_, err = key.Open("place", changed)
		require.ErrorIs(t, err, privacy.ErrInvalid)
	}
	_, err = key.Open("place", nil)
	require.ErrorIs(t, err, privacy.ErrInvalid)
	_, err = privacy.ParseKey([]byte("short"))
	require.ErrorIs(t, err, privacy.ErrInvalid)
	other, err := privacy.ParseKey(privacy.NewKey())
	require.NoError(t, err)
	require.NotEqual(t, key.Commit("x"), other.Commit("x"))
	again := key.Commit("x")
	require.Equal(t, key.Commit("x"), again)
	require.NotEqual(t, key.Commit("y"), again)
}

func BenchmarkSeal6KB(b *testing.B) {
	key, err := privacy.ParseKey(privacy.NewKey())
	require.NoError(b, err)
	plain := make([]byte, 6<<10)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		if _, err := key.Seal("place", plain); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen6KB(b *testing.B) {
	key, err := privacy.ParseKey(privacy.NewKey())
	require.NoError(b, err)
	sealed, err := key.Seal("place", make([]byte, 6<<10))
	require.NoError(b, err)
	b.SetBytes(6 << 10)
	for b.Loop() {
		if _, err := key.Open("place", sealed); err != nil {
			b.Fatal(err)
		}
	}
}

// Whoever wraps while a key is destroyed or rotated gets a key or ErrErased, and never
// one that is no secret.
func TestAMemoryKeyringAtOnce(t *testing.T) {
	t.Parallel()
	ring, data := privacy.NewMemoryKeyring(), privacy.NewKey()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				wrapped, err := ring.Wrap(t.Context(), "acme", "c-1", data)
				if err == nil {
					_, err = ring.Unwrap(t.Context(), "acme", "c-1", wrapped)
				}
				if err != nil && !errors.Is(err, privacy.ErrErased) {
					t.Errorf("%v", err)
				}
			}
		})
	}
	all.Go(func() {
		for range 20 {
			if err := ring.Rotate("acme", "c-1"); err != nil && !errors.Is(err, privacy.ErrErased) {
				t.Errorf("%v", err)
			}
		}
		if err := ring.Destroy(t.Context(), "acme", "c-1"); err != nil {
			t.Errorf("%v", err)
		}
	})
	all.Wait()
	require.ErrorIs(t, ring.Rotate("acme", "c-1"), privacy.ErrErased)
	_, err := ring.Wrap(t.Context(), "acme", "c-1", data)
	require.ErrorIs(t, err, privacy.ErrErased)
}
