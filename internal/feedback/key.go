package feedback

import (
	"context"
	"encoding/json"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// keyLetters are those of a tracking key: none that is taken for another on a screen or on the telephone.
const keyLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// keyLength is the length of a tracking key. With 31 letters that is 923,521 keys; guessing is throttled.
const keyLength = 4

// trackingKey is the key that the reporter of a case is told. It follows from the seal, so that an Update that
// runs twice tells the same one.
func (d *Desk) trackingKey(c Case) string {
	sum := d.cfg.Seal.Key(c.ID, "tracking key of "+c.Once)
	n := uint64(0)
	for i := range 12 { // 60 bits of the hash, which is written in 32 letters
		n = n<<5 | uint64(sum[i]&31)
	}
	var key []byte
	for range keyLength {
		key = append(key, keyLetters[n%uint64(len(keyLetters))])
		n /= uint64(len(keyLetters))
	}
	return string(key)
}

// How often a wrong key may be tried: for one code by everybody together, and by one conversation for all
// codes. Then nobody's key for that code, or none of that conversation's, is looked at for an hour.
const (
	mostForCode = 10
	mostBy      = 20
	triesFor    = time.Hour
)

const triesTable = "case_tries"

// triesKey is the key of a conversation's wrong keys. It is no hash that stands in a case: when somebody tried is
// kept to the moment, and would lead from the case to the conversation.
func triesKey(s *Seal, who address.ID) kv.Key { return kv.Key{}.Text("a").Text(s.Tries(who)) }

// tries counts wrong keys.
type tries struct {
	N     int       `json:"n"`
	Since time.Time `json:"s"`
}

// triesOf are the counts that a try at a case's key adds to, with their bounds.
func (d *Desk) triesOf(by commune.Actor, code CaseID) []tryLimit {
	return []tryLimit{{kv.Key{}.Text("c").Text(d.cfg.Seal.Tries(address.ID("case " + code))), mostForCode}, {triesKey(d.cfg.Seal, address.ID(by.Address)), mostBy}}
}

type tryLimit struct {
	key  kv.Key
	most int
}

// Fits tells whether key is the tracking key of a case, without counting a wrong one: ByKey does that with the
// turn. Busy with the time to wait where too many were tried. A code that does not exist fits no key.
func (d *Desk) Fits(r kv.Reader, by commune.Actor, code CaseID, key string, now time.Time) (bool, error) {
	for _, l := range d.triesOf(by, code) {
		t, err := readTries(r, l.key, now)
		if err != nil {
			return false, err
		}
		if t.N >= l.most {
			return false, fault.BusyFor(t.Since.Add(triesFor).Sub(now), "feedback: too many wrong keys")
		}
	}
	c, err := cases.Get(r, code)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return false, err
	}
	return err == nil && c.Key != "" && c.Key == d.cfg.Seal.Key(code, key), nil
}

// ByKey tells whether key is the tracking key of a case. Wrong ones are counted: Busy with the time to wait
// where too many were tried. A code that does not exist counts as a wrong key, and is told from none.
func (d *Desk) ByKey(tx kv.Tx, by commune.Actor, code CaseID, key string, now time.Time) (ok bool, err error) {
	if ok, err := d.Fits(tx, by, code, key, now); err != nil || ok {
		return ok, err
	}
	for _, l := range d.triesOf(by, code) {
		t, err := readTries(tx, l.key, now)
		if err != nil {
			return false, err
		}
		t.N++
		v, err := json.Marshal(t)
		if err == nil {
			err = tx.Put(triesTable, l.key, v)
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}

func readTries(r kv.Reader, key kv.Key, now time.Time) (t tries, err error) {
	v, there, err := r.Get(triesTable, key)
	if err == nil && there {
		err = json.Unmarshal(v, &t)
	}
	if age := now.Sub(t.Since); err == nil && (!there || age >= triesFor || age < 0) {
		t = tries{Since: now.UTC()}
	}
	return t, err
}

// forgetTries removes counts of wrong keys that count no more.
func (d *Desk) forgetTries(ctx context.Context) error {
	now, due := d.now(), false
	err := d.db.View(ctx, func(r kv.Reader) error {
		due = false
		return r.Scan(triesTable, nil, nil, func(_, value []byte) error {
			var t tries
			if err := json.Unmarshal(value, &t); err != nil {
				return err
			}
			if due = now.Sub(t.Since) >= triesFor; due {
				return kv.Stop
			}
			return nil
		})
	})
	if err != nil || !due {
		return err
	}
	return d.db.Update(ctx, func(tx kv.Tx) error { return tidyTries(tx, now) })
}

// tidyTries removes counts that count no more, at most a few hundred at a time.
func tidyTries(tx kv.Tx, now time.Time) error {
	n := 0
	return tx.Scan(triesTable, nil, nil, func(key, value []byte) error {
		var t tries
		if err := json.Unmarshal(value, &t); err != nil || now.Sub(t.Since) < triesFor {
			return err
		}
		if n++; n > 300 {
			return kv.Stop
		}
		return tx.Delete(triesTable, key)
	})
}
