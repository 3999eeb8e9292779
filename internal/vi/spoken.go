package vi

import (
	"regexp"
	"strconv"
	"strings"
)

// numerals are the words of numbers. Where marks were typed only these count: "từ" is not "tư".
var numerals = map[string]int{
	"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
	"mười": 10, "mươi": 10,
}

var foldedNumerals = func() map[string]int {
	all := map[string]int{}
	for w, n := range numerals {
		all[Fold(w)] = n
	}
	delete(all, "khong") // "không" is more often the word for no
	return all
}()

// token is a word of a text in which a time is looked for.
type token struct {
	word  string // folded
	typed string // as it was typed, in lower case
	n     int    // what it is as the word of a number; -1: it is none
}

// Letters stand apart from digits ("7h30", "t7"); what is neither letter nor digit, nor part of a date or of
// a clock, is a space.
var (
	digitThenLetter = regexp.MustCompile(`(\d)([a-z])`)
	letterThenDigit = regexp.MustCompile(`([a-z])(\d)`)
	noPart          = regexp.MustCompile(`[^a-z0-9:/.-]+|[.-](?:\s|$)|\s[.-]`)
)

// spoken is a text in which a time is looked for: folded, numbers in digits, words parted by single spaces.
func spoken(text string) string {
	var tokens []token
	for _, typed := range strings.Fields(Normal(Clean(text))) {
		typed = strings.Trim(typed, ".,;!?()\"'")
		t := token{word: Fold(typed), typed: typed, n: -1}
		if n, ok := numerals[typed]; ok {
			t.n = n
		} else if n, ok := foldedNumerals[t.word]; ok && typed == t.word {
			t.n = n
		}
		if typed == "tôi" || typed == "từ" { // not "tối", not "tư"
			continue
		}
		tokens = append(tokens, t)
	}
	s := " " + strings.Join(inDigits(tokens), " ") + " "
	for _, re := range []*regexp.Regexp{digitThenLetter, letterThenDigit} {
		s = re.ReplaceAllString(s, "$1 $2")
	}
	return strings.Join(strings.Fields(noPart.ReplaceAllString(s, " ")), " ")
}

// inDigits writes the words of numbers as digits: "mười hai" is 12, "hai mươi lăm" is 25; but "thứ hai mười
// giờ" is a day and an hour. "sau" without marks is six before an hour and behind "thứ", "nam" before a year
// is no five, and "ngày mốt" is a day.
func inDigits(tokens []token) (out []string) {
	word := func(i int) string {
		if i < 0 || i >= len(tokens) {
			return ""
		}
		return tokens[i].word
	}
	n := func(i int) int {
		if i < 0 || i >= len(tokens) {
			return -1
		}
		return tokens[i].n
	}
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		switch {
		case t.typed == "mốt" && n(i-1) != 10:
			out = append(out, "kia")
			continue
		case t.typed == "sau" && word(i-1) != "thu" && (word(i-1) == "tuan" || word(i+1) != "gio" && word(i+1) != "h"),
			t.word == "nam" && len(word(i+1)) == 4 && number(word(i+1)) > 2000,
			t.word == "lam" && n(i-1) != 10,
			t.n < 0:
			out = append(out, t.word)
			continue
		}
		sum := t.n
		if t.n < 10 && t.n > 1 && n(i+1) == 10 && tokens[i+1].typed != "mười" && word(i-1) != "thu" {
			i++
			sum *= 10
		}
		if (sum >= 10 && sum%10 == 0) && n(i+1) >= 1 && n(i+1) < 10 && word(i+1) != "sau" {
			i++
			sum += tokens[i].n
		}
		out = append(out, strconv.Itoa(sum))
	}
	return out
}
