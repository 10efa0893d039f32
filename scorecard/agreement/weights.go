package agreement

import "github.com/hirealign/hirealign/fault"

// Weights say how much two different levels still agree, by their places on the
// scale: 1 for the same level, 0 for nothing in common.
type Weights string

// The weights, for the levels i and j of q.
const (
	// Identity counts only the same level as agreement.
	Identity Weights = "identity"
	// Linear is 1-|i-j|/(q-1) (Cicchetti and Allison).
	Linear Weights = "linear"
	// Quadratic is 1-(i-j)²/(q-1)² (Fleiss and Cohen).
	Quadratic Weights = "quadratic"
	// OrdinalWeights is 1-C(|i-j|+1,2)/C(q,2) (Gwet).
	OrdinalWeights Weights = "ordinal"
)

func (w Weights) matrix(q int) ([][]float64, error) {
	var of func(d float64) float64
	top := float64(q - 1)
	switch w {
	case Identity:
		of = func(d float64) float64 {
			if d == 0 {
				return 1
			}
			return 0
		}
	case Linear:
		of = func(d float64) float64 { return 1 - d/top }
	case Quadratic:
		of = func(d float64) float64 { return 1 - d*d/(top*top) }
	case OrdinalWeights:
		of = func(d float64) float64 { return 1 - d*(d+1)/(top*(top+1)) }
	default:
		return nil, fault.New(ErrInvalid, "agreement.weights_unknown", "/weights", "the weights are identity, linear, quadratic or ordinal")
	}
	if q > maxScale {
		return nil, fault.New(ErrInvalid, "agreement.scale_too_long", "/scale", "weights are for scales of a thousand values at most")
	}
	out := make([][]float64, q)
	for i := range out {
		out[i] = make([]float64, q)
		for j := range out[i] {
			out[i][j] = 1 // a scale of one value has nothing to weigh
			if q > 1 {
				out[i][j] = of(float64(max(i-j, j-i)))
			}
		}
	}
	return out, nil
}

// maxScale bounds the weight matrix.
const maxScale = 1000
