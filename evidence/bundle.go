package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/internal/hashtree"
	"github.com/hirealign/hirealign/transcript"
)

// ErrBundle is returned for a bundle that does not prove what it says.
var ErrBundle = errors.New("evidence: bundle does not hold")

// BundleSchemaVersion is the version of the stored form of a Bundle.
const BundleSchemaVersion = 1

// Bundle is a document with the evidence that it cites, such as a submitted
// scorecard with the passages of the interview: enough for anybody to verify the
// citations again with VerifyBundle, without a model, a database or the host.
//
// A source is carried whole, or as the cited passages only. A source's hash is the
// root of a hash tree over its passages, so a passage carries the few hashes that
// lead from it to the root: they prove that it stands at its place in the source
// with that hash, word for word, by that speaker, at that time, while the rest of
// the conversation stays private. Roles and names, which people may set later, and the
// source's language are no part of that hash; the seal covers them.
//
// The seal covers every field. It shows that a bundle was changed, but anybody can
// make another bundle with a seal of its own: who needs to know who made it
// compares the seal, or the sources' hashes, with what the host has logged or signed.
type Bundle struct {
	SchemaVersion int `json:"schema_version"`
	// Document is what cites, as the host stores it.
	Document json.RawMessage `json:"document"`
	// Citations are all that the document holds, each once.
	Citations []Citation     `json:"citations,omitzero"`
	Sources   []BundleSource `json:"sources,omitzero"`
	// Seal is "sha256:" and the hash of everything else.
	Seal string `json:"seal"`
}

// BundleSource is what a bundle shows of one source.
type BundleSource struct {
	Source SourceRef `json:"source"`
	// Policy is what the document admits from the source; PolicyFingerprint is that
	// of the policy and the rules by which the bundle was made, for comparing.
	Policy            Policy `json:"policy"`
	PolicyFingerprint string `json:"policy_fingerprint"`
	// Language is the BCP 47 tag of the whole source, "" where unknown.
	Language string `json:"language,omitzero"`
	// Size counts the segments or blocks of the whole source. The source is whole
	// where all are here; they carry no paths then.
	Size int `json:"size"`
	// Speakers are those of the segments below, without addresses.
	Speakers []transcript.Speaker `json:"speakers,omitzero"`
	Segments []BundleSegment      `json:"segments,omitzero"`
	// AuthorID and AuthorName are a document's.
	AuthorID   string        `json:"author_id,omitzero"`
	AuthorName string        `json:"author_name,omitzero"`
	Blocks     []BundleBlock `json:"blocks,omitzero"`
}

// BundleSegment is a segment of a transcript with its proof.
type BundleSegment struct {
	Proof   Proof              `json:"proof"`
	Segment transcript.Segment `json:"segment"`
}

// BundleBlock is a block of a document with its proof.
type BundleBlock struct {
	Proof Proof `json:"proof"`
	Block Block `json:"block"`
}

// Proof leads from a passage to the hash of its source.
type Proof struct {
	// Index is the place in the whole source, from 0.
	Index int `json:"index"`
	// Path are the hashes beside the way to the root, the lowest first, in
	// hexadecimal digits.
	Path []string `json:"path,omitzero"`
}

// BundleOptions change what NewBundle carries. The zero value carries the cited
// passages under the usual policies.
type BundleOptions struct {
	// Whole carries every passage of the cited sources.
	Whole bool
	// Policies replace PolicyFor by kind of source.
	Policies map[SourceKind]Policy
}

// NewBundle makes a bundle of a document in JSON and of what it cites, which it
// finds by itself. Of every cited source it carries the passages from the first to
// the last that a citation cites, with one before and after, so that a reader sees
// what a quote was taken out of. Sources that are not cited stay out. It returns
// the error of VerifyBundle where the bundle would not hold, as for a citation
// without its source.
func NewBundle(document json.RawMessage, transcripts []transcript.Transcript, documents []Document, opts *BundleOptions) (Bundle, error) {
	if opts == nil {
		opts = &BundleOptions{}
	}
	b := Bundle{SchemaVersion: BundleSchemaVersion, Document: bytes.Clone(document)}
	var err error
	if b.Citations, err = citationsIn(document); err != nil {
		return Bundle{}, err
	}
	var list fault.List
	for _, t := range transcripts {
		if src := FromTranscript(t); b.cites(src.Ref) {
			b.Sources = append(b.Sources, b.excerpt(src, t, opts))
			// Against the whole: an excerpt does not tell whether the roles are in doubt.
			b.check(&list, src)
		}
	}
	for _, d := range documents {
		if src := FromDocument(d); b.cites(src.Ref) {
			b.Sources = append(b.Sources, b.excerptOf(src, d, opts))
		}
	}
	if err := list.Err(ErrBundle); err != nil {
		return Bundle{}, err
	}
	if b.Seal, err = b.seal(); err != nil {
		return Bundle{}, err
	}
	if err := VerifyBundle(b); err != nil {
		return Bundle{}, err
	}
	return b, nil
}

