package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/transcript"
)

// meeting is a record of QMSum.
type meeting struct {
	ID    string `json:"id"`
	Turns []struct {
		Speaker string `json:"speaker"`
		Content string `json:"content"`
	} `json:"meeting_transcripts"`
	Queries []struct {
		Query string `json:"query"`
	} `json:"specific_query_list"`
}

type retrieved struct {
	Meeting string `json:"meeting"`
	Query   string `json:"query"`
	Turns   []int  `json:"turns"`
}

func runRetrieve(args []string, w io.Writer) error {
	flags := flag.NewFlagSet("retrieve", flag.ContinueOnError)
	path := flags.String("meetings", "", "meetings of QMSum, one JSON object a line; may be compressed with gzip")
	k := flags.Int("k", 10, "turns per query")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *path == "" || flags.NArg() > 0 || *k < 1 {
		return fmt.Errorf("usage: eval retrieve -meetings FILE [-k 10]")
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	unread := eachLine(*path, func(m meeting) error { return m.retrieve(enc, *k) })
	return errors.Join(unread, out.Flush())
}

// retrieve ranks the turns of a meeting for each of its specific queries. Nobody in
// a meeting is a candidate: everybody's words are looked through.
func (m meeting) retrieve(enc *json.Encoder, k int) error {
	if m.Turns == nil && m.Queries == nil {
		return errors.New("no meeting: the line has neither turns nor queries")
	}
	src := evidence.Source{Ref: evidence.SourceRef{Kind: evidence.TranscriptSource, ID: m.ID}, Language: "en"}
	for i, t := range m.Turns {
		src.Passages = append(src.Passages, evidence.Passage{
			ID: strconv.Itoa(i), Text: t.Content,
			Speaker: evidence.Speaker{ID: t.Speaker, Name: t.Speaker, Role: transcript.Observer},
		})
	}
	ix := evidence.NewIndex(src)
	for _, q := range m.Queries {
		line := retrieved{Meeting: m.ID, Query: q.Query, Turns: []int{}}
		for _, r := range ix.Rank(evidence.Query{Text: q.Query, Speakers: []transcript.Role{transcript.Observer}}, k) {
			n, err := strconv.Atoi(r.Segment)
			if err != nil {
				return err
			}
			line.Turns = append(line.Turns, n)
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
