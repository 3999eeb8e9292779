package app

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
)

// Behaviour 47: the end is asked for in the middle of work: the poll is cut, what is in hand is done,
// no goroutine is left (the bubble would not end), and the next start goes on where this one stopped.
func TestBehaviour47AnEndInTheMiddleOfWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		srv.SetLatency("sendMessage", 300*time.Millisecond)
		db := memkv.New()
		const n = 200
		srv.Bulk(n, func(i int) (int64, string) { return int64(1000 + i), "/trogiup" })
		st := run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(3 * time.Second)
		begun := time.Now()
		st.end()
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("the end took %v", took)
		}
		for _, room := range []string{"intake", "outbox"} {
			if !strings.Contains(st.log.String(), "msg=stopped room="+room) {
				t.Errorf("the log does not name %s among what was stopped", room)
			}
		}
		if srv.SentCount() == 0 || srv.SentCount() == n {
			t.Fatalf("%d of %d answers: this was not the middle", srv.SentCount(), n)
		}
		st = run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(time.Minute)
		st.end()
		for i := range n {
			if got := len(srv.SentTo(int64(1000 + i))); got != 1 {
				t.Fatalf("chat %d got %d answers", 1000+i, got)
			}
		}
	})
}

// Behaviours 1 and 48: an outage is named by /healthz within a minute and a half, with what stalled,
// and is over within 5 s of the platform's return.
func TestBehaviour48AnOutageIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		srv.Down()
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace})
		time.Sleep(90 * time.Second)
		w := httptest.NewRecorder()
		st.app.healthz(w, nil)
		if w.Code != 503 || !strings.Contains(w.Body.String(), "telegram") {
			t.Errorf("in an outage: %d %s", w.Code, w.Body)
		}
		srv.Up()
		srv.Say(srv.User(7).ID, "/trogiup")
		time.Sleep(7 * time.Second)
		w = httptest.NewRecorder()
		st.app.healthz(w, nil)
		if w.Code != 200 || len(srv.SentTo(7)) != 1 {
			t.Errorf("after the outage: %d %s, %d answers", w.Code, w.Body, len(srv.SentTo(7)))
		}
		st.end()
	})
}

// Behaviour 50: the clock jumps an hour ahead and back in the middle of work; nothing stops for it,
// nothing comes twice.
func TestBehaviour50TheClockJumps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		var shift atomic.Int64
		now := func() time.Time { return time.Now().Add(time.Duration(shift.Load())).Round(0) }
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, now: now})
		time.Sleep(2 * time.Second)
		for i, jump := range []time.Duration{0, time.Hour, -2 * time.Hour, time.Hour, 24 * time.Hour, -24 * time.Hour} {
			shift.Add(int64(jump))
			for k := range 20 {
				srv.Say(srv.User(int64(1000*i+k+1)).ID, "/trogiup")
			}
			time.Sleep(10 * time.Second)
			for k := range 20 {
				if got := len(srv.SentTo(int64(1000*i + k + 1))); got != 1 {
					t.Fatalf("after a jump of %v: %d answers", jump, got)
				}
			}
		}
		st.end()
	})
}

// Behaviour 2: the token is in no log line, health text, metric or stored row, whatever went wrong.
func TestBehaviour02TheTokenIsNowhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		db := memkv.New()
		for i, f := range []telegramtest.Fault{telegramtest.DialRefused(), telegramtest.NoSuchHost(), telegramtest.BadCertificate(), telegramtest.BadGateway(),
			telegramtest.HalfJSON(), telegramtest.Redirect(), telegramtest.Internal(), telegramtest.WrongContentType(), telegramtest.NoAnswer(), telegramtest.ResetAfter()} {
			srv.Fail("sendMessage", 1, f)
			srv.Fail("getUpdates", 1, f)
			srv.Fail("getMe", 1, f)
			srv.Say(srv.User(int64(i+1)).ID, "/trogiup")
		}
		st := run(t, srv, db, setting{})
		time.Sleep(20 * time.Minute)
		var seen strings.Builder
		seen.WriteString(st.log.String())
		w := httptest.NewRecorder()
		st.app.healthz(w, nil)
		seen.WriteString(w.Body.String())
		families, err := st.app.metrics().Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			seen.WriteString(f.String())
		}
		st.end()
		for _, table := range []string{"inbox", "lane", "aside", "seen", "counter", "talk", "address", "delivery", "sending", "hold", "question", "content"} {
			err := db.View(context.Background(), func(r kv.Reader) error {
				return r.Scan(table, nil, nil, func(k, v []byte) error { seen.Write(k); seen.Write(v); return nil })
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		secret := strings.Split(srv.Token(), ":")[1]
		if len(secret) < 10 || strings.Contains(seen.String(), secret) {
			t.Error("the token is shown")
		}
		for i := range 10 {
			if len(srv.SentTo(int64(i+1))) == 0 {
				t.Errorf("person %d got no answer", i+1)
			}
		}
	})
}

