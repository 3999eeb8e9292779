package kvtest_test

import (
	"context"
	"errors"
	"syscall"
	"testing"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

func TestTwiceShowsWhatAWriteDoesOutsideItsTransaction(t *testing.T) {
	db := kvtest.Twice(memkv.New())
	defer db.Close()
	outside := 0
	var there []bool
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		outside++
		_, ok, err := tx.Get("t", []byte("k"))
		there = append(there, ok)
		return errors.Join(err, tx.Put("t", []byte("k"), nil))
	})
	if err != nil || outside != 2 || there[0] || there[1] {
		t.Errorf("run %d times, saw its own write of before: %v, %v", outside, there, err)
	}
}

func TestFailFailsWhatWasChosenAndNothingOfItRemains(t *testing.T) {
	db := kvtest.Fail(memkv.New(), func(n int) error {
		if n == 2 {
			return kvtest.DiskFull()
		}
		return nil
	})
	defer db.Close()
	ours := errors.New("ours")
	for i, want := range []error{nil, syscall.ENOSPC, ours, nil} {
		ran := false
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			ran = true
			if want == ours {
				return ours
			}
			return tx.Put("t", []byte{byte(i)}, nil)
		})
		if !errors.Is(err, want) || !ran {
			t.Errorf("Update %d gave %v, run: %v", i+1, err, ran)
		}
		if i == 1 && !fault.Is(err, fault.Busy) {
			t.Errorf("a full disk is %v", fault.KindOf(err))
		}
	}
	var kept []byte
	err := db.View(context.Background(), func(r kv.Reader) error {
		return r.Scan("t", nil, nil, func(key, _ []byte) error { kept = append(kept, key...); return nil })
	})
	if err != nil || string(kept) != "\x00\x03" {
		t.Errorf("kept %v, %v", kept, err)
	}
}
