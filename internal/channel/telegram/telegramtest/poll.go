package telegramtest

import (
	"context"
	"encoding/json"
	"time"
)

// poll is a getUpdates that waits. There is at most one: the next one that has to wait ends it with
// 409 (Client.cpp:16387).
type poll struct {
	offset, limit int
	done          chan polled // of one element, so that nobody waits to fill it
}

// polled is how a waiting poll ends.
type polled struct {
	batch []update
	fail  *failure
	after time.Duration // a 409 may be held back
}

// polling is what the server remembers between polls.
type polling struct {
	open     *poll
	last     int       // offset of the previous call
	at       time.Time // and when it came
	conflict time.Time // from when on a 409 goes out at once
}

// getUpdates answers at once or waits. The lock is held on entry and free on return.
func (s *Server) getUpdates(ctx context.Context, c *call) *answer {
	if s.webhook.url != "" {
		s.mu.Unlock()
		return fail(conflict(textWebhookActive))
	}
	offset, limit, timeout := c.num("offset"), 100, min(max(c.num("timeout"), 0), 50)
	if c.has("limit") {
		limit = min(max(c.num("limit"), 1), 100)
	}
	s.allow(c)
	now := s.now()
	if offset == s.polls.last && !s.polls.at.IsZero() { // a tight loop is slowed down (Client.cpp:15713)
		if timeout < 3 && now.Before(s.polls.at.Add(3*time.Second)) {
			timeout = 3
		}
		if now.Before(s.polls.at.Add(500 * time.Millisecond)) {
			limit = 1
		}
	}
	s.polls.last, s.polls.at = offset, now
	s.queue.offset = max(s.queue.offset, offset)
	if offset < 0 {
		c.violate("offset", RuleOffset, c.str("offset"))
		s.queue.drop(max(0, len(s.queue.rows)+offset))
	}
	batch := s.fetch(offset, limit)
	if len(batch) > 0 || timeout == 0 {
		s.mu.Unlock()
		return succeed(join(batch))
	}
	s.supersede(textOtherPoll)
	p := &poll{offset: offset, limit: limit, done: make(chan polled, 1)}
	s.polls.open = p
	gone := s.gone
	s.changed()
	s.mu.Unlock()
	return s.await(ctx, p, gone, time.Duration(timeout)*time.Second)
}

// fetch is queue.get that notes what each chat's bot has seen.
func (s *Server) fetch(offset, limit int) []update {
	before := len(s.queue.rows)
	batch := s.queue.get(offset, limit, s.now())
	for _, u := range batch {
		if c := s.chats[u.chat]; c != nil {
			c.fetched = u.id
		}
	}
	if len(s.queue.rows) != before {
		s.changed()
	}
	return batch
}

// await waits for updates, the timeout, a 409, the client's going away or the server's.
func (s *Server) await(ctx context.Context, p *poll, gone <-chan struct{}, timeout time.Duration) *answer {
	t := time.NewTimer(timeout)
	defer t.Stop()
	select {
	case end := <-p.done:
		return s.finish(ctx, end, gone)
	case <-t.C:
	case <-ctx.Done():
	case <-gone:
	}
	s.mu.Lock()
	if s.polls.open == p {
		s.polls.open = nil
		s.changed()
	}
	s.mu.Unlock()
	select {
	case end := <-p.done: // came at the last moment
		return s.finish(ctx, end, gone)
	case <-gone:
		return &answer{cut: errReset("read")}
	default:
	}
	if ctx.Err() != nil {
		return &answer{cut: ctx.Err()}
	}
	return succeed(json.RawMessage("[]"))
}

func (s *Server) finish(ctx context.Context, end polled, gone <-chan struct{}) *answer {
	if end.fail == nil {
		return succeed(join(end.batch))
	}
	if a := pause(ctx, end.after, gone); a != nil {
		return a
	}
	return fail(end.fail)
}

// supersede ends the poll that waits: the first 409 goes out at once, the next ones within 3 s are
// held back 3 s (Client.cpp:16237).
func (s *Server) supersede(text string) {
	if s.polls.open == nil {
		return
	}
	end := polled{fail: conflict(text)}
	if now := s.now(); now.Before(s.polls.conflict) {
		end.after = 3 * time.Second
	} else {
		s.polls.conflict = now.Add(3 * time.Second)
	}
	s.polls.open.done <- end
	s.polls.open = nil
}

// wake hands what has come to the poll that waits. The real server collects for 1 to 2 ms first.
func (s *Server) wake() {
	p := s.polls.open
	if p == nil {
		return
	}
	if batch := s.fetch(p.offset, p.limit); len(batch) > 0 {
		p.done <- polled{batch: batch}
		s.polls.open = nil
	}
}

// join makes the JSON array of a batch.
func join(batch []update) json.RawMessage {
	n := 2
	for _, u := range batch {
		n += len(u.raw) + 1
	}
	out := append(make([]byte, 0, n), '[')
	for i, u := range batch {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, u.raw...)
	}
	return append(out, ']')
}

// pause waits; an answer says that the client or the server has gone meanwhile.
func pause(ctx context.Context, d time.Duration, gone <-chan struct{}) *answer {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return &answer{cut: ctx.Err()}
	case <-gone:
		return &answer{cut: errReset("read")}
	}
}

// Polling is the number of getUpdates that wait right now.
func (s *Server) Polling() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.polls.open == nil {
		return 0
	}
	return 1
}
