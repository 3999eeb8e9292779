package address

import (
	"testing"

	"loaxom/internal/record/recordtest"
)

func TestARecordByHandIsPlainJSON(t *testing.T) {
	recordtest.Same(t, func(r Record) bool { return len(r.Sends) == 0 })
}
