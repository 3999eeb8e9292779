package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loaxom/bot"
	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

func TestWhereNoHamletIsConfiguredItIsTakenAsTyped(t *testing.T) {
	h := newHall(t)
	wantSaid(t, h.say("a", "/dangky"), "Bà con ở xóm nào?", "[Bỏ qua]")
	wantSaid(t, h.say("a", strings.Repeat("xóm Đình ", 23)), "nhiều nhất 60 chữ cái")
	wantSaid(t, h.say("a", "xóm Đình 0912 345 678"), "đừng gõ số điện thoại")
	wantSaid(t, h.say("a", "  xóm   Đình\nĐông "), "chuyên mục nào")
	h.say("a", "nhận tất cả")
	wantSaid(t, h.say("a", "đồng ý"), "Xóm ghi là: xóm Đình Đông")
	if s := h.of("a"); s.Place != "xóm Đình Đông" || len(s.Hamlets) > 0 || len(s.Topics) < 5 {
		t.Errorf("kept %+v", s)
	}

	// Later the commune lists its hamlets: the person chooses again, what was typed is gone.
	h.set("Xóm Đình Đông", "Xóm Chùa")
	wantSaid(t, h.say("a", "/dangky"), "Xóm ghi là: xóm Đình Đông", "[Chọn xóm]")
	h.say("a", "chọn xóm")
	h.say("a", "dinh dong")
	if s := h.of("a"); s.Place != "" || !slices.Equal(s.Hamlets, []commune.HamletID{"x1"}) {
		t.Errorf("kept %+v", s)
	}
}

func TestAHamletThatIsGoneMeanwhile(t *testing.T) {
	h := newHall(t, "Xóm Đình", "Xóm Chùa", "Xóm Mới")
	h.say("a", "/dangky")
	h.say("a", "xóm mới")
	h.say("a", "xong")
	h.set("Xóm Đình", "Xóm Chùa") // between the question and the answer
	wantSaid(t, h.say("a", "đồng ý"), "< Xóm vừa chọn không còn trong danh sách", "[Xóm Đình]")
	if h.of("a").Active() {
		t.Error("something was stored")
	}
	h.say("a", "xóm chùa")
	h.say("a", "xong")
	h.say("a", "đồng ý")

	h.set("Xóm Đình") // after it
	wantSaid(t, h.say("a", "/dangky"), "không còn trong danh sách của xã", "[Chọn xóm]")
	h.say("a", "chọn xóm")
	wantSaid(t, h.press("a", "t:dangky.hamlet:x2"), "không dùng nữa")
	h.say("a", "xóm đình")
	if got := h.of("a").Hamlets; !slices.Equal(got, []commune.HamletID{"x1"}) {
		t.Errorf("receives the news of %v", got)
	}
}

func TestALongOrStrangeNameIsNoHamlet(t *testing.T) {
	h := newHall(t, "Xóm Đình", "Xóm Chùa")
	for _, said := range []string{strings.Repeat("xóm ", 50), strings.Repeat("ờ", 200), "xóm", "xóm 7", "'; drop table", "đình chùa miếu mạo"} {
		h.say("a", "/dangky")
		if got := h.say("a", said); !strings.Contains(got, "Tôi không thấy xóm nào tên như vậy") && !strings.Contains(got, "Bà con muốn nói xóm nào?") && !strings.Contains(got, "Bà con bấm nút, gõ số") {
			t.Errorf("%q is answered with\n%s", said, got)
		}
		if h.states["a"].Talk == nil || h.states["a"].Talk.Step != "hamlet" {
			t.Errorf("after %q the talk is %+v", said, h.states["a"].Talk)
		}
	}
}

