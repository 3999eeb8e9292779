package review

import (
	"time"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// asker is a conversation that waits for the answer to a question. It goes with the answer, when its
// owner has everything erased, or after Keep.
type asker struct {
	Question QuestionID `json:"q"`
	Address  address.ID `json:"to"`
	Lang     string     `json:"lang,omitempty"` // of system lines
	At       time.Time  `json:"at"`
	Told     bool       `json:"told,omitempty"` // staff have been told of it
}

var askers = kv.NewTable("asker", func(a asker) kv.Key { return askerKey(a.Question, a.Address) },
	kv.Index[asker]{Name: addressIndex, Keys: func(a asker) []kv.Key { return []kv.Key{kv.Key{}.Text(string(a.Address))} }},
	kv.Index[asker]{Name: sinceIndex, Keys: func(a asker) []kv.Key { return []kv.Key{kv.Key{}.Time(a.At)} }},
	kv.Index[asker]{Name: untoldIndex, Keys: func(a asker) []kv.Key {
		if a.Told {
			return nil
		}
		return []kv.Key{kv.Key{}.Time(a.At)}
	}})

const (
	addressIndex = "address"
	sinceIndex   = "since"
	untoldIndex  = "untold"
)

func askerKey(q QuestionID, to address.ID) kv.Key { return kv.Key{}.Text(string(q)).Text(string(to)) }

// MostWaiting is how many questions one conversation may have waiting for staff.
const MostWaiting = 10

// Waits is how many questions of a conversation wait for staff.
func Waits(r kv.Reader, who address.ID) (n int, err error) {
	key := kv.Key{}.Text(string(who))
	err = askers.IDs(r, addressIndex, key, key.End(), func(kv.Key, kv.Key) error { n++; return nil })
	return n, err
}

// Ask puts a question before staff for somebody, who waits for the answer from then on. Asking it again
// changes nothing. Invalid where too many of that conversation's questions wait.
func Ask(tx kv.Tx, w Wording, who address.ID, lang string, now time.Time) error {
	_, err := askers.Get(tx, askerKey(w.ID(), who))
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	n, err := Waits(tx, who)
	if err != nil {
		return err
	}
	if n >= MostWaiting {
		return fault.New(fault.Invalid, "review: %d questions of one conversation wait already", n)
	}
	q, err := met(tx, w, now)
	if err != nil {
		return err
	}
	if q.Count == 0 {
		q.Count = 1
	}
	q.Why[Asked]++
	q.Waiting++
	q.Last = now.UTC()
	if q.Since.IsZero() {
		q.Since = now.UTC()
	}
	q.reopen()
	if err := questions.Put(tx, q); err != nil {
		return err
	}
	return askers.Put(tx, asker{Question: q.ID, Address: who, Lang: lang, At: now.UTC()})
}

// Forget removes what is kept of a conversation: what it waits for, and its word on numbers. What it
// asked stays, without saying who did.
func Forget(tx kv.Tx, who address.ID) error {
	var waits []asker
	key := kv.Key{}.Text(string(who))
	err := askers.ByIndex(tx, addressIndex, key, key.End(), func(a asker) error { waits = append(waits, a); return nil })
	if err != nil {
		return err
	}
	for _, a := range waits {
		if err := release(tx, a); err != nil {
			return err
		}
	}
	return dropReports(tx, func(r report) bool { return r.Who == string(who) })
}

// release takes an asker out of the question that it waits for.
func release(tx kv.Tx, a asker) error {
	q, err := questions.Get(tx, a.Question)
	if err == nil {
		if q.Waiting = max(0, q.Waiting-1); q.Waiting == 0 {
			q.Since = time.Time{}
		}
		err = questions.Put(tx, q)
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return askers.Delete(tx, askerKey(a.Question, a.Address))
}
