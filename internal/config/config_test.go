package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The example is the defaults, key by key, so that it can be trusted.
func TestTheExampleShowsEveryKeyWithItsDefault(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "config.example.toml"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse("config.example.toml", string(b))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Default(), c); d != "" {
		t.Fatalf("the example differs from the defaults:\n%s", d)
	}
	for _, key := range []string{"name", "province", "timezone", "path", "enabled", "token", "token_file", "api_endpoint", "file_endpoint", "proxy",
		"per_second", "per_chat_second", "per_group_minute", "listen", "dir", "only_approved", "at", "keep", "messages_a_minute", "level", "format",
		"id", "aliases", "households", "handles", "reminders"} {
		if !strings.Contains(string(b), "\n"+key+" = ") && !strings.Contains(string(b), "\n# "+key+" = ") {
			t.Errorf("the example does not show %s", key)
		}
	}
}

func TestFaultsAreToldAllAtOnceWithLineAndWhatToWrite(t *testing.T) {
	text := `[commune]
timezone = "Asia/Hanoi"
[telegram]
per_second = 100
colour = "red"
proxy = "ftp://x"
[log]
level = "loud"
[content]
dir = "noi-dung"
[backup]
dir = "noi-dung/backup"
at = "25:00"
keep = 0
[[hamlet]]
id = "Xóm 1"
[bulletin]
late_hours = 0
`
	_, err := Parse("config.toml", text)
	if err == nil {
		t.Fatal("no fault was found")
	}
	for _, want := range []string{
		"config.toml:2: commune.timezone = Asia/Hanoi: write an IANA name",
		"config.toml:4: telegram.per_second = 100: write 0 (no limit) to 30",
		"config.toml:5: unknown key telegram.colour",
		"config.toml:6: telegram.proxy = ftp://x: write an address",
		"config.toml:8: log.level = loud",
		"config.toml:12: backup.dir = noi-dung/backup: write a folder outside of content.dir (noi-dung)",
		`config.toml:13: backup.at = "25:00": write a time of the day such as "02:00"`,
		"config.toml:14: backup.keep = 0: write how many are kept, 1 to 1000",
		"config.toml:16: hamlet.id = Xóm 1",
		"hamlet.name",
		"config.toml:18: bulletin.late_hours = 0: write for how many hours",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in:\n%v", want, err)
		}
	}
}

func TestHamletsAreCalledByNamesOfTheirOwn(t *testing.T) {
	text := `[[hamlet]]
id = "xom-1"
name = "Xóm Đình"
aliases = ["xóm Giữa", "đình"]

[[hamlet]]
id = "xom-2"
name = "xom dinh"
households = -1
[[hamlet]]
id = "xom-1"
name = "Xóm Chùa"
aliases = ["Xóm Giưa", "…", "Xóm  Chùa"]
[[hamlet]]
id = "xom-4"
[[hamlet]]
id = "xom-5"
name = "` + strings.Repeat("x", 61) + `"
`
	_, err := Parse("config.toml", text)
	if err == nil {
		t.Fatal("no fault was found")
	}
	want := []string{
		`config.toml:8: hamlet.name = "xom dinh": hamlet xom-1 is called so too`,
		`config.toml:9: hamlet.households = -1`,
		`config.toml:11: hamlet.id = xom-1: write an id`,
		`config.toml:13: hamlet.aliases = "Xóm Giưa": hamlet xom-1 is called so too`,
		`config.toml:13: hamlet.aliases = "…": write a name with letters or digits`,
		`config.toml:14: hamlet.name = "": write a name`,
		`config.toml:18: hamlet.name = "` + strings.Repeat("x", 61) + `": write a name`,
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("missing %q in:\n%v", w, err)
		}
	}
	if n := len(strings.Split(err.Error(), "\n")); n != len(want) {
		t.Errorf("%d faults instead of %d:\n%v", n, len(want), err)
	}
	for _, good := range []string{
		"[[hamlet]]\nid = \"a\"\nname = \"Xóm 1\"\naliases = [\"xóm Đông\"]\n[[hamlet]]\nid = \"b\"\nname = \"Xóm 11\"\n",
		"[[hamlet]]\nid = \"a\"\nname = \"Xóm 1\"\naliases = [\"xom 1\"]\n", // the own name over again
	} {
		if _, err := Parse("config.toml", good); err != nil {
			t.Error(err)
		}
	}
}

