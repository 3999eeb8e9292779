package channel

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"loaxom/internal/vi"
)

// Fit makes of one message as a room wants it the messages that a channel with these limits takes:
// abilities that it lacks are made up for in words, and nothing is over a limit. A message that would
// show nothing gives none.
//
//   - Without formatting, a link's address is written behind its words.
//   - Without buttons, those with Data become numbered lines below the text, in order, unless the text
//     speaks for them (Spoken); one with a URL becomes a line with the address, and one with Typed that
//     line, without a number.
//   - With buttons, rows that are too long are broken, and what is above the platform's number or
//     size goes below further messages that say "…". A button without effect is left out; one whose
//     Data or URL is too long, or no text, becomes a line of the message, since its words do as well.
//   - A text that is too long is cut by Split.
//   - Files that the channel cannot send become lines of symbols and names. Those that it can go
//     first, an album together; the text stands below a single message of files where it fits there,
//     else it is a message of its own after them. An album has no buttons, so they come with the text; a round
//     video has neither.
func Fit(m Outgoing, l Limits) []Outgoing {
	switch {
	case m.Removes != "" && l.Edit:
		return []Outgoing{{Removes: m.Removes}}
	case m.Removes != "":
		return nil
	case m.Replaces != "" && !l.Edit:
		m.Replaces, m.Below = "", false
	}
	m, files := m.withFiles(l)
	if len(files) == 1 && m.captioned(files[0], l) {
		files[0].Text, files[0].Buttons = m.Text, m.Buttons
		return files
	}
	return append(files, fit(m, l)...)
}

// withFiles takes the files out of m: what is left of it, and the messages that carry them.
func (m Outgoing) withFiles(l Limits) (rest Outgoing, files []Outgoing) {
	var lines []string
	able := m
	able.Files = nil
	for _, f := range m.Files {
		if l.showable(f) {
			able.Files = append(able.Files, f)
		} else {
			lines = append(lines, Symbol(f))
		}
	}
	for _, g := range able.groups(l) {
		files = append(files, Outgoing{Files: g, Silent: m.Silent, Protect: m.Protect, Thread: m.Thread})
	}
	rest = m
	rest.Files = nil
	if len(lines) > 0 {
		text := strings.Join(lines, "\n")
		if m.Text.Shows() {
			text += "\n\n"
		}
		rest.Text = append(Text{{S: text}}, m.Text...)
	}
	return rest, files
}

// captioned tells whether the text and the buttons of m fit below the files of f.
func (m Outgoing) captioned(f Outgoing, l Limits) bool {
	if !m.Text.Within(l.Caption, l.Unit) || len(f.Files) > 1 && len(m.Buttons) > 0 || !l.Formatting || f.Files[0].Kind == Round {
		return false
	}
	fitting := fit(m, l)
	return len(fitting) == 0 || len(fitting) == 1 && len(fitting[0].Buttons) == len(m.Buttons)
}

// plainly tells, by lengths alone, that nothing of a message without files has to be changed for a channel: most
// messages are such. False where that takes a closer look.
func (m Outgoing) plainly(l Limits) bool {
	if !l.Formatting || l.Text > 0 && !m.Text.Within(l.Text, l.Unit) || !m.Text.Shows() {
		return false
	}
	count, size := 0, keyboardSize
	for _, row := range m.Buttons {
		if len(row) == 0 || l.ButtonRow > 0 && len(row) > l.ButtonRow {
			return false
		}
		count, size = count+len(row), size+rowSize
		for _, b := range row {
			if len(b.Label) > maxLabel || !Shows(b.Label) || b.Data == "" || b.URL != "" || l.ButtonData > 0 && len(b.Data) > l.ButtonData || !utf8.ValidString(b.Data) {
				return false
			}
			size += buttonSize + 3*len(`""`) + len(`\u0000`)*(len(b.Label)+len(b.Data))
		}
	}
	return count <= max(l.Buttons, 0) && (l.Markup <= 0 || size <= l.Markup)
}

// fit is Fit for a message without files.
func fit(m Outgoing, l Limits) []Outgoing {
	if m.plainly(l) {
		return []Outgoing{m}
	}
	return refit(m, l)
}

// refit is fit where something may have to be changed.
func refit(m Outgoing, l Limits) []Outgoing {
	if !l.Formatting {
		m.Text = writtenOut(m.Text)
	}
	lines, keyboards := m.choices(l)
	if len(lines) > 0 {
		sep := "\n\n"
		if !m.Text.Shows() {
			m.Text, sep = nil, ""
		}
		m.Text = append(m.Text[:len(m.Text):len(m.Text)], Span{S: sep + strings.Join(lines, "\n")})
	}
	m.Buttons = nil
	if len(keyboards) > 0 {
		m.Buttons, keyboards = keyboards[0], keyboards[1:]
	}
	parts := Split(m, l)
	for _, k := range keyboards {
		parts = append(parts, m.like(Outgoing{Buttons: k}))
	}
	fitting := parts[:0]
	for _, p := range parts {
		if !p.Text.Shows() {
			if p.Buttons == nil {
				continue
			}
			p.Text = Plain("…")
		}
		fitting = append(fitting, p)
	}
	return fitting
}

