package archive

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"loaxom/internal/disk"
	"loaxom/internal/fault"
)

// mostManifest bounds the manifest, in bytes: some 500,000 attachments.
const mostManifest = 64 << 20

// Inspect reads a backup to its end and holds it against its manifest: Corrupt where it is not whole or
// not as it was written.
func Inspect(ctx context.Context, from io.Reader) (Manifest, error) { return unpack(ctx, from, "") }

// unpack lays an archive's members into the folder into, each durable, and holds them against the
// manifest: Corrupt where anything is missing, more or other than it says. Without a folder it only reads.
func unpack(ctx context.Context, from io.Reader, into string) (m Manifest, err error) {
	packed, err := gzip.NewReader(from)
	if err != nil {
		return m, unreadable(err)
	}
	u := &unpacking{ctx: ctx, into: into, found: map[string]Member{}}
	var raw []byte
	for members := tar.NewReader(packed); ; {
		head, err := members.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m, unreadable(err)
		}
		if raw != nil {
			return m, fault.New(fault.Corrupt, "something follows the manifest")
		}
		if head.Name == manifestName {
			if raw, err = io.ReadAll(io.LimitReader(members, mostManifest)); err != nil {
				return m, unreadable(err)
			}
			continue
		}
		if err := u.member(head, members); err != nil {
			return m, err
		}
	}
	// To its very end: gzip's own sum stands there.
	if _, err := io.Copy(io.Discard, packed); err != nil {
		return m, unreadable(err)
	}
	if raw == nil {
		return m, fault.New(fault.Corrupt, "it is not whole: its manifest is missing")
	}
	if m, err = readManifest(raw); err != nil {
		return m, err
	}
	return m, u.compare(m)
}

// unreadable says of an error of reading an archive what it means.
func unreadable(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fault.New(fault.Corrupt, "it is not whole: it ends in the middle")
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, tar.ErrHeader):
		return fault.New(fault.Corrupt, "it is no backup of loaxom, or is damaged: %w", err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return fault.New(fault.Corrupt, "it is damaged, or cannot be read: %w", err)
}

// unpacking is an archive that is being read.
type unpacking struct {
	ctx   context.Context
	into  string
	found map[string]Member
}

func (u *unpacking) member(head *tar.Header, content io.Reader) error {
	at, err := place(head.Name)
	if err != nil {
		return err
	}
	if _, twice := u.found[head.Name]; twice || head.Typeflag != tar.TypeReg {
		return fault.New(fault.Corrupt, "it holds %q twice, or not as a file", head.Name)
	}
	in := &source{r: content}
	if u.into == "" {
		return u.note(head.Name, io.Discard, in)
	}
	to := filepath.Join(u.into, at)
	folders, files := fs.FileMode(0o700), fs.FileMode(0o600)
	if strings.HasPrefix(head.Name, overlayFolder+"/") { // no secret, and staff other than the program's user edit it
		folders, files = 0o755, 0o644
	}
	if err := os.MkdirAll(filepath.Dir(to), folders); err != nil {
		return disk.Fault(to, err)
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, files)
	if err != nil {
		return disk.Fault(to, err)
	}
	err = u.note(head.Name, f, in)
	if err == nil {
		err = f.Sync()
	}
	return disk.Fault(to, errors.Join(err, f.Close()))
}

// note copies a member to where it is to go and notes what it was.
func (u *unpacking) note(name string, to io.Writer, from *source) error {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(&patient{u.ctx, to}, sum), from)
	switch {
	case u.ctx.Err() != nil:
		return u.ctx.Err()
	case from.err != nil:
		return unreadable(from.err)
	}
	u.found[name] = Member{Name: name, Size: n, Hash: hex.EncodeToString(sum.Sum(nil))}
	return err
}

// source remembers whether it was reading that failed, and not writing.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// compare holds what was found against the manifest.
func (u *unpacking) compare(m Manifest) error {
	for _, want := range m.Members {
		got, ok := u.found[want.Name]
		if !ok {
			return fault.New(fault.Corrupt, "%s is missing", want.Name)
		}
		if got != want {
			return fault.New(fault.Corrupt, "%s is not what was backed up", want.Name)
		}
		if at, err := place(want.Name); err != nil || filepath.Dir(filepath.Dir(at)) == attachmentFolder && attachmentFolder+"/"+want.Hash != want.Name {
			return fault.New(fault.Corrupt, "%s is not the file that its name says", want.Name)
		}
	}
	if len(m.Members) != len(u.found) {
		return fault.New(fault.Corrupt, "it holds %d files; its manifest names %d", len(u.found), len(m.Members))
	}
	if _, ok := u.found[storeName]; !ok {
		return fault.New(fault.Corrupt, "the store is missing")
	}
	return nil
}
