package content

import (
	"testing"
	"time"
)

// FuzzRead gives garbage to every loader, and to all that is asked of what was read.
func FuzzRead(f *testing.F) {
	f.Add("procedure/x.toml", []byte(goodEntry()))
	f.Add("params/x.toml", []byte(goodFigures))
	f.Add("params/x.toml", []byte("fee = 3"))
	f.Add("params/x.toml", []byte("[fee]\nx = 1"))
	f.Add("locale/x.vi.toml", []byte("[\"a.b\"]\nother = \"{{.X}}\"\n[id]\nother=\"x\""))
	f.Add("locale/group.toml", []byte("order = [\"a\", 1]"))
	f.Add("lexicon/x.toml", []byte("[abbreviation]\na = [\"b\", \"c\"]\n[[group]]\nwords=[]"))
	f.Add("holiday/2026.toml", []byte("year = 2026\n[[holiday]]\ndate = 2026-02-30"))
	f.Add("place/x.toml", []byte("name = 1"))
	f.Add("bulletin/x.toml", []byte(goodBulletin))
	f.Add("bulletin/x.toml", []byte(goodNotice))
	f.Add("series/x.toml", []byte(goodSeries))
	f.Add("quiz/x.toml", []byte(goodQuiz))
	f.Add("quiz/x.toml", []byte("[[question]]\noptions = [\"a\"]\nright = \"D\"\n[[question]]"))
	f.Fuzz(func(t *testing.T, file string, data []byte) {
		l := build(&layer{name: "overlay", files: map[string][]byte{file: data}})
		Check(l, written())
		Due(l, written())
		Pending(l)
		Plan(l)
		for _, b := range l.Bulletins() {
			l.BulletinText(Vietnamese, b, written())
			if p, err := b.Plan(time.UTC); err == nil {
				p.Due(written(), written().AddDate(1, 0, 0), 5)
			}
			l.NextBulletin(b.Series, b.Turn, written(), false)
		}
		for _, q := range l.Quizzes() {
			for i := range q.Questions {
				l.Asked(q.Questions[i], written())
			}
		}
		for _, e := range l.Entries() {
			for _, s := range e.Sections() {
				l.First(Vietnamese, e, s, written())
			}
		}
	})
}
