package telegramtest

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

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