func (b Bundle) cites(ref SourceRef) bool {
	return slices.ContainsFunc(b.Citations, func(c Citation) bool { return c.Source == ref })
}

// check proves the citations of a source.
func (b Bundle) check(list *fault.List, src Source) {
	place := src.places()
	for i, c := range b.Citations {
		if c.Source == src.Ref {
			addUnder(list, fault.Path("citations", i), c.check(src, place))
		}
	}
}

func (b Bundle) header(src Source, size int, opts *BundleOptions) BundleSource {
	p, ok := opts.Policies[src.Ref.Kind]
	if !ok {
		p = PolicyFor(src.Ref.Kind)
	}
	// The index knows the languages of a source that does not name them.
	return BundleSource{Source: src.Ref, Policy: p, PolicyFingerprint: p.print(NewIndex(src).lexicons), Language: src.Language, Size: size}
}

func (b Bundle) excerpt(src Source, t transcript.Transcript, opts *BundleOptions) BundleSource {
	ref, out := src.Ref, b.header(src, len(t.Segments), opts)
	proofs := proofs(t.SegmentHashes(), opts.Whole)
	used := map[transcript.SpeakerID]bool{}
	for _, i := range b.shown(ref, len(t.Segments), opts.Whole, func(i int) string { return string(t.Segments[i].ID) }) {
		out.Segments = append(out.Segments, BundleSegment{Proof: proofs[i], Segment: t.Segments[i]})
		used[t.Segments[i].Speaker] = true
	}
	for _, s := range t.Speakers {
		if used[s.ID] {
			s.Email = ""
			out.Speakers = append(out.Speakers, s)
		}
	}
	return out
}

func (b Bundle) excerptOf(src Source, d Document, opts *BundleOptions) BundleSource {
	ref, out := src.Ref, b.header(src, len(d.Blocks), opts)
	out.AuthorID, out.AuthorName = d.AuthorID, d.AuthorName
	proofs := proofs(d.blockHashes(), opts.Whole)
	for _, i := range b.shown(ref, len(d.Blocks), opts.Whole, func(i int) string { return d.Blocks[i].ID }) {
		out.Blocks = append(out.Blocks, BundleBlock{Proof: proofs[i], Block: d.Blocks[i]})
	}
	return out
}

// shown are the places of a source that the bundle carries, in order.
func (b Bundle) shown(ref SourceRef, size int, whole bool, id func(int) string) []int {
	show := make(map[int]bool, size)
	place := make(map[string]int, size)
	for i := range size {
		if _, dup := place[id(i)]; !dup {
			place[id(i)] = i
		}
		if whole {
			show[i] = true
		}
	}
	for _, c := range b.Citations {
		if c.Source != ref || whole || len(c.Spans) == 0 {
			continue
		}
		spans := slices.Concat(c.Spans, c.Confirmation)
		first, ok := place[spans[0].Segment]
		last, also := place[spans[len(spans)-1].Segment]
		if !ok || !also {
			continue
		}
		for i := max(first-1, 0); i <= min(last+1, size-1); i++ {
			show[i] = true
		}
	}
	return slices.Sorted(maps.Keys(show))
}

// proofs are those of a source's passages, without paths where all are carried.
func proofs(leaves []hashtree.Sum, whole bool) []Proof {
	out := make([]Proof, len(leaves))
	for i := range out {
		out[i].Index = i
	}
	if whole {
		return out
	}
	for i, path := range hashtree.Paths(leaves) {
		for _, sum := range path {
			out[i].Path = append(out[i].Path, hexSum(sum))
		}
	}
	return out
}

