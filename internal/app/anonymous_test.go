package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/export"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/staff"
)

// hiddenOne is an anonymous reporter with all ids by which they could be known, and their case with all by which it
// could.
type hiddenOne struct {
	chat    int64
	id      address.ID
	name    string
	code    feedback.CaseID
	ofThem  []string // ids of the person
	ofCase  []string // of the case, and of what stands for the person in it
	moments []string // of what they did, to the second, in every form in which a time is written
}

// hide plants an anonymous reporter who reports, is asked, replies, tries keys, rates and is not content, while
// they also write as everybody does.
func (v *vault) hide(chat int64) (h hiddenOne) {
	v.t.Helper()
	h = hiddenOne{chat: chat, name: "Vũ Xuyến Chi Độc Nhất"}
	v.srv.AddUser(telegramtest.User{ID: chat, First: h.name, Username: "xuyenchi_docnhat"})
	v.says(chat, "chào xã")
	v.update(func(tx kv.Tx) error {
		rec, err := address.Find(tx, telegram.Name, fmt.Sprint(chat))
		h.id = rec.ID
		return err
	})
	by := commune.Actor{Address: string(h.id), Role: commune.Resident}
	officer := commune.Actor{Address: "adr-s-van", Staff: "s-van", Role: commune.Head, Office: "van-phong"}
	moment := func() time.Time {
		now := time.Now()
		for _, form := range []string{time.RFC3339, time.DateTime} {
			for _, zone := range []*time.Location{time.UTC, v.app.zone} {
				h.moments = append(h.moments, strings.TrimSuffix(now.In(zone).Format(form), "Z"))
			}
		}
		h.moments = append(h.moments, fmt.Sprintf("%012x", now.UnixMilli()))
		return now
	}
	// What they do is committed in the moment in which they also write something.
	does := func(act func(tx kv.Tx, now time.Time) error) {
		v.srv.Say(chat, "cảm ơn xã")
		now := moment()
		v.update(func(tx kv.Tx) error { return act(tx, now) })
		time.Sleep(17*time.Minute + 13*time.Second)
	}
	d := v.app.cases
	// The report itself is made as people make it, with a picture; name and number are given first and taken back.
	for _, text := range []string{"/phananh", "việc khác", "xóm 1", "xe tải chạy đêm"} {
		v.says(chat, text)
	}
	v.srv.Photo(chat, "", phonePicture(v.t))
	time.Sleep(15 * time.Second)
	for _, text := range []string{"tiếp", "bỏ qua", h.name + " 0987654321", "ẩn danh", "ẩn danh"} {
		v.says(chat, text)
	}
	v.srv.Say(chat, "gửi")
	moment()
	time.Sleep(17*time.Minute + 13*time.Second)
	h.code = feedback.CaseID(regexp.MustCompile(`PA-\d{4}-\d{4}`).FindString(strings.Join(texts(v.srv.SentTo(chat)), "\n")))
	acts := func(act func(tx kv.Tx) error) {
		v.update(act)
		time.Sleep(5*time.Minute + 7*time.Second)
	}
	acts(func(tx kv.Tx) error { return d.Take(tx, officer, h.code, time.Now()) })
	acts(func(tx kv.Tx) error { return d.Ask(tx, officer, h.code, "Xe mấy giờ?", time.Now()) })
	does(func(tx kv.Tx, now time.Time) error { return d.Reply(tx, by, h.code, "Hai giờ sáng.", nil, now) })
	does(func(tx kv.Tx, now time.Time) error { _, err := d.ByKey(tx, by, h.code, "0000", now); return err })
	acts(func(tx kv.Tx) error {
		return d.Answer(tx, officer, h.code, "Xã đã cấm xe.", nil, "9/CV", time.Now())
	})
	does(func(tx kv.Tx, now time.Time) error { return d.Rate(tx, by, h.code, 2, "chưa yên", now) })
	does(func(tx kv.Tx, now time.Time) error { return d.Reopen(tx, by, h.code, "đêm qua vẫn chạy", now) })
	acts(func(tx kv.Tx) error { return d.Mute(tx, officer, h.code, time.Hour, time.Now()) })
	c := caseOf(v.t.(*testing.T), v.db, h.code)
	if !c.Anonymous || len(c.Files) != 1 || c.Text == "" {
		v.t.Fatalf("the case is %+v", c)
	}
	h.ofThem = []string{fmt.Sprint(chat), string(h.id), h.name, "xuyenchi_docnhat", "0987654321"}
	h.ofCase = []string{string(h.code), c.Who, c.Key, c.Once}
	return h
}

