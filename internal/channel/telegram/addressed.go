package telegram

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// addressed tells whether a message is meant for us, and gives its text as the rooms read it: a command
// in lower case, without our own name, with one space behind it; in a group without mentions of us. In
// private everything is meant for us but a command that names another bot. In a group only a command, a
// reply to us or a mention is; the rest is people's talk, which we may see as an administrator and do
// not read.
func (c *Channel) addressed(m *tg.Message, text string, entities []tg.MessageEntity, group bool) (string, bool) {
	ours := !group
	if group {
		if r := m.ReplyToMessage; r != nil && r.From != nil && r.From.ID != 0 && r.From.ID == c.tokens.id() {
			ours = true
		}
		var mentioned bool
		if text, mentioned = c.unmention(text, entities); mentioned {
			ours = true
		}
	}
	if !strings.HasPrefix(text, "/") {
		return text, ours
	}
	word, name, rest, ok := command(text)
	if !ok { // such as "/trogiúp": Telegram reads a command in it too, and so may the bot
		return text, ours || group && slices.ContainsFunc(entities, func(e tg.MessageEntity) bool {
			return e.Type == "bot_command" && e.Offset == 0
		})
	}
	switch self := c.Username(); {
	case name == "" || self != "" && strings.EqualFold(name, self):
	case self == "" && !group: // we do not know our name yet, but nobody else is in a private chat
	default:
		return text, false
	}
	if word == "start" && !payload(rest) {
		rest = ""
	}
	text = "/" + word
	if rest != "" {
		text += " " + rest
	}
	return text, true
}

// command splits "/word@name rest". ok is false where the word is none or goes on with other letters.
func command(text string) (word, name, rest string, ok bool) {
	rest = text[1:]
	word, rest = ascii(rest)
	if strings.HasPrefix(rest, "@") {
		name, rest = ascii(rest[1:])
		if name == "" {
			return "", "", "", false
		}
	}
	trimmed := strings.TrimLeftFunc(rest, unicode.IsSpace) // a no-break space and a line end too
	if word == "" || rest != "" && trimmed == rest {
		return "", "", "", false
	}
	return strings.ToLower(word), name, trimmed, true
}

// ascii cuts the letters that commands and names are made of off the front.
func ascii(s string) (word, rest string) {
	n := 0
	for n < len(s) && (s[n] == '_' || s[n] >= '0' && s[n] <= '9' || s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z') {
		n++
	}
	return s[:n], s[n:]
}

// payload tells whether s is what a start link may carry: up to 64 of A-Z a-z 0-9 _ -
// (core.telegram.org/bots/features#deep-linking). It proves nothing about who sends it.
func payload(s string) bool {
	return len(s) <= 64 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// unmention takes mentions of us out of a text, unless nothing would be left, and tells whether there
// were any.
func (c *Channel) unmention(text string, entities []tg.MessageEntity) (string, bool) {
	self, id := c.Username(), c.tokens.id()
	var units []uint16
	found := false
	for i := len(entities) - 1; i >= 0; i-- {
		e := entities[i]
		if e.Type != "mention" && e.Type != "text_mention" {
			continue
		}
		if units == nil {
			units = utf16.Encode([]rune(text))
		}
		if e.Offset < 0 || e.Length <= 0 || e.Offset > len(units)-e.Length {
			continue
		}
		end := e.Offset + e.Length
		name := string(utf16.Decode(units[e.Offset:end]))
		switch {
		case e.Type == "mention" && self != "" && strings.EqualFold(name, "@"+self):
		case e.Type == "text_mention" && e.User != nil && e.User.ID != 0 && e.User.ID == id:
		default:
			continue
		}
		found = true
		units = append(units[:e.Offset:e.Offset], units[end:]...)
	}
	if found {
		if left := strings.TrimSpace(string(utf16.Decode(units))); left != "" {
			return left, true
		}
	}
	return text, found
}
