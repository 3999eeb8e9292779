package dialogue

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"loaxom/internal/feedback"
)

func TestReadCode(t *testing.T) {
	for _, c := range []struct {
		text, code, key string
	}{
		{"PA-2026-0012", "PA-2026-0012", ""},
		{"pa-2026-12", "PA-2026-0012", ""},
		{"pa 2026 12", "PA-2026-0012", ""},
		{"PA2026-0012", "PA-2026-0012", ""},
		{"PA‑2026‑0012", "PA-2026-0012", ""},
		{"Pa.2026.0012", "PA-2026-0012", ""},
		{"tra cứu PA-2026-0012", "PA-2026-0012", ""},
		{"mã PA-2026-12345 của tôi đến đâu rồi", "PA-2026-12345", ""},
		{"PA-2026-0012 K7QP", "PA-2026-0012", "K7QP"},
		{"PA-2026-0012, khóa k7qp.", "PA-2026-0012", "k7qp"},
		{"PA-2026-0012 khoá tra cứu: K7QP", "PA-2026-0012", "K7QP"},
		{"PA-2026-0012 (K7QP)", "PA-2026-0012", "K7QP"},
		{"PA-2026-0012 chưa xong", "PA-2026-0012", ""},
		{"PA-2026-0012 xong chưa", "PA-2026-0012", ""},
		{"PA-2026-0012 12345", "PA-2026-0012", ""},
		{"PA-2027-0001", "PA-2027-0001", ""},
		{"PA-1999-0001", "", ""},
		{"PA-2026-0000", "", ""},
		{"PA-2026", "", ""},
		{"PA-2026-0012abc", "", ""},
		{"xpa-2026-0012", "", ""},
		{"papi 2026 12", "", ""},
		{"phản ánh 2026 12", "", ""},
		{"năm 2026 có 12 xóm", "", ""},
		{"", "", ""},
	} {
		code, key, found := ReadCode(c.text)
		if string(code) != c.code || key != c.key || found != (c.code != "") {
			t.Errorf("%q: %q, %q, %t; want %q, %q", c.text, code, key, found, c.code, c.key)
		}
	}
}

// Whatever the number and however it is typed, a code reads back as itself.
func TestEveryCodeReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := fmt.Sprintf("PA-%04d-%04d", rapid.IntRange(2000, 2099).Draw(t, "year"), rapid.IntRange(1, 9_999_999).Draw(t, "number"))
		typed := rapid.SampledFrom([]func(string) string{
			strings.ToUpper, strings.ToLower, func(s string) string { return strings.ReplaceAll(s, "-", " ") },
			func(s string) string { return "tra cứu " + s }, func(s string) string { return s + " đâu rồi" },
			func(s string) string { return strings.ReplaceAll(s, "-", " - ") },
		}).Draw(t, "as")(code)
		if got, _, found := ReadCode(typed); !found || string(got) != code {
			t.Fatalf("%q reads as %q, %t", typed, got, found)
		}
	})
}

// An anonymous case is named by its place, which later cases do not change; and the name leads back to it.
func TestHandlesOfOwnCases(t *testing.T) {
	mine := []feedback.Case{} // newest first, as Desk.Mine gives them
	hidden := feedback.Case{ID: "PA-2026-0002"}
	hidden.Anonymous = true
	mine = append(mine, hidden, feedback.Case{ID: "PA-2026-0001"})
	if got := Handle(hidden, mine); got != "~2" {
		t.Errorf("the second of two: %q", got)
	}
	later := append([]feedback.Case{{ID: "PA-2026-0009"}}, mine...)
	if got := Handle(hidden, later); got != "~2" {
		t.Errorf("after another report: %q", got)
	}
	if got := Handle(mine[1], mine); got != "PA-2026-0001" {
		t.Errorf("one with a name: %q", got)
	}
}
