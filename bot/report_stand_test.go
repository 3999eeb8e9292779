package bot

import (
	"log/slog"
	"time"
)

// testNow is a working day.
var testNow = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("+07", 7*3600))

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
