package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// desk is a desk of cases on db whose days are all working days.
func desk(t testing.TB, db kv.DB) *feedback.Desk {
	t.Helper()
	seal, err := feedback.NewSeal(bytes.Repeat([]byte{1}, feedback.SealSize))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	box := outbox.New(db, []channel.Channel{silent{}}, outbox.Config{}, time.Now, log)
	return feedback.New(db, feedback.Config{
		Box: box, Seal: seal, Zone: zone, Offices: []commune.Office{{ID: "cong-an", Name: "Công an xã", Handles: []string{"an-ninh"}}, {ID: "tu-phap", Handles: []string{"khac"}}},
		Category: func(id string) (feedback.Category, bool) {
			return feedback.Category{ID: id, Name: id, Days: 3, Official: id == "can-bo"}, true
		},
		Hamlet:     func(id commune.HamletID) string { return string(id) },
		WorkingDay: func(from time.Time, n int) time.Time { return from.AddDate(0, 0, n) },
		Say:        func(id string, _ map[string]any) string { return id },
	}, func() time.Time { return day }, log)
}

func TestCasesAsATable(t *testing.T) {
	db := office(t)
	d := desk(t, db)
	by := commune.Actor{Address: "adr-1", Role: commune.Resident}
	officer := commune.Actor{Address: "adr-7", Staff: "s-staff", Role: commune.Staff, Office: "cong-an"}
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		var errs []error
		open := func(once string, x feedback.Draft, at time.Time) feedback.CaseID {
			id, err := d.Open(tx, by, once, x, at)
			errs = append(errs, err)
			return id
		}
		late := open("a", feedback.Draft{Category: "an-ninh", Hamlet: "xom-1", Text: "lời nhắn 0912345678", Name: "Nguyễn", Phone: "0912345678"}, day)
		open("b", feedback.Draft{Category: "an-ninh", Text: "lời nhắn", Anonymous: true}, day.Add(5*time.Hour))
		open("c", feedback.Draft{Category: "=tính", Text: "lời nhắn"}, day.AddDate(0, 0, 10))
		open("d", feedback.Draft{Category: "can-bo", Text: "lời nhắn"}, day)
		at := day.AddDate(0, 0, 9)
		errs = append(errs, d.Answer(tx, officer, late, "lời nhắn của cán bộ", nil, "", at), d.Rate(tx, by, late, 4, "Nguyễn khen", at))
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(who commune.Actor, table string) (q Query) {
		t.Helper()
		err := db.View(context.Background(), func(r kv.Reader) (err error) { q, err = May(r, who, table); return err })
		if err != nil {
			t.Fatal(err)
		}
		q.Now, q.Zone = day.AddDate(0, 0, 12), zone
		return q
	}
	names := style()
	names.Name = func(column, id string) string {
		return map[string]string{"cong-an": "Công an xã", "xom-1": "+Xóm 1"}[id]
	}
	head := commune.Actor{Staff: "s-head", Role: commune.Head, Office: "cong-an"}
	chair := commune.Actor{Staff: "s-chair", Role: commune.Chair}
	var buf bytes.Buffer
	if err := written(t, db, ask(head, "feedback"), NewCSV(&buf, names)); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(buf.String(), byteOrderMark) {
		t.Error("without the mark that Excel wants")
	}
	for _, s := range append(secrets, "adr-1") {
		if strings.Contains(buf.String(), s) {
			t.Errorf("the table holds %q", s)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(buf.String(), byteOrderMark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 { // the other office's and the leadership's are not there
		t.Fatalf("%d rows: %q", len(rows), rows)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	first, hidden := rows[1], rows[2]
	for column, want := range map[string]string{
		"Mã phản ánh": "PA-2026-0001", "Xóm": "'+Xóm 1", "Phòng": "Công an xã", "Tình trạng": "đã trả lời", "Quá hạn": "có", "Lúc nhận": "2026-11-24 00:30:00",
		"Trả lời lần đầu": "2026-12-03 00:30:00", "Số giờ tới lần trả lời đầu": "216.0", "Điểm đánh giá": "4", "Ẩn danh": "không",
	} {
		if first[at[column]] != want {
			t.Errorf("%s: %q, not %q", column, first[at[column]], want)
		}
	}
	if hidden[at["Ẩn danh"]] != "có" || !strings.HasSuffix(hidden[at["Lúc nhận"]], "07:00:00") { // midnight in UTC
		t.Errorf("an anonymous case shows its minute: %q", hidden)
	}
	buf.Reset()
	if err := written(t, db, ask(chair, "feedback"), NewXLSX(&buf, "feedback", names)); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := book.GetRows("feedback")
	if err != nil || len(sheet) != 5 {
		t.Fatalf("%d rows %v", len(sheet), err)
	}
	if f, err := book.GetCellFormula("feedback", "B5"); f != "" || err != nil {
		t.Errorf("a formula: %q %v", f, err)
	}
	buf.Reset()
	if err := written(t, db, ask(chair, "figures"), NewCSV(&buf, names)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2026-11,,can-bo,1,0,1,0,", "2026-11,Công an xã,an-ninh,2,0,2,0,0,0,216.0,1,4.0,0", "2026-12,tu-phap,'=tính,1,0,0,1,"} {
		if !strings.Contains(buf.String(), want) {
			t.Errorf("no %q in\n%s", want, buf.String())
		}
	}
	buf.Reset()
	if err := written(t, db, ask(head, "figures"), NewCSV(&buf, names)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(buf.String(), "can-bo") || strings.Contains(buf.String(), "tu-phap") {
		t.Errorf("a head reads\n%s", buf.String())
	}
}

// BenchmarkCases exports 50,000 cases.
func BenchmarkCases(b *testing.B) {
	const many = 50_000
	db := memkv.New()
	d := desk(b, db)
	chair := commune.Actor{Address: "adr-chair", Staff: "s-chair", Role: commune.Chair}
	for i := 0; i < many; {
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			if i == 0 {
				if err := staff.Seat(tx, "adr-chair", "s-chair", staff.Grant{Role: commune.Chair}, "", day); err != nil {
					return err
				}
			}
			for range 25 {
				who := address.ID(fmt.Sprint("adr-", i/8))
				if err := address.Put(tx, address.Record{ID: who, Channel: "none", Chat: string(who)}); err != nil {
					return err
				}
				_, err := d.Open(tx, commune.Actor{Address: string(who)}, fmt.Sprint(i), feedback.Draft{Category: "an-ninh", Hamlet: "xom-1", Text: "x"}, day.Add(time.Duration(i)*time.Minute))
				if err != nil {
					return err
				}
				i++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, format := range []string{"csv", "xlsx"} {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				var sheet Sheet = NewCSV(io.Discard, style())
				if format == "xlsx" {
					sheet = NewXLSX(io.Discard, "feedback", style())
				}
				if err := written(b, db, Query{Table: "feedback", By: chair, Now: day, Zone: zone}, sheet); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/table")
		})
	}
}
