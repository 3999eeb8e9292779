package bot

import (
	"strconv"
	"strings"

	"loaxom/internal/channel"
	"loaxom/internal/staff"
)

// menuItems are the main menu, in the order in which residents see it. The data names the item, the
// label is the message "menu.<item>".
var menuItems = [...]string{"ask", "feedback", "lookup", "news", "bulletin", "contact"}

// menu shows the main menu below a line.
func (t *turn) menu(id string, data ...any) { t.menuBelow(plain(t.say(id, data...))) }

// menuBelow shows the main menu below a text.
func (t *turn) menuBelow(text channel.Text) {
	list := make([]Choice, 0, len(menuItems))
	for _, item := range menuItems {
		list = append(list, Choice{t.say("menu." + item), "m:" + item})
	}
	t.choices(text, 2, list...)
}

// open answers a choice of the main menu. What is built later says in one line how to do it at the
// desk today.
func (t *turn) open(item string) {
	switch item {
	case "ask":
		t.groups()
	case "contact":
		if !t.entry("gio-lam-viec-dia-chi", "") {
			t.line("bot.at_desk_contact")
		}
	case "bulletin":
		t.bulletins()
	case "news":
		t.news("")
	case "lookup":
		t.lookUp("")
	case "feedback":
		t.openReport("", false)
	default:
		t.menu("bot.start")
	}
}

// help says how to use the bot, and people with a duty what they can do. In the middle of a talk there is no
// menu with it: the talk's question follows.
func (t *turn) help() {
	text := t.say("bot.help")
	if own := t.dutyLines(); own != "" {
		text = own + "\n\n" + text
	}
	if t.State.Talk.Open(t.m.Now) {
		t.reply(plain(text))
		return
	}
	t.menuBelow(plain(text))
}

// speak changes the language.
func (t *turn) speak(lang string) {
	t.State.Lang = lang
	if t.State.Talk.Open(t.m.Now) { // its question follows
		t.State.Choices = nil
		t.line("bot.language_set")
		return
	}
	t.menu("bot.language_set")
}

// groups shows the groups of procedures, to browse by hand.
func (t *turn) groups() {
	var list []Choice
	for _, g := range t.lib.Groups() {
		if len(t.inGroup(g.ID)) > 0 {
			list = append(list, Choice{t.say("group." + g.ID), "g:" + g.ID})
		}
	}
	t.choices(channel.Plain(t.say("bot.ask")), 2, list...)
}

// perPage is how many entries of a group one message lists.
const perPage = 8

// group shows one group's entries, a page at a time.
func (t *turn) group(id string, page int) {
	ids := t.inGroup(id)
	if len(ids) == 0 {
		t.groups()
		return
	}
	pages := (len(ids) + perPage - 1) / perPage
	page = min(max(page, 0), pages-1)
	var list []Choice
	for _, id := range ids[page*perPage : min((page+1)*perPage, len(ids))] {
		e, _ := t.lib.Entry(id)
		list = append(list, Choice{e.Plain, "e:" + id})
	}
	if page+1 < pages {
		list = append(list, Choice{t.say("bot.more"), "g:" + id + ":" + strconv.Itoa(page+1)})
	}
	list = append(list, Choice{t.say("bot.groups"), "g"})
	t.choices(channel.Text{{S: t.say("group." + id), Bold: true}, {S: "\n" + t.say("bot.pick")}}, 1, list...)
}

// inGroup lists the ids of a group's entries that may be shown.
func (t *turn) inGroup(group string) (ids []string) {
	for _, e := range t.lib.EntriesOf(group) {
		if t.shown(e) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// start answers /start with its payload, which is never an authority by itself.
func (t *turn) start(payload string) {
	kind, rest, _ := strings.Cut(payload, "_")
	switch kind {
	case "q":
		if t.entry(rest, "") {
			return
		}
	case "x":
		t.news(rest)
		return
	case "g":
		t.bindGroup(rest)
		return
	case "z":
		t.answerQuiz(rest, "")
		return
	case "i":
		code, _ := staff.ReadCode(payload)
		t.redeem(code)
		return
	}
	t.menu("bot.start")
}

// examples is how many example questions there are.
const examples = 3

// examples shows what one may ask, for somebody who sees the bot for the first time.
func (t *turn) examples() {
	var list []Choice
	for i := range examples {
		n := strconv.Itoa(i + 1)
		list = append(list, Choice{t.say("example." + n), "q:" + n})
	}
	t.choices(plain(t.say("bot.examples")), 1, list...)
}

// languages offers the choice of a language; one that is named is taken at once.
func (t *turn) languages(named string) {
	switch named {
	case "vi", "en":
		t.speak(named)
		return
	}
	t.choices(channel.Plain(t.say("bot.language")), 2, Choice{"Tiếng Việt", "l:vi"}, Choice{"English", "l:en"})
}
