package telegram

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

func TestSendAsShown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		m := channel.Outgoing{
			Text: channel.Text{{S: "Lệ phí", Bold: true}, {S: ": "}, {S: "", Bold: true}, {S: "xem ở đây", Link: "https://dichvucong.gov.vn/a?b=1&c=2"}, {S: " nhé"}},
			Buttons: [][]channel.Button{
				{{Label: "👍", Data: "+:khai-sinh"}, {Label: "👎 <&>", Data: "-:khai-sinh"}},
				{{Label: "Mở", URL: "https://dichvucong.gov.vn/?a=\"b\"&c"}},
			},
			Silent: true,
		}
		r, err := b.Send(t.Context(), to(resident), m)
		if err != nil {
			t.Fatal(b.seen(err))
		}
		sent := b.server.SentTo(resident)
		if len(sent) != 1 || r.MessageID != strconv.Itoa(sent[0].ID) {
			t.Fatalf("receipt %q, sent %+v", r.MessageID, sent)
		}
		got := sent[0]
		if got.Text != "Lệ phí: xem ở đây nhé" || !got.Silent || !got.NoPreview {
			t.Errorf("%+v", got)
		}
		if len(got.Entities) != 2 || got.Entities[0] != (telegramtest.Entity{Type: "bold", Length: 6}) ||
			got.Entities[1] != (telegramtest.Entity{Type: "text_link", Offset: 8, Length: 9, URL: "https://dichvucong.gov.vn/a?b=1&c=2"}) {
			t.Errorf("entities %+v", got.Entities)
		}
		if len(got.Buttons) != 2 || got.Buttons[0][1] != (telegramtest.Button{Text: "👎 <&>", Data: "-:khai-sinh"}) || got.Buttons[1][0].URL != `https://dichvucong.gov.vn/?a="b"&c` {
			t.Errorf("buttons %+v", got.Buttons)
		}
	})
}

// TestSendRefusesItself: what Telegram would refuse by our own fault costs no call.
func TestSendRefusesItself(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		row := func(n int, one channel.Button) []channel.Button {
			var r []channel.Button
			for range n {
				r = append(r, one)
			}
			return r
		}
		button := channel.Button{Label: "x", Data: "y"}
		for name, v := range map[string]struct {
			to channel.Address
			m  channel.Outgoing
		}{
			"no number":       {channel.Address{Chat: "@loaxom"}, channel.Outgoing{Text: channel.Plain("a")}},
			"no chat":         {channel.Address{}, channel.Outgoing{Text: channel.Plain("a")}},
			"signed":          {channel.Address{Chat: "+5"}, channel.Outgoing{Text: channel.Plain("a")}},
			"nothing to see":  {to(resident), channel.Outgoing{Text: channel.Plain(" \u200b\n")}},
			"too long":        {to(resident), channel.Outgoing{Text: channel.Plain(strings.Repeat("ằ", 4097))}},
			"too wide":        {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{row(9, button)}}},
			"an empty row":    {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{}}}},
			"no effect":       {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{{Label: "x"}}}}},
			"no words":        {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{{Label: " ", Data: "y"}}}}},
			"data no text":    {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{{Label: "x", Data: "\xff"}}}}},
			"too much data":   {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{{Label: "x", Data: strings.Repeat("y", 65)}}}}},
			"too many":        {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(5, button)}}},
			"too much markup": {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{row(8, channel.Button{Label: strings.Repeat("ằ", 1000), Data: "y"})}}},
		} {
			if _, err := b.Send(t.Context(), v.to, v.m); !fault.Is(b.seen(err), fault.Refused) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := b.seen(b.Ack(t.Context(), "")); !fault.Is(err, fault.Refused) {
			t.Errorf("Ack of nothing: %v", err)
		}
		if n := b.server.Calls("*"); n != 0 {
			t.Errorf("%d calls", n)
		}
	})
}

