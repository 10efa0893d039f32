package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/fault"
)

var errInvalid = errors.New("rubric: invalid")

func Example() {
	var list fault.List
	list.Add("rubric.title_missing", "/role/title", "the role has no title")
	list.Add("rubric.anchor_missing", fault.Path("competencies", 2, "anchors"), "level 4 has no anchor")
	err := list.Err(errInvalid)

	fmt.Println(errors.Is(err, errInvalid))
	for _, f := range fault.Of(err) {
		fmt.Println(f.Code, f.Path)
	}
	// Output:
	// true
	// rubric.title_missing /role/title
	// rubric.anchor_missing /competencies/2/anchors
}

func TestEmptyListIsNoError(t *testing.T) {
	t.Parallel()
	var list fault.List
	require.NoError(t, list.Err(errInvalid))
}

func TestWithinPrefixesPaths(t *testing.T) {
	t.Parallel()
	var part, whole fault.List
	part.Add("x.y", "/name", "no name")
	part.Add("x.z", "", "nothing there")
	whole.Within("/people/0", part)
	require.Equal(t, fault.List{
		{Code: "x.y", Path: "/people/0/name", Message: "no name"},
		{Code: "x.z", Path: "/people/0", Message: "nothing there"},
	}, whole)
}

func TestErrorKeepsItsOwnCopy(t *testing.T) {
	t.Parallel()
	list := fault.List{{Code: "a.b", Message: "first"}}
	err := list.Err(errInvalid)
	list[0].Code = "changed"
	require.True(t, fault.Has(err, "a.b"))
	require.False(t, fault.Has(err, "changed"))
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	var list fault.List
	for range 10 {
		list.Add("a.b", "/x", "wrong")
	}
	require.Contains(t, list.Err(errInvalid).Error(), "and 2 more")
	require.Equal(t, "rubric: invalid: wrong (a.b)", fault.New(errInvalid, "a.b", "", "wrong").Error())
	require.Equal(t, "invalid: wrong (a.b)", fault.New(nil, "a.b", "", "wrong").Error())
}

func TestFaultsOfForeignErrors(t *testing.T) {
	t.Parallel()
	require.Nil(t, fault.Of(errInvalid))
	require.False(t, fault.Has(nil, "a.b"))
	wrapped := fmt.Errorf("open: %w", fault.New(errInvalid, "a.b", "", "wrong"))
	require.True(t, fault.Has(wrapped, "a.b"))
	require.ErrorIs(t, wrapped, errInvalid)
}

func TestPathEscapes(t *testing.T) {
	t.Parallel()
	require.Equal(t, "/a~1b/c~0d/3", fault.Path("a/b", "c~d", 3))
	require.Empty(t, fault.Path())
	type id string
	require.Equal(t, "/a~1b/7", fault.Path(id("a/b"), int64(7)), "no token is lost")
}
