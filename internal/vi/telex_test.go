package vi_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"loaxom/internal/vi"
)

func TestRawKeystrokesAreRead(t *testing.T) {
	for _, c := range []struct {
		key        func(string) (string, bool)
		keys, want string
	}{
		{vi.Telex, "dduwowngf", "đường"}, {vi.Telex, "dduowngf", "đường"}, {vi.Telex, "duongdwf", "đường"},
		{vi.Telex, "ddawng", "đăng"}, {vi.Telex, "ddanwg", "đăng"}, {vi.Telex, "kys", "ký"},
		{vi.Telex, "giaays", "giấy"}, {vi.Telex, "giayas", "giấy"}, {vi.Telex, "tuwr", "tử"},
		{vi.Telex, "suwar", "sửa"}, {vi.Telex, "suawr", "sửa"}, {vi.Telex, "quaans", "quấn"},
		{vi.Telex, "quyeenf", "quyền"}, {vi.Telex, "nghieepj", "nghiệp"}, {vi.Telex, "cuuws", "cứu"},
		{vi.Telex, "huwowus", "hướu"}, {vi.Telex, "hoaf", "hòa"}, {vi.Telex, "hoanf", "hoàn"},
		{vi.Telex, "nhuwngx", "những"}, {vi.Telex, "dduwocwj", "được"}, {vi.Telex, "laf", "là"},
		{vi.Telex, "LAMF", "làm"}, {vi.Telex, "xax", "xã"}, {vi.Telex, "thuees", "thuế"},
		{vi.VNI, "d9u7o7ng2", "đường"}, {vi.VNI, "duong972", "đường"}, {vi.VNI, "gia6y1", "giấy"},
		{vi.VNI, "khai", ""}, {vi.VNI, "tu73", "tử"}, {vi.VNI, "d9a8ng", "đăng"}, {vi.VNI, "ky1", "ký"},
		{vi.Telex, "khai", ""}, {vi.Telex, "vneid", ""}, {vi.Telex, "đường", ""}, {vi.Telex, "", ""},
		{vi.Telex, "wifi", ""}, {vi.Telex, "facebook", ""}, {vi.VNI, "ct01", ""}, {vi.VNI, "2026", ""},
	} {
		got, ok := c.key(c.keys)
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%q gives %q, %t; want %q", c.keys, got, ok, c.want)
		}
	}
}

func TestSyllables(t *testing.T) {
	for _, s := range strings.Fields("đường nghiêng gì giấy giết quyền quốc oan yêu ăn uống khuỷu thuở huơ xoong gìn uỷ ủy") {
		if !vi.IsSyllable(s) {
			t.Errorf("%q is a syllable", s)
		}
	}
	for _, s := range []string{"", "ddi", "facebook", "kq", "ng", "đkkh", "giaays", "cửâ", "zz", "ô tô", "a1", "x"} {
		if vi.IsSyllable(s) {
			t.Errorf("%q is no syllable", s)
		}
	}
}

func TestFoldedSyllables(t *testing.T) {
	for _, s := range strings.Fields("duong nghieng gi giay giet quyen quoc oan yeu an khuyu thuo dang ky") {
		if !vi.IsFoldedSyllable(s) {
			t.Errorf("%q is a syllable without marks", s)
		}
	}
	for _, s := range []string{"", "ddi", "bhyt", "facebook", "khaisinh", "zz", "giayy"} {
		if vi.IsFoldedSyllable(s) {
			t.Errorf("%q is no syllable without marks", s)
		}
	}
}

func FuzzTelex(f *testing.F) {
	for _, s := range []string{"dduwowngf", "d9u7o7ng2", "aaa", "wwww", "quw", "giw", "ươw"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, key := range map[string]func(string) (string, bool){"Telex": vi.Telex, "VNI": vi.VNI} {
			got, ok := key(s)
			if ok && (!vi.IsSyllable(got) || !utf8.ValidString(got) || vi.Normal(got) != got) {
				t.Fatalf("%s(%q) = %q", name, s, got)
			}
		}
	})
}
