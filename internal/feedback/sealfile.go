package feedback

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"loaxom/internal/disk"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// SealFile is the name of the key's file, beside the store.
const SealFile = "seal.key"

// OpenSeal reads the key from a file, and makes the file with a new key where there is none: 64 hexadecimal
// digits that can be kept on paper too, readable by its owner alone. Corrupt where it holds something else.
func OpenSeal(path string) (*Seal, error) {
	s, err := readSeal(path)
	if !fault.Is(err, fault.NotFound) {
		return s, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, disk.Fault(path, err)
	}
	f, err := disk.Create(path)
	if fault.Is(err, fault.Conflict) { // somebody else made it just now
		return readSeal(path)
	}
	if err != nil {
		return nil, err
	}
	key := make([]byte, SealSize)
	_, _ = rand.Read(key) // never fails
	if _, err := f.WriteString(hex.EncodeToString(key) + "\n"); err != nil {
		return nil, errors.Join(disk.Fault(path, err), f.Abandon())
	}
	if err := f.Commit(); fault.Is(err, fault.Conflict) {
		return readSeal(path)
	} else if err != nil {
		return nil, err
	}
	return NewSeal(key)
}

// readSeal is the seal of a file; NotFound where it is missing.
func readSeal(path string) (*Seal, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "%s is missing", path)
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "%w: the key of anonymous reports must be readable by whoever runs loaxom", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != SealSize {
		return nil, fault.New(fault.Corrupt, "%s does not hold the key of anonymous reports (%d hexadecimal digits): put back the file that you keep apart from the backups", path, 2*SealSize)
	}
	return NewSeal(key)
}

// marks holds, in table "seal" under the key "mark", which key the store hangs on.
var marks = kv.NewTable("seal", func(mark) string { return markKey })

const markKey = "mark"

type mark struct {
	Mark string `json:"mark"` // derived from the key; says nothing about it
}

// Note notes in the store that it hangs on this key. It belongs into every transaction that stores something
// which is of no use without the key: an anonymous case, or the hash of a tracking key.
func (s *Seal) Note(tx kv.Tx) error {
	_, err := marks.Add(tx, mark{s.mark})
	return err
}

// check is NotFound where the store hangs on a key and there is none, and Invalid where it hangs on another. s
// may be nil.
func (s *Seal) check(r kv.Reader, path string) error {
	m, err := marks.Get(r, markKey)
	switch {
	case fault.Is(err, fault.NotFound) || err == nil && s != nil && m.Mark == s.mark:
		return nil
	case err != nil:
		return err
	case s == nil:
		return fault.New(fault.NotFound, "%s is missing, and without it nobody who reported anonymously or asks with a tracking key can be answered: put back the copy that you keep apart from the backups; if it is lost for good, start once with: loaxom serve --new-seal", path)
	default:
		return fault.New(fault.Invalid, "%s is not the key that this store was used with, and with another one nobody who reported anonymously or asks with a tracking key can be answered: put back the right one; if it is lost for good, move this one away and start once with: loaxom serve --new-seal", path)
	}
}

// SealFor is the seal of a store that has one: NotFound where the file is missing, Invalid where it holds another
// key than the store was used with.
func SealFor(ctx context.Context, db kv.DB, path string) (*Seal, error) {
	s, err := readSeal(path)
	if err != nil {
		return nil, err
	}
	return s, db.View(ctx, func(r kv.Reader) error { return s.check(r, path) })
}

// SealOf is the seal of a store, from the file at path. Where neither is in use yet the file is made; a store
// that hangs on a key which is missing, or not the one in the file, is a fault that says what to do. With renew
// the operator says that the key is lost for good: a new one is made where none is there, and the store hangs
// on it from then on. What the old one sealed stays closed.
func SealOf(ctx context.Context, db kv.DB, path string, renew bool) (*Seal, error) {
	s, err := readSeal(path)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	fits := db.View(ctx, func(r kv.Reader) error { return s.check(r, path) })
	if fits != nil && (!renew || s != nil) {
		return nil, fits
	}
	if s == nil {
		if s, err = OpenSeal(path); err != nil {
			return nil, err
		}
	}
	if fits == nil {
		return s, nil
	}
	return s, db.Update(ctx, func(tx kv.Tx) error { return marks.Put(tx, mark{s.mark}) })
}
