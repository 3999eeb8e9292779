package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/blob"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

const leaderChat = 77

// crowd makes n people who can be written to, and the leader.
func crowd(srv *telegramtest.Server, n int) {
	for i := range n {
		srv.User(int64(100_000 + i))
	}
	srv.User(leaderChat)
}

// say makes somebody write, and gives what they are told within some seconds.
func say(srv *telegramtest.Server, chat int64, text string, d ...telegramtest.Detail) []telegramtest.Message {
	before := len(srv.SentTo(chat))
	srv.Say(chat, text, d...)
	time.Sleep(8 * time.Second)
	return srv.SentTo(chat)[before:]
}

// tap presses the newest button with that label, and gives what they are told.
func tap(t *testing.T, srv *telegramtest.Server, chat int64, label string) []telegramtest.Message {
	t.Helper()
	before := len(srv.SentTo(chat))
	if _, ok := srv.Tap(chat, label); !ok {
		t.Fatalf("chat %d has no button %q: %v", chat, label, texts(srv.SentTo(chat)))
	}
	time.Sleep(8 * time.Second)
	return srv.SentTo(chat)[before:]
}

// newest are the newest n messages and edits of a chat.
func newest(srv *telegramtest.Server, chat int64, n int) string {
	all := texts(srv.SentTo(chat))
	return strings.Join(all[max(0, len(all)-n):], "\n")
}

// official gives somebody a role in a chat.
func (st *stand) official(chat int64, id commune.StaffID, g staff.Grant) {
	st.t.Helper()
	st.srv.User(chat)
	st.update(func(tx kv.Tx) error {
		r, err := address.Meet(tx, telegram.Name, fmt.Sprint(chat), false, address.ID(fmt.Sprint("adr-", id)), time.Now())
		if err != nil {
			return err
		}
		return staff.Seat(tx, r.ID, id, g, string(id), time.Now())
	})
}

// newestNotice is the notice that was made last.
func (st *stand) newestNotice() (n broadcast.Notice) {
	st.t.Helper()
	err := st.app.w.DB.View(context.Background(), func(r kv.Reader) error {
		list, err := broadcast.Last(r, "", 1)
		if err == nil && len(list) == 0 {
			st.t.Fatal("there is no notice")
		}
		if err == nil {
			n = list[0]
		}
		return err
	})
	if err != nil {
		st.t.Fatal(err)
	}
	return n
}

