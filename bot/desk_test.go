package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loaxom/bot"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/review"
)

// What is approved is shown without the line that it is a draft, after a restart too, and is a draft again
// when its file is another.
func TestWhatIsApprovedIsShownAsSuch(t *testing.T) {
	db := kvtest.Twice(memkv.New())
	h := newHouse(t, db, bot.Config{}, nil)
	wantIn(t, "a draft", h.press(resident, "e:dang-ky-khai-sinh"), draftLine)
	lib, _ := content.Load()
	decideAll(t, db, lib)
	wantNot(t, "an approved entry", h.press(resident, "e:dang-ky-khai-sinh"), draftLine)
	wantNot(t, "a number that two people stand by", h.press(resident, "e:khai-bao-tam-vang"), "một cửa sẽ xác nhận)")

	h = newHouse(t, db, bot.Config{}, nil)
	wantNot(t, "after a restart", h.press(resident, "e:dang-ky-khai-sinh"), draftLine)

	h = newHouse(t, db, bot.Config{}, edited(t, "procedure/dang-ky-khai-sinh.toml", "Bố hoặc mẹ mang", "Bố hay mẹ mang"))
	wantIn(t, "a changed file", h.press(resident, "e:dang-ky-khai-sinh"), draftLine, "Bố hay mẹ mang")
	wantNot(t, "another entry", h.press(resident, "e:dang-ky-khai-tu"), draftLine)
}

// With only_approved a draft is not shown, and what it is about is not answered with another entry.
func TestOnlyApprovedShowsApprovedAlone(t *testing.T) {
	db := kvtest.Twice(memkv.New())
	h := newHouse(t, db, bot.Config{OnlyApproved: true}, nil)
	const q = "làm giấy khai sinh cho con cần những gì"
	got := h.say(resident, q)
	wantIn(t, "a draft that was asked for", got, "xã đang soát lại", "Trung tâm Phục vụ hành chính công")
	wantNot(t, "a draft that was asked for", got, "giấy chứng sinh")
	wantNot(t, "the groups", h.say(resident, "/thutuc"), "Khai sinh, kết hôn, khai tử")
	lib, _ := content.Load()
	decideAll(t, db, lib)
	wantIn(t, "approved", h.say(resident, q), "Giấy chứng sinh")
	wantIn(t, "the groups", h.say(resident, "/thutuc"), "Khai sinh, kết hôn, khai tử")
}

func TestReviewByAndExpiresAreObeyed(t *testing.T) {
	file := "faq/papi.toml"
	db := memkv.New()
	h := newHouse(t, db, bot.Config{}, edited(t, file, "review_by = 2027-05-31", "review_by = 2027-05-31\nexpires = 2027-06-30"))
	const q = "chỉ số PAPI là gì"
	wantNot(t, "on the day before", h.say(resident, q), "chưa ai soát lại")
	h.now = time.Date(2027, 5, 31, 0, 0, 1, 0, talkDay.Location())
	wantIn(t, "past review_by", h.say(resident, q), "Từ ngày 31/05/2027 chưa ai soát lại", "PAPI là cuộc hỏi")
	h.now = time.Date(2027, 6, 30, 23, 59, 0, 0, talkDay.Location())
	wantIn(t, "on its last day", h.say(resident, q), "PAPI là cuộc hỏi")
	h.now = time.Date(2027, 7, 1, 0, 0, 1, 0, talkDay.Location())
	for what, got := range map[string]string{"asked": h.say(resident, q), "pressed": h.press(resident, "e:papi:notes"), "by its link": h.say(resident, "/start q_papi")} {
		wantIn(t, "past expires, "+what, got, "đã hết hạn dùng", "Trung tâm Phục vụ hành chính công")
		wantNot(t, "past expires, "+what, got, "PAPI là cuộc hỏi")
	}
	wantNot(t, "the group", h.press(resident, "g:chi-so"), "PAPI, hỏi dân")
}

