package intake

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/internal/canonical"
	"github.com/hirealign/hirealign/internal/markdown"
	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/transcript"
)

// LineState says whether a line of a description was spoken of. Unknown values
// survive decoding.
type LineState string

// The states of a line.
const (
	// Mentioned: the hiring manager said something about it; read whether it is the same.
	Mentioned LineState = "mentioned"
	// NeverMentioned: the call has nothing of it.
	NeverMentioned LineState = "never_mentioned"
)

// Line is one line of a description, with what the call has on it.
type Line struct {
	State LineState `json:"state"`
	// Written cites the description.
	Written evidence.Citation `json:"written"`
	// Said are the hiring manager's own words in the call; none where never mentioned.
	Said []evidence.Citation `json:"said,omitzero"`
}

// Comparison sets a draft description against the call.
type Comparison struct {
	SchemaVersion int                `json:"schema_version"`
	Description   evidence.SourceRef `json:"description"`
	Call          evidence.SourceRef `json:"call"`
	Lines         []Line             `json:"lines,omitzero"`
	// OnlySaid are criteria of the call that the description does not have.
	OnlySaid []rubric.Criterion `json:"only_said,omitzero"`
}

const (
	leastWords = 3 // of a line that can be a criterion
	mostSaid   = 2
)

var bullet = regexp.MustCompile(`^(?:[-*•·–—>]|\d{1,3}[.)])\s+`)

// Description makes a source of a hiring manager's draft, one passage per line.
// Bullets are left out of the passages; headings are lines that end in a colon or
// begin with "#"; they and lines of one or two words are no criteria and are left
// out.
func Description(id string, author evidence.Speaker, text string) (evidence.Source, error) {
	hash, err := canonical.Hash(text)
	if err != nil {
		return evidence.Source{}, err
	}
	author.Role = transcript.HiringManager
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.DocumentSource, ID: id, Hash: hash}}
	n := 0
	for line := range strings.Lines(strings.ToValidUTF8(text, "\uFFFD")) {
		n++
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") || strings.HasSuffix(line, ":") {
			continue
		}
		line = bullet.ReplaceAllString(line, "")
		if len(strings.Fields(line)) < leastWords {
			continue
		}
		src.Passages = append(src.Passages, evidence.Passage{ID: "l" + strconv.Itoa(n), Speaker: author, Text: line})
	}
	return src, nil
}

// Compare finds for each line of the description what the hiring manager said
// about it in the call, and among the criteria of the call those that the
// description lacks. It matches words, not meanings: "mentioned" asks a person to
// read both. criteria are those of the intake draft of the same call; nil looks in
// one direction only.
func Compare(description evidence.Source, call transcript.Transcript, criteria []rubric.Criterion) Comparison {
	spoken := evidence.NewIndex(evidence.FromTranscript(call))
	written := evidence.NewIndex(description)
	out := Comparison{SchemaVersion: SchemaVersion, Description: description.Ref, Call: spoken.Source().Ref}
	hm := []transcript.Role{transcript.HiringManager}
	everywhere := make([]string, 0, len(description.Passages))
	for _, p := range description.Passages {
		everywhere = append(everywhere, p.ID)
		whole, err := written.Cite(p.ID, 0, len(p.Text))
		if err != nil {
			continue // an empty line
		}
		line := Line{State: NeverMentioned, Written: whole}
		for _, s := range spoken.Suggest(evidence.Query{Text: p.Text, Speakers: hm}, mostSaid) {
			line.State = Mentioned
			line.Said = append(line.Said, s.Citation)
		}
		out.Lines = append(out.Lines, line)
	}
	for _, c := range criteria {
		text := []string{c.Name, c.Description}
		for _, b := range c.Basis {
			text = append(text, b.Text())
		}
		if len(written.Suggest(evidence.Query{Text: strings.Join(text, " "), Speakers: hm, Within: everywhere}, 1)) == 0 {
			out.OnlySaid = append(out.OnlySaid, c)
		}
	}
	return out
}

// NeverMentioned returns the lines that the call has nothing of.
func (c Comparison) NeverMentioned() []Line {
	var out []Line
	for _, l := range c.Lines {
		if l.State == NeverMentioned {
			out = append(out, l)
		}
	}
	return out
}

// Markdown renders the comparison: what only the description has, what only the
// call has, and what both have.
func (c Comparison) Markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# The description and the call\n\n%d of %d lines of the description were never mentioned; %d criteria were only said.\n",
		len(c.NeverMentioned()), len(c.Lines), len(c.OnlySaid))
	if lines := c.NeverMentioned(); len(lines) > 0 {
		s.WriteString("\n## Written, never mentioned\n\n")
		for _, l := range lines {
			s.WriteString("- " + markdown.Inline(l.Written.Text()) + "\n")
		}
	}
	if len(c.OnlySaid) > 0 {
		s.WriteString("\n## Said, not written\n")
		for _, o := range c.OnlySaid {
			quotes(&s, o.Basis)
		}
	}
	if len(c.Lines) > len(c.NeverMentioned()) {
		s.WriteString("\n## In both\n")
		for _, l := range c.Lines {
			if l.State == Mentioned {
				s.WriteString("\n- " + markdown.Inline(l.Written.Text()) + "\n")
				quotes(&s, l.Said)
			}
		}
	}
	return s.String()
}
