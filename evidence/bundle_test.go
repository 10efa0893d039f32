package evidence_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/fixture"
	"github.com/hirealign/hirealign/scorecard"
	"github.com/hirealign/hirealign/transcript"
)

// card is a document that cites, nested as documents are.
type card struct {
	ID      string `json:"id"`
	Entries []struct {
		Criterion string              `json:"criterion"`
		Evidence  []evidence.Citation `json:"evidence"`
	} `json:"entries"`
}

func quoted(t require.TestingT, ix *evidence.Index, p evidence.Policy, quotes ...string) []evidence.Citation {
	var out []evidence.Citation
	for _, q := range quotes {
		f := ix.Verify(evidence.Claim{Quote: q}, p)
		require.True(t, f.Admissible(), q)
		out = append(out, f.Citation)
	}
	return out
}

// sealed makes the bundle of a card that cites a conversation and a resume.
func sealed(t require.TestingT, opts *evidence.BundleOptions) evidence.Bundle {
	tr := talk(conversation...)
	tr.Speakers[0].Email, tr.Language = "priya@example.org", "en-US"
	cv, err := evidence.ReadText("cv", resume)
	require.NoError(t, err)
	cv.AuthorID, cv.Language = "cand-1", "en"
	var c card
	c.ID = "sc-1"
	c.Entries = append(c.Entries, struct {
		Criterion string              `json:"criterion"`
		Evidence  []evidence.Citation `json:"evidence"`
	}{"incidents", quoted(t, evidence.NewIndex(evidence.FromTranscript(tr)), evidence.CandidateOnly(),
		"I paged the on-call person", "we moved the key to the ledger and it's been quiet", "The data center in Málaga was gone for two hours")})
	c.Entries = append(c.Entries, c.Entries[0])
	c.Entries[1].Evidence = quoted(t, evidence.NewIndex(evidence.FromDocument(cv)), evidence.AuthorOnly(), "Led the move of 1,200 carriers to weekly payouts")
	c.Entries[1].Evidence = append(c.Entries[1].Evidence, c.Entries[0].Evidence[0])
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	other := talk("C: this one is not cited anywhere")
	other.ID = "other"
	b, err := evidence.NewBundle(raw, []transcript.Transcript{other, tr}, []evidence.Document{cv}, opts)
	require.NoError(t, err)
	return b
}

func TestBundleCarriesWhatIsCited(t *testing.T) {
	t.Parallel()
	for _, whole := range []bool{false, true} {
		b := sealed(t, &evidence.BundleOptions{Whole: whole})
		require.NoError(t, evidence.VerifyBundle(b))
		require.Len(t, b.Citations, 4, "a citation that stands twice is carried once")
		require.Len(t, b.Sources, 2)
		require.Equal(t, len(conversation), b.Sources[0].Size)
		if whole {
			require.Len(t, b.Sources[0].Segments, len(conversation))
			require.Empty(t, b.Sources[0].Segments[0].Proof.Path)
		} else {
			var shown []int
			for _, s := range b.Sources[0].Segments {
				shown = append(shown, s.Proof.Index)
			}
			require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6}, shown, "cited passages with one before and after")
			require.Len(t, b.Sources[0].Segments[0].Proof.Path, 4)
		}
		raw, err := json.Marshal(b)
		require.NoError(t, err)
		require.NotContains(t, string(raw), "priya@example.org")
		require.NotContains(t, string(raw), "not cited anywhere")
		require.Equal(t, whole, strings.Contains(string(raw), "restart the whole cluster"), "the rest of the conversation stays out")
		var again evidence.Bundle
		require.NoError(t, json.Unmarshal(raw, &again))
		require.NoError(t, evidence.VerifyBundle(again))
		pretty, err := json.MarshalIndent(b, "", "  ")
		require.NoError(t, err)
		var third evidence.Bundle
		require.NoError(t, json.Unmarshal(pretty, &third))
		require.NoError(t, evidence.VerifyBundle(third), "white space is free")
		var tree map[string]any
		require.NoError(t, json.Unmarshal(raw, &tree))
		reordered, err := json.Marshal(tree)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(reordered, &third))
		require.NoError(t, evidence.VerifyBundle(third), "databases reorder keys")
	}
}

