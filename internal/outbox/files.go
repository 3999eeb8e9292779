package outbox

import (
	"loaxom/internal/channel"
	"loaxom/internal/kv"
)

// Files visits the hashes of the attachments that the outbox's records name, some of them several times:
// they are still to be sent, or may be sent again.
func Files(r kv.Reader, visit func(hash string) error) error {
	each := func(m channel.Outgoing) error {
		for _, f := range m.Files {
			if f.Hash == "" {
				continue
			}
			if err := visit(f.Hash); err != nil {
				return err
			}
		}
		return nil
	}
	err := bodies.Scan(r, nil, nil, func(b body) error {
		for _, m := range b.Parts {
			if err := each(m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return deliveries.Scan(r, nil, nil, func(d Delivery) error { return each(d.Message) })
}

// All visits every delivery in the order of their ids, each in the state in which it is.
func All(r kv.Reader, visit func(Delivery) error) error {
	begun := map[ID]sending{}
	err := sendings.Scan(r, nil, nil, func(s sending) error {
		begun[s.ID] = s
		return nil
	})
	if err != nil {
		return err
	}
	return deliveries.Scan(r, nil, nil, func(d Delivery) error {
		if s, ok := begun[d.ID]; ok && d.open() {
			d.State, d.At = Sending, s.At
		}
		return visit(d)
	})
}
