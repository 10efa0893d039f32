package decode

import (
	"bytes"
	"encoding/binary"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

const replacement = "\uFFFD"

// textOf turns the bytes of a file into UTF-8 text with "\n" as the only line
// end. It may write into data.
func textOf(data []byte, o Options, found *report) ([]byte, error) {
	text, bad := data, 0
	firstBad := 0 // line
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		text = data[3:]
	case bytes.HasPrefix(data, []byte("\xFF\xFE\x00\x00")):
		text, bad, firstBad = decodeUTF32(data[4:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\x00\x00\xFE\xFF")):
		text, bad, firstBad = decodeUTF32(data[4:], binary.BigEndian)
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		text, bad, firstBad = decodeUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		text, bad, firstBad = decodeUTF16(data[2:], binary.BigEndian)
	}
	if o.Legacy != nil && !hasMark(data) && !utf8.Valid(data) {
		var err error
		text, err = io.ReadAll(io.LimitReader(o.Legacy(bytes.NewReader(data)), o.MaxBytes+1))
		switch {
		case err != nil:
			return nil, &Error{Err: err, Detail: "the decoder of the host failed"}
		case int64(len(text)) > o.MaxBytes:
			return nil, &Error{Err: ErrTooLarge, Detail: "it outgrows the limit when it is decoded"}
		}
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, &Error{Err: ErrEmpty}
	}
	if what := binaryKind(text); what != "" {
		return nil, &Error{Err: ErrBinary, Detail: what}
	}
	if !utf8.Valid(text) {
		text, bad, firstBad = validUTF8(text)
	}
	if bad > 0 {
		found.add(InvalidEncoding, Warning, firstBad, "characters that cannot be decoded were replaced: "+strconv.Itoa(bad))
	}
	text = joinLineEnds(text)
	if n := bytes.Count(text, []byte{0}); n > 0 {
		found.add(NullCharacter, Warning, lineAt(text, bytes.IndexByte(text, 0)), "NUL characters were replaced: "+strconv.Itoa(n))
		text = bytes.ReplaceAll(text, []byte{0}, []byte(replacement))
	}
	return text, nil
}

// isWide reports whether a file is UTF-16 or UTF-32, which no specification of captions allows.
func isWide(data []byte) bool { return hasMark(data) && data[0] != 0xEF }

// hasMark reports whether a file tells its encoding by a byte order mark.
func hasMark(data []byte) bool {
	for _, mark := range []string{"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF", "\x00\x00\xFE\xFF"} {
		if bytes.HasPrefix(data, []byte(mark)) {
			return true
		}
	}
	return false
}

// validHead reports whether a head, which may end within a character, is UTF-8.
func validHead(head []byte) bool {
	for n := 0; n < utf8.UTFMax && n < len(head); n++ {
		if utf8.Valid(head[:len(head)-n]) {
			return true
		}
	}
	return len(head) == 0
}

func lineAt(text []byte, offset int) int { return bytes.Count(text[:offset], []byte("\n")) + 1 }

// joinLineEnds writes CRLF and CR as LF, in place.
func joinLineEnds(text []byte) []byte {
	r := bytes.IndexByte(text, '\r')
	if r < 0 {
		return text
	}
	w := r
	for r < len(text) {
		text[w] = '\n'
		w++
		r++
		if r < len(text) && text[r] == '\n' {
			r++
		}
		n := bytes.IndexByte(text[r:], '\r')
		if n < 0 {
			n = len(text) - r
		}
		w += copy(text[w:], text[r:r+n])
		r += n
	}
	return text[:w]
}

// validUTF8 replaces what is no part of a character, the beginning of one that does
// not go on as a whole, as browsers do. It returns how many it replaced and the line
// of the first.
func validUTF8(text []byte) (out []byte, bad, line int) {
	out = make([]byte, 0, len(text)+len(text)/8)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			if bad == 0 {
				line = lineAt(joinLineEnds(bytes.Clone(text[:i])), len(joinLineEnds(bytes.Clone(text[:i]))))
			}
			bad++
			out = append(out, replacement...)
			size = begun(text[i:])
		} else {
			out = append(out, text[i:i+size]...)
		}
		i += size
	}
	return out, bad, line
}

