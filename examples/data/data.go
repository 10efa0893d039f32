// Package data holds the synthetic sample data of the examples. Everything in it
// is invented; see README.md of this folder.
//
//	f, err := data.Files.Open("intake.vtt")
package data

import "embed"

// Files are the sample files, by name.
//
//go:embed *.vtt *.txt *.md *.json
var Files embed.FS
