package lint

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hirealign/hirealign/fault"
)

// Options of a Linter. The zero value is valid.
type Options struct {
	// Allow are phrases of the host's own trade, such as "cancer research"; a
	// finding that overlaps one is dropped. They are compared without regard to the
	// case of A to Z.
	Allow []string
}

// Linter applies packs to texts. It is immutable and safe for concurrent use. A nil
// Linter is Standard.
type Linter struct {
	packs []PackRef
	rules []rule
	// scan finds, in one pass over a text, the rules that can apply to it at all.
	scan  *automaton
	words *lexicon
	allow []string
}

type rule struct {
	Rule
	pack    PackRef
	basis   string
	pattern *regexp.Regexp
	except  []*regexp.Regexp
}

var standard = sync.OnceValue(func() *Linter {
	l, err := New([]Pack{Base()}, Options{})
	if err != nil {
		// The base pack is part of the library; a test reads it.
		return &Linter{scan: newAutomaton(nil), words: newLexicon(Lexicon{})}
	}
	return l
})

// Standard returns the linter of the base pack alone.
func Standard() *Linter { return standard() }

// New compiles packs into a Linter. Overrides apply to the rules of every pack,
// a later one over an earlier one. It returns ErrInvalid, with every fault, for a
// pack without id or date, a rule without code, message or targets, a code that
// two rules have, an override of a code that no pack has, and a pattern that does
// not compile or that matches the empty text.
func New(packs []Pack, opts Options) (*Linter, error) {
	l := &Linter{words: newLexicon(Words())}
	for _, a := range opts.Allow {
		if a = lowerASCII(fold(strings.TrimSpace(a)).text); a != "" {
			l.allow = append(l.allow, a)
		}
	}
	var list fault.List
	at := map[string]int{}
	for i, p := range packs {
		where := fault.Path("packs", i)
		ref := PackRef{ID: p.ID, AsOf: p.AsOf}
		list.Within(where, p.faults())
		l.packs = append(l.packs, ref)
		for j, r := range p.Rules {
			c, faults := compile(r)
			list.Within(where+fault.Path("rules", j), faults)
			if _, known := at[r.Code]; known {
				list.Add("lint.code_repeated", where+fault.Path("rules", j, "code"), "two rules have the same code")
			}
			at[r.Code] = len(l.rules)
			c.pack = ref
			l.rules = append(l.rules, c)
		}
	}
	for i, p := range packs {
		for j, o := range p.Overrides {
			n, known := at[o.Code]
			switch {
			case !known && !isBuiltIn(o.Code):
				list.Add("lint.override_unknown", fault.Path("packs", i, "overrides", j, "code"), "no pack has a rule of this code")
			case !known:
				list.Add("lint.override_built_in", fault.Path("packs", i, "overrides", j, "code"), "only rules of packs can be overridden")
			default:
				l.rules[n].Severity, l.rules[n].basis, l.rules[n].pack = o.Severity, o.Basis, PackRef{ID: p.ID, AsOf: p.AsOf}
			}
		}
	}
	if err := list.Err(ErrInvalid); err != nil {
		return nil, err
	}
	l.rules = slices.DeleteFunc(l.rules, func(r rule) bool { return r.Severity == Off })
	needs := make([][]string, 0, len(l.rules)+1)
	for _, r := range l.rules {
		needs = append(needs, literals(r.Pattern))
	}
	l.scan = newAutomaton(append(needs, l.words.phrases))
	return l, nil
}

func (l *Linter) orStandard() *Linter {
	if l == nil {
		return Standard()
	}
	return l
}

// Packs names the packs that the linter applies.
func (l *Linter) Packs() []PackRef { return slices.Clone(l.orStandard().packs) }

func (p Pack) faults() fault.List {
	var list fault.List
	if p.ID == "" {
		list.Add("lint.pack_id_missing", "/id", "a pack needs an id")
	}
	for _, d := range []struct{ path, day string }{{"/as_of", p.AsOf}, {"/from", p.From}, {"/until", p.Until}} {
		if !isDay(d.day) && (d.day != "" || d.path == "/as_of") {
			list.Add("lint.day_invalid", d.path, "a day is written YYYY-MM-DD")
		}
	}
	for j, o := range p.Overrides {
		if !o.Severity.known(Off) {
			list.Add("lint.severity_invalid", fault.Path("overrides", j, "severity"), "the severity is error, warn, info or off")
		}
	}
	return list
}

