package content

import (
	"strings"
	"time"

	"loaxom/internal/vi"
)

// Param is one figure that texts name: a fee, a time limit, an amount, an age. Its values follow
// each other in time; between them, or where the commune must still say, there is none.
type Param struct {
	Key     string  `toml:"-"`    // prefix.slug: fee.chung-thuc-ban-sao
	Name    string  `toml:"name"` // stands alone as the start of a sentence
	Unit    string  `toml:"unit"` // shown after the number; "%" without a space
	Office  string  `toml:"office"`
	Pending string  `toml:"pending"` // what is missing, where there is no value yet
	Values  []Value `toml:"value"`

	file string
}

// Value is what a Param is worth for a time.
type Value struct {
	Amount     *float64 `toml:"amount"`
	AmountTo   *float64 `toml:"amount_to"` // a range ends here
	Source     string   `toml:"source"`    // document number, clause
	Date       Date     `toml:"date"`      // of the document
	ValidFrom  Date     `toml:"valid_from"`
	ValidTo    Date     `toml:"valid_to"` // last day; zero: it does not end
	Confidence string   `toml:"confidence"`
	Confirm    bool     `toml:"confirm"`
}

// prefixes are the kinds of figure, the part of a key before its dot.
func prefixes() []string { return []string{"fee", "time", "amount", "age", "rate", "limit"} }

// ValidOn tells whether the value holds on that day.
func (v *Value) ValidOn(on time.Time) bool {
	d := DateOf(on)
	return v.Amount != nil && !d.Before(v.ValidFrom) && (v.ValidTo.IsZero() || !d.After(v.ValidTo))
}

// Uncertain tells that the one-stop desk is to confirm the value, which a resident is told.
func (v *Value) Uncertain() bool { return v.Confirm || v.Confidence == Doubtful }

// On is the value that holds on that day.
func (p *Param) On(on time.Time) (*Value, bool) {
	for i := range p.Values {
		if p.Values[i].ValidOn(on) {
			return &p.Values[i], true
		}
	}
	return nil, false
}

// Text is the value as Vietnamese write it, with the unit: "2.000 đồng/trang", "17 đến 20 ngày làm
// việc", "0,5%".
func (p *Param) Text(v *Value) string {
	s := vi.Decimal(*v.Amount)
	if v.AmountTo != nil {
		s += " đến " + vi.Decimal(*v.AmountTo)
	}
	if p.Unit != "" && !strings.HasPrefix(p.Unit, "%") {
		s += " "
	}
	return s + p.Unit
}
