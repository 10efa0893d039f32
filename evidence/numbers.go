package evidence

// decimal is digits × 10^exp, with exp at most 0. Zeros at the end of its decimals count where
// nothing says that it measures: "Python 3.10" is not 3.1.
type decimal struct {
	digits int64
	exp    int8
}

func (d decimal) normal() decimal {
	for d.exp < 0 && d.digits%10 == 0 {
		d.digits, d.exp = d.digits/10, d.exp+1
	}
	return d
}

func (d decimal) times(n int64) decimal { return decimal{d.digits * n, d.exp}.normal() }

const (
	mostDigits   = 1 << 54 // of what a scale gives; a figure that is larger is no number
	mostDecimals = 18
)

// scaled is times where the product is not too large to be told from others.
func (d decimal) scaled(n int64) (decimal, bool) {
	if d.digits > mostDigits/n {
		return d, false
	}
	return d.times(n), true
}

// hash is that of a number, whether it was written in words or figures. Different
// numbers have different ones.
func (d decimal) hash(ordinal bool) uint64 {
	h := uint64(d.digits) ^ uint64(uint8(d.exp))<<56
	if ordinal {
		h ^= 1 << 55
	}
	h = (h ^ hashSeed) * spread
	return (h ^ h>>32) * spread
}

// numeralAt is a token that takes part in a number.
type numeralAt struct {
	token int
	kind  numeralKind
	value decimal
}

const largest = 1 << 45 // of a number that is read in parts

// figure adds a word that begins with a digit: "25", "1,200", "2.5", "78k", "21st",
// and "3d", which is none.
func (f *folder) figure(w []byte, start, end int) {
	f.words++
	f.told = true
	if len(w) == 5 && string(w[:2]) == "19" && w[2] >= '5' && string(w[3:]) == "0s" {
		w = w[2:] // "1990s", which are the nineties
	}
	d, ordinal, ok := f.lex.parseFigure(w)
	if ok && w[len(w)-1] == 'm' && f.text[end-1] == 'm' && f.length(end) {
		ok = false // "200m long"
	}
	behind := uint64(0) // what stands right behind a figure, in one word with it: "3x", "9am", "4MB"
	if !ok {
		n := len(w)
		for lowerLetters[w[n-1]] != 0 {
			n--
		}
		if h := hashOn(hashSeed, w[n:]); f.lex.glued[h] {
			if d, ordinal, ok = f.lex.parseFigure(w[:n]); ok {
				d, behind = d.normal(), h
			}
			if h == f.lex.x {
				behind = f.lex.times
			}
		}
		ok = ok && !ordinal
	}
	h := hashOn(hashSeed, w)
	if ok {
		h = d.hash(ordinal)
	}
	id, _, e := f.look(h)
	f.one(h, id, number|known, e, start, end)
	if !ok {
		return
	}
	n := numeralAt{token: f.out.len() - 1, kind: figureNumber, value: d}
	if ordinal {
		n.kind = ordinalNumber
	}
	f.nums = append(f.nums, n)
	if behind != 0 {
		f.push(behind, start, end, shared)
	}
}

// length reports whether the next word says that a figure with an "m" is one of meters.
func (f *folder) length(end int) bool {
	start := end
	for start < len(f.text) && f.text[start] == ' ' {
		start++
	}
	next, h, ok := plainEnd(f.text, start)
	return ok && next > start && f.lex.lengths[h]
}

func (x *lexicon) parseFigure(w []byte) (d decimal, ordinal, ok bool) {
	if x.lists.Decimal == 0 {
		return d, false, false // which mark ends the whole number is not known
	}
	group := ',' + '.' - x.lists.Decimal
	i, run, groups, decimals := 0, 0, false, false
	plain := false // nothing but digits and their marks
digits:
	for ; i < len(w); i++ {
		c := w[i]
		switch {
		case c >= '0' && c <= '9':
			if d.digits > largest*10 {
				return d, false, false
			}
			d.digits = d.digits*10 + int64(c-'0')
			run++
			if decimals {
				if d.exp--; d.exp < -mostDecimals {
					return d, false, false
				}
			}
			continue
		case c == group && !decimals && run <= 3 && run > 0 && (!groups || run == 3):
			groups, run = true, 0
			continue
		case c == x.lists.Decimal && !decimals && (!groups || run == 3):
			decimals = true
			continue
		}
		break digits
	}
	if groups && !decimals && run != 3 {
		return d, false, false
	}
	ok = true
	switch string(w[i:]) {
	case "":
		plain = true
	case "k":
		d, ok = d.scaled(1000)
	case "m", "mn", "mio":
		d, ok = d.scaled(1_000_000)
	case "b", "bn":
		d, ok = d.scaled(1_000_000_000)
	case "st", "nd", "rd", "th":
		return d.normal(), true, d.exp == 0
	default:
		e := x.entry(hashOn(hashSeed, w[i:]))
		if e.kind != scaleNumber {
			return d, false, false
		}
		d, ok = d.scaled(e.value) // "77.5million"
	}
	if plain {
		return d, false, ok
	}
	return d.normal(), false, ok
}