func TestATokenIsGivenOnceAndNeverShown(t *testing.T) {
	const token = "123456789:AAEsecretsecretsecretsecret"
	t.Setenv(TelegramToken, token)
	_, err := Parse("config.toml", "[telegram]\ntoken = \""+token+"\"\n")
	if err == nil || !strings.Contains(err.Error(), "token and "+TelegramToken) {
		t.Fatalf("two tokens are not refused: %v", err)
	}
	c, _ := Parse("config.toml", "[telegram]\ntoken = \""+token+"\"\n")
	for _, s := range []string{err.Error(), fmt.Sprintf("%v %+v %#v %s", c, c, c, c.Telegram.Token.Token)} {
		if strings.Contains(s, "secret") {
			t.Errorf("the token is shown: %s", s)
		}
	}
	if got, err := c.Telegram.Read(TelegramToken); err != nil || got != token {
		t.Fatalf("Read gave %d letters, %v", len(got), err)
	}
	// A fault of the file's form must not quote the line on which the token stands.
	if _, err := Parse("config.toml", "[telegram]\ntoken = \""+token+"\n"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("the fault shows the token, or there is none: %v", err)
	}
}

func TestATokenFileIsReadAgainEachTime(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	c := Token{TokenFile: file}
	if _, err := c.Read(TelegramToken); err == nil {
		t.Fatal("a missing file is no fault")
	}
	for _, want := range []string{"first", "second"} {
		if err := os.WriteFile(file, []byte(want+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Read(TelegramToken); err != nil || got != want {
			t.Fatalf("got %q, %v", got, err)
		}
	}
}

func TestAMissingFileIsAFaultOnlyWhereItWasNamed(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := Load(""); err != nil {
		t.Fatalf("without a file the defaults do not serve: %v", err)
	}
	if _, err := Load("nowhere.toml"); err == nil {
		t.Fatal("a named file that is not there is no fault")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("[commune]\nname = \"x\"")
	f.Add("[[hamlet]]\nid = 1")
	f.Add("[telegram]\nper_second = \"many\"")
	f.Fuzz(func(t *testing.T, text string) { Parse("config.toml", text) })
}

func TestCategoriesThatTheContentDoesNotHaveAreTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.toml")
	text := `[[office]]
id = "a"
name = "A"
handles = ["den", "duong"]
[[office]]
id = "b"
name = "B"
handles = ["nuoc"]
[feedback.deadline_working_days]
den = 5
dien = 7
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if n, set := c.Feedback.Days("den"); !set || n != 5 {
		t.Errorf("den has %d days, %v", n, set)
	}
	if err := c.CheckCategories(file, []string{"den", "duong", "nuoc", "dien"}); err != nil {
		t.Errorf("all are known: %v", err)
	}
	err = c.CheckCategories(file, []string{"den"})
	for _, want := range []string{file + ":4: office.handles = duong: no such category", file + ":8: office.handles = nuoc", file + ":11: feedback.deadline_working_days.dien = dien"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in: %v", want, err)
		}
	}
	if _, err := Parse("config.toml", "[feedback.deadline_working_days]\nden = 0\n"); err == nil || !strings.Contains(err.Error(), "config.toml:2: feedback.deadline_working_days.den = 0") {
		t.Errorf("a deadline of 0 days: %v", err)
	}
}

// A report goes to one office, so two that handle a category are a fault; so is a token's file that is not there.
func TestWhatOnlyCheckFinds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.toml")
	text := `[[office]]
id = "a"
name = "A"
handles = ["den", "duong"]
[[office]]
id = "b"
name = "B"
handles = ["nuoc", "den"]
[telegram]
token_file = "nowhere/telegram.token"
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	err = c.CheckCategories(file, []string{"den", "duong", "nuoc"})
	if want := file + ":8: office.handles = den: office a handles it already"; err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("want only %q, have: %v", want, err)
	}
	err = c.CheckToken(file)
	if want := file + ":10: telegram.token_file"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("want %q, have: %v", want, err)
	}
	c.Telegram.Enabled = false
	if err := c.CheckToken(file); err != nil {
		t.Errorf("the channel is off: %v", err)
	}
}
