package app

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/export"
)

// judgeTable holds an exported table against the promise, as the chair gets it.
func (h hiddenOne) judgeTable(t *testing.T, v *vault, table, form string) {
	t.Helper()
	lib := v.app.inForce()
	style := export.Style{Zone: v.app.zone, Name: func(string, string) string { return "" }, Say: func(id string) (string, bool) {
		return lib.Say(content.Vietnamese, id, nil), lib.HasMessage(content.Vietnamese, id)
	}}
	columns, err := export.Columns(table)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	var sheet export.Sheet = export.NewCSV(&out, style)
	if form == "xlsx" {
		sheet = export.NewXLSX(&out, table, style)
	}
	chair := commune.Actor{Staff: "s-chair", Role: commune.Chair}
	q := export.Query{Table: table, By: chair, Zone: v.app.zone, Now: time.Now()}
	err = errors.Join(sheet.Begin(columns), export.Rows(context.Background(), v.db, q, sheet.Row), sheet.End())
	if err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	lines := strings.Split(out.String(), "\r\n")
	if form == "xlsx" {
		lines = nil
		f, err := excelize.OpenReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		all, err := f.GetRows(table)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range all {
			lines = append(lines, strings.Join(row, ","))
		}
	}
	ofCase := 0
	for _, line := range lines {
		them, of := has(line, h.ofThem), has(line, h.ofCase)
		if them == string(h.id) && (table == "deliveries" || table == "subscribers") {
			them = "" // the conversation's own row, which names our id alone
		}
		if them != "" || of != "" && strings.Contains(line, string(h.id)) || has(line, h.ofCase[1:]) != "" {
			t.Errorf("%s in %s: %q", table, form, line)
		}
		if of != "" && table != "audit" {
			ofCase++
			if m := has(line, h.moments); m != "" {
				t.Errorf("%s in %s tells to the second when the person did something: %q", table, form, line)
			}
		}
	}
	if (table == "deliveries" || table == "feedback") && ofCase == 0 || len(lines) < 2 {
		t.Errorf("%s in %s has %d rows of the case: the test shows nothing", table, form, ofCase)
	}
}

// unpacked are the members of a backup by name.
func unpacked(t *testing.T, file string) map[string][]byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for members := tar.NewReader(packed); ; {
		head, err := members.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if all[head.Name], err = io.ReadAll(members); err != nil {
			t.Fatal(err)
		}
	}
}

func names(members map[string][]byte) (all []string) {
	for name := range members {
		all = append(all, name)
	}
	return all
}
