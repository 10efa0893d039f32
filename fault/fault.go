// Package fault reports what is wrong with a value, where, and under a code
// that programs can rely on.
//
//	var list fault.List
//	if r.Title == "" {
//		list.Add("requisition.title_missing", "/title", "a requisition needs a title")
//	}
//	if err := list.Err(ErrInvalid); err != nil {
//		return err // errors.Is(err, ErrInvalid); fault.Of(err) has every fault
//	}
//
// A check collects every fault instead of stopping at the first, so that a form
// can mark all fields at once. Codes are part of the API: a code may retire, it
// never changes its meaning. Messages are for people and may change. Neither
// ever holds transcript text, model output or a secret.
package fault

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Fault is one thing that is wrong.
type Fault struct {
	// Code names the rule, as "package.rule", for example "rubric.anchor_missing".
	Code string `json:"code"`
	// Path is a JSON Pointer (RFC 6901) into the checked document; "" is the whole document.
	Path string `json:"path"`
	// Message explains the fault to a person, in one sentence.
	Message string `json:"message"`
}

func (f Fault) String() string {
	if f.Path == "" {
		return f.Message + " (" + f.Code + ")"
	}
	return f.Path + ": " + f.Message + " (" + f.Code + ")"
}

// List collects faults. The zero value is an empty list. It is not safe for
// concurrent use.
type List []Fault

// Add appends one fault.
func (l *List) Add(code, path, message string) {
	*l = append(*l, Fault{Code: code, Path: path, Message: message})
}

// Within appends the faults of a part, with the part's own place put before
// their paths.
func (l *List) Within(path string, part List) {
	for _, f := range part {
		f.Path = path + f.Path
		*l = append(*l, f)
	}
}

// Err returns nil for an empty list, else an *Error under the given sentinel.
func (l List) Err(sentinel error) error {
	if len(l) == 0 {
		return nil
	}
	return &Error{Sentinel: sentinel, Faults: append([]Fault(nil), l...)}
}

// Error is a refusal with its reasons. errors.Is finds the Sentinel, errors.As
// finds the *Error with every fault.
type Error struct {
	// Sentinel says what kind of refusal it is, such as rubric.ErrInvalid. It may be nil.
	Sentinel error
	// Faults are the reasons, in document order; at least one.
	Faults []Fault
}

// New returns an *Error with one fault.
func New(sentinel error, code, path, message string) error {
	return &Error{Sentinel: sentinel, Faults: []Fault{{Code: code, Path: path, Message: message}}}
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Sentinel != nil {
		b.WriteString(e.Sentinel.Error())
	} else {
		b.WriteString("invalid")
	}
	const shown = 8
	for i, f := range e.Faults {
		if i == shown {
			b.WriteString("; and " + strconv.Itoa(len(e.Faults)-shown) + " more")
			break
		}
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString("; ")
		}
		b.WriteString(f.String())
	}
	return b.String()
}

// Unwrap returns the sentinel.
func (e *Error) Unwrap() error { return e.Sentinel }

// Has reports whether err carries a fault with the code.
func Has(err error, code string) bool {
	for _, f := range Of(err) {
		if f.Code == code {
			return true
		}
	}
	return false
}

// Of returns the faults that err carries, or nil.
func Of(err error) []Fault {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Faults
	}
	return nil
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// Path joins JSON Pointer tokens, escaped: Path("competencies", 2, "anchors")
// is "/competencies/2/anchors". Tokens are strings or ints; anything else, such as an
// id with a type of its own, stands as package fmt prints it.
func Path(tokens ...any) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		switch t := t.(type) {
		case int:
			b.WriteString(strconv.Itoa(t))
		case string:
			b.WriteString(pointerEscapes.Replace(t))
		default:
			b.WriteString(pointerEscapes.Replace(fmt.Sprint(t)))
		}
	}
	return b.String()
}
