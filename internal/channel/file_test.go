package channel

import (
	"strings"
	"testing"
)

var able = Limits{Text: 4096, Caption: 1024, Formatting: true, Buttons: 100, ButtonData: 64, Photo: 10 << 20, Document: 50 << 20, Album: 10, Edit: true}

func photos(n int) (files []File) {
	for range n {
		files = append(files, File{Kind: Photo, Ref: "r"})
	}
	return files
}

// kinds tells of each message how many files it has and whether text and buttons stand below.
func shape(parts []Outgoing) (s []string) {
	for _, p := range parts {
		what := strings.Repeat("f", len(p.Files))
		if Shows(p.Text.String()) {
			what += "t"
		}
		if len(p.Buttons) > 0 {
			what += "b"
		}
		s = append(s, what)
	}
	return s
}

func TestFilesAreSentAsThePlatformTakesThem(t *testing.T) {
	button := [][]Button{{{Label: "✅ Đã đọc", Data: "n:read:x"}}}
	for name, c := range map[string]struct {
		m    Outgoing
		l    Limits
		want string
	}{
		"a picture with a short text below":           {Outgoing{Text: Plain("họp"), Files: photos(1), Buttons: button}, able, "ftb"},
		"a picture without words":                     {Outgoing{Files: photos(1)}, able, "f"},
		"a text over the caption's limit comes after": {Outgoing{Text: Plain(strings.Repeat("ă", 1025)), Files: photos(1), Buttons: button}, able, "f tb"},
		"an album has the text below its first":       {Outgoing{Text: Plain("họp"), Files: photos(3)}, able, "ffft"},
		"an album has no buttons":                     {Outgoing{Text: Plain("họp"), Files: photos(3), Buttons: button}, able, "fff tb"},
		"more than an album":                          {Outgoing{Text: Plain("họp"), Files: photos(12)}, able, "ffffffffff ff t"},
		"a document beside pictures": {Outgoing{Text: Plain("họp"), Files: append(photos(2), File{Kind: Document, Ref: "d"})},
			able, "ff f t"},
		"sounds alone":                        {Outgoing{Files: []File{{Kind: Voice, Ref: "v"}, {Kind: Voice, Ref: "w"}}}, able, "f f"},
		"a channel that shows no pictures":    {Outgoing{Text: Plain("họp"), Files: photos(2)}, Limits{Text: 2000}, "t"},
		"a picture that is too large for it":  {Outgoing{Files: []File{{Kind: Photo, Hash: "h", Size: 11 << 20}}}, able, "t"},
		"to take a message back":              {Outgoing{Removes: "7"}, able, ""},
		"to take back where that is not done": {Outgoing{Removes: "7"}, Limits{}, "none"},
	} {
		got := shape(Fit(c.m, c.l))
		if len(got) == 0 {
			got = []string{"none"}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, strings.Join(got, " "), c.want)
		}
	}
}

func TestWhatReplacesAMessage(t *testing.T) {
	parts := Fit(Outgoing{Text: Plain("mới"), Replaces: "7"}, able)
	if len(parts) != 1 || parts[0].Replaces != "7" {
		t.Errorf("%+v", parts)
	}
	if parts = Fit(Outgoing{Text: Plain("mới"), Replaces: "7"}, Limits{}); len(parts) != 1 || parts[0].Replaces != "" {
		t.Errorf("where nothing can be replaced: %+v", parts)
	}
	parts = Fit(Outgoing{Text: Plain(strings.Repeat("dài ", 2000)), Replaces: "7", Silent: true, Protect: true, Thread: "5"}, able)
	if len(parts) < 2 || parts[0].Replaces != "7" || parts[1].Replaces != "" || !parts[1].Silent || !parts[1].Protect || parts[1].Thread != "5" {
		t.Errorf("several parts: %+v", parts)
	}
}

// An id means something on its own channel alone; one of an old record, which names none, is Telegram's.
func TestAnIDGoesToItsOwnChannelAlone(t *testing.T) {
	for name, c := range map[string]struct {
		f      File
		on     string
		keeper string
		want   File
	}{
		"its own":              {File{Ref: "r", Channel: "zalo", Hash: "h"}, "zalo", "zalo", File{Ref: "r", Channel: "zalo", Hash: "h"}},
		"another's":            {File{Ref: "r", Channel: "zalo", Hash: "h"}, "telegram", "zalo", File{Hash: "h"}},
		"an old record's":      {File{Ref: "r", Hash: "h"}, "telegram", "telegram", File{Ref: "r", Channel: "telegram", Hash: "h"}},
		"an old one elsewhere": {File{Ref: "r"}, "zalo", "telegram", File{}},
		"content alone":        {File{Hash: "h", Size: 7}, "zalo", "", File{Hash: "h", Size: 7}},
	} {
		m := Outgoing{Files: []File{c.f}}
		if got := m.On(c.on).Files[0]; got != c.want || c.f.Keeper() != c.keeper || m.Files[0] != c.f {
			t.Errorf("%s: %+v of %q", name, got, c.f.Keeper())
		}
	}
	// What has neither an id there nor content is named in a line.
	lost := Outgoing{Text: Plain("họp"), Files: []File{{Kind: Photo, Ref: "r", Channel: "zalo"}}}
	if got := shape(Fit(lost.On("telegram"), able)); len(got) != 1 || got[0] != "t" {
		t.Errorf("a file that nobody can send becomes %q", got)
	}
}
