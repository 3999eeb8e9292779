package app

import (
	"context"
	"encoding/binary"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/privacy"
	"loaxom/internal/staff"
)

// aside plants an update that does not read.
func (v *vault) aside(at time.Time) {
	v.update(func(tx kv.Tx) error {
		value := binary.BigEndian.AppendUint64(nil, uint64(at.UnixNano()))
		return tx.Put("aside", kv.Key{}.Text("telegram").Uint(uint64(at.UnixNano())), append(value, 1, 'x', '{'))
	})
}

// Each class goes when its time has come, and not an hour earlier; what was to go by the dry run is what goes.
func TestEachClassIsKeptForItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(talkBegins))
		ctx, srv := context.Background(), telegramtest.New(t)
		v := newVault(t, srv, t.TempDir())
		leader := v.hamletOf(3)
		v.official(88, "s-van", staff.Grant{Role: commune.Head, Office: "van-phong"})
		p := v.person(5550123405)
		cause := v.notice(leader)
		time.Sleep(time.Minute)
		hash, err := v.app.blobs.Put([]byte("a photo"))
		if err != nil {
			t.Fatal(err)
		}
		by := commune.Actor{Address: string(p.id), Role: commune.Resident}
		officer := commune.Actor{Address: "adr-s-van", Staff: "s-van", Role: commune.Head, Office: "van-phong"}
		var anonymous feedback.CaseID
		v.update(func(tx kv.Tx) error {
			var err error
			anonymous, err = v.app.cases.Open(tx, by, "once-anonymous", feedback.Draft{Category: feedback.Other, Text: "rác", Anonymous: true,
				Files: []channel.File{{Kind: channel.Photo, Hash: hash, Size: 7}}}, time.Now())
			return err
		})
		for _, id := range []feedback.CaseID{p.code, anonymous} {
			v.update(func(tx kv.Tx) error { return v.app.cases.Answer(tx, officer, id, "Xong.", nil, "1/CV", time.Now()) })
		}
		v.update(func(tx kv.Tx) error { return v.app.cases.Close(tx, officer, anonymous, time.Now()) })
		v.update(func(tx kv.Tx) error {
			return v.app.desk.Write(tx, p.id, broadcast.ID(cause), "mấy giờ ạ?", time.Now())
		})
		v.update(func(tx kv.Tx) error { return broadcast.Read(tx, broadcast.ID(cause), p.id, time.Now()) })
		v.update(func(tx kv.Tx) error { return audience.Stop(tx, by, time.Now()) })
		v.aside(time.Now())
		for _, text := range []string{"/phananh", "việc khác", "xóm 1", "lời chưa gửi bao giờ"} {
			v.says(p.chat, text)
		}
		before, planted := v.report(cause), time.Now()
		v.end() // nothing else is at work on it

		classes := Classes(v.cfg.Retention)
		due := map[string]func(time.Time) time.Time{
			"open questions": func(t time.Time) time.Time { return t.AddDate(0, 0, 180) }, "questions about notices": func(t time.Time) time.Time { return t.AddDate(0, 0, 180) },
			"unreadable updates": func(t time.Time) time.Time { return t.AddDate(0, 0, 14) }, "unfinished talks": func(t time.Time) time.Time { return t.AddDate(0, 0, unfinishedDays) },
			"conversations":         func(t time.Time) time.Time { return t.AddDate(0, 13, 0) },
			"deliveries of notices": func(t time.Time) time.Time { return t.AddDate(0, 13, 0) }, "deliveries": func(t time.Time) time.Time { return t.AddDate(0, 13, 0) },
			"consents of who stopped": func(t time.Time) time.Time { return t.AddDate(0, 24, 0) }, "cases": func(t time.Time) time.Time { return t.AddDate(5, 0, 0) },
		}
		find := func(list []privacy.Due, name string) privacy.Due {
			for _, d := range list {
				if d.Name == name {
					return d
				}
			}
			t.Fatalf("no class %q", name)
			return privacy.Due{}
		}
		for _, c := range classes {
			if c.Name == "quiz answers" { // its room's own, tested there
				continue
			}
			at := due[c.Name](planted)
			early, err := privacy.Plan(ctx, v.db, classes, at.Add(-time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			late, err := privacy.Plan(ctx, v.db, classes, at.Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			one, two := find(early, c.Name), find(late, c.Name)
			if one.Count != 0 || two.Count == 0 || two.Oldest.After(planted) || two.Oldest.IsZero() {
				t.Errorf("%s: %d an hour early, %d an hour late, the oldest of %v", c.Name, one.Count, two.Count, two.Oldest)
			}
			if c.Drop == nil {
				continue
			}
			if removed, err := privacy.Retain(ctx, v.db, []privacy.Class{c}, at.Add(-time.Hour)); err != nil || removed[c.Name] != 0 {
				t.Errorf("%s: %d removed an hour early, %v", c.Name, removed[c.Name], err)
			}
			if removed, err := privacy.Retain(ctx, v.db, []privacy.Class{c}, at.Add(time.Hour)); err != nil || removed[c.Name] != two.Count {
				t.Errorf("%s: %d removed, the dry run said %d, %v", c.Name, removed[c.Name], two.Count, err)
			}
			if again, err := privacy.Plan(ctx, v.db, []privacy.Class{c}, at.Add(time.Hour)); err != nil || again[0].Count != 0 {
				t.Errorf("%s: %d are left, %v", c.Name, again[0].Count, err)
			}
		}

		if rows := holds(t, v.db, "lời chưa gửi"); len(rows) > 0 {
			t.Errorf("what was never sent is left: %v", rows)
		}
		after := v.report(cause)
		if after.Sent != before.Sent || after.Gone != before.Gone || after.Total != before.Total || before.Sent == 0 || after.Read != 1 || after.Sum() != after.Total {
			t.Errorf("the notice was %+v and is %+v", before, after)
		}
		if c := caseOf(t, v.db, p.code); c.Text == "" {
			t.Error("a case that is not closed went")
		}
		for _, row := range holds(t, v.db, string(anonymous), v.seal.Hash(p.id)) {
			if !strings.HasPrefix(row, "journal:") { // the audit is kept for good, and names nobody but staff
				t.Errorf("of the anonymous case there is left: %s", row)
			}
		}
		n, err := v.app.sweepFiles(ctx, time.Now().Add(24*time.Hour*365*5))
		if left, _ := filepath.Glob(filepath.Join(v.cfg.Store.Attachments(), "*", "*")); err != nil || n != 1 || len(left) > 0 {
			t.Errorf("%d files removed, left %v, %v", n, left, err)
		}
		for name, check := range map[string]func(kv.Reader) error{"outbox": outbox.Check, "broadcast": broadcast.Check, "feedback": feedback.Check} {
			if err := v.db.View(ctx, check); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := v.db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// The program itself removes, at night, and writes the file anew within the week.
func TestRetentionIsDoneAtNight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(talkBegins))
		srv := telegramtest.New(t)
		v := newVault(t, srv, t.TempDir())
		v.aside(time.Now().AddDate(0, 0, -13))
		rows := func() int { return len(holds(t, v.db, "x{")) }
		time.Sleep(8 * time.Hour)
		if rows() != 1 {
			t.Fatal("removed before its time")
		}
		time.Sleep(12 * time.Hour) // five in the morning: it is not 14 days old yet
		if rows() != 1 {
			t.Fatal("removed a day early")
		}
		time.Sleep(24 * time.Hour)
		if rows() != 0 {
			t.Fatal("not removed at night")
		}
		v.close()
	})
}
