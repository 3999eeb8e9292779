package telegramtest

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

// The four forms of a request and both verbs are understood; a JSON body must have the right types.
func TestFormsOfARequest(t *testing.T) {
	s := New(t, WithJudge(Off))
	s.User(7)
	b := newBot(t, s)
	ctx := context.Background()
	for kind, body := range map[string]string{
		"application/x-www-form-urlencoded": "chat_id=7&text=a%20b",
		"application/json":                  `{"chat_id":7,"text":"a b","link_preview_options":{"is_disabled":true}}`,
		"application/json; charset=utf-8":   `{"chat_id":7,"text":"a b","protect_content":true}`,
		"multipart/form-data; boundary=x": "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n" +
			"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na b\r\n--x--\r\n",
	} {
		r, err := b.send(ctx, "sendmessage", kind, strings.NewReader(body))
		if err != nil || !r.OK {
			t.Errorf("%s: %v %s", kind, err, r.Description)
		}
	}
	get, err := http.NewRequest(http.MethodGet, b.base+"/bot"+b.tok+"/SENDMESSAGE?chat_id=7&text=a+b", nil)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := b.do(get); err != nil || !r.OK {
		t.Errorf("GET: %v %s", err, r.Description)
	}
	for _, m := range s.Sent() {
		if m.Text != "a b" {
			t.Errorf("text %q", m.Text)
		}
	}
	if n := s.SentCount(); n != 5 {
		t.Errorf("%d messages, want 5", n)
	}
	for body, want := range map[string][2]string{
		`{"chat_id":"7","text":"a","message_thread_id":"5"}`: {RuleType, "message_thread_id"},
		`{"chat_id":7,"text":5}`:                             {RuleType, "text"},
		`{"chat_id":7,"text":"a","entities":null}`:           {RuleNull, "entities"},
		`{"chat_id":7,"text":"a","chat_id":8}`:               {RuleTwice, "chat_id"},
		`{"chat_id":7,"text":"a"`:                            {RuleRequest, ""},
		`[]`:                                                 {RuleRequest, ""},
	} {
		if _, err := b.send(ctx, "sendMessage", "application/json", strings.NewReader(body)); err != nil {
			t.Error(err)
		}
		takes(t, s, want[0], want[1])
	}
	if _, err := b.send(ctx, "getMe", "text/plain", strings.NewReader("x")); err != nil {
		t.Error(err)
	}
	takes(t, s, RuleRequest, "")
}

// Paths and tokens are judged as by the real server; the token is in no violation.
func TestPathsAndTokens(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	b.fails(404, "Not Found: method not found", "getNothing", "token", s.Token())
	if v := s.ExpectViolations(); len(v) != 1 || v[0].Rule != RuleMethod || v[0].Method != "getNothing" {
		t.Errorf("violations %v", v)
	}
	b.call("getMe", "note", "x"+s.Token())
	if v := s.ExpectViolations(); len(v) != 1 || strings.Contains(v[0].String(), s.Token()) {
		t.Errorf("violations %v", v)
	}
	for tok, text := range map[string]string{
		"7000000001:other": "Unauthorized", "nocolon": "Unauthorized: invalid token specified",
		"0123:x": "Unauthorized: invalid token specified", "12:" + strings.Repeat("x", 80): "Unauthorized: invalid token specified",
	} {
		b.tok = tok
		b.fails(401, text, "getMe")
	}
	s.SetToken("7000000001:second")
	b.tok = "7000000001:second"
	var me struct {
		ID       int64
		IsBot    bool `json:"is_bot"`
		Username string
	}
	b.ok("getMe").into(t, &me)
	if me.ID != 7000000001 || !me.IsBot || me.Username != "loaxom_bot" {
		t.Errorf("getMe %+v", me)
	}
	for _, path := range []string{"/", "/bot", "/bot7000000001:second", "/x/y"} {
		req, err := http.NewRequest(http.MethodGet, b.base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := b.do(req); err != nil || r.Status != 404 || r.Description != "Not Found" {
			t.Errorf("%s: %v %d %s", path, err, r.Status, r.Description)
		}
	}
	if n := s.Hosts()["telegram.invalid"]; n < 9 {
		t.Errorf("%d requests to the host", n)
	}
}
