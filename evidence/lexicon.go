package evidence

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// traits are what the word lists say of a word, and what stands around a token.
// The low half belongs to the token's place, the high half to its word.
type traits uint32

const (
	clauseEnd   traits = 1 << iota // punctuation after the token ends a clause
	commaEnd                       // and it is a comma
	sentenceEnd                    // punctuation after the token ends a sentence
	questionEnd                    // and it is a question mark
	shared                         // stands for the same bytes as the token before it
	clitic                         // a word that was written as 's or 'd
	bracketed                      // brackets with words stand before the token
	symbol                         // a currency written as a sign before its figure
)

const (
	negation   traits = 1 << (iota + 10)
	number            // a figure, or a word that counts
	agency            // says who did it: "I", "we", "they"
	hedge             // takes something back: "I think", "tried", "would"
	scope             // says how much or how often: "all", "only", "more"
	condition         // opens a condition: "if", "unless"
	function          // an article, a preposition and the like
	auxiliary         // "do" as in "do not"
	discourse         // fills a turn: "well", "you know"
	clauseWord        // begins a clause of its own: "but", "because"
	report            // tells what somebody said: "said", "thinks"
	stop              // too common to search for
	filler            // no word: "um"
	listening         // shows that somebody listens: "right"
	known             // stands in some list, so it is no misspelling
	expands           // stands for other words: "don't"
	numeral           // takes part in a number: "twenty", "hundred"
	light             // a function word that may be added or left out
	phrase            // a filler phrase begins with it
	unitWord          // what a figure counts: "percent", "dollar"
	monthName         // "March"
	besides           // makes a form of its own with a number beside it: "half past nine", "two to three hundred"
	listTraits = ^traits(1<<10 - 1)
)

// guards are the traits of words that no quote may add, drop or change.
const guards = negation | number | agency | hedge | scope | condition

// class is the strongest trait of a word for comparing it: one of the guards,
// function, or 0 for a word of content.
func (t traits) class() traits {
	for _, c := range [...]traits{negation, number, agency, condition, scope, hedge, function} {
		if t&c != 0 {
			return c
		}
	}
	return 0
}

