// Package fault names the ways in which things go wrong, so that whoever must decide — the outbox
// whether to wait, the bot what to tell a resident, a page which status to give — asks for the kind
// and never reads an error's text. Wrap with %w and a noun that helps; ask with KindOf.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is what an error means to whoever has to act on it. The zero Kind is Internal, so that
// what nobody classified is loud.
type Kind int

// The kinds. What resident, outbox and console do with each is the table in the project's style
// guide, section 5.
const (
	Internal Kind = iota // our bug
	Invalid              // the input can be put right
	NotFound             // no such thing, or not yours
	Conflict             // someone changed it meanwhile
	Denied               // this actor may not
	Busy                 // surely not taken: wait, then try again
	Gone                 // the recipient blocked us, left, closed the account
	Refused              // this message will never be taken
	Unsure               // perhaps taken: the answer was lost
	Corrupt              // stored bytes do not read
)

var names = [...]string{"internal", "invalid", "not-found", "conflict", "denied", "busy", "gone", "refused", "unsure", "corrupt"}

// String is the kind's name in log lines and metrics.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(names) {
		return "internal"
	}
	return names[k]
}

// Named is the kind with that name; Internal where there is none.
func Named(name string) Kind {
	for k, n := range names {
		if n == name {
			return Kind(k)
		}
	}
	return Internal
}

// Error is an error with a kind. Wait is how long whoever answered asked us to wait (0: it did not
// say); it is obeyed in full, never clamped.
type Error struct {
	Kind Kind
	Wait time.Duration
	Err  error
}

func (e *Error) Error() string { return e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of the kind; format and args are those of fmt.Errorf, %w included.
func New(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Err: fmt.Errorf(format, args...)}
}

// BusyFor is a Busy error that asks to wait.
func BusyFor(wait time.Duration, format string, args ...any) error {
	return &Error{Kind: Busy, Wait: wait, Err: fmt.Errorf(format, args...)}
}

// KindOf is the kind of the outermost Error in err's chain; Internal where there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is tells whether err is not nil and of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// WaitOf is how long the outermost Error in err's chain asks to wait.
func WaitOf(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.Wait
	}
	return 0
}
