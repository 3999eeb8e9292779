package audience

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/kv/memkv"
)

// subscribers is a commune of n subscribers in 60 hamlets, every tenth of whom has left.
func subscribers(b *testing.B, db kv.DB, n int) (all []commune.HamletID) {
	b.Helper()
	for h := range 60 {
		all = append(all, commune.HamletID(fmt.Sprintf("xom-%d", h)))
	}
	topics := []Topic{"cchc", "lich-xa", "an-sinh", "giao-duc", "thue-phi", "quan-su", "thien-tai"}
	chance := rand.New(rand.NewPCG(1, 2))
	for i := 0; i < n; {
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			for range 40 {
				id := address.ID(fmt.Sprintf("%016x", chance.Uint64()))
				if _, err := address.Meet(tx, "telegram", string(id), false, id, day); err != nil {
					return err
				}
				w := Wish{Hamlets: []commune.HamletID{all[chance.IntN(60)]}, Topics: topics[:chance.IntN(len(topics)+1)]}
				if err := Subscribe(tx, resident(string(id)), w, agreed, day); err != nil {
					return err
				}
				if i++; i%10 == 0 {
					if err := address.Leave(tx, "telegram", string(id), day); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return all
}

// Walking and counting 30,000 subscribers, by steps of 200 as a broadcast expands.
func BenchmarkAudience(b *testing.B) {
	const n = 30_000
	stores := map[string]kv.DB{"memory": memkv.New()}
	bolt, err := boltkv.Open(filepath.Join(b.TempDir(), "bench.db"), boltkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	stores["bolt"] = bolt
	for name, db := range stores {
		b.Cleanup(func() {
			if err := db.Close(); err != nil {
				b.Error(err)
			}
		})
		all := subscribers(b, db, n)
		for what, who := range map[string]Target{
			"commune": {Commune: true}, "hamlet": {Hamlets: all[:1]}, "60 hamlets": {Hamlets: all}, "topic of 30 hamlets": {Hamlets: all[:30], Topic: "cchc"},
		} {
			b.Run(name+"/walk/"+what, func(b *testing.B) {
				found := 0
				for b.Loop() {
					found = walkAll(b, db, who)
				}
				b.ReportMetric(float64(found), "found")
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(found), "µs/each")
			})
			b.Run(name+"/count/"+what, func(b *testing.B) {
				for b.Loop() {
					if err := db.View(context.Background(), func(r kv.Reader) error { _, err := Count(r, who); return err }); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func walkAll(b *testing.B, db kv.DB, who Target) (found int) {
	for from, more := Cursor(""), true; more; {
		err := db.View(context.Background(), func(r kv.Reader) error {
			ids, next, err := Walk(r, who, from, 200)
			found, from, more = found+len(ids), next, next != ""
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return found
}
