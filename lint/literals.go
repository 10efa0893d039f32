package lint

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	mostLiterals = 96 // of one set
	widestClass  = 8  // characters of a class that is spelt out
)

// literals returns texts of which every match of the pattern holds at least one,
// in lower case; none where there are no such texts. The idea is Russ Cox's, from
// "Regular Expression Matching with a Trigram Index" (2012).
func literals(pattern string) []string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	return needsOf(re).best()
}

// needs is what is known of a pattern's matches.
type needs struct {
	// exact lists all possible matches; nil where they are too many.
	exact []string
	// some holds texts of which every match has at least one; nil where unknown.
	some []string
}

func (n needs) best() []string {
	if shortest(n.exact) >= shortest(n.some) {
		return n.exact
	}
	return n.some
}

// shortest is the length of the shortest text; 0 for none.
func shortest(set []string) int {
	if len(set) == 0 {
		return 0
	}
	n := len(set[0])
	for _, s := range set {
		n = min(n, len(s))
	}
	return n
}

func needsOf(re *syntax.Regexp) needs {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return needs{exact: []string{""}}
	case syntax.OpLiteral:
		s := string(re.Rune)
		if !isASCII(s) {
			return needs{} // lowerASCII leaves the case of other letters alone
		}
		return needs{exact: []string{strings.ToLower(s)}}
	case syntax.OpCharClass:
		return needs{exact: classOf(re.Rune)}
	case syntax.OpCapture:
		return needsOf(re.Sub[0])
	case syntax.OpQuest:
		n := needsOf(re.Sub[0])
		if n.exact == nil {
			return needs{}
		}
		return needs{exact: unique(append([]string{""}, n.exact...))}
	case syntax.OpPlus:
		return needs{some: needsOf(re.Sub[0]).best()}
	case syntax.OpRepeat:
		if re.Min == 0 {
			return needs{}
		}
		return needs{some: needsOf(re.Sub[0]).best()}
	case syntax.OpConcat:
		return concat(re.Sub)
	case syntax.OpAlternate:
		return alternate(re.Sub)
	default:
		return needs{}
	}
}

func classOf(ranges []rune) []string {
	var out []string
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if r >= utf8.RuneSelf {
				if r == '\u017F' || r == '\u212A' {
					continue // fold turns these into s and k
				}
				return nil
			}
			out = append(out, strings.ToLower(string(r)))
			if len(out) > 2*widestClass {
				return nil
			}
		}
	}
	if out = unique(out); len(out) > widestClass {
		return nil
	}
	return out
}

func unique(set []string) []string {
	slices.Sort(set)
	return slices.Compact(set)
}

func concat(subs []*syntax.Regexp) needs {
	var some []string
	keep := func(set []string) {
		if n := shortest(set); n > shortest(some) || n > 0 && n == shortest(some) && len(set) < len(some) {
			some = set
		}
	}
	run, exact := []string{""}, true
	for _, sub := range subs {
		n := needsOf(sub)
		if n.exact != nil && len(run)*len(n.exact) <= mostLiterals {
			next := make([]string, 0, len(run)*len(n.exact))
			for _, a := range run {
				for _, b := range n.exact {
					next = append(next, a+b)
				}
			}
			run = unique(next)
			continue
		}
		exact = false
		keep(run)
		keep(n.best())
		run = []string{""}
		if n.exact != nil {
			run = n.exact
		}
	}
	if exact {
		return needs{exact: run}
	}
	keep(run)
	return needs{some: some}
}

func alternate(subs []*syntax.Regexp) needs {
	var exact, some []string
	allExact, allKnown := true, true
	for _, sub := range subs {
		n := needsOf(sub)
		allExact = allExact && n.exact != nil
		exact = append(exact, n.exact...)
		best := n.best()
		allKnown = allKnown && shortest(best) > 0
		some = append(some, best...)
	}
	out := needs{}
	if allExact && len(unique(exact)) <= mostLiterals {
		out.exact = unique(exact)
	}
	if allKnown {
		out.some = unique(some)
	}
	return out
}
