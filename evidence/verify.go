package evidence

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	longestQuote   = 4000 // bytes; longer claims are refused as not found
	mostWords      = 600  // of a claim
	mostFragments  = 6
	shortFragment  = 3   // words that a fragment of an elided quote needs at least
	longestElision = 150 // words that an ellipsis may stand for
	mostPlaces     = 32  // occurrences that a finding lists
)

// Verify looks for a claim and says what became of it. It tries, in this order,
// to find the claim word for word, then with explicit ellipses, then with
// differences, which it names. Each passage is read in its own language. Where the
// claim occurs several times it prefers speakers whose words count for the claim,
// then the hinted segment, then the first place.
//
// A Finding holds the source's words, never the claim's. Any text is allowed as a
// claim; verification never fails. It refuses what it cannot decide: a claim
// without words, with more than six fragments, or longer than 4,000 bytes or 600 words.
func (ix *Index) Verify(c Claim, p Policy) Finding {
	f := Finding{Grade: NotFound, Policy: p.Name, Source: ix.src.Ref}
	v, ok := ix.scratch.Get().(*verifier)
	if !ok {
		v = &verifier{}
	}
	defer ix.scratch.Put(v)
	f.Fingerprint = v.fingerprint(ix, p)
	if len(c.Quote) > longestQuote {
		return f
	}
	v.ix, v.claim, v.policy, v.hint = ix, c, p, -1
	if n, ok := ix.place(c.Segment); ok && c.Segment != "" {
		v.hint = n
	}
	for _, x := range ix.lexicons {
		if c.Language != "" && x.lists.Language != "" && primary(c.Language) != x.lists.Language {
			if f.Grade == NotFound {
				f.Flags = []Flag{Translated}
			}
			continue
		}
		v.lex = x
		if got := v.verify(f); ix.reads(x, got) && better(got, f) {
			f = got
		}
		if f.Admissible() {
			break
		}
	}
	return f
}

// reads reports whether the lists are those of the passage in which a claim was found:
// what others say of its words is worth nothing.
func (ix *Index) reads(x *lexicon, f Finding) bool {
	if len(ix.lexicons) == 1 || len(f.Spans) == 0 {
		return true
	}
	n, ok := ix.place(f.Spans[0].Segment)
	return ok && ix.lex[n] == x
}

// better reports whether finding a says more than b.
func better(a, b Finding) bool {
	if a.Admissible() != b.Admissible() {
		return a.Admissible()
	}
	return slices.Index(gradeOrder, a.Grade) > slices.Index(gradeOrder, b.Grade) || a.Grade == b.Grade && len(b.Flags) == 0
}

// verifier is one verification with its memory, which is used again.
type verifier struct {
	ix     *Index
	claim  Claim
	policy Policy
	hint   int // passage; -1 for none
	lex    *lexicon

	quote     string // as it is compared
	fragments []string
	folder    folder
	whole     quoted
	raw       tokens // of a stretch of the source, with fillers
	rawQuote  tokens
	parts     [mostFragments]quoted
	inserted  traits // of all words in brackets
	agents    []uint64
	brackets  int
	leading   bool // an ellipsis stands before the quote
	trailing  bool
	aligner   aligner
	runs      []run
	runEnd    int   // of the part that is judged
	equals    []run // where the quote was found equally well with its differences

	printed     Policy // whose fingerprint is kept
	printedAs   string
	printedKeys []*lexicon
}

// quoted are the tokens of a quote, or of a fragment of it, with their text.
type quoted struct {
	tokens
	text  string
	words int // with fillers
}

func (v *verifier) fold(text string, into *quoted) {
	into.reset()
	into.text = text
	v.folder.lex, v.folder.voc, v.folder.grow, v.folder.out = v.lex, &v.ix.voc, false, &into.tokens
	v.folder.fold(text)
	into.words = v.folder.words
	for _, in := range v.folder.inserts {
		v.inserted |= in.traits
		v.brackets++
		if in.agent != 0 {
			v.agents = append(v.agents, in.agent)
		}
	}
}

func (v *verifier) forget() { v.inserted, v.brackets, v.agents = 0, 0, v.agents[:0] }

func (v *verifier) verify(f Finding) Finding {
	f.Flags = nil
	raw := trimmed(v.claim.Quote)
	v.quote = clean(raw)
	v.fragments, v.leading, v.trailing = splitEllipsis(v.fragments[:0], v.quote)
	fragments := v.fragments
	if len(fragments) == 0 || len(fragments) > mostFragments {
		return f
	}
	v.forget()
	if len(raw) != len(v.quote) {
		// What looks like a label may be the source's own.
		v.fold(raw, &v.whole)
		if v.runs = v.ix.exact(v.runs[:0], v.whole.id); len(v.runs) > 0 && v.whole.len() > 0 {
			if _, ok := v.ix.verbatim(v.runs[0], raw); ok {
				v.quote = raw
			}
			v.leading, v.trailing = false, false
			return v.equal(f, v.runs, &v.whole)
		}
		v.forget()
	}
	v.fold(v.quote, &v.whole)
	q := &v.whole
	if q.len() == 0 {
		return v.wordless(f)
	}
	if q.len() > mostWords {
		return f
	}
	// An ellipsis may stand in the source itself, where a speaker breaks off.
	v.runs = v.ix.exact(v.runs[:0], q.id)
	if len(v.runs) > 0 {
		if len(fragments) > 1 {
			v.leading, v.trailing = false, false
		}
		return v.equal(f, v.runs, q)
	}
	if len(fragments) > 1 {
		return v.elided(f, fragments)
	}
	return v.changed(f, q)
}

