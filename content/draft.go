package content

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"loaxom/internal/fault"
	"loaxom/internal/vi"
)

// Draft is an entry that begins with a question of residents: what is known goes into a file, and a
// person fills in the rest.
type Draft struct {
	ID       string `json:"id"`
	Question string `json:"question"` // in the words of whoever asked
	Answer   string `json:"answer"`   // what staff wrote to them; may be empty
	Group    string `json:"group"`    // empty: to be filled in
	Office   string `json:"office"`   // id of a Place
	Day      string `json:"day"`      // on which it was written: 2026-11-23
	Review   string `json:"review"`   // by which it is to be looked at again
}

// File is where the draft lies in the overlay. The underscore keeps it from being read: an unfinished
// entry would be a fault, and a fault refuses the whole overlay.
func (d Draft) File() string { return dirFAQ + "/_" + d.ID + ".toml" }

// DraftID is an id for an entry on a question: its first words, and tail, which makes it unlike others.
func DraftID(question, tail string) string {
	const longest = 40
	id := ""
	for _, w := range vi.Words(vi.Fold(question)) {
		word := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w.Text)
		if word == "" {
			continue
		}
		if len(id)+1+len(word) > longest {
			break
		}
		id = strings.TrimPrefix(id+"-"+word, "-")
	}
	if id == "" {
		id = "cau-hoi"
	}
	return id + "-" + tail
}

// TOML is the file's text.
func (d Draft) TOML() string {
	answer := d.Answer
	if answer == "" {
		answer = "..."
	}
	group := d.Group
	if group == "" {
		group = "..."
	}
	var b strings.Builder
	for _, line := range []string{
		"# Nháp từ câu hỏi của bà con. Tên tệp có dấu _ ở đầu nên trợ lý chưa đọc tệp này.",
		"# Điền các chỗ \"...\", ghi đúng nguồn, viết đủ câu hỏi mẫu; con số thì đặt ở thư mục params.",
		"# Xong thì bỏ dấu _ ở đầu tên tệp rồi chạy: loaxom check",
		`title = "..."`,
		`plain = "..."   # cách bà con gọi việc này`,
		`kind = "service"   # là thủ tục thì viết "procedure" và chuyển tệp sang thư mục procedure`,
		"group = " + tomlText(group) + "   # tên nhóm ở locale/group.toml",
		`plan_items = ["đ"]`,
		"office = " + tomlText(d.Office),
		"short = \"\"\"\n" + tomlLines(answer) + "\"\"\"",
		"questions = [\n  " + tomlText(d.Question) + ",\n]",
		`confidence = "vừa"`,
		"checked_on = " + d.Day,
		"review_by = " + d.Review,
		`state = "draft"`,
		"\n[[source]]",
		`document = "..."   # số văn bản`,
		"date = " + d.Day + "   # ngày của văn bản",
		`what = "..."`,
	} {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// WriteDraft puts the draft into the overlay folder and tells where. A file that lies there already, or
// was finished since, is left as it is: writing twice is writing once.
func WriteDraft(dir string, d Draft) (path string, err error) {
	done := filepath.Join(dir, dirFAQ, d.ID+".toml")
	if _, err := os.Stat(done); err == nil {
		return done, nil
	}
	path = filepath.Join(dir, filepath.FromSlash(d.File()))
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	return path, replaceFile(path, d.TOML())
}

// Unfinished are the drafts in an overlay folder that nobody has finished yet, as paths.
func Unfinished(dir string) (files []string) {
	if dir == "" {
		return nil
	}
	for _, folder := range []string{dirFAQ, dirProcedure} {
		found, _ := filepath.Glob(filepath.Join(dir, folder, "_*.toml"))
		files = append(files, found...)
	}
	return files
}

// replaceFile writes a file whole or not at all. What it writes first begins with a dot, which no
// content file does.
func replaceFile(path, text string) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fault.New(fault.Invalid, "the overlay folder cannot be written: %w; check its owner and permissions", err)
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return fault.New(fault.Invalid, "the overlay folder cannot be written: %w; check its owner and permissions", err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// tomlText is s as a TOML string on one line.
func tomlText(s string) string { return `"` + tomlEscape(strings.ReplaceAll(s, "\n", " ")) + `"` }

// tomlLines is s within three quotation marks.
func tomlLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = tomlEscape(lines[i])
	}
	return strings.Join(lines, "\n")
}

func tomlEscape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
