package outbox

import (
	"cmp"
	"sync"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// body is what a cause sends to everybody on one channel: written once, not with each delivery.
type body struct {
	Cause   string             `json:"ca"`
	Channel string             `json:"ch"`
	Parts   []channel.Outgoing `json:"p"`
}

var bodies = kv.NewTable("body", func(b body) kv.Key { return bodyKey(b.Cause, b.Channel) })

func bodyKey(cause, name string) kv.Key { return kv.Key{}.Text(cause).Text(name) }

// SetBody stores what the deliveries of a cause carry, fitted to each channel of the box. It must be
// there before they are enqueued, and is not changed afterwards.
func (b *Box) SetBody(tx kv.Tx, cause string, m channel.Outgoing) error {
	for _, l := range b.order {
		if err := bodies.Put(tx, body{Cause: cause, Channel: l.ch.Name(), Parts: channel.Fit(m.On(l.ch.Name()), l.ch.Limits())}); err != nil {
			return err
		}
	}
	return nil
}

// Parts is what a cause's body became on a channel: how many messages each recipient gets, and which.
// NotFound where the cause has none there.
func Parts(r kv.Reader, cause, name string) ([]channel.Outgoing, error) {
	b, err := bodies.Get(r, bodyKey(cause, name))
	return b.Parts, err
}

// lastBody remembers the body that was read last: a broadcast reads the same one thousands of times.
type lastBody struct {
	mu sync.Mutex
	b  body
}

func (m *lastBody) get(r kv.Reader, cause, name string) ([]channel.Outgoing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.b.Cause == cause && m.b.Channel == name {
		return m.b.Parts, nil
	}
	b, err := bodies.Get(r, bodyKey(cause, name))
	if err == nil {
		m.b = b
	}
	return b.Parts, err
}

// compose is what is sent of d now, and whether it is the last part of it.
func (l *line) compose(r kv.Reader, d Delivery) (m channel.Outgoing, last bool, err error) {
	m, last = d.Message, true
	if d.Cause != "" && m.Empty() {
		parts, err := l.body.get(r, cmp.Or(d.Body, d.Cause), d.Channel)
		if err != nil {
			return m, false, err
		}
		if d.Part >= len(parts) {
			return m, false, fault.New(fault.Corrupt, "outbox: part %d of %d", d.Part, len(parts))
		}
		m, last = parts[d.Part], d.Part+1 == len(parts)
		if d.Target != "" {
			m.Replaces, m.Below = d.Target, d.Below
		}
	}
	m.Files, err = withRefs(r, d.Channel, m.Files)
	return m, last, err
}