// swapped is a conversation in which the candidate seems to be the one who asks.
func swapped() transcript.Transcript {
	var lines []string
	for i := range 8 {
		lines = append(lines,
			fmt.Sprintf("C: What did you do when the %d. release of your ledger failed, and how did you tell your customers about it?", i+1),
			fmt.Sprintf("I: I stopped the %d. release, I wrote to all the customers, and I fixed what I had broken in the ledger myself, with my team.", i+1))
	}
	return talk(lines...)
}

// TestBundleOfConfirmedRoles bundles what was cited after a person had found the
// roles right, and nothing that was cited before.
func TestBundleOfConfirmedRoles(t *testing.T) {
	t.Parallel()
	tr := swapped()
	require.True(t, tr.CheckRoles().Blocks())
	confirmed, err := tr.ConfirmRoles(fixture.People(t).Sofia, fixture.Now)
	require.NoError(t, err)
	raw, err := json.Marshal(quoted(t, evidence.NewIndex(evidence.FromTranscript(confirmed)), evidence.CandidateOnly(), "how did you tell your customers about it"))
	require.NoError(t, err)
	for _, whole := range []bool{false, true} {
		b, err := evidence.NewBundle(raw, []transcript.Transcript{confirmed}, nil, &evidence.BundleOptions{Whole: whole})
		require.NoError(t, err, "whole: %v", whole)
		require.NoError(t, evidence.VerifyBundle(b))
	}
	_, err = evidence.NewBundle(raw, []transcript.Transcript{tr}, nil, nil)
	require.ErrorIs(t, err, evidence.ErrBundle, "the roles are in doubt")
}

// TestBundleOfAConfirmation refuses one by somebody whose words do not count.
func TestBundleOfAConfirmation(t *testing.T) {
	t.Parallel()
	tr := talk("I: So five years of Go are a must for this role.", "C: Yes, exactly.", "?: Sure, why not.")
	tr.Speakers[0].Role, tr.Speakers[1].Role = transcript.HiringManager, transcript.Recruiter
	opts := &evidence.BundleOptions{Policies: map[evidence.SourceKind]evidence.Policy{evidence.TranscriptSource: evidence.Intake()}}
	ix := evidence.NewIndex(evidence.FromTranscript(tr))
	c := quoted(t, ix, evidence.Intake(), "five years of Go are a must")[0]
	bundle := func() error {
		raw, err := json.Marshal(c)
		require.NoError(t, err)
		_, err = evidence.NewBundle(raw, []transcript.Transcript{tr}, nil, opts)
		return err
	}
	require.NoError(t, bundle())
	other, err := ix.Cite("s3", 0, 4)
	require.NoError(t, err)
	c.Confirmation = other.Spans
	err = bundle()
	require.ErrorIs(t, err, evidence.ErrBundle)
	require.Equal(t, "evidence.confirmation_not_admitted", fault.Of(err)[0].Code)
}

// TestBundleNamesTheRulesOfItsQuotes has the fingerprint of the quotes, also where
// the language of a source was found by its words.
func TestBundleNamesTheRulesOfItsQuotes(t *testing.T) {
	t.Parallel()
	tr := talk(conversation...)
	require.Empty(t, tr.Language)
	f := evidence.NewIndex(evidence.FromTranscript(tr)).Verify(evidence.Claim{Quote: "I paged the on-call person"}, evidence.CandidateOnly())
	raw, err := json.Marshal(f.Citation)
	require.NoError(t, err)
	b, err := evidence.NewBundle(raw, []transcript.Transcript{tr}, nil, nil)
	require.NoError(t, err)
	require.Equal(t, f.Fingerprint, b.Sources[0].PolicyFingerprint)
}

