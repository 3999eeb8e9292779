package dialogue

import (
	"slices"
	"strings"
	"testing"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
)

// gallery is a talk that collects pictures, and shows them before it ends.
func gallery() Script {
	return Script{
		Name: "gallery",
		Files: func(t *Turn) bool {
			if t.Media == "sticker" {
				return false
			}
			rest := t.Rest()
			t.Keep(t.Files...)
			t.Quiet = rest
			return true
		},
		Steps: map[string]Step{
			First: {Text: true, Ask: func(t *Turn) { t.Question("pictures?", Choice{Label: "Đủ", Data: "enough"}) }, Take: func(t *Turn) {
				if t.Chosen == "enough" {
					t.Show(channel.Outgoing{Files: t.Talk.Files})
					t.Go("sure")
				}
			}},
			"sure": {Ask: func(t *Turn) { t.Question("sure?", Choice{Label: "Vâng", Data: "yes"}) }, Take: func(t *Turn) {
				t.Drop()
				t.Show(channel.Outgoing{Text: channel.Plain("last")})
				t.End("")
			}},
		},
	}
}

func (k *talk) bring(media, album string, refs ...string) (said string, read bool) {
	t := k.turn()
	t.Media, t.Album = media, album
	for _, r := range refs {
		t.Files = append(t.Files, channel.File{Kind: media, Ref: r})
	}
	if read = k.s.Bring(t); !read {
		return "", false
	}
	said = k.done(t)
	if t.Quiet {
		return "", true
	}
	return said, true
}

func TestATalkCollectsFiles(t *testing.T) {
	k := &talk{s: gallery()}
	k.begin()
	if said, read := k.bring("photo", "a", "1"); !read || said != "pictures?" {
		t.Errorf("the first of an album: %q %v", said, read)
	}
	for _, ref := range []string{"2", "3"} {
		if said, read := k.bring("photo", "a", ref); !read || said != "" {
			t.Errorf("the rest of an album: %q %v", said, read)
		}
	}
	if said, read := k.bring("photo", "", "4"); !read || said != "pictures?" {
		t.Errorf("one alone: %q %v", said, read)
	}
	if said, read := k.bring("photo", "", "5"); !read || said != "pictures?" {
		t.Errorf("another alone: %q %v", said, read)
	}
	if _, read := k.bring("sticker", ""); read {
		t.Error("a sticker was read")
	}
	if said := k.say("đủ"); said != "sure?" || len(k.last.Before) != 1 || len(k.last.Before[0].Files) != 5 {
		t.Errorf("%q, shown before it %+v", said, k.last.Before)
	}
	again := k.turn()
	k.s.Again(again)
	if len(again.Before) != 0 || again.Asked != "sure?" {
		t.Errorf("asked again after something else: %+v", again.Before)
	}
	k.say("gì cơ")
	if len(k.last.Before) != 0 {
		t.Error("what was shown is shown again with every question")
	}
	if k.say("vâng"); !k.last.Over || len(k.last.Before) != 1 || len(k.talk.Files) != 0 {
		t.Errorf("at the end: %+v", k.last)
	}
}

// A turn may be computed twice: what it began with stays as it was.
func TestKeptFilesAreMadeAnew(t *testing.T) {
	state := Talk{Files: append(make([]channel.File, 0, 8), channel.File{Ref: "1"})}
	for range 2 {
		turn := Turn{Talk: state, Album: "a"}
		turn.Keep(channel.File{Ref: "2"}, channel.File{Ref: "3"})
		if len(turn.Talk.Files) != 3 {
			t.Errorf("%d files", len(turn.Talk.Files))
		}
	}
	if got := state.Files[:cap(state.Files)]; slices.ContainsFunc(got, func(f channel.File) bool { return f.Ref == "2" }) {
		t.Error("the state's own list was written to")
	}
}

// Whoever lost the right is told so, whatever comes.
func TestFilesOfWhoeverMayNot(t *testing.T) {
	s := gallery()
	s.May = func(by commune.Actor) bool { return by.Is(commune.Leader) }
	k := &talk{s: s, by: commune.Actor{Role: commune.Leader}}
	k.begin()
	k.by = commune.Actor{Role: commune.Resident}
	if said, read := k.bring("photo", "", "1"); !read || !strings.Contains(said, "bot.denied") || !k.last.Over {
		t.Errorf("%q %v", said, read)
	}
}