// numbers turns the numerals of the text into one token for each number: "twenty-five",
// "two hundred and ten", "$25 million", "nineteen ninety-nine". A day and its month are
// two tokens in one order, and so are the hour and the minutes of "half past nine".
func (f *folder) numbers() {
	if len(f.nums) == 0 {
		return
	}
	w := max(f.base, f.nums[0].token-numberLead) // where the next token goes
	kept := w                                    // up to which the tokens stand where they belong
	for k := range f.nums {
		if f.nums[k].token < kept {
			continue // part of the number before
		}
		if f.alone(k) {
			continue
		}
		c, ok := f.number(k)
		if !ok {
			continue
		}
		if f.takesMore(c.first, c.last) {
			f.halves(kept, &c)
			f.clock(kept, &c)
			f.date(kept, &c)
			f.period(k, kept, &c)
			f.between(k, &c)
			f.cents(k, &c)
		}
		f.out.shift(w, kept, c.first)
		w += c.first - kept
		marks := f.out.traits[c.last] & (clauseEnd | commaEnd | sentenceEnd | questionEnd)
		x := f.out.traits[c.first]&(bracketed|shared) | number | known
		start, end := f.out.pos[c.first].start, f.out.pos[c.last].end
		if c.month >= 0 {
			f.out.move(w, c.month)
			f.out.pos[w].start, f.out.pos[w].end = start, end
			f.out.traits[w] = f.out.traits[w]&^marks | x&(bracketed|shared)
			w, x = w+1, x|shared
		}
		h := c.hash
		if h == 0 {
			if f.measures(&c) {
				c.value = c.value.normal()
			}
			h = c.value.hash(c.ordinal)
		}
		if c.day {
			h ^= hashSeed // the first of a month is not what came first
		}
		f.put(w, h, start, end, x)
		w++
		switch {
		case c.symbol >= 0:
			f.out.move(w, c.symbol)
			f.out.pos[w].end = end
			w++
		case c.minutes > 0:
			f.put(w, decimal{c.minutes, 0}.normal().hash(false), start, end, x|shared)
			w++
		}
		if c.symbol >= 0 || c.month >= 0 || c.minutes > 0 {
			f.out.traits[w-2] &^= marks
		}
		f.out.traits[w-1] |= marks
		kept = c.last + 1
	}
	f.out.shift(w, kept, f.out.len())
	f.out.cut(w + f.out.len() - kept)
}

// measures reports whether a number counts something, so that zeros at the end of its decimals
// say nothing: "$1.50", "2.0 percent".
func (f *folder) measures(c *composed) bool {
	if c.value.exp >= 0 || c.value.digits%10 != 0 {
		return false
	}
	if c.symbol >= 0 {
		return true
	}
	at := c.last + 1
	return at < f.out.len() && f.joined(c.last, at) && f.out.traits[at]&(unitWord|symbol) != 0
}

const numberLead = 3 // tokens before the first numeral that may belong to its number

func (f *folder) put(at int, h uint64, start, end int32, x traits) {
	id, _, _ := f.look(h)
	f.out.hash[at], f.out.pos[at].start, f.out.pos[at].end, f.out.traits[at], f.out.id[at] = h, start, end, x, id
}

// joined reports whether the tokens from a to b stand in the text without a sign that
// ends a clause.
func (f *folder) joined(a, b int) bool {
	if a < f.base || b >= f.out.len() {
		return false
	}
	for ; a < b; a++ {
		if f.out.traits[a]&clauseEnd != 0 {
			return false
		}
	}
	return true
}

