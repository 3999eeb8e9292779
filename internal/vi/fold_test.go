package vi_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"loaxom/internal/vi"
)

func TestFold(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"chữ có dấu thành chữ không dấu":                 {"Đăng ký khai sinh", "dang ky khai sinh"},
		"dấu đặt kiểu cũ":                                {"hòa giải", "hoa giai"},
		"dấu đặt kiểu mới":                               {"hoà giải", "hoa giai"},
		"chữ hoa có dấu":                                 {"ỦY BAN NHÂN DÂN XÃ XUÂN HƯNG", "uy ban nhan dan xa xuan hung"},
		"chữ ð của bàn phím Băng Đảo vẫn là đ":           {"Ðường ðất", "duong dat"},
		"khoảng trắng gộp lại, hai đầu bỏ đi":            {" \t khai\u00a0 sinh \r\n", "khai sinh"},
		"chữ không dấu sẵn thì giữ nguyên":               {"khai sinh 2026", "khai sinh 2026"},
		"số và dấu câu còn nguyên":                       {"Mẫu CT01: 2.000 đồng?", "mau ct01: 2.000 dong?"},
		"chữ Pháp chữ Đức cũng bỏ dấu":                   {"Café Müller", "cafe muller"},
		"rỗng thì rỗng":                                  {"", ""},
		"chỉ có khoảng trắng thì rỗng":                   {" \n ", ""},
		"byte hỏng thành chữ thay thế":                   {"khai \xff sinh", "khai \ufffd sinh"},
		"mặt cười giữ nguyên":                            {"Được 👍", "duoc 👍"},
		"mọi nguyên âm với mọi dấu về chữ cái không dấu": {"aàáãảạăằắẵẳặâầấẫẩậ eèéẽẻẹêềếễểệ iìíĩỉị oòóõỏọôồốỗổộơờớỡởợ uùúũủụưừứữửự yỳýỹỷỵ", "aaaaaaaaaaaaaaaaaa eeeeeeeeeeee iiiiii oooooooooooooooooo uuuuuuuuuuuu yyyyyy"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, in := range []string{c.in, norm.NFD.String(c.in)} {
				if got := vi.Fold(in); got != c.want {
					t.Errorf("Fold(%+q) = %q, want %q", in, got, c.want)
				}
			}
		})
	}
}

func TestNormal(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"dấu kiểu mới về kiểu cũ":                {"Hoà giải, khoẻ, thuý, uỷ quyền", "hòa giải, khỏe, thúy, ủy quyền"},
		"có phụ âm cuối thì dấu ở nguyên âm sau": {"Hòan tòan, thóat", "hoàn toàn, thoát"},
		"chữ có mũ có móc mang dấu":              {"tiêủ thứơng ngừơi đựơc", "tiểu thướng người được"},
		"qu là phụ âm":                           {"Quý quả quyền qúy", "quý quả quyền quý"},
		"gi là phụ âm trừ khi chỉ có i":          {"Giá gì gíây giết", "giá gì giấy giết"},
		"ba nguyên âm thì dấu ở giữa":            {"ngoài khuỷu ngoaì", "ngoài khuỷu ngoài"},
		"không dấu thì giữ nguyên":               {"hoa giai", "hoa giai"},
		"chữ hoa thành chữ thường":               {"CĂN CƯỚC", "căn cước"},
		"hai dấu trên một tiếng thì để yên":      {"hòá", "hòá"},
		"không có nguyên âm thì để yên":          {"đkkh", "đkkh"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, in := range []string{c.in, norm.NFD.String(c.in)} {
				if got := vi.Normal(in); got != c.want {
					t.Errorf("Normal(%+q) = %q, want %q", in, got, c.want)
				}
			}
		})
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Đăng ký", "hoà hòa", "a\u0300\u0323b", "\xff\xfe", "K\u212b", "가", "ﬁ", "İ", "\u034fa", "ǰ", " \u2028x "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded, normal := vi.Fold(s), vi.Normal(s)
		for name, got := range map[string]string{"Fold": folded, "Normal": normal} {
			if !utf8.ValidString(got) {
				t.Fatalf("%s(%q) = %q is not valid UTF-8", name, s, got)
			}
		}
		if again := vi.Fold(folded); again != folded {
			t.Fatalf("Fold twice: %q, %q", folded, again)
		}
		if again := vi.Normal(normal); again != normal {
			t.Fatalf("Normal twice: %q, %q", normal, again)
		}
		if !utf8.ValidString(s) {
			return
		}
		for name, form := range map[string]norm.Form{"NFC": norm.NFC, "NFD": norm.NFD} {
			if got := vi.Fold(form.String(s)); got != folded {
				t.Fatalf("Fold of %s gives %q, not %q", name, got, folded)
			}
			if got := vi.Normal(form.String(s)); got != normal {
				t.Fatalf("Normal of %s gives %q, not %q", name, got, normal)
			}
		}
	})
}
