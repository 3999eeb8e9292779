package kv

import "loaxom/internal/fault"

// Check holds every record against its index rows and every row against its record. Corrupt, with the
// record, at the first that does not read, lacks a row or has one too many. It reads the table once and
// each record once more for each of its rows.
func (t *Table[K, T]) Check(r Reader) error {
	err := r.Scan(t.name, nil, nil, func(id, raw []byte) error {
		v, err := t.decode(id, raw)
		if err != nil {
			return err
		}
		if string(t.id(v)) != string(id) {
			return fault.New(fault.Corrupt, "%s %q: the record says that it is %q", t.name, id, string(t.id(v)))
		}
		for _, x := range t.indexes {
			for _, k := range x.Keys(v) {
				there, err := rows(x.table).has(r, k, id)
				if err != nil {
					return err
				}
				if !there {
					return fault.New(fault.Corrupt, "%s %q: its row in the index %s is missing", t.name, id, x.Name)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, x := range t.indexes {
		err := rows(x.table).each(r, nil, nil, func(_ rows, _ []byte, at Key, id []byte) error {
			v, there, err := t.load(r, id)
			if err == nil && (!there || !holds(x.Keys(v), at)) {
				err = fault.New(fault.Corrupt, "%s %q: a row in the index %s that does not belong to it", t.name, id, x.Name)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
