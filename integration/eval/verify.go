package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

// record is a transcript of the grounding corpus. Offsets are code points of text.
type record struct {
	ID         string   `json:"id"`
	Language   string   `json:"language"`
	Candidates []string `json:"candidates"`
	Segments   []struct {
		Speaker string `json:"speaker"`
		Start   int    `json:"start"`
		End     int    `json:"end"`
	} `json:"segments"`
	Text string `json:"text"`
}

// quoteCase is a quote to verify.
type quoteCase struct {
	ID         name   `json:"id"`
	Transcript string `json:"transcript"`
	Class      string `json:"class"`
	Quote      string `json:"quote"`
	Speaker    string `json:"speaker"`
	Segment    name   `json:"segment_id"`
	// Expect and Gold are read where a score is asked for.
	Expect json.RawMessage `json:"expect"`
	Gold   json.RawMessage `json:"gold"`
}

// expected is what a case says about itself.
type expected struct {
	admissible *bool
	gold       [][2]int
}

func (c quoteCase) expected() (expected, error) {
	var e struct {
		Admissible *bool `json:"admissible"`
	}
	var gold [][2]int
	for _, part := range []struct {
		raw  json.RawMessage
		into any
	}{{c.Expect, &e}, {c.Gold, &gold}} {
		if len(part.raw) == 0 {
			continue
		}
		if err := json.Unmarshal(part.raw, part.into); err != nil {
			return expected{}, err
		}
	}
	return expected{e.Admissible, gold}, nil
}

// name is a string or a number, and is written as it was read.
type name struct{ text, raw string }

func (n *name) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		n.raw = string(data)
		return json.Unmarshal(data, &n.text)
	}
	if string(data) == "null" {
		return nil
	}
	var number json.Number
	if err := json.Unmarshal(data, &number); err != nil {
		return err
	}
	n.text, n.raw = number.String(), number.String()
	return nil
}

func (n name) MarshalJSON() ([]byte, error) { return []byte(cmp.Or(n.raw, `""`)), nil }

type verified struct {
	ID         name            `json:"id"`
	Found      bool            `json:"found"`
	Admissible bool            `json:"admissible"`
	Grade      evidence.Grade  `json:"grade"`
	Flags      []evidence.Flag `json:"flags"`
	Spans      [][2]int        `json:"spans"`
	Ms         float64         `json:"ms"`
}

// grounded is a record with its index and where its segments begin.
type grounded struct {
	record
	index *evidence.Index
}

func runVerify(args []string, w io.Writer) error {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	transcripts := flags.String("transcripts", "", "file of transcripts, one JSON object a line")
	cases := flags.String("cases", "", "file of quotes, one JSON object a line")
	score := flags.Bool("score", false, "print a table of scores instead, from the expectations of the cases")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *transcripts == "" || *cases == "" || flags.NArg() > 0 {
		return fmt.Errorf("usage: eval verify -transcripts FILE -cases FILE [-score]")
	}
	records := map[string]*grounded{}
	unread := eachLine(*transcripts, func(r record) error {
		if records[r.ID] != nil {
			return fmt.Errorf("transcript %q: the id was there before; the first one counts", r.ID)
		}
		g, err := ground(r)
		if err == nil {
			records[r.ID] = g
		}
		return err
	})
	if unread != nil && len(records) == 0 {
		return unread // nothing is known of any case
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	table := scores{}
	unverified := eachLine(*cases, func(c quoteCase) error {
		v := verified{ID: c.ID, Grade: evidence.NotFound, Flags: []evidence.Flag{}, Spans: [][2]int{}}
		var unknown error
		if g := records[c.Transcript]; g != nil {
			v = g.verify(c)
		} else {
			unknown = fmt.Errorf("case %q: unknown transcript %q", c.ID.text, c.Transcript)
		}
		if *score {
			e, err := c.expected()
			if err == nil {
				table.add(c.Class, e, v)
			}
			return errors.Join(unknown, err)
		}
		return errors.Join(unknown, enc.Encode(v))
	})
	if *score {
		table.print(out)
	}
	return errors.Join(unread, unverified, out.Flush())
}

const byteOrderMark = "\uFEFF"

// eachLine hands each line's value on, of a file that may be compressed with gzip. A
// line that fails costs no other: the errors of all of them come back together at the
// end, each with its line.
func eachLine[T any](path string, do func(T) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	r := bufio.NewReader(f)
	if head, _ := r.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		r = bufio.NewReader(z)
	}
	var failed []error
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return errors.Join(append(failed, fmt.Errorf("%s:%d: %w", path, n, err))...)
		}
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte(byteOrderMark))
		}
		if len(bytes.TrimSpace(line)) > 0 {
			var v T
			fault := json.Unmarshal(line, &v)
			if fault == nil {
				fault = do(v)
			}
			if fault != nil {
				failed = append(failed, fmt.Errorf("%s:%d: %w", path, n, fault))
			}
		}
		if err == io.EOF {
			return errors.Join(failed...)
		}
	}
}

