package bot

import "regexp"

// identity is an identity number as people type it: twelve digits, of which the first is 0 (a province's
// code goes from 001 to 096), in one piece or in threes.
var identity = regexp.MustCompile(`(?:^|[^\d.-])0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?:$|\D)`)

// hasIdentity tells that a text holds an identity number.
func hasIdentity(s string) bool {
	digits := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
	}
	return digits >= identityDigits && identity.MatchString(s)
}

// identityDigits is how many digits such a number has.
const identityDigits = 12
