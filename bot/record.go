package bot

import (
	"strconv"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/record"
)

// fields are those of a State: where it gets another one, AppendRecord and ScanRecord need it too.
type fields struct {
	Lang              string
	Last              time.Time
	Choices           []Choice
	Topic             string
	TopicAt           time.Time
	Question          string
	Shown             []string
	Widened           bool
	Minute            time.Time
	Messages          int
	Pressed           string
	PressAt, EditedAt time.Time
	MutedAt           time.Time
	PointedAt         time.Time
	Talk              *dialogue.Talk
	Replied           *reply
	Drafts            []*dialogue.Talk
	Offer             bool
}

var _ = fields(State{})

// AppendRecord writes a state as part of a record.Writer, for all that have no talk open.
func (s *State) AppendRecord(b []byte) ([]byte, bool) {
	if s.Talk != nil || s.Replied != nil || len(s.Drafts) > 0 || !record.Timely(s.Last, s.TopicAt, s.Minute, s.PressAt, s.EditedAt, s.MutedAt, s.PointedAt) {
		return nil, false
	}
	b = record.Text(append(b, '{'), "lang", s.Lang)
	b = record.Moment(b, "last", s.Last)
	if len(s.Choices) > 0 {
		b = append(record.Field(b, "choices"), '[')
		for i, c := range s.Choices {
			if i > 0 {
				b = append(b, ',')
			}
			b = record.String(record.Field(append(b, '{'), "l"), c.Label)
			b = append(record.String(record.Field(b, "d"), c.Data), '}')
		}
		b = append(b, ']')
	}
	b = record.Text(b, "topic", s.Topic)
	b = record.Moment(b, "topic_at", s.TopicAt)
	b = record.Text(b, "question", s.Question)
	b = record.Texts(b, "shown", s.Shown)
	b = record.Flag(b, "widened", s.Widened)
	b = record.Moment(b, "minute", s.Minute)
	if s.Messages != 0 {
		b = strconv.AppendInt(record.Field(b, "messages"), int64(s.Messages), 10)
	}
	b = record.Text(b, "pressed", s.Pressed)
	b = record.Moment(b, "press_at", s.PressAt)
	b = record.Moment(b, "edited_at", s.EditedAt)
	b = record.Moment(b, "muted_at", s.MutedAt)
	b = record.Moment(b, "pointed_at", s.PointedAt)
	return append(record.Flag(b, "offer", s.Offer), '}'), true
}

// ScanRecord reads what AppendRecord wrote, as part of a record.Scanner.
func (s *State) ScanRecord(in *record.Reader) {
	in.Want("{")
	s.Lang, s.Last = in.Text("lang"), in.Moment("last")
	if in.Has("choices") {
		s.Choices = make([]Choice, 0, 8)
		in.List(func() {
			in.Want("{")
			s.Choices = append(s.Choices, Choice{Label: in.Text("l"), Data: in.Text("d")})
			in.Want("}")
		})
	}
	s.Topic, s.TopicAt, s.Question, s.Shown = in.Text("topic"), in.Moment("topic_at"), in.Text("question"), in.Texts("shown")
	s.Widened, s.Minute, s.Messages = in.Flag("widened"), in.Moment("minute"), int(in.Number("messages"))
	s.Pressed, s.PressAt = in.Text("pressed"), in.Moment("press_at")
	s.EditedAt, s.MutedAt, s.PointedAt = in.Moment("edited_at"), in.Moment("muted_at"), in.Moment("pointed_at")
	s.Offer = in.Flag("offer")
	in.Want("}")
}
