package app

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/bulletin"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// A weekly bulletin is corrected while it goes out, with a second person: what is left of it stops, whoever has it
// reads a correction, whoever has not reads the right text as the bulletin, and who stopped reads nothing. The program
// is ended and begins again in between.
func TestABulletinIsCorrectedWhileItGoesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		db := memkv.New()
		wait(t, "2026-11-30 06:50")
		st := run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(2 * time.Second)
		var chats []int64
		for i := range 1500 {
			chats = append(chats, int64(200_000+i))
		}
		for some := range slices.Chunk(chats, 100) {
			st.asks(some...)
		}
		st.hall()
		srv.User(78)
		srv.User(79)
		st.official(79, "chu-tich", staff.Grant{Role: commune.Chair})
		wait(t, "2026-11-30 07:00")
		time.Sleep(3 * time.Second)
		first := ""
		for _, chat := range chats {
			if len(srv.SentTo(chat)) == 1 {
				srv.Say(chat, "DỪNG NHẬN TIN")
				first = srv.SentTo(chat)[0].Text
				break
			}
		}
		say(srv, 78, "/bantin")
		tap(t, srv, 78, "Các kỳ đã gửi, đính chính")
		tap(t, srv, 78, "30/11/2026 · Một cửa: đến một chỗ là đủ")
		if got := tap(t, srv, 78, "Đính chính"); first == "" || !strings.Contains(got[0].Text, "nơi chưa gửi tới") {
			t.Fatalf("while it goes out: %v", texts(got))
		}
		say(srv, 78, "Một cửa nay ở trụ sở mới.")
		tap(t, srv, 78, "Gửi đi duyệt")
		tap(t, srv, 79, "Đồng ý gửi")
		st.end()
		time.Sleep(time.Minute)
		st = run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(2 * time.Minute)
		fixed, fresh, stopped := 0, 0, 0
		for _, chat := range chats {
			got := srv.SentTo(chat)
			last := got[len(got)-1].Text
			switch {
			case strings.Contains(last, "Đã dừng"):
				stopped++
			case !strings.Contains(last, "Một cửa nay ở trụ sở mới.\n\n") || !strings.Contains(last, "DỪNG NHẬN TIN"):
				t.Errorf("it reads last %q", last)
			case len(got) == 2 && strings.HasPrefix(last, "ĐÍNH CHÍNH\nBản tin ngày 30/11/2026 “Một cửa: đến một chỗ là đủ”"):
				fixed++
			case len(got) == 1 && strings.HasPrefix(last, "📰 Chuyên mục cải cách hành chính\nMột cửa: đến một chỗ là đủ\n\n"):
				fresh++
			default:
				t.Errorf("%d messages, the last %q", len(got), last)
			}
		}
		if stopped != 1 || fixed+fresh != 1499 || fixed == 0 || fresh == 0 {
			t.Errorf("%d stopped, %d read the correction, %d the right text alone", stopped, fixed, fresh)
		}
		var issue bulletin.Issue
		err := db.View(t.Context(), func(r kv.Reader) error {
			list, _, err := bulletin.Archive(r, 0, 1)
			issue = list[0]
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		was := st.report(string(issue.ID))
		if was.Sent != fixed+1 || was.Corrected != fresh || was.Sum() != 1500 {
			t.Errorf("the bulletin stands at %+v", was)
		}
		st.update(func(tx kv.Tx) error {
			by := commune.Actor{Address: "adr-lan", Staff: "lan", Role: commune.Staff, Office: "van-hoa"}
			if err := st.app.news.SendAgain(tx, by, issue.Of, time.Now()); !fault.Is(err, fault.Conflict) {
				t.Errorf("the wrong text is sent again: %v", err)
			}
			admin := commune.Actor{Address: "adr-ad", Staff: "ad", Role: commune.Admin}
			if _, err := st.app.news.Wrong(tx, admin, issue.ID); !fault.Is(err, fault.Denied) {
				t.Errorf("an admin corrects: %v", err)
			}
			return nil
		})
		st.end()
	})
}
