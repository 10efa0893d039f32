package transcript

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/fault"
)

// ErrOverlay is the sentinel for an overlay that does not fit its transcript.
var ErrOverlay = errors.New("transcript: overlay does not fit")

// Category says what kind of words were taken out. Unknown values survive decoding.
type Category string

// The categories.
const (
	PersonName Category = "person_name"
	Contact    Category = "contact"    // addresses, telephone numbers, e-mail
	Identifier Category = "identifier" // numbers of documents and accounts
	Financial  Category = "financial"
	Health     Category = "health"
	// Protected is talk of age, family, origin, belief and the like, which has no
	// place in hiring.
	Protected   Category = "protected_class"
	Unspecified Category = "unspecified"
)

// Placeholder is what stands for words of the category: [PERSON_NAME] and so on.
func (c Category) Placeholder() string {
	if c == "" {
		c = Unspecified
	}
	return "[" + strings.ToUpper(string(c)) + "]"
}

// Overlay is a set of changes to one version of a transcript, kept beside it. The
// transcript keeps its words for those who may read them; everybody else gets the
// View. Offsets are those of the version; no change sees another.
type Overlay struct {
	// Base is the Hash of the version; "" is not checked.
	Base        string             `json:"base,omitzero"`
	Redactions  []Redaction        `json:"redactions,omitzero"`
	Speakers    []SpeakerRedaction `json:"speakers,omitzero"`
	Corrections []Correction       `json:"corrections,omitzero"`
}

// Redaction takes a piece of a segment's text out.
type Redaction struct {
	Segment SegmentID `json:"segment_id"`
	// StartByte and EndByte are offsets into the segment's UTF-8 text, end exclusive.
	StartByte int       `json:"start_byte"`
	EndByte   int       `json:"end_byte"`
	Category  Category  `json:"category"`
	By        actor.Ref `json:"by"`
	At        time.Time `json:"at"`
	// Rule is the host's name of the rule that asked for it.
	Rule string `json:"rule,omitzero"`
}

// SpeakerRedaction takes the name, label and e-mail of a speaker out, also where
// they stand in the title. The words of the speaker stay; Mentions finds the name
// in them.
type SpeakerRedaction struct {
	Speaker SpeakerID `json:"speaker_id"`
	By      actor.Ref `json:"by"`
	At      time.Time `json:"at"`
	Rule    string    `json:"rule,omitzero"`
}

// Correction puts other words for a piece of a segment's text.
type Correction struct {
	Segment   SegmentID `json:"segment_id"`
	StartByte int       `json:"start_byte"`
	EndByte   int       `json:"end_byte"`
	// Text is what stands there from now on; "" takes the piece away.
	Text string    `json:"text"`
	By   actor.Ref `json:"by"`
	At   time.Time `json:"at"`
	Why  string    `json:"why,omitzero"`
}

// Redacted marks a place of a segment's text that stands for words that were taken
// out, by an Overlay or by the service that made the file.
type Redacted struct {
	// StartByte and EndByte are the place of the category's mark in Text.
	StartByte int      `json:"start_byte"`
	EndByte   int      `json:"end_byte"`
	Category  Category `json:"category"`
	// FromStartByte and FromEndByte are the place of the words in the text before;
	// both 0 where that is not known. They tell which citations are affected.
	FromStartByte int `json:"from_start_byte,omitzero"`
	FromEndByte   int `json:"from_end_byte,omitzero"`
	// By is zero where the file came like that.
	By   actor.Ref `json:"by,omitzero"`
	At   time.Time `json:"at,omitzero"`
	Rule string    `json:"rule,omitzero"`
}

// edit is a change of a segment's text.
type edit struct {
	start, end int
	text       string
	mark       *Redacted // nil for a correction
}

