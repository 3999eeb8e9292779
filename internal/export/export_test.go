package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

var (
	zone = time.FixedZone("ICT", 7*3600)
	day  = time.Date(2026, 11, 24, 0, 30, 0, 0, zone) // in UTC it is the day before
	// secrets are what no table may hold.
	secrets = []string{"0912345678", "chat-77", "lời nhắn", "xóm tự ghi", "Nguyễn"}
)

var library = sync.OnceValue(func() *content.Library { lib, _ := content.Load(); return lib })

func style() Style {
	lib := library()
	return Style{Zone: zone, Say: func(id string) (string, bool) {
		return lib.Say(content.Vietnamese, id, nil), lib.HasMessage(content.Vietnamese, id)
	}}
}

// office is a store with a little of everything.
func office(t testing.TB) kv.DB {
	t.Helper()
	db := memkv.New()
	box := outbox.New(db, []channel.Channel{silent{}}, outbox.Config{}, time.Now, slog.New(slog.DiscardHandler))
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		var errs []error
		for i, state := range []outbox.State{outbox.Queued, outbox.Sent, outbox.Failed, outbox.Uncertain, outbox.Skipped} {
			to := address.Record{ID: address.ID(fmt.Sprint("adr-", i)), Channel: "fake", Chat: "chat-77"}
			errs = append(errs, address.Put(tx, to), box.Enqueue(tx, outbox.Delivery{
				ID: outbox.ID(fmt.Sprintf("d-%d", i)), Channel: "fake", To: to.ID, Kind: outbox.Kind(i % 4), Cause: "=notice-1", State: state, Reason: "",
				Message: channel.Outgoing{Text: channel.Plain("lời nhắn 0912345678")}, Created: day.Add(time.Duration(i) * 24 * time.Hour), At: day.Add(time.Duration(i)*24*time.Hour + time.Second),
				Attempts: i, Receipt: "chat-77-receipt",
			}))
		}
		by := commune.Actor{Address: "adr-1", Role: commune.Resident}
		errs = append(errs,
			audience.Subscribe(tx, by, audience.Wish{Hamlets: []commune.HamletID{"xom-1", "xom-2"}, Topics: []audience.Topic{"cchc"}}, "lời đồng ý", day),
			audience.Subscribe(tx, commune.Actor{Address: "adr-2"}, audience.Wish{Place: "xóm tự ghi 0912345678"}, "lời đồng ý", day.Add(24*time.Hour)),
			audience.Subscribe(tx, commune.Actor{Address: "adr-3"}, audience.Wish{Hamlets: []commune.HamletID{"xom-3"}}, "lời đồng ý", day),
			audience.Stop(tx, commune.Actor{Address: "adr-3"}, day.Add(time.Hour)),
			staff.Seat(tx, "adr-5", "s-chair", staff.Grant{Role: commune.Chair}, "Nguyễn", day),
			staff.Seat(tx, "adr-6", "s-head", staff.Grant{Role: commune.Head, Office: "cong-an"}, "Nguyễn", day),
			staff.Seat(tx, "adr-7", "s-staff", staff.Grant{Role: commune.Staff, Office: "cong-an"}, "Nguyễn", day),
			staff.Seat(tx, "adr-8", "s-other", staff.Grant{Role: commune.Staff, Office: "tu-phap"}, "Nguyễn", day),
			staff.Note(tx, commune.Actor{Staff: "s-staff", Role: commune.Staff}, staff.Entry{Act: "entry.approve", Kind: "entry", Object: "+khai-sinh", Old: "aa", New: "bb", Reason: "\tđã rà"}, day),
			staff.Note(tx, commune.Actor{Staff: "s-other", Role: commune.Staff}, staff.Entry{Act: "entry.hide"}, day.Add(24*time.Hour)),
		)
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// silent is a channel that sends nothing.
type silent struct{ channel.Channel }

func (silent) Name() string           { return "fake" }
func (silent) Limits() channel.Limits { return channel.Limits{} }

// written writes a query's table by the wire and a sheet, as the command does.
func written(t testing.TB, db kv.DB, q Query, sheet Sheet) error {
	t.Helper()
	columns, err := Columns(q.Table)
	if err != nil {
		return err
	}
	read, write := io.Pipe()
	go func() {
		s, err := NewSender(write, columns)
		if err == nil {
			err = Rows(context.Background(), db, q, s.Row)
		}
		if err == nil {
			err = s.Flush()
		}
		write.CloseWithError(err)
	}()
	if err := Receive(read, sheet.Begin, sheet.Row); err != nil {
		return err
	}
	return sheet.End()
}

func asCSV(t *testing.T, db kv.DB, q Query) [][]string {
	t.Helper()
	var out bytes.Buffer
	if err := written(t, db, q, NewCSV(&out, style())); err != nil {
		t.Fatal(err)
	}
	for _, s := range secrets {
		if strings.Contains(out.String(), s) {
			t.Errorf("%s holds %q", q.Table, s)
		}
	}
	text, ok := strings.CutPrefix(out.String(), "\ufeff")
	if !ok || strings.Count(text, "\r\n") != strings.Count(text, "\n") {
		t.Errorf("no mark at the beginning, or other ends of lines: %.40q", out.String())
	}
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func asXLSX(t *testing.T, db kv.DB, q Query) [][]string {
	t.Helper()
	var out bytes.Buffer
	if err := written(t, db, q, NewXLSX(&out, q.Table, style())); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(q.Table)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if formula, err := f.GetCellFormula(q.Table, cell); formula != "" || err != nil {
				t.Errorf("%s is the formula %q, %v", cell, formula, err)
			}
			for _, s := range secrets {
				if strings.Contains(row[j], s) {
					t.Errorf("%s holds %q", q.Table, s)
				}
			}
		}
	}
	return rows
}

