package evidence

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	longestQuote   = 4000 // bytes; longer claims are refused as not found
	mostFragments  = 6
	shortFragment  = 3   // words that a fragment of an elided quote needs at least
	longestElision = 150 // words that an ellipsis may stand for
)

// Verify looks for a claim and says what became of it. It tries, in this order,
// to find the claim word for word, then with explicit ellipses, then with
// differences, which it names. Where the claim occurs several times it prefers
// the hinted segment, then speakers whom the policy admits, then the first.
//
// A Finding that is not admissible holds nothing of the claim. Any text is
// allowed as a claim; verification never fails.
func (ix *Index) Verify(c Claim, p Policy) Finding {
	f := Finding{Grade: NotFound, Policy: p.Name}
	if len(c.Quote) > longestQuote {
		return f
	}
	q := clean(c.Quote)
	fragments, leading, trailing := splitEllipsis(q)
	if len(fragments) == 0 || len(fragments) > mostFragments {
		return f
	}
	parsed := make([][]unit, len(fragments))
	words := 0
	for i, frag := range fragments {
		parsed[i] = live(unitsOf(frag))
		words += len(parsed[i])
	}
	if words == 0 {
		return f
	}
	var short []Flag
	if tooShort(parsed, words, p.MinWords) {
		short = []Flag{TooShort}
	}
	a := aim{passage: -1, speaker: c.Speaker, policy: p}
	if n, ok := ix.place[c.Segment]; ok {
		a.passage = n
	}
	// An ellipsis may stand in the source itself, where a speaker breaks off.
	units := live(unitsOf(q))
	runs := ix.exact(units)
	if len(parsed) > 1 {
		if len(runs) == 0 {
			return ix.elided(f, parsed, short, a)
		}
		leading, trailing = false, false
	}
	if len(runs) == 0 && trailing && len(units) > shortFragment {
		runs = ix.exact(units[:len(units)-1]) // the last word may be cut at the ellipsis
	}
	if len(runs) == 0 && leading && len(units) > shortFragment {
		runs = ix.exact(units[1:])
	}
	if len(runs) == 0 {
		return ix.altered(f, units, short, a)
	}
	best := ix.prefer(runs, a)
	f.Occurrences = len(runs)
	f.Grade = Normalized
	f.Flags = append(short, ix.contextFlags(best)...)
	f.Flags = append(f.Flags, ix.placeFlags(best, runs, a)...)
	spans := ix.spans(best)
	if verbatim, ok := ix.verbatim(best, q); ok && !leading && !trailing {
		f.Grade, spans = Verbatim, verbatim
	}
	return ix.admit(f, best, spans, p)
}

// aim is where a claim says it stands, who is said to have said it, and who may.
type aim struct {
	passage int // -1 for none
	speaker string
	policy  Policy
}

// counts reports whether the speaker's words count for the claim.
func (a aim) counts(s Speaker) bool {
	return a.policy.AdmitsSpeaker(s.Role) && (a.speaker == "" || a.speaker == s.ID)
}

// admit fills the citation where nothing blocks it, else the places found.
func (ix *Index) admit(f Finding, r run, spans []Span, p Policy) Finding {
	f.Flags = ordered(f.Flags)
	if p.AdmitsGrade(f.Grade) && !slices.ContainsFunc(f.Flags, Flag.Blocking) {
		speaker, _ := ix.speaker(r)
		f.Citation = Citation{Source: ix.src.Ref, Speaker: speaker, Spans: spans, Grade: f.Grade, Flags: f.Flags}
		return f
	}
	for _, s := range spans {
		f.Located = append(f.Located, s.Segment)
	}
	return f
}

func ordered(flags []Flag) []Flag {
	flags = slices.Clone(flags)
	slices.Sort(flags)
	return slices.Compact(flags)
}

var (
	labelPattern = regexp.MustCompile(`^[\p{L}\p{M}][\p{L}\p{M}\p{N} .'\x{2019}()-]{0,40}:\s+`)
	timePattern  = regexp.MustCompile(`^[\[(]?\d{1,2}:\d{2}(:\d{2})?([.,]\d{1,3})?[\])]?\s*[-–]?\s*`)
)

