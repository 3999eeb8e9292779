package bot

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/content"
	"loaxom/internal/channel"
)

// A state that was stored when one draft was kept of all kinds together reads as ever.
func TestAnOldStateWithOneDraftReads(t *testing.T) {
	const old = `{"lang":"en","last":"2026-11-20T02:00:00Z","choices":[{"l":"Về trang đầu","d":"m:start"}],` +
		`"draft":{"name":"phananh","step":"text","path":["","hamlet"],"f":{"cat":"rac-thai","hamlet":"xom-1","once":"id-2","text":"Rác chất đống sau chợ"},` +
		`"files":[{"k":"photo","r":"AgAC","h":"ab12"}],"at":"2026-11-20T01:59:00Z"},"offer":true}`
	var got State
	if err := json.Unmarshal([]byte(old), &got); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 20, 1, 59, 0, 0, time.UTC)
	want := State{Lang: "en", Last: at.Add(time.Minute), Choices: []Choice{{"Về trang đầu", "m:start"}}, Offer: true,
		Drafts: []*dialogue.Talk{{Name: dialogue.ReportTalk, Step: "text", Path: []string{"", "hamlet"}, At: at, Files: []channel.File{{Kind: channel.Photo, Ref: "AgAC", Hash: "ab12"}},
			Fields: map[string]string{"cat": "rac-thai", "hamlet": "xom-1", "once": "id-2", "text": "Rác chất đống sau chợ"}}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("it reads as %+v, want %+v", got, want)
	}
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var again State
	if err := json.Unmarshal(raw, &again); err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("written anew as %s it reads as %+v (%v)", raw, again, err)
	}
}

// One draft of each kind is kept, for the time of its kind, and what a turn does to them leaves the state that it
// began with as it was: a turn may be computed twice.
func TestOneDraftOfEachKind(t *testing.T) {
	draft := func(name, text string, age time.Duration) *dialogue.Talk {
		return &dialogue.Talk{Name: name, Step: "x", At: testNow.Add(-age), Fields: map[string]string{"text": text, "words": text}}
	}
	before := State{Drafts: []*dialogue.Talk{draft(dialogue.ReportTalk, "cũ", 26*time.Hour), draft(dialogue.NoticeTalk, "họp", 25*time.Hour), draft(dialogue.CaseTalk, "đang xem", time.Hour)}}
	was := slices.Clone(before.Drafts)
	tt := &turn{scripts: scripts(Config{}), m: Message{Now: testNow}, Turn: Turn{State: before}}
	names := func() (list []string) {
		for _, k := range tt.State.Drafts {
			list = append(list, k.Name+" "+k.Fields["text"])
		}
		return list
	}
	tt.keep(draft(dialogue.ReportTalk, "mới", 0))
	if got := names(); !slices.Equal(got, []string{"thongbao họp", "vuviec đang xem", "phananh mới"}) {
		t.Errorf("after another report was left: %v", got)
	}
	if k := tt.kept(dialogue.NoticeTalk); k != nil {
		t.Errorf("a notice of yesterday is kept: %+v", k)
	}
	if tt.kept(dialogue.CaseTalk) == nil || tt.kept(dialogue.ReportTalk) == nil {
		t.Error("one of another kind is not kept")
	}
	tt.drop(dialogue.CaseTalk)
	if got := names(); !slices.Equal(got, []string{"thongbao họp", "phananh mới"}) {
		t.Errorf("after one was dropped: %v", got)
	}
	b := &Bot{scripts: tt.scripts}
	tidy, changed := b.Tidy(tt.State, testNow)
	if !changed || len(tidy.Drafts) != 1 || tidy.Drafts[0].Name != dialogue.ReportTalk {
		t.Errorf("tidied: %v, %+v", changed, tidy.Drafts)
	}
	if !slices.Equal(before.Drafts, was) || len(tt.State.Drafts) != 2 {
		t.Errorf("the state before was changed: %+v, %+v", before.Drafts, tt.State.Drafts)
	}
}

// Every kind of talk that keeps what was written in it has the words for that.
func TestEveryDraftHasItsWords(t *testing.T) {
	lib, _ := content.Load()
	kinds := 0
	for name, s := range scripts(Config{}) {
		if s.Keeps == nil {
			continue
		}
		kinds++
		for _, id := range []string{"draft.dropped_", "draft.kept_", "draft.go_on_", "draft.drop_", "data.talk_draft_"} {
			if !lib.HasMessage(content.Vietnamese, id+name) {
				t.Errorf("there is no %s%s", id, name)
			}
		}
	}
	if kinds < 4 {
		t.Errorf("%d kinds of talks are kept", kinds)
	}
}
