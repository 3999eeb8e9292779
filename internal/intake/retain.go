package intake

import (
	"encoding/binary"
	"slices"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// OldAside visits updates that did not read and were put aside before a time.
func OldAside(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error {
	return r.Scan(asideTable, nil, nil, func(key, value []byte) error {
		at := time.Time{}
		if len(value) >= 8 {
			at = time.Unix(0, int64(binary.BigEndian.Uint64(value))).UTC()
		}
		if !at.Before(before) {
			return nil
		}
		return visit(string(key), at)
	})
}

// DropAside removes one of them.
func DropAside(tx kv.Tx, id string) (bool, error) { return true, tx.Delete(asideTable, []byte(id)) }

// OldTalks visits what is remembered of conversations that were last answered before a time.
func OldTalks(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error {
	return states.Scan(r, nil, nil, func(t talk) error {
		if t.State.Last.IsZero() || !t.State.Last.Before(before) {
			return nil
		}
		return visit(t.ID, t.State.Last)
	})
}

// DropTalk forgets what is remembered of one: the next message begins anew.
func DropTalk(tx kv.Tx, id string) (bool, error) { return true, states.Delete(tx, id) }

// OldDrafts visits the conversations in which a talk of several turns was left before a time: what was written in
// it, a name or a report that was never sent, is of no use any more (dialogue.Lasts).
func OldDrafts(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error {
	return states.Scan(r, nil, nil, func(t talk) error {
		at, left := leftAt(t, before)
		if !left {
			return nil
		}
		return visit(t.ID, at)
	})
}

// leftAt is when a talk that was left before a time was written in last.
func leftAt(t talk, before time.Time) (at time.Time, left bool) {
	for _, k := range t.unfinished() {
		if k.At.Before(before) && (!left || k.At.Before(at)) {
			at, left = k.At, true
		}
	}
	return at, left
}

// unfinished are the talks of a conversation that are not over: the open one and those that were left.
func (t talk) unfinished() (list []*dialogue.Talk) {
	if t.State.Talk != nil {
		list = append(list, t.State.Talk)
	}
	return append(list, t.State.Drafts...)
}

// DropDraft takes the talks out of one of them that were left before a time.
func DropDraft(tx kv.Tx, id string, before time.Time) (bool, error) {
	t, err := states.Get(tx, id)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, left := leftAt(t, before); !left {
		return false, nil
	}
	if k := t.State.Talk; k != nil && k.At.Before(before) {
		t.State.Talk = nil
	}
	t.State.Drafts = slices.DeleteFunc(t.State.Drafts, func(k *dialogue.Talk) bool { return k.At.Before(before) })
	return true, states.Put(tx, t)
}

// Files visits the hashes of the files that belong to talks that are not over: nothing else names them yet.
func Files(r kv.Reader, visit func(hash string) error) error {
	return states.Scan(r, nil, nil, func(t talk) error {
		for _, k := range t.unfinished() {
			for _, f := range k.Files {
				if f.Hash == "" {
					continue
				}
				if err := visit(f.Hash); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
