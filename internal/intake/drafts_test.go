package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/address"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// The talk of a conversation as it was stored when one draft was kept of all kinds together.
const oldRecord = `{"id":"a1","n":1764122523000,"s":{"last":"2026-11-20T02:00:00Z","draft":{"name":"phananh","step":"text","path":["","hamlet"],` +
	`"f":{"cat":"rac-thai","hamlet":"xom-1","once":"id-2","text":"Rác chất đống sau chợ"},"files":[{"k":"photo","r":"AgAC","h":"ab12"}],"at":"2026-11-20T01:59:00Z"}}}`

// What is kept of each kind is shown to its owner under its name, holds its files, ends in its own time and is
// forgotten with the rest; what was stored before there was one of each kind is read as it was meant.
func TestDraftsOfEachKind(t *testing.T) {
	db := memkv.New()
	at := time.Date(2026, 11, 20, 1, 59, 0, 0, time.UTC)
	update := func(do func(tx kv.Tx) error) {
		t.Helper()
		if err := db.Update(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	read := func() (one talk, told, files []string) {
		t.Helper()
		err := db.View(t.Context(), func(r kv.Reader) (err error) {
			if one, err = states.Get(r, "a1"); err != nil {
				return err
			}
			if err := Files(r, func(hash string) error { files = append(files, hash); return nil }); err != nil {
				return err
			}
			return About(r, "a1", func(id string, data ...any) { told = append(told, id+fmt.Sprint(data...)) })
		})
		if err != nil {
			t.Fatal(err)
		}
		return one, told, files
	}
	update(func(tx kv.Tx) error { return tx.Put("talk", []byte("a1"), []byte(oldRecord)) })
	one, told, files := read()
	if len(one.State.Drafts) != 1 || one.Turn != 1764122523000 || !one.State.Drafts[0].At.Equal(at) || one.State.Drafts[0].Fields[dialogue.ReportText] != "Rác chất đống sau chợ" {
		t.Fatalf("the old record reads as %+v", one)
	}
	if !slices.Equal(files, []string{"ab12"}) || !slices.ContainsFunc(told, func(s string) bool {
		return strings.HasPrefix(s, "talk_draft_phananh") && strings.Contains(s, "sau chợ")
	}) {
		t.Errorf("of it: files %v, told %v", files, told)
	}

	one.State.Drafts = append(one.State.Drafts, &dialogue.Talk{Name: dialogue.NoticeTalk, Fields: map[string]string{"text": "Họp xóm tối thứ bảy"}, At: at.Add(time.Hour)})
	update(func(tx kv.Tx) error { return states.Put(tx, one) })
	if _, told, _ := read(); !slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, "talk_draft_phananh") }) ||
		!slices.ContainsFunc(told, func(s string) bool {
			return strings.HasPrefix(s, "talk_draft_thongbao") && strings.Contains(s, "thứ bảy")
		}) {
		t.Errorf("of both: %v", told)
	}
	update(func(tx kv.Tx) error {
		did, err := DropDraft(tx, "a1", at.Add(time.Minute))
		if !did {
			t.Error("nothing was old")
		}
		return err
	})
	if one, _, files := read(); len(one.State.Drafts) != 1 || one.State.Drafts[0].Name != dialogue.NoticeTalk || len(files) != 0 {
		t.Errorf("after the older one was dropped: %+v, %v", one.State.Drafts, files)
	}
	update(func(tx kv.Tx) error { return Forget(tx, address.Record{ID: "a1", Chat: "5"}) })
	err := db.View(t.Context(), func(r kv.Reader) error {
		return r.Scan("talk", nil, nil, func(_, v []byte) error { return fmt.Errorf("left: %s", v) })
	})
	if err != nil {
		t.Error(err)
	}
}
