package telegramtest

import "encoding/json"

// post is what a send* call wants to put into a chat.
type post struct {
	chat  *chat
	keys  keyboard
	reply *stored
}

// post reads what all send* methods share and lets the judge decide on n messages.
func (s *Server) post(c *call, n int) (*post, *failure) {
	keys, f := c.keyboard()
	if f != nil {
		return nil, f
	}
	ch, f := s.writable(c)
	if f != nil {
		return nil, f
	}
	reply, f := c.replyTo(ch)
	if f != nil {
		return nil, f
	}
	if f := s.judge.admit(s, c, ch, n); f != nil {
		return nil, f
	}
	return &post{ch, keys, reply}, nil
}

// replyTo is the message that reply_parameters name, if it is there.
func (c *call) replyTo(ch *chat) (*stored, *failure) {
	obj := c.object("reply_parameters")
	if obj == nil {
		return nil, nil
	}
	id, _ := obj["message_id"].(json.Number)
	n, _ := id.Int64() // judged before: 0 where there is none
	if m := ch.messages[int(n)]; m != nil {
		return m, nil
	}
	if lonely, _ := obj["allow_sending_without_reply"].(bool); lonely {
		return nil, nil
	}
	return nil, bad(textReplyNotFound)
}

// put stores one message of the bot and records it.
func (s *Server) put(c *call, p *post, fill func(m *stored)) *stored {
	m := &stored{chat: p.chat, own: true, at: s.now()}
	me := s.me()
	m.wire.From = &me
	if p.chat.kind == "channel" {
		chat := p.chat.wire()
		m.wire.From, m.wire.SenderChat = nil, &chat
	}
	m.wire.Protected = c.flag("protect_content")
	m.wire.Thread = c.num("message_thread_id")
	m.wire.Markup = p.keys.inline
	if p.reply != nil {
		r := p.reply.wire
		r.ReplyTo = nil // one level only, as documented
		m.wire.ReplyTo = &r
	}
	fill(m)
	s.keep(m)
	m.shown.Chat, m.shown.ID, m.shown.Method, m.shown.At = p.chat.id, m.wire.ID, c.m.name, m.at
	switch {
	case m.wire.Text != "":
		m.shown.Text, m.shown.Entities = m.wire.Text, m.wire.Entities
	case m.wire.Caption != "":
		m.shown.Text, m.shown.Entities = m.wire.Caption, m.wire.CaptionEntities
	}
	m.shown.Buttons, m.shown.Markup = p.keys.buttons, p.keys.raw
	m.shown.Silent, m.shown.Protected = c.flag("disable_notification"), m.wire.Protected
	m.shown.Thread, m.shown.Album, m.shown.Update = m.wire.Thread, m.wire.MediaGroup, p.chat.fetched
	if p.reply != nil {
		m.shown.ReplyTo = p.reply.wire.ID
	}
	s.record(c, m.shown)
	return m
}

func (s *Server) sendMessage(c *call) (any, *failure) {
	text, ents, f := c.formatted(messageText)
	if f != nil {
		return nil, f
	}
	noPreview, f := c.preview()
	if f != nil {
		return nil, f
	}
	p, f := s.post(c, 1)
	if f != nil {
		return nil, f
	}
	m := s.put(c, p, func(m *stored) {
		m.wire.Text, m.wire.Entities = text, ents
		m.shown.NoPreview = noPreview
	})
	return m.raw(), nil
}

// preview tells whether link_preview_options switch the preview off.
func (c *call) preview() (off bool, f *failure) {
	obj := c.object("link_preview_options")
	off, _ = obj["is_disabled"].(bool)
	if u, _ := obj["url"].(string); u != "" && checkedLink(u) == "" {
		c.violate("link_preview_options.url", RuleLink, u)
	}
	return off, nil
}

// actions are those of sendChatAction (Bot API).
var actions = map[string]bool{
	"typing": true, "upload_photo": true, "record_video": true, "upload_video": true, "record_voice": true,
	"upload_voice": true, "upload_document": true, "choose_sticker": true, "find_location": true,
	"record_video_note": true, "upload_video_note": true,
}

func (s *Server) sendChatAction(c *call) (any, *failure) {
	if !actions[c.str("action")] {
		c.violate("action", RuleValue, c.str("action"))
		return nil, bad("wrong parameter action in request")
	}
	if _, f := s.writable(c); f != nil {
		return nil, f
	}
	return true, nil
}
