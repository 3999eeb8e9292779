package content

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// looker looks at an overlay folder from outside. It runs every second, over thousands of imported
// files, so a look asks the system for size, time and mode of each file and for nothing else, and leaves
// next to nothing for the collector: what it left would be the memory of an idle program.
type looker struct {
	dir   string
	names map[string]listing // by folder
	text  []byte             // of the last look, used again
	now   func() time.Time
}

// listing is the names in a folder, which are the same as long as the folder's own time is.
type listing struct {
	names   []string
	changed time.Time // the folder's time when they were read
	read    time.Time
}

// settled is how long a folder must have been unchanged when its names were read for its time to tell of
// the next change: file systems count time in ticks of some milliseconds, a few in whole seconds.
const settled = 3 * time.Second

func newLooker(dir string) *looker {
	return &looker{dir: dir, names: map[string]listing{}, now: time.Now}
}

// look is a fingerprint of name, size, time and mode of every file that content could be read from. Two
// equal ones mean that nothing has changed.
func (k *looker) look() string {
	k.text = k.text[:0]
	top, err := k.list("")
	if err != nil {
		return "unreadable: " + shortError(err)
	}
	for _, name := range top {
		k.note("", name)
		if _, known := folders()[name]; !known {
			continue
		}
		inner, err := k.list(name)
		if err != nil {
			k.text = append(k.text, shortError(err)...) // a file of that name is told by its line
			continue
		}
		k.noteAll(name, inner)
	}
	sum := sha256.Sum256(k.text)
	return string(sum[:])
}

// list is the names in a folder in order, without those that nobody meant as content.
func (k *looker) list(folder string) ([]string, error) {
	path := filepath.Join(k.dir, folder)
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if l, ok := k.names[folder]; ok && l.changed.Equal(info.ModTime()) && l.read.Sub(l.changed) > settled {
		return l.names, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	l := listing{changed: info.ModTime(), read: k.now()}
	all, err := f.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	l.names = slices.DeleteFunc(all, ignored)
	slices.Sort(l.names)
	k.names[folder] = l
	return l.names, nil
}

// seen is what a look sees of a file.
type seen struct {
	size, time int64
	mode       uint32
	dir        bool
}

// note adds one line to the look. A folder's own time says nothing: it changes with files that are ignored.
// A link looks as what it leads to.
func (k *looker) note(folder, name string) {
	info, err := os.Stat(filepath.Join(k.dir, folder, name))
	if err != nil {
		k.line(folder, name, seen{}, err)
		return
	}
	k.line(folder, name, seen{info.Size(), info.ModTime().UnixNano(), uint32(info.Mode()), info.IsDir()}, nil)
}

func (k *looker) line(folder, name string, s seen, err error) {
	k.text = append(append(append(k.text, folder...), '/'), name...)
	switch {
	case err != nil:
		k.text = append(append(k.text, ": "...), shortError(err)...)
	case s.dir:
		k.text = append(k.text, '/')
	default:
		for _, n := range []int64{s.size, s.time, int64(s.mode)} {
			k.text = strconv.AppendInt(append(k.text, ' '), n, 10)
		}
	}
	k.text = append(k.text, '\n')
}
