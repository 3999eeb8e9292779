package telegramtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestWhoCannotBeReached(t *testing.T) {
	s := New(t, WithJudge(Off))
	b := newBot(t, s)
	const group, super = int64(-55), int64(-1001234567890)
	s.User(7)
	s.Stranger(8)
	s.User(9)
	s.Group(group, 7, 9)
	s.Group(super, 7)
	send := func(chat int64) []string { return []string{"chat_id", fmt.Sprint(chat), "text", "a"} }

	b.fails(400, "Bad Request: chat_id is empty", "sendMessage", "text", "a")
	takes(t, s, RuleMissing, "chat_id")
	b.fails(400, "Bad Request: chat not found", "sendMessage", send(123)...)
	b.fails(400, "Bad Request: chat not found", "sendMessage", "chat_id", "@xuanhung", "text", "a")
	b.fails(403, "Forbidden: bot can't initiate conversation with a user", "sendMessage", send(8)...)
	s.Say(8, "/start")
	b.ok("sendMessage", send(8)...)

	if s.Block(7) == 0 {
		t.Error("blocking gives no update")
	}
	b.fails(403, "Forbidden: bot was blocked by the user", "sendMessage", send(7)...)
	b.fails(403, "Forbidden: bot was blocked by the user", "sendChatAction", "chat_id", "7", "action", "typing")
	if s.Say(7, "x") != 0 {
		t.Error("one who blocked the bot writes to it")
	}
	s.Unblock(7)
	b.ok("sendMessage", send(7)...)
	s.Deactivate(9)
	b.fails(403, "Forbidden: user is deactivated", "sendMessage", send(9)...)

	s.Kick(group)
	b.fails(403, "Forbidden: bot was kicked from the group chat", "sendMessage", send(group)...)
	s.Add(group)
	b.ok("sendMessage", send(group)...)
	s.Restrict(group)
	b.fails(400, "Bad Request: not enough rights to send text messages to the chat", "sendMessage", send(group)...)
	b.ok("getChatMember", "chat_id", fmt.Sprint(group), "user_id", fmt.Sprint(s.BotID()))
	s.Kick(super)
	b.fails(403, "Forbidden: bot was kicked from the supergroup chat", "sendMessage", send(super)...)
	s.Add(super)
	b.ok("leaveChat", "chat_id", fmt.Sprint(super))
	b.fails(403, "Forbidden: bot is not a member of the supergroup chat", "sendMessage", send(super)...)

	kinds := map[string]int{}
	var rows []map[string]json.RawMessage
	b.ok("getUpdates").into(t, &rows)
	for _, r := range rows {
		for k := range r {
			kinds[k]++
		}
	}
	if kinds["my_chat_member"] != 8 || kinds["message"] != 3 {
		t.Errorf("updates %v", kinds)
	}
}

// A person who blocks the bot is told as a my_chat_member whose status is kicked.
func TestMembershipUpdate(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.User(7)
	s.Block(7)
	var rows []struct {
		M struct {
			Chat struct {
				ID   int64
				Type string
			}
			From struct{ ID int64 }
			Old  struct{ Status string } `json:"old_chat_member"`
			New  struct {
				Status string
				User   struct{ ID int64 }
			} `json:"new_chat_member"`
		} `json:"my_chat_member"`
	}
	b.ok("getUpdates").into(t, &rows)
	m := rows[0].M
	if m.Chat.ID != 7 || m.Chat.Type != "private" || m.From.ID != 7 || m.Old.Status != "member" || m.New.Status != "kicked" || m.New.User.ID != s.BotID() {
		t.Errorf("%+v", m)
	}
}

func TestMigration(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.Group(-55, 7)
	ids := s.Migrate(-55, -100555)
	if len(ids) != 2 || ids[0] == 0 {
		t.Errorf("updates %v", ids)
	}
	r := b.fails(400, "Bad Request: group chat was upgraded to a supergroup chat", "sendMessage", "chat_id", "-55", "text", "a")
	if r.Parameters.Migrate != -100555 {
		t.Errorf("parameters %+v", r.Parameters)
	}
	b.ok("sendMessage", "chat_id", "-100555", "text", "a")
	if got := string(b.ok("getUpdates").Result); !strings.Contains(got, `"migrate_to_chat_id":-100555`) || !strings.Contains(got, `"migrate_from_chat_id":-55`) {
		t.Errorf("updates %s", got)
	}
	if s.Say(-55, "còn ai không") != 0 || s.Say(-100555, "có") == 0 {
		t.Error("people write in the new group, not in the old")
	}
}

func TestCommands(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.User(7)
	const one = `[{"command":"menu","description":"Danh mục"}]`
	b.ok("setMyCommands", "commands", one)
	b.ok("setMyCommands", "commands", `[]`, "scope", `{"type":"chat","chat_id":7}`, "language_code", "en")
	b.fails(400, "Bad Request: chat not found", "setMyCommands", "commands", one, "scope", `{"type":"chat","chat_id":8}`)
	if got := string(b.ok("getMyCommands").Result); got != one {
		t.Errorf("commands %s", got)
	}
	if got := s.Commands("default", ""); len(got) != 1 || got[0].Description != "Danh mục" {
		t.Errorf("commands %v", got)
	}
	if got := s.Commands("chat:7", "en"); got == nil || len(got) != 0 {
		t.Errorf("commands %v", got)
	}
	b.ok("deleteMyCommands")
	if got := string(b.ok("getMyCommands", "scope", `{"type":"default"}`).Result); got != "[]" {
		t.Errorf("commands %s", got)
	}
}

func TestChatsAreTold(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.User(7)
	s.Group(-55, 7)
	s.SetMember(-55, 7, "administrator")
	if got := string(b.ok("getChat", "chat_id", "-55").Result); !strings.Contains(got, `"title":"Xóm -55"`) {
		t.Errorf("chat %s", got)
	}
	for user, want := range map[int64]string{7: "administrator", s.BotID(): "member"} {
		var m struct{ Status string }
		b.ok("getChatMember", "chat_id", "-55", "user_id", fmt.Sprint(user)).into(t, &m)
		if m.Status != want {
			t.Errorf("%d is %s", user, m.Status)
		}
	}
	b.fails(400, "Bad Request: chat member status can't be changed in private chats", "leaveChat", "chat_id", "7")
}