func dot(t *testing.T, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, 3))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// An album comes as so many updates, in whatever order and over several polls: it is one notice, asked about
// once, shown as the album that it will be, and it goes out by the ids under which Telegram has the pictures.
// Whoever presses "Đã đọc" is thanked in one line, once, and counted once.
func TestAnAlbumIsOneNotice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Refuse))
		crowd(srv, 30)
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, blobs: blob.Open(t.TempDir())})
		time.Sleep(3 * time.Second)
		st.town(30)
		say(srv, leaderChat, "/thongbao")
		before := len(srv.SentTo(leaderChat))
		album := telegramtest.With(`"media_group_id":"424242"`)
		srv.Photo(leaderChat, "", dot(t, 5), album)
		srv.Photo(leaderChat, "Lịch tiêm phòng", dot(t, 6), album)
		time.Sleep(3 * time.Second)
		srv.Photo(leaderChat, "", dot(t, 7), album)
		time.Sleep(8 * time.Second)
		if got := srv.SentTo(leaderChat)[before:]; len(got) != 1 || !strings.Contains(got[0].Text, "Xem thử") {
			t.Fatalf("three pictures are asked about with %v", texts(got))
		}
		preview := tap(t, srv, leaderChat, "Xem thử")
		if len(preview) != 4 || preview[0].Album == "" || preview[2].Album != preview[0].Album || !strings.Contains(preview[0].Text, "Lịch tiêm phòng") ||
			!strings.Contains(preview[3].Text, "30 nơi nhận (Telegram: 30 người)") {
			t.Fatalf("the preview: %+v", preview)
		}
		preview = tap(t, srv, leaderChat, "Kèm nút Đã đọc") // an album has no buttons: the text comes after it
		if len(preview) != 5 || preview[0].Text != "" || len(preview[3].Buttons) != 1 {
			t.Fatalf("with the button: %v", texts(preview))
		}
		if got := tap(t, srv, leaderChat, "✅ Đã đọc"); len(got) == 0 || !strings.Contains(got[0].Text, "xem thử") {
			t.Errorf("the preview's button says %v", texts(got))
		}
		// The three pictures again, four times as many calls as messages: what the pace counts.
		if got := tap(t, srv, leaderChat, "Gửi"); len(got) == 0 || !strings.Contains(got[0].Text, "đang gửi tới 30 nơi") {
			t.Fatalf("sent: %v", texts(got))
		}
		n := st.newestNotice()
		r := st.wait(string(n.ID), 5*time.Minute)
		if r.Sent != 30 || len(n.Draft.Files) != 3 {
			t.Errorf("%+v", r)
		}
		for i := range 30 {
			got := srv.SentTo(int64(100_000 + i))
			if len(got) != 4 || got[0].Album == "" || got[2].Album != got[0].Album || !strings.Contains(got[3].Text, "Lịch tiêm phòng") {
				t.Fatalf("recipient %d: %v", i, texts(got))
			}
			for k := range 3 {
				if got[k].FileID != preview[k].FileID {
					t.Errorf("recipient %d, picture %d is another one", i, k)
				}
			}
		}
		for _, c := range srv.Log("sendMediaGroup") {
			if strings.Contains(c.Params["media"], "attach://") {
				t.Error("a picture was uploaded that Telegram has")
			}
		}
		if srv.Calls("file") != 3 {
			t.Errorf("%d files were kept", srv.Calls("file"))
		}
		for range 2 {
			got := tap(t, srv, 100_004, "✅ Đã đọc")
			time.Sleep(3 * time.Second)
			if len(got) > 1 || len(got) == 1 && got[0].Text != "Cảm ơn bà con." {
				t.Errorf("read: %v", texts(got))
			}
		}
		if got := srv.SentTo(100_004); len(got) != 5 {
			t.Errorf("whoever pressed twice got %v", texts(got[4:]))
		}
		srv.Press(100_009, srv.SentTo(100_009)[3].ID, broadcast.Data("read", n.ID))
		srv.User(5)
		say(srv, 5, "/menu")
		srv.Press(5, srv.LastMessage(5), broadcast.Data("read", n.ID)) // who did not get it
		time.Sleep(5 * time.Second)
		if got := st.report(string(n.ID)).Read; got != 2 {
			t.Errorf("%d have read it", got)
		}
		if got := say(srv, leaderChat, "/baocao"); len(got) != 1 || len(got[0].Buttons) != 1 || !strings.HasPrefix(got[0].Buttons[0][0].Text, "✔ 30/30") {
			t.Fatalf("the list: %+v", got)
		}
		srv.Press(leaderChat, srv.LastMessage(leaderChat), broadcast.Data("card", n.ID))
		time.Sleep(5 * time.Second)
		if card := last(srv, leaderChat); !strings.Contains(card, "30/30") || !strings.Contains(card, "2 nơi bấm Đã đọc") {
			t.Errorf("the card: %s", card)
		}
		if b := srv.Breaches(); len(b) > 0 {
			t.Errorf("%d breaches, the first: %v", len(b), b[0])
		}
		st.end()
	})
}

