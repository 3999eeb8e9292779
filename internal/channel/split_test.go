package channel_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loaxom/internal/channel"
)

// small is a platform on whose limits the examples are easy to count.
var small = channel.Limits{Text: 40, Formatting: true, Buttons: 6, ButtonRow: 3, ButtonData: 8, Markup: 1000}

func TestBehaviour28Split(t *testing.T) {
	for _, v := range []struct {
		name string
		in   string
		want []string
	}{
		{"what fits stays as it is", strings.Repeat("x", 40), []string{strings.Repeat("x", 40)}},
		{"one letter more, and there are numbers", strings.Repeat("x", 41), []string{"(1/2) " + strings.Repeat("x", 34), "(2/2) xxxxxxx"}},
		{"at a paragraph first", "Hồ sơ cần có.\n\nTờ khai. Giấy chứng sinh. Hết.", []string{"(1/2) Hồ sơ cần có.\n\n", "(2/2) Tờ khai. Giấy chứng sinh. Hết."}},
		{"then at a sentence", "Hồ sơ nộp ở xã. Mang theo căn cước và tờ khai.", []string{"(1/2) Hồ sơ nộp ở xã. ", "(2/2) Mang theo căn cước và tờ khai."}},
		{"then at a space", "đăng ký khai sinh cho con mới sinh ở trạm y tế", []string{"(1/2) đăng ký khai sinh cho con mới ", "(2/2) sinh ở trạm y tế"}},
		{"never inside a letter", strings.Repeat("x", 33) + "👨‍👩‍👧‍👦" + "yyy", []string{"(1/2) " + strings.Repeat("x", 33), "(2/2) 👨‍👩‍👧‍👦yyy"}},
		{"nor inside an emoji", strings.Repeat("x", 33) + "😀" + "yyyyyyyy", []string{"(1/2) " + strings.Repeat("x", 33), "(2/2) 😀yyyyyyyy"}},
		{"nor between a letter and its marks", strings.Repeat("x", 33) + "e\u0302\u0301" + "yyyyyyyy", []string{"(1/2) " + strings.Repeat("x", 33), "(2/2) e\u0302\u0301yyyyyyyy"}},
		{"blanks that alone fill a part are left out", "x" + strings.Repeat(" ", 90) + "y", []string{"(1/2) x" + strings.Repeat(" ", 33), "(2/2) " + strings.Repeat(" ", 22) + "y"}},
	} {
		var got []string
		for _, p := range channel.Split(channel.Outgoing{Text: channel.Plain(v.in)}, small) {
			got = append(got, p.Text.String())
		}
		if v.name == "blanks that alone fill a part are left out" {
			if len(got) != 2 || strings.TrimSpace(got[0]) != "(1/2) x" || !strings.HasSuffix(got[1], " y") {
				t.Errorf("%s: %q", v.name, got)
			}
			continue
		}
		if diff := cmp.Diff(v.want, got); diff != "" {
			t.Errorf("%s: %s", v.name, diff)
		}
	}
}

func TestSplitKeepsStyleAndButtons(t *testing.T) {
	buttons := [][]channel.Button{{{Label: "x", Data: "y"}}}
	got := channel.Split(channel.Outgoing{
		Text:    channel.Text{{S: "Đậm "}, {S: strings.Repeat("đậm ", 12), Bold: true}, {S: "nhạt", Link: "https://x.vn"}},
		Buttons: buttons, Silent: true,
	}, small)
	want := []channel.Outgoing{
		{Text: channel.Text{{S: "(1/2) "}, {S: "Đậm "}, {S: strings.Repeat("đậm ", 7), Bold: true}}, Silent: true},
		{Text: channel.Text{{S: "(2/2) "}, {S: strings.Repeat("đậm ", 5), Bold: true}, {S: "nhạt", Link: "https://x.vn"}}, Buttons: buttons, Silent: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSplitCountsTheNumbers(t *testing.T) {
	for _, n := range []int{200, 2000, 20_000} {
		parts := channel.Split(channel.Outgoing{Text: channel.Plain(strings.Repeat("ằ", n))}, small)
		for i, p := range parts {
			text := p.Text.String()
			if small.Unit.Len(text) > small.Text || !strings.HasPrefix(text, fmt.Sprintf("(%d/%d) ", i+1, len(parts))) {
				t.Fatalf("part %d of %d has %d units: %q", i+1, len(parts), small.Unit.Len(text), text)
			}
		}
	}
	// A limit that leaves no room for numbers: the text still arrives.
	joined := ""
	for _, p := range channel.Split(channel.Outgoing{Text: channel.Plain("khai sinh ở xã")}, channel.Limits{Text: 4, Unit: channel.Runes}) {
		joined += p.Text.String()
	}
	if strings.ReplaceAll(joined, " ", "") != "khaisinhởxã" {
		t.Errorf("%q", joined)
	}
}

func TestUnits(t *testing.T) {
	const s = "ằ😀e\u0302"
	if n := channel.UTF16.Len(s); n != 5 {
		t.Errorf("%d UTF-16 units", n)
	}
	if n := channel.Runes.Len(s); n != 4 {
		t.Errorf("%d code points", n)
	}
}

// TestSplitWhole: no letter and no style is lost, and no part is over the limit.
func TestSplitWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.Custom(func(t *rapid.T) channel.Span {
			return channel.Span{
				S:    rapid.StringOfN(rapid.RuneFrom([]rune("abằđ. \n😀👨\u200d\u0301")), 0, 60, -1).Draw(t, "s"),
				Bold: rapid.Bool().Draw(t, "bold"),
				Link: rapid.SampledFrom([]string{"", "https://x.vn"}).Draw(t, "link"),
			}
		})
		text := channel.Text(rapid.SliceOfN(span, 0, 8).Draw(t, "text"))
		l := channel.Limits{Text: rapid.IntRange(12, 80).Draw(t, "limit"), Unit: channel.Unit(rapid.IntRange(0, 1).Draw(t, "unit"))}
		parts := channel.Split(channel.Outgoing{Text: text}, l)
		type letter struct {
			r    rune
			bold bool
			link string
		}
		letters := func(t channel.Text) (all []letter) {
			for _, s := range t {
				for _, r := range s.S {
					if channel.Shows(string(r)) || r == '\u0301' {
						all = append(all, letter{r, s.Bold, s.Link})
					}
				}
			}
			return all
		}
		var got []letter
		for i, p := range parts {
			if n := l.Unit.Len(p.Text.String()); n > l.Text {
				t.Fatalf("part %d has %d units of %d", i, n, l.Text)
			}
			shown := p.Text
			if len(parts) > 1 && len(shown) > 0 && strings.HasPrefix(shown[0].S, "(") {
				shown = shown[1:]
			}
			if !utf8.ValidString(shown.String()) {
				t.Fatalf("part %d is cut inside a letter: %q", i, shown)
			}
			got = append(got, letters(shown)...)
		}
		if want := letters(text); !cmp.Equal(want, got, cmp.AllowUnexported(letter{})) {
			t.Fatalf("%v\n%v", want, got)
		}
	})
}
