// Command eval prints what the library makes of files, one JSON object a line, for
// measurements that are scored elsewhere.
//
//	go run ./eval decode [-strict] [-format NAME] FILE...
//	go run ./eval retrieve -meetings MEETINGS.jsonl.gz [-k 10]
//	go run ./eval verify -transcripts FILE -cases FILE [-score]
//
// A line of decode has file, format, diagnostics, and segments in the order of the
// file, each with id, start_ms, end_ms (null where unknown), speaker and text; or
// file and error. Segment ids are those of one transcript id for all files, so that
// the ids of two versions of a file can be compared. In strict mode the id is that
// of the cue, as the file has it.
//
// A line of retrieve has meeting, query, and turns: the places, counted from 0, of
// the turns in which the query may be answered, best first.
//
// A line of verify has id, found, admissible, grade, flags, spans in code points of
// the transcript's text, and ms. With -score it prints a table of the classes instead.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(2)
	}
}

func run(args []string, w io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "decode":
			return runDecode(args[1:], w)
		case "retrieve":
			return runRetrieve(args[1:], w)
		case "verify":
			return runVerify(args[1:], w)
		}
	}
	return fmt.Errorf("usage: eval decode [-strict] [-format NAME] FILE...\n       eval retrieve -meetings FILE [-k 10]\n       eval verify -transcripts FILE -cases FILE [-score]")
}

type segment struct {
	ID      string            `json:"id"`
	Source  string            `json:"source_id,omitempty"`
	Start   transcript.Offset `json:"start_ms"`
	End     transcript.Offset `json:"end_ms"`
	Speaker *string           `json:"speaker"`
	Kind    string            `json:"kind,omitempty"`
	Text    string            `json:"text"`
}

type decoded struct {
	File        string              `json:"file"`
	Format      string              `json:"format,omitempty"`
	Error       string              `json:"error,omitempty"`
	Diagnostics []decode.Diagnostic `json:"diagnostics"`
	Segments    []segment           `json:"segments"`
}

func runDecode(args []string, w io.Writer) error {
	flags := flag.NewFlagSet("decode", flag.ContinueOnError)
	strict := flags.Bool("strict", false, "refuse what breaks the rules of the format; WebVTT as specified")
	name := flags.String("format", "", "read all files as this format instead of recognising it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	opts := decode.Options{ID: "eval", Strict: *strict}
	if *name != "" {
		i := slices.IndexFunc(decode.Formats(), func(f decode.Format) bool { return f.Name == *name })
		if i < 0 {
			return fmt.Errorf("unknown format %q", *name)
		}
		opts.Format = decode.Formats()[i]
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, path := range flags.Args() {
		if err := enc.Encode(decodeFile(path, opts)); err != nil {
			return err
		}
	}
	return out.Flush()
}

func decodeFile(path string, opts decode.Options) decoded {
	line := decoded{File: path, Diagnostics: []decode.Diagnostic{}, Segments: []segment{}}
	f, err := os.Open(path)
	if err != nil {
		line.Error = err.Error()
		return line
	}
	defer f.Close()
	t, diags, err := decode.Decode(f, &opts)
	line.Diagnostics = append(line.Diagnostics, diags...)
	if err != nil {
		line.Error = err.Error()
		return line
	}
	line.Format = t.Origin.Format
	for _, s := range t.Segments {
		row := segment{ID: string(s.ID), Source: s.SourceID, Start: s.Start, End: s.End, Kind: string(s.Kind), Text: s.Text}
		if opts.Strict {
			row.ID, row.Source = s.SourceID, ""
		}
		if sp, ok := t.Speaker(s.Speaker); ok {
			row.Speaker = &sp.Label
		}
		line.Segments = append(line.Segments, row)
	}
	return line
}
