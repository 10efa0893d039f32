package evidence

import (
	"slices"
	"strings"
)

// changed looks for a quote that is not in the source word for word, and names the
// differences.
func (v *verifier) changed(f Finding, q *quoted) Finding {
	r, ok := v.closest(q)
	plain := !v.leading && !v.trailing && q == &v.whole
	if !ok || r.cost > 0 {
		if in, spans, found := v.bytesAnywhere(q); plain && found {
			return v.sliced(f, in, spans, true, nil)
		}
	}
	if !ok {
		return f
	}
	if v.brackets == 0 && slices.ContainsFunc(r.edits, func(e edit) bool { return e.kind == added || e.kind == replaced }) {
		if spans, in, verbatim, ok := v.rawAt(r.run); ok {
			return v.sliced(f, in, spans, verbatim, nil)
		}
	}
	r, j := v.followed(q, v.interrupted(v.reach(q, r)))
	f.Flags, f.Edits = append(f.Flags, j.flags...), j.edits
	sortRuns(v.equals)
	parts, whole := v.split(r), r.run
	if len(parts) > 1 && v.oneAnswer(parts) {
		whole = parts[0]
	}
	f.Flags = append(f.Flags, v.placeFlags(whole, v.equals)...)
	f.Places = v.places(v.equals)
	f.Grade = j.grade
	if len(parts) > 1 {
		f.Grade = Elided
		if j.grade == Approximate {
			f.Grade = Approximate
		}
		v.joins(&f, parts)
	}
	if slices.ContainsFunc(f.Flags, changes) {
		f.Grade = Altered
	}
	if len(parts) == 1 {
		return v.admit(f, r.run, v.widened(q, r.run))
	}
	return v.admit(f, whole, v.partSpans(parts))
}

// followed returns an alignment with its verdict, or the one that follows the quote word for word
// where that alone changes nothing.
func (v *verifier) followed(q *quoted, r result) (result, verdict) {
	j := v.judge([]result{r}, q)
	if !slices.ContainsFunc(j.flags, changes) {
		return r, j
	}
	if told, ok := v.retold(q, r); ok {
		told = v.interrupted(told)
		if again := v.judge([]result{told}, q); !slices.ContainsFunc(again.flags, changes) {
			return told, again
		}
	}
	return r, j
}

// interrupted takes what others say within a quote, whole passages of theirs that it
// leaves out, for what it is: a gap between two parts.
func (v *verifier) interrupted(r result) result {
	ix := v.ix
	who := ix.who[ix.passage[r.run.start]]
	others := func(e edit) bool {
		for p := ix.passage[e.at]; p <= ix.passage[e.to-1]; p++ {
			if ix.who[p] == who {
				return false
			}
		}
		return e.at > r.run.start && e.to < r.run.end
	}
	var edits []edit
	for k, e := range r.edits {
		if e.kind != dropped && e.kind != skipped || !others(e) {
			if edits != nil {
				edits = append(edits, e)
			}
			continue
		}
		if edits == nil {
			edits = append(make([]edit, 0, len(r.edits)), r.edits[:k]...)
		}
		if n := len(edits); n > 0 && edits[n-1].kind == skipped && edits[n-1].to == e.at && edits[n-1].quote == e.quote {
			edits[n-1].to = e.to
			continue
		}
		e.kind = skipped
		edits = append(edits, e)
	}
	if edits == nil {
		return r
	}
	for _, e := range edits {
		if e.kind == skipped && (int(ix.first[ix.passage[e.at]]) != e.at || int(ix.first[ix.passage[e.to-1]+1]) != e.to) {
			return r
		}
	}
	r.edits = edits
	return r
}

const (
	endReach   = 6 // words of the source that may stand between the ends of a quote and the rest
	lightReach = 2 // the same where the ends are small words alone: "the (old) tool"
)

// reach moves the ends of an alignment to the first and last words of the quote where
// the source has them a little further out: an alignment may hold it cheaper to add
// them than to drop what stands between. What is dropped is judged like everything else.
func (v *verifier) reach(q *quoted, r result) result { return v.reachEnd(q, v.reachStart(q, r)) }

