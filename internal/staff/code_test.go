package staff

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestCodesCanBeTypedAndNotGuessed(t *testing.T) {
	// Symbols after the first differ from the one before; a group of letters or digits alone is drawn again.
	n, letters := float64(len(codeSymbols)), float64(strings.IndexByte(codeSymbols, '2'))
	mixed := 1 - 1.2*(math.Pow(letters/n, codeGroup)+math.Pow(1-letters/n, codeGroup)) // a little less than it is
	if bits := math.Log2(n) + float64(codeLength-1)*math.Log2(n-1) + 3*math.Log2(mixed); bits < 50 {
		t.Errorf("%.1f bits", bits)
	}
	seen := map[string]bool{}
	counts := map[byte]int{}
	for i := range 20_000 {
		code := NewCode(fmt.Sprint(i))
		if seen[code] || code != NewCode(fmt.Sprint(i)) {
			t.Fatalf("code %d is not its own", i)
		}
		seen[code] = true
		for j := range len(code) {
			counts[code[j]]++
			if j > 0 && code[j] == code[j-1] {
				t.Fatalf("%s has a letter twice", code)
			}
		}
		for _, typed := range []string{code, ShowCode(code), strings.ToUpper(code), " " + strings.ReplaceAll(ShowCode(code), "-", " ") + " ", strings.ReplaceAll(ShowCode(code), "-", " – "), "i_" + code} {
			if got, looks := ReadCode(typed); got != code || !looks {
				t.Fatalf("%q reads as %q, %v", typed, got, looks)
			}
		}
	}
	if len(counts) != len(codeSymbols) {
		t.Errorf("%d symbols are used of %d", len(counts), len(codeSymbols))
	}
	for s, c := range counts {
		if share := float64(c) / (20_000 * codeLength); share < 0.6/n || share > 1.7/n {
			t.Errorf("%c is %.1f %% of all", s, share*100)
		}
	}
	for text, want := range map[string]bool{
		"bc4g-h7km-n2po": true, "bcgh kmnp rst5": true, "i_nothing": true, "i_": true,
		"": false, "khai sinh": false, "0912 345 678": false, "012345678901": false, "bcghkmnprstv": false,
		"làm giấy khai sinh": false, "bc4g-h7km": false, "bc4gh7kmn2po": false, "mất sổ đỏ 12 năm": false,
	} {
		if _, looks := ReadCode(text); looks != want {
			t.Errorf("%q as a code: %v", text, looks)
		}
	}
}
