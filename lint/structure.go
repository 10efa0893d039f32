package lint

import (
	"regexp"
	"strconv"
	"strings"
)

// The codes of checks that look at more than one text.
const (
	// LevelsOverlap: two levels share a number, as "1-3" and "3-5" do.
	LevelsOverlap = "levels-overlap"
	// LevelsGap: a number falls between two levels.
	LevelsGap = "levels-gap"
	// LevelsAlike: two levels say the same apart from words such as "often".
	LevelsAlike = "levels-alike"
	// CompetenciesMany: more competencies than one search can assess well.
	CompetenciesMany = "competencies-many"
	// CompetenciesFew: fewer competencies than a rounded judgement needs.
	CompetenciesFew = "competencies-few"
	// CompetenciesPerInterviewer: one interviewer is to assess too many.
	CompetenciesPerInterviewer = "competencies-per-interviewer"
	// QuestionMissing: no question or work sample asks for a competency.
	QuestionMissing = "question-missing"
	// QuestionCompetencies: a question is to give evidence for several competencies.
	QuestionCompetencies = "question-competencies"
	// JobLinkMissing: nothing says which part of the job a competency comes from.
	JobLinkMissing = "job-link-missing"
	// LevelsCount: a scale of other than four or five levels.
	LevelsCount = "levels-count"
	// WaiverUnused: a waiver that is for nothing in the document.
	WaiverUnused = "waiver-unused"
)

var structuralCodes = []string{
	LevelsOverlap, LevelsGap, LevelsAlike, CompetenciesMany, CompetenciesFew, CompetenciesPerInterviewer,
	QuestionMissing, QuestionCompetencies, JobLinkMissing, LevelsCount, WaiverUnused,
}

// The limits of the counting checks. OPM's structured interviews have five to
// eight competencies; the least number and the number per interviewer are this
// library's own.
const (
	FewestCompetencies        = 3
	MostCompetencies          = 8
	MostCompetenciesPerPerson = 4
)

// builtIn names the rules that are code.
var builtIn = PackRef{ID: "structure", AsOf: "2026-07-01"}

// Structural returns a finding of one of this package's structural codes.
func Structural(code string, s Severity, path, message, fix string) Finding {
	return Finding{Code: code, Severity: s, Path: path, Message: message, Fix: fix, Pack: builtIn}
}

// alikeAt is the share of words in common from which two levels say the same.
const alikeAt = 0.8

// Levels checks a ladder of levels, lowest first: neighbours whose numbers overlap
// or leave a gap, and levels that differ by intensifiers alone. Paths are those of
// the later level, "/1" for the second.
func (l *Linter) Levels(levels []string) []Finding {
	var out []Finding
	sets := make([]map[string]bool, len(levels))
	for i, s := range levels {
		sets[i] = l.words.contentOf(s)
		if i == 0 {
			continue
		}
		at := "/" + strconv.Itoa(i)
		a, okA := IntervalOf(levels[i-1])
		b, okB := IntervalOf(s)
		if okA && okB && a.Unit == b.Unit {
			switch fit := Neighbours(a, b); {
			case fit.Overlap:
				out = append(out, Structural(LevelsOverlap, Warning, at, "This level and the one before share the number "+strconv.Itoa(fit.At)+".", "Begin this level with the next number."))
			case len(fit.Gap) > 0:
				out = append(out, Structural(LevelsGap, Warning, at, "The number "+strconv.Itoa(fit.Gap[0])+" belongs to no level.", "Let the levels follow each other."))
			}
		}
		for j := range i {
			if index, alike := Alike(sets[j], sets[i]); alike && index > 0 && (!okA || !okB) {
				out = append(out, Structural(LevelsAlike, Warning, at, "This level and level "+strconv.Itoa(j+1)+" differ by how much, not by what is seen.", "Let each level show something else."))
				break
			}
		}
	}
	return out
}

// ContentWords returns the words of a level that carry meaning: neither stop words
// nor intensifiers, in lower case.
func (l *Linter) ContentWords(level string) map[string]bool { return l.words.contentOf(level) }

