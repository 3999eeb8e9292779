package audience

import (
	"strings"

	"loaxom/internal/address"
	"loaxom/internal/kv"
)

// About tells what a conversation receives, and each of its consents with the words that were agreed to.
func About(r kv.Reader, who address.ID, tell address.Tell) error {
	err := Agreements(r, who, func(a Agreement) error { return tellConsents(r, a.Consents, tell) })
	if err != nil {
		return err
	}
	s, found, err := Of(r, who)
	if err != nil || !found {
		return err
	}
	if s.Active() {
		tell("subscription", "Since", s.Since)
	} else {
		tell("subscription_stopped")
	}
	for _, h := range s.Hamlets {
		tell("subscription_hamlet", "Hamlet", h)
	}
	if s.Place != "" {
		tell("subscription_place", "Place", s.Place)
	}
	if len(s.Topics) > 0 {
		var names []address.Word
		for _, t := range s.Topics {
			names = append(names, address.Word("topic."+string(t)))
		}
		tell("subscription_topics", "Topics", names)
	}
	return tellConsents(r, s.Consents, tell)
}

// tellConsents tells of consents, each with the words that were agreed to.
func tellConsents(r kv.Reader, list []Consent, tell address.Tell) error {
	for _, c := range list {
		words, err := Wording(r, c.Text)
		if absent(err) != nil {
			return err
		}
		id := "consent"
		if !c.Withdrawn.IsZero() {
			id = "consent_withdrawn"
		}
		tell(id, "At", c.At, "Channel", c.Channel, "Withdrawn", c.Withdrawn, "Words", strings.Join(strings.Fields(words.Words), " "))
	}
	return nil
}
