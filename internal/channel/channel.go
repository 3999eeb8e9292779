// Package channel is the contract between the rooms and the platforms that residents use. What a
// platform can do is data (Limits), so rooms ask and do not switch on names; a message is neutral
// (Outgoing, Incoming) and an adapter turns it into wire form and back. Every adapter passes
// channeltest.
package channel

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Address is one conversation on one platform: a person's private chat or a group. Only the address
// book keeps it; every other record names our own address id.
type Address struct {
	Channel string // the adapter's Name, such as "telegram"
	Chat    string // the platform's id of the chat, as text of any length
}

// Unit says how a platform counts the letters of a text.
type Unit int

// Units of length.
const (
	UTF16 Unit = iota // UTF-16 code units, the strictest reading of "characters"
	Runes             // Unicode code points
)

// Limits is what a platform can do. The zero value of an ability means that it is not there, and
// the rooms use the fallback: numbered text for buttons, plain text for formatting.
type Limits struct {
	Text       int  // longest text of one message, in Unit; 0: no limit
	Caption    int  // longest text below a picture, in Unit
	Unit       Unit //
	Formatting bool // bold and links are shown; otherwise they are dropped and a link's address is written out
	Buttons    int  // most buttons below one message; 0: none, so numbered text
	ButtonRow  int  // most buttons in one row
	ButtonData int  // longest Data of a button, in bytes
	Markup     int  // longest description of all buttons of one message on the wire, in bytes; 0: no limit
	Photo      int  // largest picture to send, in bytes; 0: none can be sent
	Document   int  // largest other file to send, in bytes; 0: none can be sent
	Album      int  // most pictures or documents of one message; 0: one each
	Edit       bool // a message of ours can be put in the place of an earlier one, and taken back
	Groups     bool // there are group chats
	WriteFirst bool // may it start a talk with someone who never wrote? (false everywhere so far)
	// Redelivery is how long the platform keeps what we have not confirmed. 0: what was handed over
	// and not stored is lost.
	Redelivery time.Duration
}

// Outgoing is one message as a room wants it shown.
type Outgoing struct {
	Text    Text       `json:"t,omitempty"`
	Buttons [][]Button `json:"b,omitempty"` // rows
	Silent  bool       `json:"s,omitempty"` // arrives without a sound, where the platform can
	// Spoken says that the text names what the buttons do, and what to type instead: on a channel without
	// buttons nothing is written for them. Numbers would be taken for the list that was shown last, and
	// what comes unasked (a bulletin, a quiz with its letters) must not take that list's place.
	Spoken bool   `json:"w,omitempty"`
	Files  []File `json:"f,omitempty"` // pictures, videos, documents, sounds; the text stands below
	// Protect keeps the message from being forwarded and saved, where the platform can.
	Protect bool `json:"p,omitempty"`
	// Thread is the platform's id of the topic of a group that the message goes into; empty: none.
	Thread string `json:"th,omitempty"`
	// Replaces is the platform's id of a message of ours whose text and buttons this one takes the
	// place of; Removes of one that is taken back, and then nothing else counts. Only where
	// Limits.Edit; Fit makes a new message of the first and nothing of the second elsewhere.
	Replaces string `json:"e,omitempty"`
	// Below says that the message which is replaced is one of files, with its text below them.
	Below   bool   `json:"bl,omitempty"`
	Removes string `json:"x,omitempty"`
}

// Empty tells whether there is nothing to send.
func (m Outgoing) Empty() bool {
	return len(m.Text) == 0 && len(m.Buttons) == 0 && len(m.Files) == 0 && m.Replaces == "" && m.Removes == ""
}

// Text is a run of spans; a channel without formatting shows their letters only.
type Text []Span

// Span is a piece of text in one style. Link, if any, is an https address that the span leads to.
type Span struct {
	S    string `json:"s"`
	Bold bool   `json:"b,omitempty"`
	Link string `json:"l,omitempty"`
}

// Plain is a Text without any style.
func Plain(s string) Text { return Text{{S: s}} }

// String is the text's letters without style.
func (t Text) String() string {
	if len(t) == 1 {
		return t[0].S
	}
	n := 0
	for _, s := range t {
		n += len(s.S)
	}
	var b strings.Builder
	b.Grow(n)
	for _, s := range t {
		b.WriteString(s.S)
	}
	return b.String()
}

// Button is a choice below a message: Data comes back when it is pressed, or URL is opened.
//
// Typed is for messages that nobody asked for: where there are no buttons this line stands for the button,
// telling what to write instead, and it has no number, because a typed number means the list that a person
// was shown last.
type Button struct {
	Label string `json:"l"`
	Data  string `json:"d,omitempty"`
	URL   string `json:"u,omitempty"`
	Typed string `json:"w,omitempty"`
}

// Receipt is the platform's word that it took a message.
type Receipt struct {
	MessageID string   // the platform's id of the message, as text
	More      []string // an album is several messages: the ids of the others
	Refs      []string // the platform's ids of the files, in the order of Outgoing.Files; empty where it told none
}

// Sender hands messages to the platform. A nil error means that the platform took it; any other
// carries a fault.Kind, so that the outbox knows whether to wait, stop or give up:
// Busy (surely not taken; fault.WaitOf says how long to wait), Unsure (perhaps taken), Gone (the
// recipient is not to be reached), Refused (this message will never be taken), or a *Moved.
type Sender interface {
	Limits() Limits
	Send(ctx context.Context, to Address, m Outgoing) (Receipt, error)
	// Probe makes a call without effect. nil: the platform answers again.
	Probe(ctx context.Context) error
}

// Acker is a Sender whose buttons wait for a word that the press arrived. Ack is harmless to call
// twice or late.
type Acker interface {
	Ack(ctx context.Context, press string) error
}

// Receiver calls take with each batch of incoming messages (up to 100) and confirms it to the
// platform only after take returns nil, which says that all of it is durable: a crash makes a message
// come twice, never not at all. Every Incoming carries its raw bytes; one that does not decode comes
// with Kind Unreadable, so that it is kept aside and passed over. Receive blocks until ctx ends and
// returns nil then; it goes on through every outage.
type Receiver interface {
	Receive(ctx context.Context, take func(context.Context, []Incoming) error) error
}

// Channel is one platform, ready to be used. Building one touches no network.
type Channel interface {
	Sender
	Receiver
	Name() string
	// Decode reads raw bytes that Receive handed over before, after a restart. It never fails:
	// what does not decode has Kind Unreadable.
	Decode(raw []byte) Incoming
	// Health tells how the channel is doing; it touches no network.
	Health() Health
}

// Health is the state of a channel for /healthz, metrics and the operator.
type Health struct {
	Started  bool          // Receive is running
	LastPoll time.Time     // last time that the platform answered a poll; zero: never
	Trouble  string        // what is wrong now, for the operator; empty: nothing. Never holds a token
	Wait     time.Duration // how long the platform's own retry_after still runs
}

// Moved is the error of a send to a group that the platform has given another id. The message was
// not taken.
type Moved struct{ To string }

func (m *Moved) Error() string {
	return fmt.Sprintf("channel: the chat has a new id (%d characters)", len(m.To))
}