func (s Severity) known(further ...Severity) bool {
	return s == Error || s == Warning || s == Info || slices.Contains(further, s)
}

func compile(r Rule) (rule, fault.List) {
	var list fault.List
	if r.Code == "" || isBuiltIn(r.Code) {
		list.Add("lint.code_invalid", "/code", "a rule needs a code of its own")
	}
	if !r.Severity.known() {
		list.Add("lint.severity_invalid", "/severity", "the severity is error, warn or info")
	}
	if len(r.Targets) == 0 {
		list.Add("lint.targets_missing", "/targets", "a rule says which texts it is for")
	}
	if strings.TrimSpace(r.Message) == "" {
		list.Add("lint.message_missing", "/message", "a rule says what is wrong")
	}
	r.Targets, r.Except = slices.Clone(r.Targets), slices.Clone(r.Except)
	out := rule{Rule: r}
	read := func(path, pattern string) *regexp.Regexp {
		re, err := regexp.Compile(pattern)
		switch {
		case err != nil:
			list.Add("lint.pattern_invalid", path, "the pattern is no regular expression of RE2")
		case re.MatchString(""):
			list.Add("lint.pattern_empty", path, "the pattern matches the empty text")
		}
		return re
	}
	out.pattern = read("/pattern", r.Pattern)
	for i, e := range r.Except {
		out.except = append(out.except, read(fault.Path("except", i), e))
	}
	return out, list
}

// Text returns what the rules for the target find in a text, by place. It takes
// one pass over the text to find the rules that can apply, and one more for each
// of those.
func (l *Linter) Text(target Target, text string) []Finding {
	l = l.orStandard()
	if strings.TrimSpace(text) == "" {
		return nil
	}
	f := fold(text)
	if target == Field {
		f.text = strings.NewReplacer("_", " ", ".", " ", "/", " ").Replace(f.text) // of equal length
	}
	lower := lowerASCII(f.text)
	exempt := l.exempt(target, f.text, lower)
	var out []Finding
	phrases := false
	for _, n := range l.scan.find(lower) {
		if phrases = int(n) == len(l.rules); phrases {
			break // the last set: the lexicon's phrases
		}
		r := &l.rules[n]
		if !slices.Contains(r.Targets, target) {
			continue
		}
		matches := r.pattern.FindAllStringIndex(f.text, -1)
		if len(matches) == 0 {
			continue
		}
		spared := exempt
		for _, e := range r.except {
			for _, m := range e.FindAllStringIndex(f.text, -1) {
				spared = append(slices.Clip(spared), span{m[0], m[1]})
			}
		}
		for _, m := range matches {
			if !overlaps(spared, m[0], m[1]) {
				out = append(out, f.finding(text, target, m[0], m[1], Finding{
					Code: r.Code, Severity: r.Severity, Message: r.Message, Fix: r.Fix, Basis: r.basis, Pack: r.pack,
				}))
			}
		}
	}
	out = append(out, l.lexical(target, text, f, lower, phrases, exempt, out)...)
	sortFindings(out)
	return out
}

type span struct{ start, end int }

func overlaps(spans []span, start, end int) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return start < s.end && s.start < end })
}

// exempt returns the places where nothing is found: the host's own phrases and,
// in a comment, what stands in double quotes or in a quoted line.
func (l *Linter) exempt(target Target, text, lower string) []span {
	var out []span
	for _, a := range l.allow {
		for from := 0; ; {
			i := strings.Index(lower[from:], a)
			if i < 0 {
				break
			}
			out = append(out, span{from + i, from + i + len(a)})
			from += i + len(a)
		}
	}
	if target != Comment {
		return out
	}
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '"')
		if i < 0 {
			break
		}
		n := strings.IndexByte(text[from+i+1:], '"')
		if n < 0 {
			break
		}
		out = append(out, span{from + i, from + i + n + 2})
		from += i + n + 2
	}
	at := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
			out = append(out, span{at, at + len(line)})
		}
		at += len(line)
	}
	return out
}

// finding completes f with the place in the text as it was given.
func (f folded) finding(text string, target Target, start, end int, out Finding) Finding {
	out.Target = target
	out.StartByte, out.EndByte = f.place(start), f.place(end)
	words := text[out.StartByte:out.EndByte]
	trimmed := strings.TrimLeft(words, " \t\r\n")
	out.StartByte += len(words) - len(trimmed)
	out.Words = strings.TrimRight(trimmed, " \t\r\n")
	out.EndByte = out.StartByte + len(out.Words)
	return out
}