// equal judges a quote whose words equal those of the runs.
func (v *verifier) equal(f Finding, runs []run, q *quoted) Finding {
	best := v.prefer(runs)
	f.Grade = Normalized
	r := result{run: best, matched: q.len()}
	bytes, verbatim := v.ix.verbatim(best, v.quote)
	if verbatim {
		v.forget() // the brackets are the source's own
	}
	j := v.judge([]result{r}, q)
	f.Flags = append(f.Flags, j.flags...)
	f.Flags = append(f.Flags, v.placeFlags(best, runs)...)
	f.Places = v.places(runs)
	if !verbatim && !v.leading && !v.trailing && v.brackets == 0 {
		// The bytes may stand in a restart, or in another place with these words.
		if r, cut, ok := v.bytesOf(runs); ok {
			return v.sliced(f, r, cut, true, runs)
		}
	}
	spans := bytes
	if verbatim && !v.leading && !v.trailing {
		f.Grade = Verbatim
	} else {
		spans = v.widened(q, best)
		if j.grade == Approximate {
			f.Grade = Approximate
		}
	}
	if f.Grade == Approximate && slices.ContainsFunc(f.Flags, changes) {
		f.Grade = Altered // by what stands in brackets
	}
	return v.admit(f, best, spans)
}

// wordless looks for a quote of fillers alone byte for byte, as whole words: it may
// be in the source, but it is no evidence.
func (v *verifier) wordless(f Finding) Finding {
	if !strings.ContainsFunc(v.quote, wordRune) {
		return f
	}
	for i := range v.ix.src.Passages {
		p := &v.ix.src.Passages[i]
		if at := indexWords(p.Text, v.quote); at >= 0 {
			f.Grade, f.Flags = Verbatim, []Flag{TooShort}
			f.Spans, f.Speaker = []Span{newSpan(*p, at, at+len(v.quote))}, p.Speaker
			return f
		}
	}
	return f
}

// counts reports whether the speaker's words count for the claim.
func (v *verifier) counts(s Speaker) bool {
	return (v.policy.AdmitsSpeaker(s.Role) || v.policy.restates(s.Role)) && (v.claim.Speaker == "" || v.claim.Speaker == s.ID)
}

// admit fills the citation where nothing blocks it.
func (v *verifier) admit(f Finding, r run, spans []Span) Finding {
	ix := v.ix
	speaker, one := ix.speaker(r)
	f.Spans, f.Edits = spans, ix.joined(f.Edits)
	if one {
		f.Speaker = speaker
	}
	c := Citation{Source: ix.src.Ref, Spans: spans, Speaker: f.Speaker, Grade: f.Grade}
	c.Language = ix.languageOf(r)
	if one && v.policy.restates(speaker.Role) {
		c.Confirmation = ix.confirmation(r, v.policy)
		if len(c.Confirmation) == 0 {
			f.Flags = append(f.Flags, WrongSpeaker)
		} else {
			f.Flags = append(f.Flags, Restated)
		}
	}
	if v.lex.lists.Language == "" || ix.unsure {
		f.Flags = append(f.Flags, NoWordLists)
		if f.Grade == Approximate {
			// Which words carry the meaning is not known.
			f.Grade, f.Flags = Altered, append(f.Flags, ContentChanged)
		}
	}
	if flag := v.governed(spans); flag != "" {
		f.Flags = append(f.Flags, flag)
	}
	if v.deniedBehind(spans) {
		f.Flags = append(f.Flags, ContextNegated)
	}
	if ix.mixed(spans) {
		f.Flags = append(f.Flags, CrossSpeaker)
	}
	if flag, ok := ix.spoken(spans); ok {
		f.Flags = append(f.Flags, flag)
	}
	f.Flags = ordered(f.Flags)
	c.Flags = f.Flags
	if v.policy.AdmitsGrade(f.Grade) && !slices.ContainsFunc(f.Flags, v.policy.Blocks) {
		f.Citation = c
	}
	return f
}

// mixed reports whether spans have more than one speaker.
func (ix *Index) mixed(spans []Span) bool {
	return len(spans) > 1 && slices.ContainsFunc(spans, func(s Span) bool {
		first, _ := ix.place(spans[0].Segment)
		n, _ := ix.place(s.Segment)
		return ix.who[n] != ix.who[first]
	})
}

