package telegram

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"loaxom/internal/channel"
)

var rewrite = flag.Bool("update", false, "rewrite testdata/update/golden.txt")

// samples are updates as the platform writes them, of our own making.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/update/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d samples: %v", len(files), err)
	}
	all := map[string][]byte{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(f), ".json")] = raw
	}
	return all
}

var kindNames = [...]string{"Unreadable", "Ignored", "Message", "Media", "Press", "Edited", "Joined", "Left", "Migrated"}

// told is an Incoming on one line, without what is empty.
func told(m channel.Incoming) string {
	out := kindNames[m.Kind] + " id=" + m.ID
	for _, f := range []struct{ name, value string }{
		{"chat", m.Chat}, {"from", m.From}, {"text", m.Text}, {"media", m.Media}, {"data", m.Data},
		{"press", m.Press}, {"lang", m.Lang}, {"moved", m.MovedTo}, {"reply", m.ReplyTo}, {"album", m.Album},
	} {
		if f.value != "" {
			out += fmt.Sprintf(" %s=%q", f.name, f.value)
		}
	}
	if m.Group {
		out += " group"
	}
	if !m.At.IsZero() {
		out += " at=" + m.At.Format("2006-01-02T15:04:05Z07:00")
	}
	return out
}

// known is a bot that has learnt its name.
func known(t testing.TB) *Channel {
	t.Helper()
	c := offline(t)
	name := "loaxom_bot"
	c.self.Store(&name)
	return c
}

// TestDecodeSamples holds what each sample means against a list that is read, not generated:
// behaviours 10, 33, 35, 36, 37, 38.
func TestDecodeSamples(t *testing.T) {
	c := known(t)
	all := samples(t)
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		m := c.Decode(all[name])
		if string(m.Raw) != string(all[name]) {
			t.Errorf("%s: its raw bytes changed", name)
		}
		if small := c.Decode(trim(all[name])); told(small) != told(m) && m.Kind != channel.Unreadable {
			t.Errorf("%s is %s, and trimmed it is %s", name, told(m), told(small))
		}
		fmt.Fprintf(&b, "%s: %s\n", name, told(m))
	}
	const golden = "testdata/update/golden.txt"
	if *rewrite {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, wanted := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(wanted)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(wanted) {
			w = wanted[i]
		}
		if g != w {
			t.Errorf("\n got %s\nwant %s", g, w)
		}
	}
}

// sample decodes one of them with fields of the message changed.
func sample(t *testing.T, c *Channel, name string) channel.Incoming {
	t.Helper()
	raw, ok := samples(t)[name]
	if !ok {
		t.Fatalf("no sample %s", name)
	}
	return c.Decode(raw)
}

func TestBehaviour10UnknownKindsAndFieldsArePassedOver(t *testing.T) {
	c := known(t)
	for _, name := range []string{"unknown-kind", "not-asked-for", "poll-answer", "service-unknown"} {
		if m := sample(t, c, name); m.Kind != channel.Ignored {
			t.Errorf("%s: %s", name, told(m))
		}
	}
	if m := sample(t, c, "text-new-fields"); m.Kind != channel.Message || m.Text != "chào" {
		t.Errorf("unknown fields: %s", told(m))
	}
}

func TestBehaviour33PressesWithoutAMessage(t *testing.T) {
	c := known(t)
	for name, chat := range map[string]string{
		"press-no-message": "5000000001", "press-inline": "5000000001", "press-inaccessible": "5000000001",
		"press-message-without-chat": "5000000001", "press-in-channel": "5000000001",
		"press-in-group": "-4000001", "press-inaccessible-group": "-1001234567890",
	} {
		m := sample(t, c, name)
		if m.Kind != channel.Press || m.Press != "4382" || m.Data != "e:khai-sinh" || m.From != "5000000001" || m.Chat != chat {
			t.Errorf("%s: %s", name, told(m))
		}
		if m.Group != strings.HasPrefix(chat, "-") {
			t.Errorf("%s: group is %v", name, m.Group)
		}
	}
	if m := sample(t, c, "press-nobody"); m.Kind != channel.Ignored {
		t.Errorf("a press of nobody: %s", told(m))
	}
}

