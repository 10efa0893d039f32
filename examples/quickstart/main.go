// Quickstart runs one search from the intake call to the decision, offline, on
// synthetic sample data, over a SQLite file.
//
//	go run ./examples/quickstart
//	go run ./examples/quickstart -json
//	go run ./examples/quickstart -transcript FILE -rubric FILE -candidate NAME
//
// Progress goes to standard error, the result to standard output, and the debrief
// to debrief.html.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	fs.SetOutput(stderr)
	asJSON := fs.Bool("json", false, "print one JSON document with everything")
	html := fs.String("html", "debrief.html", "write the debrief to this file")
	database := fs.String("db", "", "keep the SQLite database in this file; by default it is temporary")
	transcriptFile := fs.String("transcript", "", "run on your own transcript, with -rubric and -candidate")
	rubricFile := fs.String("rubric", "", "a rubric as JSON, such as examples/data/rubric.json")
	candidate := fs.String("candidate", "", "the candidate's speaker label in your transcript; not needed where it is \"Candidate\" or the like")
	if err := fs.Parse(args); err != nil {
		return err
	}
	out := bufio.NewWriter(stdout)
	defer out.Flush()
	progress := func(format string, a ...any) { fmt.Fprintf(stderr, format+"\n", a...) }

	if *transcriptFile != "" || *rubricFile != "" {
		if *transcriptFile == "" || *rubricFile == "" {
			return errors.New("-transcript and -rubric go together")
		}
		return ownFiles(ctx, out, progress, *transcriptFile, *rubricFile, *candidate, *asJSON)
	}

	result, err := search(ctx, progress, *database)
	if err != nil {
		return err
	}
	if err := writeDebrief(*html, result); err != nil {
		return err
	}
	progress("wrote %s", *html)
	if *asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(result)
	}
	report(out, result)
	return nil
}
