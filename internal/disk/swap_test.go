package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/fault"
)

// house is a folder with a store's file, a folder beside it and one elsewhere, and others staged to take
// their place.
type house struct{ dir string }

func newHouse(t testing.TB) house {
	t.Helper()
	h := house{t.TempDir()}
	for name, content := range map[string]string{
		"data/kv.db": "old store", "data/files/a": "old a", "data/files/b": "old b", "overlay/x": "old x", "data/other": "stays",
		"data/new/kv.db": "new store", "data/new/files/a": "new a", "overlay.new/y": "new y", "data/new/rest": "of no use",
	} {
		path := filepath.Join(h.dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h house) path(name string) string { return filepath.Join(h.dir, filepath.FromSlash(name)) }
func (h house) store() string           { return h.path("data/kv.db") }
func (h house) moves() (list []Move) {
	for _, m := range [][3]string{
		{"data/new/files", "data/files", "data/before/files"}, {"data/new/kv.db", "data/kv.db", "data/before/kv.db"}, {"overlay.new", "overlay", "overlay.before"},
	} {
		list = append(list, Move{h.path(m[0]), h.path(m[1]), h.path(m[2])})
	}
	return list
}

// files is all that is there, by name.
func (h house) files(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(h.dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(at)
		name, _ := filepath.Rel(h.dir, at)
		all[filepath.ToSlash(name)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	asItWas = map[string]string{"data/kv.db": "old store", "data/files/a": "old a", "data/files/b": "old b", "overlay/x": "old x", "data/other": "stays"}
	swapped = map[string]string{
		"data/kv.db": "new store", "data/files/a": "new a", "overlay/y": "new y", "data/other": "stays",
		"data/before/kv.db": "old store", "data/before/files/a": "old a", "data/before/files/b": "old b", "overlay.before/x": "old x",
	}
)

// swap does the whole of it; die is called with each step.
func (h house) swap(die func(string)) error {
	s, err := NewSwap(h.store())
	if err != nil {
		return err
	}
	s.Step = die
	if err := s.Stage(h.path("data/new"), h.path("overlay.new")); err != nil {
		return errors.Join(err, s.Close())
	}
	die("staged")
	return errors.Join(s.Commit(h.moves()), s.Close())
}

func TestASwapIsMadeWholeAndKeepsWhatWasThere(t *testing.T) {
	h := newHouse(t)
	var steps []string
	if err := h.swap(func(s string) { steps = append(steps, s) }); err != nil {
		t.Fatal(err)
	}
	if got := h.files(t); !maps.Equal(got, swapped) {
		t.Errorf("%v", got)
	}
	if len(steps) != len(allSteps(t)) {
		t.Errorf("%v", steps)
	}
}

func TestASwapThatIsGivenUpLeavesAllAsItWas(t *testing.T) {
	h := newHouse(t)
	s, err := NewSwap(h.store())
	if err == nil {
		err = errors.Join(s.Stage(h.path("data/new"), h.path("overlay.new")), s.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := h.files(t); !maps.Equal(got, asItWas) {
		t.Errorf("%v", got)
	}
}

func TestASwapThatCannotBeMadeIsTakenBack(t *testing.T) {
	h := newHouse(t)
	// The last of the three would take away what was kept before.
	if err := os.Mkdir(h.path("overlay.before"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := h.swap(func(string) {}); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	if got := h.files(t); !maps.Equal(got, asItWas) {
		t.Errorf("%v", got)
	}
}

func TestASwapOntoAnEmptyMachine(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"data/kv.db", "data/files", "overlay"} {
		if err := os.RemoveAll(h.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.swap(func(string) {}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"data/kv.db": "new store", "data/files/a": "new a", "overlay/y": "new y", "data/other": "stays"}
	if got := h.files(t); !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// Killed at any step, the next who comes finds all of the old or all of the new.
func TestKilledAtEachStep(t *testing.T) {
	for i, step := range allSteps(t) {
		h := newHouse(t)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=10", fmt.Sprintf("%s=%d %s", childEnv, i, h.dir))
		if out, err := cmd.CombinedOutput(); err == nil || strings.Contains(string(out), "not dead") {
			t.Fatalf("step %d %s: the child ended with %v: %s", i, step, err, out)
		}
		want := swapped
		if step == "staged" || step == "note" {
			want = asItWas
		}
		if err := Finish(h.store()); err != nil {
			t.Errorf("step %d %s: %v", i, step, err)
		}
		if got := h.files(t); !maps.Equal(got, want) {
			t.Errorf("step %d %s: %v", i, step, got)
		}
	}
}

func allSteps(t *testing.T) (steps []string) {
	t.Helper()
	if err := newHouse(t).swap(func(s string) { steps = append(steps, s) }); err != nil {
		t.Fatal(err)
	}
	return steps
}

const childEnv = "DISK_TEST_CHILD"

func TestMain(m *testing.M) {
	var at int
	var dir string
	if n, _ := fmt.Sscanf(os.Getenv(childEnv), "%d %s", &at, &dir); n != 2 {
		os.Exit(m.Run())
	}
	n := 0
	err := house{dir}.swap(func(string) {
		if n == at {
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			select {}
		}
		n++
	})
	fmt.Println("not dead", err)
}

func TestAJournalThatWasNotWrittenWholeCountsForNothing(t *testing.T) {
	for _, content := range []string{"", "x", strings.Repeat("\x00", 1<<14), strings.Repeat("garbage ", 1<<11)} {
		h := newHouse(t)
		if err := os.WriteFile(journalOf(h.store()), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Finish(h.store()); err != nil {
			t.Errorf("%.10q: %v", content, err)
		}
		if Busy(h.store()) {
			t.Errorf("%.10q: the journal is still there", content)
		}
	}
}

func TestNobodyElseComesBetween(t *testing.T) {
	h := newHouse(t)
	s, err := NewSwap(h.store())
	if err != nil {
		t.Fatal(err)
	}
	if !Busy(h.store()) {
		t.Error("it does not show")
	}
	if err := Finish(h.store()); !fault.Is(err, fault.Conflict) {
		t.Errorf("who wants to open the store: %v", err)
	}
	if _, err := NewSwap(h.store()); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second swap: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// And it does not come between others.
	if err := os.Remove(h.store()); err != nil {
		t.Fatal(err)
	}
	b, err := bolt.Open(h.store(), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if _, err := NewSwap(h.store()); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "stop serve first") {
		t.Errorf("with the store open: %v", err)
	}
	if Busy(h.store()) {
		t.Error("the journal is still there")
	}
}