// ground indexes a record. The words of its candidates count.
func ground(r record) (*grounded, error) {
	runes := []rune(r.Text)
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: r.ID, Hash: r.ID}, Language: r.Language}
	for n, s := range r.Segments {
		if s.Start < 0 || s.End < s.Start || s.End > len(runes) {
			return nil, fmt.Errorf("transcript %s: segment %d lies outside the text", r.ID, n)
		}
		role := transcript.Interviewer
		if slices.Contains(r.Candidates, s.Speaker) {
			role = transcript.Candidate
		}
		src.Passages = append(src.Passages, evidence.Passage{
			ID: strconv.Itoa(n), Speaker: evidence.Speaker{ID: s.Speaker, Name: s.Speaker, Role: role},
			Text: string(runes[s.Start:s.End]),
		})
	}
	return &grounded{record: r, index: evidence.NewIndex(src)}, nil
}

func (g *grounded) verify(c quoteCase) verified {
	claim := evidence.Claim{Quote: c.Quote, Speaker: c.Speaker, Segment: c.Segment.text}
	start := time.Now()
	f := g.index.Verify(claim, evidence.CandidateOnly())
	v := verified{
		ID: c.ID, Found: f.Grade != evidence.NotFound, Admissible: f.Admissible(), Grade: f.Grade,
		Flags: append([]evidence.Flag{}, f.Flags...), Spans: [][2]int{},
		Ms: float64(time.Since(start).Microseconds()) / 1000,
	}
	for _, s := range f.Spans {
		n, err := strconv.Atoi(s.Segment)
		if err != nil || n >= len(g.Segments) {
			continue
		}
		p, _ := g.index.Source().Passage(s.Segment)
		from := g.Segments[n].Start + utf8.RuneCountInString(p.Text[:s.StartByte])
		v.Spans = append(v.Spans, [2]int{from, from + utf8.RuneCountInString(s.Text)})
	}
	return v
}

// scores counts what became of the cases of each class.
type scores struct {
	classes map[string]*classScore
	spans   []float64
}

type classScore struct {
	cases, admitted int
	want            *bool
}

func (s *scores) add(class string, e expected, v verified) {
	if s.classes == nil {
		s.classes = map[string]*classScore{}
	}
	k := s.classes[class]
	if k == nil {
		k = &classScore{want: e.admissible}
		s.classes[class] = k
	}
	k.cases++
	if v.Admissible {
		k.admitted++
	}
	if v.Admissible && len(e.gold) > 0 && e.admissible != nil && *e.admissible {
		s.spans = append(s.spans, overlap(v.Spans, e.gold))
	}
}

// overlap is the intersection over the union of two lists of ranges.
func overlap(a, b [][2]int) float64 {
	in := map[int]int{}
	for side, list := range [][][2]int{a, b} {
		for _, r := range list {
			for i := r[0]; i < r[1]; i++ {
				in[i] |= 1 << side
			}
		}
	}
	both := 0
	for _, m := range in {
		if m == 3 {
			both++
		}
	}
	return float64(both) / float64(max(1, len(in)))
}

func (s *scores) print(w io.Writer) {
	names := make([]string, 0, len(s.classes))
	for name := range s.classes {
		names = append(names, name)
	}
	slices.Sort(names)
	var honest, kept, wrong int
	for _, name := range names {
		k := s.classes[name]
		_, _ = fmt.Fprintf(w, "%-22s admitted %3d of %3d\n", name, k.admitted, k.cases)
		switch {
		case k.want == nil:
		case *k.want:
			honest, kept = honest+k.cases, kept+k.admitted
		default:
			wrong += k.admitted
		}
	}
	_, _ = fmt.Fprintf(w, "recall %.3f precision %.3f\n", ratio(kept, honest), ratio(kept, kept+wrong))
	for _, g := range []struct{ name, classes string }{
		{"never said", "fabricated paraphrase scramble graft content_sub"},
		{"meaning changed", "neg_drop neg_add number agency hedge_drop antonym_modal entity ellipsis_inversion scope_cut"},
		{"wrong speaker", "wrong_speaker cross_speaker"},
		{"spliced or trivial", "quilt trivial"},
	} {
		in, all := 0, 0
		for name := range strings.FieldsSeq(g.classes) {
			if k := s.classes["f_"+name]; k != nil {
				in, all = in+k.admitted, all+k.cases
			}
		}
		if all > 0 {
			_, _ = fmt.Fprintf(w, "refused, %s: %.3f\n", g.name, 1-ratio(in, all))
		}
	}
	close := 0
	for _, o := range s.spans {
		if o > .9 {
			close++
		}
	}
	_, _ = fmt.Fprintf(w, "spans over .9: %.3f of %d\n", ratio(close, len(s.spans)), len(s.spans))
}

func ratio(a, b int) float64 { return float64(a) / float64(max(1, b)) }