// alone reports whether a numeral is a number by itself, and makes it one where it
// stands. Most are.
func (f *folder) alone(k int) bool {
	n, t := f.nums[k], f.out
	if k+1 < len(f.nums) && f.nums[k+1].token == n.token+1 || f.takesMore(n.token, n.token) {
		return false
	}
	switch n.kind {
	case figureNumber:
		if n.value.exp < 0 && n.value.digits%10 == 0 {
			return false
		}
		return n.token+1 >= t.len() || t.traits[n.token+1]&symbol == 0
	case smallNumber, ordinalNumber:
		h := n.value.hash(n.kind == ordinalNumber)
		id, _, _ := f.look(h)
		t.hash[n.token], t.id[n.token] = h, id
		t.traits[n.token] = t.traits[n.token]&^listTraits | number | known
		return true
	default:
		return false
	}
}

// takesMore reports whether a word stands beside the number of the tokens from first to
// last with which it may be more.
func (f *folder) takesMore(first, last int) bool {
	t := f.out.traits
	near := traits(0)
	if i := first - 1; i >= f.base {
		near = t[i] & (monthName | besides)
		if i > f.base {
			near |= t[i-1] & besides
		}
	}
	if i := last + 1; i < len(t) {
		near |= t[i] & (monthName | besides | unitWord | numeral | number)
		if i+1 < len(t) {
			near |= t[i+1] & monthName
		}
	}
	return near != 0
}

// clock reads the time of day of "half past nine" and "quarter to six".
func (f *folder) clock(from int, c *composed) {
	i, x, h := c.first-2, f.lex, f.out.hash
	if x.half == 0 || i < from || c.ordinal || c.symbol >= 0 || c.value.exp != 0 || c.value.digits < 1 || c.value.digits > 12 || !f.joined(i, c.first) {
		return
	}
	past, to := x.past[h[i+1]], x.quarterTo != 0 && h[i+1] == x.quarterTo
	switch {
	case h[i] == x.half && past:
		c.minutes = 30
	case h[i] == x.quarter && past:
		c.minutes = 15
	case h[i] == x.quarter && to:
		c.minutes = 45
		c.value.digits = (c.value.digits+10)%12 + 1
	default:
		return
	}
	c.first = i
}

// date makes a number beside a month the day of it, behind the month: "the 3rd of March"
// is "March third".
func (f *folder) date(from int, c *composed) {
	if c.symbol >= 0 || c.minutes > 0 || c.value.exp != 0 || c.value.digits < 1 || c.value.digits > 31 {
		return
	}
	if i := c.first - 1; i >= from && f.month(i) && f.joined(i, c.first) && (c.ordinal || !f.joined(c.last, c.last+1) || f.out.traits[c.last+1].class() != 0) {
		c.day, c.ordinal = true, true
		return
	}
	i := c.last + 1
	if c.ordinal && i < f.out.len() && f.lex.ofMonth[f.out.hash[i]] {
		i++
	}
	if f.joined(c.last, i) && f.month(i) {
		c.month, c.last, c.day, c.ordinal = i, i, true, true
	}
}

// month reports whether a token is the name of a month; one that is a verb as well
// has to have a capital.
func (f *folder) month(i int) bool {
	h := f.out.hash[i]
	if f.out.traits[i]&monthName == 0 {
		return false
	}
	c := f.text[f.out.pos[i].start]
	return c >= 'A' && c <= 'Z' || !f.lex.verbs[h]
}

