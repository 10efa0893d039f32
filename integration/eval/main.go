// Command eval prints what the library makes of files, one JSON object a line, for
// measurements that are scored elsewhere.
//
//	go run ./eval decode [-strict] [-format NAME] FILE...
//	go run ./eval retrieve -meetings MEETINGS.jsonl.gz [-k 10]
//	go run ./eval verify -transcripts FILE -cases FILE [-score]
//
// A line of retrieve has meeting, query, and turns: the places, counted from 0, of
// the turns in which the query may be answered, best first.
//
// A line of verify has id, found, admissible, grade, flags, spans in code points of
// the transcript's text, and ms. With -score it prints a table of the classes instead.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(2)
	}
}

func run(args []string, w io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	switch args[0] {
	case "decode":
		return runDecode(args[1:], w)
	case "retrieve":
		return runRetrieve(args[1:], w)
	case "verify":
		return runVerify(args[1:], w)
	default:
		return errUsage
	}
}

var errUsage = errors.New("usage: eval decode [-strict] [-format NAME] FILE...\n       eval retrieve -meetings FILE [-k 10]\n       eval verify -transcripts FILE -cases FILE [-score]")
