package vi

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The quick way for Vietnamese text gives what the general one does, for every rune there is.
func TestTheQuickWayIsTheGeneralOne(t *testing.T) {
	quick := 0
	for r := range rune(unicode.MaxRune + 1) {
		s := "Ă  " + string(r) + "x"
		low, simple := lower(s)
		if !simple {
			continue
		}
		quick++
		if want := lowerOther(s); low != want {
			t.Errorf("%U: %q, not %q", r, low, want)
		}
	}
	if quick < 128+134 { // ASCII, and each letter of Vietnamese with marks
		t.Errorf("only %d runes go the quick way", quick)
	}
}

func FuzzQuick(f *testing.F) {
	for _, s := range []string{"Đăng  ký KHAI sinh", "\t Hoà\n", "ỦY BAN", "a\u0300", "ß", "Ư ƯỚC"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if low, simple := lower(s); simple && low != lowerOther(s) {
			t.Fatalf("lower(%q) = %q, not %q", s, low, lowerOther(s))
		}
		if clean(s) {
			general := norm.NFC.String(strings.Map(cleanRune, norm.NFC.String(strings.ToValidUTF8(s, " "))))
			if general = strings.TrimSpace(fewMarks(general)); general != strings.TrimSpace(s) {
				t.Fatalf("clean(%q), but %q", s, general)
			}
		}
	})
}