// period reads what stands for years and shares: "nineteen nineties" is the nineties,
// "two thousands" the 2000s, "point five percent" a half of one, "por ciento" percent.
func (f *folder) period(k, from int, c *composed) {
	if c.ordinal || c.symbol >= 0 || c.value.exp != 0 || c.month >= 0 || c.minutes > 0 {
		return
	}
	x, next, d := f.lex, uint64(0), c.value.digits
	if c.last+1 < f.out.len() {
		next = f.out.hash[c.last+1]
	}
	switch {
	case d == 100 && c.first == c.last && c.first-1 >= from && x.per != 0 && f.out.hash[c.first-1] == x.per && k > 0 && f.nums[k-1].token == c.first-2 && f.joined(c.first-1, c.first):
		c.hash = x.percent // "por ciento"
		c.first--
	case !f.joined(c.last, c.last+1):
	case next == x.per && x.cent != 0 && f.joined(c.last+1, c.last+2) && f.out.hash[c.last+2] == x.cent:
		unit := c.last + 1 // "per cent"
		f.put(unit, x.percent, f.out.pos[unit].start, f.out.pos[unit+1].end, unitWord|known)
		f.out.traits[unit] |= f.out.traits[unit+1] & (clauseEnd | commaEnd | sentenceEnd | questionEnd)
		c.symbol, c.last = unit, unit+1
	case d == 19 && x.decades[next]:
		c.hash = next
		c.last++
	case d == 2 && next == x.thousands && next != 0:
		c.hash = hashOf("2000s")
		c.last++
	case d < 10 && next == x.percent && c.first-1 >= from && x.entry(f.out.hash[c.first-1]).kind == pointNumber && f.joined(c.first-1, c.first) && (c.first-2 < f.base || !x.somePoint[f.out.hash[c.first-2]]):
		c.value = decimal{d, -1}.normal()
		c.first--
	}
}

const (
	fromReach   = 3 // words
	growthReach = 6
)

// between gives the first of two numbers the scale that is said of the second alone:
// "two to three hundred".
func (f *folder) between(k int, c *composed) {
	at, x := c.last+1, f.lex
	if c.ordinal || c.hash != 0 || c.symbol >= 0 || c.month >= 0 || c.minutes > 0 || c.scale != 1 || c.value.exp != 0 || len(x.ranges) == 0 || !f.joined(c.last, at) {
		return
	}
	for i := max(f.base, c.first-fromReach); i < c.first; i++ {
		if f.out.hash[i] == x.from {
			return // "from about two to three hundred"
		}
	}
	for i := c.first - 2; i >= max(f.base, c.first-growthReach) && f.out.hash[i] != x.and; i-- {
		if x.grows[f.out.hash[i]] && !x.bounds[f.out.hash[c.first-1]] {
			return // "scaled a team of two to three hundred"
		}
	}
	if x.ranges[f.out.hash[at]] {
		at++
	} else if sign := f.text[f.out.pos[c.last].end:max(f.out.pos[at].start, f.out.pos[c.last].end)]; sign != "-" && sign != "\u2013" {
		return
	}
	for k < len(f.nums) && f.nums[k].token < at {
		k++
	}
	if k == len(f.nums) || f.nums[k].token != at || !f.joined(c.last, at) {
		return
	}
	if to, ok := f.number(k); ok && to.scale > 1 && to.value.exp == 0 && !to.ordinal && c.value.digits < to.value.digits/to.scale {
		c.value = c.value.times(to.scale)
	}
}

// cents adds the hundredths of a price: "twelve euro fifty".
func (f *folder) cents(k int, c *composed) {
	unit := c.last + 1
	if c.ordinal || c.day || c.hash != 0 || c.symbol >= 0 || c.minutes > 0 || c.value.exp != 0 || c.value.digits > largest || !f.joined(c.last, unit+1) ||
		f.out.traits[unit]&unitWord == 0 || f.out.hash[unit] == f.lex.percent {
		return
	}
	for k < len(f.nums) && f.nums[k].token <= unit {
		k++
	}
	if k == len(f.nums) || f.nums[k].token != unit+1 || f.nums[k].kind != smallNumber {
		return
	}
	if n, ok := f.number(k); ok && (n.last+1 >= f.out.len() || f.out.hash[n.last+1] != f.lex.times) && n.value.exp == 0 && n.value.digits >= 10 && n.value.digits < 100 && !n.ordinal {
		c.value = decimal{c.value.digits*100 + n.value.digits, -2}.normal()
		c.symbol, c.last = unit, n.last
	}
}

