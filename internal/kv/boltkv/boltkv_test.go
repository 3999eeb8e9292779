package boltkv_test

import (
	"path/filepath"
	"testing"

	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/kv/kvtest"
)

func open(t *testing.T, path string) *boltkv.DB {
	t.Helper()
	db, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // most tests close it themselves
	return db
}

func TestContract(t *testing.T) {
	kvtest.Run(t, func(t *testing.T) kv.DB { return open(t, filepath.Join(t.TempDir(), "kv.db")) })
}
