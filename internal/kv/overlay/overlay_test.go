package overlay_test

import (
	"errors"
	"testing"

	"loaxom/internal/kv"
	"loaxom/internal/kv/overlay"
)

var errBase = errors.New("the page does not read")

// unreadable is a base with one row that fails after it.
type unreadable struct{}

func (unreadable) Get(string, []byte) ([]byte, bool, error) { return nil, false, errBase }

func (unreadable) Scan(_ string, _, _ []byte, visit func(key, value []byte) error) error {
	if err := visit([]byte("b"), nil); err != nil {
		return err
	}
	return errBase
}

func TestAnErrorBelowComesUp(t *testing.T) {
	tx := overlay.New(unreadable{})
	for _, key := range []string{"a", "c"} {
		if err := tx.Put("t", []byte(key), nil); err != nil {
			t.Fatal(err)
		}
	}
	for name, r := range map[string]kv.Reader{"Reader": overlay.NewReader(unreadable{}), "Tx": tx} {
		if _, ok, err := r.Get("t", []byte("b")); ok || err != errBase {
			t.Errorf("%s.Get: %v, %v", name, ok, err)
		}
		seen := ""
		err := r.Scan("t", nil, nil, func(key, _ []byte) error { seen += string(key); return nil })
		if err != errBase || seen != map[string]string{"Reader": "b", "Tx": "ab"}[name] {
			t.Errorf("%s.Scan saw %q, %v", name, seen, err)
		}
		// Who has enough before that does not hear of it.
		if err := r.Scan("t", nil, nil, func(_, _ []byte) error { return kv.Stop }); err != nil {
			t.Errorf("%s.Scan after Stop: %v", name, err)
		}
	}
}