// View returns the transcript with the changes made: segment ids, order and times
// stay, text and words change, and each redacted place is marked. A corrected
// segment counts one more revision and keeps what stood there in Heard. What a
// redacted segment had in Heard is gone, as are ids of the source that hold an
// e-mail address. Where a redaction and a correction meet, both places are taken
// out.
//
// It returns ErrOverlay, with one fault for each change that does not fit: another
// version, an unknown segment or speaker, offsets that lie outside the text or
// split a character, corrections that overlap.
func (o Overlay) View(t Transcript) (Transcript, error) {
	edits, list := o.edits(t)
	if err := list.Err(ErrOverlay); err != nil {
		return Transcript{}, err
	}
	out := t
	out.Segments, out.Speakers = slices.Clone(t.Segments), slices.Clone(t.Speakers)
	for i, s := range out.Segments {
		if e := edits[s.ID]; len(e) > 0 {
			out.Segments[i] = s.changed(e)
		}
	}
	named := 0
	for _, r := range o.Speakers {
		i := slices.IndexFunc(out.Speakers, func(s Speaker) bool { return s.ID == r.Speaker })
		sp := &out.Speakers[i]
		if sp.Redacted != "" {
			continue
		}
		named++
		old := *sp
		sp.Label = PersonName.Placeholder()
		if named > 1 {
			sp.Label = "[" + strings.Trim(sp.Label, "[]") + " " + strconv.Itoa(named) + "]"
		}
		sp.Name, sp.Email, sp.Redacted = sp.Label, "", PersonName
		for _, known := range []string{old.Label, old.Name, old.Email} {
			if known != "" {
				out.Title = strings.ReplaceAll(out.Title, known, sp.Label)
			}
		}
		for k, s := range out.Segments {
			if s.Speaker == r.Speaker && (strings.Contains(s.SourceID, "@") || old.Label != "" && strings.Contains(s.SourceID, old.Label) || old.Email != "" && strings.Contains(s.SourceID, old.Email)) {
				out.Segments[k].SourceID = ""
			}
		}
	}
	return out, nil
}

// edits checks the overlay and sorts its changes by segment and place.
func (o Overlay) edits(t Transcript) (map[SegmentID][]edit, fault.List) {
	var list fault.List
	if o.Base != "" && o.Base != t.Hash() {
		list.Add("transcript.overlay_base_other", "/base", "the overlay belongs to another version of the transcript")
	}
	place := make(map[SegmentID]int, len(t.Segments))
	for i, s := range t.Segments {
		place[s.ID] = i
	}
	edits := map[SegmentID][]edit{}
	check := func(at string, id SegmentID, start, end int) (Segment, bool) {
		n, ok := place[id]
		if !ok {
			list.Add("transcript.overlay_segment_unknown", at+"/segment_id", "the transcript has no such segment")
			return Segment{}, false
		}
		text := t.Segments[n].Text
		switch {
		case start < 0 || end > len(text) || start >= end:
			list.Add("transcript.overlay_out_of_range", at, "the offsets lie outside the segment's text")
			return Segment{}, false
		case !atBoundary(text, start) || !atBoundary(text, end):
			list.Add("transcript.overlay_splits_character", at, "the offsets split a character")
			return Segment{}, false
		}
		return t.Segments[n], true
	}
	for i, c := range o.Corrections {
		at := fault.Path("corrections", i)
		if _, ok := check(at, c.Segment, c.StartByte, c.EndByte); !ok {
			continue
		}
		for _, e := range edits[c.Segment] {
			if c.StartByte < e.end && e.start < c.EndByte {
				list.Add("transcript.overlay_overlap", at, "two corrections overlap")
			}
		}
		edits[c.Segment] = append(edits[c.Segment], edit{c.StartByte, c.EndByte, strings.ToValidUTF8(c.Text, "\uFFFD"), nil})
	}
	for i, r := range o.Redactions {
		if _, ok := check(fault.Path("redactions", i), r.Segment, r.StartByte, r.EndByte); !ok {
			continue
		}
		edits[r.Segment] = append(edits[r.Segment], edit{r.StartByte, r.EndByte, r.Category.Placeholder(), &Redacted{
			Category: r.Category, FromStartByte: r.StartByte, FromEndByte: r.EndByte, By: r.By, At: r.At.UTC(), Rule: r.Rule,
		}})
	}
	for i, r := range o.Speakers {
		if _, ok := t.Speaker(r.Speaker); !ok {
			list.Add("transcript.overlay_speaker_unknown", fault.Path("speakers", i, "speaker_id"), "the transcript has no such speaker")
		}
	}
	for id, es := range edits {
		edits[id] = united(es)
	}
	return edits, list
}

