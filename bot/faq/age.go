package faq

// ages are the years from which the law treats people differently, as far as our entries ask: papers
// of small children, of children, of the young, of adults, and what old people get.
var ages = [...]struct {
	from int
	name string // cannot be typed, so it is no syllable of anybody
}{{0, "#0"}, {6, "#6"}, {14, "#14"}, {18, "#18"}, {60, "#60"}, {70, "#70"}, {75, "#75"}}

// ageWeight is how much an age counts beside a syllable.
const ageWeight = 1.5

// ageOf is the name of the age that ends before the i-th token, which is "tuổi"; empty if there is none.
func ageOf(row []token, i int) string {
	if row[i].fold != "tuoi" || i == 0 {
		return ""
	}
	if row[i-1].fold == "thang" {
		return ages[0].name
	}
	years, ok := numeral(row[:i])
	if !ok || years > 120 {
		return ""
	}
	name := ""
	for _, a := range ages {
		if years >= a.from {
			name = a.name
		}
	}
	return name
}

// numeral reads the number at the end of row, in digits or in words.
func numeral(row []token) (n int, ok bool) {
	last := len(row) - 1
	if row[last].number() {
		for _, c := range row[last].fold {
			n = min(n*10+int(c-'0'), 1000)
		}
		return n, true
	}
	unit, ok := digit(row[last].fold)
	tens := last
	if ok {
		tens--
	}
	if tens < 0 || row[tens].fold != "muoi" {
		return unit, ok
	}
	if tens > 0 {
		if d, ok := digit(row[tens-1].fold); ok {
			return d*10 + unit, true
		}
	}
	return 10 + unit, true
}

// digit is the value of a numeral of one syllable.
func digit(fold string) (int, bool) {
	switch fold {
	case "mot":
		return 1, true
	case "hai":
		return 2, true
	case "ba":
		return 3, true
	case "bon", "tu":
		return 4, true
	case "nam", "lam":
		return 5, true
	case "sau":
		return 6, true
	case "bay":
		return 7, true
	case "tam":
		return 8, true
	case "chin":
		return 9, true
	}
	return 0, false
}
