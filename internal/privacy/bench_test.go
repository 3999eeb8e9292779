package privacy

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"loaxom/internal/address"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
)

// benchDeliveries is as many deliveries as a commune of 30,000 subscribers has after ten notices.
const benchDeliveries = 300_000

// BenchmarkReadingAndSweepingDeliveries is what grows with the store in an answer to /dulieu and in an erasure:
// every delivery is read.
func BenchmarkReadingAndSweepingDeliveries(b *testing.B) {
	db, err := boltkv.Open(filepath.Join(b.TempDir(), "kv.db"), boltkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	s := newStand(b, db)
	for from := 0; from < benchDeliveries; from += 200 {
		s.must(func(tx kv.Tx) error {
			var ds []outbox.Delivery
			for i := from; i < from+200; i++ {
				who := address.ID(fmt.Sprintf("ABCDEFGHIJKLMNOPQRST%06d", i%30_000))
				ds = append(ds, outbox.Delivery{ID: outbox.ID(fmt.Sprintf("notice-%03d-%s", i/30_000, who)), Channel: "telegram", To: who, Kind: outbox.Notice,
					Cause: fmt.Sprintf("notice-%03d", i/30_000), State: outbox.Sent, Created: s.at, At: s.at, Receipt: fmt.Sprint(i)})
			}
			return s.desk.cfg.Box.Enqueue(tx, ds...)
		})
	}
	who := address.ID("ABCDEFGHIJKLMNOPQRST000777")
	b.Run("about", func(b *testing.B) {
		for b.Loop() {
			n := 0
			err := db.View(context.Background(), func(r kv.Reader) error {
				return outbox.About(r, []address.ID{who}, func(string, ...any) { n++ })
			})
			if err != nil || n != 10 {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("sweep", func(b *testing.B) {
		for b.Loop() {
			if err := s.desk.sweep(context.Background(), leaving{Who: who, Nobody: "nobody"}, s.at); err != nil {
				b.Fatal(err)
			}
		}
	})
}
