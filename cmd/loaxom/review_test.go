package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel/telegram/telegramtest"
)

// What is approved at the machine while serve runs is in what serve says from the next message on, and
// the lists ask it.
func TestApprovalReachesTheRunningServe(t *testing.T) {
	srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
	dir, err := os.MkdirTemp("", "lx") // the path of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	long := deploy(t, srv.Listen(), "")
	text, err := os.ReadFile(filepath.Join(long, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(filepath.ToSlash(long)), []byte(filepath.ToSlash(dir)))
	config := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	p := serveIn(t, dir, srv.Token())
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	answers := 0
	ask := func(chat int64, text string) string {
		t.Helper()
		srv.User(chat)
		answers = len(srv.SentTo(chat))
		srv.Say(chat, text)
		if err := srv.Wait(ctx, func() bool { return len(srv.SentTo(chat)) > answers }); err != nil {
			t.Fatalf("%q: %v\n%s", text, err, p.log.String())
		}
		all := ""
		for _, s := range srv.SentTo(chat)[answers:] {
			all += s.Text + "\n"
		}
		return all
	}
	const q = "chỉ số PAPI là gì"
	ask(2, "chào xã") // with the note that a newcomer gets
	if got := ask(2, q); !strings.Contains(got, "xã đang rà soát") {
		t.Fatalf("a draft: %s", got)
	}
	exit, out, errs := command("invite", "--role", "chair", "--label", "bà Chi", "--config", config)
	code := regexp.MustCompile(`code: (\S+)`).FindStringSubmatch(out)
	if exit != 0 || code == nil {
		t.Fatalf("invite: %d %s%s", exit, out, errs)
	}
	ask(1, code[1])
	if exit, out, errs := command("content", "approve", "papi", "--by", "bà Chi", "--config", config); exit != 0 || !strings.Contains(out, "entry papi: approved") {
		t.Fatalf("approve: %d %s%s", exit, out, errs)
	}
	if got := ask(2, q); strings.Contains(got, "xã đang rà soát") || !strings.Contains(got, "PAPI") {
		t.Errorf("approved: %s", got)
	}
	if exit, out, errs := command("content", "list", "--config", config); exit != 0 || !regexp.MustCompile(`(?m)^papi .* approved `).MatchString(out) || errs != "" {
		t.Errorf("list: %d %s", exit, errs)
	}
	if _, out, _ := command("check", "--due", "--config", config); !strings.Contains(out, "drafts: ") {
		t.Errorf("check --due does not ask serve: %s", out)
	}
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v\n%s", err, p.log.String())
	}
}