// TestBundleOfASubmittedScorecard bundles what the host stores of a card.
func TestBundleOfASubmittedScorecard(t *testing.T) {
	t.Parallel()
	who, locked, tr := fixture.People(t), fixture.Locked(t), fixture.Transcript()
	drafter, err := actor.NewAgent("my/drafter", actor.AgentInfo{})
	require.NoError(t, err)
	req := scorecard.Request{Rubric: locked, Assignment: fixture.Assignment(t), Transcripts: []transcript.Transcript{tr}}
	d, err := scorecard.NewDraft("sc-1", req, scorecard.Proposal{By: drafter, Claims: []scorecard.ProposedEvidence{
		{Competency: "incidents", Claim: evidence.Claim{Quote: "I did not roll it back"}},
		{Competency: "delivery", Claim: evidence.Claim{Quote: "I cut the partial files, in writing, two weeks before the date"}},
	}}, fixture.Now)
	require.NoError(t, err)
	sub := scorecard.Submission{Overall: scorecard.Yes, OverallReason: "led it"}
	for _, c := range d.Assignment.Competencies {
		r, err := scorecard.Rate(who.Sofia, locked, c, 3, scorecard.Basis{Evidence: d.EvidenceFor(c), Reason: "heard it"}, fixture.Now)
		require.NoError(t, err)
		sub.Ratings = append(sub.Ratings, r)
	}
	card, err := scorecard.Submit(d, locked, who.Sofia, sub, []evidence.Source{evidence.FromTranscript(tr)}, fixture.Now)
	require.NoError(t, err)
	b, err := evidence.NewBundle(json.RawMessage(asJSON(t, card)), []transcript.Transcript{tr}, nil, nil)
	require.NoError(t, err)
	require.Len(t, b.Citations, 2)
	require.NoError(t, read([]byte(asJSON(t, b))))
	changed := strings.Replace(asJSON(t, b), `"level":3`, `"level":4`, 1)
	require.NotEqual(t, asJSON(t, b), changed)
	require.ErrorIs(t, read([]byte(changed)), evidence.ErrBundle, "a level that was changed afterwards")
	var again scorecard.Scorecard
	require.NoError(t, json.Unmarshal(b.Document, &again), "the card is carried as it is stored")
	require.Equal(t, asJSON(t, card), asJSON(t, again))
}

func TestNewBundleRefuses(t *testing.T) {
	t.Parallel()
	tr := talk(conversation...)
	ix := evidence.NewIndex(evidence.FromTranscript(tr))
	said := quoted(t, ix, evidence.CandidateOnly(), "I paged the on-call person")
	asked, err := ix.Cite("s1", 0, 26)
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		document    any
		transcripts []transcript.Transcript
		opts        *evidence.BundleOptions
		code, path  string
	}{
		"source not given":  {said, nil, nil, "evidence.bundle_source_missing", "/citations/0/source"},
		"another speaker":   {asked, []transcript.Transcript{tr}, nil, "evidence.speaker_not_admitted", "/citations/0/speaker"},
		"another policy":    {said, []transcript.Transcript{tr}, &evidence.BundleOptions{Policies: map[evidence.SourceKind]evidence.Policy{evidence.TranscriptSource: evidence.HiringManagerOnly()}}, "evidence.speaker_not_admitted", "/citations/0/speaker"},
		"text changed":      {strings.Replace(asJSON(t, said), "paged", "waged", 1), []transcript.Transcript{tr}, nil, "evidence.text_differs", "/citations/0/spans/0/text"},
		"no JSON":           {"{", nil, nil, "evidence.bundle_malformed", ""},
		"a key twice":       {`{"a":1,"a":2}`, nil, nil, "evidence.bundle_malformed", ""},
		"very deep":         {strings.Repeat("[", 1<<20), nil, nil, "evidence.bundle_malformed", ""},
		"broken citation":   {`{"source":1,"spans":2,"grade":3}`, nil, nil, "evidence.bundle_document_malformed", "/document"},
		"empty document":    {"", nil, nil, "evidence.bundle_malformed", ""},
		"more than a value": {"{} {}", nil, nil, "evidence.bundle_malformed", ""},
	} {
		raw, isText := tc.document.(string)
		if !isText {
			raw = asJSON(t, tc.document)
		}
		_, err := evidence.NewBundle(json.RawMessage(raw), tc.transcripts, nil, tc.opts)
		require.ErrorIs(t, err, evidence.ErrBundle, name)
		require.Equal(t, tc.code, fault.Of(err)[0].Code, name)
		require.Equal(t, tc.path, fault.Of(err)[0].Path, name)
	}
	require.Error(t, evidence.VerifyBundle(evidence.Bundle{}))
	require.Error(t, evidence.VerifyBundle(evidence.Bundle{SchemaVersion: evidence.BundleSchemaVersion}))
}