// The leader steers by the buttons of the one progress message: it stands still when paused, goes on, and is
// stopped after a second word; old buttons say how things are.
func TestANoticeIsSteeredByItsButtons(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Refuse))
		crowd(srv, 1500)
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, quiet: true})
		time.Sleep(3 * time.Second)
		st.town(1500)
		say(srv, leaderChat, "/thongbao Tối nay họp xóm lúc 19 giờ.")
		srv.Tap(leaderChat, "Gửi")
		time.Sleep(10 * time.Second)
		n := st.newestNotice()
		progress := srv.SentTo(leaderChat)[len(srv.SentTo(leaderChat))-1]
		labels := func() (list []string) {
			m, ok := srv.Shown(leaderChat, progress.ID)
			if !ok {
				t.Fatal("the progress message is gone")
			}
			for _, row := range m.Buttons {
				for _, b := range row {
					list = append(list, b.Text)
				}
			}
			return list
		}
		if !strings.Contains(progress.Text, "Đang gửi") || !slices.Equal(labels(), []string{"Tạm dừng", "Dừng gửi", "Đính chính"}) {
			t.Fatalf("%q offers %v", progress.Text, labels())
		}
		press := func(act string, more ...string) string {
			before := len(srv.SentTo(leaderChat))
			srv.Press(leaderChat, progress.ID, broadcast.Data(act, n.ID, more...))
			time.Sleep(4 * time.Second)
			return strings.Join(texts(srv.SentTo(leaderChat)[before:]), "\n") // the progress may have gone on meanwhile
		}
		if got := press("pause"); !strings.Contains(got, "tạm dừng") {
			t.Errorf("paused: %s", got)
		}
		held := st.report(string(n.ID)).Sent
		time.Sleep(time.Minute)
		if got := st.report(string(n.ID)); got.Sent != held || held == 0 || got.Run.State != broadcast.Paused || !slices.Equal(labels(), []string{"Tiếp tục", "Dừng gửi", "Đính chính"}) {
			t.Errorf("after a minute: %+v, offers %v", got, labels())
		}
		if got := press("pause"); !strings.Contains(got, "không làm được nữa") || !strings.Contains(got, "Đang tạm dừng") {
			t.Errorf("paused again: %s", got)
		}
		if got := press("resume"); !strings.Contains(got, "gửi tiếp") {
			t.Errorf("going on: %s", got)
		}
		time.Sleep(5 * time.Second)
		if got := st.report(string(n.ID)); got.Sent <= held || got.Run.State != broadcast.Running {
			t.Errorf("it does not go on: %+v", got)
		}
		if got := press("cancel"); !strings.Contains(got, "Dừng gửi hẳn thông báo này?") || st.runOf(string(n.ID)).State != broadcast.Running {
			t.Errorf("stopped without a second word: %s", got)
		}
		press("cancel", "yes")
		time.Sleep(10 * time.Second)
		r := st.report(string(n.ID))
		if r.Run.State != broadcast.Cancelled || r.Sent+r.Dropped != 1500 || r.Sum() != 1500 || len(labels()) != 0 {
			t.Errorf("%+v, offers %v", r, labels())
		}
		if got := newest(srv, leaderChat, 3); !strings.Contains(got, fmt.Sprintf("Đã dừng gửi: %d/1500 nơi đã nhận", r.Sent)) {
			t.Errorf("the report: %s", got)
		}
		for act, want := range map[string]string{"resume": "không làm được nữa", "cancel": "không làm được nữa", "again": "không làm được nữa", "retract": "không làm được nữa"} {
			if got := press(act); !strings.Contains(got, want) {
				t.Errorf("%s when it is over: %s", act, got)
			}
		}
		// Taking back is asked about too, and takes back every message.
		if got := press("back"); !strings.Contains(got, fmt.Sprintf("ở %d nơi", r.Sent)) {
			t.Errorf("taking back: %s", got)
		}
		press("back", "yes")
		time.Sleep(3 * time.Minute)
		once, _, _ := copies(srv, 1500)
		shown := 0
		for i := range 1500 {
			if got := srv.SentTo(int64(100_000 + i)); len(got) > 0 {
				if _, there := srv.Shown(int64(100_000+i), got[0].ID); there {
					shown++
				}
			}
		}
		if once != r.Sent || shown != 0 || !strings.Contains(newest(srv, leaderChat, 3), fmt.Sprintf("Đã thu hồi %d tin", r.Sent)) {
			t.Errorf("%d had it, %d still show it: %s", once, shown, newest(srv, leaderChat, 3))
		}
		if got := press("back", "yes"); !strings.Contains(got, "không làm được nữa") {
			t.Errorf("taken back twice: %s", got)
		}
		if b := srv.Breaches(); len(b) > 0 {
			t.Errorf("%d breaches, the first: %v", len(b), b[0])
		}
		st.end()
	})
}

