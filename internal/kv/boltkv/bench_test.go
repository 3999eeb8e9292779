package boltkv_test

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

var syncDelay = flag.Duration("sync", 0, "make each fsync of the benchmarks this much slower, such as 10ms")

// BenchmarkUpdate is a small Update, two puts and a delete, with as many callers as rooms have at
// once. `go test -bench Update -sync 10ms` shows a slow disk.
func BenchmarkUpdate(b *testing.B) {
	value := make([]byte, 200)
	for _, writers := range []int{1, 16, 128, 512} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			var opts boltkv.Options
			if *syncDelay > 0 {
				opts.Sync = func() { time.Sleep(*syncDelay) }
			}
			db, err := boltkv.Open(filepath.Join(b.TempDir(), "b.db"), opts)
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			b.ReportAllocs()
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for range writers {
				wg.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						var key, old [8]byte
						binary.BigEndian.PutUint64(key[:], uint64(n))
						binary.BigEndian.PutUint64(old[:], uint64(n-5000))
						err := db.Update(context.Background(), func(tx kv.Tx) error {
							if err := tx.Put("inbox", key[:], value); err != nil {
								return err
							}
							if err := tx.Put("outbox", key[:], value); err != nil {
								return err
							}
							return tx.Delete("inbox", old[:])
						})
						if err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			s, err := db.Stats()
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
			b.ReportMetric(float64(s.Updates)/float64(s.Commits), "updates/commit")
		})
	}
}