func TestBehaviour35Commands(t *testing.T) {
	c, unnamed := known(t), offline(t)
	for name, text := range map[string]string{
		"command": "/start", "command-ours-in-private": "/trogiup", "command-upper": "/hoi Giá chứng thực",
		"command-nbsp": "/hoi lệ phí", "command-newline": "/hoi lệ phí\nbao nhiêu", "command-with-diacritics": "/trogiúp tôi",
		"group-command-ours": "/hoi khai sinh", "group-command-bare": "/hoi khai sinh",
		"group-command-in-caption": "/phananh đèn hỏng", "group-command-diacritics": "/trogiúp",
	} {
		m := sample(t, c, name)
		if m.Kind != channel.Message || m.Text != text {
			t.Errorf("%s: %s, wanted %q", name, told(m), text)
		}
		if !utf8.ValidString(m.Text) || !norm.NFC.IsNormalString(m.Text) {
			t.Errorf("%s: %+q", name, m.Text)
		}
	}
	for _, name := range []string{"group-command-other", "command-other-in-private", "group-talk", "group-mention-other"} {
		if m := sample(t, c, name); m.Kind != channel.Ignored {
			t.Errorf("%s: %s", name, told(m))
		}
	}
	// Before Telegram has told our name, a command that names somebody is not taken for ours in a
	// group; in a private chat nobody else can be meant.
	if m := sample(t, unnamed, "group-command-ours"); m.Kind != channel.Ignored {
		t.Errorf("without a name, in a group: %s", told(m))
	}
	if m := sample(t, unnamed, "command-ours-in-private"); m.Kind != channel.Message || m.Text != "/trogiup" {
		t.Errorf("without a name, in private: %s", told(m))
	}
	if m := sample(t, unnamed, "group-command-bare"); m.Kind != channel.Message {
		t.Errorf("without a name, bare: %s", told(m))
	}
}

func TestBehaviour36StartPayload(t *testing.T) {
	c := known(t)
	for name, text := range map[string]string{
		"start-payload": "/start x_xom-1", "start-payload-64": "/start " + strings.Repeat("a", 64),
		"start-payload-65": "/start", "start-payload-unsafe": "/start",
	} {
		if m := sample(t, c, name); m.Text != text {
			t.Errorf("%s: %q, wanted %q", name, m.Text, text)
		}
	}
}

func TestBehaviour37EditedPostsAndBots(t *testing.T) {
	c := known(t)
	if m := sample(t, c, "edited"); m.Kind != channel.Edited || m.Text != "đèn hỏng ở xóm 2" || m.At.Unix() != 1790000100 {
		t.Errorf("edited: %s", told(m))
	}
	for _, name := range []string{"channel-post", "edited-channel-post", "message-in-channel", "other-bot", "our-own", "edited-group-talk", "edited-live-location"} {
		if m := sample(t, c, name); m.Kind != channel.Ignored {
			t.Errorf("%s: %s", name, told(m))
		}
	}
}

func TestBehaviour38NobodyIsInvented(t *testing.T) {
	c := known(t)
	for _, name := range []string{"anonymous-admin", "as-channel", "no-sender"} {
		m := sample(t, c, name)
		if m.Kind != channel.Message || m.From != "" || m.Lang != "" || m.Chat == "" {
			t.Errorf("%s: %s", name, told(m))
		}
	}
	if m := sample(t, c, "linked-channel"); m.Kind != channel.Ignored || m.From != "" {
		t.Errorf("linked channel: %s", told(m))
	}
	if m := sample(t, c, "added-by-anonymous"); m.Kind != channel.Joined || m.From != "" {
		t.Errorf("added by an anonymous administrator: %s", told(m))
	}
}

