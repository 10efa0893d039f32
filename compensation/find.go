package compensation

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// FindRange reads a pay range from what a person said, in digits or in English
// words: "seventy-eight to eighty-six thousand euros a year", "between €78k and
// 86k per year", "£450 a day". It returns false where the words hold no single
// range of whole amounts with both a currency and a period: neither is ever
// assumed, and of two different ranges none is picked.
func FindRange(text string) (Range, bool) {
	toks := tokens(text)
	currency, ok := only(toks, currencies)
	if !ok {
		return Range{}, false
	}
	period, ok := findPeriod(toks)
	if !ok {
		return Range{}, false
	}
	var ranges, singles [][2]int64
	amounts := findAmounts(toks)
	for i := 0; i < len(amounts); i++ {
		if i+1 < len(amounts) && joined(toks[amounts[i].end:amounts[i+1].start]) {
			low, high := amounts[i], amounts[i+1]
			if !low.scaled && high.scaled && low.value < 1000 {
				low.value, low.milli = low.value*1000+low.milli, 0
				low.money = true
			}
			if (low.milli > 0 || high.milli > 0) && (low.money || high.money) {
				return Range{}, false // one end is no whole amount
			}
			if (low.money || high.money) && plausible(low) && plausible(high) {
				if low.value > high.value {
					return Range{}, false
				}
				ranges = append(ranges, [2]int64{low.value, high.value})
				i++
				continue
			}
		}
		if amounts[i].money {
			if amounts[i].milli > 0 {
				return Range{}, false
			}
			singles = append(singles, [2]int64{amounts[i].value, amounts[i].value})
		}
	}
	ranges, singles = distinct(ranges), distinct(singles)
	var pick [2]int64
	switch {
	case len(ranges) == 1:
		pick = ranges[0]
	case len(ranges) == 0 && len(singles) == 1:
		pick = singles[0]
	default:
		return Range{}, false
	}
	r := Range{Low: pick[0], High: pick[1], Currency: currency, Period: period, Components: findComponents(toks)}
	return r, len(r.Faults()) == 0
}

func distinct(r [][2]int64) [][2]int64 {
	slices.SortFunc(r, func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(r)
}

func plausible(a amount) bool { return a.money || a.value >= 1000 }

type token struct {
	text   string // lower case, without punctuation at its ends; "" for a symbol alone
	number int64  // the value of digits, -1 for a word
	milli  int64  // the value of a decimal in thousandths, 0 for everything else
	scaled bool   // the digits carried a k
	symbol string // currency code of a symbol written to the digits
}

// currency reports whether the token is the word or the symbol for one, and no figure.
func (t token) currency() bool { return t.text == "" || currencies[t.text] != "" }

func tokens(text string) []token {
	text = strings.NewReplacer("\u2019", "'", "\u2013", " to ", "\u2014", " to ", "/", " / ").Replace(text)
	var out []token
	for f := range strings.FieldsSeq(text) {
		for _, part := range splitHyphen(f) {
			if t, ok := newToken(part); ok {
				out = append(out, t)
			}
		}
	}
	return out
}

// splitHyphen separates "seventy-eight" and "78-86k" into their parts, with
// "to" between two figures and for a hyphen that stands alone.
func splitHyphen(f string) []string {
	if f == "-" {
		return []string{"to"}
	}
	parts := strings.Split(f, "-")
	if len(parts) == 2 && strings.ContainsFunc(parts[0], unicode.IsDigit) && strings.ContainsFunc(parts[1], unicode.IsDigit) {
		return []string{parts[0], "to", parts[1]}
	}
	return parts
}

var symbols = map[string]string{"€": "EUR", "$": "USD", "£": "GBP"}

func newToken(s string) (token, bool) {
	t := token{number: -1}
	s = strings.ToLower(s)
	for sym, code := range symbols {
		if strings.Contains(s, sym) {
			t.symbol = code
			s = strings.ReplaceAll(s, sym, "")
		}
	}
	s = strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '/' })
	t.text = s
	if s == "" {
		return t, t.symbol != ""
	}
	digits, rest := s, ""
	if i := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != ',' && r != '.' }); i >= 0 {
		digits, rest = s[:i], s[i:]
	}
	if n, ok := figure(digits); ok {
		switch rest {
		case "":
			t.number = n
		case "k":
			t.number, t.scaled = n*1000, true
		case "eur", "usd", "gbp", "chf":
			t.number, t.symbol = n, strings.ToUpper(rest)
		}
	} else if n, ok := decimal(digits); ok {
		switch rest {
		case "":
			t.milli = n
		case "k":
			t.number, t.scaled = n, true
		}
	}
	return t, true
}

// decimal reads a figure with one or two digits after a dot or a comma, in
// thousandths.
func decimal(s string) (int64, bool) {
	i := strings.IndexAny(s, ".,")
	if i < 1 || i > 6 || len(s)-i < 2 || len(s)-i > 3 {
		return 0, false
	}
	n, err := strconv.ParseInt(s[:i]+(s[i+1:] + "000")[:3], 10, 64)
	return n, err == nil && n > 0
}

// figure reads digits, with commas or dots between groups of three.
func figure(s string) (int64, bool) {
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '.' })
	if len(groups) == 0 || len(groups[0]) > 9 {
		return 0, false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(strings.Join(groups, ""), 10, 64)
	return n, err == nil && n < 1<<40
}

