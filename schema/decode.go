package schema

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/scorecard"
)

const (
	// MaxDocument is the size in bytes up to which Decode reads a document.
	MaxDocument = 4 << 20
	deepest     = 8
	mostFaults  = 1000
)

// Answers are what a panelist filled into the form of Bound. They are plain values
// and no judgement yet: Answer.Rate takes the human who stands for one.
type Answers struct {
	// Ratings are those that the form holds, in the order of the rubric.
	Ratings []Answer
	// Overall is "" where there is no recommendation yet.
	Overall       scorecard.Overall
	OverallReason string
}

// Answer is what a panelist filled in for one competency.
type Answer struct {
	Competency rubric.CompetencyID
	// Level is on the rubric's scale; 0 where there is not enough signal.
	Level int
	// Quotes are words of the candidate as the form has them. Package evidence finds
	// them in the record, and only what it finds is evidence.
	Quotes []string
	Reason string
}

// Blank reports whether nothing was filled in.
func (a Answer) Blank() bool { return a.Level == 0 && a.Reason == "" && len(a.Quotes) == 0 }

// Rate makes the answer a rating by a named human, resting on what was found of
// its quotes. Without a level it states that the competency was not assessed, for
// which the reason is required. It returns the errors of scorecard.Rate.
func (a Answer) Rate(by actor.Human, r rubric.Locked, found []evidence.Citation, at time.Time) (scorecard.Rating, error) {
	if a.Level == 0 {
		return scorecard.NotAssess(by, r, a.Competency, a.Reason, at)
	}
	return scorecard.Rate(by, r, a.Competency, a.Level, scorecard.Basis{Evidence: found, Reason: a.Reason}, at)
}

// Decode reads a document of the form that Bound returns for the same arguments.
// A property that is absent or null is one that is not filled in, so that a form
// may be kept half done.
//
// Everything that does not fit is reported under ErrInvalid, with the place: a
// property that the form lacks or that comes twice, a value of another type, a
// level off the scale, text around the document; after a thousand faults one says that
// there are more. What fits is returned beside the error, so that nobody types it
// again. The errors of Bound come first.
func Decode(r rubric.Rubric, p Profile, b []byte, only ...rubric.CompetencyID) (Answers, error) {
	asked, err := bind(r, p, only)
	if err != nil {
		return Answers{}, err
	}
	switch {
	case len(b) > MaxDocument:
		return Answers{}, fault.New(ErrInvalid, "schema.too_long", "", "the document is longer than "+strconv.Itoa(MaxDocument)+" bytes")
	case !utf8.Valid(b):
		return Answers{}, fault.New(ErrInvalid, "schema.json_invalid", "", "the document is not UTF-8")
	case !json.Valid(b):
		return Answers{}, fault.New(ErrInvalid, "schema.json_invalid", "", "the document is not one JSON value")
	}
	d := decoder{tokens: json.NewDecoder(bytes.NewReader(b))}
	d.tokens.UseNumber()
	var out Answers
	byID := map[string]*Answer{}
	d.object("", func(key, at string) bool {
		switch key {
		case "ratings":
			d.object(at, func(key, at string) bool {
				i := slices.IndexFunc(asked, func(c rubric.Competency) bool { return propertyOf(c.ID) == key })
				if i < 0 {
					return false
				}
				byID[key] = d.answer(at, asked[i])
				return true
			})
		case "overall":
			v := d.text(at)
			switch o := scorecard.Overall(v); o {
			case "", scorecard.StrongYes, scorecard.Yes, scorecard.No, scorecard.StrongNo:
				out.Overall = o
			default:
				d.fault("schema.value_unknown", at, "the value is not one of the choices")
			}
		case "overall_reason":
			out.OverallReason = d.text(at)
		default:
			return false
		}
		return true
	})
	for _, c := range asked {
		if a := byID[propertyOf(c.ID)]; a != nil {
			out.Ratings = append(out.Ratings, *a)
		}
	}
	return out, d.faults.Err(ErrInvalid)
}

// decoder walks the tokens of a document that is known to be valid JSON.
type decoder struct {
	tokens *json.Decoder
	faults fault.List
}

func (d *decoder) fault(code, at, message string) {
	switch len(d.faults) {
	case mostFaults + 1:
	case mostFaults:
		d.faults.Add("schema.more_faults", "", "there is more to report than the limit allows")
	default:
		d.faults.Add(code, at, message)
	}
}

func (d *decoder) answer(at string, c rubric.Competency) *Answer {
	a := &Answer{Competency: c.ID}
	d.object(at, func(key, at string) bool {
		switch key {
		case "quotes":
			a.Quotes = d.texts(at)
		case "reason":
			a.Reason = d.text(at)
		case "level":
			a.Level = d.level(at, c)
		default:
			return false
		}
		return true
	})
	return a
}

func (d *decoder) next() json.Token {
	t, err := d.tokens.Token()
	if err != nil {
		return nil // the document was valid as a whole
	}
	return t
}

// object reads an object or null. each reads the value of a property, or returns
// false for one that the form lacks. A property that comes again is reported and
// not read: the first stands.
func (d *decoder) object(at string, each func(key, at string) bool) {
	t := d.next()
	if t != json.Delim('{') {
		d.other(t, at, "an object")
		return
	}
	seen := map[string]bool{}
	for d.tokens.More() {
		key, _ := d.next().(string)
		where := at + fault.Path(key)
		switch {
		case seen[key]:
			d.fault("schema.key_repeated", where, "the property comes twice")
			d.skip(d.next(), where, 0)
		default:
			seen[key] = true
			if !each(key, where) {
				d.fault("schema.key_unknown", where, "the form has no such property")
				d.skip(d.next(), where, 0)
			}
		}
	}
	d.next()
}

// other reports a value of the wrong type; null is a property that is not filled in.
func (d *decoder) other(t json.Token, at, want string) {
	if t != nil {
		d.fault("schema.type_wrong", at, "the value is not "+want)
	}
	d.skip(t, at, 0)
}

// skip reads past the value that begins with t.
func (d *decoder) skip(t json.Token, at string, depth int) {
	open, ok := t.(json.Delim)
	if !ok {
		return
	}
	if depth == deepest {
		d.fault("schema.too_deep", at, "the document is nested too deeply")
	}
	for d.tokens.More() {
		if open == '{' {
			d.next()
		}
		d.skip(d.next(), at, depth+1)
	}
	d.next()
}

func (d *decoder) text(at string) string {
	t := d.next()
	s, ok := t.(string)
	if !ok {
		d.other(t, at, "a string")
	}
	return strings.TrimSpace(s)
}

func (d *decoder) texts(at string) []string {
	t := d.next()
	if t != json.Delim('[') {
		d.other(t, at, "a list")
		return nil
	}
	var out []string
	for i := 0; d.tokens.More(); i++ {
		if s := d.text(at + fault.Path(i)); s != "" {
			out = append(out, s)
		}
	}
	d.next()
	return out
}

func (d *decoder) level(at string, c rubric.Competency) int {
	t := d.next()
	n, ok := t.(json.Number)
	if !ok {
		d.other(t, at, "a level or null")
		return 0
	}
	f, err := n.Float64()
	if err != nil || f != math.Trunc(f) || f < 1 || f > float64(len(c.Anchors)) {
		d.fault("schema.level_off_scale", at, "the level is not on the rubric's scale of 1 to "+strconv.Itoa(len(c.Anchors)))
		return 0
	}
	return int(f)
}
