// Package integration holds the tests that need real databases, oracles and
// other software that the library itself must not depend on. It is never tagged.
package integration