// writtenOut is the text without styles, each link's address behind its words.
func writtenOut(t Text) Text {
	out := make(Text, len(t))
	for i, s := range t {
		words := strings.TrimRight(s.S, " \n")
		switch bare := strings.TrimPrefix(s.Link, "https://"); {
		case s.Link == "" || words == s.Link:
			out[i] = Span{S: s.S}
		case words == "" || words == bare || words+"/" == bare:
			out[i] = Span{S: s.Link + s.S[len(words):]}
		default:
			out[i] = Span{S: words + " (" + s.Link + ")" + s.S[len(words):]}
		}
	}
	return out
}

// choices gives the buttons of a message as lines of text, as keyboards for one message each, or both.
func (m Outgoing) choices(l Limits) (lines []string, keyboards [][][]Button) {
	if l.Buttons <= 0 {
		return m.numbered(), nil
	}
	rows := make([][]Button, 0, len(m.Buttons))
	for _, row := range m.Buttons {
		kept := make([]Button, 0, len(row))
		for _, b := range row {
			switch b.Label = short(b.Label); {
			case !Shows(b.Label) || b.Data == "" && b.URL == "":
			case b.URL == "" && (l.ButtonData > 0 && len(b.Data) > l.ButtonData || !utf8.ValidString(b.Data)):
				lines = append(lines, "• "+b.Label)
			case l.Markup > 0 && keyboardSize+markup([]Button{b}) > l.Markup: // an endless address
				lines = append(lines, b.Label+": "+b.URL)
			default:
				kept = append(kept, b)
			}
		}
		rows = broken(rows, kept, l)
	}
	size, count := 0, 0
	for _, row := range rows {
		more := markup(row)
		if len(keyboards) == 0 || count+len(row) > l.Buttons || l.Markup > 0 && size+more > l.Markup {
			keyboards, size, count = append(keyboards, make([][]Button, 0, len(rows))), keyboardSize, 0
		}
		last := len(keyboards) - 1
		keyboards[last] = append(keyboards[last], row)
		size, count = size+more, count+len(row)
	}
	return lines, keyboards
}

// numbered lists the buttons for a channel that has none. The numbers are those by which a person may
// answer, so only what can be chosen has one.
func (m Outgoing) numbered() (lines []string) {
	n := 0
	for _, row := range m.Buttons {
		for _, b := range row {
			switch {
			case b.Typed != "":
				lines = append(lines, b.Typed)
			case b.Data != "" && m.Spoken: // the text says it
			case b.Data != "":
				n++
				lines = append(lines, fmt.Sprintf("%d. %s", n, b.Label))
			case b.URL != "":
				lines = append(lines, b.Label+": "+b.URL)
			}
		}
	}
	return lines
}

// broken appends a row, cut into several where it is over the platform's limits.
func broken(rows [][]Button, row []Button, l Limits) [][]Button {
	most := l.Buttons
	if l.ButtonRow > 0 {
		most = min(most, l.ButtonRow)
	}
	for len(row) > 0 {
		n := min(len(row), most)
		for n > 1 && l.Markup > 0 && keyboardSize+markup(row[:n]) > l.Markup {
			n--
		}
		rows = append(rows, row[:n:n])
		row = row[n:]
	}
	return rows
}

// maxLabel is how much of a button's words is kept, in letters: far more than any screen shows, and
// little enough that one button alone is never over a platform's limit.
const maxLabel = 120

func short(label string) string {
	if utf8.RuneCountInString(label) <= maxLabel {
		return label
	}
	return vi.Split(label, maxLabel-1, utf8.RuneCountInString)[0] + "…"
}

// What a keyboard and a button cost on the wire beside their own words, counted generously.
const (
	keyboardSize = 24
	rowSize      = 3
	buttonSize   = 32
)

// markup is the size of a row on the wire, as JSON with everything escaped that may be.
func markup(row []Button) int {
	size := rowSize
	for _, b := range row {
		size += buttonSize + quoted(b.Label) + quoted(b.Data) + quoted(b.URL)
	}
	return size
}

// quoted is at least the length of s in JSON.
func quoted(s string) int {
	n := len(`""`) + len(s)
	for _, r := range s {
		switch {
		case r < ' ', r == '"', r == '\\', r == '<', r == '>', r == '&', r == '\u2028', r == '\u2029', r == utf8.RuneError:
			n += len(`\u0000`) - 1
		}
	}
	return n
}
