package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

// command runs the program and gives its exit code and what it printed.
func command(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

// Commands that need the store ask the serve that holds it, and do the work themselves once it has ended;
// after a kill too, whose socket is left over.
func TestCommandsAskTheRunningServe(t *testing.T) {
	srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
	dir, err := os.MkdirTemp("", "lx") // the path of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	base := srv.Listen()
	long := deploy(t, base, "")
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
	code := ""
	for begun := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		exit, out, errs := command("invite", "--role", "admin", "--config", config)
		if exit == 0 && strings.Contains(out, "link: https://t.me/") {
			code, _, _ = strings.Cut(strings.TrimPrefix(out, "code: "), "\n")
			break
		}
		if time.Since(begun) > 20*time.Second {
			t.Fatalf("no link while serve runs: exit %d\n%s%s\n%s", exit, out, errs, p.log.String())
		}
	}
	srv.User(1)
	srv.Say(1, code)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := srv.Wait(ctx, func() bool { return len(srv.SentTo(1)) > 0 }); err != nil || !strings.Contains(srv.SentTo(1)[0].Text, "Quản trị") {
		t.Errorf("the code typed in a private chat: %v, %v", srv.SentTo(1), err)
	}
	if exit, out, errs := command("verify", "--config", config); exit != 0 || !strings.Contains(out, "in order: ") {
		t.Errorf("verify while serve runs: exit %d\n%s%s", exit, out, errs)
	}
	if exit, _, errs := command("invite", "--role", "admin", "--by", "nobody", "--config", config); exit != 1 || !strings.Contains(errs, "no account has this id or name") {
		t.Errorf("a refusal by serve: exit %d\n%s", exit, errs)
	}
	if exit, _, errs := command("chat", "--store", filepath.Join(dir, "data", "loaxom.db")); exit != 1 || !strings.Contains(errs, "another loaxom holds the store") {
		t.Errorf("chat on the store of serve: exit %d\n%s", exit, errs)
	}
	socket := filepath.Join(dir, "data", "loaxom.db.sock")
	if _, err := os.Stat(socket); err != nil {
		t.Error(err)
	}
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // killed, as it should be
	if _, err := os.Stat(socket); err != nil {
		t.Errorf("the killed serve left no socket, so this tries nothing: %v", err)
	}
	if exit, out, errs := command("invite", "--role", "admin", "--config", config); exit != 0 || !strings.Contains(out, "code: ") {
		t.Errorf("after a kill: exit %d\n%s%s", exit, out, errs)
	}
	p = serveIn(t, dir, srv.Token())
	for begun := time.Now(); !strings.Contains(p.log.String(), "content is live") && time.Since(begun) < 20*time.Second; {
		time.Sleep(50 * time.Millisecond)
	}
	if exit, _, errs := command("verify", "--config", config); exit != 0 {
		t.Errorf("verify at the next serve: exit %d\n%s", exit, errs)
	}
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v\n%s", err, p.log.String())
	}
	if _, err := os.Stat(socket); err == nil {
		t.Error("the socket is there after the end")
	}
	if exit, out, errs := command("invite", "--role", "admin", "--config", config); exit != 0 || !strings.Contains(out, "link: https://t.me/") {
		t.Errorf("the bot's name is forgotten after the end: exit %d\n%s%s", exit, out, errs)
	}
	if strings.Contains(p.log.String(), code) {
		t.Error("a code is in the log")
	}
}

// verify names the entry that was changed and the record that does not fit, and exits 1.
func TestVerifySaysWhatAndWhere(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for range 3 {
		if exit, _, errs := command("invite", "--role", "admin"); exit != 0 {
			t.Fatal(errs)
		}
	}
	change := func(change func(kv.Tx) error) {
		t.Helper()
		db, err := boltkv.Open(filepath.Join("data", "loaxom.db"), boltkv.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Update(context.Background(), change); err != nil {
			t.Fatal(err)
		}
	}
	second := kv.Key{}.Uint(2)
	var kept []byte
	for _, c := range []struct {
		do   func(kv.Tx) error
		want string
	}{
		{func(tx kv.Tx) (err error) {
			kept, _, err = tx.Get("journal", second)
			if err != nil {
				return err
			}
			return tx.Put("journal", second, bytes.Replace(kept, []byte(`"role":"admin"`), []byte(`"role":"chair"`), 1))
		}, "audit: entry 2 was changed"},
		{func(tx kv.Tx) error { return tx.Delete("journal", second) }, "audit: entry 2 is missing"},
		{func(tx kv.Tx) error {
			if err := tx.Put("journal", second, kept); err != nil {
				return err
			}
			return tx.Put("account", []byte("s-x"), json.RawMessage(`{"id":"s-x","addresses":["adr"]}`))
		}, `staff: account "s-x": its row in the index address is missing`},
		{func(tx kv.Tx) error { return tx.Delete("account", []byte("s-x")) }, ""},
	} {
		change(c.do)
		exit, out, errs := command("verify")
		if c.want == "" {
			if exit != 0 || !strings.Contains(out, "3 entries") {
				t.Errorf("mended: exit %d\n%s%s", exit, out, errs)
			}
		} else if exit != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("exit %d\n%s, want %q", exit, errs, c.want)
		}
	}
}
