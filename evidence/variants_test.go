package evidence

// Ranking is a variant of Rank, for measuring what each part of it is worth.
type Ranking struct {
	Turn, Near, Far     float64 // weights
	NearReach, FarReach int
	Shortest            int
	Named, Apart        float64
	ApartBy, Spread     int
	Own                 int
	Edge, Kin           float64
	Requests            bool
	Pairs               float64 // weight
	PairReach, Within   int
}

// Rank ranks with the parameters of the variant.
func (r Ranking) Rank(ix *Index, q Query, k int) []Ranked {
	p := ranking{
		shortest: r.Shortest, named: r.Named, apart: r.Apart, apartBy: r.ApartBy, spread: r.Spread, requests: r.Requests,
		own: r.Own, edge: r.Edge, kin: r.Kin, announced: rankingDefaults.announced,
		pairs: bm25{k1: 1.2, b: 0.4, reach: r.PairReach, weight: r.Pairs}, pairWithin: r.Within,
	}
	for _, w := range []bm25{{k1: 1.2, b: 0.6, weight: r.Turn}, {k1: 1.2, b: 0.4, reach: r.NearReach, weight: r.Near}, {k1: 1.2, b: 0.4, reach: r.FarReach, weight: r.Far}} {
		if w.weight > 0 {
			p.windows = append(p.windows, w)
		}
	}
	return ix.rank(q, k, &p)
}
