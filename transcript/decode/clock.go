package decode

import (
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// clock reads times of captions.
type clock struct {
	// padded says that the file writes fractions with three digits. Where it does
	// not, ".90" is 90 milliseconds, as one product prints them; SRT's ",5" is half
	// a second all the same.
	padded bool
	srt    bool
}

// parse reads [h:]m:s[.fff] with a dot or a comma, and an optional minus. The
// second result says that the time does not follow the format's own rules.
func (c clock) parse(s string) (at transcript.Offset, irregular, ok bool) {
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	main, fraction, has := cutFraction(s)
	parts := strings.Split(main, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return transcript.Offset{}, false, false
	}
	var total int64
	for i, p := range parts {
		n, ok := digits(p)
		last := i >= len(parts)-2
		if !ok || last && n > 59 {
			return transcript.Offset{}, false, false
		}
		irregular = irregular || len(p) < 2
		total = total*60 + n
	}
	if total > 1<<40 {
		return transcript.Offset{}, false, false
	}
	ms := int64(0)
	if has {
		n, ok := digits(fraction)
		if !ok {
			return transcript.Offset{}, false, false
		}
		switch {
		case len(fraction) == 3:
			ms = n
		case len(fraction) < 3 && (c.padded || c.srt):
			for range 3 - len(fraction) {
				n *= 10
			}
			ms = n
		case len(fraction) < 3:
			ms = n
		default:
			for range len(fraction) - 3 {
				n /= 10
			}
			ms = n
		}
		irregular = irregular || len(fraction) != 3
	} else {
		irregular = true
	}
	ms += total * 1000
	if negative {
		ms = -ms
	}
	return transcript.At(ms), irregular || negative, true
}

func cutFraction(s string) (main, fraction string, ok bool) {
	if i := strings.LastIndexAny(s, ".,"); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

func digits(s string) (int64, bool) {
	if s == "" || len(s) > 12 || strings.TrimLeft(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// padded reports whether the times of a file are written with fractions of three
// digits throughout.
func padded(content string) bool {
	for _, line := range lines(content) {
		before, after, ok := strings.Cut(line, "-->")
		if !ok {
			continue
		}
		for _, f := range []string{strings.TrimSpace(before), firstField(after)} {
			if _, fraction, has := cutFraction(f); has && len(fraction) < 3 {
				return false
			}
		}
	}
	return true
}

func firstField(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	return f[0]
}