// halves adds the halves around a number: "two and a half million", "half a million". The
// number begins not before the token from then.
func (f *folder) halves(from int, c *composed) {
	r, t := c.first, f.out
	if f.lex.half == 0 || c.ordinal || c.symbol >= 0 || c.value.digits > largest {
		return
	}
	article := func(i int) bool { return f.lex.entry(t.hash[i]).kind == articleNumber }
	begins := article(r)
	if begins && r-1 >= from && f.joined(r-1, r) && t.hash[r-1] == f.lex.half {
		c.value = decimal{c.value.digits * 5, c.value.exp - 1}.normal()
		c.first--
		return
	}
	and := c.last + 1
	if !f.joined(c.last, and+2) || t.hash[and] != f.lex.and || !article(and+1) || t.hash[and+2] != f.lex.half {
		return
	}
	switch scaled := c.value.exp == 0 && c.value.digits >= 100; {
	case begins:
		c.value = decimal{c.value.digits * 15, c.value.exp - 1}.normal() // "a million and a half"
	case scaled:
		return // "three million and a half" may be either
	default:
		c.value = c.value.plusHalf()
		if f.joined(and+2, and+3) {
			if e := f.lex.entry(t.hash[and+3]); e.kind == scaleNumber {
				if more, ok := c.value.scaled(e.value); ok {
					c.value, and = more, and+1
				}
			}
		}
	}
	c.last = and + 2
}

// plusHalf is a number of at most one decimal and a half.
func (d decimal) plusHalf() decimal {
	if d.exp == 0 {
		d = decimal{d.digits * 10, -1}
	}
	for half, n := int64(5), d.exp; ; n, half = n+1, half*10 {
		if n == -1 {
			return decimal{d.digits + half, d.exp}.normal()
		}
	}
}

type composed struct {
	value       decimal
	ordinal     bool
	day         bool   // of a month
	first, last int    // tokens
	symbol      int    // token of a currency that stands inside; -1 for none
	month       int    // token of the month whose day it is; -1 for none
	minutes     int64  // past the hour that the value is; 0 for none
	hash        uint64 // where it is no number but a decade; 0 for none
	scale       int64  // by which it was said: 100 of "three hundred"; 0 where something was added
}

// number reads the number that begins with numeral k.
func (f *folder) number(k int) (composed, bool) {
	c := composed{first: f.nums[k].token, last: f.nums[k].token, symbol: -1, month: -1, scale: 1}
	// next returns the numeral right behind the number so far.
	next := func() (numeralAt, bool) {
		if k+1 < len(f.nums) && f.nums[k+1].token == c.last+1 && !f.compounds(k+1) && (f.out.traits[c.last]&clauseEnd == 0 || f.hyphen(c.last, f.nums[k].value, f.nums[k+1])) {
			return f.nums[k+1], true
		}
		return numeralAt{}, false
	}
	take := func() { k++; c.last = f.nums[k].token }
	at, at0 := f.nums[k], k
	var total, group int64
	switch at.kind {
	case figureNumber:
		c.value = at.value
		if t := c.last + 1; t < f.out.len() && f.out.traits[t]&symbol != 0 && k+1 < len(f.nums) && f.nums[k+1].token == t+1 && f.nums[k+1].kind == scaleNumber && f.out.traits[t]&clauseEnd == 0 {
			c.symbol, c.last = t, t
		}
		for {
			n, ok := next()
			if ok && k == at0 && tens(c.value) && n.value.digits > 0 && n.value.digits < 10 && (n.kind == smallNumber || n.kind == ordinalNumber) {
				c.value.digits += n.value.digits // "20 five"
				c.ordinal = n.kind == ordinalNumber
				take()
				return c, true
			}
			if !ok || n.kind != scaleNumber || n.value.digits < 1000 {
				return c, true
			}
			if c.value, ok = c.value.scaled(n.value.digits); !ok {
				return c, true
			}
			c.scale *= n.value.digits
			take()
		}
	case articleNumber:
		n, ok := next()
		if !ok || n.kind != scaleNumber {
			return c, false
		}
		take()
		group, c.scale = n.value.digits, 0
	case scaleNumber, smallNumber:
		group = at.value.digits
	case ordinalNumber:
		c.value, c.ordinal = at.value, true
		return c, true
	default:
		return c, false
	}
	afterScale := at.kind != smallNumber
	if afterScale && group >= 1000 {
		total, group = group, 0
	}
	for total < largest {
		n, ok := next()
		if !ok {
			break
		}
		v := n.value.digits
		if f.lex.lists.Twenties && n.kind == smallNumber && v < 20 && v > 0 && (group%100 == 60 || group%100 == 80 || v > 6 && v < 10 && group%20 == 10) {
			group += v
			afterScale, c.scale = false, 0
			take()
			continue
		}
		if f.lex.lists.Twenties && n.kind == smallNumber && v == 20 && group%100 == 4 {
			group += 76 // four times twenty
			afterScale = false
			take()
			continue
		}
		fits := group%100 >= 20 && group%10 == 0 && v < 10 && v > 0 || group >= 100 && group%100 == 0 && v < 100 && v > 0 || group == 0 && total > 0 && v < 1000
		switch {
		case n.kind == smallNumber && fits:
			if group += v; group >= 100 || total > 0 {
				c.scale = 0
			}
			afterScale = false
		case n.kind == smallNumber && (group == 19 || group == 20) && total == 0 && v >= 10:
			group = group*100 + v // a year
			afterScale, c.scale = false, 0
		case n.kind == ohNumber && (group == 19 || group == 20) && total == 0 && k+2 < len(f.nums) && f.nums[k+2].token == n.token+1 &&
			f.nums[k+2].kind == smallNumber && f.nums[k+2].value.digits < 10 && f.out.traits[n.token]&clauseEnd == 0:
			take()
			group = group*100 + f.nums[k+1].value.digits // "twenty oh nine"
			afterScale, c.scale = false, 0
		case n.kind == scaleNumber && v <= 100 && group > 0 && group < 100:
			group *= v
			c.scale *= v
			afterScale = true
		case n.kind == scaleNumber && v >= 1000 && group > 0:
			total, group = total+group*v, 0
			c.scale *= v
			afterScale = true
		case n.kind == ordinalNumber && fits:
			take()
			c.value, c.ordinal = decimal{total + group + v, 0}, true
			return c, true
		case n.kind == andNumber && (afterScale || group%100 >= 20 && group%10 == 0 && f.lex.lists.Language != "en"):
			if k+2 >= len(f.nums) || f.nums[k+2].token != n.token+1 || f.nums[k+2].kind != smallNumber || f.out.traits[n.token]&clauseEnd != 0 {
				c.value = decimal{total + group, 0}
				return c, true
			}
		case n.kind == pointNumber && total == 0 && group < 1000 && (c.first == f.base || !f.lex.somePoint[f.out.hash[c.first-1]]):
			d, ok := f.decimals(decimal{group, 0}, k+1, &c.last)
			c.value = d
			if !ok {
				c.value = decimal{group, 0}
				return c, true
			}
			for f.nums[k].token < c.last {
				k++
			}
			if n, ok := next(); ok && n.kind == scaleNumber && n.value.digits >= 1000 {
				if more, ok := c.value.scaled(n.value.digits); ok {
					c.value = more // "one point five million"
					take()
				}
			}
			return c, true
		default:
			c.value = decimal{total + group, 0}
			return c, true
		}
		take()
	}
	c.value = decimal{total + group, 0}
	return c, true
}

