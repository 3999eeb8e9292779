package boltkv_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/bits"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

// slowly is a writer that stops after its first bytes until it may go on.
type slowly struct {
	bytes.Buffer
	started, goOn chan struct{}
	once          bool
}

func (w *slowly) Write(p []byte) (int, error) {
	if !w.once {
		w.once = true
		close(w.started)
		<-w.goOn
	}
	return w.Buffer.Write(p)
}

func TestAHotCopyHoldsUpNobodyAndIsAStore(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" || bits.UintSize < 64 {
		t.Skip("the file is not mapped ahead here, so growing it waits for the copy: initialMap in open.go says why")
	}
	db := open(t, filepath.Join(t.TempDir(), "kv.db"))
	if err := put(db, "k", "before"); err != nil {
		t.Fatal(err)
	}
	w := &slowly{started: make(chan struct{}), goOn: make(chan struct{})}
	copied := make(chan error, 1)
	go func() {
		n, err := db.WriteTo(context.Background(), w)
		if err == nil && n != int64(w.Len()) {
			err = fmt.Errorf("%d bytes written, %d said", w.Len(), n)
		}
		copied <- err
	}()
	<-w.started
	written := make(chan error, 1)
	go func() {
		for i := range 30 { // far more than the file has room for
			if err := put(db, fmt.Sprint(i), string(make([]byte, kv.MaxValue))); err != nil {
				written <- err
				return
			}
		}
		written <- put(db, "k", "after")
	}()
	select {
	case err := <-written:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("Updates wait for the copy")
	}
	close(w.goOn)
	if err := <-copied; err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, w.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	second := open(t, path)
	if got := get(t, second, "k"); got != "before" {
		t.Errorf("the copy holds %q", got)
	}
	if got := get(t, second, "0"); got != "absent" {
		t.Errorf("the copy holds %d bytes of later", len(got))
	}
	if err := put(second, "k", "goes on"); err != nil {
		t.Error(err)
	}
}

func TestACopyEndsWithItsContext(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "kv.db"))
	ctx, cancel := context.WithCancel(context.Background())
	n, err := db.WriteTo(ctx, writer(func(p []byte) (int, error) { cancel(); return len(p), nil }))
	if err != context.Canceled || n == 0 {
		t.Errorf("%d bytes, %v", n, err)
	}
	full := errors.New("full")
	if _, err = db.WriteTo(context.Background(), writer(func([]byte) (int, error) { return 0, full })); err == nil {
		t.Error("the writer's error was lost")
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

var fixture = flag.Bool("fixture", false, "write the file of this schema into testdata; never over a released one")

// TestFilesOfEverySchemaOpen opens a small file of each version of the stored form.
func TestFilesOfEverySchemaOpen(t *testing.T) {
	name := func(schema int) string { return filepath.Join("testdata", fmt.Sprintf("schema%d.db.gz", schema)) }
	if *fixture {
		db := open(t, filepath.Join(t.TempDir(), "kv.db"))
		if err := errors.Join(put(db, "k", fmt.Sprintf("stored by schema %d", boltkv.Schema)), put(db, "empty", "")); err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		zip := gzip.NewWriter(&file)
		if _, err := db.WriteTo(context.Background(), zip); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(zip.Close(), os.WriteFile(name(boltkv.Schema), file.Bytes(), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for schema := 1; schema <= boltkv.Schema; schema++ {
		zipped, err := os.Open(name(schema))
		if err != nil {
			t.Fatal(err)
		}
		defer zipped.Close()
		zip, err := gzip.NewReader(zipped)
		if err != nil {
			t.Fatal(err)
		}
		file, err := io.ReadAll(zip)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "kv.db")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		db := open(t, path)
		if got, empty := get(t, db, "k"), get(t, db, "empty"); got != fmt.Sprintf("stored by schema %d", schema) || empty != "" {
			t.Errorf("schema %d reads %q, %q", schema, got, empty)
		}
	}
}
