package tthc

import (
	"regexp"
	"strings"
)

// resultCode is the portal's own number of a paper that a procedure gives out. It says nothing to anyone.
var resultCode = regexp.MustCompile(`Mã: ?(?:[A-Za-z0-9_.\-]*\d|Chưa xác định(?: rõ)?)`)

// result parts the field "Kết quả xử lý" into the papers that a procedure gives out, the portal's
// keywords and description, and what of the page's search form came along, which is no part of the record.
func result(field string) (papers []string, keywords, about string) {
	body, tail, cut := strings.Cut(field, "Từ khóa")
	for _, p := range resultCode.Split(body, -1) {
		if p = strings.TrimSpace(bullet(p)); !none(p) {
			papers = append(papers, p)
		}
	}
	if !cut {
		return papers, "", ""
	}
	keywords, tail, _ = strings.Cut(tail, "Mô tả")
	about, _, _ = strings.Cut(tail, "Chọn cơ quan thực hiện")
	if keywords = strings.TrimSpace(keywords); none(keywords) {
		keywords = ""
	}
	if about = strings.TrimSpace(about); none(about) {
		about = ""
	}
	return papers, keywords, about
}
