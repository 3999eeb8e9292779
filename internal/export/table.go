package export

import (
	"strings"
	"time"

	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

func deliveryColumns() []Column {
	return []Column{
		{"delivery", Text}, {"cause", Text}, {"corrects", Text}, {"kind", Word}, {"channel", Text}, {"to", Text}, {"state", Word}, {"reason", Word},
		{"created", Moment}, {"since", Moment}, {"attempts", Number},
	}
}

// deliveryRows gives the deliveries in the order of their ids, which is about that of their making. The
// days are those of their making; corrects is the cause of what a correction puts right. Those of anonymous cases name nobody, and the day alone.
func deliveryRows(r kv.Reader, q Query, emit func(Row) error) error {
	corrects := map[string]string{} // by cause
	return outbox.All(r, func(d outbox.Delivery) error {
		if !q.takes(d.Created) {
			return nil
		}
		to, created, since := string(d.To), d.Created, d.At
		if d.To.Hidden() { // beside the rows of a conversation, the minute or a name that comes back leads to it
			to, created, since = "", created.Truncate(24*time.Hour), since.Truncate(24*time.Hour)
		}
		of, known := corrects[d.Cause]
		if !known && d.Cause != "" {
			n, err := broadcast.Get(r, broadcast.ID(d.Cause))
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			of = n.Fixes
			corrects[d.Cause] = of
		}
		return emit(Row{
			string(d.ID), d.Cause, of, d.Kind.String(), d.Channel, to, d.State.String(), d.Reason,
			moment(created), moment(since), number(int64(d.Attempts)),
		})
	})
}

func subscriberColumns() []Column {
	return []Column{{"to", Text}, {"hamlet", Text}, {"topics", Text}, {"subscribed", Moment}, {"consent", Text}}
}

// subscriberRows gives who receives news now. A hamlet that was typed freely is a resident's text and is
// not shown. The days are those of the first subscription.
func subscriberRows(r kv.Reader, q Query, emit func(Row) error) error {
	return audience.All(r, func(s audience.Subscription) error {
		if !s.Active() || !q.takes(s.Since) {
			return nil
		}
		var hamlets, topics []string
		for _, h := range s.Hamlets {
			hamlets = append(hamlets, string(h))
		}
		for _, t := range s.Topics {
			topics = append(topics, string(t))
		}
		consent := ""
		for _, c := range s.Consents {
			if c.Withdrawn.IsZero() {
				consent = c.Text
			}
		}
		return emit(Row{string(s.ID), strings.Join(hamlets, " "), strings.Join(topics, " "), moment(s.Since), consent})
	})
}

func auditColumns() []Column {
	return []Column{
		{"number", Number}, {"at", Moment}, {"by", Text}, {"role", Word}, {"machine", Word},
		{"act", Text}, {"object_kind", Text}, {"object", Text}, {"old", Text}, {"new", Text}, {"reason", Text},
	}
}

// auditStep is how many entries are read at a time.
const auditStep = 1000

func auditRows(r kv.Reader, q Query, emit func(Row) error) error {
	for from := uint64(1); ; from += auditStep {
		list, err := staff.Entries(r, from, auditStep)
		if err != nil {
			return err
		}
		for _, e := range list {
			if !q.takes(e.At) || q.Only != nil && !q.Only(e.By) {
				continue
			}
			machine := ""
			if e.Machine {
				machine = "yes"
			}
			err := emit(Row{
				number(int64(e.Seq)), moment(e.At), string(e.By), string(e.Role), machine,
				e.Act, e.Kind, e.Object, e.Old, e.New, e.Reason,
			})
			if err != nil {
				return err
			}
		}
		if len(list) < auditStep {
			return nil
		}
	}
}
