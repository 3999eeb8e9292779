package faq

import (
	"path/filepath"
	"regexp"
	"testing"

	"github.com/BurntSushi/toml"

	"loaxom/internal/vi"
)

var toWrite = regexp.MustCompile(`nhắn: “([^”]+)”`)

// A bulletin that ends with "bà con nhắn: “...”" sends its readers here with those words, which must
// lead to the entry that it names.
func TestWhatBulletinsTellPeopleToWriteIsUnderstood(t *testing.T) {
	docs, lex := shipped(t)
	index := Build(docs, lex)
	files, err := filepath.Glob(filepath.Join("..", "..", "content", "bulletin", "*.toml"))
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, file := range files {
		var b struct{ Text, Entry string }
		if _, err := toml.DecodeFile(file, &b); err != nil {
			t.Errorf("%s: %s", file, err)
			continue
		}
		for _, m := range toWrite.FindAllStringSubmatch(b.Text, -1) {
			tried++
			for _, question := range []string{m[1], vi.Fold(m[1])} {
				if r := index.Ask(question); r.Decision == None || r.Hits[0].ID != b.Entry {
					t.Errorf("%s: %q is %s %v, not %s; write other words in the bulletin", filepath.Base(file), question, r.Decision, r.Hits[:min(3, len(r.Hits))], b.Entry)
				}
			}
		}
	}
	if tried < 40 {
		t.Errorf("%d bulletins tell people what to write", tried)
	}
}
