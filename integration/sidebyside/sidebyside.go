// Package sidebyside measures a store and the same work written by hand, in turns
// within one run, so that both meet the same machine.
package sidebyside

import (
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Run does a round of raw and a round of store in each iteration of the benchmark,
// in changing order, each over its own inputs: input(0), input(1) and so on, made
// before the clock starts. It reports the medians over the rounds of
//
//	x-raw-cpu     processor time of this process, user and system: store over raw
//	x-raw-wall    time that passed: store over raw
//	raw-cpu-ns    processor time of one piece of raw work
//	store-cpu-ns  processor time of one piece of the store's work
//
// Where the work is done by a server too, server returns the processor time that it has
// had; nil where there is none or it cannot be told. Then it reports also
//
//	x-raw-server-cpu     processor time of the server: store over raw
//	raw-server-cpu-ns    of one piece of raw work
//	store-server-cpu-ns  of one piece of the store's work
func Run[T any](b *testing.B, perRound int, server func() time.Duration, input func(n uint64) T, raw, store func(T) error) {
	b.Helper()
	var cpu, wall, rawCPU, storeCPU, there, rawThere, storeThere []float64
	n := uint64(0)
	at := func() float64 {
		if server == nil {
			return 0
		}
		return float64(server())
	}
	measure := func(do func(T) error) (here, passed, away float64) {
		inputs := make([]T, perRound)
		for i := range inputs {
			inputs[i] = input(n)
			n++
		}
		runtime.GC()
		start, before, distant := time.Now(), used(b), at()
		for _, in := range inputs {
			if err := do(in); err != nil {
				require.NoError(b, err)
			}
		}
		return float64(used(b) - before), float64(time.Since(start)), at() - distant
	}
	for b.Loop() {
		var rc, rw, rs, sc, sw, ss float64
		if len(cpu)%2 == 0 {
			rc, rw, rs = measure(raw)
			sc, sw, ss = measure(store)
		} else {
			sc, sw, ss = measure(store)
			rc, rw, rs = measure(raw)
		}
		there = append(there, ss/rs)
		rawThere, storeThere = append(rawThere, rs/float64(perRound)), append(storeThere, ss/float64(perRound))
		cpu, wall = append(cpu, sc/rc), append(wall, sw/rw)
		rawCPU, storeCPU = append(rawCPU, rc/float64(perRound)), append(storeCPU, sc/float64(perRound))
	}
	b.ReportMetric(0, "ns/op") // a round is no unit of work
	b.ReportMetric(median(cpu), "x-raw-cpu")
	b.ReportMetric(median(wall), "x-raw-wall")
	b.ReportMetric(median(rawCPU), "raw-cpu-ns")
	b.ReportMetric(median(storeCPU), "store-cpu-ns")
	if server != nil {
		b.ReportMetric(median(there), "x-raw-server-cpu")
		b.ReportMetric(median(rawThere), "raw-server-cpu-ns")
		b.ReportMetric(median(storeThere), "store-server-cpu-ns")
	}
}

// used is the processor time that the process has had, in nanoseconds.
func used(b *testing.B) int64 {
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return u.Utime.Nano() + u.Stime.Nano()
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
