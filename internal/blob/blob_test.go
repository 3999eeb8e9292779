package blob

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"loaxom/internal/fault"
)

func TestContentIsKeptOnceAndReadBack(t *testing.T) {
	dir := t.TempDir()
	s := Open(filepath.Join(dir, "blob"))
	hash, err := s.Put([]byte("ảnh đèn hỏng"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Put([]byte("ảnh đèn hỏng"))
	if err != nil || again != hash {
		t.Fatalf("%s, %v", again, err)
	}
	got, err := Open(filepath.Join(dir, "blob")).Get(hash)
	if err != nil || !bytes.Equal(got, []byte("ảnh đèn hỏng")) {
		t.Fatalf("%q, %v", got, err)
	}
	n := 0
	if err := s.Each(func(h string) error { n++; return nil }); err != nil || n != 1 {
		t.Errorf("%d files, %v", n, err)
	}
}

func TestWhatIsNoHashLeadsNowhere(t *testing.T) {
	s := Open(t.TempDir())
	for _, h := range []string{"", "..", "../../etc/passwd", "ABCD", string(make([]byte, 64))} {
		if _, err := s.Get(h); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", h, err)
		}
	}
	if _, err := s.Get(Hash([]byte("nothing"))); !fault.Is(err, fault.NotFound) {
		t.Errorf("what is not there: %v", err)
	}
}

func TestAChangedFileIsNotHandedOut(t *testing.T) {
	s := Open(t.TempDir())
	hash, err := s.Put([]byte("gốc"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, hash[:2], hash[2:]), []byte("khác"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(hash); !fault.Is(err, fault.Corrupt) {
		t.Error(err)
	}
}

func TestSweepTakesWhatNobodyNames(t *testing.T) {
	s := Open(t.TempDir())
	kept, _ := s.Put([]byte("kept"))
	lost, _ := s.Put([]byte("lost"))
	half := filepath.Join(s.dir, kept[:2], unfinished+"x")
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	keep := func(hash string) (bool, error) { return hash == kept, nil }
	if n, err := s.Sweep(time.Now(), keep); n != 0 || err != nil {
		t.Errorf("what is young may be about to be named: %d, %v", n, err)
	}
	if n, err := s.Sweep(time.Now().Add(2*settled), keep); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := s.Get(kept); err != nil {
		t.Error(err)
	}
	if _, err := s.Get(lost); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if _, err := os.Stat(half); err == nil {
		t.Error("a half-written file is still there")
	}
}
