package bot

import (
	"testing"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// wants asks the bot about a message with one photo.
func wants(t *testing.T, b *Bot, s State, m Message) (wanted bool) {
	t.Helper()
	err := memkv.New().View(t.Context(), func(r kv.Reader) error {
		m.Now, m.Read, m.Actor = testNow, r, commune.Actor{Address: "r", Role: commune.Resident}
		m.Files, m.Media = []channel.File{{Kind: channel.Photo, Ref: "x"}}, channel.Photo
		wanted = b.Wants(s, m)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return wanted
}

// Files are fetched for a report and for nothing else.
func TestWhichFilesAreFetched(t *testing.T) {
	b := reporter(t)
	talk := func(name string, files int, age time.Duration) State {
		k := &dialogue.Talk{Name: name, Step: "text", At: testNow.Add(-age), Fields: map[string]string{"text": "x"}}
		for range files {
			k.Files = append(k.Files, channel.File{Hash: "h"})
		}
		return State{Talk: k}
	}
	many := State{Minute: testNow, Messages: 20}
	for _, c := range []struct {
		name  string
		state State
		m     Message
		want  bool
	}{
		{"alone", State{}, Message{Kind: channel.Media}, false},
		{"in an open report", talk(dialogue.ReportTalk, 0, time.Minute), Message{Kind: channel.Media}, true},
		{"in a report that is full", talk(dialogue.ReportTalk, feedback.MaxFiles, time.Minute), Message{Kind: channel.Media}, false},
		{"in a report that is over", talk(dialogue.ReportTalk, 0, 25*time.Hour), Message{Kind: channel.Media}, false},
		{"in a talk that sends on", talk(dialogue.NoticeTalk, 0, time.Minute), Message{Kind: channel.Media}, false},
		{"with words that report", State{}, Message{Kind: channel.Message, Text: "đèn đường xóm 5 hỏng ba hôm rồi"}, true},
		{"with a question", State{}, Message{Kind: channel.Message, Text: "đèn đường hỏng thì báo ai"}, false},
		{"with words of danger", State{}, Message{Kind: channel.Message, Text: "cháy nhà rồi cứu với, đường xóm hỏng"}, false},
		{"in a group", talk(dialogue.ReportTalk, 0, time.Minute), Message{Kind: channel.Media, Group: true}, false},
		{"an edited message", talk(dialogue.ReportTalk, 0, time.Minute), Message{Kind: channel.Edited}, false},
	} {
		if got := wants(t, b, c.state, c.m); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	flooded := New(Config{Cases: b.cfg.Cases, MessagesAMinute: 20})
	flooded.know.Store(b.know.Load())
	many.Talk = talk(dialogue.ReportTalk, 0, time.Minute).Talk
	if wants(t, flooded, many, Message{Kind: channel.Media}) {
		t.Error("what is passed over as a flood is fetched")
	}
}

// What was written is kept for a week after the last message, and no longer, even if nobody comes back.
func TestWhatIsWrittenIsKeptForAWeek(t *testing.T) {
	b := reporter(t)
	open := State{Talk: &dialogue.Talk{Name: dialogue.ReportTalk, Step: "text", At: testNow, Fields: map[string]string{dialogue.ReportText: "cống tắc"}}}
	empty := State{Talk: &dialogue.Talk{Name: dialogue.ReportTalk, At: testNow}}
	other := State{Talk: &dialogue.Talk{Name: dialogue.NewsTalk, At: testNow, Fields: map[string]string{"hamlets": "xom-5"}}}
	notice := State{Drafts: []*dialogue.Talk{{Name: dialogue.NoticeTalk, At: testNow, Fields: map[string]string{"text": "họp"}}}}
	for _, c := range []struct {
		name        string
		s           State
		after       time.Duration
		talk, draft bool
	}{
		{"a report, soon", open, 23 * time.Hour, true, false},
		{"a report, after a day", open, 25 * time.Hour, false, true},
		{"a report, after six days", open, 6 * 24 * time.Hour, false, true},
		{"a report, after eight days", open, 8 * 24 * time.Hour, false, false},
		{"a report without a word", empty, 25 * time.Hour, false, false},
		{"another talk", other, 25 * time.Hour, false, false},
		{"a notice that was left, soon", notice, 23 * time.Hour, false, true},
		{"a notice that was left, after a day", notice, 25 * time.Hour, false, false},
	} {
		got, changed := b.Tidy(c.s, testNow.Add(c.after))
		if (got.Talk != nil) != c.talk || (len(got.Drafts) > 0) != c.draft || changed != (got.Talk != c.s.Talk || len(got.Drafts) != len(c.s.Drafts)) {
			t.Errorf("%s: talk %v, draft %v, changed %v", c.name, got.Talk, got.Drafts, changed)
		}
	}
}
