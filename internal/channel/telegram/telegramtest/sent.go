package telegramtest

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Message is something that the bot has put into a chat, as shown: with an edit a second one, with
// an album one each.
type Message struct {
	Chat      int64
	ID        int
	Method    string
	At        time.Time
	Text      string // or caption, or a poll's question; after parsing
	Entities  []Entity
	Buttons   [][]Button
	Markup    string // the whole reply_markup as it came
	Media     string // photo, video, document, poll; empty: none
	FileID    string
	Options   []string // of a poll
	Silent    bool     // disable_notification
	Protected bool     // protect_content
	NoPreview bool     // link_preview_options.is_disabled
	ReplyTo   int
	Thread    int    // message_thread_id
	Album     string // media_group_id
	Update    int    // newest update of this chat that the bot had fetched by then; 0: none
}

// Entity is a piece of formatting; offset and length count UTF-16 code units. The server adds none
// of its own (the real one finds addresses, names and commands in the text).
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
}

// Button is one inline button.
type Button struct {
	Text string
	Data string
	URL  string
}

// history is what the bot has put into chats, oldest first.
type history struct {
	rows   []Message
	total  int
	unseen int // of them, those whose sender did not get the answer
}

// record keeps m; beyond the limit of WithHistory the oldest goes, from its chat too.
func (s *Server) record(c *call, m Message) {
	c.posted++
	ch := s.chats[m.Chat]
	ch.sent = append(ch.sent, s.sent.total)
	s.sent.total++
	s.sent.rows = append(s.sent.rows, m)
	if s.keepSent == 0 || len(s.sent.rows) <= s.keepSent {
		return
	}
	old := s.sent.rows[0]
	delete(s.chats[old.Chat].messages, old.ID)
	s.chats[old.Chat].sent = s.chats[old.Chat].sent[1:]
	s.sent.rows[0] = Message{}
	s.sent.rows = s.sent.rows[1:]
}

// Sent lists all messages and edits in the order in which they were taken.
func (s *Server) Sent() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.sent.rows...)
}

// SentTo lists those of one chat.
func (s *Server) SentTo(chat int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[chat]
	if c == nil {
		return nil
	}
	out := make([]Message, len(c.sent))
	first := s.sent.total - len(s.sent.rows)
	for i, n := range c.sent {
		out[i] = s.sent.rows[n-first]
	}
	return out
}

// SentCount is how many messages and edits were taken, also those that WithHistory let go.
func (s *Server) SentCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent.total
}

// Unseen is how many of them were taken although the bot got no answer that says so, because of a
// fault: as many messages a bot may rightly be in doubt about.
func (s *Server) Unseen() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent.unseen
}

// Shown is a message of the bot as it stands now; false when there is none or it was deleted.
func (s *Server) Shown(chat int64, messageID int) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.chats[chat]; c != nil && c.messages[messageID] != nil && c.messages[messageID].own {
		return c.messages[messageID].shown, true
	}
	return Message{}, false
}

// WaitSent waits until SentCount is at least n.
func (s *Server) WaitSent(ctx context.Context, n int) error {
	err := s.Wait(ctx, func() bool { return s.SentCount() >= n })
	if err != nil {
		return fmt.Errorf("telegramtest: %d of %d messages: %w", s.SentCount(), n, err)
	}
	return nil
}

// Wait waits until ready holds; it is asked after every change of the server's state.
func (s *Server) Wait(ctx context.Context, ready func() bool) error {
	for {
		s.mu.Lock()
		if s.watchers == nil {
			s.watchers = make(chan struct{})
		}
		change := s.watchers
		s.mu.Unlock()
		if ready() {
			return nil
		}
		select {
		case <-change:
		case <-ctx.Done():
			return errors.Join(errors.New("telegramtest: waited in vain"), context.Cause(ctx))
		}
	}
}
