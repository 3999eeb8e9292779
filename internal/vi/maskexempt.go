package vi

import (
	"regexp"
	"strconv"
	"strings"
)

// exempt marks the groups that are no personal number: dates, spans of years, codes of cases, and what is left
// of a number that was masked before.
func (n numbers) exempt() {
	first := n.groups[0].from
	if first > 0 && n.text[first-1] == '*' {
		n.groups[0].skip = true
	}
	for i := range n.groups {
		switch {
		case n.caseCode(i), n.yearSpan(i):
			n.skip(i, 2)
		case n.date(i):
			n.skip(i, 3)
		}
	}
}

func (n numbers) skip(i, count int) {
	for k := i; k < i+count; k++ {
		n.groups[k].skip = true
	}
}

// caseCode tells whether group i begins the number of a case: PA-2026-0001.
func (n numbers) caseCode(i int) bool {
	g := n.groups[i]
	return i+1 < len(n.groups) && g.from >= 3 && strings.EqualFold(string(n.text[g.from-3:g.from]), "pa-") && year(g.s) && n.between(i) == "-"
}

// yearSpan tells whether group i begins a span of years: 2025-2026.
func (n numbers) yearSpan(i int) bool {
	return i+1 < len(n.groups) && year(n.groups[i].s) && year(n.groups[i+1].s) && strings.ContainsAny(n.between(i), "-–")
}

func year(s string) bool { return len(s) == 4 && s >= "1900" && s <= "2100" }

// date tells whether groups i to i+2 are a date that stands by itself: 20-11-2026, 2026-11-20.
func (n numbers) date(i int) bool {
	if i+2 >= len(n.groups) {
		return false
	}
	a, b, c := n.groups[i].s, n.groups[i+1].s, n.groups[i+2].s
	apart := func(i int) bool { return i < 0 || i+1 >= len(n.groups) || strings.Contains(n.between(i), " ") }
	first, second := strings.TrimSpace(n.between(i)), strings.TrimSpace(n.between(i+1))
	if first != second || first != "-" && first != "." || !apart(i-1) || !apart(i+2) {
		return false
	}
	return year(c) && within(a, 31) && within(b, 12) || year(a) && within(b, 12) && within(c, 31)
}

func within(s string, most int) bool {
	v, err := strconv.Atoi(s)
	return err == nil && len(s) <= 2 && v >= 1 && v <= most
}

// packedDate tells whether eight digits are a date without separators: 20112026, 20261120.
func packedDate(s string) bool {
	return len(s) == 8 && (within(s[:2], 31) && within(s[2:4], 12) && year(s[4:]) || year(s[:4]) && within(s[4:6], 12) && within(s[6:], 31))
}

// harmless tells whether group i, eight digits or more in one piece, is none of a person's.
func (n numbers) harmless(i int) bool {
	s, before := n.groups[i].s, n.before(i)
	if n.money(i, i) {
		return true
	}
	if idWord.MatchString(before) || accountWord.MatchString(before) {
		return false
	}
	decimal := i > 0 && n.between(i-1) == "." && len(n.groups[i-1].s) <= 3 // 20.12345678, a place on the map
	return hotline.MatchString(s) || packedDate(s) || decimal || round(s)
}

// round tells whether a number ends as amounts do and accounts hardly ever.
func round(s string) bool { return s[0] != '0' && strings.HasSuffix(s, "000") && len(s) <= 12 }

var (
	unitAfter  = regexp.MustCompile(`^ ?(?:d|dong|vnd|k|nghin|ngan|trieu|tr|ty|usd|m2|m²|m3|kwh|kw|kg|ha|lit)(?:$|[^a-z0-9])`)
	unitBefore = regexp.MustCompile(`(?:vnd|usd|\$) ?$`)
	moneyWord  = regexp.MustCompile(`(?:^|[^a-z])(?:gia|phi|tien|phat|no|vay|het|khoang|dong|nop|tra|thu|chi|tong|hon|gan|von|luong|thue)[ :]*$`)
)

// money tells whether groups i to j are an amount: a unit stands beside it, or it is written in thousands and
// ends as amounts do or follows a word of money. Nothing that begins with 0 or + is.
func (n numbers) money(i, j int) bool {
	s, from := n.join(i, j), n.groups[i].from
	if s[0] == '0' || from > 0 && n.text[from-1] == '+' {
		return false
	}
	before := n.before(i)
	if unitAfter.MatchString(n.after(j)) || unitBefore.MatchString(before) {
		return true
	}
	return i < j && n.thousands(i, j) && !idWord.MatchString(before) && (strings.HasSuffix(s, "000") || moneyWord.MatchString(before))
}

// thousands tells whether groups i to j are one number written in thousands: 12.345.678.
func (n numbers) thousands(i, j int) bool {
	if len(n.groups[i].s) > 3 {
		return false
	}
	for k := i; k < j; k++ {
		if sep := n.between(k); len(n.groups[k+1].s) != 3 || sep != "." && sep != " " {
			return false
		}
	}
	return true
}