// VerifyBundle proves a bundle: its seal, that every passage stands in the source
// with the hash, and that every citation of the document is word for word what
// the source has at its offsets, by a speaker whom the policy admits. It needs
// nothing but the bundle. It returns ErrBundle with one fault per part that does
// not hold.
//
// It proves that words were said. Whether they support what the document says is
// for its reader to judge.
func VerifyBundle(b Bundle) error {
	var list fault.List
	if b.SchemaVersion != BundleSchemaVersion {
		list.Add("evidence.bundle_version", "/schema_version", "the bundle is of another version")
		return list.Err(ErrBundle)
	}
	if seal, err := b.seal(); err != nil || seal != b.Seal {
		list.Add("evidence.bundle_changed", "/seal", "the bundle was changed after it was sealed")
	}
	found, err := citationsIn(b.Document)
	switch {
	case err != nil:
		list.Add("evidence.bundle_document_malformed", "/document", "the document cannot be read")
	case !slices.EqualFunc(found, b.Citations, sameJSON):
		list.Add("evidence.bundle_citations_differ", "/citations", "the citations are not those of the document")
	}
	type proved struct {
		src    Source
		place  map[string]int
		policy Policy
	}
	sources := make(map[SourceRef]proved, len(b.Sources))
	for i, s := range b.Sources {
		at := fault.Path("sources", i)
		if _, dup := sources[s.Source]; dup {
			list.Add("evidence.bundle_source_repeated", at+"/source", "the source is there twice")
		}
		src := s.prove(&list, at)
		sources[s.Source] = proved{src, src.places(), s.Policy}
	}
	for i, c := range b.Citations {
		at := fault.Path("citations", i)
		from, ok := sources[c.Source]
		if !ok {
			list.Add("evidence.bundle_source_missing", at+"/source", "the bundle does not carry the source")
			continue
		}
		addUnder(&list, at, c.check(from.src, from.place))
		addUnder(&list, at, c.CheckPolicy(from.policy))
		for n, s := range c.Confirmation {
			if i, ok := from.place[s.Segment]; ok && !from.policy.AdmitsSpeaker(from.src.Passages[i].Speaker.Role) {
				list.Add("evidence.confirmation_not_admitted", at+fault.Path("confirmation", n), "the words of who confirms do not count here")
			}
		}
	}
	return list.Err(ErrBundle)
}

// addUnder adds the faults of an error under a path.
func addUnder(list *fault.List, at string, err error) {
	for _, f := range fault.Of(err) {
		list.Add(f.Code, at+f.Path, f.Message)
	}
}

// prove returns the source with the passages that belong to it.
func (s BundleSource) prove(list *fault.List, at string) Source {
	var (
		leaves []hashtree.Sum
		proofs []Proof
		src    Source
		part   string
	)
	if s.Source.Kind == DocumentSource {
		d := Document{ID: s.Source.ID, Language: s.Language, AuthorID: s.AuthorID, AuthorName: s.AuthorName}
		for _, b := range s.Blocks {
			d.Blocks = append(d.Blocks, b.Block)
			proofs = append(proofs, b.Proof)
		}
		leaves, src, part = d.blockHashes(), FromDocument(d), "blocks"
		if len(s.Segments)+len(s.Speakers) > 0 {
			list.Add("evidence.bundle_kind_differs", at, "a document has no segments and no speakers")
		}
	} else {
		t := transcript.Transcript{ID: transcript.ID(s.Source.ID), Language: s.Language, Speakers: s.Speakers}
		for _, b := range s.Segments {
			t.Segments = append(t.Segments, b.Segment)
			proofs = append(proofs, b.Proof)
		}
		leaves, src, part = t.SegmentHashes(), fromTranscript(t, false), "segments"
		if len(s.Blocks) > 0 || s.AuthorID != "" || s.AuthorName != "" {
			list.Add("evidence.bundle_kind_differs", at, "a conversation has no blocks and no author")
		}
	}
	whole := len(leaves) == s.Size && s.Size > 0 && !slices.ContainsFunc(proofs, func(p Proof) bool { return len(p.Path) > 0 })
	if whole && hashPrefix+hexSum(hashtree.Root(leaves)) != s.Source.Hash {
		list.Add("evidence.bundle_source_unproved", at+"/source/hash", "the passages are not those of the source with this hash")
	}
	last := -1
	for i, p := range proofs {
		switch {
		case p.Index <= last, whole && p.Index != i:
			list.Add("evidence.bundle_passages_unordered", at+fault.Path(part, i)+"/proof/index", "the passages are not in the order of the source")
		case !whole && !p.leads(leaves[i], s.Size, s.Source.Hash):
			list.Add("evidence.bundle_passage_unproved", at+fault.Path(part, i), "the passage does not belong to the source with this hash")
		}
		last = p.Index
	}
	src.Ref = s.Source
	return src
}

