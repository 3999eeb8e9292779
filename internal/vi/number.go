package vi

import (
	"math"
	"strconv"
	"strings"
)

// Number is n as Vietnamese write it, with a point after each three digits: 1.234.567.
func Number(n int64) string { return group(strconv.FormatInt(n, 10)) }

// Decimal is f with a decimal comma and only as many places as it has: 0,5 and 1.234,25. What is no
// number is a dash.
func Decimal(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "–"
	}
	whole, part, has := strings.Cut(strconv.FormatFloat(f, 'f', -1, 64), ".")
	if whole = group(whole); has {
		whole += "," + part
	}
	return whole
}

// Money is an amount of đồng: 2.000 đồng.
func Money(n int64) string { return Number(n) + " đồng" }

// group puts the points into a row of digits, which may have a minus before it.
func group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}
