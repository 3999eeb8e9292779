package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/archive"
	"loaxom/internal/blob"
	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
)

// shortFolder is a folder of a name so short that a socket fits into it.
func shortFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "lx")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// waitFor waits until ok says so.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for begun := time.Now(); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func body(url string) string {
	resp, err := http.Get(url)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return string(b)
}

// The way of a commune whose machine died: a backup of the running serve, questions answered after it, the
// backup brought back, answers at once, nothing else before an admin's word.
func TestABackupOfTheRunningServeComesBack(t *testing.T) {
	srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
	dir := shortFolder(t)
	config := filepath.Join(dir, "config.toml")
	store := filepath.Join(dir, "data", "loaxom.db")
	daily := filepath.Join(dir, "backup")
	const ops = "127.0.0.1:38471"
	text := fmt.Sprintf("[store]\npath = %q\n[telegram]\napi_endpoint = %q\nper_second = 0\nper_chat_second = 0\n[ops]\nlisten = %q\n[backup]\ndir = %q\n",
		filepath.ToSlash(store), srv.Listen(), ops, filepath.ToSlash(daily))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	end := func(p *process) {
		t.Helper()
		if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if err := p.cmd.Wait(); err != nil {
			t.Errorf("serve ended with %v\n%s", err, p.log.String())
		}
	}
	p := serveIn(t, dir, srv.Token())
	srv.User(1)
	srv.Say(1, "/trogiup")
	waitFor(t, "the first answer", func() bool { return len(srv.SentTo(1)) == 1 })
	waitFor(t, "the daily backup at the first start", func() bool {
		all, _ := filepath.Glob(filepath.Join(daily, "loaxom-*.tar.gz"))
		return len(all) == 1
	})
	if got := body("http://" + ops + "/healthz"); got != "ok\n" {
		t.Errorf("healthz: %q", got)
	}
	if got := body("http://" + ops + "/metrics"); !strings.Contains(got, "loaxom_backup_age_seconds ") || !strings.Contains(got, "loaxom_backup_too_old 0") {
		t.Error("the metrics say nothing of the backup")
	}
	file := filepath.Join(dir, "b.tar.gz")
	if exit, out, errs := command("backup", file, "--config", config); exit != 0 || !strings.Contains(out, "backed up: ") {
		t.Fatalf("backup while serve runs: exit %d\n%s%s", exit, out, errs)
	}
	if exit, out, errs := command("export", "audit", "--config", config); exit != 0 || !strings.Contains(out, "store.backup") {
		t.Errorf("export while serve runs: exit %d\n%s%s", exit, out, errs)
	}
	if exit, out, errs := command("export", "deliveries", "--config", config); exit != 0 || strings.Count(out, "\n") < 2 || !strings.Contains(out, "đã gửi") || !strings.Contains(out, "telegram") {
		t.Errorf("export while serve runs: exit %d\n%s%s", exit, out, errs)
	}
	if exit, _, errs := command("restore", file, "--config", config); exit != 1 || !strings.Contains(errs, "stop serve first") {
		t.Errorf("restore under a running serve: exit %d\n%s", exit, errs)
	}
	srv.Say(1, "/menu")
	waitFor(t, "an answer after the backup", func() bool { return len(srv.SentTo(1)) == 2 })
	end(p)

	if exit, out, errs := command("restore", file, "--config", config); exit != 0 {
		t.Fatalf("restore: exit %d\n%s%s", exit, out, errs)
	}
	queueNotice(t, store)
	p = serveIn(t, dir, srv.Token())
	srv.Say(1, "/trogiup")
	waitFor(t, "an answer after the restore", func() bool { return len(srv.SentTo(1)) == 3 })
	waitFor(t, "healthz telling of the restore", func() bool {
		return strings.Contains(body("http://"+ops+"/healthz"), "restore: nothing but answers leaves")
	})
	time.Sleep(300 * time.Millisecond)
	if n := len(srv.SentTo(1)); n != 3 {
		t.Errorf("%d messages before an admin's word", n)
	}
	if exit, out, errs := command("go", "--config", config); exit != 0 {
		t.Fatalf("go: exit %d\n%s%s", exit, out, errs)
	}
	waitFor(t, "the notice after an admin's word", func() bool { return len(srv.SentTo(1)) == 4 })
	if got := body("http://" + ops + "/healthz"); got != "ok\n" {
		t.Errorf("healthz after go: %q", got)
	}
	end(p)
	if log := p.log.String(); !strings.Contains(log, "until you say go: loaxom go") {
		t.Errorf("serve does not say that it was restored:\n%s", log)
	}
	if exit, out, errs := command("verify", "--config", config); exit != 0 {
		t.Errorf("verify: exit %d\n%s%s", exit, out, errs)
	}
}

