package outbox

import (
	"slices"
	"testing"

	"loaxom/internal/channel"
	"loaxom/internal/record/recordtest"
)

func TestARecordByHandIsPlainJSON(t *testing.T) {
	recordtest.Same(t, func(d Delivery) bool {
		bare := slices.ContainsFunc(d.Message.Buttons, func(row []channel.Button) bool { return len(row) == 0 })
		return len(d.Message.Files) == 0 && !bare && (d.More == nil || len(d.More) > 0)
	})
	recordtest.Same[sending](t, nil)
}
