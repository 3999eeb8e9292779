package kv_test

import (
	"context"
	"encoding/binary"
	"testing"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// Whatever is amiss between records and index rows is found; a table that was only written by its own
// methods is in order.
func TestCheckFindsRecordsAndRowsThatDoNotFit(t *testing.T) {
	size := func(k kv.Key) []byte { return binary.AppendUvarint(nil, uint64(len(k))) }
	row := kv.Key{}.Text("xom-1")
	for name, spoil := range map[string]func(tx kv.Tx) error{
		"":                 nil,
		"a row is missing": func(tx kv.Tx) error { return tx.Delete("note.hamlet", append(row, "n1"...)) },
		"a row of another hamlet": func(tx kv.Tx) error {
			k := kv.Key{}.Text("xom-2")
			return tx.Put("note.hamlet", append(k, "n1"...), size(k))
		},
		"a row without its record":  func(tx kv.Tx) error { return tx.Put("note.hamlet", append(row, "n9"...), size(row)) },
		"a row that does not read":  func(tx kv.Tx) error { return tx.Put("note.hamlet", append(row, "n1"...), nil) },
		"a record was taken out":    func(tx kv.Tx) error { return tx.Delete("note", []byte("n1")) },
		"a record does not read":    func(tx kv.Tx) error { return tx.Put("note", []byte("n1"), []byte("{")) },
		"a record under another id": func(tx kv.Tx) error { return tx.Put("note", []byte("n7"), []byte(`{"ID":"n8"}`)) },
		"a record was changed":      func(tx kv.Tx) error { return tx.Put("note", []byte("n1"), []byte(`{"ID":"n1","Hamlet":"xom-3"}`)) },
	} {
		db := memkv.New()
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			for _, n := range []note{{ID: "n1", Hamlet: "xom-1", Queued: true, Words: []string{"a", "b", "a"}}, {ID: "n2", Hamlet: "xom-2"}} {
				if err := notes().Put(tx, n); err != nil {
					return err
				}
			}
			if spoil != nil {
				return spoil(tx)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(context.Background(), notes().Check)
		if spoil == nil && err != nil || spoil != nil && !fault.Is(err, fault.Corrupt) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
