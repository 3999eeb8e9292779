package broadcast

import (
	"encoding/json"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/kv"
)

// offeredTable has what a conversation without buttons was shown last as a list to choose from: the message
// came by itself, so that the conversation's own state does not know of it.
const offeredTable = "offered"

// Offer is a list that was shown to a conversation by itself.
type Offer struct {
	At      time.Time        `json:"at"`
	Choices []channel.Button `json:"c"`
}

// Offer notes the choices of a message that comes by itself, where the channel shows them as numbers.
func (d *Desk) Offer(tx kv.Tx, to address.Record, m channel.Outgoing, now time.Time) error {
	if limits, on := d.box.Limits(to.Channel); !on || limits.Buttons > 0 || len(m.Buttons) == 0 {
		return nil
	}
	o := Offer{At: now.UTC()}
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Data != "" && b.Typed == "" {
				o.Choices = append(o.Choices, b)
			}
		}
	}
	value, err := json.Marshal(o)
	if err != nil || len(o.Choices) == 0 {
		return err
	}
	return tx.Put(offeredTable, kv.Key{}.Text(string(to.ID)), value)
}

// Offered is the list that a conversation without buttons was shown last by itself; false: none, or none
// since then.
func Offered(r kv.Reader, to address.ID, since time.Time) (o Offer, found bool, err error) {
	v, ok, err := r.Get(offeredTable, kv.Key{}.Text(string(to)))
	if err != nil || !ok || json.Unmarshal(v, &o) != nil {
		return Offer{}, false, err
	}
	return o, o.At.After(since), nil
}
