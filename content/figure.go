package content

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A figure is a number with a unit that the law can change: money, time, age, share, size, count.
// Units are matched in small letters only, so that "bước 3. Ngày hẹn" is none.
var figurePattern = regexp.MustCompile(`(\d(?:[\d.,]*\d)?)[ \t\n\x{a0}]*(` +
	`đồng|đ|VNĐ|VND|nghìn|ngàn|triệu|tỷ|tỉ|%|phần trăm|ngày|giờ|phút|tuần|tháng|quý|năm|tuổi|lần|trang|m²|m2|mét|km|kg|người|tầng)`)

// labels are words that make the number after them a name and not an amount: "bước 2", "mức 2",
// "Điều 4", "tháng 7".
func labels() []string {
	return []string{"mức", "bước", "mẫu", "điều", "khoản", "điểm", "số", "quý", "lớp", "loại", "hạng", "phiếu",
		"chương", "mục", "xóm", "thôn", "tổ", "khu", "lục", "tháng", "mùng", "mồng", "thứ", "gọi", "đài", "máy"}
}

// figures are the figures typed into a text, as they stand there. Exempt are dates, document and
// form numbers, years, telephone numbers, counted steps: what no decree changes.
func figures(text string) []string {
	var found []string
	for _, at := range figurePattern.FindAllStringSubmatchIndex(text, -1) {
		if isFigure(text, at) {
			found = append(found, strings.Join(strings.Fields(text[at[0]:at[1]]), " "))
		}
	}
	return found
}

func isFigure(text string, at []int) bool {
	num, unit := text[at[2]:at[3]], text[at[4]:at[5]]
	before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
	after, _ := utf8.DecodeRuneInString(text[at[1]:])
	switch {
	case at[0] > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before) || before == '/'):
		return false // CT01, 01/7/2025, 226/2016
	case unit != "%" && (unicode.IsLetter(after) || unicode.IsDigit(after)):
		return false // "2 đầu" is no đồng, "15 ngàyx" no day
	}
	money := slices.Contains([]string{"đồng", "đ", "VNĐ", "VND", "nghìn", "ngàn", "triệu", "tỷ", "tỉ", "%", "phần trăm"}, unit)
	words := strings.Fields(text[:at[0]])
	if len(words) == 0 || money {
		return true
	}
	last := strings.ToLower(strings.TrimLeft(words[len(words)-1], "(\"“"))
	if year, err := strconv.Atoi(num); err == nil && len(num) == 4 && year >= 1945 && year <= 2045 {
		return !slices.Contains([]string{"năm", "từ", "đến", "tới", "trước", "sau", "hết", "đầu", "cuối"}, last) // "từ 2026 người dân"
	}
	if len(num) > 3 {
		return true
	}
	if last == "ngày" && unit == "tháng" {
		return false // "ngày 1 tháng 7"
	}
	return !slices.Contains(labels(), last)
}
