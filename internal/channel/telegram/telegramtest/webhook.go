package telegramtest

import (
	"net/url"
	"regexp"
	"time"
)

// webhook is the setting alone: this server delivers to none.
type webhook struct {
	url     string
	max     int
	secret  string
	allowed time.Time // from when on setWebhook is taken again
}

var secretLetters = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

func (s *Server) setWebhook(c *call) (any, *failure) {
	if c.str("url") == "" {
		return s.deleteWebhook(c)
	}
	if now := s.now(); now.Before(s.webhook.allowed) {
		return nil, flood(1)
	} else {
		s.webhook.allowed = now.Add(time.Second)
	}
	u, err := url.Parse(c.str("url"))
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return nil, bad("invalid webhook URL specified")
	}
	if len(c.str("secret_token")) > 256 {
		return nil, bad(textSecretTooLong)
	}
	if !secretLetters.MatchString(c.str("secret_token")) {
		c.violate("secret_token", RuleValue, c.str("secret_token"))
		return nil, bad(textSecretLetters)
	}
	s.allow(c)
	s.dropIf(c)
	s.supersede(textOtherWebhook)
	s.webhook.url, s.webhook.secret, s.webhook.max = u.String(), c.str("secret_token"), 40
	if c.has("max_connections") {
		s.webhook.max = c.num("max_connections")
	}
	return true, nil
}

func (s *Server) deleteWebhook(c *call) (any, *failure) {
	s.dropIf(c)
	s.webhook = webhook{allowed: s.webhook.allowed}
	return true, nil
}

func (s *Server) dropIf(c *call) {
	if c.flag("drop_pending_updates") {
		s.queue.drop(len(s.queue.rows))
	}
}

func (s *Server) getWebhookInfo(*call) (any, *failure) {
	info := struct {
		URL     string   `json:"url"`
		Cert    bool     `json:"has_custom_certificate"`
		Pending int      `json:"pending_update_count"`
		Max     int      `json:"max_connections,omitempty"`
		IP      string   `json:"ip_address,omitempty"`
		Allowed []string `json:"allowed_updates,omitempty"`
	}{s.webhook.url, false, s.pending(), s.webhook.max, "", s.queue.allowed}
	if info.URL != "" {
		info.IP = "<unknown>" // as the real server says before it has looked the name up
	}
	return info, nil
}

// SetWebhook makes it look as if another program had set a webhook: getUpdates answers 409.
func (s *Server) SetWebhook(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.supersede(textOtherWebhook)
	s.webhook.url, s.webhook.max = url, 40
}

// Webhook is the URL of the webhook in force.
func (s *Server) Webhook() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.webhook.url
}
