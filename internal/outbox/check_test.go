package outbox

import (
	"context"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// Each way in which the records may not fit is found and told with the record.
func TestCheckFindsWhatDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(kv.Tx) error
		want  string
	}{
		{"nothing", func(kv.Tx) error { return nil }, ""},
		{"a delivery without its row", func(tx kv.Tx) error {
			return tx.Scan("delivery.open", nil, nil, func(k, _ []byte) error { return tx.Delete("delivery.open", k) })
		}, "its row in the index open is missing"},
		{"a delivery in two states of its cause", func(tx kv.Tx) error {
			return tx.Put("delivery.cause", append(causeKey("n").Uint(uint64(Sent)), "n-1"...), []byte{byte(len(causeKey("n").Uint(1)))})
		}, "a row in the index cause that does not belong to it"},
		{"something sent that is nowhere", func(tx kv.Tx) error { return sendings.Put(tx, sending{ID: "x", Channel: "fake"}) }, `"x" is being sent and not there`},
		{"something sent that has arrived", func(tx kv.Tx) error { return sendings.Put(tx, sending{ID: "done", Channel: "fake"}) }, `"done" is being sent and sent`},
		{"something sent on another channel", func(tx kv.Tx) error { return sendings.Put(tx, sending{ID: "n-1", Channel: "other"}) }, `"n-1" is being sent`},
		{"a state that is none", func(tx kv.Tx) error { return deliveries.Put(tx, Delivery{ID: "odd", State: 9}) }, `"odd" is in no state`},
		{"a part that is none", func(tx kv.Tx) error {
			return deliveries.Put(tx, Delivery{ID: "n-2", Channel: "fake", Cause: "n", Part: 1})
		}, `"n-2" is to be sent and has no body`},
		{"a cause without a body", func(tx kv.Tx) error { return deliveries.Put(tx, Delivery{ID: "m", Channel: "fake", Cause: "m"}) }, `"m" is to be sent and has no body`},
	} {
		db := memkv.New()
		box := New(db, []channel.Channel{&platform{}}, Config{}, time.Now, discard)
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			if err := box.SetBody(tx, "n", channel.Outgoing{Text: channel.Plain("x")}); err != nil {
				return err
			}
			return box.Enqueue(tx,
				Delivery{ID: "n-1", Channel: "fake", To: "a", Cause: "n", Lane: Notices, Kind: Notice},
				Delivery{ID: "done", Channel: "fake", To: "a", State: Sent},
				Delivery{ID: "perhaps", Channel: "fake", To: "a", State: Uncertain, Reason: Restored})
		})
		if err == nil {
			err = db.Update(context.Background(), c.spoil)
		}
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		err = db.View(context.Background(), Check)
		if c.want == "" && err != nil || c.want != "" && (!fault.Is(err, fault.Corrupt) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
