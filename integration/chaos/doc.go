// Package chaos holds the drafting engine to its promises against a real server of
// a real model: llama.cpp, with random weights, constrained by the engine's own
// schemas, behind the adapter over OpenAI's SDK.
//
//	npm ci --omit=optional --ignore-scripts && GOWORK=off go test .
//
// The model is written here, byte by byte: a llama of 64 dimensions whose
// vocabulary is the conversation's own words. It says anything in these words, so
// that its quotes are near misses; what is accepted must have been said all the same.
package chaos
