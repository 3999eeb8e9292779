package boltkv_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

var (
	kills = flag.Int("kills", 10, "how often a writing process is killed")
	seed  = flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the moments of the kills")
)

// The child's writers count up; each keeps its last rows in two tables.
const (
	crashWriters = 8
	crashWindow  = 20
)

// payload differs from number to number, and now and then it needs several pages.
func payload(w, n int) []byte {
	size := (w*131 + n*17) % 900
	if n%40 == 0 {
		size = 100 << 10
	}
	return append(make([]byte, size), fmt.Sprint(w, n)...)
}

func rowOf(w, n int) []byte { return fmt.Appendf(nil, "%02d/%09d", w, n) }

// childWrites goes on from what the file holds and prints each number after its Update returned.
func childWrites(path string) error {
	db, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	var wg sync.WaitGroup
	errs := make(chan error, crashWriters)
	for w := range crashWriters {
		wg.Go(func() {
			for {
				n, err := countUp(db, w)
				if err != nil {
					errs <- err
					os.Exit(1)
				}
				fmt.Printf("%d %d\n", w, n)
			}
		})
	}
	wg.Wait()
	return <-errs
}

func countUp(db kv.DB, w int) (n int, err error) {
	fails := errors.New("on purpose")
	write := func(then error) func(kv.Tx) error {
		return func(tx kv.Tx) error {
			last, _, err := tx.Get("last", rowOf(w, 0))
			if err != nil {
				return err
			}
			n, _ = strconv.Atoi(string(last)) // nothing there: 0
			n++
			return errors.Join(
				tx.Put("left", rowOf(w, n), payload(w, n)),
				tx.Put("last", rowOf(w, 0), []byte(strconv.Itoa(n))),
				tx.Put("right", rowOf(w, n), payload(w, n)),
				tx.Delete("left", rowOf(w, n-crashWindow)),
				tx.Delete("right", rowOf(w, n-crashWindow)),
				then)
		}
	}
	if err := db.Update(context.Background(), write(fails)); !errors.Is(err, fails) {
		return 0, fmt.Errorf("the failing Update: %w", err)
	}
	return n, db.Update(context.Background(), write(nil))
}

func TestKilledWhileWriting(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SIGKILL is none of its signals")
	}
	t.Parallel()
	t.Logf("seed %d", *seed)
	chance := rand.New(rand.NewPCG(*seed, 0))
	path := filepath.Join(t.TempDir(), "kv.db")
	acked := make([]int, crashWriters)
	for k := range *kills {
		if k%5 == 0 { // now and then from the very beginning
			path = filepath.Join(t.TempDir(), "kv.db")
			clear(acked)
		}
		runAndKill(t, path, chance, acked)
		checkCrashed(t, path, acked)
		if t.Failed() {
			t.Fatalf("at kill %d", k)
		}
	}
}

// runAndKill kills the child after a time that may end before it has opened the store, or after a
// number of acknowledged Updates, and notes the last of each writer.
func runAndKill(t *testing.T, path string, chance *rand.Rand, acked []int) {
	t.Helper()
	cmd := child("write", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { _ = cmd.Process.Kill() } // it may have been killed already
	after := 1 + chance.IntN(300)
	if chance.IntN(3) == 0 {
		after = 1 << 30
		time.AfterFunc(time.Duration(chance.IntN(80))*time.Millisecond, kill)
	}
	lines := bufio.NewReader(out)
	for n := 0; ; n++ {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // what follows the last line feed was not said
		}
		if n == after {
			kill()
		}
		var w, number int
		if _, err := fmt.Sscanf(line, "%d %d\n", &w, &number); err == nil {
			acked[w] = number
		} else if line != "open\n" {
			t.Errorf("the child says %q", line)
			kill()
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 {
		t.Errorf("the child was not killed: %v", err)
	}
}

// checkCrashed: every acknowledged number is there, at most one more for each writer, and of each
// number everything or nothing.
func checkCrashed(t *testing.T, path string, acked []int) {
	t.Helper()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return // killed before it made the file
	}
	db := open(t, path)
	err := db.View(context.Background(), func(r kv.Reader) error {
		rows := 0
		for w := range crashWriters {
			value, _, err := r.Get("last", rowOf(w, 0))
			if err != nil {
				return err
			}
			last, _ := strconv.Atoi(string(value))
			if last < acked[w] || last > acked[w]+1 {
				t.Errorf("writer %d: the store has %d, acknowledged were %d", w, last, acked[w])
			}
			acked[w] = last // the next child goes on from here
			for n := max(1, last-crashWindow+1); n <= last; n++ {
				rows++
				for _, table := range []string{"left", "right"} {
					got, _, err := r.Get(table, rowOf(w, n))
					if err != nil || string(got) != string(payload(w, n)) {
						t.Errorf("writer %d: number %d of %d is not whole, %v", w, n, last, err)
					}
				}
			}
		}
		for _, table := range []string{"left", "right"} {
			n := 0
			if err := r.Scan(table, nil, nil, func(_, _ []byte) error { n++; return nil }); err != nil {
				return err
			}
			if n != rows {
				t.Errorf("%s has %d rows, want %d", table, n, rows)
			}
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	b, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	sound(t, b)
}

// sound asks bbolt to look at every page.
func sound(t *testing.T, b *bolt.DB) {
	t.Helper()
	err := b.View(func(tx *bolt.Tx) error {
		for err := range tx.Check() {
			t.Error(err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
