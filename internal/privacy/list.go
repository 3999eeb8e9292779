package privacy

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loaxom/internal/disk"
)

// The list of those who were erased lies beside the store, so that a store that is brought back from an older
// backup can be told of them. A line is a keyed hash of the platform's chat and the time of an erasure; it names
// nobody, and without the key it cannot be asked whether somebody is on it.

// note adds a line, which is durable when it returns.
func note(file, hash string, at time.Time) error {
	if file == "" {
		return nil
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return disk.Fault(file, err)
	}
	line := hash + " " + at.UTC().Format(time.RFC3339) + "\n"
	if torn(f) { // by a crash in the middle of a line
		line = "\n" + line
	}
	_, err = f.WriteString(line)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return disk.Fault(file, err)
	}
	return disk.Fault(file, disk.SyncFolder(filepath.Dir(file)))
}

// torn tells whether a file does not end with a line's end.
func torn(f *os.File) bool {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return false
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, size-1)
	return err == nil && last[0] != '\n'
}

// readList gives the newest erasure of each hash. What does not read is passed over: the rest must not be lost
// by it.
func readList(raw []byte) map[string]time.Time {
	list := map[string]time.Time{}
	for line := range strings.Lines(string(raw)) {
		hash, stamp, ok := strings.Cut(strings.TrimSpace(line), " ")
		at, err := time.Parse(time.RFC3339, stamp)
		if ok && err == nil && at.After(list[hash]) {
			list[hash] = at
		}
	}
	return list
}