// creditPattern is an attribution after the quote: "…" — Priya Nair.
var creditPattern = regexp.MustCompile(`["\x{201D}\x{00BB}]\s*[-\x{2013}\x{2014}]+\s*[\p{L}][\p{L}\p{M} .'\x{2019}-]{0,40}$`)

var nameParticles = []string{"da", "de", "del", "der", "den", "di", "du", "la", "le", "van", "von", "bin", "al", "el", "dos"}

const quoteMarks = "\"\u201C\u201D\u201E\u00AB\u00BB\u2039\u203A`"

// clean takes off what is put around a quote: white space, quotation marks, a
// time mark and a speaker's label.
func clean(q string) string {
	q = strings.TrimSpace(strings.ToValidUTF8(q, "\uFFFD"))
	for range 4 {
		before := q
		q = unquote(q)
		q = strings.TrimPrefix(q, "> ")
		if m := creditPattern.FindStringIndex(q); m != nil && m[0] > 0 && titled(q[m[0]+1:]) {
			q = strings.TrimSpace(q[:m[0]+1])
		}
		if m := timePattern.FindString(q); m != "" && len(m) < len(q) && strings.ContainsRune(m, ':') {
			q = q[len(m):]
		}
		if m := labelPattern.FindString(q); m != "" && len(m) < len(q) && titled(m) {
			q = q[len(m):]
		}
		if q == before {
			break
		}
	}
	return q
}

// unquote takes off quotation marks that stand around the whole quote. One that
// belongs to words quoted inside it stays.
func unquote(q string) string {
	inner := strings.TrimRight(strings.TrimLeft(q, quoteMarks), quoteMarks)
	opened, closed := !strings.HasPrefix(q, inner), !strings.HasSuffix(q, inner)
	if opened && closed || !strings.ContainsAny(inner, quoteMarks) {
		return strings.TrimSpace(inner)
	}
	return q
}

// titled reports whether each word of a label begins with a capital or a sign,
// as names do, so that "so the rule is: never" keeps its words.
func titled(label string) bool {
	for w := range strings.FieldsSeq(label) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) && !slices.Contains(nameParticles, w) {
			return false
		}
	}
	return true
}

// splitEllipsis cuts a quote at "…", "..." and "[...]". It also says whether the
// quote began or ended with one.
func splitEllipsis(q string) (fragments []string, leading, trailing bool) {
	for _, e := range []string{"[...]", "[\u2026]", "(...)", "(\u2026)", "...."} {
		q = strings.ReplaceAll(q, e, "\u2026")
	}
	q = strings.ReplaceAll(q, "...", "\u2026")
	for part := range strings.SplitSeq(q, "\u2026") {
		if strings.ContainsFunc(part, wordRune) {
			fragments = append(fragments, part)
		}
	}
	trimmed := strings.TrimFunc(q, func(r rune) bool { return r != '\u2026' && !wordRune(r) })
	return fragments, strings.HasPrefix(trimmed, "\u2026"), strings.HasSuffix(trimmed, "\u2026")
}

func live(in []unit) []unit {
	return slices.DeleteFunc(in, func(u unit) bool { return u.filler })
}

func tooShort(fragments [][]unit, words, minimum int) bool {
	telling := 0
	for _, f := range fragments {
		for _, u := range f {
			if c := classOf(u.word); c == content || c == number || c == negation || c == hedge {
				telling++
			}
		}
	}
	return words < minimum || telling < 2 && words < 4
}

// exact returns the runs whose words equal the units.
func (ix *Index) exact(units []unit) []run {
	if len(units) == 0 {
		return nil
	}
	rare := 0
	for i, u := range units {
		if len(ix.at[u.word]) < len(ix.at[units[rare].word]) {
			rare = i
		}
	}
	var out []run
next:
	for _, at := range ix.at[units[rare].word] {
		start := int(at) - rare
		if start < 0 || start+len(units) > len(ix.words) {
			continue
		}
		for i, u := range units {
			if ix.words[start+i].word != u.word {
				continue next
			}
		}
		out = append(out, run{start, start + len(units)})
	}
	return out
}

