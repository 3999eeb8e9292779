package vi_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"loaxom/internal/vi"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"chữ rời dấu ghép lại":                    {norm.NFD.String("khai tử"), "khai tử"},
		"dấu đảo chiều viết bị bỏ":                {"a\u202Egnp.exe\u202C", "agnp.exe"},
		"khoảng trắng vô hình bị bỏ":              {"khai\u200B sinh\uFEFF", "khai sinh"},
		"ký tự điều khiển bị bỏ":                  {"a\x00b\x1bc\x7f", "abc"},
		"xuống dòng kiểu nào cũng thành một kiểu": {"a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		"khoảng trắng lạ thành khoảng trắng":      {"a\u00A0b\u3000c", "a b c"},
		"byte hỏng thành khoảng trắng":            {"a\xff\xfeb", "a b"},
		"chỉ có thứ không thấy thì rỗng":          {"\u200B\u3164 \n", ""},
		"chồng dấu lên một chữ thì cắt bớt":       {"a" + strings.Repeat("\u0335", 50), "a\u0335\u0335\u0335\u0335"},
		"thẻ HTML để nguyên":                      {"<b>x</b>", "<b>x</b>"},
		"mặt cười có màu da để nguyên":            {"👍🏽", "👍🏽"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := vi.Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestCleanKeepsItsBound(t *testing.T) {
	for name, s := range map[string]string{
		"chữ Việt dài":                  strings.Repeat("ệ", vi.MaxClean),
		"chữ dài ra khi chuẩn hóa":      strings.Repeat("\u0958", vi.MaxClean/3),
		"byte hỏng":                     strings.Repeat("\xff", 3*vi.MaxClean),
		"cắt ngay chỗ khoảng trắng":     strings.Repeat("a", vi.MaxClean-1) + " b",
		"chữ rời dấu bị cắt giữa chừng": strings.Repeat("a", vi.MaxClean-1) + "e\u0302\u0323",
		"chỗ cắt rơi vào giữa một rune": strings.Repeat("a", vi.MaxClean-1) + "ệ",
	} {
		t.Run(name, func(t *testing.T) {
			got := vi.Clean(s)
			if len(got) > vi.MaxClean || !utf8.ValidString(got) || vi.Clean(got) != got {
				t.Errorf("%d bytes, valid %t", len(got), utf8.ValidString(got))
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"a\u202Eb", "e\u200B\u0301", "\u0958\u0958", "\xf0\x9f", "a\u0300\u0300\u0300\u0300\u0300"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := vi.Clean(s)
		if len(got) > vi.MaxClean || !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Fatalf("Clean(%q): %d bytes, %q", s, len(got), got)
		}
		for _, r := range got {
			if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
				t.Fatalf("Clean(%q) kept %U", s, r)
			}
		}
		if again := vi.Clean(got); again != got {
			t.Fatalf("Clean twice: %q, %q", got, again)
		}
		if utf8.ValidString(s) && len(norm.NFD.String(s)) < vi.MaxClean {
			if d := vi.Clean(norm.NFD.String(s)); d != got {
				t.Fatalf("Clean of NFD: %q, not %q", d, got)
			}
		}
	})
}