func (v *verifier) reachStart(q *quoted, r result) result {
	ix, n := v.ix, 0
	for n < len(r.edits) && r.edits[n].kind == added && r.edits[n].quote == n {
		n++
	}
	if n == 0 || n == q.len() || n <= mostEdge && v.besides(r.run.start, q.hash[:n], true) {
		return r
	}
	reach := endReach
	if !slices.ContainsFunc(q.traits[:n], func(t traits) bool { return t&light == 0 }) {
		if reach = lightReach; !v.lex.determiners[q.hash[n-1]] || ix.traits[max(0, r.run.start-1)].class() != 0 {
			return r // they may be added
		}
	}
	for to := r.run.start - 1; to >= n && to >= r.run.start-reach && ix.passage[to-n] == ix.passage[r.run.start]; to-- {
		if slices.Equal(ix.id[to-n:to], q.id[:n]) {
			r.edits = slices.Concat([]edit{{dropped, n, n, to, r.run.start}}, r.edits[n:])
			r.run.start, r.matched = to-n, r.matched+n
			return r
		}
	}
	if reach == lightReach {
		if at := r.run.start - 2; n == 1 && at >= 0 && ix.passage[at] == ix.passage[at+2] && v.lex.swaps[[2]uint64{q.hash[0], ix.hash[at]}] && v.lex.determiners[q.hash[0]] {
			r.edits = slices.Concat([]edit{{replaced, 0, 1, at, at + 1}, {dropped, 1, 1, at + 1, at + 2}}, r.edits[1:])
			r.run.start = at
		}
		return r
	}
	if edits, ok := v.alongside(q, 0, r.run.start-n, n); ok {
		r.edits, r.run.start = slices.Concat(edits, r.edits[n:]), r.run.start-n
	}
	return r
}

// alongside returns the differences of n words of the quote and as many of the source
// where each is the same word in another form.
func (v *verifier) alongside(q *quoted, quote, at, n int) ([]edit, bool) {
	ix := v.ix
	if at < 0 || at+n > ix.len() || ix.passage[at] != ix.passage[at+n-1] {
		return nil, false
	}
	var edits []edit
	for k := range n {
		if e := (edit{replaced, quote + k, quote + k + 1, at + k, at + k + 1}); ix.id[e.at] != q.id[e.quote] {
			if !v.same(q, e) {
				return nil, false
			}
			edits = append(edits, e)
		}
	}
	return edits, true
}

func (v *verifier) reachEnd(q *quoted, r result) result {
	ix, n := v.ix, 0
	for n < len(r.edits) && r.edits[len(r.edits)-1-n].kind == added && r.edits[len(r.edits)-1-n].quote == q.len()-1-n {
		n++
	}
	if n == 0 || n == q.len() || n <= mostEdge && v.besides(r.run.end-1, q.hash[q.len()-n:], false) {
		return r
	}
	if !slices.ContainsFunc(q.traits[q.len()-n:], func(t traits) bool { return t&light == 0 }) {
		return r // they may be added
	}
	words, edits := q.id[q.len()-n:], r.edits[:len(r.edits)-n]
	for at := r.run.end; at <= r.run.end+endReach && at+n <= ix.len() && ix.passage[at+n-1] == ix.passage[r.run.end-1]; at++ {
		if slices.Equal(ix.id[at:at+n], words) {
			edits = slices.Clone(edits)
			if at > r.run.end {
				edits = append(edits, edit{dropped, q.len() - n, q.len() - n, r.run.end, at})
			}
			r.edits, r.run.end, r.matched = edits, at+n, r.matched+n
			return r
		}
	}
	if more, ok := v.alongside(q, q.len()-n, r.run.end, n); ok {
		r.edits, r.run.end = slices.Concat(edits, more), r.run.end+n
	}
	return r
}

// changes reports whether a flag says that the words differ from the source's.
func changes(f Flag) bool {
	switch f {
	case NegationChanged, NumberChanged, AgencyChanged, HedgeChanged, ScopeChanged, ContentChanged, WordingChanged, UnsupportedText, QuestionChanged, NegationElided:
		return true
	}
	return false
}

