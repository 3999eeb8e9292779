package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// reply is an answer of the server as a client reads it.
type reply struct {
	Status      int
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		Retry   int   `json:"retry_after"`
		Migrate int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
	Header http.Header
}

// into decodes the result.
func (r reply) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(r.Result, v); err != nil {
		t.Fatalf("result %s: %v", r.Result, err)
	}
}

// bot calls a server like a client that makes every mistake it is told to.
type bot struct {
	t    *testing.T
	base string
	tok  string
	c    *http.Client
}

func newBot(t *testing.T, s *Server) *bot {
	t.Helper()
	return &bot{t, s.Base(), s.Token(), &http.Client{Transport: s.Transport()}}
}

// call sends a form of name, value, name, value ...
func (b *bot) call(method string, pairs ...string) reply {
	b.t.Helper()
	r, err := b.try(context.Background(), method, pairs...)
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	return r
}

func (b *bot) try(ctx context.Context, method string, pairs ...string) (reply, error) {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.send(ctx, method, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (b *bot) send(ctx context.Context, method, kind string, body io.Reader) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+"/bot"+b.tok+"/"+method, body)
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", kind)
	return b.do(req)
}

func (b *bot) do(req *http.Request) (reply, error) {
	resp, err := b.c.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{Status: resp.StatusCode}, err
	}
	r := reply{Status: resp.StatusCode, Header: resp.Header}
	if err := json.Unmarshal(raw, &r); err != nil {
		return r, fmt.Errorf("body %q: %w", raw, err)
	}
	return r, nil
}

// ok is a call that must go well.
func (b *bot) ok(method string, pairs ...string) reply {
	b.t.Helper()
	r := b.call(method, pairs...)
	if !r.OK {
		b.t.Fatalf("%s %q: %d %s", method, pairs, r.Code, r.Description)
	}
	return r
}

// fails is a call that must be refused with that code and text.
func (b *bot) fails(code int, text, method string, pairs ...string) reply {
	b.t.Helper()
	r := b.call(method, pairs...)
	if r.OK || r.Code != code || r.Status != code || r.Description != text {
		b.t.Fatalf("%s %.200q:\n got %d %d %s\nwant %d %s", method, pairs, r.Status, r.Code, r.Description, code, text)
	}
	return r
}

// updates polls once and gives the ids.
func (b *bot) updates(pairs ...string) []int {
	b.t.Helper()
	var ids []int
	for i, row := range strings.Split(string(b.ok("getUpdates", pairs...).Result), `{"update_id":`) {
		if i == 0 {
			continue
		}
		digits, _, _ := strings.Cut(row, ",")
		id, err := strconv.Atoi(digits)
		if err != nil {
			b.t.Fatalf("an update without id: %s", row)
		}
		ids = append(ids, id)
	}
	return ids
}

// takes takes the one violation that must have happened, by rule and parameter.
func takes(t *testing.T, s *Server, rule, param string) {
	t.Helper()
	v := s.ExpectViolations()
	for _, one := range v {
		if one.Rule == rule && one.Param == param {
			return
		}
	}
	t.Errorf("no violation %q of %q, but %v", rule, param, v)
}

func text(n int) string { return strings.Repeat("ă", n) }

