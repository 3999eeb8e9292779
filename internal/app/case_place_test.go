package app

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/blob"
	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// A round video and a place on the map are a video and a place: in a report, as the reply to an officer who asked
// for more, and in what is added afterwards.
func TestARoundVideoAndAPlaceOnTelegram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const resident, chair = 501, 88
		srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Refuse))
		srv.User(resident)
		blobs := blob.Open(t.TempDir())
		db := memkv.New()
		st := run(t, srv, db, setting{pace: outbox.DefaultPace, blobs: blobs})
		time.Sleep(3 * time.Second)
		st.official(chair, "chu", staff.Grant{Role: commune.Chair})
		say(srv, chair, "/menu")
		film := func(n byte) []byte {
			return append([]byte("\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41moov"), n)
		}
		send := func(what func()) string {
			t.Helper()
			before := len(srv.SentTo(resident))
			what()
			time.Sleep(8 * time.Second)
			return strings.Join(texts(srv.SentTo(resident)[before:]), "\n")
		}
		round := func(n byte) func() {
			return func() { srv.Attach(resident, channel.Round, "", "", film(n), 0) }
		}
		place := func() {
			srv.Say(resident, "", telegramtest.With(`"location":{"latitude":20.31421,"longitude":106.35118}`))
		}

		say(srv, resident, "/phananh")
		say(srv, resident, "việc khác")
		say(srv, resident, "xóm 1")
		if got := send(round(1)); !strings.Contains(got, "Đã nhận: 1 video") {
			t.Fatalf("a round video in a report: %q", got)
		}
		say(srv, resident, "cống trước nhà tôi tắc")
		say(srv, resident, "tiếp")
		if got := send(place); !strings.Contains(got, "Đã ghi vị trí trên bản đồ") || !strings.Contains(got, "gọi ai?") {
			t.Fatalf("a place in a report: %q", got)
		}
		say(srv, resident, "không ghi tên")
		say(srv, resident, "gửi")
		card := tap(t, srv, chair, "Xem vụ việc")
		if n := videos(card); n != 1 || !strings.Contains(strings.Join(texts(card), "\n"), "Xem chỗ này trên bản đồ") {
			t.Fatalf("the card has %d videos: %q", n, texts(card))
		}
		tap(t, srv, chair, "Nhận xử lý")
		tap(t, srv, chair, "Xem vụ việc")
		tap(t, srv, chair, "Hỏi thêm")
		say(srv, chair, "Bà con quay rõ chỗ ấy giúp")
		tap(t, srv, chair, "Gửi")
		if got := send(round(2)); !strings.Contains(got, "Đã chuyển lời bà con tới cán bộ") {
			t.Errorf("a round video as the reply: %q", got)
		}
		tap(t, srv, chair, "Xem vụ việc")
		tap(t, srv, chair, "Hỏi thêm")
		say(srv, chair, "Bà con gửi vị trí giúp")
		tap(t, srv, chair, "Gửi")
		if got := send(place); !strings.Contains(got, "Đã chuyển lời bà con tới cán bộ") {
			t.Errorf("a place as the reply: %q", got)
		}
		// Something more by itself: both in one.
		tap(t, srv, resident, "Bổ sung")
		if got := send(place); !strings.Contains(got, "Tôi đã nhận vị trí của bà con") {
			t.Errorf("a place that is added: %q", got)
		}
		if got := send(round(3)); !strings.Contains(got, "Kèm 1 tệp. Kèm vị trí trên bản đồ") {
			t.Errorf("a round video that is added: %q", got)
		}
		tap(t, srv, resident, "Gửi")
		card = tap(t, srv, chair, "Xem vụ việc")
		all := strings.Join(texts(card), "\n")
		if n := videos(card); n < 3 || strings.Count(all, "Xem trên bản đồ chỗ bà con gửi lúc") != 2 {
			t.Errorf("the card at last has %d videos: %q", n, all)
		}
		spots, kinds := 0, map[string]int{}
		err := db.View(t.Context(), func(r kv.Reader) error {
			return feedback.All(r, func(c feedback.Case) error {
				v, err := st.app.cases.Card(r, commune.Actor{Staff: "chu", Role: commune.Chair}, c.ID)
				for _, l := range v.Lines {
					if s := l.Spot; s != nil {
						if spots++; s.Lat != 20.31421 || s.Lon != 106.35118 {
							t.Errorf("the place is %+v", s)
						}
					}
					for _, f := range l.Files {
						kinds[f.Kind]++
					}
				}
				return err
			})
		})
		if err != nil || spots != 2 || kinds[channel.Round] != 0 || kinds[channel.Video] < 2 {
			t.Errorf("%d places, %v, %v", spots, kinds, err)
		}
		if b := srv.Breaches(); len(b) > 0 {
			t.Errorf("the pace was broken: %v", b)
		}
		st.end()
	})
}

// videos is how many videos there are.
func videos(ms []telegramtest.Message) (n int) {
	for _, m := range ms {
		if m.Media == channel.Video {
			n++
		}
	}
	return n
}

// A leader's round video goes out as one, by its id, with the words in a message of their own behind it.
func TestARoundVideoIsANotice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Refuse))
		crowd(srv, 3)
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, blobs: blob.Open(t.TempDir())})
		time.Sleep(3 * time.Second)
		st.town(3)
		say(srv, leaderChat, "/thongbao")
		srv.Attach(leaderChat, channel.Round, "", "", []byte("\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41moov"), 0)
		time.Sleep(8 * time.Second)
		say(srv, leaderChat, "Mời bà con xem đoạn mương mới.")
		preview := tap(t, srv, leaderChat, "Xem thử")
		if len(preview) != 3 || preview[0].Media != channel.Round || !strings.Contains(preview[1].Text, "mương mới") {
			t.Fatalf("the preview: %+v", preview)
		}
		tap(t, srv, leaderChat, "Gửi")
		n := st.newestNotice()
		if r := st.wait(string(n.ID), 5*time.Minute); r.Sent != 3 {
			t.Errorf("%+v", r)
		}
		for i := range 3 {
			if got := srv.SentTo(int64(100_000 + i)); len(got) != 2 || got[0].Media != channel.Round || got[0].FileID != preview[0].FileID || !strings.Contains(got[1].Text, "mương mới") {
				t.Errorf("recipient %d: %+v", i, got)
			}
		}
		st.end()
	})
}