// Whatever a stranger sends gets its plain answer and leaves nothing broken: the person who asks
// afterwards is answered as ever, and no request of ours breaks a rule (behaviour 46).
func TestWhateverIsSentIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace})
		time.Sleep(2 * time.Second)
		lib := st.app.live.Load().Current()
		say := func(id string) string { return lib.Say("vi", id, nil) }
		long := strings.Repeat("tôi muốn hỏi thủ tục đăng ký khai sinh cho cháu. ", 90)
		chat := int64(100)
		for _, c := range []struct {
			name string
			send func(chat int64)
			want string // part of the answer; "-" means none
		}{
			{"only emoji", func(c int64) { srv.Say(c, "😀🙏🏽👨‍👩‍👧") }, say("bot.wordless")},
			{"control characters", func(c int64) { srv.Say(c, "\x00\x01\x02\x7f") }, say("bot.wordless")},
			{"marks that turn the direction of writing", func(c int64) { srv.Say(c, "\u202e\u200f\u202d/trogiup\u202c") }, say("bot.help")},
			{"4,000 letters", func(c int64) { srv.Say(c, long) }, ""},
			{"HTML", func(c int64) { srv.Say(c, "<b>x</b><script>alert(1)</script> & \"quote\"") }, ""},
			{"SQL", func(c int64) { srv.Say(c, "'; DROP TABLE dan; --") }, ""},
			{"invalid UTF-8 in JSON", func(c int64) { srv.Say(c, "xin ch\xffào") }, ""},
			{"an edited message", func(c int64) {
				srv.Say(c, "/trogiup")
				srv.Edit(c, srv.LastMessage(c), "sửa lại")
			}, say("bot.edited")},
			{"a photo without text", func(c int64) { srv.Photo(c, "", []byte("\xff\xd8\xff\xe0jpeg")) }, say("report.photo_first")},
			{"a photo with a question", func(c int64) { srv.Photo(c, "/trogiup", []byte("\xff\xd8\xff\xe0jpeg")) }, say("bot.no_papers")},
			{"a made-up button of 64 bytes", func(c int64) {
				srv.Say(c, "/menu")
				time.Sleep(3 * time.Second)
				srv.Press(c, srv.LastMessage(c), strings.Repeat("x", 64))
			}, say("bot.gone")},
			{"a made-up button for what is not there", func(c int64) {
				srv.Say(c, "/menu")
				time.Sleep(3 * time.Second)
				srv.Press(c, srv.LastMessage(c), "e:../../etc/passwd:fee")
			}, say("bot.gone")},
			{"an unknown command", func(c int64) { srv.Say(c, "/xyz") }, say("bot.no_command")},
			{"a number that means nothing", func(c int64) { srv.Say(c, "/menu"); time.Sleep(3 * time.Second); srv.Say(c, "77") }, "1"},
		} {
			chat++
			srv.User(chat)
			c.send(chat)
			time.Sleep(10 * time.Second)
			got := srv.SentTo(chat)
			if len(got) == 0 || !strings.Contains(got[len(got)-1].Text, c.want) {
				t.Errorf("%s: answered %v, want %q", c.name, texts(got), c.want)
			}
			srv.Say(chat, "/trogiup")
			time.Sleep(5 * time.Second)
			if got := srv.SentTo(chat); !strings.Contains(got[len(got)-1].Text, say("bot.help")) {
				t.Errorf("after %s the person is not answered any more: %v", c.name, texts(got))
			}
		}
		// Who is no person is not answered.
		srv.Channel(-1009)
		srv.Group(-500, 7)
		before := srv.SentCount()
		srv.ChannelPost(-1009, "bản tin")
		srv.Say(-500, "/trogiup", telegramtest.AsChat(-500))
		srv.AddUser(telegramtest.User{ID: 900, Bot: true, First: "bot"})
		srv.Say(-500, "/trogiup", telegramtest.From(900))
		srv.Push(`{"update_id":0,"message":"poison"}`)
		time.Sleep(30 * time.Second)
		t.Logf("an anonymous admin's command, a channel post, another bot: %d answers", srv.SentCount()-before)
		if n := srv.SentCount() - before; n > 1 { // the anonymous admin asked for general help in the group
			t.Errorf("%d answers to channel post, anonymous admin and another bot", n)
		}
		if d := srv.DoubleAnswers(); len(d) > 0 {
			t.Errorf("presses answered twice: %v", d)
		}
		st.end()
		if strings.Contains(st.log.String(), "panic") {
			t.Error("something panicked")
		}
	})
}

// Behaviour 45: the list of commands is shown in both languages, and a restart writes nothing again.
func TestBehaviour45CommandsAreShownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		db := memkv.New()
		for range 2 {
			st := run(t, srv, db, setting{})
			time.Sleep(time.Minute)
			st.end()
		}
		for lang, want := range map[string]string{"": "Hỏi thủ tục", "en": "Ask about a procedure"} {
			if got := srv.Commands("all_private_chats", lang); len(got) != len(menuCommands) || got[0].Description != want {
				t.Errorf("commands in %q: %v", lang, got)
			}
		}
		if n := srv.Calls("setMyCommands"); n != 2 {
			t.Errorf("%d lists were written", n)
		}
	})
}

func texts(ms []telegramtest.Message) (all []string) {
	for _, m := range ms {
		all = append(all, m.Text)
	}
	return all
}
