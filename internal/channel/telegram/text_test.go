package telegram

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
)

// spoiling is a network in which the HTML of the next messages arrives broken, as if our rendering had a bug.
type spoiling struct {
	inner http.RoundTripper
	left  int
}

func (s *spoiling) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	v, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	if s.left > 0 && v.Get("parse_mode") == "HTML" {
		s.left--
		v.Set("text", "<b>"+v.Get("text"))
	}
	body = []byte(v.Encode())
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return s.inner.RoundTrip(r)
}

func TestBehaviour27UnparsedGoesOutPlain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
		b := newBotOn(t, s, Config{APIEndpoint: s.Base()}, WithTransport(&spoiling{inner: s.Transport(), left: 2}))
		m := channel.Outgoing{Text: channel.Text{{S: "Số <1>", Bold: true}, {S: " & 2"}}, Buttons: [][]channel.Button{{{Label: "x", Data: "y"}}}}
		for range 3 {
			if _, err := b.Send(t.Context(), to(resident), m); err != nil {
				t.Fatal(b.seen(err))
			}
		}
		sent := s.SentTo(resident)
		if len(sent) != 3 || s.Calls("sendMessage") != 5 {
			t.Fatalf("%d messages with %d calls", len(sent), s.Calls("sendMessage"))
		}
		for i, got := range sent {
			if got.Text != "Số <1> & 2" || len(got.Buttons) != 1 || (len(got.Entities) > 0) != (i == 2) {
				t.Errorf("%+v", got)
			}
		}
		if b.Alarms()["entities"] != 2 || b.log.count("alarm=entities") != 2 {
			t.Errorf("alarms %v, log %s", b.Alarms(), b.log)
		}
		for _, v := range s.ExpectViolations() {
			if v.Rule != telegramtest.RuleHTML {
				t.Error(v)
			}
		}
	})
}

func TestBehaviour28LongTexts(t *testing.T) {
	sentence := "Bà con mang theo giấy chứng sinh, căn cước của cha mẹ. "
	for name, v := range map[string]struct {
		text  string
		parts int
	}{
		"4096 units":             {strings.Repeat("ằ", 4096), 1},
		"4097 units":             {strings.Repeat("ằ", 4097), 2},
		"an emoji at the edge":   {strings.Repeat("x", 4095) + "😀", 2},
		"an emoji inside":        {strings.Repeat("x", 4094) + "😀", 1},
		"marks apart":            {strings.Repeat("a\u0302\u0301", 2000), 2},
		"one long word":          {strings.Repeat("khaisinh", 1300), 3},
		"families at every edge": {strings.Repeat("👨‍👩‍👧‍👦", 1000), 3},
		"32 kB":                  {strings.Repeat(sentence, 32<<10/len(sentence)), 7},
		"escapes":                {strings.Repeat(`<&>"`, 1024), 1},
		"more escapes":           {strings.Repeat(`<&>" `, 2000), 3},
	} {
		bubble(t, func(t *testing.T) {
			b := newBot(t, telegramtest.WithJudge(telegramtest.Off))
			m := channel.Outgoing{Text: channel.Text{{S: v.text[:1], Bold: true}, {S: v.text[1:]}}, Buttons: [][]channel.Button{{{Label: "x", Data: "y"}}}}
			if !strings.HasPrefix(v.text, "x") && !strings.HasPrefix(v.text, "a") && !strings.HasPrefix(v.text, "<") && !strings.HasPrefix(v.text, "k") {
				m.Text = channel.Plain(v.text)
			}
			for _, part := range channel.Fit(m, b.Limits()) {
				if _, err := b.Send(t.Context(), to(resident), part); err != nil {
					t.Errorf("%s: %v", name, b.seen(err))
				}
			}
			sent := b.server.SentTo(resident)
			if len(sent) != v.parts {
				t.Errorf("%s: %d messages", name, len(sent))
			}
			joined := ""
			for i, got := range sent {
				text := got.Text
				if len(sent) > 1 {
					text = strings.TrimPrefix(text, "("+strconv.Itoa(i+1)+"/"+strconv.Itoa(len(sent))+") ")
					if text == got.Text {
						t.Errorf("%s: part %d has no number: %.20q", name, i, text)
					}
				}
				joined += text
				if last := i == len(sent)-1; (len(got.Buttons) > 0) != last {
					t.Errorf("%s: buttons below part %d", name, i)
				}
			}
			if strings.ReplaceAll(joined, " ", "") != strings.ReplaceAll(v.text, " ", "") {
				t.Errorf("%s: did not arrive whole", name)
			}
		})
	}
}