// What staff type as an answer is bounded, and nothing of it is lost unseen.
func TestAnAnswerIsBounded(t *testing.T) {
	h := newHouse(t, kvtest.Twice(memkv.New()), bot.Config{}, nil)
	seat(t, h.db, lan)
	h.say(resident, "mượn loa đài ở đâu")
	wantIn(t, "passed on", h.press(resident, "s"), "dự kiến trả lời")
	id := review.Wording{Text: "mượn loa đài ở đâu"}.ID()
	wantIn(t, "asked to type", h.press(lan, "oq:r:"+string(id)), "mượn loa đài ở đâu")
	for _, text := range []string{strings.Repeat("chữ ", 1250), strings.Repeat("ộ", 1501)} {
		wantIn(t, "too long", h.say(lan, text), "nhiều nhất 1500 chữ", fmt.Sprint(len([]rune(strings.TrimSpace(text)))))
	}
	wantIn(t, "no word", h.say(lan, "!!! ..."), "nhiều nhất 1500 chữ")
	fits := strings.Repeat("ộ", 1500)
	wantIn(t, "just right", h.say(lan, fits), fits, "Gửi cho 1 người")
	// Revoked between the preview and the press: nothing goes out.
	was := lan
	was.Staff, was.Role = "", commune.Resident
	wantIn(t, "revoked", h.press(was, "t:dap.sure:+"), "dành cho người có trách nhiệm")
	if err := h.db.View(t.Context(), func(r kv.Reader) error {
		q, err := review.Get(r, id)
		if err == nil && (q.State != review.Open || q.Waiting != 1) {
			t.Errorf("%+v", q)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// Two of the staff press at once: one wins, and the other is told.
func TestWhoIsSlowerIsTold(t *testing.T) {
	h := newHouse(t, kvtest.Twice(memkv.New()), bot.Config{}, nil)
	card := h.press(lan, "rv:c:entry:papi")
	wantIn(t, "the card", card, "[Duyệt]")
	data := ""
	for _, c := range h.states[lan.Address].Choices {
		if c.Label == "Duyệt" {
			data = c.Data
		}
	}
	// Both turns are computed before either is committed.
	var turn bot.Turn
	_ = h.db.View(t.Context(), func(r kv.Reader) error {
		turn = h.bot.Turn(bot.State{}, bot.Message{Kind: channel.Press, Data: data, Now: h.now, Actor: hoa, Read: r})
		return nil
	})
	wantIn(t, "the first", h.press(lan, data), "Đã duyệt")
	err := h.db.Update(t.Context(), func(tx kv.Tx) error { return turn.Acts[0](tx) })
	if !fault.Is(err, fault.Conflict) {
		t.Fatalf("the second: %v", err)
	}
	_ = h.db.View(t.Context(), func(r kv.Reader) error {
		told := h.bot.Turn(bot.State{}, bot.Message{Kind: channel.Press, Data: data, Now: h.now, Actor: hoa, Read: r, Refused: err})
		wantIn(t, "the second", all(told.Replies), "Vừa có người khác làm việc này trước")
		return nil
	})
}

// Every button stays within what the strictest platform takes, for the longest ids of the content.
func TestButtonsFit(t *testing.T) {
	h := newHouse(t, memkv.New(), bot.Config{}, nil)
	lib, _ := content.Load()
	check := func(replies []channel.Outgoing) {
		for _, r := range replies {
			for _, row := range r.Buttons {
				for _, b := range row {
					if len(b.Data) > 64 {
						t.Errorf("%q has %d bytes", b.Data, len(b.Data))
					}
				}
			}
		}
	}
	for _, e := range lib.Entries() {
		h.states = map[string]bot.State{}
		check(h.turn(lan, bot.Message{Kind: channel.Press, Data: "rv:c:entry:" + e.ID}))
		check(h.turn(resident, bot.Message{Kind: channel.Press, Data: "-:" + e.ID}))
		check(h.turn(resident, bot.Message{Kind: channel.Press, Data: "d:" + e.ID + ":number"}))
	}
	for _, p := range lib.Params() {
		check(h.turn(lan, bot.Message{Kind: channel.Press, Data: "rv:c:param:" + p.Key}))
	}
	for _, b := range lib.Bulletins() {
		check(h.turn(lan, bot.Message{Kind: channel.Press, Data: "rv:c:bulletin:" + b.ID}))
	}
	for _, q := range lib.Quizzes() {
		check(h.turn(lan, bot.Message{Kind: channel.Press, Data: "rv:c:quiz:" + q.ID}))
	}
	for _, kind := range []string{"entry", "param", "bulletin", "quiz"} {
		check(h.turn(lan, bot.Message{Kind: channel.Press, Data: "rv:o:" + kind}))
		for _, p := range lib.Places() {
			check(h.turn(lan, bot.Message{Kind: channel.Press, Data: "rv:l:" + kind + ":" + p.ID + ":0"}))
		}
	}
}
