// Command cmd writes the JSON Schemas of package schema.
//
//	go generate ./schema
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/hirealign/hirealign/internal/schemagen"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "schemagen:", err)
		os.Exit(1)
	}
}

// run writes schema/v1 below the working directory's parent, which is where go
// generate starts it.
func run() error {
	files, err := schemagen.Generate("..")
	if err != nil {
		return err
	}
	if err := os.RemoveAll("v1"); err != nil {
		return err
	}
	if err := os.MkdirAll("v1", 0o750); err != nil {
		return err
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join("v1", name), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}
