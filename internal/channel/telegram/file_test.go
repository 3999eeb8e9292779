package telegram

import (
	"bytes"
	"strings"
	"testing"

	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

func TestFetch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		stop := b.receive()
		content := bytes.Repeat([]byte("ảnh"), 1000)
		fetch := func(n int, most int64) ([]byte, error) {
			t.Helper()
			_, id, _ := strings.Cut(string(b.wait(n)[n-1].Raw), `"file_id":"`)
			id, _, _ = strings.Cut(id, `"`)
			got, err := b.Fetch(t.Context(), id, most)
			return got, b.seen(err)
		}
		b.server.Photo(resident, "", content)
		got, err := fetch(1, MaxDownload)
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		if _, err := fetch(1, 100); !fault.Is(err, fault.Refused) || b.server.Calls("file") != 1 {
			t.Errorf("larger than wanted: %v, %d downloads", err, b.server.Calls("file"))
		}
		b.server.Attach(resident, "document", "x.pdf", "", nil, 30<<20)
		if _, err := fetch(2, MaxDownload); !fault.Is(err, fault.Refused) {
			t.Errorf("larger than Telegram gives: %v", err)
		}
		for f, kind := range map[telegramtest.Fault]fault.Kind{
			telegramtest.BadGateway(): fault.Busy, telegramtest.CutBody(): fault.Busy, telegramtest.Redirect(): fault.Busy,
			telegramtest.ResetBefore(): fault.Busy, telegramtest.DialRefused(): fault.Busy,
		} {
			b.server.Fail("file", 1, f)
			if _, err := fetch(1, MaxDownload); !fault.Is(err, kind) {
				t.Errorf("%v: %v", f.Kind, err)
			}
		}
		if _, err := b.Fetch(t.Context(), "không-có", 5); !fault.Is(b.seen(err), fault.Refused) {
			t.Errorf("no such file: %v", err)
		}
		if _, err := b.download(t.Context(), "../../getMe?x=", 500); !fault.Is(b.seen(err), fault.NotFound) {
			t.Errorf("a path that climbs: %v", err)
		}
		stop()
	})
}