// TestBehaviour20UploadErrors: the library leaves out the code of an upload's error; the kinds are those
// of a text all the same.
func TestBehaviour20UploadErrors(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]struct {
		set  func(*telegramtest.Server, string)
		kind fault.Kind
	}{
		"429": {func(s *telegramtest.Server, m string) {
			s.Fail(m, 1, telegramtest.TooManyRequests(31, telegramtest.ScopeBot))
		}, fault.Busy},
		"401":            {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.Unauthorized()) }, fault.Busy},
		"500":            {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.Internal()) }, fault.Unsure},
		"200, ok:false":  {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.OKFalse200()) }, fault.Unsure},
		"502":            {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.BadGateway()) }, fault.Unsure},
		"half JSON":      {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.HalfJSON()) }, fault.Unsure},
		"reset":          {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.ResetAfter()) }, fault.Unsure},
		"refused":        {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.DialRefused()) }, fault.Busy},
		"blocked":        {func(s *telegramtest.Server, _ string) { s.Block(resident) }, fault.Gone},
		"deactivated":    {func(s *telegramtest.Server, _ string) { s.Deactivate(resident) }, fault.Gone},
		"nothing amiss":  {func(*telegramtest.Server, string) {}, fault.Internal},
		"group migrated": {func(s *telegramtest.Server, _ string) { s.Migrate(xom, -1001234567890) }, fault.Internal},
	} {
		var errs []error
		for _, method := range []string{"sendMessage", "sendPhoto"} {
			bubble(t, func(t *testing.T) {
				b := newBot(t)
				b.server.Group(xom, resident)
				v.set(b.server, method)
				params := tg.Params{"chat_id": decimal(resident)}
				if name == "group migrated" {
					params["chat_id"] = decimal(xom)
				}
				var f *failure
				if method == "sendMessage" {
					params["text"] = "chào"
					_, f = b.call(t.Context(), method, params)
				} else {
					params["caption"] = "chào"
					_, f = b.call(t.Context(), method, params, tg.RequestFile{Name: "photo", Data: tg.FileBytes{Name: "a.png", Bytes: picture.Bytes()}})
				}
				if f == nil {
					errs = append(errs, nil)
					return
				}
				errs = append(errs, b.seen(b.fault(f)))
			})
		}
		for i, err := range errs {
			var moved *channel.Moved
			switch {
			case name == "nothing amiss" && err == nil:
			case name == "group migrated" && errors.As(err, &moved) && moved.To == "-1001234567890":
			case err == nil || fault.KindOf(err) != v.kind || fault.WaitOf(err) != fault.WaitOf(errs[0]):
				t.Errorf("%s, upload %v: %v", name, i == 1, err)
			}
		}
	}
}

func TestBehaviour22NotWrittenIsBusy(t *testing.T) {
	for name, v := range map[string]struct {
		f    telegramtest.Fault
		kind fault.Kind
	}{
		"refused": {telegramtest.DialRefused(), fault.Busy}, "no such host": {telegramtest.NoSuchHost(), fault.Busy},
		"certificate": {telegramtest.BadCertificate(), fault.Busy}, "reset before, who knows": {telegramtest.ResetBefore(), fault.Unsure},
		"reset after": {telegramtest.ResetAfter(), fault.Unsure}, "cut": {telegramtest.CutBody(), fault.Unsure},
		"502": {telegramtest.BadGateway(), fault.Unsure}, "502, taken": {telegramtest.BadGateway().Taken(), fault.Unsure},
		"half JSON": {telegramtest.HalfJSON(), fault.Unsure}, "text/html": {telegramtest.WrongContentType(), fault.Unsure},
		"500": {telegramtest.Internal(), fault.Unsure}, "ok:false": {telegramtest.OKFalse200(), fault.Unsure},
		"redirect": {telegramtest.Redirect(), fault.Unsure}, "no answer": {telegramtest.NoAnswer(), fault.Unsure},
		"slow": {telegramtest.SlowBody(time.Minute), fault.Unsure},
	} {
		bubble(t, func(t *testing.T) {
			b := newBot(t)
			b.server.Fail("sendMessage", 1, v.f)
			ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
			defer cancel()
			_, err := b.Send(ctx, to(resident), channel.Outgoing{Text: channel.Plain("chào")})
			if !fault.Is(b.seen(err), v.kind) || fault.WaitOf(err) != 0 {
				t.Errorf("%s: %v (%v)", name, err, fault.KindOf(err))
			}
			if strings.Contains(name, "answer") != errors.Is(err, context.DeadlineExceeded) && name != "slow" {
				t.Errorf("%s: %v", name, err)
			}
			if n := b.server.Calls("sendMessage"); n != 1 {
				t.Errorf("%s: %d calls", name, n)
			}
			if n := b.server.Calls("*"); n != 1 {
				t.Errorf("%s: %d calls of anything: a redirect was followed", name, n)
			}
		})
	}
}