func TestTablesInBothForms(t *testing.T) {
	db := office(t)
	for _, c := range []struct {
		table string
		rows  int
		head  []string
		first []string
	}{
		{"deliveries", 5,
			[]string{"Mã lượt gửi", "Thuộc thông báo, bản tin", "Đính chính cho", "Loại", "Kênh", "Mã người nhận", "Tình trạng", "Lý do", "Lúc tạo", "Tình trạng từ lúc", "Số lần thử"},
			[]string{"d-0", "'=notice-1", "", "trả lời", "fake", "adr-0", "chờ gửi", "", "2026-11-24 00:30:00", "2026-11-24 00:30:01", "0"}},
		{"subscribers", 2,
			[]string{"Mã người nhận", "Xóm", "Chuyên mục", "Nhận tin từ", "Bản lời đồng ý"},
			[]string{"adr-1", "xom-1 xom-2", "cchc", "2026-11-24 00:30:00", audience.TextID("lời đồng ý")}},
		{"audit", 6,
			[]string{"Số", "Lúc", "Cán bộ", "Vai trò", "Tại máy", "Việc", "Loại đối tượng", "Đối tượng", "Dấu băm trước", "Dấu băm sau", "Lý do"}, nil},
	} {
		rows := asCSV(t, db, Query{Table: c.table})
		if len(rows) != c.rows+1 || !slices.Equal(rows[0], c.head) || c.first != nil && !slices.Equal(rows[1], c.first) {
			t.Errorf("%s: %q", c.table, rows)
		}
		sheet := asXLSX(t, db, Query{Table: c.table})
		if len(sheet) != len(rows) {
			t.Fatalf("%s: %d rows in the workbook", c.table, len(sheet))
		}
		for i := range rows {
			for j := range sheet[i] { // a workbook's row ends with its last field that is not empty
				if want := strings.TrimPrefix(rows[i][j], "'"); sheet[i][j] != want {
					t.Errorf("%s row %d field %d: %q in the workbook, %q in CSV", c.table, i, j, sheet[i][j], rows[i][j])
				}
			}
		}
	}
	audit := asCSV(t, db, Query{Table: "audit"})
	last := audit[len(audit)-2]
	want := []string{"5", "2026-11-24 00:30:00", "s-staff", "cán bộ", "", "entry.approve", "entry", "'+khai-sinh", "aa", "bb", "'\tđã rà"}
	if !slices.Equal(last, want) {
		t.Errorf("%q", last)
	}
	if audit[1][4] != "có" {
		t.Errorf("at the machine: %q", audit[1])
	}
}

// The days are the commune's, both included.
func TestDaysAreTheCommunes(t *testing.T) {
	db := office(t)
	on := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, zone) }
	for _, c := range []struct {
		table    string
		from, to int
		want     int
	}{
		{"deliveries", 24, 24, 1}, {"deliveries", 23, 23, 0}, {"deliveries", 25, 27, 3}, {"deliveries", 26, 0, 3}, {"deliveries", 0, 25, 2},
		{"subscribers", 24, 24, 1}, {"subscribers", 25, 0, 1}, {"audit", 25, 25, 1}, {"audit", 0, 24, 5}, {"audit", 26, 0, 0},
	} {
		q := Query{Table: c.table}
		if c.from > 0 {
			q.From = on(c.from)
		}
		if c.to > 0 {
			q.To = on(c.to)
		}
		if rows := asCSV(t, db, q); len(rows) != c.want+1 {
			t.Errorf("%s from %d to %d: %d rows", c.table, c.from, c.to, len(rows)-1)
		}
	}
}

