package content

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"loaxom/internal/fault"
)

// dirQuestion holds example questions beside the entries' own files, so that a wording of residents can
// be given to an entry without a copy of its whole file:
//
//	[dang-ky-khai-sinh]
//	questions = ["..."]
const dirQuestion = "question"

// askedFile is the file of dirQuestion that the program writes itself.
const askedFile = dirQuestion + "/gan-tu-cau-hoi.toml"

type askedOf struct {
	Questions []string `toml:"questions"`
}

// readQuestions gives the entries the questions that lie beside them. What an entry knows already, or
// another, is passed over, and so is an entry that is no longer there: a file that the program writes
// must not become a fault by what people change elsewhere.
func (l *Library) readQuestions() {
	var known map[string]bool
	for _, file := range slices.Sorted(maps.Keys(l.sources)) {
		if path.Dir(file) != dirQuestion {
			continue
		}
		var of map[string]askedOf
		if !l.decode(file, &of) {
			continue
		}
		if known == nil {
			known = map[string]bool{}
			for _, e := range l.entries {
				for _, q := range e.Questions {
					known[sameWords(q)] = true
				}
			}
		}
		for _, id := range slices.Sorted(maps.Keys(of)) {
			e, ok := l.entries[id]
			if !ok {
				l.problems = append(l.problems, l.problem(Warning, file, id, "no entry %q; its questions are passed over", id))
				continue
			}
			for _, q := range of[id].Questions {
				if words := sameWords(q); words != "" && !known[words] {
					known[words] = true
					e.Questions = append(e.Questions, strings.Join(strings.Fields(q), " "))
				}
			}
		}
	}
}

// AddQuestion writes a wording of residents into the overlay folder as an example question of an entry.
// Adding one twice is adding it once.
func AddQuestion(dir, entry, question string) error {
	file := filepath.Join(dir, filepath.FromSlash(askedFile))
	of := map[string]askedOf{}
	data, err := os.ReadFile(file)
	if err == nil {
		_, err = toml.Decode(string(data), &of)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Invalid, "%s: %w; correct the file, or take it away", file, err)
	}
	have := of[entry]
	if slices.ContainsFunc(have.Questions, func(q string) bool { return sameWords(q) == sameWords(question) }) {
		return nil
	}
	have.Questions = append(have.Questions, question)
	of[entry] = have
	var b strings.Builder
	b.WriteString("# Lời hỏi của bà con mà cán bộ đã gắn vào bài. Chương trình ghi tệp này;\n# câu hỏi tự viết thì để ở tệp khác trong cùng thư mục.\n")
	for _, id := range slices.Sorted(maps.Keys(of)) {
		fmt.Fprintf(&b, "\n[%s]\nquestions = [\n", tomlText(id))
		for _, q := range of[id].Questions {
			fmt.Fprintf(&b, "  %s,\n", tomlText(q))
		}
		b.WriteString("]\n")
	}
	return replaceFile(file, b.String())
}
