package tthc

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// paperHead is the header of the table "Thành phần hồ sơ" as it arrives, once for every case.
const paperHead = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"

// A paperGroup is the table of one case: its label and its rows.
type paperGroup struct {
	label  string // "--" where the portal has none
	papers []paper
}

// A paper is one row. Text, form and copies joined are the row as it was published.
type paper struct {
	text   string
	form   string // name of the form's file; "" where it has none, or where it cannot be told from the text
	copies string // "1 bản chính,1 bản sao"; "" where the number runs into the text
}

// copiesPattern is what the last cell of a row looks like, and many a text too.
var copiesPattern = regexp.MustCompile(`(\d+) (?:bản chính(?:,\d+ bản sao)?|bản sao)`)

// longLabel is how long the label of a case may be: what is longer is text that was torn from its place.
const longLabel = 400

// papers tells the rows of the tables apart. Not ok: the field must stand as it is.
func papers(field string) (groups []paperGroup, ok bool) {
	parts := strings.Split(field, paperHead)
	if len(parts) == 1 || strings.TrimSpace(field) == "" {
		return nil, false
	}
	label := strings.TrimSpace(parts[0])
	for i, part := range parts[1:] {
		g := paperGroup{label: label}
		rest := part
		for {
			row, n := paperRow(rest)
			if n == 0 {
				break
			}
			g.papers = append(g.papers, row)
			rest = rest[n:]
		}
		label = strings.TrimSpace(rest)
		last := i == len(parts)-2
		if len(g.papers) == 0 || last && label != "" || utf8.RuneCountInString(g.label) > longLabel || strings.Contains(g.label, "\n") {
			return nil, false
		}
		groups = append(groups, g)
	}
	return groups, true
}

// paperRow reads a row at the beginning of s, up to and with its number of copies; 0: there is none.
func paperRow(s string) (p paper, n int) {
	for _, at := range copiesPattern.FindAllStringSubmatchIndex(s, -1) {
		start, end, number := at[0], at[1], s[at[2]:at[3]]
		if !endsCell(s, start, end, number) || strings.TrimSpace(s[:start]) == "" {
			continue
		}
		if len(number) > 1 {
			if len(number) == 2 {
				return paper{text: s[:end]}, end // "Mẫu số 12 bản chính" is form 1 and two copies, or form 12
			}
			start += len(number) - 1 // nobody asks for ten copies: "năm 20251 bản chính", "Mẫu số 081 bản chính"
		}
		p.text, p.form = splitForm(s[:start])
		p.copies = s[start:end]
		return p, end
	}
	return p, 0
}

// endsCell tells whether a number of copies is a cell of its own and not part of the text: cells are
// glued to what follows, and to what stands before.
func endsCell(s string, start, end int, number string) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	after, size := firstRune(s[end:])
	glued := size == 0 || unicode.IsLetter(after) || unicode.IsDigit(after) || strings.ContainsRune("-–+*•([\"“/\n", after)
	zero := len(number) == 2 && number[0] == '0'
	if unicode.IsSpace(before) || before == '(' || before == ':' {
		return glued && !zero // "01 bản chính" in a text has its zero and its space
	}
	if zero {
		next := copiesPattern.FindStringIndex(s[end:])
		return glued && (next == nil || next[0] > 0) || size == 0
	}
	return glued || after == ' '
}

var formFile = regexp.MustCompile(`(?i)\.(docx?|pdf|xlsx?|odt|rtf|rar|zip|jpe?g|png)$`)

// formWord is what the name of a form's file begins with, where it is glued to a word: "NĐ-CPMẫu số 22.docx".
var formWord = regexp.MustCompile(`^(?:Mẫu|mẫu|MẪU|Mau|Phụ lục|Phụ Lục|Biểu mẫu)[ \d.]`)

// longForm is the most letters that the name of a form's file has.
const longForm = 120

// splitForm parts the name of a form's file from the text before it, where their seam shows: behind a
// full stop, a semicolon or a bracket without a space, or where a small letter meets a capital one.
func splitForm(s string) (text, form string) {
	if !formFile.MatchString(s) {
		return s, ""
	}
	var last, before rune
	word := 0 // capitals in the word that we are in: "VNeID" has no seam
	for i, r := range s {
		seam := i > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)) &&
			(last == ')' || last == ';' || last == '.' && !unicode.IsDigit(before) ||
				unicode.IsUpper(r) && unicode.IsLower(last) && word == 0 ||
				(unicode.IsLetter(last) || unicode.IsDigit(last)) && formWord.MatchString(s[i:]))
		if form := s[i:]; seam && utf8.RuneCountInString(form) <= longForm && !strings.Contains(form, "/") && !strings.Contains(form, "; ") && formFile.MatchString(form) {
			return s[:i], form
		}
		switch {
		case !unicode.IsLetter(r):
			word = 0
		case unicode.IsUpper(r) && unicode.IsLetter(last):
			word++
		}
		before, last = last, r
	}
	return s, ""
}

// String is the row as it was published.
func (p paper) String() string { return p.text + p.form + p.copies }

func firstRune(s string) (rune, int) {
	if s == "" {
		return 0, 0
	}
	return utf8.DecodeRuneInString(s)
}
