// Package address is the book of conversations: our own id for each chat of a platform, and the one
// record that holds the platform's id. Every other record names an ID, so a group that becomes a
// supergroup is one write, and what is known of a person can be erased in one place.
package address

import (
	"strings"
	"time"

	"loaxom/internal/channel"
)

// ID is our own name for a conversation. It says nothing about the person.
type ID string

// hide stands before the keyed hash of a conversation that must not be named: one that reported anonymously.
const hide = "~"

// Hide makes the name of a conversation that must not be named, from its keyed hash.
func Hide(hash string) ID { return ID(hide + hash) }

// Hidden tells whether the name is such a hash; there is no record of that name.
func (id ID) Hidden() bool { return strings.HasPrefix(string(id), hide) }

// Hash is the keyed hash that a hidden name was made from.
func (id ID) Hash() (hash string, hidden bool) { return strings.CutPrefix(string(id), hide) }

// Record is what is known of a conversation.
type Record struct {
	ID      ID        `json:"id"`
	Channel string    `json:"ch"`
	Chat    string    `json:"chat"`             // the platform's id, as it is now
	Former  []string  `json:"former,omitempty"` // ids that the platform has replaced
	Group   bool      `json:"group,omitempty"`  //
	Left    bool      `json:"left,omitempty"`   // blocked us, was closed, removed us: nothing is sent
	LeftAt  time.Time `json:"left_at,omitzero"` //
	Hold    time.Time `json:"hold,omitzero"`    // the platform's retry_after for this chat: nothing is sent before
	HeldAt  time.Time `json:"held_at,omitzero"` // when Hold was set: what it asks is a length of time, also after the clock was set back
	Sends   []int64   `json:"sends,omitempty"`  // groups: when the last ones went out, Unix ms, so that a restart keeps the pace
	Since   time.Time `json:"since"`            // first contact
}

// Address is where the platform reaches the conversation.
func (r Record) Address() channel.Address { return channel.Address{Channel: r.Channel, Chat: r.Chat} }