func (x *lexicon) contentOf(s string) map[string]bool {
	lower := lowerASCII(fold(s).text)
	out := map[string]bool{}
	for _, w := range fieldsOf(lower) {
		if word := lower[w.start:w.end]; !x.dropped[word] {
			out[word] = true
		}
	}
	return out
}

// Alike returns the share of words that two sets have in common (Jaccard's index),
// and whether it is so large that raters could not tell the levels apart.
func Alike(a, b map[string]bool) (index float64, alike bool) {
	shared := 0
	for w := range a {
		if b[w] {
			shared++
		}
	}
	all := len(a) + len(b) - shared
	if all == 0 {
		return 0, false
	}
	index = float64(shared) / float64(all)
	return index, index >= alikeAt
}

// Interval is a range of whole numbers that a level names. Open ends are the
// least and greatest 32-bit integers.
type Interval struct {
	Low, High int
	// Unit is the word after the number, in lower case; "" for none.
	Unit string
}

const (
	lowest  = -1 << 31
	highest = 1<<31 - 1
)

var (
	rangePattern = regexp.MustCompile(`(\d{1,9})\s*(?:-|to)\s*(\d{1,9})`)
	orMore       = regexp.MustCompile(`(\d{1,9})\s*(?:\+|or more\b|and (?:more|above|over)\b|or (?:above|over)\b)|(?:>=|at least|minimum of|from)\s*(\d{1,9})`)
	moreThan     = regexp.MustCompile(`(?:>|more than|over|above)\s*(\d{1,9})`)
	orLess       = regexp.MustCompile(`(?:<=|up to|at most|no more than|maximum of)\s*(\d{1,9})|(\d{1,9})\s*(?:or (?:less|fewer|below)\b|and below\b)`)
	lessThan     = regexp.MustCompile(`(?:<|less than|fewer than|under|below)\s*(\d{1,9})`)
)

// IntervalOf reads the range of numbers that a level begins with or names, such as
// "1-3 years", "up to 10", "6+ incidents" or ">= 5"; false where it names none.
func IntervalOf(text string) (Interval, bool) {
	if !strings.ContainsAny(text, "0123456789") {
		return Interval{}, false
	}
	s := lowerASCII(fold(text).text)
	for _, form := range []struct {
		pattern  *regexp.Regexp
		interval func(n, m int) Interval
	}{
		{rangePattern, func(n, m int) Interval { return Interval{Low: n, High: m} }},
		{orMore, func(n, _ int) Interval { return Interval{Low: n, High: highest} }},
		{orLess, func(n, _ int) Interval { return Interval{Low: lowest, High: n} }},
		{moreThan, func(n, _ int) Interval { return Interval{Low: n + 1, High: highest} }},
		{lessThan, func(n, _ int) Interval { return Interval{Low: lowest, High: n - 1} }},
	} {
		m := form.pattern.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		var numbers []int
		for g := 2; g+1 < len(m); g += 2 {
			if m[g] >= 0 {
				n, err := strconv.Atoi(s[m[g]:m[g+1]])
				if err != nil {
					return Interval{}, false
				}
				numbers = append(numbers, n)
			}
		}
		out := form.interval(numbers[0], numbers[len(numbers)-1])
		if rest := fieldsOf(s[m[1]:]); len(rest) > 0 {
			out.Unit = s[m[1]:][rest[0].start:rest[0].end]
		}
		return out, out.Low <= out.High
	}
	return Interval{}, false
}

// Ladder says how the ranges of two neighbouring levels fit.
type Ladder struct {
	// Overlap says that the levels share the number At.
	Overlap bool
	At      int
	// Gap lists the numbers between them, at most sixteen.
	Gap []int
}

// Neighbours compares the ranges of a level and the one above it.
func Neighbours(lower, upper Interval) Ladder {
	if upper.Low < lower.Low || upper.High < lower.High {
		lower, upper = upper, lower // a ladder may count down, as errors do
	}
	var out Ladder
	if upper.Low <= lower.High {
		return Ladder{Overlap: true, At: max(upper.Low, lower.Low)}
	}
	for n := lower.High + 1; n < upper.Low && len(out.Gap) < 16; n++ {
		out.Gap = append(out.Gap, n)
	}
	return out
}
