package bot

import (
	"strconv"
	"strings"
	"time"

	"loaxom/internal/vi"
)

// The data of a button: a verb, then its objects, all of them ids of ours, joined by ":". It comes
// back from the client and is never trusted: what does not read, or names what is not there, gets
// the menu.
//
//	m:<item>             main menu
//	g, g:<group>[:page]  browse
//	e:<entry>[:section]  show an entry, or one section of it
//	+:<entry> -:<entry>  it helped, it did not
//	x                    none of these was meant
//	s                    show the question to staff
//	q:<n>                ask the n-th example question
//	l:<language>
func (t *turn) pressed(data string) {
	verb, rest, _ := strings.Cut(data, ":")
	object, detail, _ := strings.Cut(rest, ":")
	switch verb {
	case "m":
		t.open(object)
	case "g":
		if object == "" {
			t.groups()
			return
		}
		page, _ := strconv.Atoi(detail)
		t.group(object, page)
	case "e":
		if !t.entry(object, detail) {
			t.menu("bot.gone")
		}
	case "+", "-":
		t.vote(verb, object)
	case "x":
		t.notMeant()
	case "s":
		t.toStaff()
	case "q":
		if n, err := strconv.Atoi(object); err != nil || n < 1 || n > examples {
			t.menu("bot.gone")
		} else {
			t.question(t.say("example." + object))
		}
	case "l":
		t.State.Lang = object
		if object != "en" {
			t.State.Lang = "vi"
		}
		t.menu("bot.language_set")
	default:
		t.menu("bot.gone")
	}
}

// doubleTap tells whether the same button was pressed a moment ago: an unsteady finger is one press.
func (t *turn) doubleTap() bool {
	s := &t.State
	age := t.m.Now.Sub(s.PressAt)
	again := s.Pressed == t.m.Data && age >= 0 && age < 2*time.Second
	s.Pressed, s.PressAt = t.m.Data, t.m.Now
	if len(s.Pressed) > 64 { // made up by a client; no button of ours is longer
		s.Pressed = s.Pressed[:64]
	}
	return again
}

// vote takes 👍 and 👎.
func (t *turn) vote(verb, entry string) {
	if _, ok := t.lib.Entry(entry); !ok {
		t.menu("bot.gone")
		return
	}
	if verb == "+" {
		t.line("bot.thanks_up")
		return
	}
	t.Opens = append(t.Opens, Question{Text: t.State.Question, Entry: entry, Reason: "down"})
	t.choices(plain(t.say("bot.thanks_down")), 1, Choice{t.say("bot.to_staff"), "s"}, Choice{t.say("menu.ask"), "m:ask"})
}

// longestLabel bounds what can be the words of a choice, in bytes.
const longestLabel = 200

// chosen takes a typed number or the words of a choice as a press on it.
func (t *turn) chosen(text string) bool {
	if n, ok := number(text); ok {
		if n >= 1 && n <= len(t.State.Choices) {
			t.pressed(t.State.Choices[n-1].Data)
			return true
		}
		if len(t.State.Choices) > 0 {
			t.line("bot.number", "Most", len(t.State.Choices))
			return true
		}
		return false
	}
	if len(text) > longestLabel {
		return false
	}
	folded := vi.Fold(text)
	for _, c := range t.State.Choices {
		// Folding takes marks and spaces away, never letters: what is much shorter is another text.
		if len(c.Label) >= len(folded) && vi.Fold(c.Label) == folded {
			t.pressed(c.Data)
			return true
		}
	}
	if folded == vi.Fold(t.say("bot.to_staff")) && t.State.asked(t.m.Now) {
		t.toStaff()
		return true
	}
	if item, ok := t.words.menu[folded]; ok {
		t.open(item)
		return true
	}
	if group, ok := t.words.groups[folded]; ok && strings.ContainsAny(text, " ") {
		t.group(group, 0)
		return true
	}
	if folded == vi.Fold(t.say("bot.groups")) {
		t.groups()
		return true
	}
	return false
}

// numberWords are the numbers that people write out when they choose from a list.
var numberWords = map[string]int{"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}

// number reads "2", "2.", "số 2", "(2)" or "hai" as a choice.
func number(text string) (int, bool) {
	f := strings.Trim(strings.TrimPrefix(vi.Fold(text), "so "), " .)(:#")
	if n, ok := numberWords[f]; ok {
		return n, true
	}
	if len(f) == 0 || len(f) > 2 {
		return 0, false
	}
	n, err := strconv.Atoi(f)
	return n, err == nil && n >= 0
}
