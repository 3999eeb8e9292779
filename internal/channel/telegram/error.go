package telegram

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// failure is a call that did not succeed, before anybody has decided what that means. It holds no
// secret: its texts are scrubbed when it is made.
type failure struct {
	method string
	code   int           // error_code, else the HTTP status; 0: no answer came
	text   string        // description, or what went wrong; quoted parts taken out
	wait   time.Duration // retry_after
	moved  int64         // migrate_to_chat_id
	said   bool          // Telegram itself said so: a whole answer in JSON
	taken  bool          // perhaps carried out
	trust  bool          // the certificate is not accepted
	local  bool          // no call was made
	ended  error         // context.Canceled or DeadlineExceeded, where that was it
}

// unasked is how long we wait at 429 that does not say how long.
const unasked = 5 * time.Second

// failure reads what became of a call. err is the library's.
func (c *Channel) failure(method, token string, t *trip, err error) *failure {
	f := &failure{method: method, code: t.status, taken: t.taken()}
	var told *tg.Error
	switch {
	case errors.As(err, &told):
		f.said = true
		if told.Code != 0 { // UploadFiles does not set it
			f.code = told.Code
		}
		f.text = echoed.ReplaceAllString(c.scrub.clean(told.Message, token), `"..."`)
		f.wait = time.Duration(told.RetryAfter) * time.Second
		f.moved = told.MigrateToChatID
	case t.err != nil:
		f.text = c.scrub.clean(t.err.Error(), token)
		f.trust = mistrusted(t.err)
		for _, ended := range []error{context.Canceled, context.DeadlineExceeded} {
			if errors.Is(t.err, ended) {
				f.ended = ended
			}
		}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		f.text = "the answer ends in the middle"
	default: // an address that does not parse, or JSON that is none: the library's words may hold anything
		f.text = "the answer does not read"
	}
	if seconds, err := strconv.Atoi(t.retry); err == nil && f.code == 429 {
		f.wait = max(f.wait, time.Duration(seconds)*time.Second)
	}
	if f.code == 429 && f.wait <= 0 {
		f.wait = unasked
	}
	return f
}

func (f *failure) String() string {
	if f.code == 0 || f.local {
		return f.method + ": " + f.text
	}
	return fmt.Sprintf("%s: %d: %s", f.method, f.code, f.text)
}

// mistrusted tells whether the other side's certificate was not accepted, or it speaks no TLS at all.
func mistrusted(err error) bool {
	var (
		verify  *tls.CertificateVerificationError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		alert   tls.AlertError
	)
	return errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &verify) || errors.As(err, &unknown) || errors.As(err, &host) ||
		errors.As(err, &invalid) || errors.As(err, &record) || errors.As(err, &alert)
}

// outage tells whether the failure is one of the line or of the server, and not Telegram's decision on
// this call.
func (f *failure) outage() bool {
	return !f.local && f.code != 401 && f.code != 409 && f.code != 429
}

// Parts of descriptions, as the server writes them (tdlib/telegram-bot-api, Client.cpp).
var (
	// gone says that the recipient is not to be reached.
	gone = []string{
		"bot was blocked", "user is deactivated", "bot was kicked", "bot is not a member", "chat was deleted",
		"can't initiate conversation", "can't send messages to bots", "chat not found", "user not found",
		"PEER_ID_INVALID", "INPUT_USER_DEACTIVATED", "group chat was deactivated", "group is deactivated",
	}
	// harmless says that what we wanted is so already, or that it does not matter any more.
	harmless = []string{"message is not modified", "query is too old", "query ID is invalid"}
	// removed says that a message that is to be taken back is not there.
	removed = []string{"message to delete not found"}
	// unparsed says that our HTML does not read.
	unparsed = []string{"can't parse entities", "can't parse entity"}
)

func (f *failure) says(parts []string) bool {
	for _, p := range parts {
		if strings.Contains(f.text, p) {
			return true
		}
	}
	return false
}

// fault is the failure as the outbox reads it, by the table of the style guide, section 5.
func (c *Channel) fault(f *failure) error {
	text := f.String()
	switch {
	case f.moved != 0:
		return fmt.Errorf("telegram: %s: %w", text, &channel.Moved{To: strconv.FormatInt(f.moved, 10)})
	case f.local:
		return fault.New(fault.Busy, "telegram: %s", text)
	case f.code == 429:
		return fault.BusyFor(f.wait, "telegram: %s", text)
	case f.code == 401 && f.said, f.code == 404, f.code == 407, f.code == 409 && f.said:
		return fault.New(fault.Busy, "telegram: %s", text)
	case f.said && (f.code == 403 || f.code == 400) && f.says(gone):
		return fault.New(fault.Gone, "telegram: %s", text)
	case f.said && f.code >= 400 && f.code < 500, f.code == 413: // 413: too large even for the server in front
		return fault.New(fault.Refused, "telegram: %s", text)
	}
	kind := fault.Busy
	if f.taken {
		kind = fault.Unsure
	}
	if f.ended != nil {
		return fault.New(kind, "telegram: %s: %w", f.method, f.ended)
	}
	return fault.New(kind, "telegram: %s", text)
}
