package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/archive"
	"loaxom/internal/audience"
	"loaxom/internal/blob"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
	"loaxom/internal/review"
	"loaxom/internal/staff"
)

// vault is the program on a store in a file, with everything that belongs beside it.
type vault struct {
	*stand
	cfg  config.Config
	db   *boltkv.DB
	seal *feedback.Seal
}

// newVault starts the program in dir against srv.
func newVault(t *testing.T, srv *telegramtest.Server, dir string) *vault {
	t.Helper()
	v := &vault{cfg: config.Default()}
	v.cfg.Store.Path = filepath.Join(dir, "loaxom.db")
	var err error
	if v.db, err = boltkv.Open(v.cfg.Store.Path, boltkv.Options{}); err != nil {
		t.Fatal(err)
	}
	if v.seal, err = feedback.SealOf(context.Background(), v.db, v.cfg.Store.Seal(), false); err != nil {
		t.Fatal(err)
	}
	v.stand = run(t, srv, v.db, setting{
		pace: outbox.DefaultPace, blobs: blob.Open(v.cfg.Store.Attachments()), forgot: v.cfg.Store.Forgotten(), seal: v.seal,
		change: func(c *config.Config) {
			c.Offices = []commune.Office{{ID: "van-phong", Name: "Văn phòng", Handles: []string{feedback.Other}}}
			c.Backup.Dir, c.Backup.Keep = filepath.Join(dir, "backup"), 14
		},
	})
	time.Sleep(5 * time.Second) // until the content is loaded
	return v
}

func (v *vault) close() {
	v.t.Helper()
	v.end()
	if err := v.db.Close(); err != nil {
		v.t.Error(err)
	}
}

// hamletOf is town with people who can be written to.
func (v *vault) hamletOf(n int) commune.Actor {
	for i := range n {
		v.srv.User(int64(100_000 + i))
	}
	v.srv.User(77)
	return v.town(n)
}

// says types a text and gives the messages that come within some seconds.
func (v *vault) says(chat int64, text string) []telegramtest.Message {
	v.t.Helper()
	before := len(v.srv.SentTo(chat))
	v.srv.Say(chat, text)
	time.Sleep(15 * time.Second)
	return v.srv.SentTo(chat)[before:]
}

