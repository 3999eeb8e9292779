package config

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"loaxom/internal/archive"
	"loaxom/internal/broadcast"
	"loaxom/internal/commune"
	"loaxom/internal/vi"
)

// mostLateHours is a week, as for what content says: what is older than that is no news.
const mostLateHours = 7 * 24

// repeated is the number of a table that may stand several times, in keys for line: "hamlet[2].name".
var repeated = regexp.MustCompile(`\[(\d+)\]`)

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// check lists every fault of the values, each with its place and what to write instead.
func (c Config) check(name, text string) error {
	var faults []error
	say := func(key string, value any, want string) {
		shown := repeated.ReplaceAllString(key, "")
		faults = append(faults, fmt.Errorf("%s:%d: %s = %v: %s", name, line(text, key), shown, value, want))
	}
	if c.Commune.Name == "" || c.Commune.Province == "" {
		say("commune.name", c.Commune.Full(), `write name and province, such as name = "xã Xuân Hưng", province = "tỉnh Ninh Bình"`)
	}
	if _, err := c.Commune.Location(); err != nil || c.Commune.Timezone == "" {
		say("commune.timezone", c.Commune.Timezone, `write an IANA name such as "Asia/Ho_Chi_Minh"`)
	}
	c.checkHamlets(say)
	seen := map[string]bool{}
	for _, o := range c.Offices {
		if !idForm.MatchString(string(o.ID)) || seen["o "+string(o.ID)] {
			say("office.id", o.ID, `write an id of a-z, 0-9 and "-" that no other office has, such as "cong-an"`)
		}
		seen["o "+string(o.ID)] = true
	}
	if c.Store.Path == "" {
		say("store.path", `""`, `write a file name such as "data/loaxom.db"`)
	}
	c.checkTelegram(say)
	if c.Ops.Listen != "" {
		if _, _, err := net.SplitHostPort(c.Ops.Listen); err != nil {
			say("ops.listen", c.Ops.Listen, `write host:port such as "127.0.0.1:8081", or "" for none`)
		}
	}
	c.checkBackup(say)
	c.Retention.check(say)
	for key, value := range map[string]string{"broadcast.quiet_from": c.Broadcast.QuietFrom, "broadcast.quiet_to": c.Broadcast.QuietTo} {
		if _, err := broadcast.Clock(value); err != nil {
			say(key, value, `write a time of day such as "20:30"`)
		}
	}
	if !slices.Contains([]string{"never", "wide", "always"}, c.Broadcast.Approval) {
		say("broadcast.approval", c.Broadcast.Approval, "write never, wide or always")
	}
	if c.Broadcast.MaxParallel < 0 {
		say("broadcast.max_parallel", c.Broadcast.MaxParallel, "write a number, or 0 for no bound")
	}
	if h := c.Bulletin.LateHours; h < 1 || h > mostLateHours {
		say("bulletin.late_hours", h, fmt.Sprintf("write for how many hours a bulletin is still news, 1 to %d; to send none at all write enabled = false", mostLateHours))
	}
	for category, n := range c.Feedback.DeadlineWorkingDays {
		if n < 1 || n > mostDeadline {
			say("feedback.deadline_working_days."+category, n, fmt.Sprintf("write the working days until the answer is due, 1 to %d", mostDeadline))
		}
	}
	if c.Limits.MessagesAMinute < 0 {
		say("limits.messages_a_minute", c.Limits.MessagesAMinute, "write a number, or 0 for no limit")
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level) {
		say("log.level", c.Log.Level, "write debug, info, warn or error")
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		say("log.format", c.Log.Format, "write text or json")
	}
	return errors.Join(faults...)
}

// mostDeadline bounds a deadline, in working days: more than a quarter is none.
const mostDeadline = 60

// CheckToken is the fault that the file of the token, which the configuration in file names, cannot be read.
func (c Config) CheckToken(file string) error {
	if !c.Telegram.Enabled || c.Telegram.TokenFile == "" {
		return nil
	}
	_, err := c.Telegram.Read(TelegramToken)
	if err == nil {
		return nil
	}
	if file == "" {
		file = DefaultFile
	}
	text := ""
	if b, err := os.ReadFile(file); err == nil {
		text = string(b)
	}
	return fmt.Errorf("%s:%d: telegram.%w; name the file that holds the token, or write enabled = false", file, line(text, "telegram.token_file"), err)
}

