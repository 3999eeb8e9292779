package broadcast

import (
	"errors"
	"slices"
	"strings"

	"loaxom/internal/address"
	"loaxom/internal/kv"
)

// Told tells which questions a conversation has asked about notices, and which notices it has said it read.
func Told(r kv.Reader, who address.ID, tell address.Tell) error {
	err := letters.Scan(r, nil, nil, func(l Letter) error {
		switch {
		case l.From != who:
		case l.Answered.IsZero():
			tell("letter", "Text", l.Text, "At", l.At)
		default:
			tell("letter_answered", "At", l.At, "Answered", l.Answered)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return notices.IDs(r, timeIndex, nil, nil, func(_ kv.Key, id ID) error {
		at, there, err := r.Get(readTable, readKey(id, who))
		if err == nil && there {
			when, _, _ := kv.Key(at).CutTime()
			tell("read", "At", when)
		}
		return err
	})
}

// Forget removes what is kept of a conversation here, for whoever asks to be erased: its questions, and which
// notices and lists it was shown last. In audiences that are frozen and among those who have read a notice a
// name that stands for nobody takes its place, so that the sums agree. d may be nil where nothing runs.
func (d *Desk) Forget(tx kv.Tx, who, nobody address.ID) error {
	var own []string
	err := letters.Scan(tx, nil, nil, func(l Letter) error {
		if l.From == who {
			own = append(own, l.ID)
		}
		return nil
	})
	for _, id := range own {
		if err == nil {
			err = letters.Delete(tx, id)
		}
	}
	if err != nil {
		return err
	}
	if err := forgetNotices(tx, who, nobody); err != nil {
		return err
	}
	if err := forgetRuns(tx, who, nobody); err != nil {
		return err
	}
	if d != nil {
		tx.Then(d.block.drop)
	}
	key := kv.Key{}.Text(string(who))
	return errors.Join(tx.Delete(latestTable, key), tx.Delete(offeredTable, key))
}

// forgetNotices takes a conversation out of those that have read notices, and out of its own as their author's.
func forgetNotices(tx kv.Tx, who, nobody address.ID) error {
	var authored []Notice
	err := notices.Scan(tx, nil, nil, func(n Notice) error {
		if n.From == who {
			authored = append(authored, n)
		}
		at, there, err := tx.Get(readTable, readKey(n.ID, who))
		if err != nil || !there {
			return err
		}
		return errors.Join(tx.Delete(readTable, readKey(n.ID, who)), tx.Put(readTable, readKey(n.ID, nobody), at))
	})
	for _, n := range authored {
		if err == nil {
			n.From = nobody
			err = notices.Put(tx, n)
		}
	}
	return err
}

// forgetRuns takes a conversation out of the audiences of runs that are under way, and out of those that are
// told how a run goes.
func forgetRuns(tx kv.Tx, who, nobody address.ID) error {
	var told []Run
	err := runs.Scan(tx, nil, nil, func(x Run) error {
		if x.Report == who {
			told = append(told, x)
		}
		return nil
	})
	for _, x := range told {
		if err == nil {
			x.Report = ""
			err = runs.Put(tx, x)
		}
	}
	if err != nil {
		return err
	}
	return tx.Scan(frozenTable, nil, nil, func(at, raw []byte) error {
		ids := strings.Fields(string(raw))
		i := slices.Index(ids, string(who))
		if i < 0 {
			return nil
		}
		ids[i] = string(nobody)
		return tx.Put(frozenTable, at, []byte(strings.Join(ids, "\n")+"\n"))
	})
}

// drop forgets the block that was read last: it may have changed.
func (b *block) drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ids = nil
}
