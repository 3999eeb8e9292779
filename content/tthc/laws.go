package tthc

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lawHead is the header of the table "Căn cứ pháp lý" as it arrives.
const lawHead = "Tên văn bản pháp lýMã văn bản"

// A law is one row: the name of a document, and its number. Joined they are the row as published.
type law struct{ name, number string }

// lawNumber is the number of a document up to the letters of who issued it: "53/2025/", "66.7/2025/",
// "2222/" of an old "2222/QĐ-BHXH".
var lawNumber = regexp.MustCompile(`\d+(?:\.\d+)?/(?:\d{4}/)?`)

// lawKind is what may stand before a number in its cell: "Thông tư số 69/2025/TT-NHNN".
var lawKind = regexp.MustCompile(`(?:(?:Bộ luật|Luật|Nghị định|Nghị quyết|Thông tư liên tịch|Thông tư|Quyết định|Pháp lệnh)(?: số)?|[Ss]ố) $`)

// laws tells the rows apart. A cell with a number ends where a capital letter is glued to it, or where
// the table ends. Not ok: there is another reading, and the field must stand as it is.
func laws(field string) (rows []law, ok bool) {
	rest, ok := strings.CutPrefix(field, lawHead)
	if !ok {
		return nil, false
	}
	for rest != "" {
		row, n := lawAt(rest)
		if n == 0 {
			return nil, false
		}
		rows = append(rows, row)
		rest = rest[n:]
	}
	return rows, len(rows) > 0
}

// lawAt reads the row at the beginning of s; 0: it cannot be told.
func lawAt(s string) (row law, n int) {
	for from := 0; ; {
		at := lawNumber.FindStringIndex(s[from:])
		if at == nil {
			return law{}, 0
		}
		start, letters := from+at[0], from+at[1]
		length, known := issuer(s[letters:])
		from = letters + length
		if !known && strings.Count(s[start:letters], "/") == 1 {
			continue // "31/12/2025"
		}
		if !known {
			return law{}, 0
		}
		before, _ := utf8.DecodeLastRuneInString(s[:start])
		if inName(s[start:from], s[from:], unicode.IsLetter(before) || before == '.') || strings.TrimSpace(s[:start]) == "" {
			continue
		}
		start, sure := lawStart(s, start)
		if !sure || strings.TrimSpace(s[:start]) == "" {
			return law{}, 0
		}
		return law{s[:start], s[start:from]}, from
	}
}

// inName tells that a number stands in the name of a document and is not its cell: a name goes on behind
// it, or the cell, which says the same number once more. A number that is glued to the word before it is
// a cell.
func inName(number, rest string, glued bool) bool {
	next, size := firstRune(rest)
	switch {
	case size == 0 || next == '\n' || unicode.IsUpper(next):
		return false
	case unicode.IsLower(next):
		return strings.HasPrefix(rest, "ngày ") // "53/2025/TT-BCAngày 01/7/2025"
	case unicode.IsDigit(next):
		return strings.HasPrefix(rest, number)
	}
	return !glued
}

// issuers are the letters of who issued a document: "TT-BCA", "QĐ-TTg", "QH13".
var issuers = regexp.MustCompile(`^(?:[A-ZĐ]+- ?)*(?:(?:UBTV)?QH\d{2}|TTg|[A-ZĐ]+)`)

// offices are the last of such letters: what is glued to them can be told from them.
func offices() []string {
	return []string{
		"CP", "TTg", "CTN", "BCA", "BTC", "BTP", "BXD", "BGTVT", "BNNMT", "BNNPTNT", "BTNMT", "BLĐTBXH", "BNV", "BYT", "BKHĐT", "BKHCN",
		"BTTTT", "BCT", "BQP", "BGDĐT", "BVHTTDL", "BNG", "NHNN", "TANDTC", "VKSNDTC", "TTCP", "UBDT", "BDTTG", "BHXH", "HĐND", "UBND", "HĐTP",
		"TCHQ", "VPCP", "BTCCBCP", "BTM", "BVHTT", "UBTVQH", "BTS", "BNN", "TCTK", "BCN",
	}
}

// issuer is the length of such letters at the beginning of s, as far as it is an office that
// we know: the next name may be glued to it, with a capital letter ("TT-BTCThông tư", "NĐ-CPNGHỊ ĐỊNH") or a
// small one ("NĐ-CPquy định").
func issuer(s string) (n int, known bool) {
	letters := issuers.FindString(s)
	if strings.HasSuffix(letters, "TTg") || strings.Contains(letters, "QH") && unicode.IsDigit(rune(letters[len(letters)-1])) {
		return len(letters), true
	}
	head := len(letters[:strings.LastIndexAny(letters, "- ")+1])
	for end := len(letters); end > head; {
		next, _ := firstRune(s[end:])
		if office := letters[head:end]; slices.Contains(offices(), office) && (end == len(letters) || unicode.IsUpper(next)) {
			return end, true
		}
		_, size := utf8.DecodeLastRuneInString(letters[:end])
		end -= size
	}
	return len(letters), false
}

// lawStart is where the cell begins whose number begins at s[at]: with the kind of document before it,
// where it is glued to the name, and behind a year that runs into it ("Luật Cư trú 202068/2020/QH14").
func lawStart(s string, at int) (start int, sure bool) {
	if n := digits(s[at:]); n > 4 {
		year := s[at : at+4]
		return at + 4, n <= 7 && year > "1945" && year < "2100"
	} else if n == 4 && strings.HasPrefix(s[at+4:], ".") {
		return at + 5, true // "ngày 15/5/2026.55/2026/TT-BTC"
	}
	if kind := lawKind.FindStringIndex(s[:at]); kind != nil {
		before, size := utf8.DecodeLastRuneInString(s[:kind[0]])
		if size > 0 && !unicode.IsSpace(before) && before != '(' && before != '"' && before != '“' {
			return kind[0], true
		}
	}
	return at, true
}

// String is the row as it was published.
func (l law) String() string { return l.name + l.number }
