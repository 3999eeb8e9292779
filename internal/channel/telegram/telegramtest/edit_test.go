package telegramtest

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

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
