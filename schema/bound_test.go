package schema_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
	"github.com/hirealign/hirealign/scorecard"
)

func ExampleDecode() {
	answers, err := schema.Decode(fixture.Rubric(), schema.Form, []byte(`{"ratings":{"delivery":{"level":9,"reason":"In writing."}}}`))
	fmt.Println(answers.Ratings[0].Reason, errors.Is(err, schema.ErrInvalid))
	for _, f := range fault.Of(err) {
		fmt.Println(f.Code, f.Path)
	}
	// Output:
	// In writing. true
	// schema.level_off_scale /ratings/delivery/level
}

func TestBoundHasAPropertyForEachCompetency(t *testing.T) {
	t.Parallel()
	raw, err := schema.Bound(fixture.Rubric(), schema.Form)
	require.NoError(t, err)
	again, err := schema.Bound(fixture.Rubric(), schema.Form)
	require.NoError(t, err)
	require.Equal(t, string(raw), string(again))
	var s map[string]any
	require.NoError(t, json.Unmarshal(raw, &s))
	walkForm(t, s, true)
	ratings := s["properties"].(map[string]any)["ratings"].(map[string]any)
	require.Equal(t, false, ratings["additionalProperties"])
	require.Equal(t, []string{"incidents", "delivery", "mentoring"}, asList(ratings["required"]))
	level := ratings["properties"].(map[string]any)["delivery"].(map[string]any)["properties"].(map[string]any)["level"].(map[string]any)
	require.Equal(t, map[string]any{"const": 3.0, "title": "3 · Meets the bar", "description": "Cuts scope, step 3"}, level["oneOf"].([]any)[3])
	require.Less(t, strings.Index(string(raw), `"quotes"`), strings.Index(string(raw), `"level"`), "evidence comes before the level")

	one, err := schema.Bound(fixture.Rubric(), schema.Form, "delivery")
	require.NoError(t, err)
	require.NotContains(t, string(one), "mentoring")
	ui, err := schema.UI(fixture.Rubric(), "delivery")
	require.NoError(t, err)
	require.NotContains(t, string(ui), "mentoring")
	require.True(t, json.Valid(ui))
}

func TestBoundRefuses(t *testing.T) {
	t.Parallel()
	bad := fixture.Rubric()
	bad.Competencies[1].ID = "__proto__"
	_, err := schema.Bound(bad, schema.Form)
	require.ErrorIs(t, err, rubric.ErrInvalid)
	require.Equal(t, "/competencies/1/id", fault.Of(err)[0].Path)
	for _, p := range []schema.Profile{schema.Wire, schema.LLM, -1, 9} {
		_, err = schema.Bound(fixture.Rubric(), p)
		require.ErrorIs(t, err, schema.ErrUnknown)
	}
	_, err = schema.UI(fixture.Rubric(), "delivery", "nope")
	require.ErrorIs(t, err, rubric.ErrUnknownCompetency)
	require.Equal(t, "/competencies/1", fault.Of(err)[0].Path)
}