// TestEndlessMarkup: bold at every other letter, of letters that must be escaped, would be over what the
// server parses; it goes out plain instead of being refused.
func TestEndlessMarkup(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		var text channel.Text
		for i := range 4096 {
			text = append(text, channel.Span{S: "&", Bold: i%2 == 0})
		}
		if _, err := b.Send(t.Context(), to(resident), channel.Outgoing{Text: text}); err != nil {
			t.Fatal(b.seen(err))
		}
		if got := b.server.SentTo(resident)[0]; got.Text != strings.Repeat("&", 4096) {
			t.Errorf("%.60q", got.Text)
		}
	})
}

func TestBehaviour30TypedMarkupIsShown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t, telegramtest.WithJudge(telegramtest.Off))
		for _, s := range []string{"<b>đậm</b>", "&lt;", "<a href=\"https://x.vn\">y</a>", "<script>alert(1)</script>", "a & b", "1 < 2", "'\"`"} {
			if _, err := b.say(resident, s); err != nil {
				t.Fatal(err)
			}
			sent := b.server.SentTo(resident)
			if got := sent[len(sent)-1]; got.Text != s || len(got.Entities) != 0 {
				t.Errorf("%q is shown as %q with %v", s, got.Text, got.Entities)
			}
		}
		for link, url := range map[string]string{
			`https://x.vn/?q="><b>&a=1`: `https://x.vn/?q="><b>&a=1`,
			`https://x.vn/'`:            `https://x.vn/'`,
			"javascript:alert(1)":       "", "https://localhost": "", "http://[::1": "", "tel:113": "",
		} {
			m := channel.Outgoing{Text: channel.Text{{S: "ở <đây>", Link: link}}}
			if _, err := b.Send(t.Context(), to(resident), m); err != nil {
				t.Fatal(b.seen(err))
			}
			sent := b.server.SentTo(resident)
			got := sent[len(sent)-1]
			if got.Text != "ở <đây>" || (url == "") != (len(got.Entities) == 0) || url != "" && got.Entities[0].URL != url {
				t.Errorf("%q: %q with %v", link, got.Text, got.Entities)
			}
		}
	})
}

// FuzzEscape: any text is taken by the strict parser of the fake, and is shown as it was typed.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"chào", "<b>x</b>", "&amp;", "\"'`", "a\x00b", "\xff\xfe", "\u202e x", "&#60;", "</a>", "\t\r\n.", "x\u0333", "<a href='x'>"} {
		f.Add(s, "https://x.vn/?a="+s)
	}
	f.Fuzz(func(t *testing.T, s, link string) {
		if limits.Unit.Len(s) > limits.Text || len(link) > 500 {
			return
		}
		server := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
		b := newBotOn(t, server, Config{APIEndpoint: server.Base()}, WithTransport(server.Transport()))
		m := channel.Outgoing{Text: channel.Text{{S: "x"}, {S: s, Bold: true, Link: link}, {S: "x"}}}
		if limits.Unit.Len(s)+2 > limits.Text {
			return
		}
		if _, err := b.Send(t.Context(), to(resident), m); err != nil {
			t.Fatalf("%+q: %v", s, b.seen(err))
		}
		server.User(resident)
		if _, err := b.call(t.Context(), "sendMessage", tg.Params{"chat_id": decimal(resident), "text": plain(m.Text)}); err != nil {
			t.Fatalf("%+q as plain text: %v", s, err)
		}
		sent := server.SentTo(resident)
		if sent[0].Text != sent[1].Text {
			t.Errorf("%+q is shown as %+q, and without markup as %+q", s, sent[0].Text, sent[1].Text)
		}
	})
}