var currencies = map[string]string{
	"euro": "EUR", "euros": "EUR", "eur": "EUR", "dollar": "USD", "dollars": "USD", "usd": "USD",
	"pound": "GBP", "pounds": "GBP", "gbp": "GBP", "franc": "CHF", "francs": "CHF", "chf": "CHF",
}

// only returns the one currency that the tokens name.
func only(toks []token, names map[string]string) (string, bool) {
	found := ""
	for _, t := range toks {
		code := t.symbol
		if c, ok := names[t.text]; ok {
			code = c
		}
		if code == "" {
			continue
		}
		if found != "" && found != code {
			return "", false
		}
		found = code
	}
	return found, found != ""
}

var periodWords = map[string]Period{
	"year": Year, "annum": Year, "month": Month, "week": Week, "day": Day, "hour": Hour,
}

var periodAdverbs = map[string]Period{
	"yearly": Year, "annually": Year, "annual": Year, "monthly": Month, "weekly": Week, "daily": Day, "hourly": Hour,
}

// findPeriod returns the one period that the tokens name, as "a year", "per
// month" or "annually". A bare "three months" is not a period of pay.
func findPeriod(toks []token) (Period, bool) {
	var found Period
	for i, t := range toks {
		p, ok := periodAdverbs[t.text]
		if !ok && i > 0 && slices.Contains([]string{"a", "an", "per", "/", "each", "every"}, toks[i-1].text) {
			p, ok = periodWords[t.text]
		}
		if !ok {
			continue
		}
		if found != "" && found != p {
			return "", false
		}
		found = p
	}
	return found, found != ""
}

type amount struct {
	value      int64 // 0 for a figure that is no whole amount, such as "78.50"
	milli      int64 // the value of a decimal that nobody has scaled, in thousandths
	start, end int   // token range
	scaled     bool  // a thousand was said or written
	money      bool  // large or marked enough to be pay and not a count
}

var numberWords = map[string]int64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
	"eighty": 80, "ninety": 90,
}

func findAmounts(toks []token) []amount {
	var out []amount
	for i := 0; i < len(toks); {
		a, ok := amountAt(toks, i)
		if !ok {
			i++
			continue
		}
		out = append(out, a)
		i = a.end
	}
	return out
}

// amountAt reads the number that starts at token i: digits, or words such as
// "seventy eight thousand five hundred".
func amountAt(toks []token, i int) (amount, bool) {
	a := amount{start: i}
	if t := toks[i]; t.milli > 0 {
		a.milli, a.end, a.money = t.milli, i+1, t.symbol != "" || i > 0 && toks[i-1].text == ""
		if a.end < len(toks) && (toks[a.end].text == "thousand" || toks[a.end].text == "k") {
			a.value, a.milli, a.scaled, a.money = t.milli, 0, true, true
			a.end++
		}
		a.money = a.money || a.end < len(toks) && toks[a.end].currency()
		return a, true
	}
	var total, group int64
	j := i
	for ; j < len(toks); j++ {
		t := toks[j]
		switch n, word := numberWords[t.text], t.number < 0; {
		case !word && j == i:
			group, a.scaled = t.number, t.scaled
			a.money = t.scaled || t.symbol != "" || i > 0 && toks[i-1].text == "" || t.number >= 1000 && !looksLikeYear(t)
		case word && n > 0 && (group == 0 || group%100 == 0 || n < 10 && group%10 == 0 && group%100 >= 20):
			group += n
		case word && t.text == "hundred" && group > 0 && group < 100:
			group *= 100
		case word && (t.text == "thousand" || t.text == "k") && group > 0 && !a.scaled:
			total, group = group*1000, 0
			a.scaled, a.money = true, true
		case word && t.text == "and" && j > i && group > 0 && group%100 == 0 && j+1 < len(toks) && numberWords[toks[j+1].text] > 0:
		default:
			goto done
		}
	}
done:
	if j == i {
		return amount{}, false
	}
	a.value, a.end = total+group, j
	if j < len(toks) && toks[j].currency() {
		a.money = true
	}
	return a, a.value > 0
}

func looksLikeYear(t token) bool {
	return t.number >= 1900 && t.number < 2100 && len(t.text) == 4 && t.symbol == ""
}

// components are the parts of pay by the words for them, in the order in which
// they are named.
var components = []struct{ name, words string }{
	{"base", " base fixed "},
	{"bonus", " bonus bonuses variable commission ote "},
	{"equity", " equity stock options shares rsus "},
}

// findComponents names what the figure includes where that was said: "base",
// "base and bonus". A component that is mentioned as being on top or left out is
// not included; "" where nothing was said.
func findComponents(toks []token) string {
	var found []string
	for _, c := range components {
		for i, t := range toks {
			if t.text == "" || !strings.Contains(c.words, " "+t.text+" ") {
				continue
			}
			before := toks[max(0, i-3):i]
			if !slices.ContainsFunc(before, func(b token) bool {
				return slices.Contains([]string{"plus", "without", "excluding", "before", "not", "no", "top"}, b.text)
			}) {
				found = append(found, c.name)
			}
			break
		}
	}
	return strings.Join(found, " and ")
}

// joined reports whether the words between two figures make them one range.
func joined(between []token) bool {
	words := make([]string, 0, len(between))
	for _, t := range between {
		if currencies[t.text] == "" && !slices.Contains([]string{"um", "uh", "like", "maybe", "around", "about", "say"}, t.text) && t.text != "" {
			words = append(words, t.text)
		}
	}
	return len(words) == 1 && slices.Contains([]string{"to", "and", "until", "through", "or"}, words[0])
}
