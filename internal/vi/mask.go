package vi

import "strings"

// shortestMasked is how many digits in a row, spaces, dots and dashes between them not counted, may belong to a
// phone, an identity card or a bank account.
const shortestMasked = 8

// Mask puts * for the digits of every number of eight digits or more.
func Mask(s string) string {
	r := []rune(s)
	for i := 0; i < len(r); i++ {
		if r[i] < '0' || r[i] > '9' {
			continue
		}
		digits, end := 0, i
		for j := i; j < len(r) && (r[j] >= '0' && r[j] <= '9' || strings.ContainsRune(" .-", r[j])); j++ {
			if r[j] >= '0' && r[j] <= '9' {
				digits, end = digits+1, j+1
			}
		}
		if digits >= shortestMasked {
			for j := i; j < end; j++ {
				if r[j] >= '0' && r[j] <= '9' {
					r[j] = '*'
				}
			}
		}
		i = max(i, end-1)
	}
	return string(r)
}
