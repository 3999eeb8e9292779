package content

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// TestShippedContentIsInOrder holds what the program ships to its own rules, and everything that
// residents could read to having been filled in.
func TestShippedContentIsInOrder(t *testing.T) {
	l, _ := Load()
	if len(l.Entries()) < 40 {
		t.Errorf("%d entries; at least 40 are shipped", len(l.Entries()))
	}
	for _, p := range Check(l, written()) {
		if p.Severity == Fault {
			t.Error(p)
		} else {
			t.Log("warning:", p)
		}
	}
	for _, e := range l.Entries() {
		for _, s := range append([]SectionID{SectionShort}, e.Sections()...) {
			for _, on := range []int{0, 100} {
				text := l.First(Vietnamese, e, s, written().AddDate(0, 0, on))
				if strings.ContainsAny(text, "{}") || strings.Contains(text, "…") && strings.Contains(text, "no value") || strings.Contains(text, "  ") {
					t.Errorf("%s, %s, in %d days: %s", e.ID, s, on, text)
				}
			}
		}
	}
}

func TestOverlayReplacesAndAdds(t *testing.T) {
	entry := goodEntry()
	l, problems := Load(fstest.MapFS{
		"procedure/thu.toml":        {Data: []byte(entry)},
		"params/thu.toml":           {Data: []byte(goodFigures)},
		"place/trung-tam.toml":      {Data: []byte("\ufeffname = \"Một cửa\"\r\nplain = \"một cửa\"\r\naddress = \"Xóm 1\"\r\n")},
		"locale/xa.vi.toml":         {Data: []byte("[\"menu.ask\"]\nother = \"Hỏi xã\"\n")},
		"procedure/.thu.toml.swp":   {Data: []byte("not TOML")},
		"procedure/thu.toml~":       {Data: []byte("not TOML")},
		"procedure/~$thu.toml":      {Data: []byte("not TOML")},
		"procedure/#thu.toml#":      {Data: []byte("not TOML")},
		"procedure/thu.toml.bak":    {Data: []byte("not TOML")},
		"procedure/ghi-chu.docx":    {Data: []byte("not TOML")},
		".git/x.toml":               {Data: []byte("not TOML")},
		"anh/nha.jpg":               {Data: []byte("not TOML")},
		"README.txt":                {Data: []byte("not TOML")},
		"guide/cua-xa.md":           {Data: []byte("# Của xã\n")},
		"lexicon/xa.toml":           {Data: []byte("[chat]\n\"hổ\" = \"không\"\n")},
		"procedure/_cu/thu-cu.toml": {Data: []byte("not TOML")},
	})
	if len(problems) > 0 {
		t.Fatal(list(problems))
	}
	if e, ok := l.Entry("thu"); !ok || e.Title != "Thủ tục thử" || e.State != StateDraft {
		t.Error("the entry of the overlay is missing")
	}
	if p, _ := l.Place("trung-tam"); p.Address != "Xóm 1" || p.Name != "Một cửa" {
		t.Errorf("place %+v", p)
	}
	if got := l.Say(Vietnamese, "menu.ask", nil); got != "Hỏi xã" {
		t.Errorf("menu.ask is %q", got)
	}
	if got := l.Say(Vietnamese, "menu.contact", nil); got != "Liên hệ xã" {
		t.Errorf("a line that the overlay does not have is %q", got)
	}
	if got, _ := l.Guide("cua-xa"); got == "" {
		t.Error("the guide of the overlay is missing")
	}
	if got := l.Lexicon().Chat["hổ"]; len(got) != 1 {
		t.Errorf("the word of the overlay is %q", got)
	}
	if len(l.Lexicon().Chat) < 50 {
		t.Error("a new lexicon file took the place of the shipped ones")
	}
}

func TestOverlayProblemsAreNamed(t *testing.T) {
	for _, c := range []struct{ file, data, want string }{
		{"procedures/x.toml", "", "overlay/procedures: no such folder of content"},
		{"x.toml", "", "overlay/x.toml: lies beside the folders"},
		{"procedure/x.toml.txt", "", "overlay/procedure/x.toml.txt: ends in .txt"},
		{"procedure/x.toml/y", "", "overlay/procedure/x.toml: is a folder"},
		{"procedure/sub/y.toml", "", "overlay/procedure/sub: is a folder"},
		{"procedure/x.toml", strings.Repeat("#", maxFile+1), "a content file has at most"},
		{"procedure/x.toml", "title = \"a\"\ntitl = \"b\"\n", "overlay/procedure/x.toml:2: unknown key \"titl\""},
		{"procedure/x.toml", "title = \"a\"\nplain = \"b", "overlay/procedure/x.toml:2: plain: "},
		{"procedure/x.toml", "title = \"\xff\"\n", "overlay/procedure/x.toml"},
		{"procedure/x.toml", "[[source]]\nnumber = \"1\"\n", "overlay/procedure/x.toml:2: unknown key \"number\""},
	} {
		l := build(bare(), readLayer("overlay", fstest.MapFS{c.file: {Data: []byte(c.data)}}))
		if !strings.Contains(list(l.problems), c.want) {
			t.Errorf("%s: no %q among\n%s", c.file, c.want, list(l.problems))
		}
	}
}

func TestFoldersOnDiskThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.MkdirAll(filepath.Join(dir, "procedure"), 0o755))
	must(os.Symlink("loop.toml", filepath.Join(dir, "procedure", "loop.toml")))
	must(os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "procedure", "gone.toml")))
	must(os.Symlink(dir, filepath.Join(dir, "procedure", "up.toml")))
	must(os.Symlink(filepath.Join(dir, "procedure"), filepath.Join(dir, "faq")))
	must(os.WriteFile(filepath.Join(dir, "procedure", "big.toml"), make([]byte, 10<<20), 0o644))
	problems := onDisk(dir).problems
	for _, want := range []string{
		"procedure/loop.toml: cannot be read", "procedure/gone.toml: cannot be read", "procedure/up.toml: is not a file",
		"faq: is not a folder", "procedure/big.toml: has 10485760 bytes",
	} {
		if !strings.Contains(list(problems), dir+"/"+want) {
			t.Errorf("no %q among\n%s", want, list(problems))
		}
	}
	if len(problems) != 5 {
		t.Error(list(problems))
	}
	if problems = onDisk(filepath.Join(dir, "absent")).problems; len(problems) != 1 || !strings.Contains(problems[0].String(), "cannot be read") {
		t.Error(list(problems))
	}
	real := filepath.Join(dir, "real.toml")
	must(os.WriteFile(real, []byte("name = \"X\"\nplain = \"x\"\n"), 0o644))
	linked := t.TempDir()
	must(os.MkdirAll(filepath.Join(linked, "place"), 0o755))
	must(os.Symlink(real, filepath.Join(linked, "place", "moi.toml")))
	if l := onDisk(linked); len(l.problems) > 0 || l.places["moi"] == nil {
		t.Error("a link to a file is read:", list(l.problems))
	}
	if _, problems := Load(Folder(linked)); len(problems) > 0 {
		t.Error("above the shipped content:", list(problems))
	}
}

// onDisk is the bare content with a folder above it.
func onDisk(dir string) *Library { return build(bare(), readLayer(dir, Folder(dir))) }

func TestEntriesStandInTheOrderOfGroupsAndTitles(t *testing.T) {
	l, _ := Load()
	rank := map[string]int{}
	for i, g := range l.Groups() {
		rank[g.ID] = i
		if g.Label == "" || len([]rune(g.Label)) > 40 {
			t.Errorf("group %s has the label %q", g.ID, g.Label)
		}
	}
	if len(rank) != 23 {
		t.Errorf("%d groups; the catalogue has 23", len(rank))
	}
	last := 0
	for _, e := range l.Entries() {
		if rank[e.Group] < last {
			t.Errorf("%s of %s stands late", e.ID, e.Group)
		}
		last = rank[e.Group]
	}
	for _, id := range []string{"trung-tam", "ubnd", "cong-an", "ban-chi-huy-quan-su", "van-phong", "phong-van-hoa-xa-hoi", "phong-kinh-te",
		"dich-vu-su-nghiep-cong", "bhxh", "thue", "dat-dai", "cong-an-tinh", "ngan-hang-chinh-sach"} {
		if _, ok := l.Place(id); !ok {
			t.Errorf("office %s is missing", id)
		}
	}
	menu := []string{"Hỏi thủ tục", "Gửi phản ánh", "Tra cứu phản ánh", "Nhận tin của xóm", "Bản tin cải cách hành chính", "Liên hệ xã"}
	for i, id := range []string{"ask", "feedback", "lookup", "news", "bulletin", "contact"} {
		if got := l.Say(Vietnamese, "menu."+id, nil); got != menu[i] {
			t.Errorf("menu.%s is %q, the owner wants %q", id, got, menu[i])
		}
	}
}

func BenchmarkLoadAndCheck(b *testing.B) {
	for b.Loop() {
		l, _ := Load()
		Check(l, written())
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		Load()
	}
}