// TestTrimmedUpdates: what is over the size that a store takes is made smaller, still means the same,
// and has the same id every time.
func TestTrimmedUpdates(t *testing.T) {
	c := known(t)
	big := strings.Repeat("x", 300<<10)
	quoted, err := json.Marshal(big)
	if err != nil {
		t.Fatal(err)
	}
	const head = `{"update_id":9,"message":{"message_id":7,"from":{"id":5000000001,"is_bot":false},"chat":{"id":-4000001,"type":"group"},"date":1790000000,`
	for _, v := range []struct{ name, raw, want string }{
		{"a reply to a long message", head + `"text":"lệ phí?","reply_to_message":{"message_id":3,"date":1,"from":{"id":7000000001,"is_bot":true},"chat":{"id":-4000001,"type":"group"},"text":` + string(quoted) + `}}}`,
			`Message id=9 chat="-4000001" from="5000000001" text="lệ phí?" reply="3" group at=2026-09-21T14:13:20Z`},
		{"a quote", head + `"text":"/hoi","quote":{"text":` + string(quoted) + `}}}`,
			`Message id=9 chat="-4000001" from="5000000001" text="/hoi" group at=2026-09-21T14:13:20Z`},
		{"a field that we do not know", head + `"text":"/hoi","novel":` + string(quoted) + `}}`,
			`Message id=9 chat="-4000001" from="5000000001" text="/hoi" group at=2026-09-21T14:13:20Z`},
		{"an endless document", head + `"caption":"/hoi","document":{"file_id":` + string(quoted) + `}}}`,
			`Message id=9 chat="-4000001" from="5000000001" text="/hoi" media="document" group at=2026-09-21T14:13:20Z`},
		{"an endless kind that nobody reads", `{"update_id":9,"novel":` + string(quoted) + `}`, `Ignored id=9`},
		{"poison", `{"update_id":9,"message":{"text":5,"x":` + string(quoted) + `}}`, `Unreadable id=9`},
		{"an endless name", head + `"text":"/hoi","sender_chat":{"id":5,"title":` + string(quoted) + `}}}`, `Unreadable id=9`},
		{"no object", `[` + string(quoted) + `]`, ""},
	} {
		in, next := c.read([]json.RawMessage{[]byte(v.raw)}, 0)
		m := in[0]
		if len(m.Raw) > maxRaw {
			t.Errorf("%s: %d bytes", v.name, len(m.Raw))
		}
		if v.want != "" && told(m) != v.want {
			t.Errorf("%s: %s, wanted %s", v.name, told(m), v.want)
		}
		if again := c.Decode(m.Raw); told(again) != told(m) {
			t.Errorf("%s: after a restart it is %s, it was %s", v.name, told(again), told(m))
		}
		if v.want != "" && next != 10 {
			t.Errorf("%s: is confirmed by %d", v.name, next)
		}
	}
	long := head + `"text":` + strings.Replace(string(quoted), "xx", "/hoi ", 1) + `}}`
	in, _ := c.read([]json.RawMessage{[]byte(long)}, 0)
	if m := in[0]; m.Kind != channel.Message || !strings.HasPrefix(m.Text, "/hoi xxx") || len(m.Text) > maxKept {
		t.Errorf("an endless text: kind %d, %d bytes", m.Kind, len(m.Text))
	}
}

// FuzzDecode: nothing that comes from outside breaks the reading of it.
func FuzzDecode(f *testing.F) {
	for _, raw := range samples(f) {
		f.Add(raw)
	}
	c := known(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := c.Decode(raw)
		switch {
		case m.ID == "", m.Kind < channel.Unreadable, m.Kind > channel.Migrated:
			t.Errorf("%s", told(m))
		case !utf8.ValidString(m.Text) || !norm.NFC.IsNormalString(m.Text):
			t.Errorf("%+q", m.Text)
		case m.Kind == channel.Message && (m.Text == "" || m.Chat == ""):
			t.Errorf("a message without text or chat: %s", told(m))
		case string(m.Raw) != string(raw):
			t.Errorf("raw bytes changed")
		}
		c.Decode(trim(raw)) // that it means the same is tried with the samples: keys here may differ in case
	})
}

// A place on the map is read from a location and from a venue; one that is nowhere is none.
func TestPlacesAreRead(t *testing.T) {
	c := newBot(t).Channel
	for _, x := range []struct {
		fields string
		want   *channel.Point
	}{
		{`"location":{"latitude":20.3105,"longitude":106.3521}`, &channel.Point{Lat: 20.3105, Lon: 106.3521}},
		{`"venue":{"location":{"latitude":20.3,"longitude":106.35},"title":"Chợ","address":"Xóm 1"}`, &channel.Point{Lat: 20.3, Lon: 106.35}},
		{`"location":{"latitude":200,"longitude":106}`, nil},
		{`"text":"20.3 106.3"`, nil},
	} {
		in := c.Decode([]byte(`{"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"first_name":"x"},` + x.fields + `}}`))
		if (in.Point == nil) != (x.want == nil) || x.want != nil && *in.Point != *x.want {
			t.Errorf("%s is %v, want %v", x.fields, in.Point, x.want)
		}
	}
}
