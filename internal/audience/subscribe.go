package audience

import (
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Subscribe begins to send by's own conversation what it asks for, or changes what it receives and
// renews the consent. text is what was shown and agreed to, word for word. Denied in a group, which a
// leader binds (Bind); Invalid where the wish is over the bounds.
func Subscribe(tx kv.Tx, by commune.Actor, w Wish, text string, now time.Time) error {
	to, err := own(tx, by)
	if err != nil {
		return err
	}
	if err := w.check(); err != nil {
		return err
	}
	s, _, err := Of(tx, to.ID)
	if err != nil {
		return err
	}
	s.ID, s.Wish = to.ID, w.clean()
	if !s.Active() {
		s.Since = now.UTC()
	}
	id, err := keepText(tx, text, now)
	if err != nil {
		return err
	}
	s.withdraw(now)
	s.Consents = append(s.Consents, Consent{Text: id, Channel: to.Channel, At: now.UTC()})
	s.Consents = s.Consents[max(0, len(s.Consents)-maxConsents):]
	return subscriptions.Put(tx, s)
}

// Change changes what by's own conversation receives; the consent stays. NotFound where nothing is
// received.
func Change(tx kv.Tx, by commune.Actor, w Wish, now time.Time) error {
	to, err := own(tx, by)
	if err != nil {
		return err
	}
	if err := w.check(); err != nil {
		return err
	}
	s, err := active(tx, to.ID)
	if err != nil {
		return err
	}
	s.Wish = w.clean()
	return subscriptions.Put(tx, s)
}

// Stop ends everything that by's own conversation receives and forgets what it was; only the consents
// stay, with the time at which they were withdrawn. Stopping twice is harmless.
func Stop(tx kv.Tx, by commune.Actor, now time.Time) error {
	to, err := own(tx, by)
	if err != nil {
		return err
	}
	s, err := active(tx, to.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.stop(tx, now)
}

// Forget removes all that is kept of a conversation here: for whoever asks to be erased. Removing what
// is not there is no error.
func Forget(tx kv.Tx, id address.ID) error {
	return errors.Join(subscriptions.Delete(tx, id), forgetAgreements(tx, id))
}

func (s Subscription) stop(tx kv.Tx, now time.Time) error {
	s.Wish, s.Since, s.BoundBy = Wish{}, time.Time{}, ""
	s.withdraw(now)
	return subscriptions.Put(tx, s)
}

// withdraw ends the consent in force.
func (s *Subscription) withdraw(now time.Time) {
	s.Consents = slices.Clone(s.Consents)
	for i := range s.Consents {
		if s.Consents[i].Withdrawn.IsZero() {
			s.Consents[i].Withdrawn = now.UTC()
		}
	}
}

// own is the private conversation in which by acts: nobody else's subscription can be touched.
func own(r kv.Reader, by commune.Actor) (address.Record, error) {
	to, err := address.Get(r, address.ID(by.Address))
	if err == nil && to.Group {
		err = fault.New(fault.Denied, "audience: a group is bound by its hamlet's leader")
	}
	return to, err
}

// active is the subscription in force; NotFound where there is none.
func active(r kv.Reader, id address.ID) (Subscription, error) {
	s, _, err := Of(r, id)
	if err == nil && !s.Active() {
		err = fault.New(fault.NotFound, "audience: %s receives nothing", id)
	}
	return s, err
}

// absent takes NotFound for no error.
func absent(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// check holds a wish against the bounds.
func (w Wish) check() error {
	switch {
	case len(w.Hamlets) > MaxHamlets:
		return fault.New(fault.Invalid, "audience: %d hamlets; at most %d", len(w.Hamlets), MaxHamlets)
	case len(w.Topics) > MaxTopics:
		return fault.New(fault.Invalid, "audience: %d topics; at most %d", len(w.Topics), MaxTopics)
	case utf8.RuneCountInString(w.Place) > MaxPlace:
		return fault.New(fault.Invalid, "audience: a place of %d letters; at most %d", utf8.RuneCountInString(w.Place), MaxPlace)
	}
	return nil
}

// clean is the wish with each hamlet and topic once, in the order in which they were asked for.
func (w Wish) clean() Wish {
	return Wish{Hamlets: once(w.Hamlets), Place: w.Place, Topics: once(w.Topics)}
}

func once[T comparable](list []T) (out []T) {
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