// TestBehaviour22OnSockets: what the transport itself tells about how far a request got.
func TestBehaviour22OnSockets(t *testing.T) {
	s := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
	b := newBotOn(t, s, Config{APIEndpoint: s.Listen()})
	if _, err := b.say(resident, "một"); err != nil {
		t.Fatal(err)
	}
	s.Down() // the idle connection is reset, and new ones are refused
	if _, err := b.say(resident, "hai"); !fault.Is(err, fault.Busy) {
		t.Errorf("refused: %v (%v)", err, fault.KindOf(err))
	}
	s.Up()
	if _, err := b.say(resident, "ba"); err != nil {
		t.Errorf("after the return: %v", err)
	}
	for range 5 { // connections that died while idle cost nothing
		s.Down()
		s.Up()
		time.Sleep(5 * time.Millisecond)
		if _, err := b.say(resident, "bốn"); err != nil {
			t.Errorf("on a connection that died while idle: %v", err)
		}
	}
	s.Fail("sendMessage", 1, telegramtest.ResetAfter())
	if _, err := b.say(resident, "năm"); !fault.Is(err, fault.Unsure) {
		t.Errorf("reset after it was taken: %v (%v)", err, fault.KindOf(err))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	s.Fail("sendMessage", 1, telegramtest.NoAnswer())
	if _, err := b.Send(ctx, to(resident), channel.Outgoing{Text: channel.Plain("sáu")}); !fault.Is(b.seen(err), fault.Unsure) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no answer: %v (%v)", err, fault.KindOf(err))
	}
}

func TestBehaviour24GoneAndBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Group(xom, resident)
		b.server.User(neighbor)
		gone := func(chat int64, what string) {
			t.Helper()
			time.Sleep(4 * time.Second)
			if _, err := b.say(chat, "chào"); !fault.Is(err, fault.Gone) {
				t.Errorf("%s: %v (%v)", what, err, fault.KindOf(err))
			}
		}
		b.server.Block(resident)
		gone(resident, "blocked")
		b.server.Unblock(resident)
		if _, err := b.say(resident, "chào"); err != nil {
			t.Errorf("unblocked: %v", err)
		}
		b.server.Kick(xom)
		gone(xom, "kicked")
		b.server.Add(xom)
		if _, err := b.say(xom, "chào"); err != nil {
			t.Errorf("added again: %v", err)
		}
		b.server.Deactivate(neighbor)
		gone(neighbor, "deactivated")
		var kinds []channel.Kind
		for _, m := range b.wait(5) {
			if m.Kind != channel.Ignored {
				kinds = append(kinds, m.Kind)
			}
		}
		want := []channel.Kind{channel.Left, channel.Joined, channel.Left, channel.Joined}
		if len(kinds) != 4 || kinds[0] != want[0] || kinds[1] != want[1] || kinds[2] != want[2] || kinds[3] != want[3] {
			t.Errorf("kinds %v, wanted %v", kinds, want)
		}
	})
}

func TestBehaviour24WithoutRightsIsNotGone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.server.Group(xom, resident)
		b.server.Restrict(xom)
		if _, err := b.say(xom, "chào"); !fault.Is(err, fault.Refused) {
			t.Errorf("%v (%v): the bot is still in the group", err, fault.KindOf(err))
		}
	})
}

func TestBehaviour25Migration(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		const to = -1001234567890
		b.server.Group(xom, resident)
		b.server.Migrate(xom, to)
		_, err := b.say(xom, "chào")
		var moved *channel.Moved
		if !errors.As(err, &moved) || moved.To != decimal(to) {
			t.Fatalf("%v", err)
		}
		if _, err := b.say(to, "chào"); err != nil {
			t.Errorf("to the new id: %v", err)
		}
		for _, m := range b.wait(2) {
			if m.Kind != channel.Migrated || m.Chat != decimal(xom) || m.MovedTo != decimal(to) {
				t.Errorf("%s", told(m))
			}
		}
		if n := len(b.server.SentTo(to)) + len(b.server.SentTo(xom)); n != 1 {
			t.Errorf("%d messages", n)
		}
	})
}

func TestBehaviour26ChatNotFound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		if _, err := b.say(123456789, "chào"); !fault.Is(err, fault.Gone) {
			t.Errorf("%v (%v)", err, fault.KindOf(err))
		}
		if _, err := b.say(resident, "chào"); err != nil {
			t.Errorf("the next one: %v", err)
		}
	})
}

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

