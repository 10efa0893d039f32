package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/transcript"
)

// Author is the role of who wrote a document, such as a resume.
const Author transcript.Role = "author"

// Policy says what a document admits as evidence. The zero value admits nothing.
type Policy struct {
	// Name appears in refusals, such as "candidate_only".
	Name string `json:"name"`
	// Speakers are the roles whose words count.
	Speakers []transcript.Role `json:"speakers,omitzero"`
	// Restaters are the roles whose words count where somebody of Speakers confirms
	// them in the next turn: "so five years of Go is a must?" – "Yes, exactly."
	Restaters []transcript.Role `json:"restaters,omitzero"`
	// MinGrade is the weakest grade admitted.
	MinGrade Grade `json:"min_grade"`
	// MinWords is the least number of words a quote needs.
	MinWords int `json:"min_words"`
	// Refused are flags that ask for review and that this document does not admit.
	Refused []Flag `json:"refused,omitzero"`
}

// CandidateOnly is the policy of scorecards and summaries: the candidate's own words.
func CandidateOnly() Policy {
	return Policy{Name: "candidate_only", Speakers: []transcript.Role{transcript.Candidate}, MinGrade: Approximate, MinWords: 3}
}

// HiringManagerOnly is the policy of an intake call: the hiring manager's own words.
func HiringManagerOnly() Policy {
	return Policy{Name: "hiring_manager_only", Speakers: []transcript.Role{transcript.HiringManager}, MinGrade: Approximate, MinWords: 3}
}

// Intake is the policy of an intake call where a recruiter sums up what was said:
// the hiring manager's own words, and the recruiter's once the hiring manager
// confirmed them.
func Intake() Policy {
	p := HiringManagerOnly()
	p.Name, p.Restaters = "intake", []transcript.Role{transcript.Recruiter}
	return p
}

// InterviewerNotes is the policy of typed notes: what the panelist wrote down.
// Such a citation is the panelist's note, not the candidate's words, and the
// documents that accept it say so.
func InterviewerNotes() Policy {
	return Policy{
		Name:     "interviewer_notes",
		Speakers: []transcript.Role{transcript.Interviewer, transcript.HiringManager, transcript.Recruiter},
		MinGrade: Approximate, MinWords: 3,
	}
}

// AuthorOnly is the policy of resumes and other documents: what their author wrote.
func AuthorOnly() Policy {
	return Policy{Name: "author_only", Speakers: []transcript.Role{Author}, MinGrade: Approximate, MinWords: 3}
}

// AdmitsSpeaker reports whether the words of the role count.
func (p Policy) AdmitsSpeaker(r transcript.Role) bool {
	return r != transcript.UnknownRole && slices.Contains(p.Speakers, r)
}

func (p Policy) restates(r transcript.Role) bool {
	return r != transcript.UnknownRole && !slices.Contains(p.Speakers, r) && slices.Contains(p.Restaters, r)
}

var gradeOrder = []Grade{NotFound, Altered, Approximate, Elided, Normalized, Verbatim}

// AdmitsGrade reports whether the grade is good enough. Altered and NotFound never are.
func (p Policy) AdmitsGrade(g Grade) bool {
	have, need := slices.Index(gradeOrder, g), slices.Index(gradeOrder, p.MinGrade)
	return need >= 0 && have >= max(need, slices.Index(gradeOrder, Approximate))
}

// Blocks reports whether the flag blocks admission under the policy.
func (p Policy) Blocks(f Flag) bool { return f.Blocking() || slices.Contains(p.Refused, f) }

// rulesVersion changes with every rule of grading that is not a word list.
const rulesVersion = 7

// Fingerprint identifies the policy together with the rules of grading and the word
// lists of the languages, which are given as BCP 47 tags: two findings with one
// fingerprint were judged alike.
func (p Policy) Fingerprint(tags ...string) string {
	lists := make([]*lexicon, len(tags))
	for i, t := range tags {
		lists[i] = lexiconFor(t)
	}
	return p.print(lists)
}

func (p Policy) print(lists []*lexicon) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d|%q|%q|%q|%s|%d|%q", rulesVersion, p.Name, p.Speakers, p.Restaters, p.MinGrade, p.MinWords, p.Refused)
	names := make([]string, 0, len(lists))
	for _, x := range lists {
		names = append(names, x.lists.Language+"/"+x.lists.Version)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	fmt.Fprintf(&b, "|%q", names)
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}

// fingerprint is Policy.Fingerprint for the languages of an index, kept for the
// next verification.
func (v *verifier) fingerprint(ix *Index, p Policy) string {
	q := v.printed
	if v.printedAs == "" || q.Name != p.Name || q.MinGrade != p.MinGrade || q.MinWords != p.MinWords ||
		!slices.Equal(q.Speakers, p.Speakers) || !slices.Equal(q.Restaters, p.Restaters) || !slices.Equal(q.Refused, p.Refused) || !slices.Equal(v.printedKeys, ix.lexicons) {
		v.printed, v.printedKeys = p, append(v.printedKeys[:0], ix.lexicons...)
		// The caller's slices may be changed in place.
		v.printed.Speakers, v.printed.Restaters, v.printed.Refused = slices.Clone(p.Speakers), slices.Clone(p.Restaters), slices.Clone(p.Refused)
		v.printedAs = p.print(ix.lexicons)
	}
	return v.printedAs
}
