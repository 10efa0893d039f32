// Package models runs the adapters for language models against software that others
// wrote: a mock server that speaks the formats of all providers, the types of
// Ollama's own client, and, where a key is set, the providers themselves. It also
// writes the table of docs/providers.md. It is never tagged.
package models
