package evidence

// decimal is digits × 10^exp, with exp at most 0 and no zeros at the end of decimals.
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
	d, ordinal, ok := f.lex.parseFigure(w)
	h := hashOn(hashSeed, w)
	if ok {
		h = d.hash(ordinal)
	}
	id, _, e := f.look(h)
	f.one(h, id, number|known, e, start, end)
	if ok && !ordinal {
		f.nums = append(f.nums, numeralAt{token: f.out.len() - 1, kind: figureNumber, value: d})
	}
}

func (x *lexicon) parseFigure(w []byte) (d decimal, ordinal, ok bool) {
	if x.lists.Decimal == 0 {
		return d, false, false // which mark ends the whole number is not known
	}
	group := ',' + '.' - x.lists.Decimal
	i, run, groups, decimals := 0, 0, false, false
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
				d.exp--
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
	switch string(w[i:]) {
	case "":
	case "k":
		d = d.times(1000)
	case "m", "mn", "mio":
		d = d.times(1_000_000)
	case "b", "bn":
		d = d.times(1_000_000_000)
	case "st", "nd", "rd", "th":
		return d.normal(), true, d.exp == 0
	default:
		return d, false, false
	}
	return d.normal(), false, true
}

// numbers turns the numerals of the text into one token for each number:
// "twenty-five", "two hundred and ten", "$25 million", "nineteen ninety-nine".
func (f *folder) numbers() {
	if len(f.nums) == 0 {
		return
	}
	w := max(f.base, f.nums[0].token-1) // where the next token goes; "half" may stand before
	kept := w                           // up to which the tokens stand where they belong
	for k := range f.nums {
		r := f.nums[k].token
		if r < kept {
			continue // part of the number before
		}
		c, ok := f.number(k)
		if !ok {
			continue
		}
		r = f.halves(k, kept, &c)
		f.out.shift(w, kept, r)
		w += r - kept
		x := f.out.traits[r]&(bracketed|shared) | f.out.traits[c.last]&(clauseEnd|commaEnd|sentenceEnd|questionEnd) | number | known
		start, end := f.out.pos[r].start, f.out.pos[c.last].end
		h := c.value.hash(c.ordinal)
		id, _, _ := f.look(h)
		f.out.hash[w], f.out.pos[w], f.out.traits[w], f.out.id[w] = h, textRange{start, end}, x, id
		w++
		if c.symbol >= 0 {
			f.out.move(w, c.symbol)
			f.out.pos[w].end = end
			f.out.traits[w] |= x & (clauseEnd | commaEnd | sentenceEnd | questionEnd)
			w++
		}
		kept = c.last + 1
	}
	f.out.shift(w, kept, f.out.len())
	f.out.cut(w + f.out.len() - kept)
}

// halves adds the halves around a number: "two and a half million", "half a million". It
// returns where the number begins then, not before the token from.
func (f *folder) halves(k, from int, c *composed) int {
	r, t := f.nums[k].token, f.out
	if f.lex.half == 0 || c.ordinal || c.symbol >= 0 || c.value.digits > largest {
		return r
	}
	joined := func(a, b int) bool { return a >= f.base && b < t.len() && t.traits[a]&clauseEnd == 0 }
	article := func(i int) bool { return f.lex.entry(t.hash[i]).kind == articleNumber }
	begins := article(r)
	if begins && r-1 >= from && joined(r-1, r) && t.hash[r-1] == f.lex.half {
		c.value = decimal{c.value.digits * 5, c.value.exp - 1}.normal()
		return r - 1
	}
	and := c.last + 1
	if !joined(c.last, and+2) || t.hash[and] != f.lex.and || !article(and+1) || t.hash[and+2] != f.lex.half || !joined(and, and+1) || !joined(and+1, and+2) {
		return r
	}
	switch scaled := c.value.exp == 0 && c.value.digits >= 100; {
	case begins:
		c.value = decimal{c.value.digits * 15, c.value.exp - 1}.normal() // "a million and a half"
	case scaled:
		return r // "three million and a half" may be either
	default:
		c.value = c.value.plusHalf()
		if joined(and+2, and+3) {
			if e := f.lex.entry(t.hash[and+3]); e.kind == scaleNumber {
				c.value, and = c.value.times(e.value), and+1
			}
		}
	}
	c.last = and + 2
	return r
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
	value   decimal
	ordinal bool
	last    int // token
	symbol  int // token of a currency that stands inside; -1 for none
}

// number reads the number that begins with numeral k.
func (f *folder) number(k int) (composed, bool) {
	c := composed{last: f.nums[k].token, symbol: -1}
	// next returns the numeral right behind the number so far.
	next := func() (numeralAt, bool) {
		if k+1 < len(f.nums) && f.nums[k+1].token == c.last+1 && f.out.traits[c.last]&clauseEnd == 0 {
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
			if !ok || n.kind != scaleNumber || n.value.digits < 1000 || c.value.digits > largest {
				return c, true
			}
			c.value = c.value.times(n.value.digits)
			take()
		}
	case articleNumber:
		n, ok := next()
		if !ok || n.kind != scaleNumber {
			return c, false
		}
		take()
		group = n.value.digits
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
		fits := group%100 >= 20 && group%10 == 0 && v < 10 && v > 0 || group >= 100 && group%100 == 0 && v < 100 && v > 0 || group == 0 && total > 0 && v < 1000
		switch {
		case n.kind == smallNumber && fits:
			group += v
			afterScale = false
		case n.kind == smallNumber && (group == 19 || group == 20) && total == 0 && v >= 10:
			group = group*100 + v // a year
			afterScale = false
		case n.kind == scaleNumber && v <= 100 && group > 0 && group < 100:
			group *= v
			afterScale = true
		case n.kind == scaleNumber && v >= 1000 && group > 0:
			total, group = total+group*v, 0
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
		case n.kind == pointNumber && total == 0 && group < 1000:
			d, ok := f.decimals(decimal{group, 0}, k+1, &c.last)
			c.value = d.normal()
			if !ok {
				c.value = decimal{group, 0}
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

func tens(d decimal) bool { return d.exp == 0 && d.digits >= 20 && d.digits < 100 && d.digits%10 == 0 }

const mostDecimals = 6

// decimals reads "point seven one" behind a whole number.
func (f *folder) decimals(d decimal, point int, last *int) (decimal, bool) {
	found := false
	for i := point + 1; i < len(f.nums) && i <= point+mostDecimals; i++ {
		n := f.nums[i]
		if n.kind != smallNumber || n.token != f.nums[i-1].token+1 || n.value.digits > 9 || f.out.traits[n.token-1]&clauseEnd != 0 {
			break
		}
		d = decimal{d.digits*10 + n.value.digits, d.exp - 1}
		*last, found = n.token, true
	}
	return d, found
}
