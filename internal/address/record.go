package address

import (
	"time"

	"loaxom/internal/record"
)

// fields are those of a Record: where it gets another one, AppendRecord and ScanRecord need it too.
type fields struct {
	ID            ID
	Channel, Chat string
	Former        []string
	Group, Left   bool
	LeftAt, Hold  time.Time
	HeldAt        time.Time
	Sends         []int64
	Since         time.Time
}

var (
	_               = fields(Record{})
	_ record.Writer = Record{}
)

// AppendRecord implements record.Writer, for all but groups' sends.
func (r Record) AppendRecord(b []byte) ([]byte, bool) {
	if len(r.Sends) > 0 || !record.Timely(r.LeftAt, r.Hold, r.HeldAt, r.Since) {
		return nil, false
	}
	b = append(b, '{')
	b = record.String(record.Field(b, "id"), string(r.ID))
	b = record.String(record.Field(b, "ch"), r.Channel)
	b = record.String(record.Field(b, "chat"), r.Chat)
	b = record.Texts(b, "former", r.Former)
	b = record.Flag(b, "group", r.Group)
	b = record.Flag(b, "left", r.Left)
	b = record.Moment(b, "left_at", r.LeftAt)
	b = record.Moment(b, "hold", r.Hold)
	b = record.Moment(b, "held_at", r.HeldAt)
	b = record.Time(record.Field(b, "since"), r.Since)
	return append(b, '}'), true
}

// ScanRecord implements record.Scanner.
func (r *Record) ScanRecord(in *record.Reader) bool {
	in.Want("{")
	r.ID, r.Channel, r.Chat = ID(in.Text("id")), in.Text("ch"), in.Text("chat")
	r.Former = in.Texts("former")
	r.Group, r.Left = in.Flag("group"), in.Flag("left")
	r.LeftAt, r.Hold, r.HeldAt = in.Moment("left_at"), in.Moment("hold"), in.Moment("held_at")
	r.Since = in.Moment("since")
	in.Want("}")
	return in.Done()
}