// united sorts edits and joins those that overlap: a redaction swallows what it
// touches.
func united(es []edit) []edit {
	slices.SortStableFunc(es, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	out := es[:1:1]
	for _, e := range es[1:] {
		last := &out[len(out)-1]
		if e.start >= last.end {
			out = append(out, e)
			continue
		}
		mark, text := last.mark, last.text
		if mark == nil {
			mark, text = e.mark, e.text
		}
		joined := edit{last.start, max(last.end, e.end), text, mark}
		if mark != nil {
			m := *mark
			m.FromStartByte, m.FromEndByte = joined.start, joined.end
			joined.mark = &m
		}
		*last = joined
	}
	return out
}

// changed makes the edits, which are in order and do not overlap.
func (s Segment) changed(edits []edit) Segment {
	var (
		b         strings.Builder
		marks     []Redacted
		at        int
		corrected bool
		moved     = make([]edit, len(edits)) // the edits' places in the new text
	)
	keep := func(to int) { // copies text up to there, with the marks that it has
		for _, r := range s.Redacted {
			if r.StartByte >= at && r.EndByte <= to {
				shift := b.Len() - at
				r.StartByte, r.EndByte = r.StartByte+shift, r.EndByte+shift
				marks = append(marks, r)
			}
		}
		b.WriteString(s.Text[at:to])
	}
	for i, e := range edits {
		keep(e.start)
		from := b.Len()
		b.WriteString(e.text)
		moved[i] = edit{start: from, end: b.Len()}
		if e.mark != nil {
			m := *e.mark
			m.StartByte, m.EndByte = from, b.Len()
			marks = append(marks, m)
		} else {
			corrected = true
		}
		at = e.end
	}
	keep(len(s.Text))
	out := s
	out.Text, out.Redacted = b.String(), marks
	out.Words = movedWords(s.Words, edits, moved)
	switch {
	case len(marks) > 0:
		out.Heard = ""
		if strings.Contains(out.SourceID, "@") {
			out.SourceID = ""
		}
	case corrected && s.Heard == "":
		out.Heard = s.Text
	}
	if corrected {
		out.Rev++
	}
	return out
}

// movedWords maps words to the new text. Words that an edit touches become one that
// covers it.
func movedWords(words []Word, edits, moved []edit) []Word {
	if len(words) == 0 {
		return nil
	}
	to := func(offset int, end bool) int {
		shift := 0
		for i, e := range edits {
			switch {
			case offset > e.start && offset < e.end || offset == e.start && !end || offset == e.end && end:
				if end {
					return moved[i].end
				}
				return moved[i].start
			case offset >= e.end:
				shift = moved[i].end - e.end
			}
		}
		return offset + shift
	}
	out := make([]Word, 0, len(words))
	for _, w := range words {
		w.StartByte, w.EndByte = to(w.StartByte, false), to(w.EndByte, true)
		if n := len(out); n > 0 && w.StartByte < out[n-1].EndByte {
			last := &out[n-1]
			last.EndByte = max(last.EndByte, w.EndByte)
			if last.Start.IsZero() {
				last.Start = w.Start
			}
			if !w.End.IsZero() {
				last.End = w.End
			}
			continue
		}
		if w.StartByte < w.EndByte {
			out = append(out, w)
		}
	}
	return out
}

// Mentions finds a name or another phrase in the text of every segment, as whole
// words and whatever its case and its accents, which recognisers drop or write as
// characters of their own. It returns a redaction for each place, made after the given
// one.
func (t Transcript) Mentions(phrase string, like Redaction) []Redaction {
	want := plainTokens(phrase)
	if len(want) == 0 {
		return nil
	}
	var out []Redaction
	for _, s := range t.Segments {
		have := plainTokens(s.Text)
		for i := 0; i+len(want) <= len(have); i++ {
			if !slices.EqualFunc(want, have[i:i+len(want)], func(a, b token) bool { return a.word == b.word || b.word == a.word+"'s" || b.word == a.word+"’s" }) {
				continue
			}
			r := like
			r.Segment, r.StartByte, r.EndByte = s.ID, have[i].start, have[i+len(want)-1].end
			out = append(out, r)
			i += len(want) - 1
		}
	}
	return out
}

// vendorMarks are the words in square brackets that services put for what they took
// out, without the number that some add.
var vendorMarks = map[string]Category{
	"PII": Unspecified, "REDACTED": Unspecified, "NAME": PersonName, "PERSON_NAME": PersonName, "PERSON": PersonName, "NAME_GIVEN": PersonName, "NAME_FAMILY": PersonName,
	"EMAIL": Contact, "EMAIL_ADDRESS": Contact, "PHONE": Contact, "PHONE_NUMBER": Contact, "ADDRESS": Contact, "LOCATION": Contact, "LOCATION_ADDRESS": Contact, "URL": Contact, "IP_ADDRESS": Contact, "USERNAME": Contact,
	"SSN": Identifier, "DRIVERS_LICENSE": Identifier, "PASSPORT_NUMBER": Identifier, "US_SOCIAL_SECURITY_NUMBER": Identifier, "ACCOUNT_NUMBER": Identifier, "PASSWORD": Identifier, "NUMERICAL_PII": Identifier, "VEHICLE_ID": Identifier,
	"CREDIT_CARD": Financial, "CREDIT_CARD_NUMBER": Financial, "CREDIT_DEBIT_NUMBER": Financial, "CREDIT_CARD_CVV": Financial, "CREDIT_DEBIT_CVV": Financial, "CREDIT_CARD_EXPIRATION": Financial, "CREDIT_DEBIT_EXPIRY": Financial,
	"BANKING_INFORMATION": Financial, "BANK_ACCOUNT_NUMBER": Financial, "BANK_ROUTING": Financial, "PIN": Financial, "MONEY_AMOUNT": Financial,
	"MEDICAL_CONDITION": Health, "MEDICAL_PROCESS": Health, "DRUG": Health, "INJURY": Health, "BLOOD_TYPE": Health, "CONDITION": Health,
	"PERSON_AGE": Protected, "AGE": Protected, "DATE_OF_BIRTH": Protected, "DOB": Protected, "NATIONALITY": Protected, "RELIGION": Protected, "GENDER": Protected, "GENDER_SEXUALITY": Protected, "POLITICAL_AFFILIATION": Protected, "MARITAL_STATUS": Protected, "ORIGIN": Protected,
}

const (
	leastHashes = 3
	longestMark = 64 // bytes, brackets included
)

// VendorRedactions finds the marks that services leave for what they took out, such
// as [PII], [PERSON_NAME], [NAME_1] and ####. Other words in brackets are events.
func VendorRedactions(text string) []Redacted {
	if strings.IndexByte(text, '[') < 0 && strings.IndexByte(text, '#') < 0 {
		return nil
	}
	var out []Redacted
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[':
			end := strings.IndexByte(text[i:min(len(text), i+longestMark)], ']')
			if end < 0 {
				continue
			}
			name := strings.ReplaceAll(strings.TrimRight(text[i+1:i+end], "_0123456789"), " ", "_")
			if c, ok := vendorMarks[name]; ok {
				out = append(out, Redacted{StartByte: i, EndByte: i + end + 1, Category: c})
				i += end
			}
		case '#':
			n := len(text[i:]) - len(strings.TrimLeft(text[i:], "#"))
			if n >= leastHashes {
				out = append(out, Redacted{StartByte: i, EndByte: i + n, Category: Unspecified})
			}
			i += n - 1
		}
	}
	return out
}

// MarkRedactions returns a copy in which the marks that services leave for what
// they took out are known as redacted places, and not taken for words.
func (t Transcript) MarkRedactions() Transcript {
	t.Segments = slices.Clone(t.Segments)
	for i, s := range t.Segments {
		for _, r := range VendorRedactions(s.Text) {
			if !slices.ContainsFunc(s.Redacted, func(have Redacted) bool { return have.StartByte < r.EndByte && r.StartByte < have.EndByte }) {
				s.Redacted = append(slices.Clone(s.Redacted), r)
			}
		}
		slices.SortFunc(s.Redacted, func(a, b Redacted) int { return cmp.Compare(a.StartByte, b.StartByte) })
		t.Segments[i].Redacted = s.Redacted
	}
	return t
}
