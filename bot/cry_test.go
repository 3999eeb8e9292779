package bot

import (
	"testing"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// The button under a cry for help reports it for a day, whatever else is answered meanwhile; of another question it
// reports nothing.
func TestTheButtonUnderACryForHelp(t *testing.T) {
	b := reporter(t)
	const cry = "dây điện đứt rơi xuống đường"
	for _, c := range []struct {
		name     string
		question string
		age      time.Duration
		want     string
	}{
		{"at once", cry, time.Second, cry},
		{"when they are safe", cry, 23 * time.Hour, cry},
		{"two days later", cry, 48 * time.Hour, ""},
		{"after another question", "làm giấy khai sinh cần gì", time.Minute, ""},
		{"made up", "", time.Minute, ""},
	} {
		err := memkv.New().View(t.Context(), func(r kv.Reader) error {
			got := b.Turn(State{Question: c.question, Last: testNow.Add(-c.age)}, Message{Kind: channel.Press, Data: dangerReport, Now: testNow, Read: r,
				Actor: commune.Actor{Address: "r", Role: commune.Resident}, NewID: func() string { return "id" }})
			if k := got.State.Talk; k == nil || k.Name != dialogue.ReportTalk || k.Fields[dialogue.ReportText] != c.want {
				t.Errorf("%s: %+v", c.name, k)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
