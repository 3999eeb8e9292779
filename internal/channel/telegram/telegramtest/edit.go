package telegramtest

import (
	"bytes"
	"reflect"
	"time"
)

// target is the message that an edit or deletion names (Client.cpp:8413).
func (s *Server) target(c *call, notFound string) (*stored, *failure) {
	if c.str("chat_id") == "" || !c.has("message_id") {
		c.violate("message_id", RuleMissing, "chat_id and message_id name the message")
		return nil, bad("message identifier is not specified")
	}
	ch, f := s.writable(c)
	if f != nil {
		return nil, f
	}
	m := ch.messages[c.num("message_id")]
	if m == nil {
		return nil, bad(notFound)
	}
	return m, nil
}

// edit changes a message of the bot through change; a change that changes nothing is an error of its own.
func (s *Server) edit(c *call, change func(m *stored, k keyboard) *failure) (any, *failure) {
	k, f := c.keyboard()
	if f != nil {
		return nil, f
	}
	m, f := s.target(c, textEditNotFound)
	if f != nil {
		return nil, f
	}
	if !m.own {
		return nil, bad(textCantEdit)
	}
	if f := s.judge.admit(s, c, m.chat, 1); f != nil {
		return nil, f
	}
	before := m.wire
	if f := change(m, k); f != nil {
		return nil, f
	}
	m.wire.Markup = k.inline
	if before.Text == m.wire.Text && before.Caption == m.wire.Caption && reflect.DeepEqual(before.Entities, m.wire.Entities) && bytes.Equal(before.Markup, m.wire.Markup) {
		return nil, bad(textNotModified)
	}
	m.wire.EditDate = s.date(s.now())
	m.shown.Method, m.shown.At = c.m.name, s.now()
	m.shown.Buttons, m.shown.Markup, m.shown.Update = k.buttons, k.raw, m.chat.fetched
	s.record(c, m.shown)
	return m.raw(), nil
}

func (s *Server) editMessageText(c *call) (any, *failure) {
	text, ents, f := c.formatted(messageText)
	if f != nil {
		return nil, f
	}
	noPreview, f := c.preview()
	if f != nil {
		return nil, f
	}
	return s.edit(c, func(m *stored, _ keyboard) *failure {
		if m.wire.Text == "" {
			return bad("there is no text in the message to edit")
		}
		m.wire.Text, m.wire.Entities = text, ents
		m.shown.Text, m.shown.Entities, m.shown.NoPreview = text, ents, noPreview
		return nil
	})
}

func (s *Server) editMessageCaption(c *call) (any, *failure) {
	text, ents, f := c.formatted(captionText)
	if f != nil {
		return nil, f
	}
	return s.edit(c, func(m *stored, _ keyboard) *failure {
		if m.wire.Text != "" {
			return bad("there is no caption in the message to edit")
		}
		m.wire.Caption, m.wire.CaptionEntities = text, ents
		m.shown.Text, m.shown.Entities = text, ents
		return nil
	})
}

func (s *Server) editMessageReplyMarkup(c *call) (any, *failure) {
	return s.edit(c, func(*stored, keyboard) *failure { return nil })
}

// deleteMessage takes back the bot's own messages, and a person's in a private chat, for 48 hours
// (Bot API, deleteMessage).
func (s *Server) deleteMessage(c *call) (any, *failure) {
	m, f := s.target(c, textDeleteNotFound)
	if f != nil {
		return nil, f
	}
	if s.now().Sub(m.at) >= 48*time.Hour || !m.own && m.chat.kind != "private" {
		return nil, bad(textCantDelete)
	}
	delete(m.chat.messages, m.wire.ID)
	return true, nil
}
