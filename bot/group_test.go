package bot_test

import (
	"strings"
	"testing"
	"time"
)

func TestAGroupIsBoundByItsLeader(t *testing.T) {
	h := newHall(t, "Xóm Đình", "Xóm Chùa")
	h.group("g")
	h.lead("lan", "x1")
	h.lead("tu", "x2")
	code := func(id string) string {
		h.say(id, "/dangky")
		said := h.say(id, "nối nhóm chat của xóm")
		_, rest, _ := strings.Cut(said, "/noi ")
		return strings.Fields(rest)[0]
	}
	wantSaid(t, h.say("g", "/dangky"), "nhắn riêng")
	wantSaid(t, h.say("g", "/start x_x1"), "nhắn riêng")
	wantSaid(t, h.say("g", "/noi abcd"), "Mã này không dùng được")

	wantSaid(t, h.say("g", "/noi "+code("lan")), "nhóm này nhận tin của Xóm Đình")
	if s := h.of("g"); !s.From("x1") || s.BoundBy != "s-lan" || len(s.Topics) < 5 {
		t.Errorf("bound as %+v", s)
	}
	wantSaid(t, h.say("g", "/dangky"), "đang nhận tin của Xóm Đình")
	wantSaid(t, h.say("g", "/noi "+code("tu")), "Trưởng xóm ấy thôi nối")
	wantSaid(t, h.say("g", "dừng nhận tin"), "trưởng xóm nhắn riêng")
	wantSaid(t, h.say("g", "/huy"), "trưởng xóm nhắn riêng")
	h.say("g", "/xoa")
	if !h.of("g").Active() {
		t.Fatal("a member of the group ended its news")
	}

	// A link instead of a command, and the code alone.
	other := strings.ReplaceAll(code("lan"), "-", "")
	wantSaid(t, h.say("g", "/start g_"+other), "nhóm này nhận tin của Xóm Đình")
	wantSaid(t, h.say("g", "/start g_"+other), "Mã này không dùng được")
	wantSaid(t, h.say("g", code("lan")), "nhóm này nhận tin của Xóm Đình")

	h.say("lan", "/dangky")
	wantSaid(t, h.say("lan", "nhóm đang nối"), "[Xóm Đình, nối ngày 23/11/2026]")
	wantSaid(t, h.say("lan", "1"), "Nhóm ấy không nhận tin nữa")
	if h.of("g").Active() {
		t.Error("the group still receives")
	}
}

func TestPrivateButtonsInAGroup(t *testing.T) {
	h := newHall(t, "Xóm Đình")
	h.group("g")
	for _, data := range []string{"b:dangky", "m:news", "stop", "t:dangky.agree:+", "t:dangky.:+stop", "t:dangky.hamlet:x1"} {
		if said := h.press("g", data); said == "" {
			t.Errorf("pressing %s is answered with nothing", data)
		}
		if h.states["g"].Talk != nil || h.of("g").Active() {
			t.Errorf("pressing %s in a group began something", data)
		}
		h.now = h.now.Add(time.Minute)
	}
}
