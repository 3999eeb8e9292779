package bot_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"loaxom/bot"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/review"
)

var benchQuestions = []string{
	"làm giấy khai sinh cho cháu cần giấy tờ gì", "le phi chung thuc ban sao bao nhieu", "mất căn cước thì làm lại ở đâu",
	"bo toi moi mat thi lam giay to gi", "xây nhà có phải xin phép không", "chào xã", "giá lúa hôm nay bao nhiêu",
}

// A turn as intake computes it: a question through everything that a message goes through.
func BenchmarkTurn(b *testing.B) {
	bt := newBot(b, bot.Config{})
	b.ReportAllocs()
	state := bot.State{Last: talkDay}
	for i := 0; b.Loop(); i++ {
		now := talkDay.Add(time.Duration(i) * time.Second)
		state = bt.Turn(state, bot.Message{Kind: channel.Message, Text: benchQuestions[i%len(benchQuestions)], Now: now}).State
	}
}

// The same within a view of the store, where staff have decided about every entry and figure: what the
// states of content cost a turn is the difference between the two.
func BenchmarkTurnUnderRuling(b *testing.B) {
	bt := newBot(b, bot.Config{})
	lib, _ := content.Load()
	db, err := boltkv.Open(filepath.Join(b.TempDir(), "store.db"), boltkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	decided := decideAll(b, db, lib)
	for _, c := range []struct {
		name string
		read bool
	}{{"view without states", false}, {"view with states", true}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportMetric(float64(decided), "decisions")
			b.ReportAllocs()
			state := bot.State{Last: talkDay}
			for i := 0; b.Loop(); i++ {
				m := bot.Message{Kind: channel.Message, Text: benchQuestions[i%len(benchQuestions)], Now: talkDay.Add(time.Duration(i) * time.Second)}
				_ = db.View(b.Context(), func(r kv.Reader) error {
					if c.read {
						m.Read = r
					}
					state = bt.Turn(state, m).State
					return nil
				})
			}
		})
	}
}

// decideAll approves every entry and figure of lib, as two people.
func decideAll(t testing.TB, db kv.DB, lib *content.Library) (n int) {
	t.Helper()
	one, two := commune.Actor{Staff: "s-1", Role: commune.Staff}, commune.Actor{Staff: "s-2", Role: commune.Head}
	var all []review.Subject
	for _, e := range lib.Entries() {
		all = append(all, review.Subject{Kind: review.Entry, ID: e.ID})
	}
	for _, p := range lib.Params() {
		if len(p.Values) > 0 {
			all = append(all, review.Subject{Kind: review.Figure, ID: p.Key})
		}
	}
	for chunk := range slices.Chunk(all, 50) {
		err := db.Update(t.Context(), func(tx kv.Tx) error {
			for _, s := range chunk {
				hash, _ := s.In(lib)
				if err := review.Approve(tx, one, s, hash, talkDay); err != nil {
					return err
				}
				if s.Kind == review.Figure {
					if err := review.Approve(tx, two, s, hash, talkDay); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return len(all)
}
