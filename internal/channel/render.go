package channel

// Temporary, to be replaced by the adapter's writer: makes up for missing buttons.
func Fit(m Outgoing, l Limits) []Outgoing {
	if l.Buttons == 0 && len(m.Buttons) > 0 {
		s := "\n"
		n := 0
		for _, row := range m.Buttons {
			for _, b := range row {
				n++
				s += "\n" + itoa(n) + ". " + b.Label
			}
		}
		m.Text = append(m.Text[:len(m.Text):len(m.Text)], Span{S: s})
		m.Buttons = nil
	}
	return []Outgoing{m}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}