// compounds reports whether a numeral behind a space begins a compound: the second of "thirty
// two-day workshops".
func (f *folder) compounds(k int) bool {
	at := f.nums[k].token
	end := int(f.out.pos[at].end)
	if end+1 >= len(f.text) || f.text[end] != '-' || lowerLetters[f.text[end+1]] == 0 || f.text[f.out.pos[at].start-1] != ' ' {
		return false
	}
	return k+1 >= len(f.nums) || f.nums[k+1].token != at+1
}

// hyphen reports whether the tens and ones of a number stand around a hyphen between two
// spaces, as some transcripts write it: "forty - five".
func (f *folder) hyphen(at int, d decimal, ones numeralAt) bool {
	return tens(d) && ones.kind == smallNumber && ones.value.digits > 0 && ones.value.digits < 10 && f.text[f.out.pos[at].end:f.out.pos[at+1].start] == " - "
}

func tens(d decimal) bool { return d.exp == 0 && d.digits >= 20 && d.digits < 100 && d.digits%10 == 0 }

const longestPoint = 6 // digits behind a point that are said

// decimals reads "point seven one" behind a whole number.
func (f *folder) decimals(d decimal, point int, last *int) (decimal, bool) {
	found := false
	for i := point + 1; i < len(f.nums) && i <= point+longestPoint; i++ {
		n := f.nums[i]
		if n.kind != smallNumber || n.token != f.nums[i-1].token+1 || n.value.digits > 9 || f.out.traits[n.token-1]&clauseEnd != 0 {
			break
		}
		d = decimal{d.digits*10 + n.value.digits, d.exp - 1}
		*last, found = n.token, true
	}
	return d, found
}