func TestConsentIsKeptWithItsWords(t *testing.T) {
	h := newHall(t, "Xóm Đình")
	h.say("a", "/start x_x1")
	asked := h.say("a", "chỉ tin của xóm")
	h.say("a", "đồng ý")
	s := h.of("a")
	if len(s.Consents) != 1 || s.Consents[0].Channel != "telegram" || !s.Consents[0].At.Equal(h.now) {
		t.Fatalf("consents %+v", s.Consents)
	}
	h.must(func(tx kv.Tx) error {
		text, err := audience.Wording(tx, s.Consents[0].Text)
		if err != nil {
			return err
		}
		wantSaid(t, strings.ReplaceAll(asked, "\n  ", "\n"), text.Words)
		wantSaid(t, text.Words, "91/2025/QH15", "356/2025/NĐ-CP", "xã Xuân Hưng, tỉnh Ninh Bình")
		return nil
	})
	h.say("a", "dừng nhận tin")
	if s := h.of("a"); s.Active() || !s.Consents[0].Withdrawn.Equal(h.now) || len(s.Hamlets) > 0 {
		t.Errorf("after stopping: %+v", s)
	}
}

func TestNothingIsStoredWithoutConsent(t *testing.T) {
	h := newHall(t, "Xóm Đình", "Xóm Chùa")
	for i, last := range []string{"không đồng ý", "không", "hủy", "thôi", "dừng", "/huy", "stop", "menu", "/start", "quay lại"} {
		who := fmt.Sprint(i)
		h.say(who, "/dangky")
		h.say(who, "xóm đình")
		h.say(who, "nhận tất cả")
		h.say(who, last)
		if s := h.of(who); s.Active() || len(s.Consents) > 0 {
			t.Errorf("after %q: %+v", last, s)
		}
	}
}

func TestCancellingAtAnyStepOffersToStop(t *testing.T) {
	h := newHall(t, "Xóm Đình", "Xóm Chùa")
	for i, steps := range [][]string{{"/dangky"}, {"/dangky", "xóm đình"}, {"/dangky", "xóm đình", "2"}, {"/dangky", "xóm đình", "xong"}} {
		for _, word := range []string{"hủy", "huy", "thôi", "thoi", "dừng", "dung", "/huy", "thôi em ạ", "dạ thôi không đăng ký nữa ạ"} {
			who := fmt.Sprint(i, word)
			for _, s := range steps {
				h.say(who, s)
			}
			wantSaid(t, h.say(who, word), "Đã bỏ việc đang làm dở", "[Dừng nhận tin]")
			if h.states[who].Talk != nil {
				t.Errorf("after %q the talk goes on", word)
			}
		}
	}
}

func TestMadeUpButtonsChangeNothing(t *testing.T) {
	h := newHall(t, "Xóm Đình", "Xóm Chùa")
	for _, data := range []string{"t:dangky.hamlet:x1", "t:dangky", "t:", "b:khong-co", "b:", "t:dangky.agree:+", "t:dangky.topics:" + strings.Repeat("x", 300)} {
		wantSaid(t, h.press("a", data), "Bà con")
		h.now = h.now.Add(time.Minute)
	}
	h.say("a", "/dangky")
	h.say("a", "xóm đình")
	for _, data := range []string{"t:dangky.topics:khong-co", "t:dangky.agree:+", "t:dangky.topics:+stop", "t:dangky.:+"} {
		h.press("a", data)
		h.now = h.now.Add(time.Minute)
	}
	if h.of("a").Active() {
		t.Error("a made-up button subscribed")
	}
}

func TestSixtyHamletsByName(t *testing.T) {
	var names []string
	for i := range 57 {
		names = append(names, fmt.Sprintf("Xóm %d", i+1))
	}
	names = append(names, "Xóm Nam", "Thôn Đình Đông", "Xóm Bến Đò")
	h := newHall(t, names...)
	for said, want := range map[string]commune.HamletID{
		"xóm 47": "x47", "47": "x47", "xom bon muoi bay": "x47", "xóm bốn mươi bảy": "x47", "xóm hai mươi mốt": "x21", "xóm mười lăm": "x15", "xóm năm": "x5",
		"xóm nam": "x58", "nam": "x58", "dinh dong": "x59", "thon dinh dong": "x59", "đình đôngg": "x59", "xóm bếnđò": "x60", "ben do": "x60", "bne do": "x60",
		"nhà tôi ở xóm bến đò": "x60", "e ở xóm 9 ạ": "x9", "xoms 12": "x12", "XÓM BẾN ĐÒ": "x60", "xóm bến đò xã mình": "x60", "số 7": "x7",
	} {
		h.say(said, "/dangky")
		h.say(said, said)
		h.say(said, "xong")
		h.say(said, "đồng ý")
		if got := h.of(said).Hamlets; !slices.Equal(got, []commune.HamletID{want}) {
			t.Errorf("%q chose %v, want %v", said, got, want)
		}
	}
}

