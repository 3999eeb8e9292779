package feedback

import (
	"bytes"
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

func sealOf(t *testing.T, fill byte) *Seal {
	t.Helper()
	s, err := NewSeal(bytes.Repeat([]byte{fill}, SealSize))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASealedAddressOpensWithItsKeyAndItsCodeAlone(t *testing.T) {
	s, other := sealOf(t, 1), sealOf(t, 2)
	const who, code = address.ID("4QX7ADDRESSOFSOMEBODY"), CaseID("PA-2026-0007")
	one, two := s.Close(who, code), s.Close(who, code)
	if bytes.Equal(one, two) {
		t.Error("the same address sealed twice is the same bytes: cases of one person are told by them")
	}
	if bytes.Contains(one, []byte(who)) {
		t.Error("the sealed bytes hold the address")
	}
	for _, sealed := range [][]byte{one, two} {
		if got, err := s.Open(sealed, code); err != nil || got != who {
			t.Fatalf("opened as %q, %v", got, err)
		}
	}
	for name, open := range map[string]func() (address.ID, error){
		"another key":     func() (address.ID, error) { return other.Open(one, code) },
		"another case":    func() (address.ID, error) { return s.Open(one, "PA-2026-0008") },
		"a changed byte":  func() (address.ID, error) { one[len(one)-1] ^= 1; return s.Open(one, code) },
		"half of it":      func() (address.ID, error) { return s.Open(two[:len(two)/2], code) },
		"nothing":         func() (address.ID, error) { return s.Open(nil, code) },
		"a few odd bytes": func() (address.ID, error) { return s.Open([]byte("odd"), code) },
	} {
		if got, err := open(); got != "" || !fault.Is(err, fault.Corrupt) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestHashesTellNothingAndDiffer(t *testing.T) {
	s, other := sealOf(t, 1), sealOf(t, 2)
	all := map[string]string{}
	for what, h := range map[string]string{
		"a":                     s.Hash("a"),
		"b":                     s.Hash("b"),
		"a with another key":    other.Hash("a"),
		"tracking key a":        s.Key("a", ""),
		"tracking key of code":  s.Key("PA-2026-0001", "7K2M"),
		"of another code":       s.Key("PA-2026-0002", "7K2M"),
		"gone a":                s.Gone("a", ""),
		"gone telegram 12":      s.Gone("telegram", "12"),
		"gone telegram1 2":      s.Gone("telegram1", "2"),
		"gone with another key": other.Gone("telegram", "12"),
		"gone on another":       s.Gone("zalo", "12"),
	} {
		if before := all[h]; before != "" {
			t.Errorf("%s and %s are the same hash", before, what)
		}
		if all[h] = what; len(h) != 32 || strings.Contains(h, "12") {
			t.Errorf("%s is %q", what, h)
		}
	}
	if s.Hash("a") != sealOf(t, 1).Hash("a") {
		t.Error("the hash of one address changes from start to start")
	}
}

func TestATrackingKeyIsKnownAsPeopleReadIt(t *testing.T) {
	s := sealOf(t, 1)
	const code = CaseID("PA-2026-0001")
	want := s.Key(code, "K0L1")
	for _, typed := range []string{"k0l1", "KOL1", "koIl", "K O L 1", "k0-l1", " K0L1 ", "KO1L", "k0.l1."} {
		if s.Key(code, typed) != want {
			t.Errorf("%q is not known", typed)
		}
	}
	for _, typed := range []string{"", "K0L2", "K0L", "K0L11", "C0L1"} {
		if s.Key(code, typed) == want {
			t.Errorf("%q opens it too", typed)
		}
	}
}

func TestTheKeyFileIsMadeOnceAndReadByItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", SealFile)
	first, err := OpenSeal(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Fatalf("the file is %v, %v", info.Mode(), err)
	}
	raw, err := os.ReadFile(path)
	if key, bad := hex.DecodeString(strings.TrimSpace(string(raw))); err != nil || bad != nil || len(key) != SealSize {
		t.Fatalf("the file holds no key: %v, %v", bad, err)
	}
	again, err := OpenSeal(path)
	if err != nil || again.Hash("x") != first.Hash("x") {
		t.Fatalf("the second start has another key: %v", err)
	}
	for _, bad := range []string{"", "the key", strings.Repeat("0", 63), strings.Repeat("0", 66), strings.Repeat("g", 64)} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenSeal(path); !fault.Is(err, fault.Corrupt) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := NewSeal([]byte("short")); !fault.Is(err, fault.Invalid) {
		t.Errorf("a short key: %v", err)
	}
}

func TestAStoreThatHangsOnAKeyDoesNotGoOnWithoutIt(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), SealFile)
	db := kvtest.Twice(memkv.New())
	open := func(renew bool) (*Seal, error) { return SealOf(ctx, db, path, renew) }
	remove := func() {
		t.Helper()
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := open(false); err != nil {
		t.Fatal(err)
	}
	remove() // nothing hangs on it yet
	s, err := open(false)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(ctx, func(tx kv.Tx) error { return s.Note(tx) }); err != nil {
		t.Fatal(err)
	}
	if again, err := open(false); err != nil || again.Hash("x") != s.Hash("x") {
		t.Fatalf("with its own key: %v", err)
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	remove()
	if _, err := open(false); !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "put back") {
		t.Fatalf("without its key: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("a new key took the place of the lost one unasked")
	}
	if err := os.WriteFile(path, []byte(strings.Repeat("ab", SealSize)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, renew := range []bool{false, true} {
		if _, err := open(renew); !fault.Is(err, fault.Invalid) {
			t.Fatalf("with another key, renew %v: %v", renew, err)
		}
	}
	remove()
	fresh, err := open(true)
	if err != nil || fresh.Hash("x") == s.Hash("x") {
		t.Fatalf("a new key for one that is lost: %v", err)
	}
	if _, err := open(false); err != nil {
		t.Fatalf("the start after: %v", err)
	}
	if err := os.WriteFile(path, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(false); !fault.Is(err, fault.Invalid) {
		t.Fatalf("the old key after it was given up: %v", err)
	}
}