// split cuts a run where the quote leaves out whole sentences.
func (v *verifier) split(r result) []run {
	parts := []run{r.run}
	for _, e := range r.edits {
		if last := &parts[len(parts)-1]; e.kind == skipped && e.at > last.start && e.to < last.end {
			next := run{e.to, last.end}
			last.end = e.at
			parts = append(parts, next)
		}
	}
	return parts
}

func (v *verifier) partSpans(parts []run, quotes ...*quoted) []Span {
	var out []Span
	for i, p := range parts {
		if i < len(quotes) {
			out = append(out, v.widened(quotes[i], p)...)
			continue
		}
		out = append(out, v.ix.spans(p)...)
	}
	return out
}

const rawMargin = 12 // tokens around a run in which a quote is looked for with its fillers

// rawAt looks for the quote around a run with all its fillers and restarts, where its
// words differ because it cuts a restart, a filler, a number or a mark of the source
// in two. It also says whether the bytes are equal.
func (v *verifier) rawAt(r run) (spans []Span, in run, verbatim, ok bool) {
	ix := v.ix
	for i := max(0, int(ix.passage[r.start])-1); i <= min(len(ix.src.Passages)-1, int(ix.passage[r.end-1])+1); i++ {
		p := &ix.src.Passages[i]
		first, last := max(int(ix.first[i]), r.start-rawMargin), min(int(ix.first[i+1]), r.end+rawMargin)
		if first >= last {
			continue
		}
		from, to := 0, len(p.Text)
		if first > int(ix.first[i]) {
			from = int(ix.pos[first].start)
		}
		if last < int(ix.first[i+1]) {
			to = int(ix.pos[last-1].end)
		}
		var start, end int
		if at := indexWords(p.Text[from:to], v.quote); at >= 0 && !v.leading && !v.trailing {
			start, end, verbatim = from+at, from+at+len(v.quote), true
		} else if at, n := v.rawIndex(p.Text[from:to], ix.lex[i]); at >= 0 {
			start, end = from+int(v.raw.pos[at].start), closing(p.Text, from+int(v.raw.pos[at+n-1].end))
		} else {
			continue
		}
		in = ix.tokensIn(i, start, end)
		if in.start < in.end {
			return []Span{newSpan(*p, start, end)}, in, verbatim, true
		}
	}
	return nil, run{}, false, false
}

const mostLooked = 8 // runs in whose passages the bytes of a quote are looked for

// bytesOf looks for the quote's bytes in the hinted passage, then in those of runs.
func (v *verifier) bytesOf(runs []run) (run, []Span, bool) {
	if v.hint >= 0 {
		if r, spans, ok := v.bytesIn(v.hint); ok {
			return r, spans, true
		}
	}
	for _, r := range runs[:min(len(runs), mostLooked)] {
		if r, spans, ok := v.bytesIn(int(v.ix.passage[r.start])); ok {
			return r, spans, true
		}
	}
	return run{}, nil, false
}

const (
	mostRare     = 3  // words of a quote by whose places its bytes are looked for
	mostPassages = 64 // for each of them
)

// bytesAnywhere looks for the quote's bytes in the hinted passage and where its
// rarest words stand. The order is that of the last vote.
func (v *verifier) bytesAnywhere(q *quoted) (run, []Span, bool) {
	if v.hint >= 0 {
		if r, spans, ok := v.bytesIn(v.hint); ok {
			return r, spans, true
		}
	}
	if v.lacks(q) {
		return run{}, nil, false
	}
	rare := 0
	for _, i := range v.aligner.order {
		places := v.ix.at(q.id[i])
		if len(places) == 0 {
			continue
		}
		last := int32(-1)
		for _, at := range places[:min(len(places), mostPassages)] {
			if p := v.ix.passage[at]; p != last {
				if r, spans, ok := v.bytesIn(int(p)); ok {
					return r, spans, true
				}
				last = p
			}
		}
		if rare++; rare == mostRare {
			break
		}
	}
	return run{}, nil, false
}

// lacks reports whether a word within the quote is none of the index, so that the
// bytes stand nowhere in it. The words at its edges may be cut, a number may be part of
// a greater one, and what brackets of the source hold may be no part of the index.
func (v *verifier) lacks(q *quoted) bool {
	if len(v.ix.lexicons) > 1 || len(v.quote) <= longestMarkup || strings.ContainsAny(v.quote, "[]{}()<>") {
		return false
	}
	for i := 1; i+1 < q.len(); i++ {
		if q.id[i] < 0 && q.traits[i]&(number|shared) == 0 {
			return true
		}
	}
	return false
}