func TestWhoLeftAndComesBackStillReceives(t *testing.T) {
	h := newHall(t, "Xóm Đình")
	h.say("a", "/start x_x1")
	h.say("a", "xong")
	h.say("a", "đồng ý")
	before := h.of("a")
	may := func() (ok bool) {
		h.must(func(tx kv.Tx) (err error) {
			ok, err = audience.MayReceive(tx, "a", audience.Target{Hamlets: []commune.HamletID{"x1"}})
			return err
		})
		return ok
	}
	h.must(func(tx kv.Tx) error { return address.Leave(tx, "telegram", "chat-a", h.now) })
	if may() {
		t.Error("who left receives")
	}
	h.say("a", "/start")
	if !may() {
		t.Error("who came back does not receive")
	}
	if d := cmp.Diff(before, h.of("a")); d != "" {
		t.Error(d)
	}
}

// Whoever wants no more news is heard in a flood, by an old button, and by a press that waited.
func TestStoppingIsAlwaysHeard(t *testing.T) {
	h := newHall(t, "Xóm Đình")
	subscribe := func(who string) {
		h.say(who, "/start x_x1")
		h.say(who, "xong")
		h.say(who, "đồng ý")
		if !h.of(who).Active() {
			t.Fatalf("%s is not subscribed", who)
		}
	}
	for name, stop := range map[string]func(who string) string{
		"a late press": func(who string) string {
			return h.tell(who, bot.Message{Kind: channel.Press, Data: "stop", Late: true})
		},
		"a button of an old talk": func(who string) string { return h.press(who, "t:dangky.:+stop") },
		"in another step": func(who string) string {
			h.say(who, "/dangky")
			h.say(who, "đổi chuyên mục")
			return h.press(who, "t:dangky.:+stop")
		},
		"words in a talk": func(who string) string {
			h.say(who, "/dangky")
			return h.say(who, "dạ thôi không nhận tin nữa ạ")
		},
		"a button, word": func(who string) string { h.say(who, "/dangky"); return h.say(who, "Dừng nhận tin") },
		"late words": func(who string) string {
			return h.tell(who, bot.Message{Kind: channel.Message, Text: "stop", Late: true})
		},
		"beside a photo": func(who string) string {
			return h.tell(who, bot.Message{Kind: channel.Message, Text: "hủy", Media: "photo"})
		},
		"the old command":  func(who string) string { return h.say(who, "/huy") },
		"command and word": func(who string) string { return h.say(who, "/huy nhan tin") },
	} {
		subscribe(name)
		wantSaid(t, stop(name), "Đã dừng")
		if h.of(name).Active() {
			t.Errorf("%s does not stop the news", name)
		}
		wantSaid(t, h.say(name, "stop"), "chưa đăng ký nhận tin nào")
	}
	subscribe("flood")
	h.bot = newBot(t, bot.Config{MessagesAMinute: 3})
	for range 6 {
		h.now = h.now.Add(-4 * time.Second)
		h.say("flood", "menu")
	}
	wantSaid(t, h.say("flood", "dừng nhận tin"), "Đã dừng")
	if said := h.say("flood", "dừng nhận tin"); said != "" {
		t.Errorf("in a flood, with nothing to stop: %q", said)
	}
}

func TestALateSubscriptionButtonDoesNothing(t *testing.T) {
	h := newHall(t, "Xóm Đình")
	h.say("a", "/start x_x1")
	h.say("a", "xong")
	if said := h.tell("a", bot.Message{Kind: channel.Press, Data: "t:dangky.agree:+", Late: true}); said != "" || h.of("a").Active() {
		t.Errorf("a press that waited in an outage: %q, %+v", said, h.of("a"))
	}
}
