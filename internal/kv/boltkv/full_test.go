//go:build linux || darwin

package boltkv_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

// TestADiskThatIsFullForATime runs in a process of its own, because the limit on the size of files,
// which stands for the full disk, is the whole process's.
func TestADiskThatIsFullForATime(t *testing.T) {
	const env = "BOLTKV_TEST_FULL"
	if path := os.Getenv(env); path != "" {
		if err := fillUp(path); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv.db")
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), quickEnd, env+"="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	sound(t, b)
}

func fillUp(path string) error {
	var room syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &room); err != nil {
		return err
	}
	limit := func(size uint64) error {
		tight := room
		tight.Cur = min(size, room.Cur)
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &tight)
	}
	if err := limit(6000); err != nil {
		return err
	}
	if _, err := boltkv.Open(path, boltkv.Options{}); !fault.Is(err, fault.Invalid) || !errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("without room for a new store: %w", err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) > 0 {
		return fmt.Errorf("of the new store remain %v, %w", left, err)
	}
	if err := limit(room.Cur); err != nil {
		return err
	}
	db, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	var mu sync.Mutex
	kept := map[string]bool{}
	refused := 0
	fill := func(round int) error {
		var wg sync.WaitGroup
		errs := make(chan error, 200)
		for i := range cap(errs) {
			wg.Go(func() {
				key := fmt.Sprintf("%d-%03d", round, i)
				err := put(db, key, string(make([]byte, 20_000)))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					kept[key] = true
				case fault.Is(err, fault.Busy):
					refused++
				default:
					errs <- err
				}
			})
		}
		wg.Wait()
		close(errs)
		return <-errs
	}
	holds := func() error {
		n := 0
		err := db.View(context.Background(), func(r kv.Reader) error {
			return r.Scan("t", nil, nil, func(key, _ []byte) error {
				n++
				if !kept[string(key)] {
					return fmt.Errorf("%s was refused and is there", key)
				}
				return nil
			})
		})
		if err == nil && n != len(kept) {
			err = fmt.Errorf("%d there, %d acknowledged", n, len(kept))
		}
		return err
	}
	if err := errors.Join(fill(0), holds()); err != nil || refused > 0 {
		return fmt.Errorf("with room %d refused, %w", refused, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	// First no page beyond the beginning can be written, then the file cannot grow.
	for round, size := range []int64{40 << 10, info.Size()} {
		if err := limit(uint64(size)); err != nil {
			return err
		}
		refused = 0
		for try := 0; refused == 0 && try < 100; try++ {
			if err := errors.Join(fill(1000*(round+1)+try), holds()); err != nil {
				return err
			}
		}
		if refused == 0 {
			return errors.New("the disk was never full")
		}
		if err := limit(room.Cur); err != nil {
			return err
		}
		refused = 0
		if err := errors.Join(fill(10000*(round+1)), holds(), db.Err()); err != nil || refused > 0 {
			return fmt.Errorf("with room again %d refused, %w", refused, err)
		}
	}
	return nil
}
