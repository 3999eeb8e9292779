package telegram

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

func TestBehaviour52CertificatesAlarm(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.server.Fail("*", -1, telegramtest.BadCertificate())
		b.receive()
		time.Sleep(10 * time.Minute)
		if h := b.Health(); !strings.Contains(h.Trouble, "certificate") {
			t.Errorf("trouble is %q", h.Trouble)
		}
		if n := b.log.count("alarm=certificate"); n < 1 || n > 8 {
			t.Errorf("%d alarms:\n%s", n, b.log)
		}
		if _, err := b.say(resident, "chào"); !fault.Is(err, fault.Busy) {
			t.Errorf("Send: %v", err)
		}
	})
}

// TestBehaviour52CertificatesAreChecked: a server that nobody vouches for gets no request, and so no token.
func TestBehaviour52CertificatesAreChecked(t *testing.T) {
	asked := 0
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked++ }))
	web.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	web.StartTLS()
	defer web.Close()
	for name, endpoint := range map[string]string{
		"unknown authority": web.URL,
		"another name":      strings.Replace(web.URL, "127.0.0.1", "localhost", 1),
		"no TLS at all":     "https://" + strings.TrimPrefix(telegramtest.New(t).Listen(), "http://"),
	} {
		b := newBotOn(t, telegramtest.New(t), Config{APIEndpoint: endpoint})
		_, err := b.say(resident, "chào")
		if !fault.Is(err, fault.Busy) || b.Alarms()["certificate"] != 1 {
			t.Errorf("%s: %v; alarms %v", name, err, b.Alarms())
		}
	}
	if asked != 0 {
		t.Errorf("%d requests reached a server that nobody vouches for", asked)
	}
}
