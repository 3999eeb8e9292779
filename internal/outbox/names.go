package outbox

import (
	"sync"
	"sync/atomic"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// names lead from the hidden names of conversations to the conversations. In the store a delivery of an
// anonymous case names the hash alone; in memory a worker holds the conversation, so that one chat is served
// by one worker and keeps its pace, whichever of its names a delivery has.
type names struct {
	reveal func(kv.Reader, address.ID) (address.ID, error)
	hide   func(address.ID) address.ID
	behind sync.Map    // conversation by hidden name, as far as they were met since the start
	any    atomic.Bool // there are hidden names
}

// of is the conversation behind a name; a hidden one behind which there is nobody stands for itself, and its
// deliveries are skipped.
func (n *names) of(r kv.Reader, to address.ID) (address.ID, error) {
	if !to.Hidden() || n.reveal == nil {
		return to, nil
	}
	who, err := n.reveal(r, to)
	switch {
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Corrupt):
		return to, nil
	case err != nil:
		return "", err
	}
	n.behind.Store(to, who)
	n.any.Store(true)
	return who, nil
}

// learn looks behind the hidden names of deliveries while there is a transaction to do it in; known needs none.
func (n *names) learn(r kv.Reader, ds []Delivery) error {
	for _, d := range ds {
		if _, err := n.of(r, d.To); err != nil {
			return err
		}
	}
	return nil
}

func (n *names) known(to address.ID) address.ID {
	if !to.Hidden() {
		return to
	}
	if who, ok := n.behind.Load(to); ok {
		return who.(address.ID)
	}
	return to
}

// all are the names under which deliveries of a conversation may stand.
func (n *names) all(to address.ID) []address.ID {
	if n.hide == nil || to.Hidden() || !n.any.Load() {
		return []address.ID{to}
	}
	return []address.ID{to, n.hide(to)}
}
