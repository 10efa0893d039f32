package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/transcript"
	"github.com/hirealign/hirealign/transcript/decode"
)

// decoded is the line of a file: its segments in the order of the file, or an error.
type decoded struct {
	File        string              `json:"file"`
	Format      string              `json:"format,omitempty"`
	Error       string              `json:"error,omitempty"`
	Diagnostics []decode.Diagnostic `json:"diagnostics"`
	Segments    []segment           `json:"segments"`
}

// segment has null where a time or the speaker is unknown. Its id is made with one
// transcript id for all files, so that the ids of two versions of a file can be
// compared. In strict mode it is the id of the cue, as the file has it.
type segment struct {
	ID      string            `json:"id"`
	Start   transcript.Offset `json:"start_ms"`
	End     transcript.Offset `json:"end_ms"`
	Speaker *string           `json:"speaker"`
	Text    string            `json:"text"`
}

func runDecode(args []string, w io.Writer) error {
	flags := flag.NewFlagSet("decode", flag.ContinueOnError)
	strict := flags.Bool("strict", false, "refuse what breaks the rules of the format; WebVTT as specified")
	name := flags.String("format", "", "read all files as this format instead of recognising it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errUsage
	}
	opts := decode.Options{ID: "eval", Strict: *strict}
	if *name != "" {
		format, err := formatNamed(*name)
		if err != nil {
			return err
		}
		opts.Format = format
	}
	for _, path := range flags.Args() {
		if err := writeLine(w, decodeFile(path, opts)); err != nil {
			return err
		}
	}
	return nil
}

// formatNamed finds a format, those that are never recognised among them.
func formatNamed(name string) (decode.Format, error) {
	var known []string
	for _, f := range append(decode.Formats(), decode.PodcastVTT(), decode.PodcastSRT()) {
		if f.Name == name {
			return f, nil
		}
		known = append(known, f.Name)
	}
	slices.Sort(known)
	return decode.Format{}, fmt.Errorf("unknown format %q; known are %s", name, strings.Join(known, ", "))
}

// writeLine writes a line at once, so that those of earlier files are there whatever
// happens later. U+0085 is escaped, because some readers of lines take it for an end.
func writeLine(w io.Writer, line any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(line); err != nil {
		return err
	}
	_, err := w.Write(bytes.ReplaceAll(b.Bytes(), []byte("\u0085"), []byte(`\u0085`)))
	return err
}

// speakerOf is the label as the file has it, or the name that the file tells for a
// label that only refers to somebody.
func speakerOf(s transcript.Speaker) *string {
	if shown := transcript.DisplayName(s.Label); shown != "" && s.Name != shown {
		return &s.Name
	}
	return &s.Label
}

func decodeFile(path string, opts decode.Options) decoded {
	line := decoded{File: path, Diagnostics: []decode.Diagnostic{}, Segments: []segment{}}
	f, err := os.Open(path)
	if err != nil {
		line.Error = err.Error()
		return line
	}
	defer func() { _ = f.Close() }()
	t, diags, err := decode.Decode(f, &opts)
	line.Diagnostics = append(line.Diagnostics, diags...)
	if err != nil {
		line.Error = err.Error()
		if e, ok := errors.AsType[*decode.Error](err); ok {
			line.Format = e.Format
		}
		return line
	}
	line.Format = t.Origin.Format
	for _, s := range t.Segments {
		row := segment{ID: string(s.ID), Start: s.Start, End: s.End, Text: s.Text}
		if opts.Strict {
			row.ID = s.SourceID
		}
		if sp, ok := t.Speaker(s.Speaker); ok {
			row.Speaker = speakerOf(sp)
		}
		line.Segments = append(line.Segments, row)
	}
	return line
}