// labels are those of all buttons that the person was ever shown about the case.
func (h hiddenOne) labels(srv *telegramtest.Server) (all []string) {
	for _, m := range srv.SentTo(h.chat) {
		for _, row := range m.Buttons {
			for _, b := range row {
				if strings.Contains(b.Data, string(h.code)) && !slices.Contains(all, b.Text) {
					all = append(all, b.Text)
				}
			}
		}
	}
	return all
}

// phonePicture is a photo as a telephone makes one.
func phonePicture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rows gives every row of a store as text, key and value, with its table.
func rows(t *testing.T, db *boltkv.DB, visit func(table, row string)) {
	t.Helper()
	tables, err := db.Count(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(context.Background(), func(r kv.Reader) error {
		for table := range tables {
			err := r.Scan(table, nil, nil, func(key, value []byte) error {
				visit(table, string(key)+" "+string(value))
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
}

func has(text string, words []string) string {
	for _, w := range words {
		if w != "" && strings.Contains(text, w) {
			return w
		}
	}
	return ""
}

// ownTables are where a conversation may be named: the address book, and its own records, in which no case stands.
var ownTables = []string{"address", "address.chat", "talk", "delivery", "delivery.open", "privacy_request"}

// judge holds a store against the promise: the person is named in the address book and the conversation's own
// records alone, no row names both, and no moment of what they did stands in a row of the case.
func (h hiddenOne) judge(t *testing.T, what string, db *boltkv.DB) {
	t.Helper()
	met, cases := map[string]int{}, 0
	rows(t, db, func(table, row string) {
		them, of := has(row, h.ofThem), has(row, h.ofCase)
		if them != "" {
			met[table]++
			if !slices.Contains(ownTables, table) {
				t.Errorf("%s: %s names the person: %.300q", what, table, row)
			}
		}
		if of != "" {
			cases++
		}
		if them != "" && of != "" {
			t.Errorf("%s: %s leads from %q to %q: %.300q", what, table, of, them, row)
		}
		if of != "" {
			if m := has(row, h.moments); m != "" && table != "journal" {
				t.Errorf("%s: %s tells to the second (%s) when the person did something: %.400q", what, table, m, row)
			}
		}
		if strings.Contains(row, h.name) || strings.Contains(row, "0987654321") {
			t.Errorf("%s: %s holds the name or the number: %.300q", what, table, row)
		}
	})
	if met["address"] != 1 || met["talk"] != 1 || met["delivery"] == 0 || cases < 10 {
		t.Errorf("%s: the person was met in %v, the case in %d rows: the test shows nothing", what, met, cases)
	}
}

// An anonymous reporter is planted and looked for: in every table of the store, in every table that is exported, in
// the log, in all that staff and leaders are sent, and in a backup.
func TestNothingLeadsToAnAnonymousReporter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(talkBegins) + 41*time.Minute + 7*time.Second)
		srv, dir := telegramtest.New(t), t.TempDir()
		v := newVault(t, srv, dir)
		v.hamletOf(3)
		v.official(88, "s-van", staff.Grant{Role: commune.Head, Office: "van-phong"})
		v.official(89, "s-chair", staff.Grant{Role: commune.Chair})
		h := v.hide(5551236547890)
		v.person(5550123406) // others who write and report
		for _, chat := range []int64{88, 89, 77} {
			v.says(chat, "/hopthu")
			v.says(chat, "1")
		}
		time.Sleep(time.Minute)

		// They themselves heard of every step, and read of it in their own file.
		if told := strings.Join(texts(srv.SentTo(h.chat)), "\n"); !strings.Contains(told, "Xã đã cấm xe.") || !strings.Contains(told, "Xe mấy giờ?") || !strings.Contains(told, string(h.code)) {
			t.Fatalf("the reporter heard %q", told)
		}
		h.judge(t, "the store", v.db)
		// They look at it as people do.
		v.says(h.chat, "/tracuu")
		h.judge(t, "the store after a look at the list", v.db)
		for _, label := range h.labels(srv) {
			if _, ok := srv.Tap(h.chat, label); ok {
				time.Sleep(15 * time.Second)
				h.judge(t, "the store after a press on "+label, v.db)
			}
		}
		v.says(h.chat, "/tracuu "+string(h.code)+" 0000")
		h.judge(t, "the store after a look with a key", v.db)

		said := v.says(h.chat, "/dulieu")
		if file, _ := srv.File(said[len(said)-1].FileID); !strings.Contains(string(file), string(h.code)) || !strings.Contains(string(file), "gửi ẩn danh") {
			t.Error("the reporter's own file lacks the anonymous case")
		}
		time.Sleep(time.Hour)
		h.judge(t, "the store after /dulieu", v.db)

		for _, chat := range []int64{88, 89, 77} {
			for _, m := range srv.SentTo(chat) {
				if w := has(m.Text+m.Markup, append([]string{h.ofCase[1], h.ofCase[2], h.ofCase[3]}, h.ofThem...)); w != "" {
					t.Errorf("chat %d was sent %q: %q", chat, w, m.Text)
				}
			}
		}
		if len(srv.SentTo(88)) < 5 {
			t.Error("the officer was told next to nothing: the test shows nothing")
		}
		if w := has(v.log.String(), append([]string{h.ofCase[1], h.ofCase[2], h.ofCase[3], "xe tải"}, h.ofThem...)); w != "" {
			t.Errorf("the log holds %q", w)
		}
		for _, table := range export.Names() {
			for _, form := range []string{"csv", "xlsx"} {
				h.judgeTable(t, v, table, form)
			}
		}

		backup := filepath.Join(dir, "all.tar.gz")
		if _, err := NewKeeper(v.cfg, v.db, v.app.blobs, "test", time.Now).Make(context.Background(), backup); err != nil {
			t.Fatal(err)
		}
		v.close()
		members := unpacked(t, backup)
		if has(strings.Join(names(members), " "), []string{"seal"}) != "" {
			t.Error("the key is in the backup")
		}
		key := strings.TrimSpace(string(bytesOf(t, v.cfg.Store.Seal())))
		for name, raw := range members {
			if bytes.Contains(raw, []byte(key)) {
				t.Errorf("the key is in %s", name)
			}
			if w := has(string(raw), h.ofThem); w != "" && name != "store.db" {
				t.Errorf("%s names the person: %s", name, w)
			}
		}
		copied := filepath.Join(t.TempDir(), "loaxom.db")
		if err := os.WriteFile(copied, members["store.db"], 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := boltkv.Open(copied, boltkv.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		h.judge(t, "the backup", db)
		// With the key, and only with it, the way is open.
		other, err := feedback.NewSeal(bytes.Repeat([]byte{9}, feedback.SealSize))
		if err != nil {
			t.Fatal(err)
		}
		_ = db.View(context.Background(), func(r kv.Reader) error {
			if who, err := v.seal.Reveal(r, address.Hide(h.ofCase[1])); err != nil || who != h.id {
				t.Errorf("with the key: %q, %v", who, err)
			}
			if who, err := other.Reveal(r, address.Hide(h.ofCase[1])); err == nil || who != "" {
				t.Errorf("with another key: %q, %v", who, err)
			}
			return nil
		})
	})
}
