package boltkv_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

// refused holds Open against a kind and the words that its text must have.
func refused(t *testing.T, path string, kind fault.Kind, words ...string) error {
	t.Helper()
	db, err := boltkv.Open(path, boltkv.Options{})
	if err == nil {
		db.Close()
	}
	if !fault.Is(err, kind) {
		t.Fatalf("Open gave %v (%v), want %v", err, fault.KindOf(err), kind)
	}
	for _, w := range append(words, path) {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
	return err
}

func put(db kv.DB, key, value string) error {
	return db.Update(context.Background(), func(tx kv.Tx) error { return tx.Put("t", []byte(key), []byte(value)) })
}

func get(t *testing.T, db kv.DB, key string) (value string) {
	t.Helper()
	err := db.View(context.Background(), func(r kv.Reader) error {
		v, ok, err := r.Get("t", []byte(key))
		if !ok {
			v = []byte("absent")
		}
		value = string(v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestTheStoreOutlivesItsProcessInAFolderOfItsOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "kv.db")
	db := open(t, path)
	if err := put(db, "k", "v"); err != nil {
		t.Fatal(err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("beside the store lie %v, %v", files, err)
	}
	if s, err := db.Stats(); err != nil || s.FileBytes == 0 || s.Updates != 1 || s.Commits != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := get(t, open(t, path), "k"); got != "v" {
		t.Errorf("read %q", got)
	}
	if runtime.GOOS == "windows" {
		return // it has no such modes
	}
	for name, mode := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700 | os.ModeDir, filepath.Dir(filepath.Dir(path)): 0o700 | os.ModeDir} {
		if info, err := os.Stat(name); err != nil || info.Mode() != mode {
			t.Errorf("%s has mode %v, %v", name, info.Mode(), err)
		}
	}
}

func childHolds(path string) error {
	db, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	fmt.Println("open")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func TestASecondProcessIsRefusedWithinASecond(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv.db")
	other := child("hold", path)
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	start := time.Now()
	refused(t, path, fault.Conflict, "another loaxom holds the store")
	if took := time.Since(start); took > time.Second {
		t.Errorf("it took %v", took)
	}
	in.Close()
	if err := other.Wait(); err != nil {
		t.Fatal(err)
	}
	open(t, path)
	start = time.Now()
	refused(t, path, fault.Conflict, "another loaxom holds the store") // twice in one process is no better
	if took := time.Since(start); took > time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestOfManyWhoMakeANewStoreOneHasIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kv.db")
	results := make(chan error)
	for range 6 {
		go func() {
			db, err := boltkv.Open(path, boltkv.Options{})
			if err == nil {
				t.Cleanup(func() { _ = db.Close() })
				err = put(db, "k", "v")
			}
			results <- err
		}()
	}
	won := 0
	for range 6 {
		switch err := <-results; {
		case err == nil:
			won++
		case !fault.Is(err, fault.Conflict):
			t.Errorf("%v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d have it", won)
	}
}

// edit changes the file with bbolt itself.
func edit(t *testing.T, path string, do func(*bolt.Tx) error) {
	t.Helper()
	b, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Update(do); err != nil {
		t.Fatal(err)
	}
}

func TestSchemas(t *testing.T) {
	schema := func(value string) func(*bolt.Tx) error {
		return func(tx *bolt.Tx) error { return tx.Bucket([]byte("_store")).Put([]byte("schema"), []byte(value)) }
	}
	path := filepath.Join(t.TempDir(), "kv.db")
	open(t, path).Close()
	edit(t, path, schema(fmt.Sprint(boltkv.Schema+1)))
	refused(t, path, fault.Invalid, "written by a newer loaxom", fmt.Sprint("version ", boltkv.Schema+1), fmt.Sprint("knows ", boltkv.Schema))
	for _, damaged := range []string{"0", "-1", "one"} {
		edit(t, path, schema(damaged))
		refused(t, path, fault.Corrupt, damaged)
	}
	edit(t, path, schema(fmt.Sprint(boltkv.Schema)))
	open(t, path)
}

func TestWhatIsNoStoreIsRefusedAndLeftAsItIs(t *testing.T) {
	dir := t.TempDir()
	refused(t, dir, fault.Invalid, "folder")

	foreign := filepath.Join(dir, "foreign.db")
	edit(t, foreign, func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err })
	refused(t, foreign, fault.Invalid, "another program", "theirs")

	for name, content := range map[string]string{"config.toml": "[store]\n", "zeros": strings.Repeat("\x00", 1<<16)} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path, fault.Corrupt, "no store of loaxom")
		if after, err := os.ReadFile(path); err != nil || string(after) != content {
			t.Errorf("%s was changed, %v", name, err)
		}
	}

	// A file that was made and not written is a new store.
	path := filepath.Join(dir, "empty.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := put(open(t, path), "k", "v"); err != nil {
		t.Error(err)
	}
}