// begun is the length of the beginning of a character that breaks off, at least 1.
func begun(b []byte) int {
	length, low, high := 1, byte(0x80), byte(0xBF)
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		length = 2
	case c >= 0xE0 && c <= 0xEF:
		length = 3
	case c >= 0xF0 && c <= 0xF4:
		length = 4
	}
	switch b[0] {
	case 0xE0:
		low = 0xA0
	case 0xED:
		high = 0x9F
	case 0xF0:
		low = 0x90
	case 0xF4:
		high = 0x8F
	}
	n := 1
	for n < length && n < len(b) && b[n] >= low && b[n] <= high {
		n, low, high = n+1, 0x80, 0xBF
	}
	return n
}

func decodeUTF16(data []byte, order binary.ByteOrder) (out []byte, bad, line int) {
	out = make([]byte, 0, len(data))
	at := func(i int) rune { return rune(order.Uint16(data[i:])) }
	for i := 0; i < len(data); i += 2 {
		r := rune(utf8.RuneError)
		ok := i+1 < len(data)
		if ok {
			r = at(i)
			if utf16.IsSurrogate(r) {
				ok = false
				if i+3 < len(data) {
					if pair := utf16.DecodeRune(r, at(i+2)); pair != utf8.RuneError {
						r, ok = pair, true
						i += 2
					}
				}
			}
		}
		out, bad, line = appendRune(out, r, ok, bad, line)
	}
	return out, bad, line
}

func decodeUTF32(data []byte, order binary.ByteOrder) (out []byte, bad, line int) {
	out = make([]byte, 0, len(data)/2)
	for i := 0; i < len(data); i += 4 {
		r, ok := rune(utf8.RuneError), i+3 < len(data)
		if ok {
			v := order.Uint32(data[i:])
			ok = v <= utf8.MaxRune && utf8.ValidRune(rune(v))
			r = rune(min(v, utf8.MaxRune))
		}
		out, bad, line = appendRune(out, r, ok, bad, line)
	}
	return out, bad, line
}

func appendRune(out []byte, r rune, ok bool, bad, line int) ([]byte, int, int) {
	if !ok {
		r = utf8.RuneError
		if bad == 0 {
			line = lineAt(out, len(out))
		}
		bad++
	}
	return utf8.AppendRune(out, r), bad, line
}

// binaryKind names what a file is that is not text, "" for text.
func binaryKind(text []byte) string {
	for _, m := range []struct{ magic, what string }{
		{"\x89PNG", "a PNG image"},
		{"\xFF\xD8\xFF", "a JPEG image"},
		{"GIF8", "a GIF image"},
		{"PK\x03\x04", "a zip archive or an office document"},
		{"PK\x05\x06", "a zip archive"},
		{"\x1F\x8B", "a gzip archive"},
		{"%PDF-", "a PDF document"},
		{"\xD0\xCF\x11\xE0", "an old office document"},
		{"{\\rtf", "an RTF document"},
		{"RIFF", "a sound or film"},
		{"ID3", "a sound"},
		{"OggS", "a sound"},
		{"\x1A\x45\xDF\xA3", "a film"},
	} {
		if bytes.HasPrefix(text, []byte(m.magic)) {
			return m.what
		}
	}
	if len(text) >= 8 && string(text[4:8]) == "ftyp" {
		return "a sound or film"
	}
	if bytes.HasPrefix(text, []byte(signature)) {
		return ""
	}
	head := text[:min(len(text), 8<<10)]
	controls := 0
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\v' && c != '\f' && c != '\r' && c != 0x1B {
			controls++
		}
	}
	if controls*20 > len(head) {
		return "too many control characters; UTF-16 needs a byte order mark"
	}
	return ""
}

// valid replaces what is no UTF-8, for formats of a host.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string(bytes.ToValidUTF8([]byte(s), []byte(replacement)))
}
