//go:build linux || darwin

package archive

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"loaxom/internal/fault"
)

// TestADiskThatIsFull runs in a process of its own, because the limit on the size of files, which stands
// for the full disk, is the whole process's.
func TestADiskThatIsFull(t *testing.T) {
	const env = "ARCHIVE_TEST_FULL"
	if os.Getenv(env) == "" {
		t.Parallel()
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=10", env+"=1")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "kinds of full") {
			t.Fatalf("%v: %s", err, out)
		}
		return
	}
	h := newHouse(t)
	h.fill("one")
	h.fill("two")
	file := h.backup()
	before := h.files()
	var room syscall.Rlimit
	h.ok(syscall.Getrlimit(syscall.RLIMIT_FSIZE, &room))
	limit := func(size uint64) {
		tight := room
		tight.Cur = min(size, room.Cur)
		h.ok(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &tight))
	}
	refused := map[string]int{}
	for size := uint64(0); size < 150<<10; size += 3 << 10 {
		limit(size)
		if size%(9<<10) == 0 {
			_, err := h.restore().Do(ctx, file)
			limit(room.Cur)
			if err == nil {
				break
			}
			refused["restore"]++
			if !fault.Is(err, fault.Busy) && !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "file too large") {
				t.Errorf("restore with room for %d bytes: %v", size, err)
			}
			h.same(fmt.Sprintf("restore with room for %d bytes", size), before)
			continue
		}
		limit(room.Cur)
		db := h.open()
		limit(size)
		to := filepath.Join(t.TempDir(), "b.tar.gz")
		_, err := h.keeper(db).Make(ctx, to)
		limit(room.Cur)
		h.ok(db.Close())
		if err == nil {
			break
		}
		refused["backup"]++
		if !fault.Is(err, fault.Busy) || !strings.Contains(err.Error(), "the disk is full") {
			t.Errorf("backup with room for %d bytes: %v", size, err)
		}
		if left, _ := filepath.Glob(to + "*"); len(left) > 0 {
			t.Errorf("backup with room for %d bytes leaves %v", size, left)
		}
		h.same(fmt.Sprintf("backup with room for %d bytes", size), before)
	}
	if refused["restore"] < 2 || refused["backup"] < 2 {
		t.Errorf("refused: %v", refused)
	}
	t.Logf("kinds of full: %v", refused)
	if _, err := h.restore().Do(ctx, file); err != nil {
		t.Errorf("with room: %v", err)
	}
}
