package privacy

import (
	"context"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// What can be asked for.
const (
	toSee   = "see"
	toErase = "erase"
)

// request is something that somebody asked for in their conversation.
type request struct {
	Who  address.ID `json:"id"`
	What string     `json:"w"`
	Lang string     `json:"l,omitempty"`
	At   time.Time  `json:"at"`
	Done time.Time  `json:"d,omitzero"` // toSee: when the file was on its way; kept for a while, so that it is not made again and again
}

func (q request) key() kv.Key { return requestKey(q.What, q.Who) }

func requestKey(what string, who address.ID) kv.Key { return kv.Key{}.Text(what).Text(string(who)) }

var requests = kv.NewTable("privacy_request", request.key)

// seeEvery is how often a file can be had: it takes a look at every delivery there is.
const seeEvery = 10 * time.Minute

// MaySee tells whether a conversation may ask for its file now: Denied in a group, Conflict while one is under
// way or came a short while ago.
func MaySee(r kv.Reader, by commune.Actor, now time.Time) error {
	if _, err := private(r, by); err != nil {
		return err
	}
	q, err := requests.Get(r, requestKey(toSee, address.ID(by.Address)))
	switch age := now.Sub(q.At); {
	case fault.Is(err, fault.NotFound) || err == nil && (age >= seeEvery || age < 0):
		return nil
	case err != nil:
		return err
	}
	return fault.New(fault.Conflict, "privacy: the file was asked for a short while ago")
}

// private is the actor's own conversation. Denied in a group.
func private(r kv.Reader, by commune.Actor) (address.Record, error) {
	to, err := address.Get(r, address.ID(by.Address))
	if err == nil && to.Group {
		err = fault.New(fault.Denied, "privacy: a group's data is nobody's own")
	}
	return to, err
}

// See asks for a file of everything that is kept of the actor's conversation. Errors as MaySee.
func (d *Desk) See(tx kv.Tx, by commune.Actor, lang string, now time.Time) error {
	if err := MaySee(tx, by, now); err != nil {
		return err
	}
	return d.ask(tx, request{Who: address.ID(by.Address), What: toSee, Lang: lang, At: now.UTC()})
}

// MayErase tells whether a conversation may be erased now: Denied in a group and for a person whose duty is in
// force (an admin revokes it first), Conflict while it is being erased.
func MayErase(r kv.Reader, by commune.Actor) error {
	if _, err := private(r, by); err != nil {
		return err
	}
	if by.Staff != "" {
		return fault.New(fault.Denied, "privacy: the duty of %s is in force", by.Staff)
	}
	_, err := requests.Get(r, requestKey(toErase, address.ID(by.Address)))
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	}
	return fault.New(fault.Conflict, "privacy: the conversation is being erased")
}

// Erase asks for the erasure of everything that is kept of the actor's conversation. Errors as MayErase.
func (d *Desk) Erase(tx kv.Tx, by commune.Actor, lang string, now time.Time) error {
	if err := MayErase(tx, by); err != nil {
		return err
	}
	return d.ask(tx, request{Who: address.ID(by.Address), What: toErase, Lang: lang, At: now.UTC()})
}

func (d *Desk) ask(tx kv.Tx, q request) error {
	tx.Then(func() {
		d.open.Store(string(q.key()), true)
		d.kick()
	})
	return requests.Put(tx, q)
}

// serve does what was asked for and is not done.
func (d *Desk) serve(ctx context.Context) error {
	if _, ready := d.cfg.Say("vi", "data.title", nil); !ready {
		return nil
	}
	var open, old []request
	now := d.now()
	err := d.db.View(ctx, func(r kv.Reader) error {
		open, old = nil, nil
		return requests.Scan(r, nil, nil, func(q request) error {
			switch age := now.Sub(q.Done); {
			case q.Done.IsZero():
				open = append(open, q)
			case age >= seeEvery || age < 0:
				old = append(old, q)
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	if len(old) > 0 {
		err := d.db.Update(ctx, func(tx kv.Tx) (err error) {
			for _, q := range old {
				if err == nil {
					err = requests.Delete(tx, q.key())
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, q := range open {
		do := d.show
		if q.What == toErase {
			do = d.erase
		}
		if err := do(ctx, q); err != nil {
			return err
		}
		d.open.Delete(string(q.key()))
	}
	return nil
}
