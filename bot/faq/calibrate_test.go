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

// fitWeights finds the weights of the two ways of looking, and of none, under which the right entries
// are likeliest.
func fitWeights(list []seen, rounds int) (w [3]float64) {
	w = [3]float64{1, 4, 0}
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

// firstShare is the share of our questions whose right entry has the greatest score.
func firstShare(list []seen, w [3]float64) float64 {
	ours, first := 0, 0
	for _, s := range list {
		if len(s.q.IDs) == 0 {
			continue
		}
		ours++
		best, bestRight := math.Inf(-1), math.Inf(-1)
		for i, parts := range s.parts[:len(s.parts)-1] {
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
	c := usual.weight
	used, best := [3]float64{float64(c.linear), float64(c.bm25), float64(c.none)}, fitWeights(m.folds, 30)
	for name, w := range map[string][3]float64{"classifier": {1}, "BM25": {0, 1}, "in use": used, "fitted": best} {
		t.Logf("%-10s %.2f: folds %.1f%% first, dev %.1f%%", name, w, firstShare(m.folds, w), firstShare(m.dev, w))
	}
	if firstShare(m.folds, used) < firstShare(m.folds, best)-0.7 {
		t.Errorf("the weights %.2f are no longer the best: put %.2f into usual", used, best)
	}
}

// fitSignals finds the weights of the signals under which what is true is likeliest.
func fitSignals(list []seen, truth func(seen) bool, weight func(seen) float64) (w signals) {
	var scale signals
	for round := range 1200 {
		var slope signals
		total := 0.0
		for _, s := range list {
			y := 0.0
			if truth(s) {
				y = 1
			}
			g := (w.of(s.signs) - y) * weight(s)
			total += weight(s)
			for k := range slope {
				slope[k] += g * s.signs[k]
			}
		}
		for k := range w {
			g := slope[k]/total + 0.0005*w[k]
			scale[k] = 0.99*scale[k] + 0.01*g*g
			w[k] -= 0.1 / (1 + float64(round)/120) * g / (math.Sqrt(scale[k]) + 1e-6)
		}
	}
	return w
}

// table counts what would be answered at a threshold.
func table(list []seen, right signals, threshold float64) (t Tally) {
	for _, s := range list {
		t.Asked++
		yes := right.of(s.signs) >= threshold
		switch ours := len(s.q.IDs) > 0; {
		case ours && yes:
			t.Topics++
			t.Answered++
			if !s.first {
				t.Wrong++
			}
		case ours:
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
			return 3
		case s.q.Register == "example":
			return 0.3
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
		for _, threshold := range []float64{0.4, 0.6, 0.7, 0.75, 0.8, 0.82, 0.85, 0.9} {
			c := table(set.list, certainty.right, threshold)
			t.Logf("%-5s from %.2f: answered %5.1f%%, wrong of all %4.1f%%, false of what is not ours %4.1f%%", set.name, threshold,
				Share(c.Answered, c.Topics), Share(c.Wrong, c.Asked), Share(c.FalseAnswers, c.Asked-c.Topics))
		}
	}
	c := table(m.dev, certainty.right, answerRight)
	if Share(c.Answered, c.Topics) < 85 || Share(c.Wrong, c.Asked) > 1.5 || Share(c.FalseAnswers, c.Asked-c.Topics) > 2 {
		t.Errorf("at %.2f: %+v", answerRight, c)
	}
}