// A reply to the message of a notice goes to its author, and the answer comes back: neither sees the other's
// number, and long numbers in the text are masked.
func TestAReplyToANoticeReachesItsAuthor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		crowd(srv, 3)
		srv.User(900)
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace})
		time.Sleep(3 * time.Second)
		leader := st.town(3)
		st.notice(leader)
		time.Sleep(10 * time.Second)
		notice := srv.SentTo(100_001)[0]
		st.notice(leader) // a newer one: the reply is to the older all the same
		time.Sleep(10 * time.Second)
		got := say(srv, 100_001, "cháu đón bà đi được không, số cháu 0912 345 678", telegramtest.ReplyTo(notice.ID))
		if len(got) != 1 || !strings.Contains(got[0].Text, "Xóm 1") {
			t.Fatalf("a reply is answered with %v", texts(got))
		}
		if got := tap(t, srv, 100_001, "Gửi trưởng xóm"); len(got) != 1 || !strings.Contains(got[0].Text, "Đã chuyển") {
			t.Errorf("passed on: %v", texts(got))
		}
		letter := last(srv, leaderChat)
		if !strings.Contains(letter, "cháu đón bà đi được không, số cháu **** *** 678") || strings.Contains(letter, "100001") || strings.Contains(letter, "0912") || strings.Contains(letter, "345") {
			t.Errorf("the leader reads %s", letter)
		}
		tap(t, srv, leaderChat, "Trả lời")
		if got := say(srv, leaderChat, "Được, mời bà cùng đi."); len(got) != 1 || !strings.Contains(got[0].Text, "Đã gửi câu trả lời") {
			t.Errorf("the leader is told %v", texts(got))
		}
		if answer := last(srv, 100_001); !strings.Contains(answer, "mời bà cùng đi") || strings.Contains(answer, "77") {
			t.Errorf("the resident reads %s", answer)
		}
		if got := tap(t, srv, leaderChat, "Trả lời"); len(got) != 1 || !strings.Contains(got[0].Text, "đã được trả lời") {
			t.Errorf("answered twice: %v", texts(got))
		}
		// A reply to an answer of ours is no letter, and neither is one of somebody who has no notice.
		answer := srv.SentTo(100_001)
		if got := say(srv, 100_001, "/trogiup", telegramtest.ReplyTo(answer[len(answer)-1].ID)); strings.Contains(got[0].Text, "thông báo tới") {
			t.Errorf("a reply to an answer: %v", texts(got))
		}
		say(srv, 900, "/menu")
		if got := say(srv, 900, "mấy giờ họp thế bác", telegramtest.ReplyTo(srv.LastMessage(900))); strings.Contains(got[0].Text, "thông báo tới") {
			t.Errorf("who has no notice: %v", texts(got))
		}
		for _, secret := range []string{"0912", "cháu đón bà", "mời bà cùng đi", "họp xóm"} {
			if strings.Contains(st.log.String(), secret) {
				t.Errorf("the log has %q", secret)
			}
		}
		st.end()
	})
}

// A correction is a message of its own, with a sound, and leaves what was sent as it is: below the picture, or as the
// message after it where the text was too long for that.
func TestACorrectionOfAPicture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		crowd(srv, 3)
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, quiet: true})
		time.Sleep(3 * time.Second)
		st.town(3)
		for _, text := range []string{"Lịch cắt điện", strings.Repeat("e", 1500)} {
			say(srv, leaderChat, "/thongbao")
			srv.Photo(leaderChat, "", dot(t, 5))
			time.Sleep(5 * time.Second)
			say(srv, leaderChat, text)
			tap(t, srv, leaderChat, "Xem thử")
			tap(t, srv, leaderChat, "Gửi")
			n := st.newestNotice()
			st.wait(string(n.ID), time.Minute)
			time.Sleep(5 * time.Second)
			had := srv.SentTo(100_001)
			whole := had[len(had)-1]
			tap(t, srv, leaderChat, "Đính chính")
			if got := say(srv, leaderChat, strings.Repeat("ă", 1801)); len(got) != 1 || !strings.Contains(got[0].Text, "nhiều nhất được") {
				t.Fatalf("too long: %v", texts(got))
			}
			right := strings.Repeat("â", 1800)
			if got := say(srv, leaderChat, right); len(got) != 2 || !strings.HasPrefix(got[0].Text, "ĐÍNH CHÍNH") {
				t.Fatalf("the preview: %v", texts(got))
			}
			tap(t, srv, leaderChat, "Gửi bản đính chính")
			time.Sleep(20 * time.Second)
			all := srv.SentTo(100_001)
			if got := all[len(all)-1]; len(all) != len(had)+1 || !strings.HasSuffix(got.Text, right) || !strings.HasPrefix(got.Text, "ĐÍNH CHÍNH") || got.Media != "" {
				t.Errorf("%d messages more, the last of %d letters", len(all)-len(had), len([]rune(got.Text)))
			}
			if now, there := srv.Shown(100_001, whole.ID); !there || now.Text != whole.Text {
				t.Errorf("what was sent shows %d letters now", len([]rune(now.Text)))
			}
			if got := newest(srv, leaderChat, 1); !strings.Contains(got, "Đã gửi xong bản đính chính: 3/3 nơi") {
				t.Errorf("the report: %s", got)
			}
		}
		st.end()
	})
}

