package tthc

import (
	"slices"
	"strings"
	"unicode"
)

// wayHead is the header of the table "Cách thức thực hiện" as it arrives.
const wayHead = "Hình thức nộpThời gianPhí, lệ phíMô tả"

// A way is one row of that table: one channel by which a dossier can be handed in. All cells stand as
// published; joined in this order they are the row.
type way struct {
	channel string // Trực tuyến, Trực tiếp, Dịch vụ bưu chính
	time    string // "3 Ngày làm việc", "5" where the unit is missing, "Không có thông tin"
	fee     string // "Miễn phí", "7,000 Việt Nam Đồng", "Không có thông tin"
	both    string // time and fee that run together: "125 VNĐ" is one day and 25, or 12 and 5, or 125
	note    string // in brackets behind the fee, with the brackets
	open    bool   // the bracket does not close: note is empty, and text begins with it
	text    string // description
}

// channels are the names of the first cell.
func channels() []string {
	return []string{"Trực tuyến", "Trực tiếp", "Dịch vụ bưu chính"}
}

// units are those of time limits, the longer before those that they begin with.
func units() []string {
	return []string{" Ngày làm việc", " Ngày", " Giờ làm việc", " Giờ", " Phút", " Tuần", " Tháng", " Quý", " Năm"}
}

// ways tells the rows of the table apart. Not ok: there is another reading, or none, and the field must
// stand as it is.
func ways(field string) (rows []way, ok bool) {
	rest, ok := strings.CutPrefix(field, wayHead)
	if !ok {
		return nil, false
	}
	for len(rest) > 0 {
		row, n := wayAt(rest)
		if n == 0 {
			return nil, false // the first row does not begin at the beginning
		}
		end := n
		for end < len(rest) {
			if _, more := wayAt(rest[end:]); more > 0 {
				break
			}
			_, size := firstRune(rest[end:])
			end += size
		}
		row.describe(rest[n:end])
		rows = append(rows, row)
		rest = rest[end:]
	}
	return rows, len(rows) > 0
}

// wayAt reads the first three cells of a row at the beginning of s; 0: there is none.
func wayAt(s string) (w way, n int) {
	for _, name := range channels() {
		if !strings.HasPrefix(s, name) {
			continue
		}
		w.channel = name
		for _, cell := range timeCells(s[len(name):]) {
			if fee := feeCell(s[len(name)+len(cell):]); fee != "" {
				w.time, w.fee = cell, fee
				return w, len(name) + len(cell) + len(fee)
			}
		}
		if sum := feeCell(s[len(name):]); sum != "" && unicode.IsDigit(rune(sum[0])) {
			w.both = sum
			return w, len(name) + len(sum)
		}
	}
	return way{}, 0
}

// timeCells are the readings of a time limit at the beginning of s, the longest first.
func timeCells(s string) (cells []string) {
	for _, words := range []string{"Không phải trả kết quả cho người nộp thuế", "Không có thông tin", "Không quy định", "Không ", "Không"} {
		if strings.HasPrefix(s, words) {
			cells = append(cells, words)
		}
	}
	n := digits(s)
	if n == 0 {
		return cells
	}
	for _, unit := range units() {
		if strings.HasPrefix(s[n:], unit) {
			return append(cells, s[:n+len(unit)])
		}
	}
	if strings.HasPrefix(s[n:], "Miễn phí") || strings.HasPrefix(s[n:], "Không có thông tin") {
		cells = append(cells, s[:n]) // the unit is missing
	}
	return cells
}

// feeCell is a fee at the beginning of s; "" if there is none.
func feeCell(s string) string {
	for _, words := range []string{"Miễn phí", "Không có thông tin"} {
		if strings.HasPrefix(s, words) {
			return words
		}
	}
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || n > 0 && (s[n] == ',' || s[n] == '.')) {
		n++
	}
	if n == 0 {
		return ""
	}
	for _, currency := range []string{" Việt Nam Đồng", " VNĐ", " USD", " EUR"} {
		if strings.HasPrefix(s[n:], currency) {
			return s[:n+len(currency)]
		}
	}
	return ""
}

// describe takes what follows the cells of a row: a note in brackets, and the description.
func (w *way) describe(s string) {
	w.text = s
	if !strings.HasPrefix(s, "(") {
		return
	}
	depth := 0
	for i, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				w.note, w.text = s[:i+1], s[i+1:]
				return
			}
		}
	}
	w.open = true
}

// String is the row as it was published.
func (w way) String() string { return w.channel + w.time + w.both + w.fee + w.note + w.text }

func digits(s string) (n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// byChannel joins the names of the channels that share something, in the order of the table.
func byChannel(rows []way, same func(way) bool) string {
	var names []string
	for _, w := range rows {
		if same(w) && !slices.Contains(names, w.channel) {
			names = append(names, w.channel)
		}
	}
	return sentence(strings.ToLower(strings.Join(names, ", ")))
}

// sentence begins a text with a capital letter.
func sentence(s string) string {
	r, n := firstRune(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
