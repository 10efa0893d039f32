package lint

import (
	"slices"
	"strings"
)

// Lexicon are the word lists behind the rules that need more than a pattern.
type Lexicon struct {
	Source              string       `json:"source"`
	VagueAdjectives     []string     `json:"vague_adjectives"`
	Intensifiers        []string     `json:"intensifiers"`
	UnobservableVerbs   []string     `json:"unobservable_verbs"`
	UnobservablePhrases []string     `json:"unobservable_phrases"`
	BehaviourVerbs      []BloomLevel `json:"behaviour_verbs"`
	// StopWords carry no meaning when levels are compared.
	StopWords []string `json:"stop_words"`
}

// BloomLevel is a level of Bloom's taxonomy with verbs that show it.
type BloomLevel struct {
	Level string   `json:"level"`
	Verbs []string `json:"verbs"`
}

// Words returns the lexicon.
func Words() Lexicon { return read[Lexicon](lexiconJSON) }

// The codes of the rules that stand on the lexicon instead of a pattern.
const (
	// UnobservableVerb: a criterion or level begins with what goes on in a mind.
	UnobservableVerb = "unobservable-verb"
	// UnobservablePhrase: a criterion or level speaks of an impression.
	UnobservablePhrase = "unobservable-phrase"
	// VagueAdjective: a short criterion has an adjective of praise and no act.
	VagueAdjective = "vague-adjective"
)

func isBuiltIn(code string) bool {
	return code == UnobservableVerb || code == UnobservablePhrase || code == VagueAdjective || slices.Contains(structuralCodes, code)
}

const longestLabel = 6 // words of a criterion that can be a mere label

type lexicon struct {
	vague, behaviour, unobservable, dropped map[string]bool
	phrases                                 []string
	pack                                    PackRef
}

func newLexicon(l Lexicon) *lexicon {
	out := &lexicon{
		vague: map[string]bool{}, behaviour: map[string]bool{}, unobservable: map[string]bool{}, dropped: map[string]bool{},
		phrases: l.UnobservablePhrases, pack: builtIn,
	}
	for _, w := range l.VagueAdjectives {
		out.vague[w] = true
	}
	for _, b := range l.BehaviourVerbs {
		for _, v := range b.Verbs {
			out.behaviour[v] = true
		}
	}
	for _, v := range l.UnobservableVerbs {
		out.unobservable[v], out.unobservable[v+"s"] = true, true
	}
	for _, w := range slices.Concat(l.StopWords, l.Intensifiers) {
		out.dropped[w] = true
	}
	return out
}

// lexical applies the lexicon to criteria and anchors where no pattern has found
// the same already.
func (l *Linter) lexical(target Target, text string, f folded, lower string, exempt []span, found []Finding) []Finding {
	if l.words == nil || target != Criterion && target != Anchor {
		return nil
	}
	var out []Finding
	add := func(start, end int, f2 Finding) {
		g := f.finding(text, target, start, end, f2)
		taken := slices.ContainsFunc(found, func(o Finding) bool { return g.StartByte < o.EndByte && o.StartByte < g.EndByte })
		if !taken && !overlaps(exempt, start, end) {
			out = append(out, g)
		}
	}
	for _, p := range l.words.phrases {
		if i := strings.Index(lower, p); i >= 0 && wordAt(lower, i, i+len(p)) {
			add(i, i+len(p), Finding{
				Code: UnobservablePhrase, Severity: Warning, Pack: l.words.pack,
				Message: "Speaks of an impression, which two people form differently.", Fix: "Say what was seen or heard.",
			})
		}
	}
	words := fieldsOf(lower)
	if len(words) == 0 {
		return out
	}
	if w := words[0]; l.words.unobservable[lower[w.start:w.end]] {
		add(w.start, w.end, Finding{
			Code: UnobservableVerb, Severity: Warning, Pack: l.words.pack,
			Message: "Begins with what goes on in a mind.", Fix: "Begin with what is seen or heard: explains, builds, decides.",
		})
	}
	if target != Criterion || len(words) > longestLabel || len(found) > 0 || len(out) > 0 {
		return out
	}
	vague := -1
	for i, w := range words {
		s := lower[w.start:w.end]
		if l.words.behaviour[s] || clauseWords[s] {
			return out
		}
		if vague < 0 && l.words.vague[s] {
			vague = i
		}
	}
	if vague >= 0 {
		add(words[vague].start, words[vague].end, Finding{
			Code: VagueAdjective, Severity: Info, Pack: l.words.pack,
			Message: "Praises without an act.", Fix: "Say what the person does that deserves the adjective.",
		})
	}
	return out
}

// clauseWords show that a text is a clause about something, not a label.
var clauseWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("i we you he she it they this that these those there is are was were be been am has have had do does did will would can could should may might must isn't wasn't don't it's that's there's here what how why when who if so but because a an the my our your his her their not no") {
		out[w] = true
	}
	return out
}()

func fieldsOf(s string) []span {
	var out []span
	start := -1
	for i := range len(s) {
		if isWord(s[i]) || (s[i] == '-' || s[i] == '\'') && start >= 0 {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			out = append(out, span{start, i})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, span{start, len(s)})
	}
	return out
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
}

func wordAt(s string, start, end int) bool {
	return (start == 0 || !isWord(s[start-1])) && (end == len(s) || !isWord(s[end]))
}
