// Package console is the channel of the terminal: plain text, no buttons, one keyboard. It exists so
// that `chat` goes through the same rooms as every other channel, and it shows what a channel with
// few abilities looks like: choices come as numbered lines. Whoever sits at the keyboard may speak as
// several people (As), each in a conversation of their own.
package console

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// Name of the channel in records and config.
const Name = "console"

// chat is the id of the conversation of whoever is nobody in particular.
const chat = "terminal"

// ChatOf is the id of a person's conversation; "" is nobody in particular.
func ChatOf(person string) string {
	if person == "" {
		return chat
	}
	return chat + " " + person
}

// Console is a channel whose messages come from Say and whose answers go to a writer.
type Console struct {
	now   func() time.Time
	lines chan said

	mu     sync.Mutex
	out    io.Writer
	sent   int
	person string
	newest map[string]string // by chat: the id of the newest message to it
}

// said is a message on its way in; done is closed when it is stored.
type said struct {
	raw  []byte
	done chan error
}

// wire is the raw form of a message.
type wire struct {
	ID    string         `json:"id"`
	Chat  string         `json:"chat,omitempty"` // empty: nobody in particular
	Text  string         `json:"text,omitempty"`
	Media string         `json:"media,omitempty"`
	Album string         `json:"album,omitempty"`
	Name  string         `json:"name,omitempty"`
	Size  int64          `json:"size,omitempty"`
	Path  string         `json:"path,omitempty"`
	Point *channel.Point `json:"point,omitempty"`
	Reply string         `json:"reply,omitempty"`
	Kind  string         `json:"kind,omitempty"` // press, edited; otherwise a message
	Data  string         `json:"data,omitempty"`
	At    time.Time      `json:"at"`
}

// New makes a console that writes answers to out, each in one Write that ends with an empty line. An
// answer to somebody else than the one who speaks has that person's name above it.
func New(out io.Writer, now func() time.Time) *Console {
	return &Console{now: now, lines: make(chan said), out: out, newest: map[string]string{}}
}

// As makes the next lines come from that person; "" is nobody in particular.
func (c *Console) As(person string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.person = person
}

// Say brings a line in and returns when it is stored.
func (c *Console) Say(ctx context.Context, l Line) error {
	w := wire{ID: newID(), Text: l.Text, Media: l.Media, Album: l.File.Album, Name: l.File.Name, Size: l.File.Size, Path: l.File.Path, Point: l.Point, Kind: l.Kind, Data: l.Data, At: c.now().UTC()}
	c.mu.Lock()
	w.Chat = ChatOf(c.person)
	if l.Reply {
		w.Reply = c.newest[w.Chat]
	}
	c.mu.Unlock()
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
	if to.Chat != chat && !strings.HasPrefix(to.Chat, chat+" ") {
		return channel.Receipt{}, fault.New(fault.Gone, "console: there is no such conversation")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent++
	above := ""
	if to.Chat != ChatOf(c.person) {
		above = "(" + strings.TrimPrefix(strings.TrimPrefix(to.Chat, chat), " ") + ")\n"
		if to.Chat == chat {
			above = "(resident)\n"
		}
	}
	if _, err := fmt.Fprintf(c.out, "%s%s\n\n", above, m.Text); err != nil {
		return channel.Receipt{}, fault.New(fault.Unsure, "console: %w", err)
	}
	id := strconv.Itoa(c.sent)
	c.newest[to.Chat] = id
	return channel.Receipt{MessageID: id}, nil
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
	if w.Chat == "" {
		w.Chat = chat
	}
	m := channel.Incoming{
		ID: w.ID, Kind: channel.Message, Chat: w.Chat, From: w.Chat, Text: norm.NFC.String(w.Text),
		Media: w.Media, Point: w.Point, Album: w.Album, ReplyTo: w.Reply, Data: w.Data, At: w.At, Raw: raw,
	}
	switch w.Media {
	case channel.Photo, channel.Video, channel.Document, channel.Voice, channel.Audio:
		m.Files = []channel.File{{Kind: w.Media, Ref: refOf(w), Channel: Name, Name: w.Name, Size: w.Size}}
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
