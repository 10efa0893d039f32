// Command verifybundle verifies evidence bundles: files that carry a scorecard or
// another document with the passages that it cites. It needs no network, no
// database and no model.
//
//	go run ./examples/verifybundle examples/verifybundle/sample.json
//
// It exits with 0 where every bundle holds, with 1 where one does not, and with 2
// where a file cannot be read.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(files []string, out, errs io.Writer) int {
	if len(files) == 0 || strings.HasPrefix(files[0], "-") {
		fmt.Fprintln(errs, "usage: verifybundle FILE...")
		return 2
	}
	code := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err == nil {
			err = verify(raw, out)
		}
		name := filepath.Base(file)
		switch {
		case err == nil:
			fmt.Fprintf(out, "%s: holds\n", name)
		case errors.Is(err, evidence.ErrBundle):
			code = max(code, 1)
			fmt.Fprintf(out, "%s: DOES NOT HOLD\n", name)
			for _, f := range fault.Of(err) {
				fmt.Fprintf(out, "  %s (%s)\n", strings.TrimSpace(f.Path+" "+f.Message), f.Code)
			}
		default:
			code = 2
			fmt.Fprintf(errs, "verifybundle: %s: %v\n", name, err)
		}
	}
	return code
}

// shown is a text of a bundle without what moves a terminal's cursor or begins a line.
func shown(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// verify prints what a bundle shows, where it holds.
func verify(raw []byte, out io.Writer) error {
	var b evidence.Bundle
	if err := json.Unmarshal(raw, &b); err != nil {
		return err
	}
	if err := evidence.VerifyBundle(b); err != nil {
		return err
	}
	fmt.Fprintln(out, "seal", b.Seal)
	for _, s := range b.Sources {
		fmt.Fprintf(out, "%s %s: %d of %d passages, %s\n", shown(string(s.Source.Kind)), shown(s.Source.ID), len(s.Segments)+len(s.Blocks), s.Size, s.Source.Hash)
	}
	for _, c := range b.Citations {
		fmt.Fprintf(out, "  %s, %s (%s %s): “%s”\n", c.Grade, shown(c.Speaker.Name), shown(c.Source.ID), c.Start(), shown(c.Text()))
	}
	return nil
}
