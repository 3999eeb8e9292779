package telegramtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) sendPoll(c *call) (any, *failure) {
	w, f := s.pollOf(c)
	if f != nil {
		return nil, f
	}
	p, f := s.post(c, 1)
	if f != nil {
		return nil, f
	}
	m := s.put(c, p, func(m *stored) {
		w.ID = strconv.FormatInt(5_000_000_000_000+int64(s.sent.total), 10)
		m.wire.Poll = w
		m.shown.Media, m.shown.Text = "poll", w.Question
		for _, o := range w.Options {
			m.shown.Options = append(m.shown.Options, o.Text)
		}
	})
	return m.raw(), nil
}

// pollOf reads a poll or quiz (Client.cpp:13130).
func (s *Server) pollOf(c *call) (*wirePoll, *failure) {
	w := &wirePoll{Question: plain(c.str("question")), Anonymous: true, Type: "regular", Multiple: c.flag("allows_multiple_answers")}
	if w.Question == "" {
		return nil, bad("poll question must be non-empty")
	}
	if c.has("is_anonymous") {
		w.Anonymous = c.flag("is_anonymous")
	}
	for i, v := range c.list("options") {
		obj, ok := v.(map[string]any)
		if !ok { // the real server still takes plain texts
			return nil, bad("expected an option to be of type String")
		}
		text, _ := obj["text"].(string)
		w.Options = append(w.Options, wireOption{ID: strconv.Itoa(i), Text: plain(text)})
	}
	switch kind := c.str("type"); kind {
	case "", "regular":
		if c.has("correct_option_ids") || c.has("explanation") {
			c.violate("type", RuleValue, "an answer key without type=quiz, where nobody reads it")
		}
	case "quiz":
		w.Type = kind
		if f := quizOf(c, w); f != nil {
			return nil, f
		}
	default:
		c.violate("type", RuleValue, kind)
		return nil, bad("unsupported poll type specified")
	}
	if c.has("open_period") && c.has("close_date") {
		c.violate("close_date", RuleValue, "beside open_period")
	}
	w.Period, w.CloseDate, w.Closed = c.num("open_period"), c.num("close_date"), c.flag("is_closed")
	return w, nil
}

func quizOf(c *call, w *wirePoll) *failure {
	for _, v := range c.list("correct_option_ids") {
		n, _ := v.(json.Number)
		id, err := strconv.Atoi(n.String())
		if err != nil || id < 0 || id >= len(w.Options) {
			c.violate("correct_option_ids", RuleRange, fmt.Sprintf("%v of %d options", v, len(w.Options)))
			return bad("wrong correct option ID specified")
		}
		w.Correct = append(w.Correct, id)
	}
	if len(w.Correct) == 0 {
		c.violate("correct_option_ids", RuleMissing, "a quiz needs one")
		return bad("wrong correct option ID specified")
	}
	if strings.Count(c.str("explanation"), "\n") > 2 { // Bot API, sendPoll.explanation
		c.violate("explanation", RuleRange, "more than 2 line feeds")
	}
	text, ents, f := c.formatted(explanation)
	w.Explanation, w.ExplainEnts = text, ents
	return f
}

// Vote makes a person answer a poll of the bot; without options the vote is withdrawn. The bot gets an
// update only of a poll that is not anonymous.
func (s *Server) Vote(chat int64, messageID int, user int64, options ...int) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mustChat(chat).messages[messageID]
	if m == nil || m.wire.Poll == nil {
		panic(fmt.Sprintf("telegramtest: message %d of chat %d is no poll", messageID, chat))
	}
	p := m.wire.Poll
	if m.votes == nil {
		m.votes = make(map[int64][]int)
	}
	for _, o := range m.votes[user] {
		p.Options[o].Voters--
	}
	m.votes[user] = slices.Clone(options)
	for _, o := range options {
		p.Options[o].Voters++
	}
	p.Voters = 0
	for _, v := range m.votes {
		if len(v) > 0 {
			p.Voters++
		}
	}
	if p.Anonymous {
		return 0
	}
	w := struct {
		ID      string   `json:"poll_id"`
		User    wireUser `json:"user"`
		Options []int    `json:"option_ids"`
	}{p.ID, s.wireUser(user), append([]int{}, options...)}
	return s.push("poll_answer", 0, marshal(w), s.now().Add(day))
}
