package content

import (
	"strings"
	"testing"

	"loaxom/internal/commune"
)

const goodCategory = `name = "Đèn chiếu sáng"
hint = "Đèn ở chỗ nào."
order = 1
days = 7
evidence = true
words = ["đường tối om"]
things = ["đèn đường"]
troubles = ["tắt"]
`

const officialCategory = `name = "Cán bộ, cơ quan"
hint = "Chuyện xảy ra hôm nào."
order = 2
days = 15
official = true
`

const goodCanned = `name = "Đã sửa xong"
kind = "answer"
category = ["den"]
text = """
Xã đã cho sửa xong ngày ....
"""
`

func reports(t *testing.T, extra map[string]string) *Library {
	t.Helper()
	files := map[string]string{"category/den.toml": goodCategory, "category/can-bo.toml": officialCategory, "canned/da-sua.toml": goodCanned,
		"canned/hoi.toml": "name = \"Hỏi thêm\"\nkind = \"ask\"\ntext = \"Bà con cho biết ở chỗ nào?\"\n"}
	for name, text := range extra {
		files[name] = text
	}
	return tiny(t, files)
}

func TestCategoriesAndCannedRepliesAreRead(t *testing.T) {
	l := reports(t, nil)
	for _, p := range Check(l, written()) {
		if strings.Contains(p.File, "/category/") || strings.Contains(p.File, "/canned/") {
			t.Errorf("a fault in what is right: %s", p)
		}
	}
	all := l.Categories()
	if len(all) != 2 || all[0].ID != "den" || all[1].ID != "can-bo" || !all[0].Evidence || !all[1].Official || all[0].Days != 7 {
		t.Errorf("categories: %+v", all)
	}
	if _, ok := l.Category("khong-co"); ok {
		t.Error("a category that is not there")
	}
	if c := l.Canned("den"); len(c) != 2 || c[0].ID != "da-sua" || c[0].Text != "Xã đã cho sửa xong ngày ...." || c[1].ID != "hoi" {
		t.Errorf("for den: %+v", c)
	}
	if c := l.Canned("can-bo"); len(c) != 1 || c[0].ID != "hoi" {
		t.Errorf("for can-bo: %+v", c)
	}
}

func TestFaultsOfCategoriesAreToldWithTheirLine(t *testing.T) {
	change := func(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }
	for _, c := range []struct{ file, text, at, words string }{
		{"category/den.toml", change(goodCategory, "Đèn chiếu sáng", "Đèn chiếu sáng công cộng"), "name", "name has 24 characters; write at most 18"},
		{"category/den.toml", change(goodCategory, "days = 7", "days = 0"), "days", "days 0 is no deadline"},
		{"category/den.toml", change(goodCategory, "order = 1", "order = 2"), "order", "place 2 is that of can-bo already"},
		{"category/den.toml", change(goodCategory, "order = 1", "order = 0"), "order", "order 0 is no place"},
		{"category/den.toml", change(goodCategory, "things = [\"đèn đường\"]\n", ""), "troubles", "troubles count only beside things"},
		{"category/den.toml", change(goodCategory, "days = 7", "days = \"7\""), "days", "is not a whole number"},
		{"category/den.toml", goodCategory + "colour = \"red\"\n", "colour", "unknown key"},
		{"category/can-bo.toml", change(officialCategory, "official = true\n", ""), "", "no category is for reports about offices"},
		{"canned/da-sua.toml", change(goodCanned, "answer", "thanks"), "kind", `kind "thanks" is not known`},
		{"canned/da-sua.toml", change(goodCanned, "\"den\"", "\"dien\""), "category", `category "dien" is not known`},
		{"canned/da-sua.toml", change(goodCanned, "Xã đã cho", strings.Repeat("dài ", 300)), "text", "write at most 900"},
	} {
		l := reports(t, map[string]string{c.file: c.text})
		file, line := "content/"+c.file, lineOf(t, c.text, c.at)
		if c.at == "" {
			file, line = "content/category", 0
		}
		wantProblem(t, Check(l, written()), Fault, file, line, c.words)
	}
}

func TestWhatTheCommuneHasToDecideAboutReportsIsPending(t *testing.T) {
	l := reports(t, nil)
	has := func(o PendingOffice, kind, key string) bool {
		for _, i := range o.Items {
			if i.Kind == kind && i.Key == key && i.Line > 0 {
				return true
			}
		}
		return false
	}
	o := PendingReports(l, nil, nil)
	if len(o.Items) != 3 || !has(o, PendingDeadline, "category/den") || !has(o, PendingOwner, "category/den") || !has(o, PendingDeadline, "category/can-bo") {
		t.Errorf("pending: %+v", o.Items)
	}
	o = PendingReports(l, []commune.Office{{ID: "a", Handles: []string{"den"}}}, map[string]int{"den": 5, "can-bo": 10})
	if len(o.Items) != 0 {
		t.Errorf("still pending: %+v", o.Items)
	}
}

// Every shipped category can be told from what somebody writes but for the last, which is all the rest.
func TestShippedCategories(t *testing.T) {
	l, _ := Load()
	if n := len(l.Categories()); n < 12 || n > 14 {
		t.Errorf("%d categories", n)
	}
	for _, c := range l.Categories() {
		if guessed := len(c.Words) > 0; guessed == (c.ID == "khac") || c.English == "" {
			t.Errorf("%s: %d words", c.ID, len(c.Words))
		}
		for _, kind := range []string{CannedAnswer, CannedAsk, CannedRefuse} {
			found := false
			for _, r := range l.Canned(c.ID) {
				found = found || r.Kind == kind
			}
			if !found {
				t.Errorf("%s: no canned reply of kind %s", c.ID, kind)
			}
		}
	}
}
