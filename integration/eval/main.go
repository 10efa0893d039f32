// Command eval prints what the library makes of files, one JSON object a line, for
// measurements that are scored elsewhere.
//
//	go run ./eval decode [-strict] [-format NAME] FILE...
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
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
	default:
		return errUsage
	}
}

var errUsage = errors.New("usage: eval decode [-strict] [-format NAME] FILE")