// CheckCategories lists every category of reports that the configuration in file names and the content does
// not have, and every one that two offices handle, each with its place: the categories are content, so Load
// cannot know them.
func (c Config) CheckCategories(file string, known []string) error {
	text := ""
	if file == "" {
		file = DefaultFile
	}
	if b, err := os.ReadFile(file); err == nil {
		text = string(b)
	}
	var faults []error
	list := strings.Join(known, ", ")
	missing := func(key, category string) {
		if !slices.Contains(known, category) {
			faults = append(faults, fmt.Errorf("%s:%d: %s = %s: no such category of reports; write one of %s",
				file, line(text, key), repeated.ReplaceAllString(key, ""), category, list))
		}
	}
	handles := map[string]commune.OfficeID{}
	for i, o := range c.Offices {
		key := fmt.Sprintf("office[%d].handles", i)
		for _, category := range o.Handles {
			missing(key, category)
			if other, taken := handles[category]; taken {
				faults = append(faults, fmt.Errorf("%s:%d: office.handles = %s: office %s handles it already, and a report goes to one office; leave it out of one of them",
					file, line(text, key), category, other))
				continue
			}
			handles[category] = o.ID
		}
	}
	for _, category := range slices.Sorted(maps.Keys(c.Feedback.DeadlineWorkingDays)) {
		missing("feedback.deadline_working_days."+category, category)
	}
	return errors.Join(faults...)
}

// mostLabel is the longest name of a hamlet, in runes: what a phone shows on one button.
const mostLabel = 60

// checkHamlets sees to it that each hamlet has an id of its own and names by which people can call it and
// no other. Names are compared as people type them: without marks, whatever the case and the spaces.
func (c Config) checkHamlets(say func(key string, value any, want string)) {
	ids, names := map[commune.HamletID]bool{}, map[string]int{} // by which of them
	call := func(key, name string, of int) {
		folded := strings.ReplaceAll(vi.Fold(name), " ", "")
		switch other, taken := names[folded]; {
		case len(vi.Words(name)) == 0 || utf8.RuneCountInString(name) > mostLabel || strings.ContainsAny(name, "\n\t"):
			say(key, fmt.Sprintf("%q", name), fmt.Sprintf(`write a name with letters or digits, on one line, of at most %d letters, such as "Xóm 1"`, mostLabel))
		case taken && other != of:
			say(key, fmt.Sprintf("%q", name), fmt.Sprintf("hamlet %s is called so too, marks and spaces not counted: write another name, or leave it out of one of them", c.Hamlets[other].ID))
		}
		names[folded] = of
	}
	key := func(i int, name string) string { return fmt.Sprintf("hamlet[%d].%s", i, name) }
	for i, h := range c.Hamlets {
		if !idForm.MatchString(string(h.ID)) || len(h.ID) > 40 || ids[h.ID] {
			say(key(i, "id"), h.ID, `write an id of a-z, 0-9 and "-" of at most 40 characters that no other hamlet has, such as "xom-1"`)
		}
		ids[h.ID] = true
		call(key(i, "name"), h.Name, i)
		if h.Households < 0 {
			say(key(i, "households"), h.Households, "write the number of households, or 0 where it is not known")
		}
	}
	for i, h := range c.Hamlets { // a name goes before an alias: the fault is the alias
		for _, a := range h.Aliases {
			call(key(i, "aliases"), a, i)
		}
	}
}

func (c Config) checkBackup(say func(key string, value any, want string)) {
	b := c.Backup
	if _, err := archive.ParseClock(b.At); err != nil {
		say("backup.at", fmt.Sprintf("%q", b.At), `write a time of the day such as "02:00"`)
	}
	if b.Keep < 1 || b.Keep > 1000 {
		say("backup.keep", b.Keep, "write how many are kept, 1 to 1000")
	}
	if b.Dir == "" {
		return
	}
	for key, dir := range map[string]string{"content.dir": c.Content.Dir, "the attachments": c.Store.Attachments()} {
		if dir != "" && within(b.Dir, dir) {
			say("backup.dir", b.Dir, "write a folder outside of "+key+" ("+dir+"): what lies there is backed up itself")
		}
	}
}