func (v *verifier) bytesIn(i int) (run, []Span, bool) {
	p := &v.ix.src.Passages[i]
	at := indexWords(p.Text, v.quote)
	if at < 0 {
		return run{}, nil, false
	}
	r := v.ix.tokensIn(i, at, at+len(v.quote))
	return r, []Span{newSpan(*p, at, at+len(v.quote))}, r.start < r.end
}

// tokensIn are the tokens of a passage that stand between two of its bytes, whole or
// in part; where all are dropped ones, the next that is not.
func (ix *Index) tokensIn(passage, start, end int) run {
	first, last := int(ix.first[passage]), int(ix.first[passage+1])
	r := run{first, first}
	for r.start < last && int(ix.pos[r.start].end) <= start {
		r.start++
	}
	r.end = r.start
	for r.end < last && int(ix.pos[r.end].start) < end {
		r.end++
	}
	if r.start == r.end {
		if r.start == last && last > first {
			r.start--
		}
		r.end = min(r.start+1, last)
	}
	return r
}

// rawIndex folds a text and the quote without leaving out fillers and restarts, and
// returns where the quote's words stand among the text's, and how many they are.
func (v *verifier) rawIndex(text string, x *lexicon) (at, n int) {
	v.foldRaw(v.quote, v.lex, &v.rawQuote)
	v.foldRaw(text, x, &v.raw)
	want, have := v.rawQuote.hash, v.raw.hash
	for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
		if slices.Equal(have[i:i+len(want)], want) {
			return i, len(want)
		}
	}
	return -1, 0
}

func (v *verifier) foldRaw(text string, x *lexicon, into *tokens) {
	into.reset()
	f := &v.folder
	f.lex, f.voc, f.grow, f.out, f.keep = x, &v.ix.voc, false, into, true
	f.fold(text)
	f.keep = false
}

// sliced judges a quote that stands in the source with all its fillers; runs are the
// places with its words, none for this one alone.
func (v *verifier) sliced(f Finding, r run, spans []Span, verbatim bool, runs []run) Finding {
	if len(runs) == 0 {
		runs = []run{r}
	}
	var d verdict
	v.contextBefore(&d, 0, r)
	v.contextAfter(&d, r)
	s := spans[0]
	for i := r.start; i < r.end; i++ {
		if v.ix.traits[i]&number != 0 && (int(v.ix.pos[i].start) < s.StartByte || int(v.ix.pos[i].end) > s.EndByte) {
			d.flag(NumberChanged) // the rest of the number is cut off
		}
	}
	if v.tooShort([]*quoted{&v.whole}) {
		d.flag(TooShort)
	}
	f.Grade, f.Flags = Normalized, append(f.Flags, d.flags...)
	if verbatim {
		f.Grade = Verbatim
	}
	f.Flags = append(f.Flags, v.placeFlags(r, runs)...)
	f.Places = v.places(runs)
	return v.admit(f, r, spans)
}