func ordered(flags []Flag) []Flag {
	slices.Sort(flags)
	return slices.Compact(flags)
}

// exact appends the runs whose words are the given ones.
func (ix *Index) exact(out []run, ids []int32) []run {
	rare, least := -1, 0
	for i, id := range ids {
		if id < 0 {
			return out
		}
		if n := int(ix.bounds[id+1] - ix.bounds[id]); rare < 0 || n < least {
			rare, least = i, n
		}
	}
	if rare < 0 {
		return out
	}
	for _, at := range ix.at(ids[rare]) {
		start := int(at) - rare
		if start >= 0 && start+len(ids) <= ix.len() && slices.Equal(ix.id[start:start+len(ids)], ids) {
			out = append(out, run{start, start + len(ids)})
		}
	}
	return out
}

// prefer picks the run to cite: one by a speaker who counts in the hinted passage, else
// by a speaker who counts, else in the hinted passage, else the first.
func (v *verifier) prefer(runs []run) run {
	best, score := runs[0], -1
	for _, r := range runs {
		if s := v.standing(r); s > score {
			best, score = r, s
		}
	}
	return best
}

func (v *verifier) standing(r run) int {
	s := 0
	if speaker, one := v.ix.speaker(r); one && v.counts(speaker) {
		s += 2
	}
	if v.ix.reaches(r, v.hint) {
		s++
	}
	return s
}

func (ix *Index) reaches(r run, passage int) bool {
	return int(ix.passage[r.start]) <= passage && passage <= int(ix.passage[r.end-1])
}

// placeFlags says who said a run and whether the claim pointed elsewhere.
func (v *verifier) placeFlags(r run, runs []run) []Flag {
	var flags []Flag
	speaker, one := v.ix.speaker(r)
	switch {
	case !one:
		flags = append(flags, CrossSpeaker)
	case speaker.Role == "":
		flags = append(flags, UnknownSpeaker)
	case !v.counts(speaker):
		flags = append(flags, WrongSpeaker)
	}
	atHint := v.ix.reaches(r, v.hint)
	if v.claim.Segment != "" && !atHint {
		flags = append(flags, Moved)
	}
	if len(runs) > 1 && !atHint {
		flags = append(flags, Ambiguous)
	}
	return flags
}

func (v *verifier) places(runs []run) []Place {
	out := make([]Place, 0, min(len(runs), mostPlaces))
	for _, r := range runs[:min(len(runs), mostPlaces)] {
		out = append(out, v.ix.placeOf(r))
	}
	return out
}

func (ix *Index) placeOf(r run) Place {
	return Place{Segment: ix.src.Passages[ix.passage[r.start]].ID, StartByte: int(ix.pos[r.start].start)}
}

// languageOf is the tag of the first passage of a run, else of the source.
func (ix *Index) languageOf(r run) string {
	return cmp.Or(ix.src.Passages[ix.passage[r.start]].Language, ix.src.Language)
}

// verbatim returns the spans where the quote stands byte for byte, with white
// space between passages counting as one space.
func (ix *Index) verbatim(r run, quote string) ([]Span, bool) {
	from, to := int(ix.passage[r.start]), int(ix.passage[r.end-1])
	rest := quote
	var spans []Span
	for i := from; i <= to; i++ {
		if ix.back[i] || !ix.speaks(i) && ix.who[i] != ix.who[from] {
			continue // nothing of a listener's is quoted, not even a dash
		}
		text := ix.src.Passages[i].Text
		start := 0
		if i == from {
			start = opening(text, quote, int(ix.pos[r.start].start))
			if start < 0 {
				return nil, false
			}
		} else {
			start = len(text) - len(strings.TrimLeft(text, " \t\r\n"))
			rest = strings.TrimLeft(rest, " \t\r\n")
		}
		if i == to {
			if !strings.HasPrefix(text[start:], rest) || rest == "" {
				return nil, false
			}
			return append(spans, newSpan(ix.src.Passages[i], start, start+len(rest))), true
		}
		body := strings.TrimRight(text[start:], " \t\r\n")
		after, ok := strings.CutPrefix(rest, body)
		if !ok {
			return nil, false
		}
		rest = after
		if body != "" {
			spans = append(spans, newSpan(ix.src.Passages[i], start, start+len(body)))
		}
	}
	return nil, false
}

// opening returns where in a text a quote begins whose first token stands at the
// given place. The quote may begin with fillers and marks of its own; -1 where it
// does not stand there.
func opening(text, quote string, first int) int {
	for start := first; start >= 0 && first-start <= len(quote); start-- {
		n := min(len(quote), len(text)-start)
		if text[start] == quote[0] && text[start:start+n] == quote[:n] && utf8.RuneStart(text[start]) {
			return start
		}
	}
	return -1
}