// check bounds how long data is kept: none is removed within a week, for somebody may still be at work on it,
// and none is kept longer than a law on archives could ask for.
func (r Retention) check(say func(key string, value any, want string)) {
	for _, k := range []struct {
		key         string
		n, min, max int
		unit        string
	}{
		{"open_questions_days", r.OpenQuestionsDays, 7, 3650, "days"},
		{"unreadable_days", r.UnreadableDays, 7, 3650, "days"},
		{"quiz_answers_days", r.QuizAnswersDays, 7, 3650, "days"},
		{"conversations_months", r.ConversationsMonths, 1, 240, "months"},
		{"deliveries_months", r.DeliveriesMonths, 1, 240, "months"},
		{"stopped_months", r.StoppedMonths, 1, 240, "months"},
		{"cases_years", r.CasesYears, 1, 100, "years"},
	} {
		if k.n < k.min || k.n > k.max {
			say("retention."+k.key, k.n, fmt.Sprintf("write for how many %s it is kept, %d to %d", k.unit, k.min, k.max))
		}
	}
}

// within tells whether a path is a folder or lies in it, as far as their names say.
func within(path, folder string) bool {
	p, err := filepath.Abs(path)
	f, err2 := filepath.Abs(folder)
	if err != nil || err2 != nil {
		return false
	}
	rest, err := filepath.Rel(f, p)
	return err == nil && filepath.IsLocal(rest)
}

func (c Config) checkTelegram(say func(key string, value any, want string)) {
	t := c.Telegram
	if ways := t.source(TelegramToken); len(ways) > 1 {
		say("telegram.token", strings.Join(ways, " and "), "give the token in exactly one of token, token_file and "+TelegramToken)
	}
	address := func(key, value string, schemes ...string) {
		if value == "" {
			return
		}
		u, err := url.Parse(value)
		if err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme) || strings.Contains(value, "%") {
			shown := "(not shown)" // it may hold a password
			if err == nil {
				shown = u.Redacted()
			}
			say(key, shown, "write an address that begins with "+strings.Join(schemes, ":// or ")+"://, without %")
		}
	}
	if t.APIEndpoint == "" {
		say("telegram.api_endpoint", `""`, `write "https://api.telegram.org"`)
	}
	address("telegram.api_endpoint", t.APIEndpoint, "https", "http")
	address("telegram.file_endpoint", t.FileEndpoint, "https", "http")
	address("telegram.proxy", t.Proxy, "http", "https", "socks5")
	for _, p := range []struct {
		key       string
		n, most   int
		whatLimit string
	}{
		{"per_second", t.PerSecond, 30, "30 a second"},
		{"per_chat_second", t.PerChatSecond, 1, "one a second a chat"},
		{"per_group_minute", t.PerGroupMinute, 20, "20 a minute a group"},
	} {
		if p.n < 0 || p.n > p.most {
			say("telegram."+p.key, p.n, fmt.Sprintf("write 0 (no limit) to %d: Telegram allows about %s", p.most, p.whatLimit))
		}
	}
}

// line finds the line on which a dotted key stands, 0 where the text does not have it. It reads the
// simple TOML that configurations are: [table] headers and key = value. Of a table that stands several
// times the key names one, from 0: hamlet[2].name. Where a table has no such key its header is meant.
func line(text, key string) int {
	nth := 0
	if m := repeated.FindStringSubmatch(key); m != nil {
		nth, _ = strconv.Atoi(m[1])
		key = repeated.ReplaceAllString(key, "")
	}
	of, _, _ := strings.Cut(key, ".")
	table, header, seen := "", 0, -1
	for i, l := range strings.Split(text, "\n") {
		l = strings.TrimSpace(l)
		if strings.HasPrefix(l, "[") {
			table = strings.Trim(strings.SplitN(l, "#", 2)[0], "[] \t")
			if table == of {
				if seen++; seen == nth {
					header = i + 1
				}
			}
			if table == key {
				return i + 1
			}
			continue
		}
		k, _, ok := strings.Cut(l, "=")
		if !ok || table == of && seen != nth {
			continue
		}
		k = strings.Trim(strings.TrimSpace(k), `"`)
		if table != "" {
			k = table + "." + k
		}
		if k == key {
			return i + 1
		}
	}
	return header
}
