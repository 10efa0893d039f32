// Package tamper_test writes to databases behind the library's back, as their
// administrator may, and shows what finds it.
package tamper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/integration/stores"
	"github.com/hirealign/hirealign/privacy"
	"github.com/hirealign/hirealign/storage"
)

const tenant storage.Tenant = "acme"

func TestAnEarlierVersionPutBack(t *testing.T) {
	t.Parallel()
	for _, db := range stores.Durable() {
		for name, keys := range map[string]privacy.Keyring{"sealed": privacy.NewMemoryKeyring(), "in the clear": nil} {
			t.Run(db.Name+" "+name, func(t *testing.T) {
				t.Parallel()
				putBack(t, db.Open(t), keys)
			})
		}
	}
}

func putBack(t *testing.T, store *stores.Store, keys privacy.Keyring) {
	t.Helper()
	ctx := t.Context()
	svc, err := hirealign.New(store, &hirealign.Options{Keyring: keys})
	require.NoError(t, err)
	in := svc.Tenant(tenant)
	marcus, err := actor.NewHuman("marcus", "Marcus", actor.Recruiter)
	require.NoError(t, err)
	ines, err := actor.NewHuman("ines", "Ines", actor.RecruitingManager)
	require.NoError(t, err)

	c, err := in.Requisitions().AddCandidate(ctx, marcus, "Priya Nair")
	require.NoError(t, err)
	other, err := in.Requisitions().AddCandidate(ctx, marcus, "Tomas Herrera")
	require.NoError(t, err)
	key := storage.Key{Kind: "candidate", ID: string(c.ID)}
	first, one := store.Row(t, tenant, key)
	require.EqualValues(t, 1, one)
	_, err = in.Requisitions().LinkPerson(ctx, marcus, c.ID, "p-1")
	require.NoError(t, err)
	second, two := store.Row(t, tenant, key)
	require.EqualValues(t, 2, two)
	person := func() string {
		t.Helper()
		got, err := in.Requisitions().Candidate(ctx, ines, c.ID)
		require.NoError(t, err)
		return got.Person
	}
	found := func(want ...storage.Key) {
		t.Helper()
		bad, err := in.VerifyDocuments(ctx)
		require.NoError(t, err)
		require.Equal(t, want, bad)
	}
	require.Equal(t, "p-1", person())
	found()

	store.PutRow(t, tenant, key, first, two)
	require.Empty(t, person(), "a reader sees nothing wrong: the body was once the document's")
	found(key)

	store.PutRow(t, tenant, key, first, one)
	require.Empty(t, person(), "nor does the version tell, which stands beside the body")
	found(key)
	_, err = in.Requisitions().LinkPerson(ctx, marcus, c.ID, "p-2")
	require.ErrorIs(t, err, hirealign.ErrConflict, "the version that follows is there already: nothing is built on the old one")

	theirs, _ := store.Row(t, tenant, storage.Key{Kind: "candidate", ID: string(other.ID)})
	store.PutRow(t, tenant, key, theirs, two)
	if keys != nil {
		_, err = in.Requisitions().Candidate(ctx, ines, c.ID)
		require.ErrorIs(t, err, storage.ErrCorrupt, "sealed, a body of another document does not open")
	}
	found(key)
	kept, _ := store.Row(t, tenant, storage.RevisionKey(key, 1))
	store.PutRow(t, tenant, key, kept, two)
	if keys != nil {
		_, err = in.Requisitions().Candidate(ctx, ines, c.ID)
		require.ErrorIs(t, err, storage.ErrCorrupt, "nor does a version that is kept beside it")
	}
	found(key)
	store.PutRow(t, tenant, key, second, two)
	found()

	// Whoever takes the later version away too leaves nothing to compare with in the
	// database. What was kept elsewhere tells: an inventory, and the log, which has the
	// act that made the version and verifies against a head from before.
	inventory, err := in.Inventory(ctx)
	require.NoError(t, err)
	require.Contains(t, inventory, hirealign.DocumentVersion{Kind: key.Kind, ID: key.ID, Version: 2})
	head, err := in.Verify(ctx)
	require.NoError(t, err)
	bad, err := in.VerifyDocuments(ctx, inventory...)
	require.NoError(t, err)
	require.Empty(t, bad)
	store.PutRow(t, tenant, storage.RevisionKey(key, 2), nil, 0)
	for _, version := range []int64{one, two, 99} { // which stands beside the body and is nobody's word
		store.PutRow(t, tenant, key, first, version)
		found()
		bad, err := in.VerifyDocuments(ctx, inventory...)
		require.NoError(t, err)
		require.Equal(t, []storage.Key{key}, bad, version)
	}
	_, err = in.Verify(ctx, head)
	require.NoError(t, err)
	linked := 0
	for l, err := range in.Acts(ctx, ines, 0) {
		require.NoError(t, err)
		if l.Act.Kind == "candidate.linked" && l.Act.Record == string(c.ID) {
			linked++
		}
	}
	require.Equal(t, 1, linked, "the document says that nobody linked them")
}
