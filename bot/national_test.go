package bot_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"loaxom/bot"
	"loaxom/internal/channel"
)

// imports is an overlay with three procedures of our own making.
const imports = "testdata/imports/content"

func press(b *bot.Bot, lang, data string) bot.Turn {
	return b.Turn(bot.State{Last: talkDay, Lang: lang}, bot.Message{Kind: channel.Press, Data: data, Now: talkDay})
}

func TestWhatWasImportedSaysWhereItComesFrom(t *testing.T) {
	b := newBot(t, bot.Config{}, imports)
	for _, lang := range []string{"vi", "en"} {
		for _, part := range []string{"", ":papers", ":steps", ":where", ":time", ":fee", ":online", ":legal", ":notes", ":notes:2", ":notes:3", ":notes:4"} {
			r := press(b, lang, "e:tthc-1-900001"+part).Replies
			if len(r) != 1 {
				t.Fatalf("%s%s: %d replies", lang, part, len(r))
			}
			text := r[0].Text.String()
			if n := utf8.RuneCountInString(text); n > 600 {
				t.Errorf("%s%s: %d letters", lang, part, n)
			}
			for _, want := range []string{"theo Cổng Dịch vụ công quốc gia", "1.900001", "12/QĐ-BNNMT", "30/06/2026", "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d0000"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s%s: no %q in\n%s", lang, part, want, text)
				}
			}
			if strings.Contains(text, "xã đang rà soát") {
				t.Errorf("%s%s: nobody is reviewing it:\n%s", lang, part, text)
			}
		}
	}
}

func TestOnlyApprovedHidesWhatWasImported(t *testing.T) {
	b := newBot(t, bot.Config{OnlyApproved: true}, imports)
	for _, q := range []string{"1.900001", "đăng ký nuôi chim câu trong khu dân cư"} {
		turn := b.Turn(bot.State{Last: talkDay}, bot.Message{Kind: channel.Message, Text: q, Now: talkDay})
		for _, r := range turn.Replies {
			// its name may stand there: whoever means it learns where to ask
			if text := r.Text.String(); strings.Contains(text, "Ủy ban nhân dân cấp xã") || strings.Contains(text, "3 ngày làm việc") || strings.Contains(text, "theo Cổng") {
				t.Errorf("%s: %s", q, text)
			}
		}
	}
}

func TestTheCommunesOwnEntryStandsBeforeTheImport(t *testing.T) {
	b := newBot(t, bot.Config{}, imports)
	for _, q := range []string{"1.000894", "thủ tục đăng ký kết hôn", "đăng ký kết hôn", "dang ky ket hon can gi"} {
		turn := b.Turn(bot.State{Last: talkDay}, bot.Message{Kind: channel.Message, Text: q, Now: talkDay})
		for _, h := range turn.Hits {
			if strings.HasPrefix(h.ID, "tthc-1-000894") {
				t.Errorf("%s: the import is offered beside the commune's own: %+v", q, turn.Hits)
			}
		}
		if len(turn.Hits) == 0 || turn.Hits[0].ID != "dang-ky-ket-hon" {
			t.Errorf("%s: %+v", q, turn.Hits)
		}
	}
	if r := press(b, "vi", "e:tthc-1-000894").Replies; len(r) != 1 || strings.Contains(r[0].Text.String(), "theo Cổng") {
		t.Errorf("an old button leads to %v", r)
	}
}
