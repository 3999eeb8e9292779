package telegramtest

import "time"

// Call is one request.
type Call struct {
	At     time.Time
	Method string            // as the table spells it; "file" for a download
	Chat   int64             // 0: none
	Params map[string]string // as text; of a file part its size
	Code   int               // HTTP status; 0: cut, or not answered yet
}

// entry is a Call while it is being answered.
type entry struct {
	Call
	seq   uint64
	call  *call
	slips []slip
	chat  *chat
}

// logged is how many calls are kept.
const logged = 5_000

// callLog counts calls and keeps the newest.
type callLog struct {
	ring   []*entry
	at     int // where the next one goes, when the ring is full
	seq    uint64
	count  map[string]int
	hosts  map[string]int
	flying int
	peak   int // most calls in flight at once, without getUpdates
	peak1  int // the same, of one chat
}

// enter writes the arrival of a request down.
func (l *callLog) enter(now time.Time, method, host string) *entry {
	if l.count == nil {
		l.count, l.hosts = make(map[string]int), make(map[string]int)
	}
	l.seq++
	l.count[method]++
	l.hosts[host]++
	e := &entry{Call: Call{At: now, Method: method}, seq: l.seq}
	if len(l.ring) < logged {
		l.ring = append(l.ring, e)
	} else {
		l.ring[l.at] = e
		l.at = (l.at + 1) % logged
	}
	if method != "getUpdates" {
		l.flying++
		l.peak = max(l.peak, l.flying)
	}
	return e
}

// land notes what was read of the request.
func (l *callLog) land(e *entry, chats map[int64]*chat) {
	if e.chat = chats[e.Chat]; e.chat != nil {
		e.chat.flying++
		l.peak1 = max(l.peak1, e.chat.flying)
	}
}

// leave writes the answer down.
func (l *callLog) leave(e *entry, code int) {
	e.Code = code
	if e.call != nil {
		for i := range e.call.args {
			e.call.args[i].tree = nil // only the texts are told later
		}
	}
	if e.Method != "getUpdates" {
		l.flying--
	}
	if e.chat != nil {
		e.chat.flying--
	}
}

// Calls is how often the method was called, whatever the answer; "*": all methods, "file": downloads.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if method == "*" {
		return int(s.log.seq)
	}
	return s.log.count[method]
}

// Log lists the newest calls of a method ("*": of all), oldest first: at most 5,000 of all methods
// are kept.
func (s *Server) Log(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for i := range s.log.ring {
		e := s.log.ring[(s.log.at+i)%len(s.log.ring)]
		if !covers(method, e.Method) {
			continue
		}
		one := e.Call
		if e.call != nil {
			one.Params = e.call.params()
		}
		out = append(out, one)
	}
	return out
}

// Hosts counts requests by the host that they were meant for.
func (s *Server) Hosts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]int, len(s.log.hosts))
	for h, n := range s.log.hosts {
		out[h] = n
	}
	return out
}

// Peak is how many calls were in flight at once at most, without getUpdates: of all chats, and of one.
func (s *Server) Peak() (all, oneChat int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.peak, s.log.peak1
}
