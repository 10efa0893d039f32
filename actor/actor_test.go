package actor_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
)

func ExampleNewHuman() {
	dana, err := actor.NewHuman("u-7", "Dana Whitlock", actor.HiringManager)
	fmt.Println(dana.Name(), dana.Role(), err)

	_, err = actor.NewHuman("u-8", " ", actor.Interviewer)
	fmt.Println(err)
	// Output:
	// Dana Whitlock hiring_manager <nil>
	// actor: invalid: /name: a human actor needs a name (actor.name_missing)
}

func TestHumanRoundTrip(t *testing.T) {
	t.Parallel()
	h, err := actor.NewHuman("u-7", "Dana", actor.HiringManager)
	require.NoError(t, err)
	b, err := json.Marshal(h)
	require.NoError(t, err)
	require.JSONEq(t, `{"kind":"human","id":"u-7","name":"Dana","role":"hiring_manager"}`, string(b))
	var back actor.Human
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, h, back)
}

func TestAgentRoundTrip(t *testing.T) {
	t.Parallel()
	a, err := actor.NewAgent("engine/generative", actor.AgentInfo{Model: "m", Version: "2", PromptHash: "abc"})
	require.NoError(t, err)
	b, err := json.Marshal(a)
	require.NoError(t, err)
	var back actor.Agent
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, a, back)
}

func TestAnAgentNeverDecodesAsAHuman(t *testing.T) {
	t.Parallel()
	a, err := actor.NewAgent("bot", actor.AgentInfo{})
	require.NoError(t, err)
	b, err := json.Marshal(a)
	require.NoError(t, err)

	var h actor.Human
	err = json.Unmarshal(b, &h)
	require.ErrorIs(t, err, actor.ErrInvalid)
	require.True(t, fault.Has(err, "actor.not_human"))
	require.True(t, h.IsZero())

	human, err := actor.NewHuman("u-1", "A", "")
	require.NoError(t, err)
	b, err = json.Marshal(human)
	require.NoError(t, err)
	require.ErrorIs(t, json.Unmarshal(b, new(actor.Agent)), actor.ErrInvalid)
}

// A conversion expression actor.Human(agent) must not compile. Go allows one
// exactly when the underlying types are identical, so that is what is asserted.
func TestAgentIsNotConvertibleToHuman(t *testing.T) {
	t.Parallel()
	agent, human, ref := reflect.TypeFor[actor.Agent](), reflect.TypeFor[actor.Human](), reflect.TypeFor[actor.Ref]()
	require.False(t, agent.ConvertibleTo(human))
	require.False(t, human.ConvertibleTo(agent))
	require.False(t, ref.ConvertibleTo(human))
}

func TestZeroValues(t *testing.T) {
	t.Parallel()
	require.Len(t, fault.Of(actor.Human{}.Validate()), 2)
	b, err := json.Marshal(actor.Human{})
	require.NoError(t, err)
	require.Equal(t, "null", string(b))
	b, err = json.Marshal(actor.Agent{})
	require.NoError(t, err)
	require.Equal(t, "null", string(b))
	_, err = actor.NewAgent("  ", actor.AgentInfo{})
	require.ErrorIs(t, err, actor.ErrInvalid)

	var h actor.Human
	require.NoError(t, json.Unmarshal([]byte("null"), &h))
	require.True(t, h.IsZero())
	for _, nobody := range []string{`{"kind":"human","id":"","name":"x"}`, `{"kind":"human","id":"u-1","name":" \t"}`, `{"kind":"human","id":" ","name":"x"}`} {
		require.ErrorIs(t, json.Unmarshal([]byte(nobody), &h), actor.ErrInvalid, nobody)
		require.True(t, h.IsZero())
	}
	require.Error(t, json.Unmarshal([]byte(`[]`), &h))
}

func TestPseudonymousKeepsEverythingButTheName(t *testing.T) {
	t.Parallel()
	h, err := actor.NewHuman("u-7", "Dana", actor.Recruiter)
	require.NoError(t, err)
	require.Equal(t, actor.Ref{Kind: actor.KindHuman, ID: "u-7", Role: actor.Recruiter}, h.Ref().Pseudonymous())
	require.Equal(t, actor.Ref{Kind: actor.KindSystem, ID: "clock"}, actor.System("clock"))
	require.True(t, actor.Ref{}.IsZero())
	require.False(t, actor.System("clock").IsZero())
}
