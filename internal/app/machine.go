package app

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

// How the program uses memory. It answers for most of the day from a few dozen megabytes and shares its machine
// with others, so what a busy hour has left behind goes back when the hour is over; Go alone would keep most of
// it. Busy, it collects less often than Go's default: that costs a few megabytes of the bound for a backlog (40 MiB
// above idle) and saves time on every answer.
const (
	gcPercent = 125     // unless GOGC is set in the environment
	spare     = 6 << 20 // bytes more than the last time that are worth a collection
	quietFor  = time.Minute
)

// spareProcs is by how much more threads may run Go at once than there are processors. One of them mostly waits for
// the disk in fsync, and Go notices only after a while that its place is free: on two processors a backlog is worked
// off a tenth faster with two places more, in larger groups of commits.
const spareProcs = 2

// moreProcs makes room for the threads that wait, once in a process, unless GOMAXPROCS is set in the environment.
var moreProcs = sync.OnceFunc(func() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + spareProcs)
	}
})

// memory gives back what is not needed when nothing has been done for a while.
func (a *App) memory(ctx context.Context) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	least, did := uint64(0), int64(-1)
	tick := time.NewTicker(quietFor)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		n := a.intake.Count().Taken + a.box.Count().Calls
		if quiet := n == did; quiet && a.ready.Load() && held() > least+spare {
			debug.FreeOSMemory()
			least = held()
		}
		did = n
	}
}

// held is how many bytes Go has from the system and has not given back.
func held() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}
