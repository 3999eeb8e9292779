package intake

import (
	"strconv"

	"loaxom/bot"
	"loaxom/internal/record"
)

// fields are those of a talk: where it gets another one, AppendRecord and ScanRecord need it too.
type fields struct {
	ID    string
	Turn  int64
	State bot.State
}

var (
	_               = fields(talk{})
	_ record.Writer = talk{}
)

// AppendRecord implements record.Writer, for all that have no talk of several turns open.
func (t talk) AppendRecord(b []byte) (_ []byte, ok bool) {
	b = record.String(record.Field(append(b, '{'), "id"), t.ID)
	b = strconv.AppendInt(record.Field(b, "n"), t.Turn, 10)
	if b, ok = t.State.AppendRecord(record.Field(b, "s")); !ok {
		return nil, false
	}
	return append(b, '}'), true
}

// ScanRecord implements record.Scanner.
func (t *talk) ScanRecord(in *record.Reader) bool {
	in.Want("{")
	t.ID, t.Turn = in.Text("id"), in.Number("n")
	in.Want(`,"s":`)
	t.State.ScanRecord(in)
	in.Want("}")
	return in.Done()
}
