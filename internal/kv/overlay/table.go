package overlay

import (
	"bytes"
	"slices"
)

// row is the last write of one key.
type row struct {
	key, value []byte
	gone       bool
}

// table is the write set of one table as a sorted list: transactions are small (at most 1,000 writes,
// most below ten), and keys often come in order, which makes it an append. While a scan has rows on
// loan, the next write copies the list first and leaves the old one to the scan.
type table struct {
	name string
	rows []row
	loan *loan
}

// loan counts the scans that walk one version of the list.
type loan struct{ scans int }

// find is where key is or belongs.
func (t *table) find(key []byte) (int, bool) {
	if n := len(t.rows); n == 0 || bytes.Compare(t.rows[n-1].key, key) < 0 {
		return n, false
	}
	return slices.BinarySearchFunc(t.rows, key, func(r row, key []byte) int { return bytes.Compare(r.key, key) })
}

func (t *table) set(r row) {
	if t.loan != nil && t.loan.scans > 0 {
		t.rows, t.loan = slices.Clone(t.rows), nil
	}
	i, found := t.find(r.key)
	if found {
		t.rows[i] = r
		return
	}
	t.rows = slices.Insert(t.rows, i, r)
}

// lend gives the rows of [from, to) as they are now until giveBack is called.
func (t *table) lend(from, to []byte) (rows []row, giveBack func()) {
	if t.loan == nil {
		t.loan = new(loan)
	}
	l := t.loan
	l.scans++
	first, _ := t.find(from)
	end := len(t.rows)
	if to != nil {
		end, _ = t.find(to)
	}
	return t.rows[first:max(first, end)], func() { l.scans-- }
}
