package content

import "testing"

func TestLineIndexFindsKeys(t *testing.T) {
	text := `# a comment = not a key
title = "x" # [not] a = table
short = """
first = no key
[no.header]
"""
list = [
  "a",   # one
  "b, c ]",
  ["nested"],
]
"quoted key" = 'it''s'
raw = '''
x = 1
'''
inline = { a = 1, b = [2,
  3] }
[fee.slug]
name = "n \" = [x]"
[[fee.slug.value]]
amount = 1
[[fee.slug.value]]
amount = 2
[["menu.ask"]]
[ "menu.say" ]
other = "o"
a.b.c = 1
`
	got := lineIndex([]byte(text))
	for key, want := range map[string]int{
		"title": 2, "short": 3, "list": 7, "list.0": 8, "list.1": 9, "list.2": 10, "list.2.0": 10, "quoted key": 12, "raw": 13,
		"inline": 16, "inline.a": 16, "inline.b": 16, "inline.b.1": 17, "fee.slug": 18, "fee.slug.name": 19,
		"fee.slug.value.0": 20, "fee.slug.value.0.amount": 21, "fee.slug.value.1.amount": 23, "fee.slug.value.amount": 21,
		"menu.say": 25, "menu.say.other": 26, "menu.say.a.b.c": 27,
	} {
		if got[key] != want {
			t.Errorf("%s is on line %d, want %d", key, got[key], want)
		}
	}
	for _, key := range []string{"first", "no.header", "x", "a", "not"} {
		if n, ok := got[key]; ok {
			t.Errorf("%s stands in a text, not on line %d", key, n)
		}
	}
}

func FuzzLineIndex(f *testing.F) {
	for _, seed := range []string{goodEntry(), goodFigures, "[[[[", "a = [[[[\"", "x = {a={b={", "\"\"\"", "a = '''", "= = =", "[a]\n[[a]]\n[a.b]", "a.b.c = \"\\"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := 1
		for _, c := range data {
			if c == '\n' {
				lines++
			}
		}
		for key, n := range lineIndex(data) {
			if n < 1 || n > lines {
				t.Fatalf("%q is said to be on line %d of %d", key, n, lines)
			}
		}
	})
}
