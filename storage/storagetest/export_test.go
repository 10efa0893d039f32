package storagetest

import "github.com/hirealign/hirealign/storage"

// The parts of Run that do not stand in the table of rules.
var (
	BeforeReopening = beforeReopening
	AfterReopening  = afterReopening
	TwoHandles      = twoHandles
	Forgetting      = testForget
)

// Checks returns the check of each rule by the rule's name.
func Checks() map[string]func(T, storage.Driver) {
	out := map[string]func(T, storage.Driver){}
	for _, r := range rules {
		out[r.name] = r.check
	}
	return out
}
