package content

import "testing"

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
	f.Fuzz(func(t *testing.T, file string, data []byte) {
		l := build(&layer{name: "overlay", files: map[string][]byte{file: data}})
		Check(l, written())
		Due(l, written())
		Pending(l)
		for _, e := range l.Entries() {
			for _, s := range e.Sections() {
				l.First(Vietnamese, e, s, written())
			}
		}
	})
}
