package content

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestEveryChangeOfAFolderIsSeen(t *testing.T) {
	dir := t.TempDir()
	k := newLooker(dir)
	k.now = func() time.Time { return time.Now().Add(time.Minute) } // the names are taken for settled at once
	write := func(name, text string) func() error {
		return func() error { return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644) }
	}
	path := func(name string) string { return filepath.Join(dir, name) }
	last := k.look()
	for _, step := range []struct {
		name string
		do   func() error
		same bool
	}{
		{"nothing", func() error { return nil }, true},
		{"a folder", func() error { return os.Mkdir(path("procedure"), 0o755) }, false},
		{"a file", write("procedure/a.toml", "1"), false},
		{"another file", write("procedure/b.toml", "1"), false},
		{"what an editor leaves beside it", write("procedure/a.toml~", "1"), true},
		{"a longer text", write("procedure/a.toml", "12"), false},
		{"another text of the same length", func() error {
			if err := write("procedure/a.toml", "34")(); err != nil {
				return err
			}
			return os.Chtimes(path("procedure/a.toml"), time.Time{}, time.Now().Add(time.Hour))
		}, false},
		{"another mode", func() error { return os.Chmod(path("procedure/a.toml"), 0o600) }, false},
		{"another name", func() error { return os.Rename(path("procedure/a.toml"), path("procedure/c.toml")) }, false},
		{"a link", func() error { return os.Symlink("c.toml", path("procedure/d.toml")) }, false},
		{"a change of what the link leads to", write("procedure/c.toml", "now it is longer"), false},
		{"a file gone", func() error { return os.Remove(path("procedure/b.toml")) }, false},
		{"a folder that is none of content", func() error { return os.MkdirAll(path("anh/nha"), 0o755) }, false},
		{"a file in it", write("anh/nha.jpg", "1"), true},
		{"the folder gone", func() error { return os.RemoveAll(path("procedure")) }, false},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		now := k.look()
		if same := now == last; same != step.same {
			t.Errorf("%s: seen %t, want %t", step.name, !same, !step.same)
		}
		last = now
		if again := k.look(); again != last {
			t.Errorf("%s: two looks at the same folder differ", step.name)
		}
	}
}

// BenchmarkLook is a look at an overlay of 2,600 imported procedures, as there is one every second.
func BenchmarkLook(b *testing.B) {
	dir := b.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "procedure"), 0o755); err != nil {
		b.Fatal(err)
	}
	for i := range 2600 {
		name := NationalID(fmt.Sprintf("1.%06d", i))
		if err := os.WriteFile(filepath.Join(dir, "procedure", name+".toml"), []byte("# x\n"), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	k := newLooker(dir)
	k.now = func() time.Time { return time.Now().Add(time.Minute) }
	b.ReportAllocs()
	for b.Loop() {
		k.look()
	}
}
