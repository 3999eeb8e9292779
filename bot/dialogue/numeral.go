package dialogue

import (
	"strconv"
	"strings"

	"loaxom/internal/vi"
)

// numerals are the words for numbers, folded: how each is written with its marks, and what it counts.
var numerals = map[string]struct {
	marked string
	n      int
}{
	"mot": {"một", 1}, "hai": {"hai", 2}, "ba": {"ba", 3}, "bon": {"bốn", 4}, "tu": {"tư", 4}, "nam": {"năm", 5}, "lam": {"lăm", 5}, "nham": {"nhăm", 5},
	"sau": {"sáu", 6}, "bay": {"bảy", 7}, "tam": {"tám", 8}, "chin": {"chín", 9}, "muoi": {"mười", 10},
}

// tens is the word that makes tens of the number before it: hai mươi.
const tens = "mươi"

// counted are the folded words of a text with its numbers up to 99 in digits: "xóm mười hai" is "xom 12".
// A word that was typed with marks is a number only with the right ones ("Xóm Nam" is none); of a name,
// which is written carefully, the marks are asked for (strict).
func counted(text string, strict bool) (list []string) {
	folded, typed := words(text), vi.Words(vi.Normal(text))
	value := func(i int) int {
		if i >= len(folded) || i >= len(typed) {
			return 0
		}
		word, ok := numerals[folded[i]]
		switch is := typed[i].Text; {
		case !ok:
			return 0
		case is == word.marked, is == folded[i] && !strict, folded[i] == "muoi" && is == tens, folded[i] == "mot" && is == "mốt":
			return word.n
		}
		return 0
	}
	for i := 0; i < len(folded); i++ {
		n := value(i)
		switch next := value(i + 1); {
		case n == 0:
			list = append(list, folded[i])
			continue
		case n < 10 && next == 10: // hai mươi, hai mươi lăm
			i++
			if n *= 10; value(i+1) > 0 && value(i+1) < 10 {
				i++
				n += value(i)
			}
		case n == 10 && next > 0 && next < 10: // mười hai
			i++
			n += next
		}
		list = append(list, strconv.Itoa(n))
	}
	return list
}

// joined is words with nothing between them.
func joined(list []string) string { return strings.Join(list, "") }