// elided verifies fragments around ellipses: each found by itself, in order, by one
// speaker within one answer, close together, and without a negation, a condition or
// the like in the clauses that the ellipses cut.
func (v *verifier) elided(f Finding, fragments []string) Finding {
	v.forget()
	all := make([][]result, len(fragments))
	quotes := make([]*quoted, len(fragments))
	leading, trailing := v.leading, v.trailing
	found, words, have := 0, 0, 0
	for i, text := range fragments {
		q := &v.parts[i]
		v.fold(text, q)
		quotes[i] = q
		words += q.len()
		if q.len() == 0 {
			continue
		}
		for _, r := range v.ix.exact(nil, q.id) {
			all[i] = append(all[i], result{run: r, matched: q.len()})
		}
		if len(all[i]) == 0 {
			v.leading, v.trailing = leading || i > 0, trailing || i+1 < len(fragments)
			if r, ok := v.closest(q); ok {
				r.edits = slices.Clone(r.edits)
				r, _ = v.followed(q, v.reach(q, r))
				all[i] = append(all[i], r)
			}
		}
		if len(all[i]) > 0 {
			found++
			have += q.len()
		}
	}
	v.leading, v.trailing = leading, trailing
	if found < len(fragments) || v.shortest(quotes) < shortFragment {
		// A fragment that is not there, or too short to be found by itself: what
		// follows from the whole.
		if got := v.changed(f, &v.whole); got.Grade != NotFound {
			return got
		}
		if have*100 < leastCoverage*words || found < len(fragments) {
			return f
		}
	}
	best := v.chain(all)
	if best == nil {
		return v.apart(f, all, quotes)
	}
	j := v.judge(best, quotes...)
	f.Flags, f.Edits = append(f.Flags, j.flags...), j.edits
	f.Grade = Elided
	if j.grade == Approximate {
		f.Grade = Approximate
	}
	if v.shortest(quotes) < shortFragment {
		f.Flags = append(f.Flags, TooShort)
	}
	runs := make([]run, len(best))
	for i, r := range best {
		runs[i] = r.run
	}
	v.joins(&f, runs)
	whole := run{runs[0].start, runs[len(runs)-1].end}
	if v.oneAnswer(runs) {
		whole = runs[0]
	}
	f.Flags = append(f.Flags, v.placeFlags(whole, v.equals)...)
	f.Places = v.places(v.equals)
	if slices.ContainsFunc(f.Flags, changes) {
		f.Grade = Altered
	}
	return v.admit(f, whole, v.partSpans(runs, quotes...))
}

func (v *verifier) shortest(quotes []*quoted) int {
	n := quotes[0].len()
	for _, q := range quotes[1:] {
		n = min(n, q.len())
	}
	return n
}

// apart reports fragments that are all in the source, but not together.
func (v *verifier) apart(f Finding, all [][]result, quotes []*quoted) Finding {
	f.Grade, f.Flags = Altered, append(f.Flags, DistantSplice)
	if v.tooShort(quotes) {
		f.Flags = append(f.Flags, TooShort)
	}
	runs := make([]run, len(all))
	for i, r := range all {
		runs[i] = r[0].run
	}
	f.Flags = append(f.Flags, v.placeFlags(runs[0], runs[:1])...)
	return v.admit(f, runs[0], v.partSpans(runs))
}

func sortRuns(runs []run) {
	slices.SortFunc(runs, func(a, b run) int { return a.start - b.start })
}

// chain picks one place per fragment, in order and close together, or nil. Where the
// fragments stand together several times it notes all those places, none in another.
// The places of a fragment are in the order of the source.
func (v *verifier) chain(all [][]result) []result {
	var best []result
	score := -1
	v.equals = v.equals[:0]
	picked := make([]result, 0, len(all))
	for _, first := range all[0] {
		picked = append(picked[:0], first)
		for _, candidates := range all[1:] {
			end := picked[len(picked)-1].run.end
			next, _ := slices.BinarySearchFunc(candidates, end, func(r result, end int) int { return r.run.start - end })
			if next == len(candidates) || candidates[next].run.start-end > longestElision {
				break
			}
			picked = append(picked, candidates[next])
		}
		if len(picked) < len(all) {
			continue
		}
		whole := run{picked[0].run.start, picked[len(picked)-1].run.end}
		last := len(v.equals) - 1
		again := last >= 0 && whole.overlaps(v.equals[last])
		if !again {
			v.equals = append(v.equals, whole)
		}
		if s := v.standing(whole); s > score {
			best, score = slices.Clone(picked), s
			if again {
				v.equals[last] = whole
			}
		}
	}
	return best
}

const longestRemark = 24 // words of a listener within an answer

