package audience

import (
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// Purpose is what personal data is asked for, apart from the news (design, section 9: consent per purpose).
type Purpose string

// ForReports is seeing to what somebody reports.
const ForReports Purpose = "feedback"

// Agreement is what one conversation has agreed to for one purpose.
type Agreement struct {
	ID       address.ID `json:"id"`
	Purpose  Purpose    `json:"p"`
	Consents []Consent  `json:"c"` // one for each wording, the oldest first
}

var agreements = kv.NewTable("agreement", func(a Agreement) kv.Key { return agreementKey(a.ID, a.Purpose) })

func agreementKey(id address.ID, p Purpose) kv.Key { return kv.Key{}.Text(string(id)).Text(string(p)) }

// Agree notes that by's own conversation has agreed to a wording for a purpose. The same wording is noted once,
// with the time of the first consent: who reports often is not followed by it. Denied in a group.
func Agree(tx kv.Tx, by commune.Actor, p Purpose, text string, now time.Time) error {
	to, err := own(tx, by)
	if err != nil {
		return err
	}
	a, err := agreements.Get(tx, agreementKey(to.ID, p))
	if err = absent(err); err != nil {
		return err
	}
	if slices.ContainsFunc(a.Consents, func(c Consent) bool { return c.Text == TextID(text) && c.Withdrawn.IsZero() }) {
		return nil
	}
	id, err := keepText(tx, text, now)
	if err != nil {
		return err
	}
	a.ID, a.Purpose = to.ID, p
	a.Consents = append(slices.Clone(a.Consents), Consent{Text: id, Channel: to.Channel, At: now.UTC()})
	a.Consents = a.Consents[max(0, len(a.Consents)-maxConsents):]
	return agreements.Put(tx, a)
}

// Agreements visits what a conversation has agreed to beside the news.
func Agreements(r kv.Reader, id address.ID, visit func(Agreement) error) error {
	key := kv.Key{}.Text(string(id))
	return agreements.Scan(r, key, key.End(), visit)
}

func forgetAgreements(tx kv.Tx, id address.ID) error {
	return Agreements(tx, id, func(a Agreement) error { return agreements.Delete(tx, agreementKey(a.ID, a.Purpose)) })
}
