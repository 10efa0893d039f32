// Command cmd writes the generated files of package schema.
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

// made are the folders that hold nothing but generated schemas.
var made = []string{"v1", "ts/v1"}

// run writes the files below the folder schema, where go generate starts it. It
// removes what is no longer made when everything has been made.
func run() error {
	files, err := schemagen.Generate("..")
	if err != nil {
		return err
	}
	for _, dir := range made {
		if err := os.RemoveAll(filepath.FromSlash(dir)); err != nil {
			return err
		}
	}
	for name, b := range files {
		name = filepath.FromSlash(name)
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}