// queueNotice puts a notice to the one resident into the store, as a room would after the restore.
func queueNotice(t *testing.T, store string) {
	t.Helper()
	db, err := boltkv.Open(store, boltkv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	box := outbox.New(db, nil, outbox.Config{}, time.Now, slog.New(slog.DiscardHandler))
	err = db.Update(context.Background(), func(tx kv.Tx) error {
		to, err := address.Find(tx, "telegram", "1")
		if err != nil {
			return err
		}
		now := time.Now()
		return box.Enqueue(tx, outbox.Delivery{
			ID: "n-1", Channel: "telegram", To: to.ID, Lane: outbox.Notices, Kind: outbox.Notice,
			Message: channel.Outgoing{Text: channel.Plain("thông báo")}, Created: now, At: now,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A serve that is killed while backups are made leaves no half one under a final name.
func TestKilledWhileABackupIsMade(t *testing.T) {
	srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
	dir := deploy(t, srv.Listen(), "")
	config := filepath.Join(dir, "config.toml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	daily := filepath.Join(dir, "backup")
	if err := os.WriteFile(config, fmt.Appendf(text, "\n[backup]\ndir = %q\n", filepath.ToSlash(daily)), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := boltkv.Open(filepath.Join(dir, "data", "loaxom.db"), boltkv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 { // some 20 MB, so that a backup takes a moment
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			return tx.Put("bulk", fmt.Append(nil, i), fmt.Append(make([]byte, 200_000), i))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	begun := 0
	for i := range 12 {
		p := serveIn(t, dir, srv.Token())
		for since := time.Now(); time.Since(since) < time.Duration(20+i*15)*time.Millisecond; time.Sleep(time.Millisecond) {
			if half, _ := filepath.Glob(filepath.Join(daily, "*"+".part-*")); len(half) > 0 && i%2 == 0 {
				break
			}
		}
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.cmd.Wait() // killed, as it should be
		half, _ := filepath.Glob(filepath.Join(daily, "*.part-*"))
		begun = max(begun, len(half))
		whole, _ := filepath.Glob(filepath.Join(daily, "*.tar.gz"))
		for _, name := range whole {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := archive.Inspect(context.Background(), f); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			f.Close()
			if err := os.Remove(name); err != nil { // so that the next one begins anew
				t.Fatal(err)
			}
		}
		forget(t, filepath.Join(dir, "data", "loaxom.db"))
	}
	if begun == 0 {
		t.Error("no kill fell into a backup, so this tried nothing")
	}
	t.Logf("%d backups were cut off", begun)
	if left, _ := filepath.Glob(filepath.Join(dir, "data", "*.copy-*")); len(left) > 1 {
		t.Errorf("copies of the store pile up: %v", left)
	}
}

// forget makes a backup due at the next start.
func forget(t *testing.T, store string) {
	t.Helper()
	db, err := boltkv.Open(store, boltkv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(context.Background(), func(tx kv.Tx) error { return tx.Delete("backup", []byte("daily")) }); err != nil {
		t.Fatal(err)
	}
}

// verify says which attachment that a record names is not what it was.
func TestVerifyReadsTheAttachments(t *testing.T) {
	t.Chdir(t.TempDir())
	hash, err := blob.Open(filepath.Join("data", "blob")).Put([]byte("photo"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := boltkv.Open(filepath.Join("data", "loaxom.db"), boltkv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	box := outbox.New(db, nil, outbox.Config{}, time.Now, slog.New(slog.DiscardHandler))
	err = db.Update(context.Background(), func(tx kv.Tx) error {
		return box.Enqueue(tx, outbox.Delivery{ID: "n-1", Channel: "telegram", To: "a", Kind: outbox.Notice, Message: channel.Outgoing{Files: []channel.File{{Kind: channel.Photo, Hash: hash}}}})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if exit, out, errs := command("verify"); exit != 0 || !strings.Contains(out, "attachments that records name: 1") {
		t.Errorf("exit %d\n%s%s", exit, out, errs)
	}
	at := filepath.Join("data", "blob", hash[:2], hash[2:])
	if err := os.WriteFile(at, []byte("changed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if exit, _, errs := command("verify"); exit != 1 || !strings.Contains(errs, "the content of "+hash[:12]+" is not what it was") {
		t.Errorf("changed: exit %d\n%s", exit, errs)
	}
	if exit, out, errs := command("backup", "b.tar.gz"); exit != 0 || !strings.Contains(out, "not in it: 1 attachments that are damaged or gone") {
		t.Errorf("backup: exit %d\n%s%s", exit, out, errs)
	}
	if exit, out, errs := command("restore", "b.tar.gz"); exit != 0 || !strings.Contains(out, "missing: 1 attachments were damaged or gone when the backup was made; records name 1 that are nowhere") ||
		!strings.Contains(out, "not sent: 1 messages") {
		t.Errorf("restore: exit %d\n%s%s", exit, out, errs)
	}
	if exit, _, errs := command("verify"); exit != 1 || !strings.Contains(errs, "no file "+hash[:12]) {
		t.Errorf("gone: exit %d\n%s", exit, errs)
	}
}
