package telegramtest

import (
	"fmt"
	"unicode/utf8"
)

// unit is what a limit counts.
type unit int

const (
	unlimited unit = iota
	units          // UTF-16 code units, the strictest reading of "characters"
	parsed         // the same, after entities parsing
	inBytes
	elements // of an array
	value    // the number itself
	mega     // bytes of a file, in 2^20
)

// limit is the range that a parameter's value, or its length, must be in.
type limit struct {
	unit     unit
	min, max int
}

var none = limit{}

func chars(lo, hi int) limit   { return limit{units, lo, hi} }
func shown(lo, hi int) limit   { return limit{parsed, lo, hi} }
func octets(lo, hi int) limit  { return limit{inBytes, lo, hi} }
func items(lo, hi int) limit   { return limit{elements, lo, hi} }
func between(lo, hi int) limit { return limit{value, lo, hi} }
func megabytes(hi int) limit   { return limit{mega, 0, hi} }

// fault says how n is out of the limit; empty: it is not.
func (l limit) fault(n int) (rule, detail string) {
	switch {
	case n < l.min && n == 0 && l.unit != value:
		return RuleEmpty, "empty"
	case n < l.min:
		return RuleRange, fmt.Sprintf("%d is less than %d", n, l.min)
	case n > l.max && l.unit == value:
		return RuleRange, fmt.Sprintf("%d is more than %d", n, l.max)
	case n > l.max:
		return RuleTooLong, fmt.Sprintf("%d is more than %d", n, l.max)
	}
	return "", ""
}

// utf16Len is the length of s, which is valid UTF-8, in UTF-16 code units: one for the first byte of
// each letter, and one more for a letter of four bytes.
func utf16Len(s string) int {
	n := 0
	for i := range len(s) {
		if b := s[i]; b < utf8.RuneSelf || b >= 0xc0 {
			n++
			if b >= 0xf0 {
				n++
			}
		}
	}
	return n
}
