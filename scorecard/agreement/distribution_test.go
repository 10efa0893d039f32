package agreement

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Critical values as printed in statistical tables.
func TestQuantilesAgainstPublishedTables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ p, df, want float64 }{
		{0.975, 1, 12.706},
		{0.975, 2, 4.303},
		{0.975, 5, 2.571},
		{0.975, 10, 2.228},
		{0.975, 30, 2.042},
		{0.95, 7, 1.895},
		{0.995, 4, 4.604},
		{0.975, 120, 1.980},
		{0.9995, 3, 12.924},
	} {
		require.InDelta(t, c.want, tQuantile(c.p, c.df), 0.0005, "t %v %v", c.p, c.df)
		require.InDelta(t, 2*(1-c.p), tTwoSided(tQuantile(c.p, c.df), c.df), 1e-12)
	}
	for _, c := range []struct{ p, d1, d2, want float64 }{
		{0.95, 1, 1, 161.45},
		{0.95, 2, 10, 4.10},
		{0.95, 5, 18, 2.77},
		{0.975, 5, 18, 3.38},
		{0.975, 18, 5, 6.36},
		{0.99, 3, 12, 5.95},
		{0.95, 120, 120, 1.35},
		{0.975, 4, 60, 3.01},
	} {
		require.InDelta(t, c.want, fQuantile(c.p, c.d1, c.d2), 0.006, "F %v %v %v", c.p, c.d1, c.d2)
		require.InDelta(t, 1-c.p, fUpper(fQuantile(c.p, c.d1, c.d2), c.d1, c.d2), 1e-12)
	}
	require.InDelta(t, 1.959963984540054, normalQuantile(0.975), 1e-14)
	require.Zero(t, fUpper(math.Inf(1), 3, 4))
	require.Zero(t, tTwoSided(math.Inf(1), 4))
}

// The incomplete beta function has closed forms for small whole parameters.
func TestIncompleteBetaClosedForms(t *testing.T) {
	t.Parallel()
	for x := 0.01; x < 1; x += 0.07 {
		require.InDelta(t, x, regIncBeta(1, 1, x), 1e-14)
		require.InDelta(t, x*x*(3-2*x), regIncBeta(2, 2, x), 1e-14)
		require.InDelta(t, 2/math.Pi*math.Asin(math.Sqrt(x)), regIncBeta(0.5, 0.5, x), 1e-13)
		require.InDelta(t, math.Pow(x, 7), regIncBeta(7, 1, x), 1e-14)
		require.InDelta(t, 1, regIncBeta(3.5, 8.25, x)+regIncBeta(8.25, 3.5, 1-x), 1e-13)
		// The upper tail of the binomial distribution.
		tail, n := 0.0, 12
		for k := 5; k <= n; k++ {
			tail += choose(n, k) * math.Pow(x, float64(k)) * math.Pow(1-x, float64(n-k))
		}
		require.InDelta(t, tail, regIncBeta(5, float64(n-4), x), 1e-13)
	}
	require.Zero(t, regIncBeta(2, 3, 0))
	require.InDelta(t, 1, regIncBeta(2, 3, 1), 0)
	require.InDelta(t, 0.5, regIncBeta(50_000, 50_000, 0.5), 1e-9, "large degrees of freedom converge")
}

func choose(n, k int) float64 {
	out := 1.0
	for i := range k {
		out = out * float64(n-i) / float64(i+1)
	}
	return out
}

func TestBinomialDraws(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 7))
	for _, c := range []struct {
		n int
		p float64
	}{{1, 0.5}, {10, 0.3}, {25_000, 0.01}, {25_000, 0.9}, {3, 1}, {3, 0}, {0, 0.4}} {
		var sum, squares float64
		const draws = 20_000
		for range draws {
			v := binomial(rng, c.n, c.p)
			require.True(t, v >= 0 && v <= c.n)
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
		mean, variance := sum/draws, squares/draws-sum*sum/draws/draws
		wantMean, wantVar := float64(c.n)*c.p, float64(c.n)*c.p*(1-c.p)
		require.InDelta(t, wantMean, mean, 5*math.Sqrt(wantVar/draws)+1e-9)
		require.InDelta(t, wantVar, variance, 0.08*wantVar+1e-9)
	}
}
