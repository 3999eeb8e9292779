package audience

import (
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// A hamlet's group chat is bound by the hamlet's leader, who asks for a code in private, where it is known
// who speaks, and types it in the group, where nobody has a role. The code carries the right, so it lasts
// for an hour, works once, and counts only while whoever asked for it still leads the hamlet.

// OfferLasts is how long a group can be bound with a code.
const OfferLasts = time.Hour

// Offer is a code that waits to be typed in a group. The code itself is stored nowhere.
type Offer struct {
	ID     string           `json:"id"` // hash of the code
	Hamlet commune.HamletID `json:"hamlet"`
	By     commune.StaffID  `json:"by"`
	Until  time.Time        `json:"until"`
}

// offers by hash, and by whoever made them: one at a time for each leader.
var offers = kv.NewTable("group_offer", func(o Offer) string { return o.ID },
	kv.Index[Offer]{Name: "by", Keys: func(o Offer) []kv.Key { return []kv.Key{kv.Key{}.Text(string(o.By))} }})

func offerID(code string) string { return staff.Digest([]byte("group code " + code)) }

// OfferGroup lets a group be bound to the hamlet with the code, which staff.NewCode made outside the
// transaction. An earlier code of the same leader counts no more. Denied to who does not lead the hamlet.
func OfferGroup(tx kv.Tx, by commune.Actor, code string, h commune.HamletID, now time.Time) error {
	if !by.Leads(h) || by.Staff == "" {
		return fault.New(fault.Denied, "audience: a group is bound by the hamlet's leader")
	}
	mine := kv.Key{}.Text(string(by.Staff))
	err := offers.ByIndex(tx, "by", mine, mine.End(), func(o Offer) error { return offers.Delete(tx, o.ID) })
	if err != nil {
		return err
	}
	return offers.Put(tx, Offer{ID: offerID(code), Hamlet: h, By: by.Staff, Until: now.UTC().Add(OfferLasts)})
}

// Offered is what the code binds a group to. NotFound where it is wrong, used, too old, or made by
// somebody who leads the hamlet no more.
func Offered(r kv.Reader, code string, now time.Time) (Offer, error) {
	o, err := offers.Get(r, offerID(code))
	if err != nil {
		return o, err
	}
	by, err := staff.Get(r, o.By)
	if err == nil && (!now.Before(o.Until) || !by.Actor().Leads(o.Hamlet)) {
		err = fault.New(fault.NotFound, "audience: the code of %s counts no more", o.By)
	}
	return o, err
}

// BindGroup makes a group chat receive the hamlet's news and the topics, as one recipient, and uses the
// code up. NotFound as Offered; Invalid where the conversation is no group; Conflict where the group is
// bound to another hamlet, which its own leader has to undo first.
func BindGroup(tx kv.Tx, code string, group address.ID, topics []Topic, now time.Time) error {
	o, err := Offered(tx, code, now)
	if err != nil {
		return err
	}
	leader, err := staff.Get(tx, o.By)
	if err != nil {
		return err
	}
	to, err := address.Get(tx, group)
	if err != nil {
		return err
	}
	if !to.Group {
		return fault.New(fault.Invalid, "audience: %s is no group", group)
	}
	s, _, err := Of(tx, group)
	if err != nil {
		return err
	}
	if s.Active() && !s.From(o.Hamlet) && !s.ledBy(leader.Actor()) {
		return fault.New(fault.Conflict, "audience: the group is bound to %s", s.Hamlets)
	}
	w := Wish{Hamlets: []commune.HamletID{o.Hamlet}, Topics: topics}
	if err := w.check(); err != nil {
		return err
	}
	s.ID, s.Wish, s.Since, s.BoundBy = group, w.clean(), now.UTC(), o.By
	if err := offers.Delete(tx, o.ID); err != nil {
		return err
	}
	if err := subscriptions.Put(tx, s); err != nil {
		return err
	}
	return staff.Note(tx, leader.Actor(), staff.Entry{Act: "audience.bind_group", Kind: "address", Object: string(group), Reason: string(o.Hamlet)}, now)
}

// UnbindGroup ends what a group receives. Denied to who does not lead its hamlet; NotFound where it
// receives nothing.
func UnbindGroup(tx kv.Tx, by commune.Actor, group address.ID, now time.Time) error {
	s, err := active(tx, group)
	if err != nil {
		return err
	}
	if s.BoundBy == "" || !s.ledBy(by) {
		return fault.New(fault.Denied, "audience: a group is let go by the hamlet's leader")
	}
	entry := staff.Entry{Act: "audience.unbind_group", Kind: "address", Object: string(group), Reason: string(s.Hamlets[0])}
	if err := s.stop(tx, now); err != nil {
		return err
	}
	return staff.Note(tx, by, entry, now)
}

// Groups lists the group chats bound to a hamlet, in the order in which it was done.
func Groups(r kv.Reader, h commune.HamletID) (list []Subscription, err error) {
	key := inHamlet(h)
	err = subscriptions.ByIndex(r, receives, key, key.End(), func(s Subscription) error {
		if s.BoundBy != "" {
			list = append(list, s)
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Subscription) int { return a.Since.Compare(b.Since) })
	return list, err
}

// ledBy tells whether by leads the hamlet that a group is bound to.
func (s Subscription) ledBy(by commune.Actor) bool {
	return len(s.Hamlets) > 0 && by.Leads(s.Hamlets[0])
}
