package faq

import (
	"math"
	"testing"
)

// weighed is the score of an entry under the weights.
func weighed(w [3]float64, parts [3]float32) (z float64) {
	for k, v := range parts {
		z += w[k] * float64(v)
	}
	return z
}

// fitWeights finds the weights of the two ways of looking, and of anything else, under which the right
// entries are likeliest.
func fitWeights(list []seen, rounds int) (w [3]float64) {
	w = [3]float64{1, 10, 5}
	var scale [3]float64
	p := make([]float64, 4000)
	for range rounds {
		var slope [3]float64
		for _, s := range list {
			top, sum, right := math.Inf(-1), 0.0, 0.0
			for i, parts := range s.parts {
				p[i] = weighed(w, parts)
				top = max(top, p[i])
			}
			for i := range s.parts {
				p[i] = math.Exp(p[i] - top)
				sum += p[i]
				if s.right[i] {
					right += p[i]
				}
			}
			for i, parts := range s.parts {
				g := p[i] / sum
				if s.right[i] {
					g -= p[i] / (right + 1e-12)
				}
				for k, v := range parts {
					slope[k] += g * float64(v)
				}
			}
		}
		for k := range w {
			g := slope[k] / float64(len(list))
			scale[k] = 0.9*scale[k] + 0.1*g*g
			w[k] -= 0.1 * g / (math.Sqrt(scale[k]) + 1e-6)
		}
	}
	return w
}

// every is one of n, enough to fit three numbers.
func every(list []seen, n int) (some []seen) {
	for i := 0; i < len(list); i += n {
		some = append(some, list[i])
	}
	return some
}

// firstShare is the share of our questions whose right entry has the greatest score.
func firstShare(list []seen, w [3]float64) float64 {
	ours, first := 0, 0
	for _, s := range list {
		if len(s.q.IDs) == 0 {
			continue
		}
		ours++
		best, bestRight := math.Inf(-1), math.Inf(-1)
		for i, parts := range s.parts[:s.entries] {
			if z := weighed(w, parts); s.right[i] {
				bestRight = max(bestRight, z)
			} else {
				best = max(best, z)
			}
		}
		if bestRight >= best {
			first++
		}
	}
	return Share(first, ours)
}

func TestTheWeightsInUseAreTheBest(t *testing.T) {
	m := measurements(t)
	used, best := [3]float64{1, float64(usual.bm25), float64(usual.other)}, fitWeights(every(m.folds, 5), 30)
	for name, w := range map[string][3]float64{"what was learned": {1}, "BM25": {0, 1}, "in use": used, "fitted": best} {
		t.Logf("%-10s %.2f: folds %.1f%% first, dev %.1f%%", name, w, firstShare(m.folds, w), firstShare(m.dev, w))
	}
	if firstShare(m.folds, used) < firstShare(m.folds, best)-0.7 {
		t.Errorf("the weights %.2f are no longer the best: put %.2f into usual", used, best)
	}
}

// fitSignals finds the weights of the signals under which what is true is likeliest, by Newton's steps.
func fitSignals(list []seen, truth func(seen) bool, weight func(seen) float64) (w signals) {
	const ridge = 1e-4 // keeps apart what goes together
	for range 15 {
		var slope signals
		var bend [len(w)]signals
		total := 0.0
		for _, s := range list {
			y := 0.0
			if truth(s) {
				y = 1
			}
			p, u := w.of(s.signs), weight(s)
			total += u
			for i, v := range s.signs {
				slope[i] += u * (p - y) * v
				for j, v2 := range s.signs {
					bend[i][j] += u * p * (1 - p) * v * v2
				}
			}
		}
		for i := range w {
			slope[i] = slope[i]/total + ridge*w[i]
			for j := range w {
				bend[i][j] /= total
			}
			bend[i][i] += ridge
		}
		for i, step := range solve(bend, slope) {
			w[i] -= step
		}
	}
	return w
}

// solve finds x with a times x equal to b.
func solve(a [len(signals{})]signals, b signals) (x signals) {
	for i := range a {
		for j := i + 1; j < len(a); j++ {
			q := a[j][i] / a[i][i]
			for k := i; k < len(a); k++ {
				a[j][k] -= q * a[i][k]
			}
			b[j] -= q * b[i]
		}
	}
	for i := len(a) - 1; i >= 0; i-- {
		x[i] = b[i]
		for k := i + 1; k < len(a); k++ {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}

// table counts what would be answered at two thresholds; 0: at those in use.
func table(list []seen, right, ours float64) (t Tally) {
	for _, s := range list {
		t.Asked++
		leastRight, leastOurs := right, ours
		if right == 0 {
			leastRight, leastOurs = s.signs.least()
		}
		yes := certainty.right.of(s.signs) >= leastRight && certainty.ours.of(s.signs) >= leastOurs
		switch topic := len(s.q.IDs) > 0; {
		case topic && yes:
			t.Topics++
			t.Answered++
			if !s.first {
				t.Wrong++
			}
		case topic:
			t.Topics++
		case yes:
			t.FalseAnswers++
		}
	}
	return t
}

func TestTheThresholdsKeepWhatDesignAsks(t *testing.T) {
	m := measurements(t)
	both := append(append([]seen{}, m.folds...), m.dev...)
	ours := func(s seen) bool { return len(s.q.IDs) > 0 }
	t.Logf("right: %.3f", fitSignals(both, func(s seen) bool { return s.first && ours(s) }, func(s seen) float64 {
		switch { // a left-out example is odder than what people ask; a false answer is worse than a choice
		case !ours(s):
			return 2
		case s.q.Register == "example":
			return 0.5
		}
		return 1
	}))
	t.Logf("ours:  %.3f", fitSignals(both, ours, func(s seen) float64 {
		if ours(s) {
			return 1
		}
		return 5
	}))
	for _, set := range []struct {
		name string
		list []seen
	}{{"folds", m.folds}, {"dev", m.dev}} {
		for _, right := range []float64{0.7, 0.75, 0.8, 0.85} {
			for _, ours := range []float64{0, 0.7, 0.8, 0.9} {
				c := table(set.list, right, ours)
				t.Logf("%-5s right from %.2f, ours from %.2f: answered %5.1f%%, wrong of all %4.1f%%, false of what is not ours %4.1f%%", set.name, right, ours,
					Share(c.Answered, c.Topics), Share(c.Wrong, c.Asked), Share(c.FalseAnswers, c.Asked-c.Topics))
			}
		}
	}
	c := table(m.dev, 0, 0)
	t.Logf("in use, dev: %v", c)
	if Share(c.Answered, c.Topics) < 85 || Share(c.Wrong, c.Asked) > 1.5 || Share(c.FalseAnswers, c.Asked-c.Topics) > 2 {
		t.Errorf("questions to develop on: %+v", c)
	}
	// What was left out is harder than what people ask: a part of what a hand wrote to differ from all others.
	f := table(m.folds, 0, 0)
	t.Logf("in use, folds: %v", f)
	if Share(f.Answered, f.Topics) < 78 || Share(f.Wrong, f.Asked) > 3 || Share(f.FalseAnswers, f.Asked-f.Topics) > 2 {
		t.Errorf("left out: %+v", f)
	}
}