// What cannot be sent gets a plain answer: too long, approved by its author, another notice by now, an author
// or a hamlet that is gone.
func TestBadInputOfNotices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		crowd(srv, 2)
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, quiet: true})
		time.Sleep(3 * time.Second)
		st.town(2)
		st.official(801, "officer", staff.Grant{Role: commune.Staff, Office: "van-phong"})
		st.official(802, "head", staff.Grant{Role: commune.Head, Office: "van-phong"})
		st.official(803, "chair", staff.Grant{Role: commune.Chair})
		says := func(got []telegramtest.Message, want string) {
			t.Helper()
			if len(got) == 0 || !strings.Contains(got[0].Text, want) {
				t.Errorf("want %q, got %v", want, texts(got))
			}
		}
		long := strings.Repeat("Bà con chú ý giữ gìn vệ sinh. ", 1000)[:4000]
		says(say(srv, leaderChat, "/thongbao "+long), "nhiều nhất được 1.800")
		says(say(srv, leaderChat, long), "nhiều nhất được 1.800")
		says(say(srv, leaderChat, strings.Repeat("ă", 1800)), "ăăă")
		says(say(srv, leaderChat, "hủy"), "Đã bỏ")

		wide := func(by int64) broadcast.Notice {
			t.Helper()
			say(srv, by, "/thongbao Mất điện thứ bảy.")
			tap(t, srv, by, "Cả xã")
			says(tap(t, srv, by, "Gửi đi duyệt"), "đang chờ duyệt")
			return st.newestNotice()
		}
		press := func(chat int64, data string) []telegramtest.Message {
			before := len(srv.SentTo(chat))
			srv.Press(chat, srv.LastMessage(chat), data)
			time.Sleep(6 * time.Second)
			return srv.SentTo(chat)[before:]
		}
		n := wide(802)
		ok := broadcast.Data("ok", n.ID, n.Hash[:8])
		says(press(802, ok), "phải người khác duyệt")
		says(press(801, ok), "dành cho người có trách nhiệm")
		says(press(leaderChat, ok), "dành cho người có trách nhiệm")
		says(press(100_000, ok), "dành cho người có trách nhiệm")
		says(press(803, broadcast.Data("ok", n.ID, "00000000")), "Thông báo đã khác bản trước")
		says(press(803, broadcast.Data("ok", n.ID)), "Thông báo đã khác bản trước")
		says(press(803, ok), "Đã đồng ý")
		says(press(803, broadcast.Data("no", n.ID, n.Hash[:8])), "đã được duyệt rồi")

		n = wide(801)
		st.update(func(tx kv.Tx) error { return staff.Revoke(tx, atMachine, "officer", time.Now()) })
		says(press(803, broadcast.Data("ok", n.ID, n.Hash[:8])), "không còn phần việc")

		// The hamlet is removed between preview and send: the program comes back with another configuration.
		say(srv, leaderChat, "/thongbao Tối nay họp.")
		st.app.cfg.Hamlets = nil
		if st.app.hamlet("xom-1") != "" {
			t.Fatal("the hamlet is still there")
		}
		says(tap(t, srv, leaderChat, "Gửi"), "không còn trong danh sách")
		st.end()
	})
}