// A server that is used as it should be sees no violation, and what it shows comes from what was sent.
func TestTheWayOfOneQuestion(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.User(7)
	id := s.Say(7, "làm khai sinh cần gì?")
	if got := b.updates("allowed_updates", `["message","callback_query"]`); len(got) != 1 || got[0] != id {
		t.Fatalf("updates %v, want %d", got, id)
	}
	r := b.ok("sendMessage", "chat_id", "7", "parse_mode", "HTML", "text", "<b>Khai sinh</b>: tờ khai &amp; giấy",
		"reply_markup", `{"inline_keyboard":[[{"text":"Lệ phí","callback_data":"fee"}]]}`)
	var m struct {
		ID       int `json:"message_id"`
		Chat     struct{ ID int64 }
		From     struct{ ID int64 }
		Text     string
		Entities []Entity
	}
	r.into(t, &m)
	if m.Chat.ID != 7 || m.From.ID != s.BotID() || m.Text != "Khai sinh: tờ khai & giấy" || m.Entities[0] != (Entity{Type: "bold", Length: 9}) {
		t.Errorf("message %+v", m)
	}
	if sent := s.SentTo(7); len(sent) != 1 || sent[0].ID != m.ID || sent[0].Update != id || sent[0].Buttons[0][0].Data != "fee" {
		t.Errorf("sent %+v", sent)
	}
	q, found := s.Tap(7, "Lệ phí")
	if !found {
		t.Fatal("no such button")
	}
	b.updates("offset", fmt.Sprint(id+1))
	b.ok("answerCallbackQuery", "callback_query_id", q)
	if n := s.Unconfirmed(); n != 1 {
		t.Errorf("%d unconfirmed", n)
	}
}

func BenchmarkSendMessageInProcess(b *testing.B) {
	s := Standalone(WithJudge(Off), WithHistory(1000))
	defer s.Close()
	s.User(7)
	c := &http.Client{Transport: s.Transport()}
	form := url.Values{"chat_id": {"7"}, "parse_mode": {"HTML"}, "text": {"<b>Khai sinh</b>: tờ khai, giấy chứng sinh. " + text(300)},
		"reply_markup": {`{"inline_keyboard":[[{"text":"Lệ phí","callback_data":"fee"},{"text":"Nơi nộp","callback_data":"place"}]]}`}}.Encode()
	b.ReportAllocs()
	for b.Loop() {
		resp, err := c.Post(s.Base()+"/bot"+s.Token()+"/sendMessage", "application/x-www-form-urlencoded", strings.NewReader(form))
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	if v := s.Violations(); len(v) > 0 || s.SentCount() < b.N {
		b.Fatal(v, s.SentCount())
	}
}

func BenchmarkSendMessageOverLoopback(b *testing.B) {
	s := Standalone(WithJudge(Off), WithHistory(1000))
	defer s.Close()
	s.User(7)
	base := s.Listen()
	form := []byte(url.Values{"chat_id": {"7"}, "text": {text(300)}}.Encode())
	b.ReportAllocs()
	for b.Loop() {
		resp, err := http.Post(base+"/bot"+s.Token()+"/sendMessage", "application/x-www-form-urlencoded", bytes.NewReader(form))
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

func BenchmarkShortMessageInProcess(b *testing.B) {
	s := Standalone(WithJudge(Off), WithHistory(1000))
	defer s.Close()
	s.User(7)
	c := &http.Client{Transport: s.Transport()}
	form := url.Values{"chat_id": {"7"}, "text": {"Bà con hỏi gì ạ?"}}.Encode()
	for b.Loop() {
		resp, err := c.Post(s.Base()+"/bot"+s.Token()+"/sendMessage", "application/x-www-form-urlencoded", strings.NewReader(form))
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// A server told to keep little forgets the oldest, and goes on counting.
func TestHistory(t *testing.T) {
	s := New(t, WithJudge(Off), WithHistory(2))
	b := newBot(t, s)
	s.User(7)
	s.User(8)
	for i, chat := range []string{"7", "8", "7", "8", "8"} {
		b.ok("sendMessage", "chat_id", chat, "text", fmt.Sprint(i))
	}
	b.fails(400, "Bad Request: message to edit not found", "editMessageText", "chat_id", "7", "message_id", "1", "text", "x")
	if s.SentCount() != 5 || len(s.Sent()) != 2 || len(s.SentTo(7)) != 0 || len(s.SentTo(9)) != 0 || s.SentTo(8)[1].Text != "4" {
		t.Errorf("%d, %v", s.SentCount(), s.Sent())
	}
}
