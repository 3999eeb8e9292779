package telegram

import (
	"net/url"
	"regexp"
	"strings"
)

// scrubber takes secrets out of texts that leave the package: the token, which stands in every address
// (and in the errors of proxies, redirects and parsers), and passwords of the addresses in the config.
type scrubber struct{ secrets []string }

func newScrubber(addresses ...string) scrubber {
	var s scrubber
	for _, a := range addresses {
		u, err := url.Parse(a)
		if err != nil || u.User == nil {
			continue
		}
		if word, ok := u.User.Password(); ok && word != "" {
			s.secrets = append(s.secrets, word, url.QueryEscape(word), url.PathEscape(word), u.User.String())
		}
	}
	return s
}

// tokenForm is how BotFather's tokens look; the server refuses others itself
// (tdlib/telegram-bot-api, ClientManager.cpp:75).
var tokenForm = regexp.MustCompile(`^[1-9][0-9]{0,15}:[A-Za-z0-9_-]{1,64}$`)

// anyToken finds a token by its form, also one that is no longer ours, and one whose colon is escaped.
var anyToken = regexp.MustCompile(`[0-9]{5,16}(:|%3A|%3a|%253A)[A-Za-z0-9_-]{20,}`)

// clean is text without secrets, on one line and not endless.
func (s scrubber) clean(text, token string) string {
	if token != "" {
		text = strings.ReplaceAll(text, token, "***")
		if _, secret, _ := strings.Cut(token, ":"); len(secret) >= 8 { // however the colon is escaped
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	text = anyToken.ReplaceAllString(text, "***")
	for _, secret := range s.secrets {
		text = strings.ReplaceAll(text, secret, "***")
	}
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if len(text) > maxTold {
		text = strings.ToValidUTF8(text[:maxTold], "") + "..."
	}
	return text
}

// maxTold is how much of what a server or a library says is passed on, in bytes.
const maxTold = 300

// echoed finds what a server quotes of the request, which may be a person's words.
var echoed = regexp.MustCompile(`"[^"]*"`)
