// Package export gives what is kept as tables that staff open in a spreadsheet: how messages went out,
// who receives news, the audit, and how cases stand. A table never holds a text, a name, a telephone number or a
// platform's id: people are our own address ids. Rows are read here, once, and go as plain fields to
// whoever asked, in this process or over the control socket; only there they become CSV or XLSX, so that
// the program that answers residents does not build spreadsheets.
package export

import (
	"context"
	"strconv"
	"strings"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Kind says how a column's fields are written.
type Kind string

// The kinds.
const (
	Text   Kind = "text"
	Word   Kind = "word"   // one of a few, which has a name that people read
	Number Kind = "number" // decimal
	Moment Kind = "moment" // RFC 3339, UTC; empty: none
	// Name is an id that the configuration or the content has a name for.
	Name    Kind = "name"
	Decimal Kind = "decimal" // with a point; empty: none
)

// Column is one column. Its heading and the names of its words are content: "export.<key>" and
// "export.<key>.<word>".
type Column struct {
	Key  string `json:"key"`
	Kind Kind   `json:"kind"`
}

// Row is the fields of one row, as many as there are columns.
type Row []string

// Query says what is asked for. Days are the commune's, both included; a zero day is no bound.
type Query struct {
	Table string
	From  time.Time
	To    time.Time
	Only  func(by commune.StaffID) bool // of the audit: whose entries; nil: everybody's
	By    commune.Actor                 // of cases: who asks
	Zone  *time.Location                // of the figures' months
	Now   time.Time                     //
}

// table is something that can be asked for.
type table struct {
	columns []Column
	rows    func(r kv.Reader, q Query, emit func(Row) error) error
}

// tables are what can be asked for.
func tables() map[string]table {
	return map[string]table{
		"deliveries":  {deliveryColumns(), deliveryRows},
		"subscribers": {subscriberColumns(), subscriberRows},
		"audit":       {auditColumns(), auditRows},
		"feedback":    {feedbackColumns(), feedbackRows},
		"figures":     {figureColumns(), figureRows},
	}
}

// Names are the tables that can be asked for.
func Names() []string { return []string{"deliveries", "subscribers", "audit", "feedback", "figures"} }

// Columns are a table's columns. Invalid where there is none of that name.
func Columns(name string) ([]Column, error) {
	t, ok := tables()[name]
	if !ok {
		return nil, fault.New(fault.Invalid, "export: there is no table %q: write one of %s", name, strings.Join(Names(), ", "))
	}
	return t.columns, nil
}

// Rows gives the rows of one moment, oldest first, while others write on.
func Rows(ctx context.Context, db kv.DB, q Query, emit func(Row) error) error {
	t, ok := tables()[q.Table]
	if !ok {
		_, err := Columns(q.Table)
		return err
	}
	return db.View(ctx, func(r kv.Reader) error {
		return t.rows(r, q, func(row Row) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return emit(row)
		})
	})
}

// takes tells whether a moment lies in the days that are asked for.
func (q Query) takes(t time.Time) bool {
	return (q.From.IsZero() || !t.Before(q.From)) && (q.To.IsZero() || t.Before(q.To.AddDate(0, 0, 1)))
}

// May asks whether the actor may export the table (design, section 8): the chair everything, a head the
// audit of the own office, which Query.Only then holds to, and its cases and figures. Whoever is at the machine without an account
// holds the store anyway and may, but for cases; the audit says so.
func May(r kv.Reader, by commune.Actor, name string) (q Query, err error) {
	q.Table, q.By = name, by
	if _, err := Columns(name); err != nil {
		return q, err
	}
	if name == "feedback" || name == "figures" {
		return q, feedback.MayTable(by)
	}
	if by.Machine && by.Staff == "" || staff.May(by, staff.ToExport, staff.Object{}) == nil {
		return q, nil
	}
	if name != "audit" || staff.May(by, staff.ToExport, staff.Object{Office: by.Office}) != nil {
		return q, fault.New(fault.Denied, "export: %s may not export %s: the chair may, and the head of an office the audit of it", by.Role, name)
	}
	office := map[commune.StaffID]bool{}
	err = staff.All(r, func(a staff.Account) error {
		office[a.ID] = a.Office == by.Office
		return nil
	})
	q.Only = func(id commune.StaffID) bool { return office[id] }
	return q, err
}

// Note writes an export into the audit.
func Note(tx kv.Tx, by commune.Actor, q Query, now time.Time) error {
	var days []string
	for _, d := range []time.Time{q.From, q.To} {
		if d.IsZero() {
			days = append(days, "-")
		} else {
			days = append(days, d.Format(time.DateOnly))
		}
	}
	return staff.Note(tx, by, staff.Entry{Act: string(staff.ToExport), Kind: "table", Object: q.Table, Reason: strings.Join(days, " ")}, now)
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