// oneAnswer reports whether the parts belong to one answer of one speaker: nobody
// asks in between, and others only remark.
func (v *verifier) oneAnswer(parts []run) bool {
	ix := v.ix
	speaker := ix.who[ix.passage[parts[0].start]]
	for _, p := range parts {
		for i := ix.passage[p.start]; i <= ix.passage[p.end-1]; i++ {
			if ix.speaks(int(i)) && ix.who[i] != speaker {
				return false
			}
		}
	}
	for i := ix.passage[parts[0].start]; i <= ix.passage[parts[len(parts)-1].end-1]; i++ {
		if ix.back[i] || ix.who[i] == speaker {
			continue
		}
		if ix.first[i+1]-ix.first[i] > longestRemark {
			return false
		}
		from, to := int(ix.first[i]), int(ix.first[i+1])
		if from < to && (v.prompts(from, to) || v.asserts(from, to) && v.dropsAssent(int(i)+1, parts)) {
			return false
		}
		for t := from; t < to; t++ {
			if ix.traits[t]&questionEnd != 0 && !v.wonders(from, to) {
				return false
			}
		}
	}
	return true
}

// prompts reports whether a listener asks without a question mark: "tell me about that", "how
// did that go".
func (v *verifier) prompts(from, to int) bool {
	ix, x := v.ix, v.lex
	opens := true
	for i := from; i < to; i++ {
		h := ix.hash[i]
		switch {
		case !opens || x.relatives[h]:
		case x.prompts[h] && (i+1 == to || !x.ofMonth[ix.hash[i+1]]), x.asks[h] && i+1 < to && ix.traits[i]&clauseEnd == 0 && v.asksOn(i):
			return true
		}
		opens = ix.traits[i]&clauseEnd != 0 || opens && ix.traits[i]&(clauseWord|discourse) != 0 && !x.asks[h]
	}
	return false
}

// asksOn reports whether the word behind an interrogative goes on with a question: "how did",
// "did you", and not "what a story".
func (v *verifier) asksOn(i int) bool {
	ix, x := v.ix, v.lex
	next := ix.hash[i+1]
	if x.inverts[ix.hash[i]] {
		return x.subjects[next] || ix.traits[i+1]&agency != 0 && !x.first[next]
	}
	return x.inverts[next] || x.asked[next]
}

// asserts reports whether a listener says what somebody else than the speaker did, or what the
// speaker meant: "you mean the vendor did".
func (v *verifier) asserts(from, to int) bool {
	ix, x := v.ix, v.lex
	for i := from + 1; i < to; i++ {
		if x.means[ix.hash[i]] && ix.traits[i-1]&agency != 0 && !x.first[ix.hash[i-1]] {
			return true
		}
		if ix.traits[i]&auxiliary != 0 && ix.traits[i-1].class() == 0 && ix.traits[i-1]&(clauseEnd|discourse) == 0 {
			return true
		}
	}
	return false
}

// dropsAssent reports whether a passage begins with a word that confirms, which the parts
// leave out.
func (v *verifier) dropsAssent(passage int, parts []run) bool {
	ix := v.ix
	if passage >= len(ix.who) {
		return false
	}
	v.foldRaw(ix.src.Passages[passage].Text, ix.lex[passage], &v.raw)
	if v.raw.len() == 0 || !v.lex.affirm[v.raw.hash[0]] {
		return false
	}
	for _, p := range parts {
		if int(ix.passage[p.start]) == passage {
			return ix.pos[p.start].start > v.raw.pos[0].start || !slices.Contains(v.whole.hash, v.raw.hash[0])
		}
	}
	return false
}

const longestWonder = 2 // words

// wonders reports whether a listener only shows surprise: "Really?"
func (v *verifier) wonders(from, to int) bool {
	ix := v.ix
	if to-from > longestWonder {
		return false
	}
	for i := from; i < to; i++ {
		if ix.traits[i]&(function|discourse) == 0 || ix.traits[i]&(agency|negation) != 0 || v.lex.asks[ix.hash[i]] {
			return false
		}
	}
	return true
}

// joins looks at what the gaps between the parts of a quote swallow.
func (v *verifier) joins(f *Finding, parts []run) {
	for i := 1; i < len(parts); i++ {
		v.join(f, parts[i-1].end, parts[i].start)
	}
}

