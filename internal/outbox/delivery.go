// Package outbox brings every outgoing message to its recipient, or says that it could not. A
// message is a stored delivery, enqueued in the same transaction as the fact that caused it; what
// state it is in can be read at any moment. sendMessage has no idempotency key, so a call whose
// answer was lost is "uncertain" and not simply made again: see Kind. The choice against a queue in
// memory is the point of the room: a crash, a long retry_after or a night without a network must not
// lose or double a message.
package outbox

import (
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
)

// ID names a delivery. Whoever enqueues makes it, so that the same fact enqueued twice is one
// delivery; within one lane of one address ids sort in the order in which they are to arrive.
type ID string

// Lane is the urgency of a delivery; lower goes first.
type Lane uint8

// Lanes.
const (
	Answers     Lane = iota // what a person's own act brings
	Emergencies             //
	Notices                 //
	Bulletins               //
	lanes       = 4
)

// Kind decides what becomes of a delivery that was perhaps taken.
type Kind uint8

// Kinds. An answer or an emergency that was perhaps taken is sent again, at most maxAttempts times
// in all; a notice or a bulletin is not: the report lists it as uncertain and a person decides.
const (
	Answer Kind = iota
	Emergency
	Notice
	Bulletin
)

var kindNames = [...]string{"answer", "emergency", "notice", "bulletin"}

func (k Kind) String() string { return kindNames[min(int(k), len(kindNames)-1)] }

// again tells whether a delivery that was perhaps taken is sent again. To change or remove a message
// twice does no harm.
func (d Delivery) again() bool { return d.Kind == Answer || d.Kind == Emergency || d.Target != "" }

// maxAttempts is how often a delivery that may be sent again is tried in all.
const maxAttempts = 3

// State is where a delivery stands. It is in exactly one at any moment.
type State uint8

// States.
const (
	Queued    State = iota // waits for its turn
	Sending                // noted before the call (sendings); found after a crash it becomes Uncertain
	Sent                   // the platform took it
	Failed                 // it will not arrive: Reason
	Uncertain              // perhaps taken
	Skipped                // not tried: Reason
)

var stateNames = [...]string{"queued", "sending", "sent", "failed", "uncertain", "skipped"}

func (s State) String() string { return stateNames[min(int(s), len(stateNames)-1)] }

// Delivery is one message to one address.
type Delivery struct {
	ID       ID               `json:"id"`
	Channel  string           `json:"ch"`
	To       address.ID       `json:"to"` // may be hidden (Config.Reveal)
	Lane     Lane             `json:"ln,omitempty"`
	Kind     Kind             `json:"kd,omitempty"`
	Cause    string           `json:"ca,omitempty"` // what it is one of many for: a notice, an issue; counted and listed by it
	Message  channel.Outgoing `json:"m,omitzero"`   // emptied when it has arrived; without one, the cause's body is sent
	Body     string           `json:"bd,omitempty"` // the cause whose body is sent, where that is not its own
	Target   string           `json:"tg,omitempty"` // the earlier message that the cause's body replaces or removes
	Below    bool             `json:"bl,omitempty"` // Target is a message of files, with its text below them
	Part     int              `json:"pt,omitempty"` // how many parts of the body have arrived
	State    State            `json:"st"`
	Attempts int              `json:"n,omitempty"`  // calls that were, or perhaps were, taken
	Cuts     int              `json:"x,omitempty"`  // times that the process died while it was being sent
	Created  time.Time        `json:"c"`            //
	At       time.Time        `json:"at,omitzero"`  // when it came into its state
	Perhaps  bool             `json:"mb,omitempty"` // a call was perhaps taken, whatever came of later ones
	Vague    bool             `json:"vg,omitempty"` // its times are kept by the hour alone
	Reason   string           `json:"r,omitempty"`  // a word, never a text of somebody's
	Receipt  string           `json:"id2,omitzero"` // the platform's id of the message; of the last part's, where there are several
	More     []string         `json:"id3,omitzero"` // the ids of the other messages that it became
}

// Messages are the platform's ids of all messages that the delivery became, as far as they are known.
func (d Delivery) Messages() []string {
	ids := slices.Clone(d.More)
	if d.Receipt != "" {
		ids = append(ids, d.Receipt)
	}
	return ids
}

// mostCuts is how often the process may die over an answer before it is given up. It is no attempt of
// the platform's to answer for: three kills in a row must not lose an answer. But a message over which
// the program itself dies must not kill it for ever.
const mostCuts = 20

// open tells whether the delivery still waits for a worker.
func (d Delivery) open() bool {
	return d.State == Queued ||
		d.State == Uncertain && d.Reason == "" && d.again() && d.Attempts < maxAttempts && d.Cuts < mostCuts
}

// blurred is how exactly it is kept when a vague delivery was.
const blurred = time.Hour

// vague tells whether the moment would lead to a conversation in which something was written then: of what goes
// to a hidden name, and of what tells others of it.
func (d Delivery) vague() bool { return d.Vague || d.To.Hidden() }

// Reached tells whether anything of the delivery has arrived, or may have.
func (d Delivery) Reached() bool {
	return d.State == Sent || d.State == Uncertain || d.State == Sending || d.Perhaps || d.Part > 0
}

// drop ends a delivery that waits and is not to be sent any more. What was perhaps taken stays uncertain.
func (d *Delivery) drop(reason string, now time.Time) {
	if d.State == Uncertain {
		d.end(Uncertain, reason, now)
		return
	}
	d.end(Skipped, reason, now)
}

// end puts the delivery into its last state.
func (d *Delivery) end(s State, reason string, now time.Time) {
	d.State, d.Reason, d.At = s, reason, now
	d.Perhaps = d.Perhaps || s == Uncertain
	if d.vague() {
		d.At = now.Truncate(blurred)
	}
	if s == Sent || s == Skipped || d.Kind == Answer && d.Cause == "" {
		d.Message = channel.Outgoing{} // an answer is kept nowhere once it has been decided
	}
}

// Open tells whether the delivery still waits, is being sent, or will be tried again.
func (d Delivery) Open() bool { return d.State == Sending || d.open() }
