// Package archive makes backups of all that the program keeps, and brings them back. A backup is one
// file: a tar of the compacted store, the attachments and the overlay of the content, packed with gzip,
// with a manifest at its end. tar and gzip were chosen against a form of our own because whoever stands
// before a dead machine in ten years can open it without this program; the manifest is last because only
// then everything has been read, and so an archive that was cut off anywhere has none.
//
// The key of anonymous reports, seal.key, is not in it: it is kept apart, so that a stolen backup does
// not tell who wrote them.
package archive

import (
	"encoding/json"
	"path"
	"path/filepath"
	"strings"
	"time"

	"loaxom/internal/blob"
	"loaxom/internal/fault"
	"loaxom/internal/kv/boltkv"
)

// Holdings are the places of what belongs together. Overlay may be empty: there is none. Forgotten is the
// list of those who were erased (design, section 9), as keyed hashes: it lies beside the store, so that a
// store that is older than an erasure can be told of it.
type Holdings struct {
	Store       string // the store's file
	Attachments string // folder of a blob.Store
	Overlay     string // folder that staff edit
	Forgotten   string // file
}

// Format is the version of the archive's own form. A newer one is refused.
const Format = 1

// The names in an archive.
const (
	manifestName     = "manifest.json"
	storeName        = "store.db"
	forgottenName    = "forgotten"
	attachmentFolder = "attachments"
	overlayFolder    = "overlay"
)

// Manifest says what an archive holds. It is the archive's last member.
type Manifest struct {
	Format  int         `json:"format"`
	Program string      `json:"program"` // version that made it
	Commune string      `json:"commune"`
	Made    time.Time   `json:"made"`   // UTC; what happened up to here is in the store
	Schema  int         `json:"schema"` // of the store
	Rows    boltkv.Rows `json:"rows"`   // of the store, by table
	Members []Member    `json:"members"`
	// Missing are attachments that were damaged when the backup was made, or erased while it was: they
	// are not in it.
	Missing []string `json:"missing,omitempty"`
}

// Member is one file of an archive.
type Member struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Hash string `json:"sha256"`
}

// Count is how many members lie in a folder of the archive, and their bytes.
func (m Manifest) count(folder string) (n int, bytes int64) {
	for _, one := range m.Members {
		if strings.HasPrefix(one.Name, folder+"/") {
			n++
			bytes += one.Size
		}
	}
	return n, bytes
}

// Attachments is how many there are, and their bytes.
func (m Manifest) Attachments() (n int, bytes int64) { return m.count(attachmentFolder) }

// Overlay is how many files of the content's overlay there are, and their bytes.
func (m Manifest) Overlay() (n int, bytes int64) { return m.count(overlayFolder) }

// Records is how many rows the store has in all, those of indexes included.
func (m Manifest) Records() (n int64) {
	for _, rows := range m.Rows {
		n += rows
	}
	return n
}

// readManifest reads and checks what does not hang on the other members.
func readManifest(raw []byte) (m Manifest, err error) {
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, fault.New(fault.Corrupt, "the manifest does not read: %w", err)
	}
	switch {
	case m.Format > Format:
		return m, fault.New(fault.Invalid, "it was made by a newer loaxom (form %d; this program knows %d): restore it with the newer program", m.Format, Format)
	case m.Schema > boltkv.Schema:
		return m, fault.New(fault.Invalid, "its store was written by a newer loaxom (version %d of the stored form; this program knows %d): restore it with the newer program", m.Schema, boltkv.Schema)
	case m.Format < 1 || m.Schema < 1 || m.Made.IsZero():
		return m, fault.New(fault.Corrupt, "the manifest says nothing")
	}
	return m, nil
}

// place is where a member belongs in a folder in which an archive is unpacked: Corrupt where it is none of
// ours. A member that would lead out of the folder is none.
func place(name string) (string, error) {
	folder, rest, deep := strings.Cut(name, "/")
	switch {
	case name == storeName, name == forgottenName, name == manifestName:
		return name, nil
	case deep && folder == attachmentFolder:
		if at, err := blob.Place(rest); err == nil {
			return filepath.Join(folder, at), nil
		}
	case deep && folder == overlayFolder:
		if at := filepath.FromSlash(rest); rest == path.Clean(rest) && filepath.IsLocal(at) && !strings.Contains(rest, `\`) {
			return filepath.Join(folder, at), nil
		}
	}
	return "", fault.New(fault.Corrupt, "it holds %q, which no backup of loaxom does", name)
}
