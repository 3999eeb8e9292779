package channel

import "loaxom/internal/record"

// outgoing, span and button are the fields of an Outgoing, a Span and a Button: where one gets another, what
// follows needs it too.
type (
	outgoing struct {
		Text             Text
		Buttons          [][]Button
		Silent, Spoken   bool
		Files            []File
		Protect          bool
		Thread, Replaces string
		Below            bool
		Removes          string
	}
	span struct {
		S    string
		Bold bool
		Link string
	}
	button struct{ Label, Data, URL, Typed string }
)

var (
	_ = outgoing(Outgoing{})
	_ = span(Span{})
	_ = button(Button{})
)

// AppendRecord writes a message as part of a record.Writer, for all but files.
func (m *Outgoing) AppendRecord(b []byte) ([]byte, bool) {
	if len(m.Files) > 0 {
		return nil, false
	}
	b = append(b, '{')
	if len(m.Text) > 0 {
		b = append(record.Field(b, "t"), '[')
		for i, s := range m.Text {
			if i > 0 {
				b = append(b, ',')
			}
			b = record.String(record.Field(append(b, '{'), "s"), s.S)
			b = record.Flag(b, "b", s.Bold)
			b = append(record.Text(b, "l", s.Link), '}')
		}
		b = append(b, ']')
	}
	if len(m.Buttons) > 0 {
		b = append(record.Field(b, "b"), '[')
		for i, row := range m.Buttons {
			if len(row) == 0 {
				return nil, false
			}
			for j, one := range row {
				switch {
				case j > 0:
					b = append(b, ',')
				case i > 0:
					b = append(b, ",["...)
				default:
					b = append(b, '[')
				}
				b = record.String(record.Field(append(b, '{'), "l"), one.Label)
				b = record.Text(b, "d", one.Data)
				b = record.Text(b, "u", one.URL)
				b = append(record.Text(b, "w", one.Typed), '}')
			}
			b = append(b, ']')
		}
		b = append(b, ']')
	}
	b = record.Flag(b, "s", m.Silent)
	b = record.Flag(b, "w", m.Spoken)
	b = record.Flag(b, "p", m.Protect)
	b = record.Text(b, "th", m.Thread)
	b = record.Text(b, "e", m.Replaces)
	b = record.Flag(b, "bl", m.Below)
	return append(record.Text(b, "x", m.Removes), '}'), true
}

// Bare tells whether m is the zero message, which a record may leave out.
func (m *Outgoing) Bare() bool {
	return m.Text == nil && m.Buttons == nil && !m.Silent && !m.Spoken && m.Files == nil && !m.Protect &&
		m.Thread == "" && m.Replaces == "" && !m.Below && m.Removes == ""
}

// ScanRecord reads what AppendRecord wrote, as part of a record.Scanner.
func (m *Outgoing) ScanRecord(in *record.Reader) {
	in.Want("{")
	if in.Has("t") {
		in.List(func() {
			in.Want("{")
			m.Text = append(m.Text, Span{S: in.Text("s"), Bold: in.Flag("b"), Link: in.Text("l")})
			in.Want("}")
		})
	}
	if in.Has("b") {
		in.List(func() {
			var row []Button
			in.List(func() {
				in.Want("{")
				row = append(row, Button{Label: in.Text("l"), Data: in.Text("d"), URL: in.Text("u"), Typed: in.Text("w")})
				in.Want("}")
			})
			m.Buttons = append(m.Buttons, row)
		})
	}
	m.Silent, m.Spoken, m.Protect = in.Flag("s"), in.Flag("w"), in.Flag("p")
	m.Thread, m.Replaces = in.Text("th"), in.Text("e")
	m.Below, m.Removes = in.Flag("bl"), in.Text("x")
	in.Want("}")
}