// join judges a gap: a negation in the clause that it cuts off or in the clause
// that it cuts into turns the meaning. A negation in a sentence of its own in
// between is another matter, and so is a "not only" with what it speaks of: "… do we
// have a team" would be left of "Not only do we have a team".
func (v *verifier) join(f *Finding, from, to int) {
	ix := v.ix
	others := func(i int) bool { return ix.who[ix.passage[i]] != ix.who[ix.passage[from-1]] }
	if v.aside(from, to) {
		return
	}
	if v.beheaded(from, to) {
		f.Flags = append(f.Flags, DistantSplice)
	}
	for i := from; i < to && ix.traits[from-1]&sentenceEnd == 0 && !v.otherQuestion(from, to); i++ {
		if others(i) {
			continue
		}
		if ix.traits[i]&negation != 0 && v.hides(i, from, to) {
			f.Flags = append(f.Flags, NegationElided)
			break
		}
		if ix.traits[i]&sentenceEnd != 0 {
			break
		}
	}
	for i := to - 1; i >= from && (others(i) || ix.traits[i]&sentenceEnd == 0); i-- {
		if others(i) {
			continue
		}
		if ix.traits[i]&negation != 0 && v.hides(i, from, to) {
			f.Flags = append(f.Flags, NegationElided)
			break
		}
		if to-i <= nearReach && ix.traits[i]&hedge != 0 && v.lex.strong[ix.hash[i]] && v.open(i, to) {
			if to-from <= shortElision {
				f.Flags = append(f.Flags, HedgeChanged)
			} else {
				f.Flags = append(f.Flags, ContextHedged)
			}
			break
		}
	}
}

// beheaded reports whether a gap swallows, with the end of a sentence, what a relative clause
// behind it is said of: "we met. In the end it was the training | that will help".
func (v *verifier) beheaded(from, to int) bool {
	ix, x := v.ix, v.lex
	if !x.relatives[ix.hash[to]] || ix.traits[to-1]&sentenceEnd != 0 || to+1 >= ix.len() {
		return false
	}
	if next := ix.hash[to+1]; !x.modals[next] && !x.perfects[next] && ix.traits[to+1]&auxiliary == 0 {
		return false // "that much", "that was the problem"
	}
	return v.traitsOf(from-1, to)&sentenceEnd != 0
}

// otherQuestion reports whether the words from..to are the other of two questions: "what is
// normal, | or what is not". An "or not" behind a fact takes it back.
func (v *verifier) otherQuestion(from, to int) bool {
	return v.ix.hash[from] == v.lex.or && from+1 < to && v.lex.asks[v.ix.hash[from+1]]
}

// hides reports whether a negation in a gap bears on what stands around the gap.
func (v *verifier) hides(at, from, to int) bool {
	return !v.pseudo(at, to-1) && !v.remark(at, from, to) && !v.givenUp(at, from, to) && !v.corrects(at, from, to) && !v.deniedBefore(at, from, to)
}

// givenUp reports whether the clause of a negation was broken off before the gap ends: "so I
// don't think -- | nobody is surprised", "if they decide not to look -- | I get letters".
func (v *verifier) givenUp(at, from, to int) bool {
	ix, x := v.ix, v.lex
	for to-1 > at && ix.traits[to-1]&discourse != 0 && v.breaks(to-1) == noBreak {
		to--
	}
	last := to - 1
	if v.breaks(last) == noBreak || !v.open(at, last) || at == from || from > 0 && v.breaks(from-1) == signBreak && v.breaks(last) == signBreak {
		return false // "we passed, not because of what I -- | because"
	}
	if ix.hash[from] == x.or || x.excepts[ix.hash[from]] || v.narrowly(from, at, to) {
		return false
	}
	if from > 0 && ix.traits[from-1]&sentenceEnd == 0 && (x.subjects[ix.hash[from]] || x.third[ix.hash[from]]) {
		return false // "I built it, I was not the owner of it -- | we sold it"
	}
	for i := at - 1; i >= from && ix.traits[i]&sentenceEnd == 0; i-- {
		if i == from && x.contrasts[ix.hash[i]] {
			return false // "I led it, but I was not the manager of -- | I hired"
		}
	}
	if last > at && (ix.traits[last]&(function|auxiliary) != 0 || x.that[ix.hash[last]] || ix.traits[last]&hedge != 0) || v.unfinishedAt(last, to) {
		return true
	}
	for i := at - 1; i >= from && ix.traits[i]&clauseEnd == 0; i-- {
		if ix.traits[i]&condition != 0 && x.bare[ix.hash[i]] {
			return true
		}
	}
	return false
}

