package app

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/blob"
	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// A case on Telegram: its photos come as the album that they are, the buttons do what they say, the contact goes
// away by itself, and whoever presses a button that is too late is told who was quicker.
func TestACaseOnTelegram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const resident, chair, deputy = 501, 88, 89
		srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Refuse))
		srv.User(resident)
		blobs := blob.Open(t.TempDir())
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, blobs: blobs})
		time.Sleep(3 * time.Second)
		st.official(chair, "chu", staff.Grant{Role: commune.Chair})
		st.official(deputy, "pho", staff.Grant{Role: commune.Chair})
		say(srv, resident, "/menu")
		say(srv, chair, "/menu")
		say(srv, deputy, "/menu")

		draft := feedback.Draft{Category: "rac-thai", Hamlet: "xom-1", Text: "Rác đổ đầy mương", Name: "Trần Thị Bưởi", Phone: "0912345678"}
		for w := 5; w < 8; w++ {
			hash, err := blobs.Put(dot(t, w))
			if err != nil {
				t.Fatal(err)
			}
			draft.Files = append(draft.Files, channel.File{Kind: channel.Photo, Hash: hash})
		}
		before := len(srv.SentTo(chair))
		st.update(func(tx kv.Tx) error {
			to, err := address.Find(tx, telegram.Name, "501")
			if err == nil {
				_, err = st.app.cases.Open(tx, commune.Actor{Address: string(to.ID), Role: commune.Resident}, "once", draft, time.Now())
			}
			return err
		})
		time.Sleep(5 * time.Second)
		if got := srv.SentTo(chair)[before:]; len(got) != 1 || strings.Contains(got[0].Text, "mương") || strings.Contains(got[0].Text, "Bưởi") {
			t.Fatalf("staff are told: %v", texts(got))
		}
		card := tap(t, srv, deputy, "Xem vụ việc")
		if len(card) != 5 || card[1].Album == "" || card[3].Album != card[1].Album || !strings.Contains(card[0].Text, "Rác đổ đầy mương") || len(card[4].Buttons) == 0 {
			t.Fatalf("the card: %v", texts(card))
		}
		for _, m := range card {
			if strings.Contains(m.Text, "Bưởi") || strings.Contains(m.Text, "0912") {
				t.Errorf("the card has the contact: %s", m.Text)
			}
		}
		tap(t, srv, chair, "Xem vụ việc")
		told := len(srv.SentTo(resident))
		if got := tap(t, srv, chair, "Nhận xử lý"); len(got) != 1 || !strings.Contains(got[0].Text, "đã nhận xử lý") {
			t.Fatalf("taken: %v", texts(got))
		}
		if got := srv.SentTo(resident)[told:]; len(got) != 1 || !strings.Contains(got[0].Text, "Cán bộ đã nhận xử lý") {
			t.Errorf("the resident is told: %v", texts(got))
		}
		if got := tap(t, srv, deputy, "Nhận xử lý"); len(got) != 1 || !strings.Contains(got[0].Text, "chu đã nhận xử lý vụ việc này lúc") {
			t.Errorf("who came too late: %v", texts(got))
		}

		tap(t, srv, chair, "Xem vụ việc")
		shown := tap(t, srv, chair, "Xem liên hệ")
		var contact telegramtest.Message
		for _, m := range shown {
			if strings.Contains(m.Text, "Trần Thị Bưởi") && strings.Contains(m.Text, "0912345678") {
				contact = m
			}
		}
		if contact.ID == 0 || !contact.Protected {
			t.Fatalf("the contact: %v", texts(shown))
		}
		time.Sleep(16 * time.Minute)
		if _, still := srv.Shown(chair, contact.ID); still {
			t.Error("the contact still stands in the chat")
		}

		tap(t, srv, chair, "Hỏi thêm")
		say(srv, chair, "Rác đổ từ hôm nào?")
		tap(t, srv, chair, "Gửi")
		if got := say(srv, resident, "từ hôm kia"); len(got) != 1 || !strings.Contains(got[0].Text, "Đã chuyển lời bà con tới cán bộ") {
			t.Errorf("the reply: %v", texts(got))
		}
		if got := newest(srv, chair, 1); !strings.Contains(got, "vừa nhắn thêm") || strings.Contains(got, "hôm kia") {
			t.Errorf("the officer is told: %s", got)
		}
		if got := tap(t, srv, chair, "Xem vụ việc"); !strings.Contains(strings.Join(texts(got), "\n"), "Bà con nhắn: từ hôm kia") {
			t.Errorf("the card afterwards: %v", texts(got))
		}

		// Asked once more: an album is the reply, what cannot be kept is said, and the officer has the photos.
		tap(t, srv, chair, "Hỏi thêm")
		say(srv, chair, "Bà con chụp giúp nhé")
		tap(t, srv, chair, "Gửi")
		told = len(srv.SentTo(resident))
		album := telegramtest.With(`"media_group_id":"515151"`)
		srv.Photo(resident, "chỗ này", dot(t, 11), album)
		srv.Photo(resident, "", dot(t, 12), album)
		time.Sleep(10 * time.Second)
		if got := srv.SentTo(resident)[told:]; len(got) != 1 || !strings.Contains(got[0].Text, "Đã chuyển lời bà con tới cán bộ") {
			t.Errorf("the album: %v", texts(got))
		}
		card = tap(t, srv, chair, "Xem vụ việc")
		photos := 0
		for _, m := range card {
			if m.Media == channel.Photo {
				photos++
			}
		}
		if photos != 5 {
			t.Errorf("the card has %d photos: %v", photos, texts(card))
		}

		// The answer with a photo as evidence: it closes, and the resident has the photo.
		tap(t, srv, chair, "Trả lời")
		say(srv, chair, "Đã dọn xong")
		tap(t, srv, chair, "Câu khác") // those words name a reply that is prepared
		say(srv, chair, "Đã dọn xong sáng nay.")
		srv.Photo(chair, "", dot(t, 13))
		time.Sleep(8 * time.Second)
		tap(t, srv, chair, "Xem lại")
		told = len(srv.SentTo(resident))
		tap(t, srv, chair, "Gửi")
		if got := srv.SentTo(resident)[told:]; len(got) == 0 || got[0].Media != channel.Photo || !strings.Contains(strings.Join(texts(got), "\n"), "Đã dọn xong sáng nay.") {
			t.Errorf("the answer: %v", texts(got))
		}
		tap(t, srv, chair, "Xem vụ việc")
		tap(t, srv, chair, "Đóng")
		if got := tap(t, srv, chair, "Đóng vụ việc"); len(got) != 1 || !strings.Contains(got[0].Text, "Đã đóng") {
			t.Errorf("closed: %v", texts(got))
		}
		if b := srv.Breaches(); len(b) > 0 {
			t.Errorf("the pace was broken: %v", b)
		}
		if log := st.log.String(); strings.Contains(log, "Bưởi") || strings.Contains(log, "0912345678") || strings.Contains(log, "mương") {
			t.Error("the log has words of a resident")
		}
		st.end()
	})
}
