package content

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// goodImport is an entry of the national portal without a fault, as an import writes it.
func goodImport() string {
	return `# Lời dặn.
origin = "national"
title = "Thủ tục đăng ký {thử}, giấy \"A\""
plain = "Đăng ký thử"
kind = "procedure"
codes = ["1.900001"]
decision = "12/QĐ-BTP"
link = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d"
as_of = 2026-06-30
field = "Hộ tịch"
level = "Cấp xã"
state = "draft"
short = "Thủ tục \"Đăng ký thử\" (mã 1.900001). Thời hạn: 3 ngày làm việc."
papers = [
  "Tờ khai, 2 bản, lệ phí 7.000 đồng!",
  "Hai dòng\ntrong một\\hai",
]
fee = [
  "Trực tiếp: 5,000 Việt Nam Đồng",
]
raw = ["fee"]
`
}

const importFile = "procedure/tthc-1-900001.toml"

// withImport is the shipped lines and offices with entries of the national portal.
func withImport(t *testing.T, files fstest.MapFS) *Library {
	t.Helper()
	return build(bare(), readLayer("overlay", files))
}

func TestAnImportedEntryHasNoFaultOfOurOwnRules(t *testing.T) {
	for name, text := range map[string]string{"as an import wrote it": string(Sign([]byte(goodImport()))), "edited by hand": goodImport()} {
		l := withImport(t, fstest.MapFS{importFile: {Data: []byte(text)}})
		if faults := Faults(Check(l, written())); len(faults) > 0 {
			t.Errorf("%s: %s", name, list(faults))
		}
		e, ok := l.Entry("tthc-1-900001")
		if !ok || !e.National() || e.Code() != "1.900001" || !e.IsRaw(SectionFee) || e.IsRaw(SectionPapers) {
			t.Fatalf("%s: %+v", name, e)
		}
		if got := l.Section(e, SectionPapers, written()); got != "• Tờ khai, 2 bản, lệ phí 7.000 đồng!\n• Hai dòng\ntrong một\\hai" {
			t.Errorf("%s: papers %q", name, got)
		}
		if got := l.SourceLine(Vietnamese, e); !strings.Contains(got, "theo Cổng Dịch vụ công quốc gia, xã chưa rà soát") || !strings.Contains(got, "12/QĐ-BTP") || !strings.Contains(got, "30/06/2026") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestASignedFileReadsAsItsTOML(t *testing.T) {
	quick, slow := &Entry{}, &Entry{}
	if !readSigned(quick, string(Sign([]byte(goodImport())))) {
		t.Fatal("the form that imports write is not understood")
	}
	if !decode([]byte(goodImport()), slow, func(key, format string, args ...any) { t.Errorf(key+": "+format, args...) }) {
		t.Fatal("not TOML")
	}
	if diff := cmp.Diff(slow, quick, cmp.AllowUnexported(Entry{}), cmp.Comparer(func(a, b Date) bool { return a.Equal(b) }), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	for _, odd := range []string{"title = 'a'\n", "title = \"a\\u0041\"\n", "title = \"\"\"a\"\"\"\n", "[x]\n", "papers = [\"a\"]\n", "papers = [\n  \"a\"\n", "titel = \"a\"\n", "as_of = 2026-13-01\n", "title = \"a\" # b\n", "title = \"a\"b\"\n"} {
		if readSigned(&Entry{}, odd) {
			t.Errorf("%q is read as if an import had written it", odd)
		}
	}
}

func TestSignaturesTellWhetherAFileWasEdited(t *testing.T) {
	signed := Sign([]byte(goodImport()))
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"as it was":           {string(signed), true},
		"Windows line ends":   {strings.ReplaceAll(string(signed), "\n", "\r\n"), true},
		"a word changed":      {strings.Replace(string(signed), "Tờ khai", "Tờ đơn", 1), false},
		"a line at the end":   {string(signed) + "# xã\n", false},
		"no signature":        {goodImport(), false},
		"a signature of none": {signature + "\n" + goodImport(), false},
		"nothing":             {"", false},
	} {
		if got := Signed([]byte(c.text)); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// A copy of a day that nobody knows is in order, and claims none.
func TestACopyWithoutItsDay(t *testing.T) {
	l := withImport(t, fstest.MapFS{importFile: {Data: []byte(strings.Replace(goodImport(), "as_of = 2026-06-30\n", "", 1))}})
	if faults := Faults(l.problems); len(faults) > 0 {
		t.Fatal(faults)
	}
	e, ok := l.Entry("tthc-1-900001")
	if !ok {
		t.Fatal("it is not there")
	}
	for _, lang := range []string{Vietnamese, English} {
		for _, state := range []string{StateDraft, StateApproved} {
			copied := *e
			copied.State = state
			line := l.NationalLine(lang, &copied)
			if !strings.Contains(line, "12/QĐ-BTP") || strings.Contains(line, "bản ngày") || strings.Contains(line, "copy of") || strings.Contains(line, "/0001") {
				t.Errorf("%s %s: %q", lang, state, line)
			}
		}
	}
}

func TestCheckFindsWhatIsWrongWithAnImportedEntry(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"an unknown origin", `"national"`, `"tinh"`, `origin "tinh" is not known`},
		{"no decision", `decision = "12/QĐ-BTP"`, "", "decision is missing"},
		{"no link", `link = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d"`, "", "is no address"},
		{"a link that is none", `https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d`, "javascript:1", "is no address"},
		{"two codes", `["1.900001"]`, `["1.900001", "1.900002"]`, "has one code"},
		{"a code of another file", `["1.900001"]`, `["1.900002"]`, "rename it"},
		{"another kind", `kind = "procedure"`, `kind = "service"`, `kind = "procedure"`},
		{"example questions", "raw = ", "questions = [\"hỏi thử\"]\nraw = ", "has no example questions"},
		{"a raw section that is not there", `raw = ["fee"]`, `raw = ["legal"]`, `there is no section "legal"`},
		{"approved by nobody", `state = "draft"`, `state = "approved"`, "who approved it"},
		{"a long short answer", "Thời hạn: 3", strings.Repeat("dài ", 90) + "3", "write at most 350"},
		{"a long label", `plain = "Đăng ký thử"`, `plain = "` + strings.Repeat("a", 65) + `"`, "write at most 64"},
		{"no title", `title = "Thủ tục đăng ký {thử}, giấy \"A\""`, "", "title is missing"},
	} {
		text := strings.Replace(goodImport(), c.old, c.new, 1)
		if text == goodImport() {
			t.Fatalf("%s: %q is not in the good entry", c.name, c.old)
		}
		l := withImport(t, fstest.MapFS{importFile: {Data: []byte(text)}})
		if faults := list(Faults(Check(l, written()))); !strings.Contains(faults, c.want) || !strings.Contains(faults, "overlay/"+importFile) {
			t.Errorf("%s: %s", c.name, faults)
		}
		if len(CheckNational("tthc-1-900001.toml", []byte(text))) == 0 {
			t.Errorf("%s: an import would write it", c.name)
		}
	}
}

func TestKeysOfThePortalAreFaultsInOurOwnEntries(t *testing.T) {
	for _, line := range []string{`decision = "1/QĐ-BTP"`, `link = "https://x"`, `as_of = 2026-06-30`, `field = "Hộ tịch"`, `level = "Cấp xã"`, `steps = "Bước 1"`, `raw = ["fee"]`} {
		text := strings.Replace(goodEntry(), "state = ", line+"\nstate = ", 1)
		l := build(bare(), readLayer("overlay", fstest.MapFS{"procedure/thu.toml": {Data: []byte(text)}, "params/thu.toml": {Data: []byte(goodFigures)}}))
		if faults := list(Faults(Check(l, written()))); !strings.Contains(faults, "national portal") {
			t.Errorf("%s: %q", line, faults)
		}
	}
}

func TestOurOwnEntryOnTheSameMatter(t *testing.T) {
	imported := func(code, title string) []byte {
		return []byte(strings.NewReplacer("1.900001", code, `Thủ tục đăng ký {thử}, giấy \"A\"`, title).Replace(goodImport()))
	}
	own := func(change ...string) []byte {
		return []byte(strings.NewReplacer(append([]string{`"2.000815"`, `"1.900001"`, "Thủ tục thử", "Đăng ký nuôi chim"}, change...)...).Replace(goodEntry()))
	}
	files := func(own []byte) fstest.MapFS {
		return fstest.MapFS{
			"procedure/thu.toml": {Data: own}, "params/thu.toml": {Data: []byte(goodFigures)},
			importFile:                     {Data: imported("1.900001", "Việc có mã của xã")},
			"procedure/tthc-1-900002.toml": {Data: imported("1.900002", "Thủ tục đăng ký nuôi chim (thực hiện tại cấp xã)")},
			"procedure/tthc-1-900003.toml": {Data: imported("1.900003", "Đăng ký nuôi chim ưng")},
		}
	}
	ids := func(l *Library) (with []string) {
		for _, id := range []string{"tthc-1-900001", "tthc-1-900002", "tthc-1-900003"} {
			e, ok := l.Entry(id)
			if !ok {
				t.Fatalf("no entry %s", id)
			}
			if o, ok := l.OwnFor(e); ok {
				with = append(with, id+" "+o.ID)
			}
		}
		return with
	}
	if got := fmt.Sprint(ids(withImport(t, files(own())))); got != "[tthc-1-900001 thu tthc-1-900002 thu]" {
		t.Error(got)
	}
	if got := ids(withImport(t, files(own(`state = "draft"`, `state = "hidden"`)))); got != nil {
		t.Errorf("a hidden entry stands before %q", got)
	}
}

func TestThousandsOfImportsFillNoList(t *testing.T) {
	files := fstest.MapFS{}
	for i := range 30 {
		code := fmt.Sprintf("1.9000%02d", i)
		files["procedure/"+NationalID(code)+".toml"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(goodImport(), "1.900001", code))}
	}
	plain, l := build(bare()), withImport(t, files)
	if a, b := fmt.Sprint(Pending(plain)), fmt.Sprint(Pending(l)); a != b {
		t.Errorf("imports are in the commune's to-do list:\n%s\n%s", a, b)
	}
	for _, g := range l.Groups() {
		if n := len(l.EntriesOf(g.ID)); n > 0 {
			t.Errorf("%d imports are browsed in %s", n, g.ID)
		}
	}
	if a, b := len(Due(plain, written())), len(Due(l, written())); a != b {
		t.Errorf("%d things are due without imports, %d with them", a, b)
	}
	if a, b := len(Due(plain, written().AddDate(1, 0, 0))), len(Due(l, written().AddDate(1, 0, 0))); b != a+1 {
		t.Errorf("an old copy is due in %d lines, not in one", b-a)
	}
	for _, item := range Plan(l) {
		if len(item.Entries) > 0 {
			t.Errorf("imports serve item %s of the plan", item.Letter)
		}
	}
}