// wordLists are the words of one language that grading rests on. They are data: a
// change of any list is a change of Version, which is part of a policy's fingerprint.
type wordLists struct {
	Language string // BCP 47, the primary subtag
	Version  string
	// Plain says that diacritics tell no words apart.
	Plain bool
	// Decimal is the mark before the decimals of a figure.
	Decimal byte

	Fillers, Listening, Events    string
	FillerPhrases                 []string
	Negations, PseudoNegations    string // pseudo: phrases by ";"
	Agents, Hedges, Scopes        string
	Conditions, Reports           string
	Functions, Auxiliaries, Light string
	PseudoConditions              string // phrases by ";"
	Discourse, ClauseWords, Stops string
	Known                         string // further words that are no misspellings of others
	Inflections                   string // endings that make another word of the same stem
	Affirmations                  string // words that confirm what was just said
	Contractions                  map[string]string
	Suffixes                      []suffix // after an apostrophe
	Prefixes                      []prefix // before one: "j'ai" is "je ai"
	IsClitics                     string   // words whose 's stands for "is" or "has"
	Clitics                       map[string]string
	Numerals                      map[string]int64 // up to 99
	Scales                        map[string]int64 // 12, 100, 1000, ...
	Ordinals                      map[string]int64
	Articles, And, Point          string // of numbers: "a hundred", "two hundred and ten", "two point one"
	Currencies                    map[string]string
	Percent                       string
	Only                          string   // right before anything: "only", "almost"
	Qualifiers                    string   // right before a number: "only", "almost", "less than"
	Openers, Then                 string   // after which a condition belongs to what follows; that show a condition
	Swaps                         []string // pairs of words that may stand for each other
	Homophones                    []string // pairs that sound alike, a word and one or two, of which the grammar asks for one: "to too"
	StrongHedges                  string   // that a cut may turn into a deed
	FirstPerson                   string
	Resumptive                    string   // pronouns that may take up the noun before them: "the customers, they were furious"
	Subjects, Unfinished          string   // pronouns that begin a clause; words that end none: "you don't want to - I hate it"
	Purposes                      string   // two words before what is aimed at: "so that"
	Things                        string   // of which nobody is quoted: "the thing is like, we want it"
	Again                         string   // that may say nothing of how often: "when, again, people come"
	Or                            string   // before another choice
	Wordy                         string   // a phrase of which the last word says as much: "in order to"
	Modals                        string   // verbs that go with another
	Reasons, Why                  string   // "the reason (why)"
	Perfects, Participles         string   // "have" and what may stand with it or by itself: "they('ve) got"
	Third, Others                 string   // subjects of "works" and of "work"
	Singulars, Plurals            string   // what stands before one and before several
	Adverb                        string   // "ly"
	Break                         string   // a transcriber's mark where a speaker broke off: "disfmarker"
	Wishes                        string   // hedges before what is not so yet: "I hope"
	Contrasts                     string   // that end the reach of a denial: "but"
	That                          string   // that begins what is told
	Likes                         string   // that quote somebody without a verb of speaking: "they're like"
	Stray                         string   // letters that are the end of a broken word
	Kinds                         string   // of which things are one and many: "those kinds of thing"
	Onsets                        string   // with which words begin and which are none: "th"
	Roles                         []string // words that do the same in a sentence
	Degrees                       string   // that may be said of two things once: "more stable and (more) robust"
	Bounds                        string   // before a number: "grew to forty", "grew by forty"
	Denials                       string   // "I doubt that"
	Sources                       string   // "according to"
	Relatives                     string   // "the intern who helped"
	Views                         string   // "Kim's view was that"
	Beings                        string   // forms of "be"
	Tellings                      string   // verbs of speech with a listener: "I was told that"
	Speaks                        string   // verbs before words that are quoted: "he said, I want it"
	Certain                       string   // that make a thought of what is told: "I'm sure that"
	Fronts                        string   // before what stands in front of a subject: "that at the end we had it"
	Objects, Causes               string   // "he'd have me believe"
	As                            string   // "as he said"
	Prompts                       string   // by which a listener asks without asking: "tell me about it"
	Inverts, Asked                string   // verbs that stand before a subject in a question; what goes on with "what" and "how" in one
	Means                         string   // "you mean the vendor"
	Aims, Though                  string   // "the plan was that", "as though"
	Determiners                   string   // articles and the like
	Fares, Well                   string   // "did well"
	Just, Minor                   string   // "just helped"
	Indefinites, Definites        string   // articles
	Unchanged                     string   // verbs whose past is written like the present: "I'd cut"
	Anew, Rejoined                string   // "re-" and words that it does not make: "resigned"
	Coins                         string   // that a number of money counts by itself: "five grand"
	Grows, Lengths                string   // "grew from", "200m long"
	Hearsay, Fears                string   // "I heard that", "I was afraid that"
	Averts, Insteads, Instead     string   // "we stopped", "instead of"
	Wholes, Pieces                string   // "all of", "part of"
	LimitsAhead                   string   // phrases by ";" before what they limit: "in theory"
	Apart                         string   // phrases by ";" before an exception: "apart from"
	Rounds                        string   // phrases by ";" that make a number a rough one: "or so"
	Limits, Doubts, Tags          string   // phrases by ";" behind what they limit or hedge; the last only at the end of a clause
	Supposes, Lets                string   // "let us say we have"
	Woulds                        string   // "would", "could"
	Supposed, Lacking, Having     string   // that begin a condition: "had we", "without it", "with more time"
	Ne, NoMore                    string   // "on n'a plus", which says the contrary without its "ne"
	LastTells                     bool     // the last letter of a verb says who does it
	Compares                      string   // before a "like" that compares
	Joins                         string   // negations that may be written in one word with the next, and words that hold none: "non-stop", "whatnot"
	SomePoint                     string   // before a point that is a time: "at that point five percent"
	Copulas                       string   // "it('s) going"
	VerbEndings                   string   // "give gives"
	Sorts                         string   // that hedge with an "of" alone: "sort of"
	Got                           string   // "we('ve) got"
	Stroke                        string   // for which "/" stands
	Gerund                        string   // "ing", which some write without its last letter
	Uncounted                     string   // words that have no plural: "informations"
	About, Transitive             string   // what need not stand behind verbs: "we discussed about the budget"
	Remarks                       string   // what "I can't" only says of the telling: "remember"
	NumberSign                    string   // "#1"
	Half, Months, OfMonth         string   // "third of March"
	VerbMonths                    string   // months that are verbs too
	Quarter, Past, QuarterTo      string   // "quarter past nine", "quarter to six"
	Times, X                      string   // "3x"
	Per, Cent                     string   // "veinte por ciento", "twenty per cent"
	Twenties                      bool     // "soixante-quinze" is 75 and "quatre-vingt-dix" 90
	Umlauts                       string   // letters and how they are written without them
	Impersonal                    string   // a phrase whose first word may be left out: "il y a"
	Glued                         string   // what may stand right behind a figure: "9am"
	Oh, LooseScales, MoneyScale   string   // "twenty oh nine"; "five grand", "5 k"; which of them counts money
	Decades, Thousands            string   // "nineteen nineties", "two thousands"
	Ranges, From                  string   // "two to three hundred"; before which the first is what it says
	Selves, ResumesUs             string   // "me and my team, we"
	Extenders                     string   // phrases by ";" that only end a list: "and so on"
	Interrogatives                string   // words with which a question begins
	BareConditions, Exceptions    string   // that take back what stands before them
	Particles                     string   // that answer and negate nothing: "No,"
}

