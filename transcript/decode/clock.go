package decode

import (
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// clock is a time as a caption file writes it: [h:]m:s[.fff] with a dot or a
// comma, and an optional minus.
type clock struct {
	seconds  int64
	fraction int64 // as a number, without its leading zeros
	digits   int   // of the fraction; 0 where there is none
	negative bool
	// irregular says that the time does not follow the rules of its format: two
	// digits for minutes and seconds, three for the fraction.
	irregular bool
	// unpadded says that minutes or seconds below ten have one digit.
	unpadded bool
	comma    bool
}

// ms gives the milliseconds. A fraction of one or two digits is a decimal one,
// unless the file pads nothing: then ".90" is 90 ms.
func (c clock) ms(unpadded bool) int64 {
	f := c.fraction
	switch {
	case c.digits > 3:
		for range c.digits - 3 {
			f /= 10
		}
	case c.digits > 0 && !unpadded:
		for range 3 - c.digits {
			f *= 10
		}
	}
	ms := c.seconds*1000 + f
	if c.negative {
		return -ms
	}
	return ms
}

func (c clock) at(unpadded bool) transcript.Offset { return transcript.At(c.ms(unpadded)) }

// parseClock reads a time; ok is false for anything else.
func parseClock(s string) (c clock, ok bool) {
	if len(s) == 12 && s[2] == ':' && s[5] == ':' && (s[8] == '.' || s[8] == ',') {
		h, ok1 := two(s[0], s[1])
		m, ok2 := two(s[3], s[4])
		sec, ok3 := two(s[6], s[7])
		f1, ok4 := two(s[9], s[10])
		if ok1 && ok2 && ok3 && ok4 && m < 60 && sec < 60 && s[11] >= '0' && s[11] <= '9' {
			return clock{seconds: h*3600 + m*60 + sec, fraction: f1*10 + int64(s[11]-'0'), digits: 3, comma: s[8] == ','}, true
		}
	}
	if strings.HasPrefix(s, "-") {
		c.negative, c.irregular = true, true
		s = s[1:]
	}
	if i := strings.LastIndexAny(s, ".,"); i >= 0 {
		c.comma = s[i] == ','
		c.digits = len(s) - i - 1
		if c.fraction, ok = digits(s[i+1:]); !ok {
			return clock{}, false
		}
		s = s[:i]
	}
	c.irregular = c.irregular || c.digits != 3
	parts := 0
	for {
		head, tail, more := strings.Cut(s, ":")
		n, ok := digits(head)
		parts++
		if !ok || parts > 3 || (parts > 1 || !more) && n > 59 {
			return clock{}, false
		}
		if len(head) < 2 {
			c.irregular = true
			c.unpadded = c.unpadded || parts > 1
		}
		c.seconds = c.seconds*60 + n
		if !more {
			break
		}
		s = tail
	}
	if parts < 2 || c.seconds > 1<<40 {
		return clock{}, false
	}
	return c, true
}

// parseTimes reads the times of a cue's line of times; what follows them is passed over.
func parseTimes(line string) (from, to clock, ok bool) {
	if len(line) >= 29 && line[12:17] == " --> " && (len(line) == 29 || line[29] == ' ') {
		from, ok1 := parseClock(line[:12])
		to, ok2 := parseClock(line[17:29])
		if ok1 && ok2 {
			return from, to, true
		}
	}
	before, after, _ := strings.Cut(line, arrow)
	from, ok1 := parseClock(strings.TrimSpace(before))
	to, ok2 := parseClock(firstField(after))
	if ok1 && ok2 {
		return from, to, true
	}
	start, end, ok := strictTimes(line) // which lets anything follow the end
	return clockOf(start), clockOf(end), ok
}

func clockOf(ms int64) clock { return clock{seconds: ms / 1000, fraction: ms % 1000, digits: 3} }

func two(a, b byte) (int64, bool) {
	a, b = a-'0', b-'0'
	return int64(a)*10 + int64(b), a <= 9 && b <= 9
}

// strictClock reads a time at the start of s as the WebVTT specification does, and
// returns what follows it.
func strictClock(s string) (ms int64, rest string, ok bool) {
	number := func() (n int64, length int) {
		for length < len(s) && s[length] >= '0' && s[length] <= '9' {
			n = min(n*10+int64(s[length]-'0'), 1e12) // hours of more digits than that stay what they are
			length++
		}
		s = s[length:]
		return n, length
	}
	skip := func(c byte) bool {
		if s == "" || s[0] != c {
			return false
		}
		s = s[1:]
		return true
	}
	a, na := number()
	if na == 0 || !skip(':') {
		return 0, "", false
	}
	hours := na != 2 || a > 59
	b, nb := number()
	if nb != 2 {
		return 0, "", false
	}
	var c int64
	if hours || strings.HasPrefix(s, ":") {
		var nc int
		if !skip(':') {
			return 0, "", false
		}
		if c, nc = number(); nc != 2 {
			return 0, "", false
		}
	} else {
		a, b, c = 0, a, b
	}
	if !skip('.') {
		return 0, "", false
	}
	f, nf := number()
	if nf != 3 || b > 59 || c > 59 {
		return 0, "", false
	}
	return ((a*60+b)*60+c)*1000 + f, s, true
}

func digits(s string) (int64, bool) {
	if s == "" || len(s) > 12 || strings.TrimLeft(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

func firstField(s string) string {
	s = strings.TrimLeft(s, " \t\f\u00A0")
	if i := strings.IndexAny(s, " \t\f"); i >= 0 {
		return s[:i]
	}
	return s
}
