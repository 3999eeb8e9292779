// Package config reads and checks the configuration: one TOML file, every key with a default, an
// unknown key is a fault, and all faults are told at once with the line, the key and what to write.
// Rooms own their own types where they have any; this package only puts them together.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/BurntSushi/toml"

	"loaxom/internal/broadcast"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/outbox"
)

// TelegramToken is the environment variable that may hold the bot's token.
const TelegramToken = "LOAXOM_TELEGRAM_TOKEN"

// Config is the whole configuration. config.example.toml shows every key with its default and why
// one would change it; a test holds the two equal.
type Config struct {
	Commune   commune.Commune  `toml:"commune"`
	Hamlets   []commune.Hamlet `toml:"hamlet"`
	Offices   []commune.Office `toml:"office"`
	Store     Store            `toml:"store"`
	Telegram  Telegram         `toml:"telegram"`
	Ops       Ops              `toml:"ops"`
	Content   Content          `toml:"content"`
	Broadcast Broadcast        `toml:"broadcast"`
	Bulletin  Bulletin         `toml:"bulletin"`
	Feedback  Feedback         `toml:"feedback"`
	Backup    Backup           `toml:"backup"`
	Retention Retention        `toml:"retention"`
	Limits    Limits           `toml:"limits"`
	Log       Log              `toml:"log"`
}

// Store says where the data lies.
type Store struct {
	Path string `toml:"path"` // the bbolt file; its folder also holds what belongs to it
}

// Attachments is the folder of the attachments.
func (s Store) Attachments() string { return filepath.Join(filepath.Dir(s.Path), "blob") }

// Seal is the file with the key of anonymous reports. It is in no backup.
func (s Store) Seal() string { return filepath.Join(filepath.Dir(s.Path), feedback.SealFile) }

// Forgotten is the file that lists, as keyed hashes, who was erased.
func (s Store) Forgotten() string { return filepath.Join(filepath.Dir(s.Path), "forgotten") }

// Backup is the daily backup.
type Backup struct {
	Dir  string `toml:"dir"`  // folder; empty: none is made
	At   string `toml:"at"`   // in the commune's time zone, as 02:00
	Keep int    `toml:"keep"` // how many; the newest stay
}

// Retention says for how long data is kept, by class.
type Retention struct {
	OpenQuestionsDays   int `toml:"open_questions_days"`  // after they were asked last; questions about notices too
	UnreadableDays      int `toml:"unreadable_days"`      // updates of a platform that do not read
	QuizAnswersDays     int `toml:"quiz_answers_days"`    // after the quiz has closed; the counts stay
	ConversationsMonths int `toml:"conversations_months"` // after the last message: what is remembered to answer the next
	DeliveriesMonths    int `toml:"deliveries_months"`    // after they ended; a notice's sums stay
	StoppedMonths       int `toml:"stopped_months"`       // consents of those who have stopped the news
	CasesYears          int `toml:"cases_years"`          // after they were closed, with their files
}

// Telegram is the Telegram channel.
type Telegram struct {
	Enabled bool `toml:"enabled"`
	Token
	APIEndpoint  string `toml:"api_endpoint"`  // base to which /bot<TOKEN>/<method> is added
	FileEndpoint string `toml:"file_endpoint"` // empty: api_endpoint + "/file"
	Proxy        string `toml:"proxy"`         // http://, https:// or socks5:// address; empty: none
	outbox.Pace
}

// Ops is the operator's own address: /healthz and /metrics.
type Ops struct {
	Listen string `toml:"listen"` // empty: not served
}

// Content says where staff keep their own texts.
type Content struct {
	Dir          string `toml:"dir"`           // overlay folder; empty: the embedded content alone
	OnlyApproved bool   `toml:"only_approved"` // hide drafts instead of marking them
}

// Broadcast says how notices go out.
type Broadcast struct {
	QuietFrom   string `toml:"quiet_from"`   // notices and bulletins wait from here, "20:30"
	QuietTo     string `toml:"quiet_to"`     // until here; equal times: no quiet hours
	Approval    string `toml:"approval"`     // never, wide or always
	MaxParallel int    `toml:"max_parallel"` // broadcasts at the same time; 0: no bound
}