func TestBehaviour31ButtonsWithinTheLimits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t, telegramtest.WithJudge(telegramtest.Off))
		label := strings.Repeat("Đăng ký thường trú ", 8)
		var rows [][]channel.Button
		for i := range 230 {
			data := ("e:" + strconv.Itoa(i) + strings.Repeat("x", 64))[:64]
			rows = append(rows, []channel.Button{{Label: strconv.Itoa(i) + " " + label, Data: data}})
		}
		rows = append(rows, []channel.Button{{Label: "rỗng"}, {Label: "quá dài", Data: strings.Repeat("x", 65)}, {Label: "không phải chữ", Data: "\xff"}})
		for _, part := range channel.Fit(channel.Outgoing{Text: channel.Plain("Chọn:"), Buttons: rows}, b.Limits()) {
			if _, err := b.Send(t.Context(), to(resident), part); err != nil {
				t.Fatal(b.seen(err))
			}
		}
		n, seen := 0, map[string]bool{}
		for _, m := range b.server.SentTo(resident) {
			inOne := 0
			for _, row := range m.Buttons {
				for _, one := range row {
					n, inOne = n+1, inOne+1
					seen[one.Data] = true
					if len(one.Data) == 0 || len(one.Data) > 64 {
						t.Errorf("%d bytes of data", len(one.Data))
					}
				}
			}
			if inOne > 100 || len(m.Markup) > 10_000 {
				t.Errorf("%d buttons, %d bytes below one message", inOne, len(m.Markup))
			}
		}
		if n != 230 || len(seen) != 230 {
			t.Errorf("%d buttons arrived, %d different ones", n, len(seen))
		}
		if got := b.server.SentTo(resident)[0].Text; got != "Chọn:\n\n• quá dài\n• không phải chữ" {
			t.Errorf("%q", got)
		}
	})
}

func TestBehaviour32Ack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		if _, err := b.Send(t.Context(), to(resident), channel.Outgoing{Text: channel.Plain("Chọn"), Buttons: [][]channel.Button{{{Label: "x", Data: "y"}}}}); err != nil {
			t.Fatal(err)
		}
		b.server.Tap(resident, "x")
		press := b.wait(1)[0].Press
		for range 3 { // late, or twice: fine
			if err := b.Ack(t.Context(), press); err != nil {
				t.Errorf("%v", b.seen(err))
			}
			time.Sleep(time.Hour)
		}
		if err := b.Ack(t.Context(), "999"); err != nil {
			t.Errorf("one that there never was: %v", b.seen(err))
		}
		b.server.Fail("answerCallbackQuery", 1, telegramtest.NoAnswer())
		begun := time.Now()
		if err := b.seen(b.Ack(t.Context(), press)); err == nil || time.Since(begun) > ackTimeout {
			t.Errorf("no answer: %v after %v", err, time.Since(begun))
		}
		b.server.Fail("answerCallbackQuery", 1, telegramtest.TooManyRequests(40, telegramtest.ScopeMethod))
		if err := b.seen(b.Ack(t.Context(), press)); fault.WaitOf(err) != 40*time.Second {
			t.Errorf("429: %v", err)
		}
	})
}

func TestBehaviour33PressesOfOthersMenus(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Group(xom, resident, neighbor)
		r, err := b.Send(t.Context(), to(xom), channel.Outgoing{Text: channel.Plain("Chọn"), Buttons: [][]channel.Button{{{Label: "x", Data: "y"}}}})
		if err != nil {
			t.Fatal(err)
		}
		id, err := strconv.Atoi(r.MessageID)
		if err != nil {
			t.Fatal(err)
		}
		b.server.Press(xom, id, "y", telegramtest.From(neighbor)) // not who asked for the menu
		b.server.Press(resident, 424242, "y")                     // a message that is gone
		b.server.Press(resident, 1, "y", telegramtest.Inline())
		got := b.wait(3)
		for i, want := range []struct {
			chat, from int64
			group      bool
		}{{xom, neighbor, true}, {resident, resident, false}, {resident, resident, false}} {
			m := got[i]
			if m.Kind != channel.Press || m.Chat != decimal(want.chat) || m.From != decimal(want.from) || m.Group != want.group || m.Data != "y" {
				t.Errorf("press %d: %s", i, told(m))
			}
		}
	})
}

