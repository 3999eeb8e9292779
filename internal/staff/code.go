package staff

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode"
)

// A code is twelve symbols of an alphabet that survives being typed on a Vietnamese phone: no vowel, d, w
// or doubled letter, which Telex and VNI turn into other letters, no f, j or z, which short cuts of
// Vietnamese keyboards expand, and nothing that looks like something else (0 O, 1 l, q g 9). Each group
// of four has a digit and a letter, so that no word and no phone number is ever taken for a code. That
// leaves 51 bits (see the test).
const (
	codeSymbols = "bcghkmnprstvx23456789"
	codeLength  = 12
	codeGroup   = 4
)

// NewCode makes a code from an id of chance, the same one from the same id.
func NewCode(chance string) string {
	var code []byte
	for draw := uint64(0); len(code) < codeLength; draw++ {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("invitation "+chance+" "), draw))
		group := code
		for _, b := range sum {
			fair := len(codeSymbols) * (256 / len(codeSymbols))
			if int(b) >= fair {
				continue
			}
			s := codeSymbols[int(b)%len(codeSymbols)]
			if len(group) > 0 && group[len(group)-1] == s {
				continue
			}
			if group = append(group[:len(group):len(group)], s); len(group) == len(code)+codeGroup {
				break
			}
		}
		if len(group) == len(code)+codeGroup && mixed(group[len(code):]) {
			code = group
		}
	}
	return string(code)
}

// mixed tells whether there is a digit and a letter.
func mixed(group []byte) bool {
	digits := 0
	for _, b := range group {
		if b <= '9' {
			digits++
		}
	}
	return digits > 0 && digits < len(group)
}

// ShowCode is a code as people read and type it: three groups.
func ShowCode(code string) string {
	var groups []string
	for ; len(code) > codeGroup; code = code[codeGroup:] {
		groups = append(groups, code[:codeGroup])
	}
	return strings.Join(append(groups, code), "-")
}

// ReadCode is the code that a text is, however it was typed: with spaces, dashes, capitals, or as it
// stands in a link. looks tells whether the text is meant as one, rightly spelled or not: a message that
// only looks like a question goes to the matcher and not to the counter of wrong codes.
func ReadCode(text string) (code string, looks bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	text, linked := strings.CutPrefix(text, "i_")
	groups := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-–—.", r) })
	code = strings.Join(groups, "")
	if linked {
		return code, true
	}
	if !strings.ContainsAny(code, "0123456789") { // as most messages
		return code, false
	}
	digits, ours := 0, true
	for _, r := range code {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r < 'a' || r > 'z':
			return code, false
		}
		ours = ours && strings.ContainsRune(codeSymbols, r)
	}
	even := len(groups) == codeLength/codeGroup
	for _, g := range groups {
		even = even && len(g) == codeGroup
	}
	return code, len(code) == codeLength && digits > 0 && digits < codeLength && (ours || even)
}

// codeHash is what is stored of a code.
func codeHash(code string) string { return Digest([]byte("invitation code " + code)) }
