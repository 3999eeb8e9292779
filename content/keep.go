package content

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"loaxom/internal/fault"
)

// Keep stores the last good overlay, so that a bad one on disk does not undo it over a restart. The
// bytes are one archive, the same for the same files; they may be larger than one value of the
// store, so whoever implements it cuts them.
type Keep interface {
	Put(ctx context.Context, overlay []byte) error
	// Get returns what was put last; nil where nothing was.
	Get(ctx context.Context) ([]byte, error)
}

// pack makes one archive of a layer's files.
func pack(l *layer) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	var press *flate.Writer // one for all files, which come one after another: it is a megabyte
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (c io.WriteCloser, err error) {
		if press != nil {
			press.Reset(w)
			return press, nil
		}
		press, err = flate.NewWriter(w, flate.BestSpeed)
		return press, err
	})
	for _, name := range slices.Sorted(maps.Keys(l.files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(l.files[name])
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return b.Bytes(), nil
}

// unpack reads what pack made, within the bounds of a layer.
func unpack(name string, packed []byte) (*layer, error) {
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, fault.New(fault.Corrupt, "kept content: %w", err)
	}
	l := &layer{name: name, files: map[string][]byte{}}
	size := 0
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, fault.New(fault.Corrupt, "kept content, %s: %w", f.Name, err)
		}
		data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
		r.Close()
		size += len(data)
		if err == nil && (len(data) > maxFile || size > maxLayer+maxFile || len(l.files) >= maxFiles) {
			err = fmt.Errorf("over the bounds of a content folder")
		}
		if err != nil {
			return nil, fault.New(fault.Corrupt, "kept content, %s: %w", f.Name, err)
		}
		l.files[f.Name] = data
	}
	return l, nil
}
