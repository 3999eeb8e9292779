package content

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestSayFillsInAndNeverFails(t *testing.T) {
	l := tiny(t, map[string]string{
		"locale/xa.vi.toml": "[\"xa.chao\"]\nother = \"Chào {{.Name}}\"\n[\"xa.so\"]\nother = \"{{.Count}} người\"\n",
		"locale/xa.en.toml": "[\"xa.so\"]\none = \"{{.Count}} person\"\nother = \"{{.Count}} people\"\n",
	})
	harmless := l.Say(Vietnamese, "say.unknown", nil)
	for _, c := range []struct {
		lang, id string
		data     map[string]any
		want     string
	}{
		{Vietnamese, "xa.chao", map[string]any{"Name": "bác {{.X}} <b>"}, "Chào bác {{.X}} <b>"},
		{English, "xa.chao", map[string]any{"Name": "An"}, "Chào An"},
		{"", "xa.chao", map[string]any{"Name": "An"}, "Chào An"},
		{"fr", "xa.chao", map[string]any{"Name": "An"}, "Chào An"},
		{Vietnamese, "xa.so", map[string]any{"Count": 1}, "1 người"},
		{English, "xa.so", map[string]any{"Count": 1}, "1 person"},
		{English, "xa.so", map[string]any{"Count": 5}, "5 people"},
		{English, "xa.so", map[string]any{"Count": "nhiều"}, "nhiều people"},
		{English, "menu.ask", nil, "Ask about procedures"},
	} {
		if got := l.Say(c.lang, c.id, c.data); got != c.want {
			t.Errorf("%s %s %v: %q, want %q", c.lang, c.id, c.data, got, c.want)
		}
	}
	if faults := Faults(Check(l, written())); len(faults) > 0 {
		t.Error(list(faults))
	}
	if got := l.Say(English, "xa.typo", nil); got == "" || strings.Contains(got, "xa.typo") {
		t.Errorf("an id that nobody wrote is %q", got)
	}
	if got := l.Say(Vietnamese, "xa.typo", nil); got != harmless {
		t.Errorf("an id that nobody wrote is %q", got)
	}
	if got := l.Say(Vietnamese, "xa.chao", nil); got != "Chào …" {
		t.Errorf("a name that was not given is %q", got)
	}
	all := Check(l, written())
	for _, id := range []string{"xa.typo", "xa.chao"} {
		wantProblem(t, all, Fault, "content/locale/vi.toml", 1, `message "`+id+`" was asked for`)
	}
}

func TestSayIsAskedByManyAtOnce(t *testing.T) {
	l := tiny(t, nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				l.Say(English, "entry.source", map[string]any{"Document": "x", "Day": "y"})
				l.Say(Vietnamese, "entry.source", map[string]any{"Document": "x", "Day": "y"})
				l.Say(Vietnamese, "no.such", nil)
			}
		})
	}
	all.Wait()
}

var (
	// asked is an id in a call that says something: Say(lang, "menu.ask"), t.line("bot.start").
	asked = regexp.MustCompile(`\.(?:Say|say|line|menu|offer)\((?:[^"\n()]|\(\))*"([a-z][a-z0-9_]*(?:\.[a-z0-9_]*[a-z0-9])+)"`)
	// named is any text in Go that looks like an id.
	named = regexp.MustCompile(`"([a-z][a-z0-9_]*(?:\.[a-z0-9_]*[a-z0-9])+)"`)
	// begun is the beginning of an id that is put together: "danger." + kind.
	begun = regexp.MustCompile(`"([a-z][a-z0-9_]*\.[a-z0-9_]*)" ?\+`)
)

// TestEveryLineThatGoAsksForIsWritten keeps a slip of the hand in an id from reaching a resident.
func TestEveryLineThatGoAsksForIsWritten(t *testing.T) {
	l, _ := Load()
	written := l.locale.messages[Vietnamese]
	spaces := map[string]bool{}
	for id := range written {
		spaces[strings.SplitAfter(id, ".")[0]] = true
	}
	// Spaces whose names other things in Go have too (configuration keys, files, acts in the audit): only asked counts.
	shared := []string{"content.", "place.", "notice."}
	found, used, parts := 0, map[string]bool{}, []string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		ids := map[string]bool{}
		for _, m := range asked.FindAllStringSubmatch(string(src), -1) {
			ids[m[1]] = true
		}
		for _, m := range named.FindAllStringSubmatch(string(src), -1) {
			if space := strings.SplitAfter(m[1], ".")[0]; spaces[space] && !slices.Contains(shared, space) {
				ids[m[1]] = true
			}
		}
		for id := range ids {
			found++
			used[id] = true
			if _, ok := written[id]; !ok {
				t.Errorf("%s says %q, which is in no file of content/locale", path, id)
			}
		}
		for _, m := range begun.FindAllStringSubmatch(string(src), -1) {
			parts = append(parts, m[1])
		}
		return nil
	})
	if err != nil || found < 10 {
		t.Errorf("%d ids in Go, %v", found, err)
	}
	for _, id := range slices.Sorted(maps.Keys(written)) {
		together := slices.ContainsFunc(parts, func(part string) bool { return strings.HasPrefix(id, part) })
		if !used[id] && !together && !slices.Contains(required(), id) {
			t.Logf("warning: %q is asked for by nobody", id)
		}
	}
}
