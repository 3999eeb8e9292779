package audience

import (
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Target is whom a broadcast is for. Exactly one of Hamlets, Commune and Roles names the people, or
// Topic alone does; Topic beside Hamlets or Commune takes those of them who asked for it.
type Target struct {
	Hamlets []commune.HamletID `json:"hamlets,omitempty"` // who asked for the news of any of these
	Topic   Topic              `json:"topic,omitempty"`   // who asked for this topic
	Commune bool               `json:"commune,omitempty"` // whoever receives any news
	Roles   []commune.Role     `json:"roles,omitempty"`   // staff: accounts in force with any of these
	// Urgent is an emergency: it goes to the hamlets or the commune whatever the topics, though never to
	// those who stopped (design, section 6).
	Urgent bool `json:"urgent,omitempty"`
}

// Check is Invalid where the target names nobody, or people in two ways.
func (t Target) Check() error {
	ways := 0
	for _, named := range []bool{len(t.Hamlets) > 0, t.Commune, len(t.Roles) > 0} {
		if named {
			ways++
		}
	}
	switch {
	case ways > 1, len(t.Roles) > 0 && t.Topic != "":
		return fault.New(fault.Invalid, "audience: hamlets, the commune and staff are three targets; name one")
	case ways == 0 && t.Topic == "":
		return fault.New(fault.Invalid, "audience: the target names nobody")
	}
	return nil
}

// topic is the topic by which people are chosen; empty: it does not matter.
func (t Target) topic() Topic {
	if t.Urgent && (t.Commune || len(t.Hamlets) > 0) {
		return ""
	}
	return t.Topic
}

// keys are where in the index the people are found, and the topic that they must have asked for beside.
func (t Target) keys() (keys []kv.Key, and Topic) {
	switch and = t.topic(); {
	case len(t.Hamlets) > 0:
		for _, h := range once(t.Hamlets) {
			keys = append(keys, inHamlet(h))
		}
		return keys, and
	case and != "":
		return []kv.Key{onTopic(and)}, "" // whoever asked for a topic is one of the commune's subscribers
	}
	return []kv.Key{everybody()}, ""
}

// takes tells whether a subscription is of the target.
func (t Target) takes(s Subscription) bool {
	if !s.Active() {
		return false
	}
	if and := t.topic(); and != "" && !s.Wants(and) {
		return false
	}
	if len(t.Hamlets) == 0 {
		return true
	}
	for _, h := range t.Hamlets {
		if s.From(h) {
			return true
		}
	}
	return false
}
