package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// dying is a restore in a process of its own that is killed at one of its steps.
type dying struct {
	At   Holdings
	From string
	Step int
}

const childEnv = "ARCHIVE_TEST_CHILD"

func TestMain(m *testing.M) {
	text := os.Getenv(childEnv)
	if text == "" {
		goleak.VerifyTestMain(m)
		return
	}
	var d dying
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		panic(err)
	}
	n := 0
	_, err := Restore{At: d.At, Now: day.Add(72 * time.Hour), Step: func(string) {
		if n == d.Step {
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			select {}
		}
		n++
	}}.Do(context.Background(), d.From)
	fmt.Println("not dead", err)
}

// Killed at any step of a restore, whoever comes next finds all of the old or all of the new, and nothing
// half between them.
func TestKilledAtEachStepOfARestore(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SIGKILL is none of its signals")
	}
	t.Parallel()
	first := newHouse(t)
	first.fill("one")
	file := first.backup()
	first.fill("two")
	var steps []string
	count := first.restore()
	count.Step = func(s string) { steps = append(steps, s) }
	if _, err := count.Do(ctx, file); err != nil {
		t.Fatal(err)
	}
	if len(steps) < 13 {
		t.Errorf("only the steps %v", steps)
	}
	seen := map[string]int{}
	for i, step := range steps {
		h := newHouse(t)
		h.fill("two")
		before := h.files()
		d, _ := json.Marshal(dying{h.at, file, i})
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=10", childEnv+"="+string(d))
		if out, err := cmd.CombinedOutput(); err == nil || strings.Contains(string(out), "not dead") {
			t.Fatalf("step %d %s: the child ended with %v: %s", i, step, err, out)
		}
		is := h.what() // opens the store, which finishes or undoes what was begun
		seen[is]++
		if is == "two" {
			h.same(fmt.Sprintf("killed at step %d %s", i, step), before)
		} else if n := len(h.files()); n != 2*len(before)-2 { // all twice but the key, which stays, and what begins with a dot
			t.Errorf("killed at step %d %s: %d files: %v", i, step, n, h.files())
		}
		// And it can be done again.
		if i%4 == 0 {
			again := h.restore()
			again.Now = again.Now.Add(time.Hour)
			if _, err := again.Do(ctx, file); err != nil || h.what() != "one" {
				t.Errorf("after step %d %s a second restore: %v", i, step, err)
			}
		}
	}
	t.Logf("%d steps, found afterwards: %v", len(steps), seen)
	if seen["one"] < 5 || seen["two"] < 5 || len(seen) != 2 {
		t.Errorf("found afterwards: %v", seen)
	}
}

// Whoever was erased stays erased: the list beside the store and the one in the backup are put to use
// before the store takes its place, and both together are the list from then on.
func TestWhoWasErasedStaysErased(t *testing.T) {
	h := newHouse(t)
	h.fill("one")
	h.ok(os.WriteFile(h.at.Forgotten, []byte("aa\nbb\n"), 0o600))
	file := h.backup()
	h.ok(os.WriteFile(h.at.Forgotten, []byte("bb\ncc\n"), 0o600))
	s := h.restore()
	if _, err := s.Do(ctx, file); !fault.Is(err, fault.Refused) {
		t.Errorf("without the means: %v", err)
	}
	var got string
	s.Forget = func(_ context.Context, db kv.DB, list []byte, _ time.Time) error {
		got = string(list)
		return db.Update(ctx, func(tx kv.Tx) error { return tx.Put("what", []byte("forgotten"), list) })
	}
	_, err := s.Do(ctx, file)
	h.ok(err)
	if want := "bb\ncc\naa\n"; got != want {
		t.Errorf("forgotten were %q", got)
	}
	if now, err := os.ReadFile(h.at.Forgotten); err != nil || string(now) != got {
		t.Errorf("the list is %q, %v", now, err)
	}
	h.ok(h.open().View(ctx, func(r kv.Reader) error {
		if _, there, err := r.Get("what", []byte("forgotten")); !there || err != nil {
			t.Errorf("the restored store was not told: %v", err)
		}
		return nil
	}))
}
