package telegramtest

import (
	"regexp"
	"strings"
	"time"
)

// Detail changes a message that Say, Edit, Photo, Attach or ChannelPost make, or a press.
type Detail func(*details)

type details struct {
	from   int64
	chat   int64
	at     time.Time
	reply  int
	extra  []string
	inline bool
}

// From says who writes; without it a private chat's person or a group's first member.
func From(user int64) Detail { return func(d *details) { d.from = user } }

// AsChat makes the message come from a chat (an anonymous administrator, or a linked channel).
func AsChat(chat int64) Detail { return func(d *details) { d.chat = chat } }

// Dated sets when it was written; without it now.
func Dated(t time.Time) Detail { return func(d *details) { d.at = t } }

// ReplyTo makes it an answer to a message of the chat.
func ReplyTo(messageID int) Detail { return func(d *details) { d.reply = messageID } }

// With adds fields to the message, as JSON without the outer braces: `"media_group_id":"7"`.
func With(fields string) Detail { return func(d *details) { d.extra = append(d.extra, fields) } }

// Inline makes Press come from an inline message, without any chat.
func Inline() Detail { return func(d *details) { d.inline = true } }

func (s *Server) detail(c *chat, list []Detail) details {
	d := details{}
	for _, f := range list {
		f(&d)
	}
	if d.from == 0 {
		d.from = s.actor(c)
	}
	if s.chats[d.from] == nil {
		s.person(d.from).stranger = true // somebody in a group who never wrote to the bot
	}
	return d
}

// compose is a person's message with its details, not yet in its chat.
func (s *Server) compose(c *chat, list []Detail) *stored {
	d := s.detail(c, list)
	m := s.draft(c, d.from)
	if !d.at.IsZero() {
		m.at = d.at
	}
	if d.chat != 0 {
		w := s.mustChat(d.chat).wire()
		m.wire.SenderChat = &w
		// a chat that speaks is given a sender that stands for it (Bot API, Message.sender_chat)
		m.wire.From = &wireUser{ID: 1087968824, Bot: true, First: "Group", Username: "GroupAnonymousBot"}
		if d.chat != c.id {
			m.wire.From = &wireUser{ID: 136817688, Bot: true, First: "Channel", Username: "Channel_Bot"}
		}
	}
	if r := c.messages[d.reply]; r != nil {
		w := r.wire
		w.ReplyTo = nil
		m.wire.ReplyTo = &w
	}
	m.extra = strings.Join(d.extra, ",")
	return m
}

// speak publishes a person's message, if the bot is there to get it.
func (s *Server) speak(kind string, m *stored) int {
	if m.chat.standing == "kicked" || m.chat.standing == "left" || m.chat.gone || m.chat.upgraded != 0 {
		return 0
	}
	m.chat.stranger = false
	if s.privacy && m.chat.many() && !s.meant(m) {
		s.keep(m)
		return 0
	}
	return s.publish(kind, m)
}

// meant tells whether a bot in privacy mode sees a group's message.
func (s *Server) meant(m *stored) bool {
	text := m.wire.Text + m.wire.Caption
	toMe := m.wire.ReplyTo != nil && m.wire.ReplyTo.From != nil && m.wire.ReplyTo.From.ID == s.botID
	return toMe || strings.HasPrefix(text, "/") || strings.Contains(strings.ToLower(text), "@"+strings.ToLower(s.username))
}

// Say makes a person write text in the chat. The id is 0 where the bot does not get it
// (allowed_updates, blocked, kicked, privacy mode).
func (s *Server) Say(chat int64, text string, details ...Detail) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.compose(s.mustChat(chat), details)
	m.wire.Text, m.wire.Entities = text, found(text)
	return s.speak("message", m)
}

// Edit makes the writer change a message.
func (s *Server) Edit(chat int64, messageID int, text string, details ...Detail) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(chat)
	m := c.messages[messageID]
	if m == nil {
		m = s.compose(c, details) // an old message that this server has never seen
		s.keep(m)
	}
	if m.wire.Caption != "" || m.wire.Text == "" && len(m.wire.Photo) > 0 {
		m.wire.Caption, m.wire.CaptionEntities = text, found(text)
	} else {
		m.wire.Text, m.wire.Entities = text, found(text)
	}
	m.wire.EditDate = s.date(s.now())
	kind := "edited_message"
	if c.kind == "channel" {
		kind = "edited_channel_post"
	}
	return s.push(kind, c.id, m.raw(), s.now().Add(day))
}

// Photo makes a person send a picture; the bot can fetch the bytes with getFile.
func (s *Server) Photo(chat int64, caption string, picture []byte, details ...Detail) (updateID int) {
	return s.Attach(chat, "photo", "", caption, picture, 0, details...)
}

// Attach makes a person send a file as document, video, voice or audio. size counts where it is
// larger than content, so that a file of 30 MB costs nothing.
func (s *Server) Attach(chat int64, kind, name, caption string, content []byte, size int, details ...Detail) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.compose(s.mustChat(chat), details)
	s.files.add(kind, name, content, size).into(&m.wire)
	m.wire.Caption, m.wire.CaptionEntities = caption, found(caption)
	return s.speak("message", m)
}

// ChannelPost writes into a channel.
func (s *Server) ChannelPost(channel int64, text string, details ...Detail) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(channel)
	m := s.compose(c, append([]Detail{From(s.botID)}, details...))
	w := c.wire()
	m.wire.From, m.wire.SenderChat, m.wire.Text, m.wire.Entities = nil, &w, text, found(text)
	return s.speak("channel_post", m)
}

// Bulk makes n people's messages at once: say names the chat, which is made if need be, and the text
// of the i-th. The bot is woken once, at the end.
func (s *Server) Bulk(n int, say func(i int) (chat int64, text string)) (first, last int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first = s.queue.next
	s.bulk = true
	for i := range n {
		id, text := say(i)
		c := s.chats[id]
		if c == nil {
			c = s.person(id)
		}
		m := s.draft(c, s.actor(c))
		m.wire.Text, m.wire.Entities = text, found(text)
		s.speak("message", m)
	}
	s.bulk = false
	s.wake()
	s.changed()
	return first, s.queue.next - 1
}

// What the server finds in people's texts: commands and names (MessageEntity.cpp, match_bot_commands,
// match_mentions); addresses only where they begin with their scheme.
var finds = regexp.MustCompile(`(^|[^\p{L}\p{N}_/<>@.])(/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?|@[A-Za-z][A-Za-z0-9_]{2,31}|https?://[^\s<>"]+)`)

// found lists the entities of a person's text.
func found(text string) []Entity {
	if !strings.ContainsAny(text, "/@") {
		return nil
	}
	var out []Entity
	for _, at := range finds.FindAllStringSubmatchIndex(text, -1) {
		piece := text[at[4]:at[5]]
		kind := "mention"
		switch next := text[at[5]:]; {
		case piece[0] == 'h':
			kind = "url"
		case piece[0] == '/':
			if kind = "bot_command"; startsWord(next) {
				continue
			}
		case startsWord(next):
			continue
		}
		out = append(out, Entity{Type: kind, Offset: utf16Len(text[:at[4]]), Length: len(piece)})
		if kind == "url" {
			out[len(out)-1].Length = utf16Len(piece)
		}
	}
	return out
}

var wordStart = regexp.MustCompile(`^[\p{L}\p{N}_/<>]`)

func startsWord(s string) bool { return wordStart.MatchString(s) }
