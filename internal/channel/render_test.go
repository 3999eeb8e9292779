package channel_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loaxom/internal/channel"
)

// poor is a platform with nothing but text.
var poor = channel.Limits{Text: 2000, Unit: channel.Runes}

func button(label, data string) channel.Button { return channel.Button{Label: label, Data: data} }

func TestFitWithoutButtonsAndFormatting(t *testing.T) {
	for _, v := range []struct {
		name string
		in   channel.Outgoing
		want []string
	}{
		{"choices are numbered across rows", channel.Outgoing{Text: channel.Plain("Chọn:"), Buttons: [][]channel.Button{{button("Khai sinh", "a"), button("Kết hôn", "b")}, {button("Khác", "c")}}},
			[]string{"Chọn:\n\n1. Khai sinh\n2. Kết hôn\n3. Khác"}},
		{"an address is no choice", channel.Outgoing{Text: channel.Plain("Chọn:"), Buttons: [][]channel.Button{{button("Khai sinh", "a"), {Label: "Mở", URL: "https://x.vn"}, button("Khác", "c"), {Label: "vô ích"}}}},
			[]string{"Chọn:\n\n1. Khai sinh\nMở: https://x.vn\n2. Khác"}},
		{"what the text says is not said again", channel.Outgoing{Spoken: true, Text: channel.Plain("A hay B?"), Buttons: [][]channel.Button{{button("A", "a"), button("B", "b"), {Label: "Mở", URL: "https://x.vn"}}}},
			[]string{"A hay B?\n\nMở: https://x.vn"}},
		{"what nobody asked for has no numbers", channel.Outgoing{Text: channel.Plain("Họp xóm"), Buttons: [][]channel.Button{{{Label: "Đã đọc", Data: "a", Typed: "Đọc rồi thì nhắn: đã đọc"}, button("Khác", "c")}}},
			[]string{"Họp xóm\n\nĐọc rồi thì nhắn: đã đọc\n1. Khác"}},
		{"choices alone", channel.Outgoing{Text: channel.Plain(" "), Buttons: [][]channel.Button{{button("Khai sinh", "a")}}}, []string{"1. Khai sinh"}},
		{"a link is written behind its words", channel.Outgoing{Text: channel.Text{{S: "Ở "}, {S: "Cổng dịch vụ công ", Link: "https://x.vn/a", Bold: true}, {S: "nhé"}}},
			[]string{"Ở Cổng dịch vụ công (https://x.vn/a) nhé"}},
		{"but not twice", channel.Outgoing{Text: channel.Text{{S: "https://x.vn/a", Link: "https://x.vn/a"}, {S: ", "}, {S: "x.vn", Link: "https://x.vn/"}, {S: ", "}, {S: "", Link: "https://y.vn"}}},
			[]string{"https://x.vn/a, https://x.vn/, https://y.vn"}},
		{"nothing gives nothing", channel.Outgoing{}, nil},
		{"nothing to be seen gives nothing", channel.Outgoing{Text: channel.Plain(" \n\u200b"), Buttons: [][]channel.Button{{{Label: "vô ích"}}}}, nil},
	} {
		var got []string
		for _, p := range channel.Fit(v.in, poor) {
			if p.Buttons != nil {
				t.Errorf("%s: there are buttons", v.name)
			}
			got = append(got, p.Text.String())
		}
		if diff := cmp.Diff(v.want, got); diff != "" {
			t.Errorf("%s: %s", v.name, diff)
		}
	}
}

