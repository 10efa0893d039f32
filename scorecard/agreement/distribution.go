package agreement

import "math"

// regIncBeta is the regularised incomplete beta function I_x(a, b), by its
// continued fraction (Abramowitz and Stegun 26.5.8) in Lentz's form.
func regIncBeta(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - regIncBeta(b, a, 1-x)
	}
	lab, _ := math.Lgamma(a + b)
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a

	const tiny = 1e-300
	safe := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/safe(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m < 1e5; m++ {
		step := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / safe(1+step*d)
		c = safe(1 + step/c)
		h *= d * c
		step = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / safe(1+step*d)
		c = safe(1 + step/c)
		delta := d * c
		h *= delta
		if math.Abs(delta-1) < 1e-16 {
			break
		}
	}
	return front * h
}

// betaQuantile returns x with I_x(a, b) = p, by bisection on the side where x
// keeps its precision; second is 1-x.
func betaQuantile(a, b, p float64) (x, second float64) {
	if regIncBeta(a, b, 0.5) < p {
		second, x = betaQuantile(b, a, 1-p)
		return x, second
	}
	lo, hi := 0.0, 0.5
	for range 2000 {
		mid := (lo + hi) / 2
		if mid <= lo || mid >= hi {
			break
		}
		if regIncBeta(a, b, mid) < p {
			lo = mid
		} else {
			hi = mid
		}
	}
	x = (lo + hi) / 2
	return x, 1 - x
}

// fUpper is the probability that an F variable with d1 and d2 degrees of freedom
// exceeds f.
func fUpper(f, d1, d2 float64) float64 {
	if math.IsInf(f, 1) {
		return 0
	}
	return regIncBeta(d2/2, d1/2, d2/(d2+d1*f))
}

// fQuantile is the p-quantile of the F distribution.
func fQuantile(p, d1, d2 float64) float64 {
	x, second := betaQuantile(d1/2, d2/2, p)
	return d2 * x / (d1 * second)
}

// tQuantile is the p-quantile of Student's t for p above one half.
func tQuantile(p, df float64) float64 {
	x, second := betaQuantile(df/2, 0.5, 2*(1-p))
	return math.Sqrt(df * second / x)
}

// tTwoSided is the probability that |T| exceeds |t|.
func tTwoSided(t, df float64) float64 {
	if math.IsInf(t, 0) {
		return 0
	}
	return regIncBeta(df/2, 0.5, df/(df+t*t))
}

// normalQuantile is the p-quantile of the standard normal distribution.
func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
