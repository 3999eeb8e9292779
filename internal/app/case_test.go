package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loaxom/bot"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/channel/console"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// counter is a program that is not run: its conversations are talked by hand, a turn computed and committed when a
// test says so.
type counter struct {
	*mornings
	state map[string]bot.State
	ids   int
}

func newCounter(t *testing.T, flood int) *counter {
	c := &counter{mornings: newMornings(t, nil), state: map[string]bot.State{}}
	cfg := talkConfig()
	cfg.Limits.MessagesAMinute = flood
	log := slog.New(slog.DiscardHandler)
	app, err := New(cfg, World{Now: func() time.Time { return c.now }, NewID: c.id, Log: log, DB: c.db,
		Channels: []channel.Channel{console.New(nil, func() time.Time { return c.now })}})
	if err != nil {
		t.Fatal(err)
	}
	app.live.Store(c.app.live.Load())
	app.bot.Load(app.inForce())
	c.app, c.now = app, vn(11, 23, 9, 0)
	c.seat("minh", staff.Grant{Role: commune.Staff, Office: "van-hoa"}, 21)
	c.seat("nga", staff.Grant{Role: commune.Staff, Office: "van-hoa"}, 22)
	for _, who := range []string{"ba", "la"} {
		c.update(func(tx kv.Tx) error {
			_, err := address.Meet(tx, console.Name, console.ChatOf(who), false, address.ID("adr-"+who), c.now)
			return err
		})
	}
	return c
}

func (c *counter) id() string { c.ids++; return fmt.Sprintf("id-%d", c.ids) }

func (c *counter) update(do func(tx kv.Tx) error) {
	c.t.Helper()
	if err := c.db.Update(context.Background(), do); err != nil {
		c.t.Fatal(err)
	}
}

// report makes ba report something and gives the code.
func (c *counter) report(d feedback.Draft) (id feedback.CaseID) {
	c.t.Helper()
	c.update(func(tx kv.Tx) (err error) {
		id, err = c.app.cases.Open(tx, commune.Actor{Address: "adr-ba", Role: commune.Resident}, c.id(), d, c.now)
		return err
	})
	return id
}

