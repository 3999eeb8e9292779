package telegramtest

import (
	"slices"
	"strconv"
	"time"
)

// queryLife is how long a press can be answered, and its update is kept (Client.cpp:17181 for the
// update; how long an answer is taken is not documented, this is the strictest guess).
const queryLife = 150 * time.Second

// press is a callback query.
type press struct {
	at       time.Time
	answered int // times that answerCallbackQuery named it
	text     string
}

// Press presses a button with any data below a message; a message that does not exist (any more) is
// given as inaccessible. Details: From, Inline.
func (s *Server) Press(chat int64, messageID int, data string, details ...Detail) (queryID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.press(chat, messageID, data, details)
}

func (s *Server) press(chat int64, messageID int, data string, details []Detail) string {
	c := s.mustChat(chat)
	d := s.detail(c, details)
	id := strconv.FormatInt(s.nextPress, 10)
	s.nextPress++
	w := wirePress{ID: id, From: s.wireUser(d.from), Instance: strconv.FormatInt(-chat*7919, 10), Data: data}
	m := c.messages[messageID]
	switch {
	case d.inline:
		w.Inline = "BAAAAA" + id
	case m != nil:
		w.Message = m.raw()
	default: // a message that is gone has date 0 (type InaccessibleMessage)
		w.Message = marshal(struct {
			Chat wireChat `json:"chat"`
			ID   int      `json:"message_id"`
			Date int      `json:"date"`
		}{c.wire(), messageID, 0})
	}
	at := d.at
	if at.IsZero() {
		at = s.now()
	}
	s.presses[id] = &press{at: at}
	s.push("callback_query", c.id, marshal(w), at.Add(queryLife))
	return id
}

// Tap presses the button with that label below the newest message of the chat that has one.
func (s *Server) Tap(chat int64, label string, details ...Detail) (queryID string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(chat)
	for id := c.newest; id > 0; id-- {
		m := c.messages[id]
		if m == nil || !m.own {
			continue
		}
		for _, row := range m.shown.Buttons {
			for _, b := range row {
				if b.Text == label && b.Data != "" {
					return s.press(chat, id, b.Data, details), true
				}
			}
		}
	}
	return "", false
}

// ExpireQuery makes a callback query too old to be answered.
func (s *Server) ExpireQuery(queryID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.presses[queryID]; p != nil {
		p.at = time.Time{}
	}
}

func (s *Server) answerCallbackQuery(c *call) (any, *failure) {
	id := c.str("callback_query_id")
	p := s.presses[id]
	if p == nil {
		return nil, bad(textQueryTooOld)
	}
	p.answered++
	if p.answered > 1 || s.now().Sub(p.at) > queryLife {
		return nil, bad(textQueryTooOld)
	}
	p.text = c.str("text")
	if u := c.str("url"); u != "" && checkedLink(u) == "" {
		c.violate("url", RuleLink, u)
	}
	return true, nil
}

// Answers are the callback queries with how often each was answered, well or in vain.
func (s *Server) Answers() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]int, len(s.presses))
	for id, p := range s.presses {
		out[id] = p.answered
	}
	return out
}

// DoubleAnswers are the callback queries that were answered more than once.
func (s *Server) DoubleAnswers() []string {
	var out []string
	for id, n := range s.Answers() {
		if n > 1 {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
