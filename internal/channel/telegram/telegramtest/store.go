package telegramtest

import (
	"encoding/json"
	"time"
)

const day = 24 * time.Hour

// stored is a message as the server keeps it.
type stored struct {
	chat  *chat
	own   bool // the bot's
	wire  wireMessage
	at    time.Time
	shown Message         // the bot's: as Sent tells it
	extra string          // further fields, see With
	votes map[int64][]int // of a poll, by person
}

// raw is the message as JSON.
func (m *stored) raw() json.RawMessage {
	b := marshal(m.wire)
	if m.extra != "" {
		b = append(append(b[:len(b)-1], ','), m.extra...)
		b = append(b, '}')
	}
	return b
}

// marshal encodes what cannot fail to be encoded; what a test put in by With or Push is not checked.
func marshal(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("telegramtest: " + err.Error())
	}
	return b
}

// date is a moment as the server tells it.
func (s *Server) date(t time.Time) int64 { return t.Add(s.skew).Unix() }

// draft is a message of a person that is not yet in its chat.
func (s *Server) draft(c *chat, from int64) *stored {
	m := &stored{chat: c, at: s.now()}
	if one := s.chats[from]; one != nil && one.person != nil {
		u := one.person.wire()
		m.wire.From = &u
	}
	return m
}

// keep gives a message its id and puts it into its chat. Private chats and basic groups share one
// row of ids, as in the real server; supergroups and channels have their own.
func (s *Server) keep(m *stored) {
	c := m.chat
	if c.kind == "private" || c.kind == "group" {
		s.mailbox++
		m.wire.ID = s.mailbox
	} else {
		c.last++
		m.wire.ID = c.last
	}
	c.newest = m.wire.ID
	m.wire.Date = s.date(m.at)
	m.wire.Chat = c.wire()
	c.messages[m.wire.ID] = m
}

// publish keeps a message and queues it as an update, for a day from its date.
func (s *Server) publish(kind string, m *stored) int {
	s.keep(m)
	return s.push(kind, m.chat.id, m.raw(), m.at.Add(day))
}

// LastMessage is the id of the newest message of the chat, whoever wrote it.
func (s *Server) LastMessage(chat int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mustChat(chat).newest
}
