package boltkv

import (
	"strconv"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/fault"
)

// Schema is the version of the stored form that this program writes and reads. Whoever raises it
// brings the migration from the version before, and the file of that version stays in testdata.
const Schema = 1

// The store's own bucket. Its name begins with "_", which kv allows to no table.
const (
	metaBucket = "_store"
	schemaKey  = "schema"
)

// checkSchema holds the version in the file against ours; an empty file becomes a store.
func checkSchema(b *bolt.DB) error {
	var found string
	err := b.View(func(tx *bolt.Tx) error {
		if meta := tx.Bucket([]byte(metaBucket)); meta != nil {
			found = string(meta.Get([]byte(schemaKey)))
			return nil
		}
		if first, _ := tx.Cursor().First(); first != nil {
			return fault.New(fault.Invalid, "this file belongs to another program: it holds %q and no version of loaxom's", first)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if found == "" {
		return writeSchema(b)
	}
	version, err := strconv.Atoi(found)
	switch {
	case err != nil || version < 1:
		return fault.New(fault.Corrupt, "its version reads %q", found)
	case version > Schema:
		return fault.New(fault.Invalid, "it was written by a newer loaxom (version %d of the stored form; this program knows %d): "+
			"start the newer program, or restore a backup from before the update", version, Schema)
	}
	return nil
}

func writeSchema(b *bolt.DB) error {
	return b.Update(func(tx *bolt.Tx) error {
		meta, err := tx.CreateBucketIfNotExists([]byte(metaBucket))
		if err != nil {
			return err
		}
		return meta.Put([]byte(schemaKey), []byte(strconv.Itoa(Schema)))
	})
}
