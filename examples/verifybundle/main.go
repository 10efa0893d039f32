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

	"github.com/hirealign/hirealign/evidence"
	"github.com/hirealign/hirealign/fault"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(files []string, out, errs io.Writer) int {
	if len(files) == 0 {
		fmt.Fprintln(errs, "usage: verifybundle FILE...")
		return 2
	}
	code := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(errs, "verifybundle:", err)
			return 2
		}
		if err := verify(raw, out); err != nil {
			if !errors.Is(err, evidence.ErrBundle) {
				fmt.Fprintln(errs, "verifybundle:", err)
				return 2
			}
			code = 1
			fmt.Fprintf(out, "%s: DOES NOT HOLD\n", filepath.Base(file))
			for _, f := range fault.Of(err) {
				fmt.Fprintf(out, "  %s %s (%s)\n", f.Path, f.Message, f.Code)
			}
			continue
		}
		fmt.Fprintf(out, "%s: holds\n", filepath.Base(file))
	}
	return code
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
		fmt.Fprintf(out, "%s %s: %d of %d passages, %s\n", s.Source.Kind, s.Source.ID, len(s.Segments)+len(s.Blocks), s.Size, s.Source.Hash)
	}
	for _, c := range b.Citations {
		fmt.Fprintf(out, "  %s, %s (%s %s): “%s”\n", c.Grade, c.Speaker.Name, c.Source.ID, c.Start(), c.Text())
	}
	return nil
}