// prefer picks the run to cite: one that begins in the hinted passage and may be
// cited, else one by a speaker who counts, else the first.
func (ix *Index) prefer(runs []run, a aim) run {
	best, score := runs[0], -1
	for _, r := range runs {
		s := 0
		if speaker, one := ix.speaker(r); one && a.counts(speaker) {
			s += 2
		}
		if ix.covers(r, a.passage) {
			s++
		}
		if s > score {
			best, score = r, s
		}
	}
	return best
}

func (ix *Index) covers(r run, passage int) bool {
	return int(ix.words[r.start].passage) <= passage && passage <= int(ix.words[r.end-1].passage)
}

// placeFlags says who said a run and whether the claim pointed elsewhere.
func (ix *Index) placeFlags(r run, runs []run, a aim) []Flag {
	var flags []Flag
	speaker, one := ix.speaker(r)
	switch {
	case !one:
		flags = append(flags, CrossSpeaker)
	case speaker.Role == "":
		flags = append(flags, UnknownSpeaker)
	case !a.counts(speaker):
		flags = append(flags, WrongSpeaker)
	}
	atHint := ix.covers(r, a.passage)
	if a.passage >= 0 && !atHint {
		flags = append(flags, Moved)
	}
	if len(runs) > 1 && !atHint {
		flags = append(flags, Ambiguous)
	}
	return flags
}

// contextFlags looks at the clause before a run: a quote that starts right after
// "I don't think" says the opposite of what was said.
func (ix *Index) contextFlags(r run) []Flag {
	if ix.negatedBefore(r.start) {
		return []Flag{ContextNegated}
	}
	return nil
}

const negationReach = 8 // words

// negatedBefore reports whether a negator stands before the word, in the same
// clause and by the same speaker.
func (ix *Index) negatedBefore(start int) bool {
	for i := start - 1; i >= 0 && start-i <= negationReach; i-- {
		w := ix.words[i]
		if w.sentenceEnd || ix.src.Passages[w.passage].Speaker != ix.src.Passages[ix.words[start].passage].Speaker {
			return false
		}
		if w.clauseEnd && !ix.onlyFillersBetween(i) || clauseWords[w.word] {
			return false
		}
		if negators[w.word] {
			return !ix.pseudo(i)
		}
	}
	return false
}

// onlyFillersBetween reports whether the comma after word i belongs to a filler,
// as in "I don't think, you know, we should".
func (ix *Index) onlyFillersBetween(i int) bool {
	if i+1 >= len(ix.words) || ix.words[i].passage != ix.words[i+1].passage {
		return false
	}
	text := ix.src.Passages[ix.words[i].passage].Text
	between := text[ix.words[i].end:max(ix.words[i].end, ix.words[i+1].start)]
	return strings.ContainsFunc(between, wordRune)
}

// pseudo reports whether the negator at i negates nothing that follows: "not
// only", or the answer particle "No," at the start of a clause.
func (ix *Index) pseudo(i int) bool {
	if ix.words[i].word == "no" && ix.words[i].clauseEnd {
		return true
	}
	if i+1 < len(ix.words) {
		return slices.Contains(pseudoNegations, ix.words[i].word+" "+ix.words[i+1].word)
	}
	return false
}

