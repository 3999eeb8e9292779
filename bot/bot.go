// Package bot is one turn of talk: message and state in, state and replies out. It knows no
// platform, no store and no clock, so a turn can be computed outside any transaction, repeated and
// tested as text. It chooses among texts that people wrote; it composes no legal answer.
package bot

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"loaxom/bot/dialogue"
	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/privacy"
	"loaxom/internal/review"
	"loaxom/internal/vi"
)

// Config is what the bot needs to know of its commune.
type Config struct {
	Commune         commune.Commune
	Location        *time.Location // in which days are counted and dates are shown
	OnlyApproved    bool           // drafts are not shown at all
	MessagesAMinute int            // per conversation; 0: no limit
	Hamlets         []commune.Hamlet
	Offices         []commune.Office
	Notices         *broadcast.Desk // nil: there are none (ask, eval)
	News            *bulletin.Desk  // nil: the same
	// Link is the bot's own link with a payload (t.me/<bot>?start=<payload>); empty while the bot's name
	// is not known.
	Link    func(payload string) string
	Cases   *feedback.Desk // where reports are worked on; nil: none are taken (ask, eval)
	Privacy *privacy.Desk  // gives people what is theirs; nil: nothing is kept (ask, eval)
	Review  *review.Desk   // where staff work off what waits for them; nil: nobody does
}

// Bot answers. It is safe for concurrent use; Load gives it what to say.
type Bot struct {
	cfg     Config
	scripts map[string]dialogue.Script
	know    atomic.Pointer[knowledge]
}

// knowledge is one state of the content with everything that is computed from it. It is never
// changed; a new content makes a new one.
type knowledge struct {
	lib   *content.Library
	index *faq.Index
	words wording
	shown *texts
	files *content.Library      // as the files have it, whatever staff have judged
	ruled atomic.Pointer[ruled] // the same as staff have judged it last
}

// New makes a bot that has nothing to say until Load.
func New(cfg Config) *Bot { return &Bot{cfg: cfg, scripts: scripts(cfg)} }

// Load takes lib as what the bot says from now on. It builds the index, which takes up to a second,
// while turns go on with what was there before.
func (b *Bot) Load(lib *content.Library) {
	b.know.Store(&knowledge{lib: lib, files: lib, index: faq.Build(documents(lib), lexicon(lib)), words: newWording(lib), shown: &texts{lib: lib}})
}

// Ready tells whether Load was called.
func (b *Bot) Ready() bool { return b.know.Load() != nil }

// Hello is what a group reads when the bot comes into it.
func (b *Bot) Hello() channel.Outgoing {
	lib := b.know.Load().lib
	return channel.Outgoing{Text: channel.Plain(lib.Say(content.Vietnamese, "bot.hello_group", map[string]any{"Commune": b.cfg.Commune.Full()}))}
}

// turn is a Turn in the making, with all that its parts need.
type turn struct {
	*knowledge
	cfg              Config
	scripts          map[string]dialogue.Script
	m                Message
	said             text          // the message's words
	heard            *faq.Question // the text that the matcher read last
	folded, foldedOf string        // what fold gave last, and of what

	inDanger bool // the first reply names whom to call
	whole    bool // the first reply is a message that is shown as it stands
	brief    bool // nothing is said before the replies
	Turn
}

// Turn answers one message. It may be called again with the same arguments and gives the same.
func (b *Bot) Turn(s State, m Message) Turn {
	t := &turn{knowledge: b.know.Load().under(m.Read), cfg: b.cfg, scripts: b.scripts, m: m, Turn: Turn{State: s}}
	quiet := t.silentFor(m.Now)
	t.expire()
	t.route()
	t.unread()
	t.offerExpired()
	if len(t.Replies) > 0 && !t.brief {
		t.announce(quiet)
		t.State.Last = m.Now
	}
	return t.Turn
}

// reading is a text as the matcher read it: once for all that is asked of it.
func (t *turn) reading(text string) *faq.Question {
	if t.heard == nil || t.heard.Text() != text {
		if t.heard != nil {
			t.heard.Close()
		}
		t.heard = t.index.Question(text)
	}
	return t.heard
}

