package intake

import (
	"testing"

	"loaxom/internal/record/recordtest"
)

func TestARecordByHandIsPlainJSON(t *testing.T) {
	recordtest.Same(t, func(one talk) bool { s := one.State; return s.Talk == nil && s.Replied == nil && len(s.Drafts) == 0 })
}
