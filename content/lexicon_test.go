package content

import (
	"slices"
	"strings"
	"testing"

	"loaxom/internal/vi"
)

func TestLexiconKnowsHowPeopleWrite(t *testing.T) {
	l, _ := Load()
	x := l.Lexicon()
	for _, word := range strings.Fields("cccd cmnd bhyt bhxh dvc dvctt tthc gks đkkh ttđđ ubnd shk qsdđ gpxd hkd nvqs") {
		if len(x.Abbreviations[word]) == 0 {
			t.Errorf("the abbreviation %q is not known", word)
		}
	}
	for _, word := range strings.Fields("k ko hok khum dc đc j ntn mik bn trc vs ng lm rùi z bit iu") {
		if len(x.Chat[word]) == 0 {
			t.Errorf("the chat spelling %q is not known", word)
		}
	}
	questions := 0
	for _, o := range x.OffTopics {
		questions += len(o.Questions)
	}
	for what, n := range map[string]struct{ have, want int }{
		"abbreviations and chat": {len(x.Abbreviations) + len(x.Chat), 120}, "synonyms": {len(x.Groups) + len(x.Pairs), 150},
		"off-topic questions": {questions, 150}, "ways to stop": {len(x.Stop.Outside), 20}, "old names": {len(x.PlaceNames), 5},
	} {
		if n.have < n.want {
			t.Errorf("%d %s; at least %d", n.have, what, n.want)
		}
	}
	for _, kind := range []string{"greeting", "thanks", "insult", "small_talk"} {
		if len(x.Talk(kind)) < 10 {
			t.Errorf("%d ways of %s", len(x.Talk(kind)), kind)
		}
	}
	for _, word := range []string{"hủy", "dừng", "thôi"} {
		if !slices.Contains(x.Stop.Outside, word) || !slices.Contains(x.Stop.Inside, word) {
			t.Errorf("%q ends neither news nor a talk", word)
		}
	}
}

// TestDangerPhrasesKeepTheirMeaningWithoutMarks holds phrases that count without marks to not being
// everyday words then.
func TestDangerPhrasesKeepTheirMeaningWithoutMarks(t *testing.T) {
	everyday := []string{"tu tu", "dưới nước", "vợ ơi", "chạy xe", "đang chạy", "vợ đẻ", "treo cờ", "bổ sung", "bật tính năng", "đợt quý", "sổ đỏ gia đình",
		"thẻ bảo hiểm gia đình", "làm giấy tờ gia hạn", "giá chữ ký số", "đấu giá", "công khai không", "con đỗ đại học", "bảng giá đất", "học xuống", "chuyên đã"}
	l, _ := Load()
	check := func(kind string, phrases, pass []string) {
		for _, text := range everyday {
			rest := " " + vi.Fold(text) + " "
			for _, p := range pass {
				rest = strings.ReplaceAll(rest, " "+vi.Fold(p)+" ", " # ")
			}
			for _, p := range phrases {
				if strings.Contains(rest, " "+vi.Fold(p)+" ") {
					t.Errorf("%q of %s stands in %q without marks; move it to marked", p, kind, text)
				}
			}
		}
	}
	for _, d := range l.Lexicon().Dangers {
		check(d.ID, d.Phrases, d.Harmless)
	}
	for _, r := range l.Lexicon().Refusals {
		check(r.ID, r.Phrases, nil)
	}
}
