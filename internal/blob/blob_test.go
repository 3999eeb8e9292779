package blob

import (
	"bytes"
	"io"
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

func TestDuringAHoldNothingIsSwept(t *testing.T) {
	s := Open(t.TempDir())
	hash, err := s.Put([]byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	never := func(string) (bool, error) { return false, nil }
	later := time.Now().Add(2 * settled)
	release := s.Hold()
	if n, err := s.Sweep(later, never); n != 0 || err != nil {
		t.Errorf("%d swept, %v", n, err)
	}
	release()
	if n, err := s.Sweep(later, never); n != 1 || err != nil {
		t.Errorf("%d swept, %v", n, err)
	}
	if _, _, err := s.Read(hash); !fault.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}

func TestAStreamIsCheckedFirst(t *testing.T) {
	dir := t.TempDir()
	s := Open(dir)
	hash, err := s.Put([]byte("content"))
	if err != nil {
		t.Fatal(err)
	}
	r, size, err := s.Read(hash)
	if err != nil || size != 7 {
		t.Fatalf("%d, %v", size, err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "content" || r.Close() != nil {
		t.Errorf("%q, %v", got, err)
	}
	place, err := Place(hash)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, place), []byte("changed"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Read(hash); !fault.Is(err, fault.Corrupt) {
		t.Errorf("%v", err)
	}
	if _, _, err := s.Read("../x"); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}

// What is stored again is about to be named, however old it is.
func TestWhatIsStoredAgainIsYoung(t *testing.T) {
	s := Open(t.TempDir())
	old, err := s.Put([]byte("old"))
	if err != nil {
		t.Fatal(err)
	}
	at, _ := s.path(old)
	long := time.Now().Add(-3 * settled)
	if err := os.Chtimes(at, long, long); err != nil {
		t.Fatal(err)
	}
	// Somebody stores it in the middle of a sweep, after it was found that nothing names it.
	n, err := s.Sweep(time.Now(), func(string) (bool, error) {
		_, err := s.Put([]byte("old"))
		return false, err
	})
	if n != 0 || err != nil {
		t.Errorf("%d swept, %v", n, err)
	}
	if _, err := s.Get(old); err != nil {
		t.Error(err)
	}
	if n, err := s.SweepBefore(time.Now().Add(time.Second), func(string) (bool, error) { return false, nil }); n != 1 || err != nil {
		t.Errorf("%d swept of what was there before, %v", n, err)
	}
	if some, err := s.Holds(); some || err != nil {
		t.Errorf("something is left: %v, %v", some, err)
	}
}
