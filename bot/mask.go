package bot

import (
	"regexp"
	"strings"
)

// masked is how many digits in a row, spaces and dots between them not counted, may belong to a
// phone, an identity card or a bank account.
const masked = 8

// identity is an identity number as people type it: twelve digits, of which the first is 0 (a province's
// code goes from 001 to 096), in one piece or in threes.
var identity = regexp.MustCompile(`(?:^|[^\d.-])0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?:$|\D)`)

// hasIdentity tells that a text holds an identity number.
func hasIdentity(s string) bool { return identity.MatchString(s) }

// mask puts * for the digits of every number of masked digits or more.
func mask(s string) string {
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
		if digits >= masked {
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
