package telegramtest

import (
	"encoding/json"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// queue holds the updates that the bot has not confirmed (server: td/db/TQueue.cpp).
type queue struct {
	rows    []update // oldest first, ids rising
	next    int      // id of the next one
	offset  int      // highest offset that a getUpdates has carried
	allowed []string // nil: the default
}

type update struct {
	id      int
	chat    int64 // 0: none
	raw     json.RawMessage
	expires time.Time
}

// Kinds of update that are sent only if asked for (Client.h:1455-1459).
var byRequest = []string{"chat_member", "message_reaction", "message_reaction_count"}

// kinds are all that allowed_updates may name (type Update).
var kinds = []string{
	"message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
	"edited_business_message", "deleted_business_messages", "guest_message", "message_reaction",
	"message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
	"pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
	"chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot",
}

func (q *queue) allows(kind string) bool {
	if q.allowed == nil {
		return !slices.Contains(byRequest, kind)
	}
	return slices.Contains(q.allowed, kind)
}

// push queues an update with the next id, if the bot asked for its kind; the id is 0 if not. The lock
// is held. What waits is woken.
func (s *Server) push(kind string, chat int64, payload json.RawMessage, expires time.Time) int {
	if !s.queue.allows(kind) {
		return 0
	}
	id := s.queue.next
	raw := make([]byte, 0, len(payload)+len(kind)+40)
	raw = append(raw, `{"update_id":`...)
	raw = strconv.AppendInt(raw, int64(id), 10)
	raw = append(append(append(raw, `,"`...), kind...), `":`...)
	raw = append(append(raw, payload...), '}')
	s.enqueue(chat, raw, expires)
	return id
}

func (s *Server) enqueue(chat int64, raw json.RawMessage, expires time.Time) {
	s.queue.rows = append(s.queue.rows, update{s.queue.next, chat, raw, expires})
	s.queue.next++
	if !s.bulk {
		s.wake()
		s.changed()
	}
}

// get confirms what is below offset and gives what is in the queue from there, at most limit. An
// offset that the queue does not know begins at its head (Client.cpp:16354); one of at most 10 above
// its end confirms everything (TQueue::get). offset <= 0 begins at the head.
func (q *queue) get(offset, limit int, now time.Time) []update {
	if offset > q.next+10 || offset <= 0 {
		offset = 0
	}
	n := sort.Search(len(q.rows), func(i int) bool { return q.rows[i].id >= offset })
	q.drop(n)
	var batch []update
	size, i := 0, 0
	for ; i < len(q.rows) && len(batch) < limit; i++ {
		if now.After(q.rows[i].expires) {
			continue
		}
		if size += len(q.rows[i].raw) + 50; size >= 1<<22 {
			break // an answer ends at 4 MiB (Client.cpp, JsonUpdates)
		}
		batch = append(batch, q.rows[i])
	}
	if len(batch) < i { // the expired between them are gone for good
		q.drop(i - len(batch))
		copy(q.rows, batch)
	}
	return batch
}

// drop forgets the n oldest.
func (q *queue) drop(n int) {
	clear(q.rows[:n])
	q.rows = q.rows[n:]
}

// Unconfirmed is the number of updates that wait for the bot and have not been confirmed.
func (s *Server) Unconfirmed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pending()
}

func (s *Server) pending() int {
	n, now := 0, s.now()
	for _, u := range s.queue.rows {
		if !now.After(u.expires) {
			n++
		}
	}
	return n
}

// Offset is the highest offset that a getUpdates has carried.
func (s *Server) Offset() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.offset
}

// RestartUpdateIDs makes the next update have this id, as the real server does after a week without
// any. What still waited is forgotten.
func (s *Server) RestartUpdateIDs(next int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.drop(len(s.queue.rows))
	s.queue.next, s.queue.offset = next, 0
}

// AllowedUpdates is the list in force; nil: the default.
func (s *Server) AllowedUpdates() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.queue.allowed)
}

// allow reads allowed_updates of getUpdates or setWebhook: absent or null leaves the list in force,
// an empty one is the default, unknown names count for nothing (Client.cpp:16889).
func (s *Server) allow(c *call) {
	list := c.list("allowed_updates")
	if list == nil {
		return
	}
	allowed := []string{}
	for _, v := range list {
		kind, _ := v.(string)
		if slices.Contains(kinds, kind) {
			allowed = append(allowed, kind)
		} else {
			c.violate("allowed_updates", RuleValue, kind)
		}
	}
	if len(allowed) == 0 {
		allowed = nil
	}
	s.queue.allowed = allowed
}

// Push puts an update into the queue as it is, whatever allowed_updates says. An object without an
// update_id gets the next one; one with a higher id than the queue's next makes the queue go on from
// there. It need not make sense: poison updates come this way.
func (s *Server) Push(raw string) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var obj map[string]json.RawMessage
	if json.Unmarshal([]byte(raw), &obj) == nil && obj != nil {
		if given, ok := obj["update_id"]; ok {
			if id, err := strconv.Atoi(string(given)); err == nil && id > s.queue.next {
				s.queue.next = id
			}
		} else {
			head := `{"update_id":` + strconv.Itoa(s.queue.next)
			if len(obj) > 0 {
				head += ","
			}
			raw = head + strings.TrimPrefix(strings.TrimSpace(raw), "{")
		}
	}
	s.enqueue(0, json.RawMessage(raw), s.now().Add(day))
	return s.queue.next - 1
}
