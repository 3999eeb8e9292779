package telegram

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// recheck is how often the source is asked for another token while the last one is refused.
const recheck = 5 * time.Second

// tokens holds the token in use. Once Telegram has refused it, no call is made with it any more, since
// a revoked token does not come back and hammering with one is noticed; the source is asked for
// another instead.
type tokens struct {
	source func() (string, error)

	mu      sync.Mutex
	token   string
	bot     int64     // the bot's user id: the digits of the token
	refused string    // what is wrong with the token; empty: nothing that we know of
	checked time.Time // when the source was asked last
}

func newTokens(source func() (string, error)) *tokens {
	return &tokens{source: source, refused: "not read yet"}
}

// current is the token to use. A failure says that there is none, without any call.
func (t *tokens) current(now time.Time) (string, *failure) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.refused == "" {
		return t.token, nil
	}
	if since := now.Sub(t.checked); t.checked.IsZero() || since >= recheck || since < 0 {
		t.checked = now
		t.ask()
	}
	if t.refused != "" {
		return "", &failure{code: 401, text: t.refused, local: true}
	}
	return t.token, nil
}

// ask takes another token from the source, if there is one.
func (t *tokens) ask() {
	token, err := t.source()
	token = strings.TrimSpace(token)
	switch {
	case err != nil:
		t.refused = "the bot's token cannot be read: " + err.Error()
	case token == "":
		t.refused = "there is no bot token"
	case token == t.token: // the refused one, or the same nonsense again
	case !tokenForm.MatchString(token):
		t.token, t.refused = token, "the bot's token is not of the form 123456789:AbC...; write it as BotFather gave it"
	default:
		digits, _, _ := strings.Cut(token, ":")
		t.bot, _ = strconv.ParseInt(digits, 10, 64) // the form allows no other
		t.token, t.refused = token, ""
	}
}

// refuse notes that Telegram refused the token; the first to say so is told.
func (t *tokens) refuse(token string, now time.Time) (first bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if token != t.token || t.refused != "" { // another one is in use already
		return false
	}
	t.refused = "Telegram refuses the bot's token (401): put a new one where the old one stands; it is looked for every 5 s"
	t.checked = now
	return true
}

// wait is how long until the source is asked again.
func (t *tokens) wait(now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return min(max(t.checked.Add(recheck).Sub(now), 0), recheck)
}

// trouble is what is wrong with the token.
func (t *tokens) trouble() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.refused
}

// id is the bot's user id; 0 before any token was read.
func (t *tokens) id() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bot
}
