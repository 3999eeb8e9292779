//go:build failpoints

package failpoint

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// plan is what the environment asks for: the place, and how often it is passed before.
var plan = sync.OnceValues(func() (name string, left *atomic.Int64) {
	name, count, _ := strings.Cut(os.Getenv("LOAXOM_FAILPOINT"), ":")
	n, err := strconv.ParseInt(count, 10, 64)
	if err != nil || n < 1 {
		n = 1
	}
	left = new(atomic.Int64)
	left.Store(n)
	return name, left
})

// Hit ends the process if this is the place, for the n-th time.
func Hit(at string) {
	if name, left := plan(); at == name && left.Add(-1) == 0 {
		p, _ := os.FindProcess(os.Getpid())
		_ = p.Kill()
		select {} // dead any moment now; nothing more happens in this goroutine
	}
}
