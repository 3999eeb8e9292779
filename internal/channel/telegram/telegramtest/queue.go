package telegramtest

// RestartUpdateIDs makes the next update have this id, as the real server does after a week without
// any.
func (s *Server) RestartUpdateIDs(next int) {}

// SetWebhook makes it look as if another program had set a webhook: getUpdates answers 409.
func (s *Server) SetWebhook(url string) {}

// Webhook is the URL of the webhook in force.
func (s *Server) Webhook() string { return "" }

// AllowedUpdates is the list in force; nil: the default.
func (s *Server) AllowedUpdates() []string { return nil }
