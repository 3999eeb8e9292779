package review

import (
	"context"
	"slices"
	"strings"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// seen is what a subject said when content went live last, so that a change is noticed whoever made it
// and however: a file of the overlay, or a new version of the program.
type seen struct {
	ID   string `json:"id"` // Subject.String
	Hash string `json:"hash"`
}

var lastSeen = kv.NewTable("seencontent", func(s seen) string { return s.ID })

// observeAtOnce bounds one transaction: a change is three writes.
const observeAtOnce = 200

// Observe notes in the audit what has changed since content was last observed, with its old and new
// hash. lib is what goes live now, as the files have it. The very first content is noted as a whole.
func (d *Desk) Observe(ctx context.Context, lib *content.Library) error {
	now := map[string]string{}
	for _, e := range lib.Entries() {
		now[Subject{Entry, e.ID}.String()] = e.Hash()
	}
	for _, n := range lib.Bulletins() {
		now[Subject{Bulletin, n.ID}.String()] = n.Hash()
	}
	for _, q := range lib.Quizzes() {
		now[Subject{Quiz, q.ID}.String()] = q.Hash()
	}
	for _, p := range lib.Params() {
		now[Subject{Figure, p.Key}.String()] = p.Hash()
	}
	before := map[string]string{}
	err := d.c.DB.View(ctx, func(r kv.Reader) error {
		return lastSeen.Scan(r, nil, nil, func(s seen) error { before[s.ID] = s.Hash; return nil })
	})
	if err != nil {
		return err
	}
	var changed []string
	for id, hash := range now {
		if before[id] != hash {
			changed = append(changed, id)
		}
	}
	for id := range before {
		if _, still := now[id]; !still {
			changed = append(changed, id)
		}
	}
	slices.Sort(changed)
	first := len(before) == 0
	at := d.c.Now()
	for part := range slices.Chunk(changed, observeAtOnce) {
		err := d.c.DB.Update(ctx, func(tx kv.Tx) error {
			for _, id := range part {
				hash, still := now[id]
				var err error
				if still {
					err = lastSeen.Put(tx, seen{id, hash})
				} else {
					err = lastSeen.Delete(tx, id)
				}
				if err != nil {
					return err
				}
				kind, name, _ := strings.Cut(id, ":")
				what := staff.Entry{Act: "content.change", Kind: kind, Object: name, Old: before[id], New: hash}
				if first {
					continue
				}
				if err := staff.Note(tx, commune.Actor{Machine: true}, what, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if !first || len(changed) == 0 {
		return nil
	}
	var all strings.Builder
	for _, id := range changed {
		all.WriteString(id + " " + now[id] + "\n")
	}
	return d.c.DB.Update(ctx, func(tx kv.Tx) error {
		what := staff.Entry{Act: "content.first", Kind: "content", Object: "all", New: staff.Digest([]byte(all.String()))}
		return staff.Note(tx, commune.Actor{Machine: true}, what, at)
	})
}