// turn computes a turn of somebody's and commits nothing.
func (c *counter) turn(who string, m bot.Message) (out bot.Turn) {
	c.t.Helper()
	err := c.db.View(context.Background(), func(r kv.Reader) (err error) {
		if m.Actor, err = staff.Actor(r, address.ID("adr-"+who)); err != nil {
			return err
		}
		m.Read, m.Now, m.NewID = r, c.now, c.id
		out = c.app.bot.Turn(c.state[who], m)
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// commit does what a turn brings about.
func (c *counter) commit(who string, t bot.Turn) error {
	err := c.db.Update(context.Background(), func(tx kv.Tx) error {
		for _, act := range t.Acts {
			if err := act(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		c.state[who] = t.State
	}
	return err
}

// does is a turn with its commit; what the program says comes back as one text.
func (c *counter) does(who string, m bot.Message) string {
	c.t.Helper()
	c.now = c.now.Add(5 * time.Second)
	t := c.turn(who, m)
	if err := c.commit(who, t); err != nil {
		m.Refused = err
		t = c.turn(who, m)
		if err := c.commit(who, t); err != nil {
			c.t.Fatal(err)
		}
	}
	return said(t)
}

func said(t bot.Turn) string {
	var all []string
	for _, m := range t.Replies {
		all = append(all, m.Text.String())
	}
	return strings.Join(all, "\n")
}

func (c *counter) says(who, text string) string {
	c.t.Helper()
	return c.does(who, bot.Message{Kind: channel.Message, Text: text})
}

func (c *counter) presses(who, data string) string {
	c.t.Helper()
	return c.does(who, bot.Message{Kind: channel.Press, Data: data})
}

// sends is a photo whose content was kept, alone or in an album.
func (c *counter) sends(who, hash, album, caption string) string {
	c.t.Helper()
	kind := channel.Media
	if caption != "" {
		kind = channel.Message
	}
	return c.does(who, bot.Message{Kind: kind, Text: caption, Media: "photo", Album: album, Files: []channel.File{{Kind: channel.Photo, Ref: "r" + hash, Hash: hash}}})
}

func (c *counter) wants(what, got string, parts ...string) {
	c.t.Helper()
	for _, part := range parts {
		if !strings.Contains(got, part) {
			c.t.Errorf("%s lacks %q:\n%s", what, part, got)
		}
	}
}

// card is a case as an officer sees it.
func (c *counter) card(who string, id feedback.CaseID) (v feedback.View) {
	c.t.Helper()
	err := c.db.View(context.Background(), func(r kv.Reader) error {
		by, err := staff.Actor(r, address.ID("adr-"+who))
		if err == nil {
			v, err = c.app.cases.Card(r, by, id)
		}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

var litter = feedback.Draft{Category: "rac-thai", Hamlet: "xom-3", Text: "Rác đổ đầy mương"}

// Two officers press at the same moment: both turns are computed before either is committed. One wins, the other
// is told who, and nothing of theirs is left behind.
func TestTwoOfficersPressAtOnce(t *testing.T) {
	for name, how := range map[string]func(c *counter, who string, id feedback.CaseID) bot.Message{
		"take": func(c *counter, who string, id feedback.CaseID) bot.Message {
			return bot.Message{Kind: channel.Press, Data: feedback.Data("take", id)}
		},
		"answer": func(c *counter, who string, id feedback.CaseID) bot.Message {
			c.presses(who, feedback.Data("answer", id))
			c.says(who, "Đã dọn xong, từ "+who)
			c.says(who, "Không có")
			return bot.Message{Kind: channel.Message, Text: "Gửi"}
		},
		"refuse": func(c *counter, who string, id feedback.CaseID) bot.Message {
			c.presses(who, feedback.Data("refuse", id))
			c.says(who, "Việc này xã không quản lý.")
			return bot.Message{Kind: channel.Message, Text: "Gửi"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, 0)
			id := c.report(litter)
			first, second := how(c, "minh", id), how(c, "nga", id)
			a, b := c.turn("minh", first), c.turn("nga", second)
			if err := c.commit("minh", a); err != nil {
				t.Fatal(err)
			}
			err := c.commit("nga", b)
			var beaten *feedback.Beaten
			if !errors.As(err, &beaten) {
				t.Fatalf("the second commit gives %v", err)
			}
			second.Refused = err
			told := c.turn("nga", second)
			if err := c.commit("nga", told); err != nil {
				t.Fatal(err)
			}
			c.wants("the second", said(told), "minh đã nhận xử lý")
			if c.state["nga"].Talk != nil {
				t.Error("the talk of the second goes on")
			}
			v := c.card("nga", id)
			answers := 0
			for _, l := range v.Lines {
				if l.Kind == feedback.Reaction || l.Kind == feedback.Refusal || l.Kind == feedback.Took {
					answers++
				}
			}
			if want := map[string]int{"take": 1, "answer": 2, "refuse": 2}[name]; v.Label != "minh" || answers != want {
				t.Errorf("in charge: %q; %d lines, want %d", v.Label, answers, want)
			}
		})
	}
}

// Whoever guesses keys finds nothing: after ten wrong ones for a code none is looked at for an hour, the right one
// neither, from whatever conversation; and whoever writes too fast is not answered anyway.
func TestFiveHundredWrongKeysInAMinute(t *testing.T) {
	for _, flood := range []int{0, 20} {
		c := newCounter(t, flood)
		id := c.report(litter)
		begun := c.now
		answered, wrong := 0, 0
		for i := range 500 {
			c.now = begun.Add(time.Duration(i) * time.Minute / 500)
			turn := c.turn("la", bot.Message{Kind: channel.Message, Text: fmt.Sprintf("%s %c%c%c%c", id, 'A'+i%7, 'B'+i/7%7, 'C'+i/49%7, 'D'+i/343%7)})
			if err := c.commit("la", turn); err != nil {
				t.Fatal(err)
			}
			if text := said(turn); text != "" {
				answered++
				if strings.Contains(text, "không khớp") {
					wrong++
				}
				if strings.Contains(text, litter.Text) {
					t.Fatalf("try %d found the key", i)
				}
			}
		}
		if wrong != 10 {
			t.Errorf("flood %d: %d wrong keys were looked at", flood, wrong)
		}
		if flood > 0 && answered > flood+1 {
			t.Errorf("%d of 500 were answered", answered)
		}
		c.now = begun.Add(61 * time.Second)
		key := c.key(id)
		c.wants("the right key", c.says("la", string(id)+" "+key), "tạm ngừng xem khóa")
		c.wants("from elsewhere", c.says("chu", "PA-2026-0009 ABCD"), "không khớp") // the chair's own tries count apart
		c.now = begun.Add(time.Hour + time.Minute)
		c.wants("an hour later", c.says("la", string(id)+" "+key), litter.Text)
	}
}

// key is the tracking key of a case, as its reporter was told it.
func (c *counter) key(id feedback.CaseID) string {
	c.t.Helper()
	told, _ := c.at(c.now) // all that waits to be sent
	_, rest, ok := strings.Cut(told["ba"], "Khóa tra cứu: ")
	if !ok {
		c.t.Fatalf("no key was told for %s: %v", id, told)
	}
	return rest[:4]
}

// Whatever buttons a client makes up and whatever is typed between: who reported nothing reads no word of a report,
// staff of another office neither, and nobody a name.
func TestMadeUpButtonsShowNothing(t *testing.T) {
	c := newCounter(t, 0)
	named := litter
	named.Name, named.Phone = "Trần Thị Bưởi", "0912345678"
	c.report(named)
	hidden := litter
	hidden.Anonymous, hidden.Official, hidden.Category = true, true, "can-bo"
	c.report(hidden)
	rapid.Check(t, func(rt *rapid.T) {
		c.state = map[string]bot.State{}
		acts := rapid.SampledFrom([]string{"card", "own", "mine", "reply", "rate", "reopen", "take", "answer", "ask", "note", "transfer", "assign",
			"close", "refuse", "merge", "contact", "mute", ""})
		ids := rapid.SampledFrom([]string{"PA-2026-0001", "PA-2026-0002", "PA-2026-0003", "~1", "~2", "~0", "~-1", "~", "", "PA-2025-0001", "PA-2026-0001:yes", ":", "PA-2026-0002:yes"})
		words := rapid.SampledFrom([]string{"1", "2", "3", "Gửi", "PA-2026-0001", "PA-2026-0002 ABCD", "tra cứu", "/hopthu", "quay lại", "ok", "Không có", "15/BC", "thôi", "Trả lời"})
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			who := rapid.SampledFrom([]string{"la", "lan", "tu"}).Draw(rt, "who") // a resident, police, a hamlet leader
			var text string
			switch rapid.IntRange(0, 2).Draw(rt, "how") {
			case 0:
				text = c.presses(who, "pa:"+acts.Draw(rt, "act")+":"+ids.Draw(rt, "case"))
			case 1:
				text = c.presses(who, "t:vuviec."+rapid.SampledFrom([]string{"", "words", "sure", "goal", "merge", "why", "reply"}).Draw(rt, "step")+":"+ids.Draw(rt, "data"))
			default:
				text = c.says(who, words.Draw(rt, "text"))
			}
			for _, secret := range []string{"mương", "Bưởi", "0912"} {
				if strings.Contains(text, secret) {
					rt.Fatalf("%s reads %q in: %s", who, secret, text)
				}
			}
		}
	})
}

// What is kept of a reporter's conversation never names their anonymous case, whatever they do with it.
func TestTheConversationDoesNotNameAnAnonymousCase(t *testing.T) {
	c := newCounter(t, 0)
	c.report(litter)
	hidden := litter
	hidden.Anonymous, hidden.Text = true, "Chủ trại xả thải"
	id := c.report(hidden)
	look := func(what string) {
		t.Helper()
		raw, err := json.Marshal(c.state["ba"])
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), string(id)) || strings.Contains(string(raw), "0002") {
			t.Errorf("after %s the conversation names it: %s", what, raw)
		}
	}
	press := func(data string) string { defer look(data); return c.presses("ba", data) }
	say := func(text string) string { defer look(text); return c.says("ba", text) }
	c.wants("the button of the first message", press(feedback.Data("own", id)), string(id), "ẩn danh")
	c.wants("the list", say("tra cứu"), "Ẩn danh 2: "+string(id))
	c.wants("by its place", say("Ẩn danh 2"), string(id), hidden.Text)
	c.wants("by its code", say(string(id)), hidden.Text)
	press("pa:reply:~2")
	say("đêm qua lại xả")
	c.sends("ba", "h1", "", "")
	look("a photo")
	say("/menu") // it is kept
	c.wants("what was left", press("pa:reply:~2"), "đêm qua lại xả")
	press("b:vuviec:+")
	c.wants("sent", say("Gửi"), "Đã chuyển tới cán bộ")
	c.presses("minh", feedback.Data("ask", id))
	c.says("minh", "Xả lúc mấy giờ?")
	c.says("minh", "Gửi")
	c.wants("the reply", say("khoảng hai giờ sáng"), "Đã chuyển lời")
	c.presses("minh", feedback.Data("answer", id))
	c.says("minh", "Xã đã lập biên bản.")
	c.says("minh", "12/BB")
	c.says("minh", "Xem lại")
	c.says("minh", "Gửi")
	press(feedback.Data("rate", id))
	say("2")
	c.wants("rated", say("chưa thấy gì"), "cảm ơn")
	press(feedback.Data("reopen", id))
	c.wants("taken up again", say("vẫn xả"), "xem lại")
	v := c.card("minh", id)
	if v.Stars != 2 || v.Reopened != 1 || len(v.Lines) == 0 {
		t.Errorf("the case: %+v", v.Case)
	}
	for _, l := range v.Lines {
		if l.Kind == feedback.Reply && strings.Contains(l.Text, "hai giờ") {
			return
		}
	}
	t.Errorf("the reply is not in the case: %+v", v.Lines)
}

// An album that answers an officer's question is one reply: all of its photos are in the case, and one line says so.
func TestAnAlbumIsOneReply(t *testing.T) {
	c := newCounter(t, 0)
	id := c.report(litter)
	c.presses("minh", feedback.Data("ask", id))
	c.says("minh", "Bà con chụp giúp nhé")
	c.says("minh", "Gửi")
	var told []string
	for i, caption := range []string{"", "chỗ này đây", ""} {
		if text := c.sends("ba", fmt.Sprintf("h%d", i), "album-1", caption); text != "" {
			told = append(told, text)
		}
	}
	if len(told) != 1 || !strings.Contains(told[0], "Đã chuyển lời") {
		t.Errorf("told: %q", told)
	}
	photos, words := 0, ""
	for _, l := range c.card("minh", id).Lines {
		if l.Kind == feedback.Reply {
			photos += len(l.Files)
			words += l.Text
		}
	}
	if photos != 3 || words != "chỗ này đây" {
		t.Errorf("%d photos, words %q", photos, words)
	}
	c.wants("afterwards a photo is none for the officer", c.sends("ba", "h9", "album-2", ""), "ảnh")
	if n := len(c.card("minh", id).Lines); n != 5 { // taken, asked, three replies
		t.Errorf("%d lines", n)
	}
}

// What an officer began to write is offered when the same is done again; for another case it is not.
func TestAnAnswerThatWasLeftIsOffered(t *testing.T) {
	c := newCounter(t, 0)
	id, other := c.report(litter), c.report(litter)
	c.presses("minh", feedback.Data("answer", id))
	c.says("minh", "Đã giao tổ vệ sinh")
	c.says("minh", "/hopthu")
	if text := c.presses("minh", feedback.Data("answer", other)); strings.Contains(text, "tổ vệ sinh") {
		t.Errorf("for another case: %s", text)
	}
	c.says("minh", "/hopthu")
	c.presses("minh", feedback.Data("ask", id))
	c.says("minh", "thôi")
	c.wants("the same again", c.presses("minh", feedback.Data("answer", id)), "Đã giao tổ vệ sinh")
	c.wants("anew", c.presses("minh", "b:vuviec:-"), "gõ lời trả lời")
	c.says("minh", "Đã dọn hết")
	c.says("minh", "menu")
	c.presses("minh", feedback.Data("answer", id))
	c.wants("gone on with", c.presses("minh", "b:vuviec:+"), "gửi ảnh")
	c.says("minh", "Không có")
	c.wants("sent", c.says("minh", "Gửi"), "Đã gửi")
	c.wants("a button without a draft", c.presses("minh", "b:vuviec:+"), "không còn nữa")
}

// A photo is evidence; without one, or a document, such a case is not closed.
func TestClosingNeedsEvidence(t *testing.T) {
	c := newCounter(t, 0)
	id := c.report(litter)
	c.presses("minh", feedback.Data("answer", id))
	c.says("minh", "Đã dọn xong.")
	c.says("minh", "Không có")
	c.wants("without evidence", c.says("minh", "Gửi"), "Muốn đóng thì trả lời thêm")
	c.wants("closing", c.presses("minh", feedback.Data("close", id)), "phải có ảnh hoặc số văn bản")
	c.wants("closing by a made-up button", c.presses("minh", feedback.Data("close", id)+":yes"), "phải có ảnh hoặc số văn bản")
	c.presses("minh", feedback.Data("answer", id))
	c.wants("too early", c.sends("minh", "h0", "", ""), "gõ lời trả lời trước")
	c.says("minh", "Ảnh sau khi dọn.")
	c.wants("a photo", c.sends("minh", "h1", "", ""), "Đã có: 1 tệp")
	c.wants("another one", c.sends("minh", "h2", "", ""), "Đã có: 2 tệp")
	c.wants("the preview", c.says("minh", "Xem lại"), "Ảnh sau khi dọn.", "Kèm 2 tệp")
	c.wants("sent", c.says("minh", "Gửi"), "Đã gửi trả lời")
	c.wants("closing", c.presses("minh", feedback.Data("close", id)), "Đóng "+string(id)+"?")
	c.wants("closing", c.presses("minh", feedback.Data("close", id)+":yes"), "Đã đóng")
	c.wants("once more", c.presses("minh", feedback.Data("close", id)+":yes"), "đã xong")
	if v := c.card("minh", id); v.State != feedback.Closed {
		t.Errorf("the case is %s", v.State)
	}
}
