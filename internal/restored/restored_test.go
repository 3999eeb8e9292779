package restored_test

import (
	"context"
	"testing"
	"time"

	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/restored"
)

func TestAMarkIsKeptAndSaysWhatIsLost(t *testing.T) {
	made := time.Date(2026, 11, 20, 19, 0, 0, 0, time.UTC)
	m := restored.Mark{Made: made, At: made.Add(72 * time.Hour)}
	for when, want := range map[time.Duration]bool{-time.Hour: false, 0: false, time.Second: true, 72 * time.Hour: true, 73 * time.Hour: false} {
		if m.Lost(made.Add(when)) != want {
			t.Errorf("%v after the backup: %v", when, !want)
		}
	}
	if (restored.Mark{}).Lost(made) || (restored.Mark{}).Waiting() || !m.Waiting() {
		t.Error("a store that never was restored waits, or one that was does not")
	}
	db := memkv.New()
	var got restored.Mark
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		if none, err := restored.Last(tx); err != nil || none != (restored.Mark{}) {
			t.Errorf("%+v, %v", none, err)
		}
		if err := restored.Put(tx, m); err != nil {
			return err
		}
		m.Go = m.At.Add(time.Hour)
		if err := restored.Put(tx, m); err != nil {
			return err
		}
		var err error
		got, err = restored.Last(tx)
		return err
	})
	if err != nil || got != m || got.Waiting() {
		t.Errorf("%+v, %v", got, err)
	}
}