// unread gives back what the matcher has read.
func (t *turn) unread() {
	if t.heard != nil {
		t.heard.Close()
	}
}

// fold is vi.Fold, which many ask of the same message.
func (t *turn) fold(text string) string {
	if t.folded == "" || t.foldedOf != text {
		t.folded, t.foldedOf = vi.Fold(text), text
	}
	return t.folded
}

// ask finds what was meant by a question.
func (t *turn) ask(text string) faq.Result { return t.reading(text).Ask() }

// say is a system line in the conversation's language.
func (t *turn) say(id string, data ...any) string {
	var named map[string]any
	for i := 0; i+1 < len(data); i += 2 {
		if named == nil {
			named = map[string]any{}
		}
		named[data[i].(string)] = data[i+1]
	}
	if t.m.Actor.Staff != "" && slices.Contains(forStaff, id) {
		id += "_duty"
	}
	return t.lib.Say(t.lang(), id, named)
}

// lang is the language of system lines: what was chosen, else what the person's application is set
// to, else Vietnamese.
func (t *turn) lang() string {
	lang := t.State.Lang
	if lang == "" {
		lang = t.m.Lang
	}
	if lang == "en" {
		return "en"
	}
	return "vi"
}

// reply adds a message.
func (t *turn) reply(text channel.Text, rows ...[]channel.Button) {
	t.Replies = append(t.Replies, channel.Outgoing{Text: text, Buttons: rows})
}

// line adds a message of one plain text.
func (t *turn) line(id string, data ...any) { t.reply(channel.Plain(t.say(id, data...))) }

// choices adds a message with a list to choose from; the list answers to numbers and words too.
func (t *turn) choices(text channel.Text, perRow int, list ...Choice) {
	t.State.Choices = list
	t.reply(text, rows(perRow, list)...)
}

// show adds a message as it stands; what it offers is the list to choose from.
func (t *turn) show(m channel.Outgoing) {
	var list []Choice
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Data != "" && b.Typed == "" {
				list = append(list, Choice{b.Label, b.Data})
			}
		}
	}
	t.State.Choices = list
	t.Replies = append(t.Replies, m)
}

// rows lays a list out as buttons.
func rows(perRow int, list []Choice) (rows [][]channel.Button) {
	all := make([]channel.Button, len(list))
	for i, c := range list {
		all[i] = channel.Button{Label: c.Label, Data: c.Data}
	}
	rows = make([][]channel.Button, 0, (len(list)+perRow-1)/perRow)
	for row := range slices.Chunk(all, perRow) {
		rows = append(rows, row)
	}
	return rows
}

// silence after which the first reply says again that it is automatic.
const silence = 24 * time.Hour

// silentFor tells whether the next reply is the first after a day, by the state before the turn.
func (t *turn) silentFor(now time.Time) bool {
	since := now.Sub(t.State.Last)
	return t.State.Last.IsZero() || since >= silence || since <= -silence
}

// announce puts before the replies what has to be said first. Somebody in danger reads whom to call before it, in
// a message that says nothing else, and an answer that would grow longer than a screen keeps its own message.
func (t *turn) announce(first bool) {
	var lines []string
	if t.m.Late && t.m.Kind != channel.Press {
		lines = append(lines, t.say("bot.late"))
	}
	if first {
		lines = append(lines, t.say("bot.automatic", "Commune", t.cfg.Commune.Full()))
	}
	if len(lines) == 0 {
		return
	}
	note := strings.Join(lines, "\n\n")
	answer := &t.Replies[0]
	switch {
	case t.inDanger:
		t.Replies = slices.Insert(t.Replies, 1, channel.Outgoing{Text: plain(note)})
	case t.whole || utf8.RuneCountInString(note)+2+answer.Text.Len(channel.Runes) > maxFirst:
		t.Replies = slices.Insert(t.Replies, 0, channel.Outgoing{Text: plain(note)})
	default:
		answer.Text = append(channel.Text{{S: note + "\n\n"}}, answer.Text...)
	}
}
