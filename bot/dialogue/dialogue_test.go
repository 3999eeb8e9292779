package dialogue

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// trip is a talk of three questions: where, with whom (text), sure.
func trip(places int) Script {
	return Script{Name: "trip", Steps: map[string]Step{
		First: {Ask: func(t *Turn) {
			var list []Choice
			for i := range places {
				list = append(list, Choice{Label: fmt.Sprintf("Xóm %d", i+1), Data: fmt.Sprintf("xom-%d", i+1)})
			}
			t.Question("where", append(list, Choice{Label: "Xóm Đình", Data: "dinh", Also: []string{"làng Giữa"}})...)
		}, Take: func(t *Turn) { t.Set("where", t.Chosen); t.Go("who") }},
		"who": {Text: true, Ask: func(t *Turn) { t.Question("who", Choice{Label: "Một mình", Data: "alone"}) }, Take: func(t *Turn) {
			t.Set("who", t.Chosen+t.Text)
			t.Go("skip")
		}},
		"skip": {Ask: func(t *Turn) { t.Tell("nothing to ask"); t.Go("sure") }},
		"sure": {Ask: func(t *Turn) {
			t.Question("sure? "+t.Get("where")+" "+t.Get("who"), Choice{Label: "Vâng", Data: "yes"}, Choice{Label: "Đổi nơi", Data: "place"})
		}, Take: func(t *Turn) {
			if t.Chosen == "place" {
				t.Go(First)
				return
			}
			t.Do(func(kv.Tx) error { return nil })
			t.End("gone")
		}},
	}}
}

// talk is a conversation with a script, as bot keeps it.
type talk struct {
	s        Script
	talk     Talk
	shown    []string
	numbered bool
	by       commune.Actor
	last     *Turn
}

func (k *talk) turn() *Turn {
	return &Turn{Talk: k.talk, Shown: k.shown, Now: noon, Numbered: k.numbered, Actor: k.by, Zone: time.UTC,
		Say: func(id string, _ ...any) string { return "[" + id + "]" }}
}

// done keeps what a turn left and gives what was said.
func (k *talk) done(t *Turn) string {
	k.talk, k.last, k.shown = t.Talk, t, nil
	if !t.Over {
		page, _ := t.Page()
		for _, c := range page {
			k.shown = append(k.shown, c.Data)
		}
	}
	return strings.Join(append(t.Told, t.Asked), " / ")
}

func (k *talk) begin() string {
	t := k.turn()
	k.s.Begin(t)
	return k.done(t)
}

func (k *talk) say(text string) string {
	t := k.turn()
	t.Text = text
	t.Number, _ = strconv.Atoi(text)
	k.s.Next(t)
	return k.done(t)
}

func (k *talk) press(data string) string {
	t := k.turn()
	t.Chosen = data
	k.s.Next(t)
	return k.done(t)
}

func TestATalkFromBeginningToEnd(t *testing.T) {
	k := &talk{s: trip(5)}
	for _, step := range []struct{ said, want string }{
		{"", "where"},
		{"xom 3", "who"},
		{"với bác Tư", "nothing to ask / sure? xom-3 với bác Tư"},
		{"đổi nơi", "where"},
		{"Làng giữa", "who"},
		{"1", "nothing to ask / sure? dinh alone"},
		{"sao cơ", "[dialogue.choose] / sure? dinh alone"},
		{"quay lại", "who"}, // the step between has nothing to ask
		{"2 người", "nothing to ask / sure? dinh 2 người"},
		{"VÂNG", "gone"},
	} {
		got := ""
		if step.said == "" {
			got = k.begin()
		} else {
			got = k.say(step.said)
		}
		if got != step.want {
			t.Errorf("%q: %q instead of %q", step.said, got, step.want)
		}
	}
	if !k.last.Over || len(k.last.Acts) != 1 {
		t.Errorf("over %v, %d acts", k.last.Over, len(k.last.Acts))
	}
}

