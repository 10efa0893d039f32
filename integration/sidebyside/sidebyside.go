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
func Run[T any](b *testing.B, perRound int, input func(n uint64) T, raw, store func(T) error) {
	b.Helper()
	var cpu, wall, rawCPU, storeCPU []float64
	n := uint64(0)
	measure := func(do func(T) error) (float64, float64) {
		inputs := make([]T, perRound)
		for i := range inputs {
			inputs[i] = input(n)
			n++
		}
		runtime.GC()
		start, before := time.Now(), used(b)
		for _, in := range inputs {
			if err := do(in); err != nil {
				require.NoError(b, err)
			}
		}
		return float64(used(b) - before), float64(time.Since(start))
	}
	for b.Loop() {
		var rc, rw, sc, sw float64
		if len(cpu)%2 == 0 {
			rc, rw = measure(raw)
			sc, sw = measure(store)
		} else {
			sc, sw = measure(store)
			rc, rw = measure(raw)
		}
		cpu, wall = append(cpu, sc/rc), append(wall, sw/rw)
		rawCPU, storeCPU = append(rawCPU, rc/float64(perRound)), append(storeCPU, sc/float64(perRound))
	}
	b.ReportMetric(0, "ns/op") // a round is no unit of work
	b.ReportMetric(median(cpu), "x-raw-cpu")
	b.ReportMetric(median(wall), "x-raw-wall")
	b.ReportMetric(median(rawCPU), "raw-cpu-ns")
	b.ReportMetric(median(storeCPU), "store-cpu-ns")
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
