package vi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loaxom/internal/vi"
)

func texts(words []vi.Word) (list []string) {
	for _, w := range words {
		list = append(list, w.Text)
	}
	return list
}

func TestWords(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"mỗi tiếng một chữ":                {"đăng ký khai sinh", []string{"đăng", "ký", "khai", "sinh"}},
		"dấu câu ngăn chữ và không là chữ": {"khai sinh?cần gì,ở đâu", []string{"khai", "sinh", "cần", "gì", "ở", "đâu"}},
		"mặt cười không là chữ":            {"được👍rồi", []string{"được", "rồi"}},
		"mẫu đơn có số là một chữ":         {"mẫu CT01", []string{"mẫu", "CT01"}},
		"mã thủ tục tách ở dấu chấm":       {"1.001193", []string{"1", "001193"}},
		"chữ rời dấu vẫn là một chữ":       {"đa\u0306ng ky\u0301", []string{"đa\u0306ng", "ky\u0301"}},
		"rỗng thì không có chữ":            {"", nil},
		"chỉ dấu câu thì không có chữ":     {"?! ...", nil},
		"byte hỏng ngăn chữ":               {"khai\xffsinh", []string{"khai", "sinh"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, texts(vi.Words(c.in))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"đăng ký 12", "\u0301a", "a\xffb", "👍🏽x", "٣ab"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, w := range vi.Words(s) {
			if w.Start < last || w.End <= w.Start || s[w.Start:w.End] != w.Text || strings.ContainsAny(w.Text, " \n.,") {
				t.Fatalf("word %+v of %q", w, s)
			}
			last = w.End
		}
	})
}