func TestDecode(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	good := `{"ratings":{"delivery":{"quotes":["I cut it",""],"reason":" early ","level":3},"incidents":{"level":null,"reason":"no time"}},"overall":"yes","overall_reason":"ok"}`
	a, err := schema.Decode(r, schema.Form, []byte(good))
	require.NoError(t, err)
	require.Equal(t, schema.Answers{
		Ratings:       []schema.Answer{{Competency: "incidents", Reason: "no time"}, {Competency: "delivery", Level: 3, Quotes: []string{"I cut it"}, Reason: "early"}},
		Overall:       scorecard.Yes,
		OverallReason: "ok",
	}, a)
	for name, tt := range map[string]struct {
		in, code, at string
	}{
		"unknown key":       {`{"verdict":{"a":[1,{"b":2}]},"overall":"yes"}`, "schema.key_unknown", "/verdict"},
		"unknown rating":    {`{"ratings":{"a/b~c":{"level":1}},"overall":"yes"}`, "schema.key_unknown", "/ratings/a~1b~0c"},
		"not asked":         {`{"ratings":{"__proto__":{"level":1}},"overall":"yes"}`, "schema.key_unknown", "/ratings/__proto__"},
		"unknown in rating": {`{"ratings":{"delivery":{"score":1}},"overall":"yes"}`, "schema.key_unknown", "/ratings/delivery/score"},
		"level twice":       {`{"ratings":{"delivery":{"level":2,"level":4}},"overall":"yes"}`, "schema.key_repeated", "/ratings/delivery/level"},
		"rating twice":      {`{"ratings":{"delivery":{"level":2},"delivery":{"level":4}},"overall":"yes"}`, "schema.key_repeated", "/ratings/delivery"},
		"level 0":           {`{"ratings":{"delivery":{"level":0}},"overall":"yes"}`, "schema.level_off_scale", "/ratings/delivery/level"},
		"level 5":           {`{"ratings":{"delivery":{"level":5}},"overall":"yes"}`, "schema.level_off_scale", "/ratings/delivery/level"},
		"level 2.5":         {`{"ratings":{"delivery":{"level":2.5}},"overall":"yes"}`, "schema.level_off_scale", "/ratings/delivery/level"},
		"level 1e999":       {`{"ratings":{"delivery":{"level":1e999}},"overall":"yes"}`, "schema.level_off_scale", "/ratings/delivery/level"},
		"level text":        {`{"ratings":{"delivery":{"level":"3"}},"overall":"yes"}`, "schema.type_wrong", "/ratings/delivery/level"},
		"reason list":       {`{"ratings":{"delivery":{"reason":["x"]}},"overall":"yes"}`, "schema.type_wrong", "/ratings/delivery/reason"},
		"quote number":      {`{"ratings":{"delivery":{"quotes":["a",2]}},"overall":"yes"}`, "schema.type_wrong", "/ratings/delivery/quotes/1"},
		"ratings list":      {`{"ratings":[],"overall":"yes"}`, "schema.type_wrong", "/ratings"},
		"overall":           {`{"overall":"maybe","overall_reason":"x"}`, "schema.value_unknown", "/overall"},
		"list":              {`[]`, "schema.type_wrong", ""},
		"text after":        {good + `{}`, "schema.json_invalid", ""},
		"cut":               {good[:40], "schema.json_invalid", ""},
		"not UTF-8":         {"{\"overall_reason\":\"\xff\"}", "schema.json_invalid", ""},
		"deep":              {`{"x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `,"overall":"yes"}`, "schema.key_unknown", "/x"},
		"long":              {`{"overall_reason":"` + strings.Repeat("x", schema.MaxDocument) + `"}`, "schema.too_long", ""},
	} {
		a, err := schema.Decode(r, schema.Form, []byte(tt.in))
		require.ErrorIs(t, err, schema.ErrInvalid, name)
		require.Equal(t, tt.code, fault.Of(err)[0].Code, name)
		require.Equal(t, tt.at, fault.Of(err)[0].Path, name)
		if strings.Contains(tt.in, `"overall":"yes"`) && json.Valid([]byte(tt.in)) {
			require.Equal(t, scorecard.Yes, a.Overall, "%s: the rest is kept", name)
		}
	}
	a, err = schema.Decode(r, schema.Form, []byte(`{"x":1`+strings.Repeat(`,"x":1`, 5000)+`,"overall":"yes"}`))
	require.Len(t, fault.Of(err), 1001, "a document of nothing but faults is no list without end")
	require.Equal(t, "schema.more_faults", fault.Of(err)[1000].Code)
	require.Equal(t, scorecard.Yes, a.Overall)
	first, err := schema.Decode(r, schema.Form, []byte(`{"ratings":{"delivery":{"level":2,"level":4}}}`))
	require.Error(t, err)
	require.Equal(t, 2, first.Ratings[0].Level, "the first stands")
	empty, err := schema.Decode(r, schema.Form, []byte(`{}`))
	require.NoError(t, err)
	require.Empty(t, empty.Ratings)
}

func TestOnlyAHumanRates(t *testing.T) {
	t.Parallel()
	locked, who := fixture.Locked(t), fixture.People(t)
	a := schema.Answer{Competency: "delivery", Level: 3, Reason: "In writing."}
	_, err := a.Rate(actor.Human{}, locked, nil, fixture.Now)
	require.ErrorIs(t, err, scorecard.ErrNotHuman)
	rating, err := a.Rate(who.Sofia, locked, nil, fixture.Now)
	require.NoError(t, err)
	level, ok := rating.Level()
	require.True(t, ok)
	require.Equal(t, 3, level)
	none, err := schema.Answer{Competency: "delivery", Reason: "no time"}.Rate(who.Sofia, locked, nil, fixture.Now)
	require.NoError(t, err)
	_, ok = none.Level()
	require.False(t, ok)
	require.True(t, schema.Answer{}.Blank())
	_, err = schema.Answer{Competency: "delivery"}.Rate(who.Sofia, locked, nil, fixture.Now)
	require.ErrorIs(t, err, scorecard.ErrInvalid, "a level that nobody chose is no judgement")
}

// The id that JavaScript objects inherit has a property name of its own.
func TestInheritedName(t *testing.T) {
	t.Parallel()
	r := fixture.Rubric()
	r.Competencies[1].ID, r.Questions[1].Competencies = "constructor", []rubric.CompetencyID{"constructor"}
	raw, err := schema.Bound(r, schema.Form)
	require.NoError(t, err)
	require.Contains(t, string(raw), `"constructor_":`)
	require.NotContains(t, string(raw), `"constructor":`)
	a, err := schema.Decode(r, schema.Form, []byte(`{"ratings":{"constructor_":{"level":1}}}`))
	require.NoError(t, err)
	require.Equal(t, rubric.CompetencyID("constructor"), a.Ratings[0].Competency)
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"ratings":{"delivery":{"quotes":["a"],"level":3}},"overall":"yes"}`)
	f.Add(`{"ratings":[[[[[[[[[[{}]]]]]]]]]]}`)
	f.Fuzz(func(t *testing.T, in string) {
		a, err := schema.Decode(fixture.Rubric(), schema.Form, []byte(in))
		for _, rating := range a.Ratings {
			require.LessOrEqual(t, rating.Level, 4)
		}
		if err != nil {
			require.NotEmpty(t, fault.Of(err))
		}
	})
}
