// Package telegram is the channel of Telegram bots: residents write to the bot and we answer by the
// Bot API (core.telegram.org/bots/api), with long polling. From telegram-bot-api/v5 it takes the types,
// Params and UploadFiles; poll loop, transport, forms and errors are ours, because that library's
// confirm updates before they are handled, know no context and show the token in every network error.
// Its logger is not set: only parts that are not used here write to it.
package telegram

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// Name of the channel in records and config.
const Name = "telegram"

// DefaultAPI is the base of the platform's own servers.
const DefaultAPI = "https://api.telegram.org"

// Config says how Telegram is reached.
type Config struct {
	// Token gives the bot's token as it is now. It is asked at the start, and every 5 s while
	// Telegram refuses the one it gave before.
	Token        func() (string, error)
	APIEndpoint  string // base to which /bot<TOKEN>/<method> is added; empty: DefaultAPI
	FileEndpoint string // base of downloads; empty: APIEndpoint + "/file"
	// Proxy is an http://, https:// or socks5:// address through which all traffic goes, loopback
	// too; empty: none. The environment's HTTPS_PROXY is never asked: what a bot's traffic goes
	// through is written in its config and nowhere else.
	Proxy string
	// Content reads a file of ours by the hash of its content, for uploads; nil: there are none.
	Content func(hash string) ([]byte, error)
}

// Option changes a Channel that is being made.
type Option func(*Channel)

// WithTransport sends requests through rt instead of our own transport; Config.Proxy then has no
// effect. Tests answer in process with it.
func WithTransport(rt http.RoundTripper) Option {
	return func(c *Channel) { c.http = client(rt) }
}

// Channel is one bot.
type Channel struct {
	now       func() time.Time
	log       *slog.Logger
	api       string // format of a method's address: token, method
	files     string // base of downloads
	http      *http.Client
	addresses addresses
	scrub     scrubber
	tokens    *tokens
	gate      *gate
	state     state
	alarms    alarms
	content   func(hash string) ([]byte, error)
	renewals  *renewals
	self      atomic.Pointer[string] // our own name without the @, once getMe told it
	busy      atomic.Bool            // Receive is running
}

var (
	_ channel.Channel = (*Channel)(nil)
	_ channel.Acker   = (*Channel)(nil)
	_ channel.Fetcher = (*Channel)(nil)
)

// New makes a channel. It touches no network. Invalid where an address does not read.
func New(cfg Config, now func() time.Time, log *slog.Logger, opts ...Option) (*Channel, error) {
	api, err := base("api_endpoint", cfg.APIEndpoint, DefaultAPI)
	if err != nil {
		return nil, err
	}
	files, err := base("file_endpoint", cfg.FileEndpoint, api+"/file")
	if err != nil {
		return nil, err
	}
	proxy, err := proxyURL(cfg.Proxy)
	if err != nil {
		return nil, err
	}
	c := &Channel{
		now: now, log: log.With("room", Name),
		api:   strings.ReplaceAll(api, "%", "%%") + "/bot%s/%s", // the library puts it through Sprintf
		files: files,
		gate:  newGate(now), content: cfg.Content, renewals: newRenewals(),
		alarms: alarms{seen: map[string]int64{}},
	}
	c.scrub = newScrubber(api, files, cfg.Proxy)
	c.tokens = newTokens(cfg.Token)
	for _, o := range opts {
		o(c)
	}
	if c.http == nil {
		c.http = client(transport(proxy))
	}
	c.tokens.current(now()) // tells who we are; what is wrong with it is told when it is needed
	return c, nil
}

// Name implements channel.Channel.
func (c *Channel) Name() string { return Name }

// Username is the bot's name without the @, such as stands in t.me/<name>; empty until Telegram told it.
func (c *Channel) Username() string {
	if p := c.self.Load(); p != nil {
		return *p
	}
	return ""
}

// limits are Telegram's; where the documentation is silent, what others ran into.
var limits = channel.Limits{
	Text:       4096, // Bot API, sendMessage, text: 1-4096 characters after entities parsing
	Caption:    1024, // Bot API, sendPhoto, caption
	Unit:       channel.UTF16,
	Formatting: true,
	Buttons:    100,      // eternnoir/pyTelegramBotAPI#511
	ButtonRow:  8,        // the same
	ButtonData: 64,       // Bot API, InlineKeyboardButton, callback_data: 1-64 bytes
	Markup:     9_000,    // "reply markup is too long" comes at about 10 kB (python-telegram-bot#5104)
	Photo:      10 << 20, // Bot API, sending files: 10 MB for photos, 50 MB for others
	Document:   50 << 20,
	Album:      10, // Bot API, sendMediaGroup, media: 2-10
	Edit:       true,
	Groups:     true,
	Redelivery: 24 * time.Hour, // Bot API, getting updates
}

// Limits implements channel.Sender.
func (c *Channel) Limits() channel.Limits { return limits }

// Health implements channel.Channel.
func (c *Channel) Health() channel.Health {
	h := c.state.health(c.now())
	h.Started = c.busy.Load()
	if t := c.tokens.trouble(); t != "" {
		h.Trouble = t
	}
	return h
}

// Probe implements channel.Sender, by getMe. In an outage it takes turns with the poll: it waits for
// the next time that a call may be tried, at most 5 s, so that both together make at most 12 calls a
// minute, however often it is called; and if either gets through, the other goes on at once.
func (c *Channel) Probe(ctx context.Context) error {
	if err := c.gate.pass(ctx); err != nil {
		return fault.New(fault.Busy, "telegram: getMe: not tried: %w", err)
	}
	started := c.now()
	_, f := c.whoami(ctx)
	if f == nil {
		c.gate.passed()
		return nil
	}
	if f.outage() {
		c.gate.failed(started)
	}
	return c.fault(f)
}

// base checks the address of an endpoint. It never shows it: it may hold a password.
func base(key, address, otherwise string) (string, error) {
	if address == "" {
		return otherwise, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fault.New(fault.Invalid, `telegram: %s is no address; write one like "https://api.telegram.org"`, key)
	}
	return strings.TrimRight(address, "/"), nil
}

func proxyURL(address string) (*url.URL, error) {
	if address == "" {
		return nil, nil
	}
	u, err := url.Parse(address)
	if err == nil && u.Host != "" {
		switch u.Scheme {
		case "http", "https", "socks5", "socks5h":
			return u, nil
		}
	}
	return nil, fault.New(fault.Invalid, `telegram: proxy is no address; write one like "socks5://127.0.0.1:1080" or "http://proxy:3128"`)
}
