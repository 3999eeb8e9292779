package app

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"loaxom/internal/audience"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// A resident subscribes by buttons, a leader binds a group by a code: both are of the hamlet's audience,
// also after the group has become a supergroup; who blocks or throws out the bot is not, and is again
// after coming back.
func TestWhoIsOfAHamletsAudience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		db := memkv.New()
		st := run(t, srv, db, setting{pace: outbox.DefaultPace, hamlets: []commune.Hamlet{{ID: "dinh", Name: "Xóm Đình"}, {ID: "chua", Name: "Xóm Chùa"}}})
		wait := func() { time.Sleep(5 * time.Second) }
		wait()
		say := func(chat int64, text string, d ...telegramtest.Detail) string {
			srv.Say(chat, text, d...)
			wait()
			return last(srv, chat)
		}
		tap := func(chat int64, labels ...string) {
			t.Helper()
			for _, label := range labels {
				if _, ok := srv.Tap(chat, label); !ok {
					t.Fatalf("there is no button %q below %q", label, last(srv, chat))
				}
				wait()
			}
		}
		reach := func(want audience.Reach) {
			t.Helper()
			err := db.View(context.Background(), func(r kv.Reader) error {
				got, err := audience.Count(r, audience.Target{Hamlets: []commune.HamletID{"dinh"}})
				if d := cmp.Diff([]audience.Reach{want}, got); d != "" {
					t.Error(d)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, u := range []int64{1, 2} {
			srv.User(u)
		}
		say(1, "/start x_dinh")
		tap(1, "Học hành", "Xong", "Đồng ý nhận tin")
		reach(audience.Reach{Channel: "telegram", People: 1})

		srv.Group(-500, 1, 2)
		say(2, "/start i_"+code(t, db, "leader", staff.Grant{Role: commune.Leader, Hamlets: []commune.HamletID{"dinh"}}))
		say(2, "/dangky")
		tap(2, "Nối nhóm chat của xóm")
		_, rest, ok := strings.Cut(last(srv, 2), "/noi ")
		if !ok {
			t.Fatalf("no code in %q", last(srv, 2))
		}
		if !strings.Contains(rest, "?startgroup=g_") {
			t.Errorf("no link into a group in %q", rest)
		}
		bind := "/noi " + strings.Fields(rest)[0]
		if got := say(-500, bind, telegramtest.From(1)); !strings.Contains(got, "nhóm này nhận tin của Xóm Đình") {
			t.Fatalf("the group: %q", got)
		}
		reach(audience.Reach{Channel: "telegram", People: 1, Groups: 1})
		if got := say(-500, "/huy", telegramtest.From(1)); !strings.Contains(got, "trưởng xóm nhắn riêng") {
			t.Errorf("a member stops the group's news: %q", got)
		}

		srv.Migrate(-500, -100500)
		wait()
		reach(audience.Reach{Channel: "telegram", People: 1, Groups: 1})
		srv.Block(1)
		srv.Kick(-100500)
		wait()
		reach(audience.Reach{Channel: "telegram", Left: 2})
		srv.Unblock(1)
		srv.Add(-100500)
		wait()
		reach(audience.Reach{Channel: "telegram", People: 1, Groups: 1})

		if got := say(1, "dạ thôi cháu không nhận nữa ạ"); !strings.Contains(got, "Đã dừng") {
			t.Errorf("stopping: %q", got)
		}
		reach(audience.Reach{Channel: "telegram", Groups: 1})
		st.end()
		for _, secret := range []string{strings.Fields(rest)[0], "dinh"} {
			if strings.Contains(st.log.String(), secret) {
				t.Errorf("%q is in the log", secret)
			}
		}
	})
}
