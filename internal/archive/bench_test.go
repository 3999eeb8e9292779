package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// large is a store with so many deliveries that were sent, and a tenth as many that wait.
func large(b *testing.B, many int) house {
	h := newHouse(b)
	db := h.open()
	box := outbox.New(db, []channel.Channel{nothing{}}, outbox.Config{}, time.Now, discard)
	for i := 0; i < many; i += 200 {
		h.ok(db.Update(ctx, func(tx kv.Tx) error {
			for j := i; j < i+200; j++ {
				state := outbox.Sent
				if j%10 == 0 {
					state = outbox.Queued
				}
				err := box.Enqueue(tx, outbox.Delivery{
					ID: outbox.ID(fmt.Sprintf("n-20261124-0001.%07d", j)), Channel: "fake", To: address.ID(fmt.Sprintf("ADDRESSID%016d", j)),
					Lane: outbox.Notices, Kind: outbox.Notice, Cause: "n-20261124-0001", State: state, Created: day, At: day.Add(time.Duration(j) * time.Millisecond), Receipt: fmt.Sprint(j),
				})
				if err != nil {
					return err
				}
			}
			return nil
		}))
	}
	h.ok(db.Close())
	return h
}

// BenchmarkHundredThousand backs up and restores 100,000 deliveries, 10,000 of which wait.
func BenchmarkHundredThousand(b *testing.B) {
	h := large(b, 100_000)
	file := filepath.Join(b.TempDir(), "b.tar.gz")
	b.Run("backup", func(b *testing.B) {
		db := h.open()
		defer db.Close()
		k := h.keeper(db)
		for b.Loop() {
			_ = os.Remove(file)
			_, err := k.Make(ctx, file)
			h.ok(err)
		}
		info, err := os.Stat(file)
		h.ok(err)
		b.ReportMetric(float64(info.Size())/(1<<20), "MiB")
	})
	b.Run("restore", func(b *testing.B) {
		for b.Loop() {
			other := newHouse(b)
			_, err := other.restore().Do(ctx, file)
			h.ok(err)
		}
	})
}
