package bulletin

import (
	"context"
	"time"

	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// officials are the roles to which everything about bulletins is open (staff.ToRunBulletins).
var officials = []commune.Role{commune.Staff, commune.Head, commune.Chair, commune.Admin}

// closeRounds closes the quizzes whose days are over and sends their tables to staff; 30 days later it
// removes who answered what. It tells when the next one closes.
func (d *Desk) closeRounds(ctx context.Context, lib *content.Library) (next time.Time, err error) {
	now := d.now()
	var list []Round
	err = d.db.View(ctx, func(r kv.Reader) error {
		list = nil
		return rounds.ByIndex(r, dueIndex, nil, nil, func(x Round) error {
			list = append(list, x)
			return nil
		})
	})
	for _, x := range list {
		switch {
		case err != nil:
			return next, err
		case x.Closed.After(now.Add(mostAhead)): // by a clock that ran ahead
			err = d.reopen(ctx, x.ID)
		case x.Closed.IsZero() && now.Before(x.Closes):
			next = earlier(next, x.Closes)
		case x.Closed.IsZero():
			err = d.close(ctx, lib, x.ID, now)
		case !now.Before(x.Closes.Add(d.keepSheets())):
			err = d.clear(ctx, x.ID, now)
		}
	}
	return next, err
}

// close counts a round and tells staff.
func (d *Desk) close(ctx context.Context, lib *content.Library, id IssueID, now time.Time) error {
	people := 0
	err := d.db.Update(ctx, func(tx kv.Tx) error {
		people = 0
		x, err := rounds.Get(tx, id)
		if err != nil || !x.Closed.IsZero() {
			return err
		}
		// Counted in the transaction that closes it: no answer comes in between.
		rows, err := TableOf(tx, x)
		if err != nil {
			return err
		}
		for _, w := range rows {
			people += w.People
		}
		x.Table, x.Closed = rows, now.UTC()
		if err := rounds.Put(tx, x); err != nil {
			return err
		}
		text := channel.Text{{S: say(lib, "quiz.table", "Title", x.Title) + "\n", Bold: true}, {S: d.table(lib, x, rows)}}
		return d.toStaff(tx, "q"+string(id)+"-"+x.Closed.Format("20060102"), text, officials...)
	})
	if err == nil {
		d.stats.closed.Add(1)
		d.log.Info("a quiz has closed", "issue", id, "people", people)
	}
	return err
}

// reopen takes back that a round was closed.
func (d *Desk) reopen(ctx context.Context, id IssueID) error {
	d.log.Error("a quiz had been closed by a clock that ran ahead and is open again", "issue", id)
	return d.db.Update(ctx, func(tx kv.Tx) error {
		x, err := rounds.Get(tx, id)
		if err != nil {
			return err
		}
		x.Closed, x.Table = time.Time{}, nil
		return rounds.Put(tx, x)
	})
}

func (d *Desk) keepSheets() time.Duration {
	if d.cfg.KeepSheets > 0 {
		return d.cfg.KeepSheets
	}
	return keepSheets
}

// clearEach is how many sheets one transaction removes: two writes each.
const clearEach = 200

// clear removes the sheets of a round that was closed long ago.
func (d *Desk) clear(ctx context.Context, id IssueID, now time.Time) error {
	for left := true; left; {
		err := d.db.Update(ctx, func(tx kv.Tx) error {
			n := 0
			key := kv.Key{}.Text(string(id))
			err := sheets.Scan(tx, key, key.End(), func(s Sheet) error {
				if n++; n > clearEach {
					return kv.Stop
				}
				return sheets.Delete(tx, sheetKey(s.Round, s.Who))
			})
			if left = n > clearEach; err != nil || left {
				return err
			}
			x, err := rounds.Get(tx, id)
			if err != nil {
				return err
			}
			x.Cleared = now.UTC()
			return rounds.Put(tx, x)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