// TestFloodWithoutANumber: 429 always says how long to wait, also where the body does not.
func TestFloodWithoutANumber(t *testing.T) {
	for name, v := range map[string]struct {
		header, body, kind string
		wait               time.Duration
	}{
		"in the body":      {"", `{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":9}}`, "application/json", 9 * time.Second},
		"in the header":    {"12", `{"ok":false,"error_code":429,"description":"x"}`, "application/json", 12 * time.Second},
		"the longer one":   {"7000", `{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":9}}`, "application/json", 7000 * time.Second},
		"of a proxy":       {"3", `<html>`, "text/html", 3 * time.Second},
		"nowhere":          {"", `<html>`, "text/html", unasked},
		"a date":           {"Wed, 21 Oct 2026 07:28:00 GMT", `{"ok":false,"error_code":429}`, "application/json", unasked},
		"a body that lies": {"5", `{"ok":"no"}`, "application/json", 5 * time.Second},
	} {
		c := offline(t)
		WithTransport(canned(func() *http.Response {
			return &http.Response{StatusCode: 429, Header: http.Header{"Content-Type": {v.kind}, "Retry-After": {v.header}}, Body: io.NopCloser(strings.NewReader(v.body))}
		}))(c)
		_, err := c.Send(t.Context(), to(resident), channel.Outgoing{Text: channel.Plain("chào")})
		if !fault.Is(err, fault.Busy) || fault.WaitOf(err) != v.wait {
			t.Errorf("%s: %v, waits %v", name, err, fault.WaitOf(err))
		}
	}
}

// canned is a network with one answer.
type canned func() *http.Response

func (c canned) RoundTrip(*http.Request) (*http.Response, error) { return c(), nil }

// TestKindsByStatus: answers that the fake does not give.
func TestKindsByStatus(t *testing.T) {
	const js = "application/json; charset=utf-8"
	for name, v := range map[string]struct {
		status     int
		kind, body string
		want       fault.Kind
	}{
		"404":                   {404, js, `{"ok":false,"error_code":404,"description":"Not Found"}`, fault.Busy},
		"404 of a portal":       {404, "text/html", "<html>", fault.Busy},
		"407 of a proxy":        {407, "text/html", "<html>", fault.Busy},
		"403 of a firewall":     {403, "text/html", "<html>", fault.Unsure},
		"403 of something new":  {403, js, `{"ok":false,"error_code":403,"description":"Forbidden: something new"}`, fault.Refused},
		"400 of something new":  {400, js, `{"ok":false,"error_code":400,"description":"Bad Request: something new"}`, fault.Refused},
		"400 topic closed":      {400, js, `{"ok":false,"error_code":400,"description":"Bad Request: TOPIC_CLOSED"}`, fault.Refused},
		"413":                   {413, js, `{"ok":false,"error_code":413,"description":"Request Entity Too Large"}`, fault.Refused},
		"503":                   {503, js, `{"ok":false,"error_code":503,"description":"x"}`, fault.Unsure},
		"200 with null":         {200, js, `null`, fault.Unsure},
		"200 with nothing":      {200, js, ``, fault.Unsure},
		"200 with a lie":        {200, js, `{"ok":1}`, fault.Unsure},
		"200 of another kind":   {200, "", `{"ok":true,"result":{"message_id":5}}`, fault.Unsure},
		"an endless answer":     {200, js, `{"ok":true,"result":"` + strings.Repeat("x", maxAnswer) + `"}`, fault.Unsure},
		"echo of a letter":      {400, js, `{"ok":false,"error_code":400,"description":"Bad Request: bad tag \"bí mật của tôi\" here"}`, fault.Refused},
		"never started the bot": {403, js, `{"ok":false,"error_code":403,"description":"Forbidden: bot can't initiate conversation with a user"}`, fault.Gone},
	} {
		c := offline(t)
		WithTransport(canned(func() *http.Response {
			return &http.Response{StatusCode: v.status, Header: http.Header{"Content-Type": {v.kind}}, Body: io.NopCloser(strings.NewReader(v.body))}
		}))(c)
		_, err := c.Send(t.Context(), to(resident), channel.Outgoing{Text: channel.Plain("chào")})
		if !fault.Is(err, v.want) {
			t.Errorf("%s: %v (%v)", name, err, fault.KindOf(err))
		}
		if err != nil && (strings.Contains(err.Error(), "bí mật") || len(err.Error()) > maxTold+100) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := offline(t)
	WithTransport(canned(func() *http.Response {
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {js}}, Body: io.NopCloser(strings.NewReader(`{"ok":true,"result":true}`))}
	}))(c)
	if r, err := c.Send(t.Context(), to(resident), channel.Outgoing{Text: channel.Plain("chào")}); err != nil || r.MessageID != "" {
		t.Errorf("taken, with a result that says nothing: %v, %v", r, err)
	}
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
