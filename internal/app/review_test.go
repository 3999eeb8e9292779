package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/staff"
)

// What staff make of questions reaches the overlay folder and, from there, the next who asks; decisions
// outlive a restart, and a file that is changed by hand is a draft again and in the audit.
func TestWhatStaffMakeOfQuestionsIsLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(talkBegins))
		dir := t.TempDir()
		cfg := talkConfig()
		cfg.Content.Dir = filepath.Join(dir, "noi-dung")
		if err := os.MkdirAll(filepath.Join(cfg.Content.Dir, "faq"), 0o750); err != nil {
			t.Fatal(err)
		}
		db, err := boltkv.Open(filepath.Join(dir, "store.db"), boltkv.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var n atomic.Int64
		var p page
		term := NewTerminal(cfg, World{
			Now: time.Now, NewID: func() string { return fmt.Sprintf("id-%d", n.Add(1)) }, Log: slog.New(slog.DiscardHandler), DB: db,
		}, &p, func(d time.Duration) { time.Sleep(d); synctest.Wait() })
		ctx := context.Background()
		if err := term.Start(ctx); err != nil {
			t.Fatal(err)
		}
		do := func(line string) string {
			t.Helper()
			time.Sleep(5 * time.Second)
			if err := term.Do(ctx, line); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			return strings.Join(p.turn(), "\n")
		}
		wants := func(what, got string, parts ...string) {
			t.Helper()
			for _, part := range parts {
				if !strings.Contains(got, part) {
					t.Errorf("%s lacks %q:\n%s", what, part, got)
				}
			}
		}
		do(":as staff trung-tam @lan")
		do("/menu")
		do(":as resident")
		wants("before", do("mượn loa đài ở đâu"), "chưa có lời đáp")
		do("1")
		wants("before", do("ai bán giống lúa nếp"), "chưa có lời đáp")
		do(":as staff trung-tam @lan")
		do("/cauhoi")
		do("1")
		do("Gắn vào bài")
		wants("by its id", do("gio-lam-viec-dia-chi"), "Địa chỉ, giờ làm việc của xã")
		wants("the preview", do("1"), "mượn loa đài ở đâu", "Gửi cho 1 người")
		wants("attached", do("Gửi"), "thêm câu hỏi vào các câu mẫu")
		do("/cauhoi")
		do("1")
		wants("a draft", do("Thành bài"), "faq/_ai-ban-giong-lua-nep-")
		do(":clock +10s")

		do(":as resident")
		wants("after", do("muon loa dai o dau"), "Địa chỉ, giờ làm việc")
		drafts, _ := filepath.Glob(filepath.Join(cfg.Content.Dir, "faq", "_ai-ban-giong-lua-nep-*.toml"))
		if len(drafts) != 1 {
			t.Errorf("the drafts are %v", drafts)
		}
		if live := term.app.live.Load(); live.Trouble() != "" {
			t.Errorf("the overlay is refused: %s", live.Trouble())
		}

		const draft = "xã đang rà soát"
		do(":as staff trung-tam @lan")
		do(":press rv:c:entry:papi")
		wants("approved", do("Duyệt"), "Đã duyệt")
		do(":restart")
		do(":as resident")
		if got := do("chỉ số PAPI là gì"); strings.Contains(got, draft) || !strings.Contains(got, "PAPI là cuộc hỏi") {
			t.Errorf("after a restart: %s", got)
		}
		text, err := os.ReadFile("../../content/faq/papi.toml")
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(text), "PAPI là cuộc hỏi", "PAPI là một cuộc hỏi", 1)
		if err := os.WriteFile(filepath.Join(cfg.Content.Dir, "faq", "papi.toml"), []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		do(":clock +10s")
		wants("changed by hand", do("chỉ số PAPI là gì"), "PAPI là một cuộc hỏi", draft)
		if err := term.Stop(); err != nil {
			t.Error(err)
		}

		var acts []string
		err = db.View(ctx, func(r kv.Reader) error {
			if _, err := staff.Verify(r); err != nil {
				return err
			}
			list, err := staff.Entries(r, 1, 0)
			for _, e := range list {
				if e.Kind != "account" {
					acts = append(acts, e.Act+" "+e.Kind)
				}
				if e.Act == "content.change" && (e.Old == "" || e.New == "" || e.Old == e.New || e.Object != "papi") {
					t.Errorf("%+v", e)
				}
			}
			return err
		})
		want := "content.first content, question.attached question, question.draft question, content.approve entry, content.change entry"
		if got := strings.Join(acts, ", "); err != nil || got != want {
			t.Errorf("the audit has %s, %v", got, err)
		}
	})
}
