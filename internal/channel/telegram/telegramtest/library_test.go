package telegramtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// The library that the adapter takes its types from decodes everything that this server gives, and
// what its Configs write wrongly (null, legacy names) is seen.
func TestTheLibrary(t *testing.T) {
	s := New(t, WithJudge(Off))
	s.User(7)
	s.Group(-55, 7, 8)
	lib := &tg.BotAPI{Token: s.Token(), Client: &http.Client{Transport: s.Transport()}, Buffer: 1}
	lib.SetAPIEndpoint(s.Base() + "/bot%s/%s")

	m, err := lib.MakeRequest("sendMessage", tg.Params{"chat_id": "7", "text": "<b>Xã</b>", "parse_mode": "HTML",
		"reply_markup": `{"inline_keyboard":[[{"text":"Có","callback_data":"yes"}]]}`})
	if err != nil {
		t.Fatal(err)
	}
	var sent tg.Message
	if err := json.Unmarshal(m.Result, &sent); err != nil || sent.Entities[0].Type != "bold" || *sent.ReplyMarkup.InlineKeyboard[0][0].CallbackData != "yes" {
		t.Errorf("%v %+v", err, sent)
	}
	s.Say(7, "/start x_dinh")
	s.Say(-55, "đây", ReplyTo(1))
	s.Photo(7, "ảnh", pngOf(t, 3, 2))
	s.Attach(7, "voice", "", "", []byte("x"), 0)
	s.Tap(7, "Có")
	s.Press(7, 999, "forged")
	s.Block(7)
	s.Edit(7, 2, "sửa")
	s.Migrate(-55, -100555)
	raw, err := lib.MakeRequest("getUpdates", tg.Params{})
	if err != nil {
		t.Fatal(err)
	}
	var rows []tg.Update
	if err := json.Unmarshal(raw.Result, &rows); err != nil || len(rows) != 10 {
		t.Fatalf("%v, %d updates", err, len(rows))
	}
	if c := rows[0].Message; c.Command() != "start" || c.CommandArguments() != "x_dinh" || !c.Chat.IsPrivate() {
		t.Errorf("%+v", c)
	}
	if q := rows[4].CallbackQuery; q.Data != "yes" || q.Message.Text != "Xã" || rows[5].CallbackQuery.Message.Date != 0 {
		t.Errorf("%+v", q)
	}
	if rows[6].MyChatMember.NewChatMember.Status != "kicked" || rows[8].Message.MigrateToChatID != -100555 {
		t.Errorf("%+v %+v", rows[6].MyChatMember, rows[8].Message)
	}
	if _, err := lib.GetMe(); err != nil {
		t.Error(err)
	}
	var refusal *tg.Error
	if _, err := lib.Request(tg.NewDeleteMessage(7, 1)); err == nil || !errors.As(err, &refusal) || refusal.Code != 403 {
		t.Errorf("%v", err)
	}

	config := tg.NewMessage(-100555, "a") // writes entities=null
	config.ReplyToMessageID = 1
	if _, err := lib.Send(config); err == nil {
		if v := s.ExpectViolations(); len(v) != 2 {
			t.Errorf("violations %v", v)
		}
	} else {
		t.Error(err)
	}
}