// Sixty hamlets can be chosen by button, by pages, by number and by name in any spelling.
func TestSixtyHamlets(t *testing.T) {
	for _, numbered := range []bool{false, true} {
		for said, want := range map[string]string{
			"xóm 47": "xom-47", "47": "xom-47", "XOM 47": "xom-47", "xom47": "xom-47", "xoms 47": "xom-47", "xo1m 47": "xom-47",
			"6": "xom-6", "60": "xom-60", "đình": "dinh", "ddinhf": "dinh", "xóm đình": "dinh", "lang giua": "dinh",
		} {
			k := &talk{s: trip(60), numbered: numbered}
			k.begin()
			if k.say(said); k.talk.Fields["where"] != want {
				t.Errorf("numbered %v, %q chose %q", numbered, said, k.talk.Fields["where"])
			}
		}
		for _, said := range []string{"xóm", "99", "xóm 99", "tôi ở xóm nào nhỉ", "0", "<", "?"} {
			k := &talk{s: trip(60), numbered: numbered}
			k.begin()
			if got := k.say(said); k.talk.Step != First || got != "[dialogue.choose] / where" {
				t.Errorf("numbered %v, %q: %q", numbered, said, got)
			}
		}
		k := &talk{s: trip(60), numbered: numbered}
		k.begin()
		seen := map[string]bool{}
		for range 10 {
			page, perRow := k.last.Page()
			if perRow > 3 || len(page) > 32 {
				t.Errorf("%d lines on a page, %d in a row", len(page), perRow)
			}
			on := ""
			for _, c := range page {
				seen[c.Data] = true
				if c.Label == "[dialogue.page_on]" {
					on = c.Data
				}
			}
			if on == "" {
				break
			}
			k.press(on)
		}
		for i := range 60 {
			if !seen[fmt.Sprintf("xom-%d", i+1)] {
				t.Fatalf("numbered %v: hamlet %d is on no page", numbered, i+1)
			}
		}
		if !seen["dinh"] {
			t.Error("the last one is on no page")
		}
		k.press(">1")
		if first, _ := k.last.Page(); !numbered && k.say("1") != "who" || numbered && (k.say("1") != "who" || k.talk.Fields["where"] != first[0].Data) {
			t.Errorf("numbered %v: 1 on the second page chose %q", numbered, k.talk.Fields["where"])
		}
	}
}

func TestANumberMayBeTheAnswerItself(t *testing.T) {
	k := &talk{s: trip(3), numbered: true}
	k.begin()
	k.say("1")
	if got := k.say("2"); got != "nothing to ask / sure? xom-1 2" { // the second line is "back", not a choice of this question
		t.Errorf("%q", got)
	}
}

func TestWhoMayNotAnyMoreIsTold(t *testing.T) {
	s := trip(3)
	s.May = func(by commune.Actor) bool { return by.Role == commune.Admin }
	k := &talk{s: s}
	if got := k.begin(); got != "[bot.denied]" || !k.last.Over {
		t.Errorf("%q", got)
	}
	k.by.Role = commune.Admin
	k.begin()
	k.by.Role = commune.Resident
	if got := k.say("1"); got != "[bot.denied]" || !k.last.Over || len(k.last.Acts) > 0 {
		t.Errorf("%q", got)
	}
}

func TestATalkOfAnotherVersionBeginsAnew(t *testing.T) {
	k := &talk{s: trip(3), talk: Talk{Name: "trip", Step: "no such step", Path: []string{"nor this"}}}
	if got := k.say("1"); got != "where" {
		t.Errorf("%q", got)
	}
}

func TestATalkWaitsADay(t *testing.T) {
	k := Talk{At: noon}
	for after, want := range map[time.Duration]bool{0: true, Lasts - 1: true, Lasts: false, -time.Hour: true, -Lasts: false} {
		if k.Open(noon.Add(after)) != want {
			t.Errorf("after %v", after)
		}
	}
	if (*Talk)(nil).Open(noon) {
		t.Error("none is open")
	}
}

// Whatever is said or pressed, the talk stands at one of its steps, the state that a turn began with is
// not changed (it may be computed twice, with the same outcome), and a step back is never further on.
func TestAnyTalkHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := &talk{s: trip(rapid.IntRange(0, 60).Draw(t, "places")), numbered: rapid.Bool().Draw(t, "numbered")}
		k.begin()
		for range rapid.IntRange(1, 12).Draw(t, "turns") {
			data := rapid.SampledFrom(append([]string{"", "<", ">0", ">7", ">-1", ">x", "yes", "place", "xom-1", "alone", "?"}, k.shown...)).Draw(t, "data")
			text := rapid.SampledFrom([]string{"", "1", "2", "33", "xóm 2", "quay lại", "vâng", "đổi", "…", "\x00", "một mình"}).Draw(t, "text")
			before, fields := k.talk, maps.Clone(k.talk.Fields)
			path := slices.Clone(before.Path)
			once := &talk{s: k.s, talk: k.talk, shown: k.shown, numbered: k.numbered}
			say := func(k *talk) string {
				if data != "" {
					return k.press(data)
				}
				return k.say(text)
			}
			a := say(once)
			if !maps.Equal(fields, before.Fields) || !slices.Equal(path, before.Path) {
				t.Fatalf("the state before was changed")
			}
			if b := say(k); a != b || !slices.Equal(k.talk.Path, once.talk.Path) {
				t.Fatalf("%q the first time, %q the second", a, b)
			}
			if k.last.Over {
				return
			}
			if _, ok := k.s.Steps[k.talk.Step]; !ok || k.last.Asked == "" {
				t.Fatalf("at %q, asking %q", k.talk.Step, k.last.Asked)
			}
			if slices.Contains(k.talk.Path, k.talk.Step) || len(k.talk.Path) > len(k.s.Steps) {
				t.Fatalf("the way to %q is %q", k.talk.Step, k.talk.Path)
			}
		}
	})
}
