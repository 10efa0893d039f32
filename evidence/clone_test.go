package evidence_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/evidence"
)

func TestCloneSharesNothing(t *testing.T) {
	t.Parallel()
	c := evidence.Citation{
		Spans: []evidence.Span{{Text: "said"}}, Confirmation: []evidence.Span{{Text: "yes"}}, Flags: []evidence.Flag{evidence.Restated},
	}
	list := []evidence.Citation{c}
	copied := evidence.CloneAll(list)
	require.Equal(t, list, copied)
	copied[0].Spans[0].Text, copied[0].Confirmation[0].Text, copied[0].Flags[0] = "forged", "forged", "forged"
	require.Equal(t, []evidence.Citation{{
		Spans: []evidence.Span{{Text: "said"}}, Confirmation: []evidence.Span{{Text: "yes"}}, Flags: []evidence.Flag{evidence.Restated},
	}}, list)
	require.Nil(t, evidence.CloneAll(nil))

	var slices []string
	for field := range reflect.TypeFor[evidence.Citation]().Fields() {
		if field.Type.Kind() == reflect.Slice {
			slices = append(slices, field.Name)
		}
	}
	require.Equal(t, []string{"Spans", "Confirmation", "Flags"}, slices, "a further slice is to be copied too")
}