// narrowly reports whether the denial at a place has no subject of its own before it in the
// words from..to, or goes on with one that limits: "without the help of my", "I was not the
// only", "it was not me who".
func (v *verifier) narrowly(from, at, to int) bool {
	ix, x := v.ix, v.lex
	for i := at; i < to; i++ {
		if x.objects[ix.hash[i]] || x.only[ix.hash[i]] && ix.traits[i]&negation == 0 {
			return true
		}
	}
	return !slices.ContainsFunc(ix.hash[from:at+1], func(h uint64) bool {
		return x.subjects[h] || x.third[h] || x.others[h] || x.bare[h] || len(x.roles) > 0 && x.roles[0][h]
	})
}

const longestCorrected = 4 // words

// corrects reports whether the speaker only puts a word right at the end of a gap: "a private
// -- not a private, but | an internal one".
func (v *verifier) corrects(at, from, to int) bool {
	ix := v.ix
	if at == 0 || to-at < 3 || to-at > longestCorrected+2 || !v.lex.contrasts[ix.hash[to-1]] || ix.traits[to-1]&clauseEnd != 0 || ix.traits[at-1]&clauseEnd == 0 {
		return false
	}
	for i := at + 1; i < to-1; i++ {
		if ix.traits[i]&(auxiliary|agency|guards) != 0 || v.lex.beings[ix.hash[i]] {
			return false
		}
		if ix.traits[i].class() == 0 && !slices.Contains(ix.id[from:at], ix.id[i]) {
			return false // "we won, not as lead, but | as a partner": the quote shows what is put right
		}
	}
	return from < at
}

const deniedWords = 3 // that a denial tells of its subject

// deniedBefore reports whether the part before a gap shows the same denial: "we don't have
// enough people, … so we wait" of a speaker who says twice that they do not.
func (v *verifier) deniedBefore(at, from, to int) bool {
	ix := v.ix
	begin, end := at-2, at+1+deniedWords // "we do not have enough people"
	if begin < from || end > to {
		return false
	}
	for i := from - (end - begin); i >= 0 && from-i <= conditionReach && ix.sameSpeech(i, from-1); i-- {
		if slices.Equal(ix.id[i:i+end-begin], ix.id[begin:end]) {
			return v.traitsOf(i+end-begin, max(i+end-begin, from-1))&sentenceEnd == 0 && !v.limitsIn(end, to)
		}
	}
	return false
}

// limitsIn reports whether a word from..to denies or limits: "not", "alone", and not "all".
func (v *verifier) limitsIn(from, to int) bool {
	for i := from; i < to; i++ {
		if t := v.ix.traits[i]; t&negation != 0 || t&scope != 0 && !v.lex.wholes[v.ix.hash[i]] {
			return true
		}
	}
	return false
}

const shortestAside = 5 // words

// aside reports whether a gap is one clause with a subject of its own that the speaker sets
// off by two signs within a clause that goes on with its "that": "so habituated - I'm sure this
// has never happened to you - that". Another may take back what it follows.
func (v *verifier) aside(from, to int) bool {
	ix := v.ix
	return to-from >= shortestAside && ix.sameSpeech(from-1, to) && v.lex.that[ix.hash[to]] && v.breaks(from-1) == signBreak && v.breaks(to-1) == signBreak &&
		(v.lex.subjects[ix.hash[from]] || v.lex.third[ix.hash[from]]) && v.open(from, to-1)
}

// remark reports whether a negation within a gap belongs to what the speaker puts in
// about the telling itself: "- I can't remember -", ", I won't name him,".
func (v *verifier) remark(at, from, to int) bool {
	ix := v.ix
	s := at - 2 // "I", "can", "not"
	return s >= from && ix.traits[s-1]&clauseEnd != 0 && v.lex.selves[ix.hash[s]] && v.open(s, at) &&
		at+1 < to && v.lex.remarks[ix.hash[at+1]] && !v.open(at, to)
}

// open reports whether no clause ends between two tokens.
func (v *verifier) open(from, to int) bool {
	for i := from; i < to; i++ {
		if v.ix.traits[i]&clauseEnd != 0 {
			return false
		}
	}
	return true
}