func (p Proof) leads(leaf hashtree.Sum, size int, hash string) bool {
	path := make([]hashtree.Sum, len(p.Path))
	for i, text := range p.Path {
		if len(text) != hex.EncodedLen(len(path[i])) {
			return false
		}
		if _, err := hex.Decode(path[i][:], []byte(text)); err != nil {
			return false
		}
	}
	root, ok := hashtree.Climb(leaf, p.Index, size, path)
	return ok && hashPrefix+hexSum(root) == hash
}

func hexSum(s hashtree.Sum) string { return hex.EncodeToString(s[:]) }

func (b Bundle) seal() (string, error) {
	b.Seal = ""
	raw, err := json.Marshal(plainBundle(b))
	if err != nil {
		return "", fault.New(ErrBundle, "evidence.bundle_document_malformed", "/document", "the document is not JSON")
	}
	sorted, err := sortJSON(raw)
	if err != nil {
		return "", err
	}
	return hashPrefix + hexSum(sha256.Sum256(sorted)), nil
}

// plainBundle is a Bundle without its decoder.
type plainBundle Bundle

// UnmarshalJSON reads a bundle strictly, so that nothing in the file escapes the
// seal: fields that a Bundle does not have, fields twice and other spellings of
// their names are ErrBundle. The order of fields and white space are free.
func (b *Bundle) UnmarshalJSON(data []byte) error {
	malformed := func(text string) error {
		return fault.New(ErrBundle, "evidence.bundle_malformed", "", text)
	}
	if !utf8.Valid(data) {
		return malformed("the bundle is not UTF-8")
	}
	var p plainBundle
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return malformed("the bundle is not JSON, or has a field that bundles do not have")
	}
	again, err := json.Marshal(p)
	if err != nil {
		return malformed("the bundle cannot be written again")
	}
	have, err := sortJSON(data)
	if err != nil {
		return err
	}
	if want, err := sortJSON(again); err != nil || !bytes.Equal(have, want) {
		return malformed("the bundle is not written as bundles are")
	}
	*b = Bundle(p)
	return nil
}

// sortJSON gives JSON one form: keys sorted, no white space, numbers as they are
// written. It refuses an object that has a key twice.
func sortJSON(data []byte) ([]byte, error) {
	tree, err := readTree(data)
	if err != nil {
		return nil, err
	}
	return json.Marshal(tree)
}

func readTree(data []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if tree, err := readValue(dec, deepestJSON); err == nil && utf8.Valid(data) {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			return tree, nil
		}
	}
	return nil, fault.New(ErrBundle, "evidence.bundle_malformed", "", "the JSON cannot be read, or an object has a key twice")
}

const deepestJSON = 200 // levels

var errTree = errors.New("evidence: key twice, or too deep")

func readValue(dec *json.Decoder, levels int) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	if levels == 0 {
		return nil, errTree
	}
	switch token {
	case json.Delim('{'):
		object := map[string]any{}
		for dec.More() {
			key, err := dec.Token()
			if err != nil {
				return nil, err
			}
			name, _ := key.(string)
			if _, dup := object[name]; dup {
				return nil, errTree
			}
			if object[name], err = readValue(dec, levels-1); err != nil {
				return nil, err
			}
		}
		_, err := dec.Token()
		return object, err
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			v, err := readValue(dec, levels-1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := dec.Token()
		return list, err
	}
	return token, nil
}

// citationsIn finds the citations of a document, whatever its type: objects with
// a source, spans and a grade. Each is returned once, in the order of sorted keys.
func citationsIn(document []byte) ([]Citation, error) {
	tree, err := readTree(document)
	if err != nil {
		return nil, err
	}
	var out []Citation
	seen := map[string]bool{}
	var walk func(v any) error
	walk = func(v any) error {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				if err := walk(e); err != nil {
					return err
				}
			}
		case map[string]any:
			if v["source"] != nil && v["spans"] != nil && v["grade"] != nil {
				raw, err := json.Marshal(v)
				if err != nil {
					return err
				}
				var c Citation
				if err := json.Unmarshal(raw, &c); err != nil {
					return fault.New(ErrBundle, "evidence.bundle_document_malformed", "/document", "a citation of the document cannot be read")
				}
				if !seen[string(raw)] {
					seen[string(raw)] = true
					out = append(out, c)
				}
				return nil
			}
			for _, k := range slices.Sorted(maps.Keys(v)) {
				if err := walk(v[k]); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := walk(tree); err != nil {
		return nil, err
	}
	return out, nil
}

// sameJSON compares two citations by all that they say.
func sameJSON(a, b Citation) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && bytes.Equal(x, y)
}
