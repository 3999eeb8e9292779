package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"loaxom/internal/fault"
)

func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		list = append(list, e.Name())
	}
	return list
}

func TestAFileHasItsNameOnlyWhenItIsWhole(t *testing.T) {
	dir := t.TempDir()
	to := filepath.Join(dir, "x.tar.gz")
	f, err := Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("half"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it has its name already: %v", err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 1 || got[0] != "x.tar.gz" {
		t.Errorf("%v", got)
	}
	if info, err := os.Stat(to); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, err := Create(to); !fault.Is(err, fault.Conflict) {
		t.Errorf("what is there is begun again: %v", err)
	}
	// Whoever comes in between keeps the name.
	other := filepath.Join(dir, "y")
	f, err = Create(other)
	if err == nil {
		err = os.WriteFile(other, []byte("theirs"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	if b, _ := os.ReadFile(other); string(b) != "theirs" {
		t.Errorf("%q", b)
	}
	if got := names(t, dir); len(got) != 2 {
		t.Errorf("left behind: %v", got)
	}
	f, err = Create(filepath.Join(dir, "z"))
	if err == nil {
		err = f.Abandon()
	}
	if got := names(t, dir); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := Create(filepath.Join(dir, "nowhere", "z")); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "make the folder first") {
		t.Errorf("%v", err)
	}
}

func TestAFullDiskIsSaidPlainly(t *testing.T) {
	err := Fault("b.tar.gz", &fs.PathError{Op: "write", Path: "b.tar.gz.part-1", Err: syscall.ENOSPC})
	if runtime.GOOS == "windows" {
		err = Fault("b.tar.gz", &fs.PathError{Op: "write", Path: "b.tar.gz.part-1", Err: diskFull})
	}
	if !fault.Is(err, fault.Busy) || !strings.Contains(err.Error(), "b.tar.gz: the disk is full") {
		t.Errorf("%v", err)
	}
	if Fault("x", nil) != nil || Full(errors.New("other")) {
		t.Error("no error is one, or another is a full disk")
	}
	known := fault.New(fault.Corrupt, "x")
	if got := Fault("y", known); got != known {
		t.Errorf("%v", got)
	}
}