// verbatim returns the spans where the quote stands byte for byte, with white
// space between passages counting as one space.
func (ix *Index) verbatim(r run, quote string) ([]Span, bool) {
	from, to := ix.words[r.start], ix.words[r.end-1]
	rest := quote
	var spans []Span
	for i := from.passage; i <= to.passage; i++ {
		if ix.back[i] {
			continue
		}
		text := ix.src.Passages[i].Text
		start := 0
		if i == from.passage {
			// The quote may begin with a mark that is not part of its first word.
			lead := strings.IndexFunc(quote, wordRune)
			start = from.start - lead
			if lead < 0 || start < 0 {
				return nil, false
			}
		} else {
			start = len(text) - len(strings.TrimLeft(text, " \t\r\n"))
			rest = strings.TrimLeft(rest, " \t\r\n")
		}
		if i == to.passage {
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

// elided verifies fragments around ellipses: each word for word, in order, by
// one speaker within one stretch of speech, close together, and without a
// negation in the clauses that the ellipsis cuts.
func (ix *Index) elided(f Finding, fragments [][]unit, short []Flag, a aim) Finding {
	all := make([][]run, len(fragments))
	var found []run
	for i, frag := range fragments {
		all[i] = ix.exact(frag)
		if len(all[i]) == 0 && len(frag) > shortFragment {
			// A word may be cut at the ellipsis.
			all[i] = append(ix.exact(frag[:len(frag)-1]), ix.exact(frag[1:])...)
		}
		if len(frag) < shortFragment {
			short = append(short, TooShort)
		}
		if len(all[i]) > 0 {
			found = append(found, all[i][0])
		}
	}
	if len(found) < len(fragments) {
		joined := slices.Concat(fragments...)
		return ix.altered(f, joined, short, a)
	}
	best := ix.chain(all, a)
	if best == nil {
		f.Grade, f.Occurrences = Altered, 1
		f.Flags = append(short, DistantSplice)
		whole := found[0]
		f.Flags = append(f.Flags, ix.placeFlags(whole, found[:1], a)...)
		var spans []Span
		for _, r := range found {
			spans = append(spans, ix.spans(r)...)
		}
		return ix.admit(f, whole, spans, a.policy)
	}
	f.Grade, f.Occurrences = Elided, 1
	whole := run{best[0].start, best[len(best)-1].end}
	f.Flags = append(short, ix.contextFlags(best[0])...)
	f.Flags = append(f.Flags, ix.placeFlags(whole, []run{whole}, a)...)
	var spans []Span
	for i, r := range best {
		spans = append(spans, ix.spans(r)...)
		if i > 0 && ix.negatedGap(best[i-1].end, r.start) {
			f.Flags = append(f.Flags, NegationElided)
			f.Grade = Altered
		}
	}
	return ix.admit(f, whole, spans, a.policy)
}

// chain picks one run per fragment, in order and close together, or nil.
func (ix *Index) chain(all [][]run, a aim) []run {
	var best []run
	score := -1
	for _, first := range all[0] {
		picked := []run{first}
		for _, candidates := range all[1:] {
			end := picked[len(picked)-1].end
			next := slices.IndexFunc(candidates, func(r run) bool { return r.start >= end && r.start-end <= longestElision })
			if next < 0 {
				break
			}
			picked = append(picked, candidates[next])
		}
		if len(picked) < len(all) {
			continue
		}
		s := 0
		whole := run{picked[0].start, picked[len(picked)-1].end}
		if speaker, one := ix.speaker(whole); one {
			s++
			if a.counts(speaker) {
				s += 2
			}
		}
		if ix.covers(whole, a.passage) {
			s++
		}
		if s > score {
			best, score = picked, s
		}
	}
	return best
}

// negatedGap reports whether an ellipsis between two positions swallows a
// negation in the clause that it cuts off or in the clause that it cuts into. A
// negation in a sentence of its own in between is another matter.
func (ix *Index) negatedGap(from, to int) bool {
	for i := from; i < to && !ix.words[max(from-1, 0)].sentenceEnd; i++ {
		if negators[ix.words[i].word] && !ix.pseudo(i) {
			return true
		}
		if ix.words[i].sentenceEnd {
			break
		}
	}
	for i := to - 1; i >= from; i-- {
		if ix.words[i].sentenceEnd {
			return false
		}
		if negators[ix.words[i].word] && !ix.pseudo(i) {
			return true
		}
	}
	return false
}
