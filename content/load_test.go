package content

import (
	"testing"
	"time"
)

// written is a day on which the shipped content was in order; tests do not go bad with time.
func written() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

func TestShippedContentIsInOrder(t *testing.T) {
	l, _ := Load()
	if len(l.Entries()) == 0 {
		t.Fatal("no entries")
	}
	for _, p := range Check(l, written()) {
		if p.Severity == Fault {
			t.Error(p)
		} else {
			t.Log("warning:", p)
		}
	}
}