// holds tells in which rows of the store a word stands, in key or value.
func holds(t *testing.T, db *boltkv.DB, words ...string) (found []string) {
	t.Helper()
	tables, err := db.Count(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(context.Background(), func(r kv.Reader) error {
		for table := range tables {
			err := r.Scan(table, nil, nil, func(key, value []byte) error {
				for _, w := range words {
					if bytes.Contains(key, []byte(w)) || bytes.Contains(value, []byte(w)) {
						found = append(found, fmt.Sprintf("%s: %q in %.80q %.200q", table, w, key, value))
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// bytesOf is a file with all its pages, the free ones too.
func bytesOf(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// person is a resident with something in every room.
type person struct {
	chat  int64
	id    address.ID
	words []string // that stand in what is kept of them
	code  feedback.CaseID
}

func (v *vault) person(chat int64) (p person) {
	v.t.Helper()
	v.srv.User(chat)
	p.chat = chat
	v.says(chat, "chào xã")
	v.update(func(tx kv.Tx) error {
		rec, err := address.Find(tx, telegram.Name, fmt.Sprint(chat))
		p.id = rec.ID
		return err
	})
	by, now := commune.Actor{Address: string(p.id), Role: commune.Resident}, time.Now()
	v.update(func(tx kv.Tx) error {
		return audience.Subscribe(tx, by, audience.Wish{Hamlets: []commune.HamletID{"xom-1"}, Place: "ngõ nhà thờ cũ"}, "đồng ý nhận tin", now)
	})
	v.update(func(tx kv.Tx) error {
		return review.Ask(tx, review.Wording{Text: "ai bán giống lúa nếp cái", Reason: review.None}, p.id, "", now)
	})
	v.update(func(tx kv.Tx) error {
		var err error
		p.code, err = v.app.cases.Open(tx, by, "once-"+fmt.Sprint(chat%100), feedback.Draft{
			Category: feedback.Other, Hamlet: "xom-1", Text: "cống trước nhà tôi tắc đã lâu", Name: "Trần Thị Bưởi", Phone: "0912345678",
		}, now)
		return err
	})
	time.Sleep(20 * time.Second)
	p.words = []string{fmt.Sprint(chat), "Trần Thị Bưởi", "0912345678", "cống trước nhà tôi", "ngõ nhà thờ cũ", "chào xã"}
	return p
}

func TestWhoAsksReadsEverythingAndNothingIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(talkBegins))
		srv, v := telegramtest.New(t), (*vault)(nil)
		v = newVault(t, srv, t.TempDir())
		leader := v.hamletOf(3)
		p := v.person(5550123401)
		cause := v.notice(leader)
		time.Sleep(time.Minute)
		asked := time.Now()
		said := v.says(p.chat, "/dulieu")
		if len(said) != 2 || said[1].Media != "document" || said[1].At.Sub(asked) > time.Minute {
			t.Fatalf("the answer is %+v", said)
		}
		file, ok := srv.File(said[1].FileID)
		if !ok {
			t.Fatal("no file")
		}
		for _, part := range []string{"<html", "charset=\"utf-8\"", "5550123401", "Xóm 1", "ngõ nhà thờ cũ", "đồng ý nhận tin", "ai bán giống lúa nếp cái", string(p.code),
			"cống trước nhà tôi tắc đã lâu", "Trần Thị Bưởi", "0912345678", "trả lời, đã gửi", "thông báo, đã gửi"} {
			if !strings.Contains(string(file), part) {
				t.Errorf("the file lacks %q", part)
			}
		}
		time.Sleep(time.Minute)
		if left, err := filepath.Glob(filepath.Join(v.cfg.Store.Attachments(), "*", "*")); err != nil || len(left) > 0 {
			t.Errorf("after it was sent the file lies at %v, %v", left, err)
		}
		if rows := holds(t, v.db, blob.Hash(file)); len(rows) > 0 {
			t.Errorf("the file is remembered: %v", rows)
		}
		if again := v.says(p.chat, "/dulieu"); len(again) != 1 || !strings.Contains(again[0].Text, "vừa gửi") {
			t.Errorf("asked twice: %+v", again)
		}
		if n := v.report(cause); n.Sum() != n.Total || n.Sent != 4 {
			t.Errorf("the notice: %+v", n)
		}
		v.close()
	})
}

// The whole way of an erasure: the person reads what becomes of it, every room forgets, a case that the commune
// works on is told to its end and then goes too, the file is written anew, and a backup from before is of no
// use to whoever looks for the person.
func TestWhoIsErasedIsNowhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(talkBegins))
		srv, dir := telegramtest.New(t), t.TempDir()
		v := newVault(t, srv, dir)
		leader := v.hamletOf(3)
		v.official(88, "s-van", staff.Grant{Role: commune.Head, Office: "van-phong"})
		p := v.person(5550123402)
		other := v.person(5550123403)
		cause := v.notice(leader)
		time.Sleep(time.Minute)
		before := v.report(cause)
		backup := filepath.Join(dir, "before.tar.gz")
		keeper := NewKeeper(v.cfg, v.db, v.app.blobs, "test", time.Now)
		if _, err := keeper.Make(context.Background(), backup); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)

		for _, text := range []string{"/phananh", "việc khác", "xóm 1", "lời chưa gửi bao giờ"} {
			v.says(p.chat, text)
		}
		p.words = append(p.words, "lời chưa gửi")
		if len(holds(t, v.db, "lời chưa gửi")) == 0 {
			t.Fatal("what was begun is not kept: the test shows nothing")
		}
		v.says(p.chat, "/xoa")
		said := v.says(p.chat, "1")
		if len(said) != 2 || !strings.Contains(said[1].Text, "Đã xóa.") || !strings.Contains(said[1].Text, string(p.code)) || !strings.Contains(said[1].Text, "đến hết ngày 07/12/2026") {
			t.Fatalf("the last words are %v", texts(said))
		}
		time.Sleep(time.Minute)
		// What the open case needs stays: its text, and the address that it names.
		for _, row := range holds(t, v.db, p.words...) {
			table, _, _ := strings.Cut(row, ":")
			if !strings.HasPrefix(table, "case") && !strings.HasPrefix(table, "address") && !strings.Contains(row, string(other.id)) && !strings.Contains(row, fmt.Sprint(other.chat)) {
				t.Errorf("while the case is open: %s", row)
			}
		}
		by := commune.Actor{Address: "adr-s-van", Staff: "s-van", Role: commune.Head, Office: "van-phong"}
		v.update(func(tx kv.Tx) error {
			return v.app.cases.Answer(tx, by, p.code, "Xã đã cho thông cống.", nil, "12/CV-UBND", time.Now())
		})
		time.Sleep(30 * time.Second)
		if told := newest(srv, p.chat, 1); !strings.Contains(told, "Xã đã cho thông cống") {
			t.Errorf("the answer to the case did not arrive: %q", told)
		}
		v.update(func(tx kv.Tx) error { return v.app.cases.Close(tx, by, p.code, time.Now()) })
		time.Sleep(3 * time.Minute)
		mine := []string{fmt.Sprint(p.chat), string(p.id)}
		if rows := holds(t, v.db, mine...); len(rows) > 0 {
			t.Errorf("after the case was closed %d rows name the person:\n%s", len(rows), strings.Join(rows, "\n"))
		}
		if c := caseOf(t, v.db, p.code); c.Name+c.Phone+c.Text+c.From+c.Who != "" || c.State != feedback.Closed {
			t.Errorf("the case is %+v", c)
		}
		if len(holds(t, v.db, string(other.id))) == 0 {
			t.Error("the neighbour was erased too")
		}
		if after := v.report(cause); after.Sum() != after.Total || after.Sent != before.Sent || after.Total != before.Total {
			t.Errorf("the notice was %+v and is %+v", before, after)
		}
		if err := v.db.View(context.Background(), outbox.Check); err != nil {
			t.Error(err)
		}

		// The free pages of the file.
		if raw := bytesOf(t, v.cfg.Store.Path); !bytes.Contains(raw, []byte(mine[0])) {
			t.Fatal("the file has forgotten by itself: the test shows nothing")
		}
		time.Sleep(24 * time.Hour)
		raw := bytesOf(t, v.cfg.Store.Path)
		for _, w := range mine {
			if bytes.Contains(raw, []byte(w)) {
				t.Errorf("a day later %q is in the store's file", w)
			}
		}
		if line := v.app.own.Trouble(time.Now()); line != "" {
			t.Error(line)
		}
		list := string(bytesOf(t, v.cfg.Store.Forgotten()))
		if strings.Count(list, v.seal.Gone(telegram.Name, mine[0])+" ") != 2 || strings.Contains(list, mine[0]) {
			t.Errorf("the list is %q", list)
		}
		if logged := v.log.String(); strings.Contains(logged, mine[0]) || strings.Contains(logged, "Bưởi") {
			t.Error("the log names the person")
		}
		v.close()

		// The backup from before, brought back.
		restored := archive.Restore{
			At: Holdings(v.cfg), Now: time.Now(), Files: Files, Rooms: Restored,
			Forget: ForgetAgain(v.cfg, false, time.Now, func() string { return fmt.Sprint("again-", time.Now().UnixNano()) }),
		}
		if _, err := restored.Do(context.Background(), backup); err != nil {
			t.Fatal(err)
		}
		db, err := boltkv.Open(v.cfg.Store.Path, boltkv.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range holds(t, db, p.words...) { // the case was open then, and the commune works on it again
			table, _, _ := strings.Cut(row, ":")
			if !strings.HasPrefix(table, "case") && !strings.HasPrefix(table, "address") && !strings.Contains(row, string(other.id)) && !strings.Contains(row, fmt.Sprint(other.chat)) {
				t.Errorf("in the restored store: %s", row)
			}
		}
		if len(holds(t, db, fmt.Sprint(other.chat))) == 0 {
			t.Error("the restore erased the neighbour")
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		// Without the key nothing is restored.
		if err := os.Rename(v.cfg.Store.Seal(), v.cfg.Store.Seal()+".away"); err != nil {
			t.Fatal(err)
		}
		if _, err := restored.Do(context.Background(), backup); err == nil || !strings.Contains(err.Error(), "seal.key is missing") {
			t.Errorf("without the key: %v", err)
		}
	})
}

func caseOf(t *testing.T, db kv.DB, id feedback.CaseID) (c feedback.Case) {
	t.Helper()
	if err := db.View(context.Background(), func(r kv.Reader) (err error) { c, err = feedback.Get(r, id); return err }); err != nil {
		t.Fatal(err)
	}
	return c
}

// Whoever comes back after an erasure is somebody new, whom a restore of a later backup leaves alone.
func TestWhoComesBackIsNotErasedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(talkBegins))
		srv, dir := telegramtest.New(t), t.TempDir()
		v := newVault(t, srv, dir)
		const chat = 5550123404
		srv.User(chat)
		v.says(chat, "chào xã")
		v.says(chat, "/xoa")
		v.says(chat, "1")
		time.Sleep(time.Minute)
		if rows := holds(t, v.db, fmt.Sprint(chat)); len(rows) > 0 {
			t.Errorf("after the erasure: %v", rows)
		}
		said := v.says(chat, "chào xã")
		if len(said) == 0 || !strings.Contains(said[0].Text, "trợ lý tự động") {
			t.Errorf("greeted as %v", texts(said))
		}
		time.Sleep(time.Hour)
		backup := filepath.Join(dir, "after.tar.gz")
		if _, err := NewKeeper(v.cfg, v.db, v.app.blobs, "test", time.Now).Make(context.Background(), backup); err != nil {
			t.Fatal(err)
		}
		v.close()
		r := archive.Restore{At: Holdings(v.cfg), Now: time.Now(), Forget: ForgetAgain(v.cfg, false, time.Now, func() string { return "x" })}
		if _, err := r.Do(context.Background(), backup); err != nil {
			t.Fatal(err)
		}
		db, err := boltkv.Open(v.cfg.Store.Path, boltkv.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if len(holds(t, db, fmt.Sprint(chat))) == 0 {
			t.Error("erased although the backup is of a time after the return")
		}
	})
}
