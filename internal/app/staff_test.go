package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

var atMachine = commune.Actor{Role: commune.Admin, Machine: true}

// code makes an invitation at the machine.
func code(t *testing.T, db kv.DB, chance string, g staff.Grant) string {
	t.Helper()
	c := staff.NewCode(chance)
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		return staff.Invite(tx, atMachine, c, staff.Invitation{Grant: g}, time.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// last is the newest message to a chat.
func last(srv *telegramtest.Server, chat int64) string {
	got := srv.SentTo(chat)
	if len(got) == 0 {
		return ""
	}
	return got[len(got)-1].Text
}

// An invitation by link makes an admin, whose commands are shown to that chat alone and go when the
// account is revoked; a group, an anonymous admin and a stranger have no role.
func TestARoleIsOnePersonsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		db := memkv.New()
		st := run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(5 * time.Second)
		lib := st.app.live.Load().Current()
		say := func(chat int64, text string, d ...telegramtest.Detail) string {
			before := len(srv.SentTo(chat))
			srv.Say(chat, text, d...)
			time.Sleep(5 * time.Second)
			if len(srv.SentTo(chat)) == before {
				return ""
			}
			return last(srv, chat)
		}
		srv.User(1)
		srv.User(2)
		srv.Group(-500, 1)
		c := code(t, db, "x", staff.Grant{Role: commune.Admin})

		if got := say(-500, "/start i_"+c, telegramtest.From(1)); !strings.Contains(got, lib.Say("vi", "code.private", nil)) {
			t.Errorf("a code in a group: %q", got)
		}
		if got := say(1, "/start i_"+c); !strings.Contains(got, lib.Say("vi", "role.admin", nil)) {
			t.Errorf("the code: %q", got)
		}
		for lang, want := range map[string]string{"": "Mời người, thu hồi phần việc", "en": "Invite people, revoke duties"} {
			list := srv.Commands("chat:1", lang)
			if len(list) <= len(menuCommands) || list[len(list)-1].Description != want {
				t.Errorf("the admin's commands in %q: %v", lang, list)
			}
			if list := srv.Commands("all_private_chats", lang); len(list) != len(menuCommands) {
				t.Errorf("everybody's commands in %q: %v", lang, list)
			}
		}
		denied := lib.Say("vi", "bot.denied", nil)
		if got := say(-500, "/quyen", telegramtest.From(1)); !strings.Contains(got, denied) {
			t.Errorf("the admin in a group: %q", got)
		}
		if got := say(-500, "/quyen", telegramtest.AsChat(-500)); !strings.Contains(got, denied) {
			t.Errorf("an anonymous admin of the group: %q", got)
		}
		if got := say(2, "/quyen"); !strings.Contains(got, denied) {
			t.Errorf("a stranger: %q", got)
		}

		// The admin invites by buttons; the link has the bot's name.
		say(1, "/quyen")
		for _, label := range []string{"Mời người mới", "Lãnh đạo xã", "Không đặt tên"} {
			if _, ok := srv.Tap(1, label); !ok {
				t.Fatalf("there is no button %q below %q", label, last(srv, 1))
			}
			time.Sleep(5 * time.Second)
		}
		link := fmt.Sprintf("https://t.me/%s?start=i_", st.app.w.Channels[0].(named).Username())
		_, payload, ok := strings.Cut(last(srv, 1), link)
		if !ok {
			t.Fatalf("no link in %q", last(srv, 1))
		}
		payload, _, _ = strings.Cut(payload, "\n")
		if got := say(2, "/start i_"+payload); !strings.Contains(got, "Lãnh đạo xã") {
			t.Errorf("by the link: %q", got)
		}

		// A restart makes no call for lists that are as they were.
		calls := srv.Calls("setMyCommands")
		st.end()
		st = run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(time.Minute)
		if n := srv.Calls("setMyCommands"); n != calls {
			t.Errorf("%d lists were written again", n-calls)
		}

		var admin staff.Account
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			list, err := staff.Active(tx)
			if err != nil {
				return err
			}
			admin = list[0]
			return staff.Revoke(tx, atMachine, admin.ID, time.Now())
		})
		if err != nil || !admin.Is(commune.Admin) {
			t.Fatal(admin, err)
		}
		if got := say(1, "/quyen"); !strings.Contains(got, denied) {
			t.Errorf("the next message after revoking: %q", got)
		}
		if a, b := srv.Commands("chat:1", ""), srv.Commands("chat:1", "en"); len(a)+len(b) > 0 {
			t.Errorf("after revoking these commands are shown: %v %v", a, b)
		}
		st.end()
		if strings.Contains(st.log.String(), payload) || strings.Contains(st.log.String(), c) {
			t.Error("a code is in the log")
		}
	})
}

// The code is nowhere in the store once it has been shown.
func TestNoCodeIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		db := memkv.New()
		st := run(t, srv, db, setting{})
		time.Sleep(5 * time.Second)
		srv.User(1)
		first := code(t, db, "y", staff.Grant{Role: commune.Admin})
		for _, text := range []string{"/start i_" + first, "/quyen", "mời người mới", "lãnh đạo xã", "bác Tư", first, staff.ShowCode(first)} {
			srv.Say(1, text)
			time.Sleep(5 * time.Second)
		}
		shown := ""
		for _, m := range srv.SentTo(1) {
			if c := shownCode.FindString(m.Text); c != "" {
				shown = c
			}
		}
		st.end()
		plain, looks := staff.ReadCode(shown)
		if !looks {
			t.Fatal("no code was shown")
		}
		for _, table := range []string{"inbox", "lane", "aside", "talk", "delivery", "question", "invitation", "account", "account.address", "journal", "guess"} {
			err := db.View(context.Background(), func(r kv.Reader) error {
				return r.Scan(table, nil, nil, func(k, v []byte) error {
					for _, c := range []string{first, plain, shown, staff.ShowCode(first)} {
						if strings.Contains(string(k)+string(v), c) {
							t.Errorf("a code is in table %s", table)
						}
					}
					if table == "journal" && strings.Contains(string(v), "Tư") {
						t.Error("a name is in the audit")
					}
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
