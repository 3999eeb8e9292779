package telegramtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
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

func TestEdits(t *testing.T) {
	s := New(t, WithJudge(Off))
	b := newBot(t, s)
	s.User(7)
	const keys = `{"inline_keyboard":[[{"text":"x","callback_data":"a"}]]}`
	var m struct {
		ID   int `json:"message_id"`
		Edit int `json:"edit_date"`
		Text string
	}
	b.ok("sendMessage", "chat_id", "7", "text", "một", "reply_markup", keys).into(t, &m)
	id := fmt.Sprint(m.ID)
	same := "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
	b.fails(400, same, "editMessageText", "chat_id", "7", "message_id", id, "text", "một", "reply_markup", keys)
	b.ok("editMessageText", "chat_id", "7", "message_id", id, "text", "<b>một</b>", "parse_mode", "HTML", "reply_markup", keys)
	b.ok("editMessageText", "chat_id", "7", "message_id", id, "text", "hai").into(t, &m)
	if m.Text != "hai" || m.Edit == 0 {
		t.Errorf("%+v", m)
	}
	b.fails(400, same, "editMessageReplyMarkup", "chat_id", "7", "message_id", id)
	b.ok("editMessageReplyMarkup", "chat_id", "7", "message_id", id, "reply_markup", keys)
	if got, ok := s.Shown(7, m.ID); !ok || got.Text != "hai" || got.Buttons[0][0].Data != "a" || got.Method != "editMessageReplyMarkup" {
		t.Errorf("shown %+v", got)
	}
	if sent := s.Sent(); len(sent) != 4 || sent[0].Text != "một" || sent[2].Text != "hai" || sent[2].Buttons != nil {
		t.Errorf("sent %+v", sent)
	}

	s.Say(7, "của bà con")
	theirs := fmt.Sprint(s.LastMessage(7))
	b.fails(400, "Bad Request: message can't be edited", "editMessageText", "chat_id", "7", "message_id", theirs, "text", "x")
	b.fails(400, "Bad Request: message to edit not found", "editMessageText", "chat_id", "7", "message_id", "999", "text", "x")
	b.fails(400, "Bad Request: message to delete not found", "deleteMessage", "chat_id", "7", "message_id", "999")
	b.fails(400, "Bad Request: message to be replied not found", "sendMessage", "chat_id", "7", "text", "x", "reply_parameters", `{"message_id":999}`)
	b.ok("sendMessage", "chat_id", "7", "text", "x", "reply_parameters", `{"message_id":999,"allow_sending_without_reply":true}`)
	b.ok("sendMessage", "chat_id", "7", "text", "y", "reply_parameters", `{"message_id":`+theirs+`}`)
	if sent := s.Sent(); sent[len(sent)-1].ReplyTo != s.LastMessage(7)-2 {
		t.Errorf("reply to %d", sent[len(sent)-1].ReplyTo)
	}
	b.ok("deleteMessage", "chat_id", "7", "message_id", id)
	b.fails(400, "Bad Request: message to edit not found", "editMessageText", "chat_id", "7", "message_id", id, "text", "x")
	if _, ok := s.Shown(7, m.ID); ok {
		t.Error("a deleted message is shown")
	}
}

// The bot's messages can be taken back for 48 hours; of others only in a private chat.
func TestDeleting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.User(7)
		s.Group(-55, 7)
		b.ok("sendMessage", "chat_id", "7", "text", "x")
		old := fmt.Sprint(s.LastMessage(7))
		s.Say(-55, "x")
		b.fails(400, "Bad Request: message can't be deleted", "deleteMessage", "chat_id", "-55", "message_id", fmt.Sprint(s.LastMessage(-55)))
		time.Sleep(48 * time.Hour)
		b.fails(400, "Bad Request: message can't be deleted", "deleteMessage", "chat_id", "7", "message_id", old)
		s.Say(7, "x")
		b.ok("deleteMessage", "chat_id", "7", "message_id", fmt.Sprint(s.LastMessage(7)))
	})
}

