package archive

import (
	"cmp"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"loaxom/internal/disk"
)

// The names of daily backups, with the commune's time between. They sort by it.
const (
	dailyPrefix = "loaxom-"
	dailySuffix = ".tar.gz"
	dailyStamp  = "2006-01-02T15-04-05"
)

// dailyComment stands in the gzip header of the daily backups of the store with that id. A file is taken
// for one of them by its name and this, so that rotating never removes what somebody else put into the
// folder: not a backup made by hand, not that of another commune, not a file that was renamed to be kept.
func dailyComment(id string) string { return "loaxom daily backup of " + id }

// daily is a daily backup in a folder.
type daily struct {
	name string
	at   time.Time // by its name
}

// rotate removes the oldest daily backups of a store beyond keep of them, never the one just made, and
// what was left half written an hour ago or more. One whose time lies ahead, from a clock that was wrong,
// counts as older than all.
func rotate(dir, id, just string, keep int, now time.Time) (removed []string, err error) {
	all, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []daily
	for _, d := range all {
		if !d.Type().IsRegular() || !strings.HasPrefix(d.Name(), dailyPrefix) {
			continue
		}
		if stem, _, part := strings.Cut(d.Name(), dailySuffix+disk.Unfinished); part && stamped(stem+dailySuffix, now.Location()) != nil {
			if info, err := d.Info(); err == nil && now.Sub(info.ModTime()) > time.Hour {
				err = remove(dir, d.Name())
				if err != nil {
					return removed, err
				}
				removed = append(removed, d.Name())
			}
			continue
		}
		if at := stamped(d.Name(), now.Location()); at != nil && d.Name() != just && ours(filepath.Join(dir, d.Name()), id) {
			found = append(found, daily{d.Name(), *at})
		}
	}
	slices.SortFunc(found, func(a, b daily) int { // the newest first
		if x, y := a.at.After(now), b.at.After(now); x != y {
			if x {
				return 1
			}
			return -1
		}
		return -cmp.Compare(a.name, b.name)
	})
	for _, old := range found[min(len(found), max(keep-1, 0)):] {
		if err := remove(dir, old.name); err != nil {
			return removed, err
		}
		removed = append(removed, old.name)
	}
	return removed, nil
}

func remove(dir, name string) error {
	err := os.Remove(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// stamped is the time in the name of a daily backup; nil where it is no such name.
func stamped(name string, zone *time.Location) *time.Time {
	stem, ok := strings.CutSuffix(name, dailySuffix)
	stem, ok2 := strings.CutPrefix(stem, dailyPrefix)
	if !ok || !ok2 {
		return nil
	}
	at, err := time.ParseInLocation(dailyStamp, stem, zone)
	if err != nil {
		return nil
	}
	return &at
}

// ours tells by its header whether a file is a daily backup of the store.
func ours(name, id string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	return err == nil && packed.Comment == dailyComment(id)
}