func TestWhoMayExport(t *testing.T) {
	db := office(t)
	may := func(by commune.Actor, table string) (q Query, err error) {
		_ = db.View(context.Background(), func(r kv.Reader) error { q, err = May(r, by, table); return nil })
		return q, err
	}
	for name, c := range map[string]struct {
		by   commune.Actor
		may  []string
		rows int // of the audit
	}{
		"at the machine":                 {commune.Actor{Role: commune.Admin, Machine: true}, []string{"deliveries", "subscribers", "audit"}, 6},
		"the chair":                      {commune.Actor{Staff: "s-chair", Role: commune.Chair}, Names(), 6},
		"the chair at the machine":       {commune.Actor{Staff: "s-chair", Role: commune.Chair, Machine: true}, Names(), 6},
		"a head":                         {commune.Actor{Staff: "s-head", Role: commune.Head, Office: "cong-an"}, []string{"audit", "feedback", "figures"}, 1},
		"a head at the machine":          {commune.Actor{Staff: "s-head", Role: commune.Head, Office: "cong-an", Machine: true}, []string{"audit", "feedback", "figures"}, 1},
		"staff":                          {commune.Actor{Staff: "s-staff", Role: commune.Staff, Office: "cong-an"}, nil, 0},
		"an admin":                       {commune.Actor{Staff: "s-x", Role: commune.Admin}, nil, 0},
		"an admin named at the machine":  {commune.Actor{Staff: "s-x", Role: commune.Admin, Machine: true}, nil, 0},
		"a leader named at the machine":  {commune.Actor{Staff: "s-y", Role: commune.Leader, Machine: true}, nil, 0},
		"a resident, whatever they want": {commune.Actor{Role: commune.Resident}, nil, 0},
	} {
		for _, table := range Names() {
			q, err := may(c.by, table)
			if slices.Contains(c.may, table) != (err == nil) || err != nil && !fault.Is(err, fault.Denied) {
				t.Errorf("%s, %s: %v", name, table, err)
			}
			if err == nil && table == "audit" {
				if rows := asCSV(t, db, q); len(rows)-1 != c.rows {
					t.Errorf("%s sees %d entries", name, len(rows)-1)
				}
			}
		}
	}
	if _, err := may(commune.Actor{Machine: true}, "people"); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "deliveries, subscribers, audit") {
		t.Errorf("%v", err)
	}
}

func TestNoFieldIsAFormula(t *testing.T) {
	for field, want := range map[string]string{
		"": "", "a": "a", "ăn": "ăn", "=1+1": "'=1+1", "+84": "'+84", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "a=b": "a=b", "'x": "'x",
	} {
		if got := Safe(field); got != want {
			t.Errorf("%q becomes %q", field, got)
		}
	}
}

// What was cut off on its way is an error or is said to be by whoever brought it; a row of another form is
// an error.
func TestRowsThatDoNotRead(t *testing.T) {
	for _, text := range []string{"", "x", `[{"key":"a","kind":"text"}]` + "\n" + `["1","2"]`, `[{"key":"a","kind":"text"}]` + "\n" + `["1`} {
		err := Receive(strings.NewReader(text), func([]Column) error { return nil }, func(Row) error { return nil })
		if err == nil {
			t.Errorf("%q reads", text)
		}
	}
	full := errors.New("full")
	var out bytes.Buffer
	s, err := NewSender(&out, []Column{{"a", Text}})
	if err == nil {
		err = errors.Join(s.Row(Row{"1"}), s.Flush())
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := Receive(&out, func([]Column) error { return nil }, func(Row) error { return full }); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
}

// BenchmarkRows exports 100,000 deliveries of a store on disk.
func BenchmarkRows(b *testing.B) {
	const many = 100_000
	db, err := boltkv.Open(filepath.Join(b.TempDir(), "kv.db"), boltkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	box := outbox.New(db, []channel.Channel{silent{}}, outbox.Config{}, time.Now, slog.New(slog.DiscardHandler))
	for i := 0; i < many; i += 200 {
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			for j := i; j < i+200; j++ {
				err := box.Enqueue(tx, outbox.Delivery{
					ID: outbox.ID(fmt.Sprintf("n-20261124-0001.%06d", j)), Channel: "telegram", To: address.ID(fmt.Sprintf("ADDRESSID%016d", j)),
					Lane: outbox.Notices, Kind: outbox.Notice, Cause: "n-20261124-0001", State: outbox.Sent, Created: day, At: day.Add(time.Duration(j) * time.Millisecond), Receipt: fmt.Sprint(j),
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	style()
	for _, format := range []string{"csv", "xlsx"} {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				var sheet Sheet = NewCSV(io.Discard, style())
				if format == "xlsx" {
					sheet = NewXLSX(io.Discard, "deliveries", style())
				}
				if err := written(b, db, Query{Table: "deliveries"}, sheet); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(many*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
