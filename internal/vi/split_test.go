package vi_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"loaxom/internal/vi"
)

func TestSplit(t *testing.T) {
	family := "👨‍👩‍👧"
	for name, c := range map[string]struct {
		in    string
		limit int
		want  []string
	}{
		"vừa thì để nguyên":                         {"Xin chào.", 9, []string{"Xin chào."}},
		"rỗng thì không có mảnh":                    {"", 9, nil},
		"cắt sau đoạn trước hết":                    {"Đoạn một.\n\nĐoạn hai. Câu nữa.", 24, []string{"Đoạn một.\n\n", "Đoạn hai. Câu nữa."}},
		"không có đoạn thì cắt sau dòng":            {"• Tờ khai\n• Giấy tờ khác. Nữa", 22, []string{"• Tờ khai\n", "• Giấy tờ khác. Nữa"}},
		"không có dòng thì cắt sau câu":             {"Câu thứ nhất. Câu thứ hai dài", 22, []string{"Câu thứ nhất. ", "Câu thứ hai dài"}},
		"không có câu thì cắt ở khoảng trắng":       {"một hai ba bốn", 9, []string{"một hai ", "ba bốn"}},
		"không có gì thì cắt giữa hai chữ cái":      {"nghiêng", 3, []string{"ngh", "iên", "g"}},
		"dấu rời không bị tách khỏi chữ":            {"aaa\u0301b", 3, []string{"aa", "a\u0301b"}},
		"mặt cười ghép không bị tách":               {"xin " + family, 8, []string{"xin ", family}},
		"một chữ quá dài thì cắt theo rune":         {family, 3, []string{"👨\u200d", "👩\u200d", "👧"}},
		"một rune quá dài thì vẫn đi tiếp":          {"👍👍", 1, []string{"👍", "👍"}},
		"đoạn đầu quá ngắn thì không đứng một mình": {"A\n\nCâu dài thứ nhất ở đây. Câu hai", 30, []string{"A\n\nCâu dài thứ nhất ở đây. ", "Câu hai"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, vi.Split(c.in, c.limit, vi.UTF16Len)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUTF16LenCountsWhatTelegramCounts(t *testing.T) {
	for s, want := range map[string]int{"": 0, "ệ": 1, "👍": 2, "👍🏽": 4, "a\xffb": 3} {
		if got := vi.UTF16Len(s); got != want {
			t.Errorf("UTF16Len(%q) = %d, want %d", s, got, want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("Đoạn một.\n\nĐoạn hai. Câu nữa.", 10)
	f.Add("👨‍👩‍👧🇻🇳🇻🇳 e\u0301\u0301", 2)
	f.Add("\xff\xfe\xf0\x9f", 1)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if len(s) > 2000 {
			return
		}
		pieces := vi.Split(s, limit, vi.UTF16Len)
		if strings.Join(pieces, "") != s {
			t.Fatalf("pieces of %q do not join: %q", s, pieces)
		}
		ends := map[int]bool{}
		for g, at := uniseg.NewGraphemes(s), 0; g.Next(); {
			at += len(g.Str())
			ends[at] = true
		}
		at := 0
		for _, p := range pieces {
			at += len(p)
			if p == "" {
				t.Fatal("empty piece")
			}
			if vi.UTF16Len(p) > limit && utf8.RuneCountInString(p) > 1 {
				t.Fatalf("piece %q of %q is over %d", p, s, limit)
			}
			if !ends[at] && !alone(ends, at, s, limit) {
				t.Fatalf("piece %q of %q ends inside a letter", p, s)
			}
		}
	})
}

// alone tells whether the letter that is cut at the given place is over the limit by itself.
func alone(ends map[int]bool, at int, s string, limit int) bool {
	from, to := at, at
	for from > 0 && !ends[from] {
		from--
	}
	for !ends[to] {
		to++
	}
	return vi.UTF16Len(s[from:to]) > limit
}

func BenchmarkSplit(b *testing.B) {
	text := strings.Repeat("Bà con mang giấy tờ ra một cửa. Cán bộ xem rồi hẹn ngày trả. ", 500)
	b.ReportAllocs()
	for b.Loop() {
		vi.Split(text, 4096, vi.UTF16Len)
	}
}
