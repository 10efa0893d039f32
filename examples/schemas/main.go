// Command schemas writes JSON Schemas to a folder.
//
//	go run ./examples/schemas -o DIR -profile form -type scorecard -rubric FILE
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schemas:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("schemas", flag.ContinueOnError)
	dir := flags.String("o", "", "folder to write to; it is made where it is missing")
	profile := flags.String("profile", "wire", "wire, form or llm")
	name := flags.String("type", "", "name of one schema; all of the profile without it")
	file := flags.String("rubric", "", "rubric as JSON: binds the scorecard form to it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" || flags.NArg() > 0 {
		return fmt.Errorf("usage: schemas -o DIR [-profile wire|form|llm] [-type NAME] [-rubric FILE]")
	}
	p, err := schema.ParseProfile(*profile)
	if err != nil {
		return err
	}
	files := map[string]json.RawMessage{}
	var order []string
	put := func(name string, raw json.RawMessage) {
		files[name] = raw
		order = append(order, name)
	}
	if *file != "" {
		if *name != "scorecard" {
			return fmt.Errorf("-rubric binds -type scorecard, and nothing else")
		}
		r, err := read(*file)
		if err != nil {
			return err
		}
		form, err := schema.Bound(r, p)
		if err != nil {
			return err
		}
		layout, err := schema.UI(r)
		if err != nil {
			return err
		}
		put("scorecard.form.json", form)
		put("scorecard.ui.json", layout)
	} else {
		for n := range schema.Names(p) {
			if *name != "" && *name != n {
				continue
			}
			raw, err := schema.Named(n, p)
			if err != nil {
				return err
			}
			put(n+"."+p.String()+".json", raw)
		}
		if len(order) == 0 {
			_, err := schema.Named(*name, p)
			return err
		}
	}
	if err := os.MkdirAll(*dir, 0o750); err != nil {
		return err
	}
	for _, n := range order {
		var b bytes.Buffer
		if err := json.Indent(&b, bytes.TrimSpace(files[n]), "", "  "); err != nil {
			return err
		}
		b.WriteByte('\n')
		if err := os.WriteFile(filepath.Join(*dir, n), b.Bytes(), 0o600); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s %d bytes\n", n, b.Len())
	}
	return nil
}

func read(file string) (rubric.Rubric, error) {
	var r rubric.Rubric
	b, err := os.ReadFile(file)
	if err != nil {
		return r, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("%s: %w", file, err)
	}
	return r, nil
}
