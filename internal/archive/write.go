package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"loaxom/internal/blob"
	"loaxom/internal/disk"
	"loaxom/internal/fault"
	"loaxom/internal/kv/boltkv"
)

// Keeper makes backups of one store, one after another.
type Keeper struct {
	db      *boltkv.DB
	at      Holdings
	files   *blob.Store
	program string
	commune string
	now     func() time.Time
	mu      sync.Mutex
}

// NewKeeper makes a keeper. files must be the program's own blob.Store of at.Attachments; program is its
// version, commune its commune's full name.
func NewKeeper(db *boltkv.DB, files *blob.Store, at Holdings, program, commune string, now func() time.Time) *Keeper {
	return &Keeper{db: db, at: at, files: files, program: program, commune: commune, now: now}
}

// Make writes a backup to the file to, which is not there before it is whole and durable. Conflict where
// it is there already; a full disk is Busy. On an error nothing is left behind.
func (k *Keeper) Make(ctx context.Context, to string) (Manifest, error) { return k.make(ctx, to, "") }

func (k *Keeper) make(ctx context.Context, to, comment string) (Manifest, error) {
	f, err := disk.Create(to)
	if err != nil {
		return Manifest{}, err
	}
	m, err := k.write(ctx, f, comment)
	if err != nil {
		return m, errors.Join(disk.Fault(to, err), f.Abandon())
	}
	return m, f.Commit()
}

// Write writes a backup to w while the program goes on. What was written counts only where the error is
// nil. It takes room for a copy of the store beside it for as long as it runs.
func (k *Keeper) Write(ctx context.Context, w io.Writer) (Manifest, error) {
	return k.write(ctx, w, "")
}

// copyName is between the store's name and the digits of its compacted copy.
const copyName = ".copy-"

func (k *Keeper) write(ctx context.Context, w io.Writer, comment string) (m Manifest, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	release := k.files.Hold()
	defer release()
	m = Manifest{Format: Format, Program: k.program, Commune: k.commune, Made: k.now().UTC(), Schema: boltkv.Schema}

	store, err := k.compact(ctx, &m)
	if err != nil {
		return m, err
	}
	defer os.Remove(store)
	packed, err := gzip.NewWriterLevel(&patient{ctx, w}, gzip.BestSpeed)
	if err != nil {
		return m, err
	}
	packed.Name, packed.Comment, packed.ModTime = "loaxom.tar", comment, m.Made
	p := &packing{tar: tar.NewWriter(packed), m: &m}
	if err := p.file(storeName, store); err != nil {
		return m, err
	}
	for _, add := range []func(*packing) error{k.attachments, k.overlay, k.forgotten} {
		if err := add(p); err != nil {
			return m, err
		}
	}
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, fault.New(fault.Internal, "archive: %w", err)
	}
	members := m.Members
	err = p.add(manifestName, int64(len(raw)), bytes.NewReader(raw))
	m.Members = members // it does not list itself
	return m, errors.Join(err, p.tar.Close(), packed.Close())
}

// compact makes the store's copy beside it and counts its rows. We hold the store, so the copy of a
// process that died is of nobody's use.
func (k *Keeper) compact(ctx context.Context, m *Manifest) (name string, err error) {
	old, err := filepath.Glob(globbed(k.at.Store+copyName) + "*")
	for _, name := range old {
		err = errors.Join(err, os.Remove(name))
	}
	if err != nil {
		return "", disk.Fault(k.at.Store, err)
	}
	name = k.at.Store + copyName + m.Made.Format("20060102150405")
	m.Rows, err = k.db.Compact(ctx, name)
	return name, err
}

// globbed is a path in which nothing is a pattern.
func globbed(name string) string {
	if filepath.Separator == '\\' {
		return name // there "\" is no escape; brackets in a folder's name cost only the tidying
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
}

func (k *Keeper) attachments(p *packing) error {
	return k.files.Each(func(hash string) error {
		content, size, err := k.files.Read(hash)
		switch {
		case fault.Is(err, fault.Invalid): // a file that somebody else put there
			return nil
		case fault.Is(err, fault.NotFound), fault.Is(err, fault.Corrupt):
			p.m.Missing = append(p.m.Missing, hash)
			return nil
		case err != nil:
			return err
		}
		defer content.Close()
		return p.add(path.Join(attachmentFolder, hash), size, content)
	})
}

// overlay adds the files that staff edit. Each is read whole before it is added, because it may be saved
// at any moment; one that vanishes meanwhile is left out, as are names that begin with a dot.
func (k *Keeper) overlay(p *packing) error {
	if k.at.Overlay == "" {
		return nil
	}
	err := filepath.WalkDir(k.at.Overlay, func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case at != k.at.Overlay && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		if info, err := os.Stat(at); err != nil || !info.Mode().IsRegular() { // follows a link to a file
			return nil
		}
		raw, err := os.ReadFile(at)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(k.at.Overlay, at)
		if err != nil {
			return err
		}
		name = path.Join(overlayFolder, filepath.ToSlash(name))
		if _, err := place(name); err != nil {
			return fault.New(fault.Invalid, "%s: a name that not every system can have: rename it", at)
		}
		return p.add(name, int64(len(raw)), bytes.NewReader(raw))
	})
	if err != nil && fault.KindOf(err) == fault.Internal {
		return fault.New(fault.Invalid, "content.dir: %w", err)
	}
	return err
}

func (k *Keeper) forgotten(p *packing) error {
	if _, err := os.Stat(k.at.Forgotten); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return p.file(forgottenName, k.at.Forgotten)
}

// packing is an archive that is being written.
type packing struct {
	tar *tar.Writer
	m   *Manifest
}

// file adds a file of the disk.
func (p *packing) file(name, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return p.add(name, info.Size(), f)
}

// add adds a member and notes it in the manifest.
func (p *packing) add(name string, size int64, content io.Reader) error {
	head := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: p.m.Made.Truncate(time.Second)}
	if err := p.tar.WriteHeader(head); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(p.tar, sum), content, size); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	if folder, is := path.Split(name); folder == attachmentFolder+"/" && is != hash {
		return fault.New(fault.Corrupt, "%s changed while it was read", name)
	}
	p.m.Members = append(p.m.Members, Member{Name: name, Size: size, Hash: hash})
	return nil
}

// patient is a writer that ends with its context.
type patient struct {
	ctx context.Context
	w   io.Writer
}

func (p *patient) Write(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.w.Write(b)
}
