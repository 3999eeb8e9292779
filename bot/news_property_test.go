package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loaxom/bot"
	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

// Whatever is typed and pressed, every message gets an answer, consent is given at the last question alone,
// a subscription is never over its bounds, and one word ends it.
func TestAnyTalkAboutNewsHolds(t *testing.T) {
	names := []string{"Xóm Đình", "Xóm Chùa", "Xóm 1", "Xóm 2", "Xóm 12"}
	h := newHall(t, names...)
	words := rapid.SampledFrom([]string{
		"/dangky", "/dangky", "/start x_x1", "/start x_x4", "/start x_99", "xóm đình", "xóm chùa", "1", "2", "9", "xóm 12", "1 3", "tất cả", "xong", "đồng ý", "đồng ý", "đồng ý",
		"không", "quay lại", "nhận thêm xóm khác", "đổi xóm", "bớt một xóm", "đổi chuyên mục", "menu", "thôi", "hủy", "làm giấy khai sinh cần gì", "…", "xóm", "/noi", "đăng ký nhận tin xóm 1",
		"để như cũ", "nhận thêm xóm này", "đổi sang xóm này", "trợ cấp, học hành", "/huy", "không thấy xóm mình", "cháy nhà rồi",
	})
	buttons := rapid.SampledFrom([]string{
		"t:dangky.agree:+", "t:dangky.hamlet:x2", "t:dangky.topics:+all", "t:dangky.topics:+", "t:dangky.:+add", "t:dangky.:+swap", "t:dangky.:+drop", "t:dangky.drop:x1", "t:dangky.also:+add", "b:dangky", "m:news", "t:dangky.hamlet:>1", "t:dangky.topics:<",
	})
	rapid.Check(t, func(rt *rapid.T) {
		h.db, h.states, h.now = kvtest.Twice(memkv.New()), map[string]bot.State{}, talkDay
		for range rapid.IntRange(1, 25).Draw(rt, "messages") {
			before, talk := h.of("a"), h.states["a"].Talk
			var said string
			typed := rapid.Bool().Draw(rt, "typed")
			if typed {
				said = h.say("a", words.Draw(rt, "word"))
			} else {
				h.now = h.now.Add(time.Minute)
				said = h.tell("a", bot.Message{Kind: channel.Press, Data: buttons.Draw(rt, "button")})
			}
			after := h.of("a")
			if said == "" {
				rt.Fatal("no answer")
			}
			if len(after.Consents) > len(before.Consents) && (talk == nil || talk.Name != "dangky" || talk.Step != "agree") {
				rt.Fatalf("consent was given at %+v", talk)
			}
			if after.Active() && (len(after.Consents) == 0 || !after.Consents[len(after.Consents)-1].Withdrawn.IsZero()) {
				rt.Fatalf("without a consent in force: %+v", after)
			}
			if !after.Active() && (len(after.Hamlets)+len(after.Topics) > 0 || slices.ContainsFunc(after.Consents, func(c audience.Consent) bool { return c.Withdrawn.IsZero() })) {
				rt.Fatalf("stopped, and kept %+v", after)
			}
			for i, id := range after.Hamlets {
				if len(after.Hamlets) > audience.MaxHamlets || slices.Contains(after.Hamlets[:i], id) || !slices.Contains([]commune.HamletID{"x1", "x2", "x3", "x4", "x5"}, id) {
					rt.Fatalf("hamlets %v", after.Hamlets)
				}
			}
		}
		received := h.of("a").Active()
		if said := h.say("a", "dừng nhận tin"); h.of("a").Active() || received && !strings.Contains(said, "Đã dừng") {
			rt.Fatalf("after the word that ends it: %q", said)
		}
	})
}
