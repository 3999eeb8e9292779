package telegram

import (
	"net/url"
	"strings"
	"testing"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

func TestSentNumber(t *testing.T) {
	for answer, want := range map[string]string{
		`{"ok":true,"result":{"message_id":15,"date":1,"text":"a"}}`:                   `{"message_id":15}`,
		`{"ok":true,"result":{"message_id":15}}`:                                       "",
		`{"ok":true,"result":{"message_id":0,"date":1}}`:                               "",
		`{"ok":true,"result":{"message_id":-5,"date":1}}`:                              "",
		`{"ok":true,"result":{"message_id":15,"date":1}`:                               "",
		`{"ok":true,"result":{"message_id":`:                                           "",
		`{"ok":false,"error_code":400,"description":"no"}`:                             "",
		`{"ok":true,"result":{"message_id":` + strings.Repeat("9", 19) + `,"date":1}}`: "",
	} {
		if got := string(sentNumber([]byte(answer))); got != want {
			t.Errorf("%s: %q, want %q", answer, got, want)
		}
	}
}

// A form reads back as what was written, and is the one that net/url writes.
func FuzzForm(f *testing.F) {
	f.Add("chat_id", "1", "khai sinh & <b>\x00~*ế</b> +%")
	f.Fuzz(func(t *testing.T, name, number, text string) {
		if name == "" || url.QueryEscape(name) != name || strings.Contains(name, "~") || name == "text" || name == "number" {
			t.Skip("names are ours")
		}
		params := tg.Params{name: text, "number": number, "text": text}
		got := string(form(params))
		read, err := url.ParseQuery(got)
		if err != nil || len(read) != 3 || read.Get(name) != text || read.Get("number") != number || read.Get("text") != text {
			t.Fatalf("%q reads as %v, %v", got, read, err)
		}
		want := url.Values{name: {text}, "number": {number}, "text": {text}}.Encode()
		if strings.NewReplacer("%2A", "*", "~", "%7E").Replace(want) != got {
			t.Fatalf("%q, not %q", got, want)
		}
	})
}
