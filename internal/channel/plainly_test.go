package channel

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// What is told by lengths alone to need no change gets none by a closer look either.
func TestMostMessagesNeedNoChange(t *testing.T) {
	plainly := 0
	rapid.Check(t, func(t *rapid.T) {
		l := Limits{
			Text: rapid.SampledFrom([]int{0, 10, 40, 4096}).Draw(t, "text"), Unit: rapid.SampledFrom([]Unit{Runes, UTF16}).Draw(t, "unit"), Formatting: rapid.IntRange(0, 5).Draw(t, "formatting") > 0,
			Buttons: rapid.SampledFrom([]int{0, 5, 100}).Draw(t, "buttons"), ButtonRow: rapid.SampledFrom([]int{0, 2, 8}).Draw(t, "row"), ButtonData: rapid.SampledFrom([]int{0, 4, 64, 64}).Draw(t, "data"),
			Markup: rapid.SampledFrom([]int{0, 200, 9000}).Draw(t, "markup"),
		}
		strange := rapid.SampledFrom([]string{"", " ", "\u2800", strings.Repeat("ă", 130), "\xff", "a\x00\"<"})
		words := rapid.OneOf(rapid.SampledFrom([]string{"xã", "họp lúc 7 giờ 👍", "e:khai-sinh", "ok"}), rapid.SampledFrom([]string{"xóm", "m:1"}), rapid.SampledFrom([]string{"ế"}), strange)
		m := Outgoing{Text: Text{{S: words.Draw(t, "a"), Bold: rapid.Bool().Draw(t, "bold")}, {S: words.Draw(t, "b"), Link: rapid.SampledFrom([]string{"", "https://a.vn"}).Draw(t, "link")}}}
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			var row []Button
			for range rapid.IntRange(0, 3).Draw(t, "in the row") {
				row = append(row, Button{Label: words.Draw(t, "label"), Data: words.Draw(t, "data"), URL: rapid.SampledFrom([]string{"", "", "", "", "", "", "https://a.vn"}).Draw(t, "url")})
			}
			m.Buttons = append(m.Buttons, row)
		}
		if !m.plainly(l) {
			return
		}
		plainly++
		if diff := cmp.Diff([]Outgoing{m}, refit(m, l), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%+v for %+v: %s", m, l, diff)
		}
	})
	if plainly < 2 {
		t.Errorf("%d messages", plainly)
	}
}
