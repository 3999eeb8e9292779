package content

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Bounds of one layer, wide enough for 2,600 imported procedures and narrow enough that a film
// dropped into the folder does not fill the memory of a small computer.
const (
	maxFile  = 1 << 20  // bytes of one file
	maxFiles = 8000     // files of one layer
	maxLayer = 64 << 20 // bytes of one layer
)

// layer is the files of one content tree, read whole: the embedded one, or an overlay.
type layer struct {
	name     string // shown before paths in messages
	files    map[string][]byte
	problems []Problem
}

func (l *layer) fault(file, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: path.Join(l.name, file), What: fmt.Sprintf(format, args...)})
}

// readLayer reads every content file of fsys. What cannot be read is a problem of the layer, never
// an error, so that all that is wrong with a folder is told at once.
func readLayer(name string, fsys fs.FS) *layer {
	l := &layer{name: name, files: map[string][]byte{}}
	top, err := fs.ReadDir(fsys, ".")
	if err != nil {
		l.fault("", "the folder cannot be read: %s; check that it exists and that the program may read it", plain(err))
		return l
	}
	size := 0
	for _, d := range top {
		if ignored(d.Name()) {
			continue
		}
		want, known := folders()[d.Name()]
		switch {
		case known:
			size = l.readFolder(fsys, d, want, size)
		case d.IsDir() && holdsTOML(fsys, d.Name()):
			l.fault(d.Name(), "no such folder of content; the folders are %s", strings.Join(folderNames(), ", "))
		case !d.IsDir() && strings.HasSuffix(d.Name(), ".toml"):
			l.fault(d.Name(), "lies beside the folders and is not read; move it into one of %s", strings.Join(folderNames(), ", "))
		}
	}
	return l
}

func (l *layer) readFolder(fsys fs.FS, d fs.DirEntry, ending string, size int) int {
	if !d.IsDir() {
		l.fault(d.Name(), "is not a folder; a link to a folder is not followed: make it a real folder")
		return size
	}
	found, err := fs.ReadDir(fsys, d.Name())
	if err != nil {
		l.fault(d.Name(), "the folder cannot be read: %s", plain(err))
	}
	for _, f := range found {
		file := path.Join(d.Name(), f.Name())
		if ignored(f.Name()) {
			continue
		}
		if strings.HasSuffix(f.Name(), ending+".txt") {
			l.fault(file, "ends in .txt and is not read; rename it to %s", strings.TrimSuffix(f.Name(), ".txt"))
		}
		if f.IsDir() && (strings.HasSuffix(f.Name(), ending) || holdsTOML(fsys, file)) {
			l.fault(file, "is a folder; files lie directly in %s", d.Name())
			continue
		}
		if f.IsDir() || !strings.HasSuffix(f.Name(), ending) {
			continue
		}
		if len(l.files) >= maxFiles || size >= maxLayer {
			l.fault(file, "is over the bounds of a content folder (%d files, %d MiB); move what is no content elsewhere", maxFiles, maxLayer>>20)
			return size
		}
		data, err := readFile(fsys, file)
		if err != nil {
			l.fault(file, "%s", plain(err))
			continue
		}
		size += len(data)
		l.files[file] = data
	}
	return size
}

// readFile reads one regular file of at most maxFile bytes, with line ends as on Unix and without
// the mark that Windows puts first. A link is followed to a file, never to a folder, a pipe or a
// device: opening those can wait for ever.
func readFile(fsys fs.FS, file string) ([]byte, error) {
	info, err := fs.Stat(fsys, file)
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w; check the link or the permissions", err)
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a file; put a plain file in its place")
	case info.Size() > maxFile:
		return nil, fmt.Errorf("has %d bytes; a content file has at most %d: split it, or move it elsewhere", info.Size(), maxFile)
	}
	f, err := fsys.Open(file)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w; check the permissions", err)
	}
	defer f.Close()
	buf := bytes.NewBuffer(make([]byte, 0, int(info.Size())+bytes.MinRead))
	_, err = buf.ReadFrom(io.LimitReader(f, maxFile+1))
	data := buf.Bytes()
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", err)
	case len(data) > maxFile:
		return nil, fmt.Errorf("has more than %d bytes: split it, or move it elsewhere", maxFile)
	}
	return unixLines(bytes.TrimPrefix(data, []byte("\ufeff"))), nil
}

// unixLines is a file with line ends as on Unix.
func unixLines(data []byte) []byte {
	if bytes.IndexByte(data, '\r') < 0 {
		return data
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// ignored tells files that no one meant as content: hidden ones, and what editors and copying
// programs leave beside the real file.
func ignored(name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || strings.HasPrefix(name, "#") || strings.HasPrefix(name, "~") {
		return true
	}
	for _, end := range []string{"~", ".bak", ".swp", ".swo", ".tmp", ".temp", ".orig", ".old", ".part", ".crdownload", ".lock"} {
		if strings.HasSuffix(strings.ToLower(name), end) {
			return true
		}
	}
	return false
}

func holdsTOML(fsys fs.FS, dir string) bool {
	found, _ := fs.ReadDir(fsys, dir)
	return slices.ContainsFunc(found, func(d fs.DirEntry) bool {
		return !ignored(d.Name()) && strings.HasSuffix(d.Name(), ".toml")
	})
}

func folderNames() []string {
	var names []string
	for name := range folders() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// plain is err without the path that the message already begins with.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return strings.Replace(err.Error(), p.Error(), p.Err.Error(), 1)
	}
	return err.Error()
}