// Quiet are the quiet hours in that zone. Invalid where a time does not read.
func (b Broadcast) Quiet(zone *time.Location) (q broadcast.Quiet, err error) {
	from, err1 := broadcast.Clock(b.QuietFrom)
	to, err2 := broadcast.Clock(b.QuietTo)
	return broadcast.Quiet{From: from, To: to, Zone: zone}, errors.Join(err1, err2)
}

// Bulletin says whether series and bulletins go out by themselves.
type Bulletin struct {
	Enabled   bool `toml:"enabled"`    // false: each is skipped when it is due, and listed as skipped
	LateHours int  `toml:"late_hours"` // how late after an outage; for those that do not say it themselves
}

// Late is LateHours as a duration.
func (b Bulletin) Late() time.Duration { return time.Duration(b.LateHours) * time.Hour }

// Feedback is what the commune has decided about reports.
type Feedback struct {
	// Deadlines in working days by category. A category that stands here is confirmed by the commune; of the
	// others the content's own number counts.
	DeadlineWorkingDays map[string]int `toml:"deadline_working_days"`
	Reminders           bool           `toml:"reminders"` // officers, then their head, then the chair are reminded
}

// Days is the deadline that the commune has set for a category; false: none.
func (f Feedback) Days(category string) (int, bool) {
	n, set := f.DeadlineWorkingDays[category]
	return n, set
}

// Limits protects against floods.
type Limits struct {
	MessagesAMinute int `toml:"messages_a_minute"` // per person; 0: no limit
}

// Log says how much is written and how.
type Log struct {
	Level  string `toml:"level"`  // debug, info, warn or error
	Format string `toml:"format"` // text or json
}

// Default is the configuration of somebody who wrote none.
func Default() Config {
	return Config{
		Commune:   commune.Commune{Name: "xã Xuân Hưng", Province: "tỉnh Ninh Bình", Timezone: "Asia/Ho_Chi_Minh"},
		Store:     Store{Path: "data/loaxom.db"},
		Telegram:  Telegram{Enabled: true, APIEndpoint: "https://api.telegram.org", Pace: outbox.DefaultPace},
		Broadcast: Broadcast{QuietFrom: "20:30", QuietTo: "06:00", Approval: "wide", MaxParallel: 2},
		Bulletin:  Bulletin{Enabled: true, LateHours: 24},
		Feedback:  Feedback{Reminders: true},
		Ops:       Ops{Listen: "127.0.0.1:8081"},
		Backup:    Backup{At: "02:00", Keep: 14},
		Retention: Retention{
			OpenQuestionsDays: 180, UnreadableDays: 14, QuizAnswersDays: 30, ConversationsMonths: 13, DeliveriesMonths: 13, StoppedMonths: 24, CasesYears: 5,
		},
		Limits: Limits{MessagesAMinute: 20},
		Log:    Log{Level: "info", Format: "text"},
	}
}

// DefaultFile is read where no --config is given and it is there.
const DefaultFile = "config.toml"

// Load reads file; an empty name means DefaultFile if it is there, else the defaults. The error
// joins all faults, one a line.
func Load(file string) (Config, error) {
	c := Default()
	named := file != ""
	if !named {
		file = DefaultFile
	}
	b, err := os.ReadFile(file)
	if !named && errors.Is(err, fs.ErrNotExist) {
		return c, c.check("(defaults)", "")
	}
	if err != nil {
		return c, fault.New(fault.Invalid, "config: %w; name an existing file with --config, or write one with: loaxom init", err)
	}
	return Parse(file, string(b))
}

// Parse reads the text of a configuration; name stands in the faults.
func Parse(name, text string) (Config, error) {
	c := Default()
	md, err := toml.Decode(text, &c)
	if err != nil {
		var pe toml.ParseError
		if errors.As(err, &pe) {
			return c, fault.New(fault.Invalid, "%s:%d: %s", name, pe.Position.Line, pe.Message)
		}
		return c, fault.New(fault.Invalid, "%s", plainly(name, err))
	}
	var faults []error
	for _, key := range md.Undecoded() {
		faults = append(faults, fmt.Errorf("%s:%d: unknown key %s: take it out, or look it up in config.example.toml", name, line(text, key.String()), key))
	}
	faults = append(faults, c.check(name, text))
	if err := errors.Join(faults...); err != nil {
		return c, &fault.Error{Kind: fault.Invalid, Err: err}
	}
	return c, nil
}
