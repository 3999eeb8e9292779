package telegramtest

import (
	"context"
	"time"
)

// Message is something that the bot has put into a chat, as shown: with an edit a second one, with
// an album one each.
type Message struct {
	Chat      int64
	ID        int
	Method    string
	At        time.Time
	Text      string // or caption, after parsing
	Entities  []Entity
	Buttons   [][]Button
	Markup    string // the whole reply_markup as it came
	Media     string // photo, video, document, poll; empty: none
	FileID    string
	Silent    bool // disable_notification
	Protected bool // protect_content
	NoPreview bool // link_preview_options.is_disabled
	ReplyTo   int
	Thread    int // message_thread_id
	Album     string
	Update    int // newest update of this chat that the bot had fetched by then; 0: none
}

// Entity is a piece of formatting; offset and length count UTF-16 code units.
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

// Sent lists all messages and edits in the order in which they were taken.
func (s *Server) Sent() []Message { return nil }

// SentTo lists those of one chat.
func (s *Server) SentTo(chat int64) []Message { return nil }

// SentCount is len(Sent()) without the copying.
func (s *Server) SentCount() int { return 0 }

// Shown is a message of the bot as it stands now; false when there is none or it was deleted.
func (s *Server) Shown(chat int64, messageID int) (Message, bool) { return Message{}, false }

// WaitSent waits until Sent has at least n entries.
func (s *Server) WaitSent(ctx context.Context, n int) error { return nil }

// Wait waits until ready holds; it is asked after every change of the server's state.
func (s *Server) Wait(ctx context.Context, ready func() bool) error { return nil }

// Calls is how often the method was called, whatever the answer; "*": all methods.
func (s *Server) Calls(method string) int { return 0 }

// Call is one request to a method.
type Call struct {
	At     time.Time
	Method string
	Chat   int64             // as it came; 0: none
	Params map[string]string // as text; a file part is its size
	Code   int               // HTTP status; 0: cut, or not answered yet
}

// Log lists the newest calls, oldest first: at most 10,000.
func (s *Server) Log(method string) []Call { return nil }

// Unconfirmed is the number of updates that wait for the bot and have not been confirmed.
func (s *Server) Unconfirmed() int { return 0 }

// Offset is the highest offset that a getUpdates has carried.
func (s *Server) Offset() int { return 0 }

// Polling is the number of getUpdates that wait right now.
func (s *Server) Polling() int { return 0 }

// Answers are the callback queries with how often each was answered well or in vain.
func (s *Server) Answers() map[string]int { return nil }

// DoubleAnswers are the callback queries that were answered more than once.
func (s *Server) DoubleAnswers() []string { return nil }

// Hosts counts requests by the host that they were meant for.
func (s *Server) Hosts() map[string]int { return nil }
