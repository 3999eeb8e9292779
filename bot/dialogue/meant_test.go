package dialogue

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loaxom/internal/commune"
)

var village = []commune.Hamlet{
	{ID: "1", Name: "Xóm 1"}, {ID: "12", Name: "Xóm 12"}, {ID: "5", Name: "Xóm 5"}, {ID: "nam", Name: "Xóm Nam"},
	{ID: "dinh", Name: "Xóm Đình", Aliases: []string{"làng Giữa"}}, {ID: "dinh-dong", Name: "Xóm Đình Đông"}, {ID: "ba", Name: "Xóm Bà Triệu"},
	{ID: "thuong", Name: "Thôn Thượng Kiệm"},
}

func TestWhatTypedWordsMean(t *testing.T) {
	for said, want := range map[string]string{
		"xóm 1": "1", "xom1": "1", "1": "1", "xóm một": "1", "xom mot": "1", "xóm mười hai": "12", "xom muoi hai": "12",
		"xóm năm": "5", "xóm nam": "nam", "xom nam": "nam", "nam": "nam", "xóm Nam ạ": "nam",
		"xóm đình": "dinh dinh-dong", "đình đông": "dinh-dong", "xóm đình đông nhé": "dinh-dong", "nhà tôi ở xóm đình đông": "dinh-dong",
		"lang giua": "dinh", "bên làng giữa ấy": "dinh", "giữa": "dinh",
		"bà triệu": "ba", "ba trieu": "ba", "xóm bà trệu": "ba", "xom ba treiu": "ba", "ddinhf ddoong": "dinh-dong", "xómđìnhđông": "dinh-dong",
		"thượng kiệm": "thuong", "thuongkiem": "thuong", "thuongkeim": "thuong", "thượng kiêm": "thuong", "tôi ở thượng kiệm": "thuong",
		"xóm": "", "thôn xóm": "", "": "", "…": "", "xóm 13": "", "xóm 11": "", "gia đình tôi ở xa": "", "xóm mới": "", "làm giấy khai sinh": "", "ở đâu": "",
	} {
		var got []string
		for _, c := range meant(hamletChoices(village, nil), said) {
			got = append(got, c.Data)
		}
		if d := cmp.Diff(strings.Fields(want), got); d != "" && len(want)+len(got) > 0 {
			t.Errorf("%q means %v, want %q", said, got, want)
		}
	}
}

func TestOneHamletIsFound(t *testing.T) {
	for said, want := range map[string]commune.HamletID{"xóm đình đông": "dinh-dong", "dinh": "", "dinh-dong": "dinh-dong", "nothing": "", "": ""} {
		if got, ok := FindHamlet(village, said); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v; want %q", said, got, ok, want)
		}
	}
}

func TestNumbersInWords(t *testing.T) {
	for said, want := range map[string]string{
		"xóm mười": "xom 10", "xóm mười hai": "xom 12", "xóm mười lăm": "xom 15", "xóm hai mươi": "xom 20", "xóm hai mươi mốt": "xom 21", "chín mươi chín": "99",
		"xom bon muoi tu": "xom 44", "xóm 7": "xom 7", "xóm Bà": "xom ba", "xóm nắm": "xom nam", "một hai ba": "1 2 3", "mươi": "10", "": "",
	} {
		if got := strings.Join(counted(said, false), " "); got != want {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
	}
	if got := strings.Join(counted("Xóm Tam Nam Năm", true), " "); got != "xom tam nam 5" {
		t.Errorf("a name is %q", got)
	}
}

func TestAListInOneMessage(t *testing.T) {
	for said, want := range map[string][]string{
		"1 3 5": {"1", "3", "5"}, "1,3 và 5": {"1", "3", "5"}, "1.3": {"1", "3"}, "học hành, thuế phí": {"học hành", "thuế phí"},
		"hoc hanh va 2": {"hoc hanh", "2"}, "1\n2": {"1", "2"}, ",,": nil, "": nil,
	} {
		if d := cmp.Diff(want, parts(said)); d != "" {
			t.Errorf("%q: %s", said, d)
		}
	}
}

// What must be at hand stands on every page.
func TestAChoiceThatStandsOnEveryPage(t *testing.T) {
	turn := &Turn{Say: func(id string, _ ...any) string { return id }}
	for range 30 {
		turn.Choices = append(turn.Choices, Choice{Label: "a rather long line of a list", Data: "x"})
	}
	turn.Choices = append(turn.Choices, Choice{Label: "done", Data: "done", Every: true})
	seen := 0
	for page := range 4 {
		turn.Talk.Page = page
		list, _ := turn.Page()
		if !slices.ContainsFunc(list, func(c Choice) bool { return c.Data == "done" }) {
			t.Errorf("page %d has no end", page)
		}
		for _, c := range list {
			if c.Data == "x" {
				seen++
			}
		}
	}
	if seen != 30 {
		t.Errorf("%d of 30 lines were shown", seen)
	}
}
