package faq

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// lines is a string or a list of strings in a content file.
type lines []string

func (l *lines) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		*l = lines{v}
	case []any:
		for _, s := range v {
			if s, ok := s.(string); ok {
				*l = append(*l, s)
			}
		}
	}
	return nil
}

// shipped reads the entries and the lexicon that lie in content, as far as they read: a file that is
// being written at the moment is left out.
func shipped(t testing.TB) ([]Doc, Lexicon) {
	t.Helper()
	var docs []Doc
	for _, dir := range []string{"procedure", "faq"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "content", dir, "*.toml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			var e struct {
				Title, Plain, Group                    string
				Short, Papers, Where, Time, Fee        lines
				Online, Legal, Notes, Questions, Codes lines
			}
			if _, err := toml.DecodeFile(file, &e); err != nil || len(e.Questions) == 0 {
				t.Logf("left out: %s: %v", file, err)
				continue
			}
			docs = append(docs, Doc{
				ID: strings.TrimSuffix(filepath.Base(file), ".toml"), Title: e.Title, Plain: e.Plain, Group: strings.ReplaceAll(e.Group, "-", " "),
				Questions: e.Questions, Codes: e.Codes, Body: slices.Concat(e.Short, e.Papers, e.Where, e.Time, e.Fee, e.Online, e.Legal, e.Notes),
			})
		}
	}
	if len(docs) == 0 {
		t.Fatal("no entries in content")
	}
	return docs, shippedLexicon(t)
}

func shippedLexicon(t testing.TB) (x Lexicon) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "content", "lexicon", "*.toml"))
	if err != nil {
		t.Fatal(err)
	}
	x.Abbreviations, x.Chat = map[string][]string{}, map[string][]string{}
	for _, file := range files {
		var f struct {
			Abbreviation, Chat map[string]lines
			Group              []struct {
				Words  []string
				Weight float64
			}
			Pair []struct {
				Said   lines
				Means  string
				Weight float64
			}
			Address   Address
			OffTopic  []struct{ Questions []string } `toml:"off_topic"`
			PlaceName []struct{ Was lines }          `toml:"place_name"`
		}
		if _, err := toml.DecodeFile(file, &f); err != nil {
			t.Logf("left out: %s: %v", file, err)
			continue
		}
		for k, v := range f.Abbreviation {
			x.Abbreviations[k] = v
		}
		for k, v := range f.Chat {
			x.Chat[k] = v
		}
		for _, g := range f.Group {
			if g.Weight == 0 {
				g.Weight = 0.9
			}
			x.Groups = append(x.Groups, Group(g))
		}
		for _, p := range f.Pair {
			if p.Weight == 0 {
				p.Weight = 0.7
			}
			x.Pairs = append(x.Pairs, Pair{p.Said, p.Means, p.Weight})
		}
		x.Address.Start = append(x.Address.Start, f.Address.Start...)
		x.Address.End = append(x.Address.End, f.Address.End...)
		x.Address.Anywhere = append(x.Address.Anywhere, f.Address.Anywhere...)
		for _, o := range f.OffTopic {
			x.OffTopic = append(x.OffTopic, o.Questions)
		}
		for _, p := range f.PlaceName {
			x.Neutral = append(x.Neutral, p.Was...)
		}
	}
	return x
}