type suffix struct{ ending, word string }

type prefix struct{ beginning, word string }

// hashSet holds the hashes of words.
type hashSet map[uint64]bool

// lexicon is a wordLists in the form that folding uses. It never changes.
type lexicon struct {
	lists   *wordLists
	bits    uint
	keys    []uint64
	entries []lexEntry

	percent, and, half, numberSign, got, x, per, cent, quarter, quarterTo, times uint64
	thousands, from, is, has, would, had, or                                     uint64

	purpose, impersonal, wordy                                          []uint64
	phrases                                                             [][]uint64 // filler phrases
	idle                                                                [][]uint64 // conditions that set none: "if you ask me"
	pseudo, extenders, limitsAhead, limits, doubts, tags, apart, rounds [][]uint64

	isWords                                                                                  hashSet // take a 's that stands for "is"
	past, verbs, ranges, decades, selves, resumesUs, ofMonth, remarks, events, strong        hashSet
	first, asks, bare, excepts, particles, qualifies, only, openers, then, affirm            hashSet
	resumptive, subjects, unfinished, perfects, participles, onsets, copulas, degrees        hashSet
	bounds, denials, sources, somePoint, joins, compares, relatives, ne, noMore, views       hashSet
	beings, tellings, speaks, certain, fronts, objects, causes, as, to, prompts              hashSet
	inverts, asked, means, wholes, pieces, supposes, lets, woulds, supposed, lacking         hashSet
	having, aims, though, contrasts, that, likes, stray, kinds, sorts, stroke, glued         hashSet
	wishes, third, others, singulars, plurals, uncounted, about, transitive, modals          hashSet
	determiners, fares, well, just, minor, indefinite, definite, unchanged, anew             hashSet
	rejoined, coins, grows, lengths, hearsay, fears, averts, insteads, instead, reasons, why hashSet
	again, lone, things                                                                      hashSet
	roles                                                                                    []hashSet

	swaps, sounds map[[2]uint64]bool
	joined        map[[2]uint64]uint64 // words that sound like the two: "it is" and "its"
	parted        map[uint64][2]uint64 // the same the other way round
	verbEndings   map[string]bool
	umlauts       *strings.Replacer
	endings       map[string]string // to the first of those that mean the same
}

type lexEntry struct {
	traits traits
	words  []uint64 // what a contraction stands for
	// phrases are the filler phrases that begin with the word.
	phrases [][]uint64
	value   int64 // of a numeral
	kind    numeralKind
}

type numeralKind uint8

const (
	noNumeral numeralKind = iota
	smallNumber
	scaleNumber
	ordinalNumber
	articleNumber
	andNumber
	pointNumber
	ohNumber   // a zero in years: "twenty oh nine"
	looseScale // a scale behind a number alone: "five grand", "5 k"
	figureNumber
)

