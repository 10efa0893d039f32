// Command schemas writes JSON Schemas to a folder.
//
//	go run ./examples/schemas -o DIR -profile form -type scorecard -rubric FILE
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hirealign/hirealign/rubric"
	"github.com/hirealign/hirealign/schema"
)

// errUsage is the sentinel of a command line that says nothing that can be done.
var errUsage = errors.New("usage: schemas -o DIR [-profile wire|form|llm] [-type NAME] [-rubric FILE]")

func main() {
	switch err := run(os.Args[1:], os.Stdout); {
	case err == nil:
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(os.Stderr, errUsage)
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, "schemas:", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "schemas:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("schemas", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main says what is wrong, once
	dir := flags.String("o", "", "folder to write to; it is made where it is missing")
	profile := flags.String("profile", "wire", "wire, form or llm")
	name := flags.String("type", "", "name of one schema; all of the profile without it")
	file := flags.String("rubric", "", "rubric as JSON: binds the scorecard form to it")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return fmt.Errorf("%w\n%w", err, errUsage)
	case *dir == "":
		return fmt.Errorf("-o names no folder to write to\n%w", errUsage)
	case flags.NArg() > 0:
		return fmt.Errorf("%q is too much\n%w", flags.Arg(0), errUsage)
	}
	p, err := schema.ParseProfile(*profile)
	if err != nil {
		return fmt.Errorf("%w: give wire, form or llm", err)
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
			return fmt.Errorf("%s: %w", *file, err)
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
			return fmt.Errorf("%w; there are %s", err, strings.Join(slices.Collect(schema.Names(p)), ", "))
		}
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	for _, n := range order {
		var b bytes.Buffer
		if err := json.Indent(&b, bytes.TrimSpace(files[n]), "", "  "); err != nil {
			return err
		}
		b.WriteByte('\n')
		if err := os.WriteFile(filepath.Join(*dir, n), b.Bytes(), 0o644); err != nil {
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
		return r, fmt.Errorf("%s is not a rubric: %w", file, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return r, fmt.Errorf("%s is not a rubric: there is more after it", file)
	}
	return r, nil
}
