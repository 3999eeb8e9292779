package outbox

import (
	"strconv"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/record"
)

// fields are those of a Delivery: where it gets another one, AppendRecord and ScanRecord need it too.
type fields struct {
	ID              ID
	Channel         string
	To              address.ID
	Lane            Lane
	Kind            Kind
	Cause           string
	Message         channel.Outgoing
	Body, Target    string
	Below           bool
	Part            int
	State           State
	Attempts, Cuts  int
	Created, At     time.Time
	Perhaps, Vague  bool
	Reason, Receipt string
	More            []string
}

var (
	_               = fields(Delivery{})
	_ record.Writer = Delivery{}
)

// AppendRecord implements record.Writer, for all but files.
func (d Delivery) AppendRecord(b []byte) (_ []byte, ok bool) {
	if !record.Timely(d.Created, d.At) || d.More != nil && len(d.More) == 0 {
		return nil, false
	}
	number := func(name string, n int) {
		if n != 0 {
			b = strconv.AppendInt(record.Field(b, name), int64(n), 10)
		}
	}
	b = append(b, '{')
	b = record.String(record.Field(b, "id"), string(d.ID))
	b = record.String(record.Field(b, "ch"), d.Channel)
	b = record.String(record.Field(b, "to"), string(d.To))
	number("ln", int(d.Lane))
	number("kd", int(d.Kind))
	b = record.Text(b, "ca", d.Cause)
	if !d.Message.Bare() {
		if b, ok = d.Message.AppendRecord(record.Field(b, "m")); !ok {
			return nil, false
		}
	}
	b = record.Text(b, "bd", d.Body)
	b = record.Text(b, "tg", d.Target)
	b = record.Flag(b, "bl", d.Below)
	number("pt", d.Part)
	b = strconv.AppendInt(record.Field(b, "st"), int64(d.State), 10)
	number("n", d.Attempts)
	number("x", d.Cuts)
	b = record.Time(record.Field(b, "c"), d.Created)
	b = record.Moment(b, "at", d.At)
	b = record.Flag(b, "mb", d.Perhaps)
	b = record.Flag(b, "vg", d.Vague)
	b = record.Text(b, "r", d.Reason)
	b = record.Text(b, "id2", d.Receipt)
	b = record.Texts(b, "id3", d.More)
	return append(b, '}'), true
}

// ScanRecord implements record.Scanner.
func (d *Delivery) ScanRecord(in *record.Reader) bool {
	in.Want("{")
	d.ID, d.Channel, d.To = ID(in.Text("id")), in.Text("ch"), address.ID(in.Text("to"))
	d.Lane, d.Kind, d.Cause = Lane(in.Number("ln")), Kind(in.Number("kd")), in.Text("ca")
	if in.Has("m") {
		d.Message.ScanRecord(in)
	}
	d.Body, d.Target, d.Below, d.Part = in.Text("bd"), in.Text("tg"), in.Flag("bl"), int(in.Number("pt"))
	d.State, d.Attempts, d.Cuts = State(in.Number("st")), int(in.Number("n")), int(in.Number("x"))
	d.Created, d.At, d.Perhaps, d.Vague = in.Moment("c"), in.Moment("at"), in.Flag("mb"), in.Flag("vg")
	d.Reason, d.Receipt, d.More = in.Text("r"), in.Text("id2"), in.Texts("id3")
	in.Want("}")
	return in.Done()
}

// fieldsOfSending are those of a sending.
type fieldsOfSending struct {
	ID      ID
	Channel string
	At      time.Time
}

var _ = fieldsOfSending(sending{})

// AppendRecord implements record.Writer.
func (s sending) AppendRecord(b []byte) ([]byte, bool) {
	if !record.Timely(s.At) {
		return nil, false
	}
	b = record.String(record.Field(append(b, '{'), "id"), string(s.ID))
	b = record.String(record.Field(b, "ch"), s.Channel)
	return append(record.Time(record.Field(b, "at"), s.At), '}'), true
}
