package vi

import (
	"regexp"
	"strings"
)

// maskedTail is how many digits of a number stay, so that whoever knows it recognises it.
const maskedTail = 3

// Mask is text with * for the digits of every number that looks like a person's: a telephone, an identity
// card or personal id (CCCD, CMND), a bank account or card; the last three digits stay. Dates, amounts of
// money, numbers of documents and procedures and codes of cases stay as they are. Where a number may be
// either, it is masked: a reader can ask, and what was shown cannot be taken back.
//
// Numbers are known by their digits and by the words around them, as people write them: with or without
// spaces, dots and dashes. Numbers that are written out in words are not known.
func Mask(text string) string {
	r := []rune(text)
	var out []rune
	for at := 0; ; {
		n, end := readNumbers(r, at)
		if len(n.groups) == 0 {
			break
		}
		at = end
		n.exempt()
		for i := 0; i < len(n.groups); {
			last := n.personal(i)
			if last < 0 {
				i++
				continue
			}
			if out == nil {
				out = []rune(text)
			}
			n.hide(out, i, last)
			i = last + 1
		}
	}
	if out == nil {
		return text
	}
	return string(out)
}

// numbers is a row of groups of digits with nothing but separators between them: one number, or several.
type numbers struct {
	text   []rune
	groups []digits
}

// digits is one group: text[from:to], as ASCII.
type digits struct {
	from, to int
	s        string
	skip     bool // part of what is no personal number
}

// betweenGroups is how many separators may stand between two groups: "0912 - 345", ") ".
const betweenGroups = 3

// readNumbers reads the first row of groups at or after at; end is behind it.
func readNumbers(r []rune, at int) (n numbers, end int) {
	n.text = r
	for at < len(r) {
		if _, ok := digit(r[at]); !ok {
			at++
			continue
		}
		g := digits{from: at}
		var s strings.Builder
		for ; at < len(r); at++ {
			d, ok := digit(r[at])
			if !ok {
				break
			}
			s.WriteByte(d)
		}
		g.to, g.s = at, s.String()
		n.groups = append(n.groups, g)
		next := at
		for next < len(r) && next-at < betweenGroups && strings.ContainsRune(separators, r[next]) {
			next++
		}
		if next == len(r) || next == at {
			break
		}
		if _, ok := digit(r[next]); !ok {
			break
		}
		at = next
	}
	return n, at
}

// separators stand within a number: the hidden ones too that come along when it is copied.
const separators = " .-()_–·\u00a0\u200b\u2060\ufeff"

// digit is the digit that r is, also in its wide form.
func digit(r rune) (byte, bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r), true
	case r >= '０' && r <= '９':
		return byte('0' + r - '０'), true
	}
	return 0, false
}

// hide masks the groups from i to last but for the tail.
func (n numbers) hide(out []rune, i, last int) {
	left := len(n.join(i, last)) - maskedTail
	for _, g := range n.groups[i : last+1] {
		for at := g.from; at < g.to && left > 0; at, left = at+1, left-1 {
			out[at] = '*'
		}
	}
}

func (n numbers) join(i, last int) string {
	var b strings.Builder
	for _, g := range n.groups[i : last+1] {
		b.WriteString(g.s)
	}
	return b.String()
}

// between is what separates group i from the next.
func (n numbers) between(i int) string {
	return string(n.text[n.groups[i].to:n.groups[i+1].from])
}

// Around a number so many letters are looked at.
const (
	lookBefore = 40
	lookAfter  = 12
)

// before is the text before group i, folded.
func (n numbers) before(i int) string {
	to := n.groups[i].from
	return Fold(string(n.text[max(0, to-lookBefore):to])) + trailing(n.text[:to])
}

// trailing keeps a space at the end, which Fold takes away.
func trailing(r []rune) string {
	if len(r) > 0 && (r[len(r)-1] == ' ' || r[len(r)-1] == '\u00a0') {
		return " "
	}
	return ""
}

// after is the text behind group i, folded.
func (n numbers) after(i int) string {
	from := n.groups[i].to
	return Fold(string(n.text[from:min(len(n.text), from+lookAfter)]))
}

var (
	phone    = regexp.MustCompile(`^(?:0[35789]\d{8}|01\d{9}|02\d{8,9}|(?:00)?84(?:0?[35789]\d{8}|0?2\d{8,9}|1\d{9}))$`)
	personID = regexp.MustCompile(`^0\d{11}$`)
	// hotline is a service number that belongs to nobody: 1900 1009, 1800 1166.
	hotline = regexp.MustCompile(`^1[89]00(?:\d{4}|\d{6})$`)
	// emergencies are three short numbers in a row: 113 114 115.
	emergencies = regexp.MustCompile(`^(?:11\d){3}$`)
	// idWord and accountWord stand before a number that is one whatever else it looks like.
	idWord      = regexp.MustCompile(`(?:^|[^a-z])(?:cccd|cmnd|cmt|cm|can cuoc|chung minh|dinh danh|ho chieu|passport|bhxh|bhyt|ma so thue|mst)\b[^0-9]{0,20}$`)
	accountWord = regexp.MustCompile(`(?:^|[^a-z])(?:stk|tk|tai khoan|account|acc|so the|the atm|ngan hang|[a-z]*bank|vcb|bidv|mb|momo)\b[^0-9]{0,20}$`)
)

// personal is the last group of the personal number that begins with group i; -1: none does.
func (n numbers) personal(i int) int {
	if n.groups[i].skip {
		return -1
	}
	one := n.groups[i].s
	switch {
	case phone.MatchString(one), personID.MatchString(one):
		return i
	case len(one) >= 8 && !n.harmless(i):
		return i
	}
	last, count := -1, len(one)
	for j := i + 1; j < len(n.groups) && !n.groups[j].skip; j++ {
		if count += len(n.groups[j].s); count > longestNumber {
			break
		}
		if count >= 9 && n.grouped(i, j) && !n.money(i, j) {
			last = j // the longest: an identity card may begin as a telephone does
		}
	}
	if last < 0 {
		last = n.account(i)
	}
	return last
}

// longestNumber is a card's, in digits.
const longestNumber = 19

// grouped tells whether groups i to j are a number in the way in which people group it.
func (n numbers) grouped(i, j int) bool {
	s := n.join(i, j)
	if phone.MatchString(s) {
		return true
	}
	shortest, threes, fours := len(s), true, true
	for k := i; k <= j; k++ {
		size := len(n.groups[k].s)
		shortest, threes, fours = min(shortest, size), threes && size == 3, fours && (size == 4 || k == j && size == 3)
	}
	switch len(s) {
	case 9:
		return threes && !emergencies.MatchString(s) || shortest >= 2 && idWord.MatchString(n.before(i))
	case 12:
		return personID.MatchString(s) && shortest >= 3
	case 16, 19:
		return fours
	}
	return false
}

// account is the last group of an account's number that a word before it tells of: six digits or more,
// however they are grouped.
func (n numbers) account(i int) int {
	if !accountWord.MatchString(n.before(i)) {
		return -1
	}
	last, count := -1, 0
	for j := i; j < len(n.groups) && !n.groups[j].skip && len(n.groups[j].s) >= 2; j++ {
		if count += len(n.groups[j].s); count > longestNumber {
			break
		}
		last = j
	}
	if last < 0 || len(n.join(i, last)) < 6 || n.money(i, last) || last == i && strings.HasSuffix(n.groups[i].s, "000") {
		return -1
	}
	return last
}