func TestFitWithButtons(t *testing.T) {
	b := func(n int) (row []channel.Button) {
		for i := range n {
			row = append(row, button(fmt.Sprint(i), "d"))
		}
		return row
	}
	count := func(ms []channel.Outgoing) (counts []string) {
		for _, m := range ms {
			s := m.Text.String() + ":"
			for _, row := range m.Buttons {
				s += fmt.Sprint(" ", len(row))
			}
			counts = append(counts, s)
		}
		return counts
	}
	for _, v := range []struct {
		name string
		in   channel.Outgoing
		want []string
	}{
		{"as they are", channel.Outgoing{Text: channel.Plain("A"), Buttons: [][]channel.Button{b(3), b(1)}}, []string{"A: 3 1"}},
		{"a long row is broken", channel.Outgoing{Text: channel.Plain("A"), Buttons: [][]channel.Button{b(5)}}, []string{"A: 3 2"}},
		{"too many go below further messages", channel.Outgoing{Text: channel.Plain("A"), Buttons: [][]channel.Button{b(3), b(2), b(3), b(3), b(1)}}, []string{"A: 3 2", "…: 3 3", "…: 1"}},
		{"without a text", channel.Outgoing{Buttons: [][]channel.Button{b(1)}}, []string{"…: 1"}},
		{"below the last part of a long text", channel.Outgoing{Text: channel.Plain(strings.Repeat("x", 50)), Buttons: [][]channel.Button{b(3), b(3), b(3)}},
			[]string{"(1/2) " + strings.Repeat("x", 34) + ":", "(2/2) " + strings.Repeat("x", 16) + ": 3 3", "…: 3"}},
		{"what does nothing is left out, what is too long becomes a line", channel.Outgoing{Text: channel.Plain("A"), Buttons: [][]channel.Button{{button("vô ích", ""), button(" ", "d"), button("dài", "123456789"), button("hỏng", "\xff"), button("được", "d")}}},
			[]string{"A\n\n• dài\n• hỏng: 1"}},
	} {
		got := channel.Fit(v.in, small)
		if diff := cmp.Diff(v.want, count(got)); diff != "" {
			t.Errorf("%s: %s", v.name, diff)
		}
	}
	endless := "https://x.vn/" + strings.Repeat("y", 1000)
	wide := small
	wide.Text = 2000
	address := channel.Fit(channel.Outgoing{Text: channel.Plain("A"), Buttons: [][]channel.Button{{{Label: "Mở", URL: endless}}}}, wide)
	if len(address) != 1 || address[0].Buttons != nil || address[0].Text.String() != "A\n\nMở: "+endless {
		t.Errorf("an endless address: %+v", address)
	}
	long := channel.Fit(channel.Outgoing{Text: channel.Plain("A"), Buttons: [][]channel.Button{{button(strings.Repeat("khai sinh ", 100), "d")}}}, small)
	if label := long[0].Buttons[0][0].Label; !strings.HasSuffix(label, "…") || len([]rune(label)) > 120 {
		t.Errorf("an endless label: %q", label)
	}
}

// TestFitChangesNothing: what is given is not written to.
func TestFitChangesNothing(t *testing.T) {
	text := append(make(channel.Text, 0, 10), channel.Span{S: "A", Link: "https://x.vn"})
	in := channel.Outgoing{Text: text, Buttons: [][]channel.Button{{button(strings.Repeat("x", 200), "d"), button("y", "123456789")}}}
	before, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	channel.Fit(in, small)
	channel.Fit(in, poor)
	after, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) || text[:2][1].S != "" {
		t.Errorf("%s became %s", before, after)
	}
}

// TestBehaviour31FitIsNeverOverALimit: whatever a room asks for.
func TestBehaviour31FitIsNeverOverALimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringOfN(rapid.RuneFrom([]rune("abằđ <&\"\n😀\u200d\u0301\u200b\x01\uFFFD")), 0, 150, -1)
		one := rapid.Custom(func(t *rapid.T) channel.Button {
			b := channel.Button{Label: words.Draw(t, "label")}
			if rapid.Bool().Draw(t, "url") {
				b.URL = "https://x.vn/" + words.Draw(t, "path")
			} else {
				b.Data = words.Draw(t, "data")
			}
			return b
		})
		in := channel.Outgoing{
			Text:    channel.Text{{S: words.Draw(t, "a")}, {S: words.Draw(t, "b"), Bold: true, Link: "https://x.vn"}},
			Buttons: rapid.SliceOfN(rapid.SliceOfN(one, 0, 9), 0, 9).Draw(t, "buttons"),
		}
		l := channel.Limits{
			Text: rapid.IntRange(16, 100).Draw(t, "text"), Formatting: rapid.Bool().Draw(t, "formatting"),
			Buttons: rapid.IntRange(0, 12).Draw(t, "most"), ButtonRow: rapid.IntRange(1, 9).Draw(t, "row"),
			ButtonData: rapid.IntRange(1, 100).Draw(t, "data"), Markup: rapid.IntRange(1500, 4000).Draw(t, "markup"),
		}
		for i, m := range channel.Fit(in, l) {
			text := m.Text.String()
			if !channel.Shows(text) || l.Unit.Len(text) > l.Text {
				t.Fatalf("message %d: %q", i, text)
			}
			n := 0
			for _, row := range m.Buttons {
				n += len(row)
				if len(row) == 0 || len(row) > l.ButtonRow {
					t.Fatalf("message %d: a row of %d", i, len(row))
				}
				for _, b := range row {
					if !channel.Shows(b.Label) || len(b.Data) > l.ButtonData || (b.Data == "") == (b.URL == "") {
						t.Fatalf("message %d: %+v", i, b)
					}
				}
			}
			if size, err := json.Marshal(m.Buttons); n > l.Buttons || err != nil || n > 0 && len(size) > l.Markup {
				t.Fatalf("message %d: %d buttons, %d bytes, %v", i, n, len(size), err)
			}
		}
	})
}