func TestCallbackQueries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		b := newBot(t, s)
		s.User(7)
		const old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
		b.ok("sendMessage", "chat_id", "7", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"Có","callback_data":"yes"}]]}`)
		q, ok := s.Tap(7, "Có")
		if _, none := s.Tap(7, "Không"); !ok || none {
			t.Error("a button that is there is pressed, another is not")
		}
		gone := s.Press(7, 999, "forged")
		inline := s.Press(7, 0, "x", Inline())
		var rows []struct {
			Q struct {
				ID, Data string
				Inline   string `json:"inline_message_id"`
				Message  *struct {
					ID   int `json:"message_id"`
					Date int
					Text string
				}
			} `json:"callback_query"`
		}
		b.ok("getUpdates").into(t, &rows)
		if m := rows[0].Q; m.ID != q || m.Data != "yes" || m.Message.Text != "x" || m.Message.Date == 0 {
			t.Errorf("press %+v", m)
		}
		if m := rows[1].Q; m.ID != gone || m.Data != "forged" || m.Message.Date != 0 || m.Message.ID != 999 {
			t.Errorf("press on a message that is gone %+v", m)
		}
		if m := rows[2].Q; m.ID != inline || m.Message != nil || m.Inline == "" {
			t.Errorf("press on an inline message %+v", m)
		}
		b.ok("answerCallbackQuery", "callback_query_id", q, "text", "Đã ghi nhận")
		b.fails(400, old, "answerCallbackQuery", "callback_query_id", q)
		b.fails(400, old, "answerCallbackQuery", "callback_query_id", "5")
		s.ExpireQuery(inline)
		b.fails(400, old, "answerCallbackQuery", "callback_query_id", inline)
		time.Sleep(151 * time.Second)
		b.fails(400, old, "answerCallbackQuery", "callback_query_id", gone)
		if d := s.DoubleAnswers(); !slices.Equal(d, []string{q}) {
			t.Errorf("double answers %v", d)
		}
		if n := s.Answers()[gone]; n != 1 {
			t.Errorf("%d answers", n)
		}
	})
}

func TestWhatPeopleWrite(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.AddUser(User{ID: 7, First: "Hạnh", Username: "hanh", Language: "vi"})
	s.Group(-55, 7, 8)
	s.Channel(-100777)
	s.Say(7, "/start@loaxom_bot x_dinh, hỏi @ubnd và /trogiúp https://dichvucong.gov.vn nhé")
	s.Say(-55, "ẩn danh", AsChat(-55))
	s.Say(-55, "trả lời", From(8), ReplyTo(s.LastMessage(-55)), With(`"media_group_id":"9"`))
	s.ChannelPost(-100777, "tin")
	s.Edit(7, 1, "sửa")
	s.SkewDates(time.Hour)
	s.Photo(7, "ảnh", []byte("not a picture"))
	r := b.ok("getUpdates")
	var rows []struct {
		Message, Edited *struct {
			From, Sender *struct {
				ID    int64
				First string `json:"first_name"`
				Lang  string `json:"language_code"`
				IsBot bool   `json:"is_bot"`
			}
			Date     int64
			Text     string
			Caption  string
			Group    string `json:"media_group_id"`
			Entities []Entity
			Photo    []struct{ FileID string }
			Reply    *struct{ Text string } `json:"reply_to_message"`
		}
		Post *struct{ Text string } `json:"channel_post"`
	}
	r.into(t, &rows)
	if m := rows[0].Message; m.From.First != "Hạnh" || m.From.Lang != "vi" || !slices.Equal(m.Entities, []Entity{
		{Type: "bot_command", Offset: 0, Length: 17}, {Type: "mention", Offset: 30, Length: 5}, {Type: "url", Offset: 48, Length: 25},
	}) {
		t.Errorf("%+v", m)
	}
	if m := rows[1].Message; m.From.ID != 1087968824 || !m.From.IsBot {
		t.Errorf("anonymous %+v", m.From)
	}
	if m := rows[2].Message; m.From.ID != 8 || m.Reply.Text != "ẩn danh" || m.Group != "9" {
		t.Errorf("reply %+v", m)
	}
	if rows[3].Post.Text != "tin" {
		t.Errorf("post %+v", rows[3])
	}
	if m := rows[5].Message; m.Caption != "ảnh" || len(m.Photo) != 1 || m.Date < time.Now().Unix()+3000 {
		t.Errorf("photo %+v", m)
	}
	if !strings.Contains(string(r.Result), `"edited_message":{`) {
		t.Error("no edit")
	}
}

func TestPrivacyMode(t *testing.T) {
	s := New(t, WithPrivacy())
	b := newBot(t, s)
	s.Group(-55, 7)
	b.ok("sendMessage", "chat_id", "-55", "text", "chào cả xóm")
	mine := s.LastMessage(-55)
	if s.Say(-55, "chuyện riêng") != 0 {
		t.Error("the bot hears what is not meant for it")
	}
	if s.Say(-55, "/menu") == 0 || s.Say(-55, "hỏi @Loaxom_bot") == 0 || s.Say(-55, "ừ", ReplyTo(mine)) == 0 {
		t.Error("the bot does not hear what is meant for it")
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
