package telegram

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

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
		"413 of a proxy":        {413, "text/html", "<html>", fault.Refused},
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
