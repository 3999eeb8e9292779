package tthc

import (
	"strings"
	"testing"
	"unicode"

	"loaxom/content"
)

// FuzzCells holds the cleaner to losing nothing: rows that were told apart are, joined, the field; and
// every letter of a field is found in the sections of the entry, in the words in which it came.
func FuzzCells(f *testing.F) {
	for _, s := range []string{
		"Trực tuyến3 Ngày làm việc7,000 Việt Nam Đồng(mỗi lần)Qua CổngTrực tiếp5Miễn phí", "Trực tiếp125 VNĐ", "Trực tiếp2 NgàyMiễn phí(đồng (từ đầu năm)Nộp",
		"Tờ khai: 01 bản chính1 bản chínhMẫu số 12 bản chính", "Đơn năm 20251 bản chính* Cấp lại:" + paperHead + "Đơn.Mẫu 1.doc0 bản chính,1 bản sao",
		"Luật thử60/2014/QH13Thông tư 57/2021/TT-BCA57/2021/TT-BCA", "Luật Cư trú 202068/2020/QH14", "- một\n\u00a0+ hai\u200b\n\uf0fc ba", "", "(", "\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = clean(s)
		if rows, ok := ways(wayHead + s); ok {
			var b strings.Builder
			for _, w := range rows {
				b.WriteString(w.String())
			}
			if b.String() != s {
				t.Errorf("ways: %q became %q", s, b.String())
			}
		}
		if groups, ok := papers(paperHead + s); ok {
			var b strings.Builder
			for _, g := range groups {
				b.WriteString(g.label)
				b.WriteString(paperHead)
				for _, p := range g.papers {
					b.WriteString(p.String())
				}
			}
			if squeeze(b.String()) != squeeze(paperHead+s) {
				t.Errorf("papers: %q became %q", s, b.String())
			}
		}
		if rows, ok := laws(lawHead + s); ok {
			var b strings.Builder
			for _, l := range rows {
				b.WriteString(l.String())
			}
			if b.String() != s {
				t.Errorf("laws: %q became %q", s, b.String())
			}
		}
		for _, field := range []string{"steps", "ways", "papers", "laws", "agency", "needs"} {
			r := Record{Code: "1.900001", Name: "Tên", Decision: "1/QĐ-BTC", Link: "https://x", Level: "Cấp xã"}
			switch field {
			case "steps":
				r.Steps = s
			case "ways":
				r.Ways = wayHead + s
			case "papers":
				r.Papers = paperHead + s
			case "laws":
				r.Laws = lawHead + s
			case "agency":
				r.Agency = s
			case "needs":
				r.Needs = s
			}
			keeps(t, field, s, newPage(&r, content.Date{}, say()))
		}
	})
}

// keeps fails where a letter of a field is in no section of the page. What a person reads in other words is
// left out of the count: cells that say that there is nothing, counts of copies of zero, the name of
// the currency; capital letters may have become small ones.
func keeps(t *testing.T, field, s string, p *page) {
	if none(s) || none(strings.TrimSpace(bullet(s))) {
		return
	}
	var all strings.Builder
	for _, list := range p.sections {
		for _, item := range list {
			all.WriteString(item)
			all.WriteByte('\n')
		}
	}
	have := map[rune]bool{}
	for _, r := range strings.ToLower(all.String()) {
		have[r] = true
	}
	rest := s
	for _, said := range []string{paperHead, "Không có thông tin", "Việt Nam Đồng", "VNĐ", "Miễn phí", "Không quy định", "Chưa quy định", "Không", "0 bản chính", "0 bản sao"} {
		rest = strings.ReplaceAll(rest, said, " ")
	}
	for _, r := range strings.ToLower(rest) {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && !have[r] {
			t.Errorf("%s: %q lost %q:\n%s", field, s, r, all.String())
			return
		}
	}
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
