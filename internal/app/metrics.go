package app

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"loaxom/internal/kv/boltkv"
)

// metrics is a registry that reads the rooms' own counters when it is asked. No label holds an id of
// a person, a text or a token.
func (a *App) metrics() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &gauges{a})
	return reg
}

// gauges turns the rooms' counts into metrics.
type gauges struct{ app *App }

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("loaxom_"+name, help, labels, nil)
}

// Describe implements prometheus.Collector: what there is depends on the channels, so nothing is
// promised beforehand.
func (g *gauges) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (g *gauges) Collect(out chan<- prometheus.Metric) {
	counter := func(v float64, name, help string, labels ...string) {
		out <- metric(prometheus.CounterValue, v, name, help, labels)
	}
	gauge := func(v float64, name, help string, labels ...string) {
		out <- metric(prometheus.GaugeValue, v, name, help, labels)
	}
	in := g.app.intake.Count()
	counter(float64(in.Taken), "updates_taken_total", "Updates stored.")
	counter(float64(in.Answered), "updates_answered_total", "Updates that the bot has dealt with.")
	counter(float64(in.Ignored), "updates_ignored_total", "Updates that nobody answers.")
	counter(float64(in.Unreadable), "updates_unreadable_total", "Updates that do not read and are kept aside.")
	counter(float64(in.Failed), "updates_failed_total", "Times that an update could not be handled and was tried again.")
	for d, n := range in.Decisions {
		counter(float64(n), "decisions_total", "Verdicts of the matcher.", "decision", d)
	}
	counter(float64(in.Turns), "turns_total", "Turns computed.")
	counter(in.TurnTime.Seconds(), "turns_seconds_total", "Time that all turns took to compute.")
	counter(float64(in.Waits), "answers_total", "Answers committed.")
	counter(in.WaitTime.Seconds(), "answers_seconds_total", "Time from taking an update to committing its answer, all together.")
	gauge(float64(in.Waiting), "conversations_waiting", "Conversations with stored updates.")

	box := g.app.box.Count()
	for state, n := range box.States {
		counter(float64(n), "deliveries_total", "Outcomes of calls, by the state that the delivery came into.", "state", state)
	}
	for kind, n := range box.Errors {
		counter(float64(n), "send_errors_total", "Failed calls by kind of fault.", "kind", kind)
	}
	counter(float64(box.Calls), "sends_total", "Calls made to send a message.")
	counter(box.Took.Seconds(), "sends_seconds_total", "Time that all calls took.")
	news := g.app.news.Count()
	counter(float64(news.Sent), "bulletins_sent_total", "Issues of series and bulletins that went out, late ones and those sent by hand too.")
	counter(float64(news.Late), "bulletins_late_total", "Issues that went out late, after an outage.")
	for reason, n := range news.Skipped {
		counter(float64(n), "bulletins_skipped_total", "Firings that brought nothing out, by reason.", "reason", reason)
	}
	counter(float64(news.Closed), "quizzes_closed_total", "Quizzes that were closed and counted.")
	counter(float64(news.Clock), "bulletin_clock_alarms_total", "Times that the clock was found to have been wrong by more than an outage explains.")
	for _, h := range g.app.box.Health() {
		gauge(float64(h.Waiting), "outbox_waiting", "Chats with deliveries that wait.", "channel", h.Channel)
		gauge(h.Hold.Seconds(), "retry_after_seconds", "How long the platform asks the whole bot to wait yet.", "channel", h.Channel)
		gauge(truth(h.Trouble), "outbox_stopped", "1 while nothing is sent because the platform does not answer.", "channel", h.Channel)
	}
	gauge(truth(g.app.box.Held().Waiting()), "restore_held", "1 while nothing but answers leaves because an admin has not said go after a restore.")
	now := g.app.w.Now()
	if g.app.daily != nil {
		s := g.app.daily.Status()
		gauge(s.Age(now).Seconds(), "backup_age_seconds", "Age of the last daily backup, or for how long there has been none.")
		gauge(float64(s.Bytes), "backup_bytes", "Size of the last daily backup.")
		gauge(truth(s.Trouble(now) != ""), "backup_too_old", "1 while the last daily backup is older than 48 hours.")
		counter(float64(s.Fails), "backup_failures_total", "Daily backups that failed.")
	}
	gauge(truth(g.app.own.Trouble(now) != ""), "erased_too_old", "1 while what was erased is in the free pages of the store's file for more than 7 days.")
	for _, ch := range g.app.w.Channels {
		h := ch.Health()
		if !h.LastPoll.IsZero() {
			gauge(now.Sub(h.LastPoll).Seconds(), "poll_age_seconds", "Time since the platform last answered a poll.", "channel", ch.Name())
		}
		if a, ok := ch.(interface{ Alarms() map[string]int64 }); ok {
			for kind, n := range a.Alarms() {
				counter(float64(n), "channel_alarms_total", "Things that an operator should look at, by kind.", "channel", ch.Name(), "kind", kind)
			}
		}
		gauge(truth(h.Trouble != ""), "channel_trouble", "1 while something is wrong with the channel.", "channel", ch.Name())
	}
	if s, ok := g.app.w.DB.(interface{ Stats() (boltkv.Stats, error) }); ok {
		if stats, err := s.Stats(); err == nil {
			gauge(float64(stats.FileBytes), "store_bytes", "Size of the store's file.")
		}
	}
}

// metric makes one sample; labels are name, value, name, value.
func metric(kind prometheus.ValueType, v float64, name, help string, labels []string) prometheus.Metric {
	var names, values []string
	for i := 0; i+1 < len(labels); i += 2 {
		names, values = append(names, labels[i]), append(values, labels[i+1])
	}
	return prometheus.MustNewConstMetric(desc(name, help, names...), kind, v, values...)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