func compile(l *wordLists) *lexicon {
	x := &lexicon{lists: l, swaps: map[[2]uint64]bool{}, sounds: map[[2]uint64]bool{}, joined: map[[2]uint64]uint64{}, parted: map[uint64][2]uint64{}}
	fold := func(w string) string { return string(appendFolded(nil, w, l.Plain)) }
	all := map[string]*lexEntry{}
	at := func(w string) *lexEntry {
		w = fold(w)
		if all[w] == nil {
			all[w] = &lexEntry{}
		}
		all[w].traits |= known
		return all[w]
	}
	hashes := func(phrase string) []uint64 {
		var out []uint64
		for w := range strings.FieldsSeq(phrase) {
			out = append(out, hashOf(fold(w)))
		}
		return out
	}
	for _, list := range []struct {
		words string
		t     traits
	}{
		{l.Fillers, filler},
		{l.Listening, listening},
		{l.Negations, negation},
		{l.Agents, agency | function},
		{l.Hedges, hedge},
		{l.StrongHedges, hedge},
		{l.Scopes, scope},
		{l.Conditions, condition},
		{l.Reports, report},
		{l.Functions, function},
		{l.Light, light | function},
		{l.Auxiliaries, auxiliary | function},
		{l.Discourse, discourse},
		{l.ClauseWords, clauseWord | function},
		{l.Stops, stop},
		{l.Known, known},
	} {
		for w := range strings.FieldsSeq(list.words) {
			at(w).traits |= list.t
		}
	}
	for w, v := range l.Numerals {
		e := at(w)
		e.traits |= number | numeral
		e.value, e.kind = v, smallNumber
	}
	for w, v := range l.Scales {
		e := at(w)
		e.traits |= number | numeral
		e.value, e.kind = v, scaleNumber
	}
	for w, v := range l.Ordinals {
		e := at(w)
		e.traits |= number | numeral
		e.value, e.kind = v, ordinalNumber
	}
	for words, kind := range map[string]numeralKind{l.Articles: articleNumber, l.And: andNumber, l.Point: pointNumber, l.Oh: ohNumber, l.LooseScales: looseScale} {
		for w := range strings.FieldsSeq(words) {
			e := at(w)
			e.traits |= numeral
			if e.kind = kind; kind == looseScale {
				e.value = 1000
			}
		}
	}
	for w, c := range l.Contractions {
		e := at(w)
		e.traits |= expands
		e.words = hashes(c)
	}
	for w, c := range l.Currencies {
		if strings.IndexFunc(w, wordRune) < 0 {
			continue // a sign
		}
		if e := at(w); fold(w) != fold(c) {
			e.traits |= expands
			e.words = hashes(c)
		}
		at(c).traits |= unitWord
	}
	if l.Percent != "" {
		at(l.Percent).traits |= unitWord
	}
	for _, p := range l.FillerPhrases {
		h := hashes(p)
		x.phrases = append(x.phrases, h)
		first, _, _ := strings.Cut(p, " ")
		if e := at(first); e.traits&expands == 0 {
			e.traits |= phrase
			e.phrases = append(e.phrases, h)
		}
	}
	for _, list := range []struct {
		phrases string
		to      *[][]uint64
	}{{l.PseudoNegations, &x.pseudo}, {l.PseudoConditions, &x.idle}, {l.Extenders, &x.extenders}, {l.LimitsAhead, &x.limitsAhead}, {l.Limits, &x.limits}, {l.Doubts, &x.doubts}, {l.Tags, &x.tags}, {l.Apart, &x.apart}, {l.Rounds, &x.rounds}} {
		for p := range strings.SplitSeq(list.phrases, ";") {
			if h := hashes(p); len(h) > 0 {
				*list.to = append(*list.to, h)
			}
		}
	}
	for _, p := range l.Swaps {
		if h := hashes(p); len(h) == 2 {
			x.swaps[[2]uint64{h[0], h[1]}], x.swaps[[2]uint64{h[1], h[0]}] = true, true
		}
	}
	for _, p := range l.Homophones {
		switch h := hashes(p); len(h) {
		case 2:
			x.sounds[[2]uint64{h[0], h[1]}], x.sounds[[2]uint64{h[1], h[0]}] = true, true
		case 3:
			x.joined[[2]uint64{h[1], h[2]}], x.parted[h[0]] = h[0], [2]uint64{h[1], h[2]}
		}
	}
	set := func(words string) hashSet {
		m := hashSet{}
		for _, h := range hashes(words) {
			m[h] = true
		}
		return m
	}
	x.events, x.isWords, x.strong, x.affirm = set(l.Events), set(l.IsClitics), set(l.StrongHedges), set(l.Affirmations)
	x.first, x.asks, x.bare, x.excepts, x.particles = set(l.FirstPerson), set(l.Interrogatives), set(l.BareConditions), set(l.Exceptions), set(l.Particles)
	x.resumptive = set(l.Resumptive)
	x.subjects, x.unfinished, x.perfects, x.participles = set(l.Subjects), set(l.Unfinished), set(l.Perfects), set(l.Participles)
	x.third, x.others, x.singulars, x.plurals = set(l.Third), set(l.Others), set(l.Singulars), set(l.Plurals)
	for _, words := range l.Roles {
		x.roles = append(x.roles, set(words))
	}
	x.views, x.beings, x.tellings, x.speaks, x.certain = set(l.Views), set(l.Beings), set(l.Tellings), set(l.Speaks), set(l.Certain)
	x.fronts, x.objects, x.causes, x.as, x.to = set(l.Fronts), set(l.Objects), set(l.Causes), set(l.As), set(l.QuarterTo)
	x.wholes, x.pieces, x.supposes, x.lets, x.woulds = set(l.Wholes), set(l.Pieces), set(l.Supposes), set(l.Lets), set(l.Woulds)
	x.supposed, x.lacking, x.having = set(l.Supposed), set(l.Lacking), set(l.Having)
	x.aims, x.though = set(l.Aims), set(l.Though)
	x.determiners, x.fares, x.well, x.just, x.minor = set(l.Determiners), set(l.Fares), set(l.Well), set(l.Just), set(l.Minor)
	x.indefinite, x.definite, x.unchanged, x.anew, x.rejoined, x.coins = set(l.Indefinites), set(l.Definites), set(l.Unchanged), set(l.Anew), set(l.Rejoined), set(l.Coins)
	x.grows, x.lengths = set(l.Grows), set(l.Lengths)
	x.hearsay, x.fears, x.averts, x.insteads, x.instead = set(l.Hearsay), set(l.Fears), set(l.Averts), set(l.Insteads), set(l.Instead)
	x.prompts, x.inverts, x.asked, x.means = set(l.Prompts), set(l.Inverts), set(l.Asked), set(l.Means)
	x.relatives, x.ne, x.noMore = set(l.Relatives), set(l.Ne), set(l.NoMore)
	x.somePoint, x.joins, x.compares = set(l.SomePoint), set(l.Joins), set(l.Compares)
	x.degrees, x.bounds, x.denials, x.sources = set(l.Degrees), set(l.Bounds), set(l.Denials), set(l.Sources)
	x.onsets, x.copulas, x.verbEndings = set(l.Onsets), set(l.Copulas), map[string]bool{}
	for e := range strings.FieldsSeq(l.VerbEndings) {
		x.verbEndings[e] = true
	}
	x.contrasts, x.that, x.likes, x.stray, x.kinds = set(l.Contrasts), set(l.That), set(l.Likes), set(l.Stray), set(l.Kinds)
	x.sorts, x.stroke, x.glued, x.wishes = set(l.Sorts), set(l.Stroke), set(l.Glued), set(l.Wishes)
	x.uncounted, x.about, x.transitive = set(l.Uncounted), set(l.About), set(l.Transitive)
	x.reasons, x.why = set(l.Reasons), set(l.Why)
	x.purpose, x.impersonal, x.wordy, x.modals = hashes(l.Purposes), hashes(l.Impersonal), hashes(l.Wordy), set(l.Modals)
	x.again, x.lone, x.things = set(l.Again), set(l.Articles), set(l.Things)
	if l.Umlauts != "" {
		x.umlauts = strings.NewReplacer(strings.FieldsFunc(fold(l.Umlauts), func(r rune) bool { return r == ' ' || r == '=' })...)
	}
	x.selves, x.resumesUs = set(l.Selves), set(l.ResumesUs)
	for words, t := range map[string]traits{l.Months: monthName, l.Half: besides, l.Quarter: besides, l.Ranges: besides, l.Decades: besides, l.Thousands: besides, l.Per: besides} {
		for w := range strings.FieldsSeq(words) {
			at(w).traits |= t
		}
	}
	x.past, x.verbs, x.ranges, x.decades = set(l.Past), set(l.VerbMonths), set(l.Ranges), set(l.Decades)
	for word, to := range map[string]*uint64{
		l.Half: &x.half, l.X: &x.x, l.Got: &x.got, l.Per: &x.per, l.Cent: &x.cent, l.NumberSign: &x.numberSign, l.Quarter: &x.quarter, l.QuarterTo: &x.quarterTo, l.Times: &x.times, l.Thousands: &x.thousands, l.From: &x.from,
	} {
		if word != "" {
			*to = hashOf(fold(word))
		}
	}
	x.ofMonth, x.remarks = set(l.OfMonth), set(l.Remarks)
	x.qualifies, x.only, x.openers, x.then = set(l.Qualifiers), set(l.Only), set(l.Openers), set(l.Then)
	if l.Clitics["s"] != "" {
		x.is, x.has, x.would, x.had = hashOf(l.Clitics["s"]), hashOf("has"), hashOf(l.Clitics["d"]), hashOf("had")
	}
	x.endings = map[string]string{"": ""}
	for group := range strings.FieldsSeq(l.Inflections) {
		same := strings.Split(group, "=")
		for _, e := range same {
			x.endings[e] = same[0]
		}
	}
	x.percent, x.and = hashOf(fold(l.Percent)), hashOf(fold(l.And))
	if l.Or != "" {
		x.or = hashOf(l.Or)
	}
	for x.bits = 6; 1<<x.bits < 3*len(all); x.bits++ {
	}
	x.keys, x.entries = make([]uint64, 1<<x.bits), make([]lexEntry, 1<<x.bits)
	for w, e := range all {
		h := hashOf(w)
		i := slot(h, x.bits)
		for x.keys[i] != 0 {
			i = (i + 1) & (1<<x.bits - 1)
		}
		x.keys[i], x.entries[i] = h, *e
	}
	return x
}

