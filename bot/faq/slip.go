package faq

import "math"

// Slip tells whether a word was meant as want and typed with one slip of the hand: a letter too many or
// too few, two swapped, one struck beside another. Both are folded; a word of fewer than three letters
// is too short to tell.
func Slip(typed, want string) bool {
	if len(typed) < 3 || len(want) < 3 || !ascii(typed) || !ascii(want) {
		return false
	}
	return typed != want && !math.IsInf(slipCost(typed, want), 1)
}