func asJSON(t require.TestingT, v any) string {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

func read(raw []byte) error {
	var b evidence.Bundle
	if err := json.Unmarshal(raw, &b); err != nil {
		return err
	}
	return evidence.VerifyBundle(b)
}

// TestEveryByteIsSealed flips every byte of a bundle, by each of its bits in turn.
func TestEveryByteIsSealed(t *testing.T) {
	t.Parallel()
	tr := talk("I: And?", "C: I paged the on-call person.", "I: Mm-hm.", "C: Yes.")
	doc := asJSON(t, quoted(t, evidence.NewIndex(evidence.FromTranscript(tr)), evidence.CandidateOnly(), "I paged the on-call person"))
	b, err := evidence.NewBundle(json.RawMessage(doc), []transcript.Transcript{tr}, nil, nil)
	require.NoError(t, err)
	raw := []byte(asJSON(t, b))
	require.NoError(t, read(raw))
	for i := range raw {
		changed := append([]byte{}, raw...)
		changed[i] ^= 1 << (i % 8)
		require.Error(t, read(changed), "byte %d: %q became %q", i, raw[max(0, i-20):min(len(raw), i+20)], changed[i])
		changed[i] = raw[i] ^ 0x20 // the other case of a letter
		require.Error(t, read(changed), "byte %d: %q became %q", i, raw[max(0, i-20):min(len(raw), i+20)], changed[i])
	}
}

// TestEveryValueIsSealed changes, drops and adds values anywhere in the tree.
func TestEveryValueIsSealed(t *testing.T) {
	t.Parallel()
	raw := asJSON(t, sealed(t, nil))
	rapid.Check(t, func(t *rapid.T) {
		var tree any
		require.NoError(t, json.Unmarshal([]byte(raw), &tree))
		at, path := tree, ""
		for {
			switch v := at.(type) {
			case map[string]any:
				keys := make([]string, 0, len(v))
				for k := range v {
					keys = append(keys, k)
				}
				k := rapid.SampledFrom(keys).Draw(t, "key")
				path += "/" + k
				switch child := v[k].(type) {
				case map[string]any, []any:
					if rapid.IntRange(0, 5).Draw(t, "down") > 0 {
						at = child
						continue
					}
					delete(v, k)
				case string:
					v[k] = child + "x"
				case float64:
					v[k] = child + 1
				case bool:
					v[k] = !child
				}
			case []any:
				if len(v) == 0 {
					return
				}
				i := rapid.IntRange(0, len(v)-1).Draw(t, "element")
				if _, nested := v[i].(map[string]any); nested {
					at = v[i]
					continue
				}
				v[i] = "x"
			}
			break
		}
		require.Error(t, read([]byte(asJSON(t, tree))), path)
	})
}

// TestAForgedSealDoesNotHelp changes what was said and seals again: the hash tree
// still tells, because the sources' hashes are those that the host knows.
func TestAForgedSealDoesNotHelp(t *testing.T) {
	t.Parallel()
	for _, whole := range []bool{false, true} {
		for name, change := range map[string]func(b *evidence.Bundle){
			"what was said": func(b *evidence.Bundle) { b.Sources[0].Segments[3].Segment.Text += " Not." },
			"who said it":   func(b *evidence.Bundle) { b.Sources[0].Segments[0].Segment.Speaker = "c" },
			"the label":     func(b *evidence.Bundle) { b.Sources[0].Speakers[0].Label = "Tomas" },
			"when":          func(b *evidence.Bundle) { b.Sources[0].Segments[1].Segment.Start = transcript.At(1) },
			"the order":     func(b *evidence.Bundle) { b.Sources[0].Segments[1].Proof.Index = 0 },
			"a passage more": func(b *evidence.Bundle) {
				b.Sources[0].Segments = append(b.Sources[0].Segments, b.Sources[0].Segments[0])
			},
			"the size":         func(b *evidence.Bundle) { b.Sources[0].Size++ },
			"the resume":       func(b *evidence.Bundle) { b.Sources[1].Blocks[0].Block.Text += "!" },
			"the author":       func(b *evidence.Bundle) { b.Sources[1].AuthorID = "cand-2" },
			"the policy":       func(b *evidence.Bundle) { b.Sources[0].Policy = evidence.HiringManagerOnly() },
			"the language":     func(b *evidence.Bundle) { b.Sources[0].Language = "de" },
			"the source":       func(b *evidence.Bundle) { b.Sources[0].Source.Hash = "sha256:" + strings.Repeat("0", 64) },
			"a source less":    func(b *evidence.Bundle) { b.Sources = b.Sources[:1] },
			"a citation less":  func(b *evidence.Bundle) { b.Citations = b.Citations[1:] },
			"the kind":         func(b *evidence.Bundle) { b.Sources[0].Source.Kind = evidence.DocumentSource },
			"the cited words":  func(b *evidence.Bundle) { b.Citations[0].Spans[0].Text = "I raged the on-call person" },
			"a source twice":   func(b *evidence.Bundle) { b.Sources = append(b.Sources, b.Sources[0]) },
			"blocks of a talk": func(b *evidence.Bundle) { b.Sources[0].Blocks = b.Sources[1].Blocks },
		} {
			b := sealed(t, &evidence.BundleOptions{Whole: whole})
			change(&b)
			b.Seal = ""
			err := evidence.VerifyBundle(b)
			require.ErrorIs(t, err, evidence.ErrBundle, name)
			var codes []string
			for _, f := range fault.Of(err) {
				if f.Code != "evidence.bundle_changed" {
					codes = append(codes, f.Code)
				}
			}
			require.NotEmpty(t, codes, "%s: only the seal tells", name)
		}
	}
}

func FuzzBundle(f *testing.F) {
	raw := asJSON(f, sealed(f, nil))
	f.Add([]byte(raw))
	f.Add([]byte(asJSON(f, sealed(f, &evidence.BundleOptions{Whole: true}))))
	f.Fuzz(func(t *testing.T, data []byte) {
		var b evidence.Bundle
		if json.Unmarshal(data, &b) != nil || evidence.VerifyBundle(b) != nil {
			return
		}
		for _, c := range b.Citations {
			require.NotEmpty(t, c.Text())
		}
	})
}

func ExampleVerifyBundle() {
	tr := talk("I: What happened?", "C: I stopped the payout run before the carriers called.", "I: And the salary?")
	f := evidence.NewIndex(evidence.FromTranscript(tr)).Verify(evidence.Claim{Quote: "I stopped the payout run"}, evidence.CandidateOnly())
	card, _ := json.Marshal(map[string]any{"id": "sc-1", "evidence": f.Citation})
	b, err := evidence.NewBundle(card, []transcript.Transcript{tr}, nil, nil)
	fmt.Println(err, evidence.VerifyBundle(b))
	b.Sources[0].Segments[1].Segment.Text = "I stopped the payout run after the carriers called."
	for _, f := range fault.Of(evidence.VerifyBundle(b)) {
		fmt.Println(f.Path, f.Message)
	}
	// Output:
	// <nil> <nil>
	// /seal the bundle was changed after it was sealed
	// /sources/0/segments/1 the passage does not belong to the source with this hash
}