// takesIs reports whether a 's behind the word stands for "is" and not for possession.
func (x *lexicon) takesIs(h uint64) bool { return x.isWords[h] }

var noEntry lexEntry

func (x *lexicon) entry(h uint64) *lexEntry {
	for i := slot(h, x.bits); x.keys[i] != 0; i = (i + 1) & (1<<x.bits - 1) {
		if x.keys[i] == h {
			return &x.entries[i]
		}
	}
	return &noEntry
}

// languages have word lists; in doubt the first.
var languages = []string{"en", "de", "es", "fr"}

// count returns how many words the start of a text has and how many of them are
// the small words of the language.
func (f *folder) count(text string) (words, have int) {
	for i := 0; i < len(text) && words < sampleWords; {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if !wordRune(r) {
			i += size
			continue
		}
		end, h, ok := plainEnd(text, i)
		if !ok {
			end = wordEnd(text, i)
			f.buf = appendFolded(f.buf[:0], text[i:end], f.lex.lists.Plain)
			h = hashOn(hashSeed, f.buf)
		}
		words++
		if f.lex.entry(h).traits&(function|agency|negation) != 0 {
			have++
		}
		i = end
	}
	return words, have
}

// lexicons returns the languages that have word lists.
var lexicons = sync.OnceValue(func() map[string]*lexicon {
	m := map[string]*lexicon{}
	for _, l := range []*wordLists{english(), german(), spanish(), french()} {
		m[l.Language] = compile(l)
	}
	return m
})

// noLists is for a language that has no word lists.
var noLists = sync.OnceValue(func() *lexicon { return compile(&wordLists{Version: "0"}) })

// primary is the language of a BCP 47 tag without script, region and variants.
func primary(tag string) string {
	tag, _, _ = strings.Cut(tag, "-")
	tag, _, _ = strings.Cut(tag, "_")
	return strings.ToLower(tag)
}
