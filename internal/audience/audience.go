// Package audience knows who receives what: who asked for the news of which hamlet and on which topics,
// with the consent to it, which group chats hamlet leaders have bound, and who has stopped.
//
// Every record is kept under our own address id. Whether a conversation can be reached at all (blocked,
// left) stands in the address record alone and is looked at when an audience is walked, so that coming
// back undoes it and a subscription stays as it was. The audience of a broadcast is a question asked of
// indexes (Walk), not a list that is kept up to date: what one person changes is one small transaction.
package audience

import (
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// Topic is a field of news that one can ask for (chuyên mục). Which there are is content.
type Topic string

// Bounds of what one conversation can ask for.
const (
	MaxHamlets  = 3  // the own hamlet, and those of parents
	MaxTopics   = 40 //
	MaxPlace    = 60 // runes of a hamlet that was typed freely
	maxConsents = 20 // consents that are remembered of one who comes and goes; the oldest give way
)

// Wish is what somebody asks to receive.
type Wish struct {
	Hamlets []commune.HamletID `json:"hamlets,omitempty"` // at most MaxHamlets
	Place   string             `json:"place,omitempty"`   // the hamlet as it was typed, where the commune has not listed any
	Topics  []Topic            `json:"topics,omitempty"`  //
}

// Subscription (đăng ký nhận tin) is what one conversation receives. One that was stopped keeps its
// consents and nothing else.
type Subscription struct {
	ID address.ID `json:"id"`
	Wish
	Since    time.Time       `json:"since,omitzero"` // zero: stopped
	Consents []Consent       `json:"consents,omitempty"`
	BoundBy  commune.StaffID `json:"bound_by,omitempty"` // of a group: the leader who did it
}

// Consent is one act of consent to being sent news (design, section 9).
type Consent struct {
	Text      string    `json:"text"`               // id of the text that was shown, see Text
	Channel   string    `json:"ch"`                 // on which it was given
	At        time.Time `json:"at"`                 //
	Withdrawn time.Time `json:"withdrawn,omitzero"` // zero: in force
}

// Active tells whether news is sent.
func (s Subscription) Active() bool { return !s.Since.IsZero() }

// Wants tells whether the topic was asked for.
func (s Subscription) Wants(t Topic) bool { return slices.Contains(s.Topics, t) }

// From tells whether the news of the hamlet was asked for.
func (s Subscription) From(h commune.HamletID) bool { return slices.Contains(s.Hamlets, h) }

// subscriptions by address id, found by what is received.
var subscriptions = kv.NewTable("subscription", func(s Subscription) address.ID { return s.ID },
	kv.Index[Subscription]{Name: receives, Keys: func(s Subscription) (keys []kv.Key) {
		if !s.Active() {
			return nil
		}
		keys = append(keys, everybody())
		for _, h := range s.Hamlets {
			keys = append(keys, inHamlet(h))
		}
		for _, t := range s.Topics {
			keys = append(keys, onTopic(t))
		}
		return keys
	}})

// The index of what is received: a kind and an id of it. Within one key conversations lie in the order
// of their ids, which never changes; Walk rests on that.
const receives = "receives"

func everybody() kv.Key                  { return kv.Key{}.Text("all").Text("") }
func inHamlet(h commune.HamletID) kv.Key { return kv.Key{}.Text("hamlet").Text(string(h)) }
func onTopic(t Topic) kv.Key             { return kv.Key{}.Text("topic").Text(string(t)) }

// Of is what a conversation receives; found is false where it never asked for anything.
func Of(r kv.Reader, id address.ID) (s Subscription, found bool, err error) {
	s, err = subscriptions.Get(r, id)
	if err = absent(err); err != nil || s.ID == "" {
		return Subscription{}, false, err
	}
	return s, true, nil
}

// All calls visit for each record, stopped ones too, in no order that means anything.
func All(r kv.Reader, visit func(Subscription) error) error {
	return subscriptions.Scan(r, nil, nil, visit)
}
