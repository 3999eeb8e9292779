// Package console is the channel of the terminal: one person, plain text, no buttons. It exists so
// that `chat` goes through the same rooms as every other channel, and it shows what a channel with
// few abilities looks like: choices come as numbered lines.
package console

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// Name of the channel in records and config.
const Name = "console"

// chat is the id of the one conversation.
const chat = "terminal"

// Console is a channel whose messages come from Say and whose answers go to a writer.
type Console struct {
	now   func() time.Time
	lines chan said

	mu   sync.Mutex
	out  io.Writer
	sent int
}

// said is a message on its way in; done is closed when it is stored.
type said struct {
	raw  []byte
	done chan error
}

// wire is the raw form of a message.
type wire struct {
	ID    string    `json:"id"`
	Text  string    `json:"text,omitempty"`
	Media string    `json:"media,omitempty"`
	Kind  string    `json:"kind,omitempty"` // press, edited; otherwise a message
	Data  string    `json:"data,omitempty"`
	At    time.Time `json:"at"`
}

// New makes a console that writes answers to out.
func New(out io.Writer, now func() time.Time) *Console {
	return &Console{now: now, lines: make(chan said), out: out}
}

// Say brings a line in and returns when it is stored.
func (c *Console) Say(ctx context.Context, l Line) error {
	w := wire{ID: newID(), Text: l.Text, Media: l.Media, Kind: l.Kind, Data: l.Data, At: c.now().UTC()}
	raw, err := json.Marshal(w)
	if err != nil {
		return err
	}
	s := said{raw: raw, done: make(chan error, 1)}
	select {
	case c.lines <- s:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-s.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Name implements channel.Channel.
func (c *Console) Name() string { return Name }

// Limits implements channel.Sender: a terminal shows text of any length, and nothing else.
func (c *Console) Limits() channel.Limits { return channel.Limits{Unit: channel.Runes} }

// Send implements channel.Sender.
func (c *Console) Send(ctx context.Context, to channel.Address, m channel.Outgoing) (channel.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channel.Receipt{}, fault.New(fault.Busy, "console: %w", err)
	}
	if to.Chat != chat {
		return channel.Receipt{}, fault.New(fault.Gone, "console: there is one conversation only")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent++
	if _, err := fmt.Fprintf(c.out, "%s\n\n", m.Text); err != nil {
		return channel.Receipt{}, fault.New(fault.Unsure, "console: %w", err)
	}
	return channel.Receipt{MessageID: strconv.Itoa(c.sent)}, nil
}

// Probe implements channel.Sender.
func (c *Console) Probe(context.Context) error { return nil }

// Receive implements channel.Receiver.
func (c *Console) Receive(ctx context.Context, take func(context.Context, []channel.Incoming) error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case s := <-c.lines:
			s.done <- take(ctx, []channel.Incoming{c.Decode(s.raw)})
		}
	}
}

// Decode implements channel.Channel.
func (c *Console) Decode(raw []byte) channel.Incoming {
	var w wire
	if err := json.Unmarshal(raw, &w); err != nil || w.ID == "" {
		return channel.Incoming{Kind: channel.Unreadable, Raw: raw}
	}
	m := channel.Incoming{
		ID: w.ID, Kind: channel.Message, Chat: chat, From: chat, Text: norm.NFC.String(w.Text),
		Media: w.Media, Data: w.Data, At: w.At, Raw: raw,
	}
	switch {
	case w.Kind == "press":
		m.Kind, m.At = channel.Press, time.Time{}
	case w.Kind == "edited":
		m.Kind = channel.Edited
	case w.Media != "" && w.Text == "":
		m.Kind = channel.Media
	}
	return m
}

// Health implements channel.Channel.
func (c *Console) Health() channel.Health {
	return channel.Health{Started: true, LastPoll: c.now()}
}
