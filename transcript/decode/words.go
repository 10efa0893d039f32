package decode

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// Recognisers that give words alone are cut into utterances here, so that a
// segment stays small enough to cite.
const (
	longestPause = 2_000  // ms that a speaker may pause between two sentences
	longestRun   = 30_000 // ms after which a run ends with its sentence
)

// run collects words of one speaker until another speaks, or until a sentence ends
// before a pause or after half a minute.
type run struct {
	f     *jsonFile
	s     spoken
	u     Utterance
	node  node
	last  transcript.Offset // the end of the word before
	ended bool              // the word before ends a sentence
}

// word adds a word. The separator stands before it, unless it begins an utterance.
func (r *run) word(n node, label string, track transcript.TrackID, separator, text string, start, end transcript.Offset) {
	if !r.s.empty() && (label != r.u.Label || track != r.u.Track || r.ended && (pause(r.last, start) > longestPause || pause(r.u.Start, start) > longestRun)) {
		r.flush()
	}
	if r.s.empty() {
		r.u = Utterance{Label: label, Track: track, Start: start}
		r.node, separator = n, ""
	}
	if r.u.Start.IsZero() {
		r.u.Start = start
	}
	r.s.add(separator, text, start, end)
	if !end.IsZero() {
		r.last = end
	}
	r.ended = endsSentence(text)
}

// attach adds punctuation to the word before it.
func (r *run) attach(text string) {
	r.s.attach(text)
	if t := strings.TrimSpace(text); t != "" {
		r.ended = endsSentence(t)
	}
}

func (r *run) flush() {
	if r.s.empty() {
		return
	}
	u := r.s.utterance(r.u.Label)
	u.Track = r.u.Track
	r.f.say(r.node, u)
	r.ended = false
}

// pause is the time from one known offset to another, 0 where one is unknown.
func pause(from, to transcript.Offset) int64 {
	a, ok1 := from.Ms()
	b, ok2 := to.Ms()
	if !ok1 || !ok2 {
		return 0
	}
	return b - a
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’)»")
	for _, mark := range []string{".", "?", "!", "。", "？", "！", "؟", "…"} {
		if strings.HasSuffix(s, mark) {
			return true
		}
	}
	return false
}

// timed is a word as a file lists it beside the text that holds it.
type timed struct {
	text       string
	start, end transcript.Offset
	label      string
	known      bool // the label is told for the word itself
}

// farthest is how far ahead in a text a word is looked for: words that the text
// writes in another way are left out, and the ones after them are found again.
const farthest = 60 // bytes

// place finds the words of a list in the text, in order.
func place(text string, list []timed) []transcript.Word {
	var out []transcript.Word
	at := 0
	for _, w := range list {
		word := strings.TrimSpace(w.text)
		if word == "" {
			continue
		}
		near := text[at:min(len(text), at+farthest+len(word))]
		i := strings.Index(near, word)
		if i < 0 {
			i = indexFold(near, word)
		}
		if i < 0 {
			continue
		}
		out = append(out, transcript.Word{StartByte: at + i, EndByte: at + i + len(word), Start: w.start, End: w.end})
		at += i + len(word)
	}
	return out
}

// indexFold finds a word of the same length in other letters: some recognisers list
// the words that they heard beside a text that begins sentences with a capital.
func indexFold(text, word string) int {
	for i := 0; i+len(word) <= len(text); i++ {
		if boundary(text, i) && boundary(text, i+len(word)) && strings.EqualFold(text[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// sayTimed adds an utterance whose words are listed. Where the words belong to
// several speakers it is one utterance for each run of them.
func (f *jsonFile) sayTimed(n node, u Utterance, list []timed) {
	label, several := u.Label, false
	for _, w := range list {
		if w.known && label != "" && w.label != label {
			several = true
		}
		if w.known && label == "" {
			label = w.label
		}
	}
	if !several {
		u.Label, u.Words = label, place(u.Text, list)
		if u.Start.IsZero() && len(list) > 0 {
			u.Start = list[0].start
		}
		f.say(n, u)
		return
	}
	part, current := u, ""
	var s spoken
	flush := func() {
		if !s.empty() {
			p := s.utterance(current)
			p.Track, p.Language, p.SourceID = part.Track, part.Language, part.SourceID
			f.say(n, p)
		}
	}
	rest, spaced := u.Text, false // spaced says that white space stood before the rest
	for _, w := range list {
		if w.known && w.label != current {
			flush()
			current = w.label
		}
		text, separator := strings.TrimSpace(w.text), " "
		bare := strings.TrimLeft(rest, " \n")
		rest, spaced = bare, spaced || len(bare) < len(rest)
		if after, ok := strings.CutPrefix(rest, text); ok { // spaced as the text is
			if !spaced {
				separator = ""
			}
			rest, spaced = after, false
		}
		if s.empty() {
			separator = ""
		}
		s.add(separator, text, w.start, w.end)
	}
	flush()
}

// inOrder sorts the utterances by their start; those without one stay behind the
// utterance that precedes them. Files list channels one after the other.
func (f *jsonFile) inOrder() {
	type key struct {
		u  Utterance
		ms int64
	}
	keys := make([]key, len(f.doc.Utterances))
	last := int64(0)
	for i, u := range f.doc.Utterances {
		if ms, ok := u.Start.Ms(); ok {
			last = ms
		}
		keys[i] = key{u, last}
	}
	slices.SortStableFunc(keys, func(a, b key) int { return cmp.Compare(a.ms, b.ms) })
	for i, k := range keys {
		f.doc.Utterances[i] = k.u
	}
}

var redactionMark = regexp.MustCompile(`\[(PII|[A-Z]{3,}(_[A-Z]+)+|NAME|ADDRESS|PHONE|EMAIL)\]|####`)

// finish reports what holds for the whole file and hands over the document.
func (f *jsonFile) finish() (Document, error) {
	marks := 0
	for _, u := range f.doc.Utterances {
		if strings.ContainsAny(u.Text, "[#") && redactionMark.MatchString(u.Text) {
			marks++
		}
	}
	if marks > 0 {
		f.found.add(RedactedText, Info, 0, "the recogniser took words out; the marks that it left are kept")
	}
	return f.done()
}

// languageTag writes a vendor's language code as BCP 47 does: "en_us" as "en-US".
func languageTag(code string) string {
	language, region, _ := strings.Cut(strings.ReplaceAll(code, "_", "-"), "-")
	if len(region) == 2 {
		region = strings.ToUpper(region)
	}
	if region == "" {
		return strings.ToLower(language)
	}
	return strings.ToLower(language) + "-" + region
}

// numbered is a label that a vendor counts, "" where there is none.
func numbered(n node) string {
	if n.v == nil {
		return ""
	}
	return n.str()
}
