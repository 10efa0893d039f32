package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
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
	f, err := os.Open(*path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	r := bufio.NewReader(f)
	var in io.Reader = r
	if head, _ := r.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return err
		}
		in = z
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for dec := json.NewDecoder(in); dec.More(); {
		var m meeting
		if err := dec.Decode(&m); err != nil {
			return fmt.Errorf("read a meeting: %w", err)
		}
		if err := m.retrieve(enc, *k); err != nil {
			return err
		}
	}
	return out.Flush()
}

// retrieve ranks the turns of a meeting for each of its specific queries. Nobody in
// a meeting is a candidate: everybody's words are looked through.
func (m meeting) retrieve(enc *json.Encoder, k int) error {
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
