package dialogue

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// correctSeen is how many corrections had gone out when the text of this one was written.
const correctSeen = "seen"

// Correction is the talk in which somebody corrects what went out: the notice of NoticeField, or the issue of
// IssueField. news may be nil, where there is no store.
func Correction(news *bulletin.Desk) Script {
	c := correcting{news}
	return Script{
		Name: CorrectTalk, Empty: "notify.fix_empty", Alone: "notify.private",
		Keeps: func(k Talk) bool { return CorrectionOf(k) != "" },
		Resumed: func(t *Turn) {
			if w, ok := c.wrong(t); ok && t.Talk.Step == "sure" {
				t.Show(t.Notices.Desk.FixPreview(t.Actor, w, channel.Plain(CorrectionOf(t.Talk))))
			}
		},
		May: func(by commune.Actor) bool { return MayWriteNotice(by) || news != nil && news.MayCorrect(by) },
		Steps: map[string]Step{
			First:  {Ask: c.askText, Take: c.takeText, Text: true},
			"sure": {Ask: c.askSure, Take: c.takeSure},
		},
	}
}

// CorrectionOf is the text that a talk about a correction has.
func CorrectionOf(k Talk) string { return k.Fields[noticeText] }

type correcting struct{ news *bulletin.Desk }

// wrong is what the talk corrects. Where that cannot be corrected now the talk ends with why.
func (c correcting) wrong(t *Turn) (w broadcast.Wrong, ok bool) {
	var err error
	issue := t.Get(IssueField) != ""
	if issue {
		w, err = c.news.Wrong(t.Read, t.Actor, bulletin.IssueID(t.Get(IssueField)))
	} else {
		w, err = t.Notices.Desk.Wrong(t.Read, t.Actor, broadcast.ID(t.Get(NoticeField)))
	}
	if why := WhyNot(err, issue); why != "" {
		t.End(t.Say(why))
		return w, false
	}
	if t.failed(err) {
		return w, false
	}
	if w.Asked != "" {
		t.End(t.Say("notify.fix_waits"))
		return w, false
	}
	return w, true
}

// WhyNot is the message that says why something cannot be corrected; empty where the error says no such thing.
func WhyNot(err error, issue bool) string {
	switch {
	case fault.Is(err, fault.NotFound):
		return "bot.not_found"
	case fault.Is(err, fault.Denied):
		return "bot.denied"
	case fault.Is(err, fault.Conflict) && issue:
		return "notify.fix_none_issue"
	case fault.Is(err, fault.Conflict):
		return "notify.fix_none"
	case fault.Is(err, fault.Invalid):
		return "notify.fix_old"
	}
	return ""
}

func (c correcting) askText(t *Turn) {
	w, ok := c.wrong(t)
	if !ok {
		return
	}
	lines := []string{t.Say("notify.fix", "Day", t.Day(w.Named.At), "Text", w.Draft.Text.String())}
	if w.Number > 0 {
		lines[0] = t.Say("notify.fix_more", "Day", t.Day(w.Named.At), "Text", w.Draft.Text.String(), "Last", t.Day(w.Last))
	}
	if w.Rest > 0 {
		lines = append(lines, t.Say("notify.fix_rest", "Count", vi.Number(int64(w.Rest))))
	}
	t.Question(strings.Join(lines, "\n"))
}

func (c correcting) takeText(t *Turn) {
	w, ok := c.wrong(t)
	if !ok {
		return
	}
	text := vi.Clean(t.Text)
	switch n := utf8.RuneCountInString(text); {
	case len(vi.Words(text)) == 0, t.Number > 0, slices.Contains(strings.Split(t.Say("notify.fix_words"), ", "), vi.Fold(text)): // a line of another list, or the button once more
		t.Tell(t.Say("notify.fix_empty"))
	case n > broadcast.MaxText:
		t.Tell(t.Say("notify.text_long", "Length", vi.Number(int64(n)), "Most", vi.Number(broadcast.MaxText)))
	case w.Same(text):
		t.Tell(t.Say("notify.fix_same"))
	default:
		t.Set(noticeText, text)
		t.Set(correctSeen, strconv.Itoa(w.Number))
		t.Show(t.Notices.Desk.FixPreview(t.Actor, w, channel.Plain(text)))
		t.Go("sure")
	}
}

func (c correcting) askSure(t *Turn) {
	w, ok := c.wrong(t)
	if !ok {
		return
	}
	if t.Get(correctSeen) != strconv.Itoa(w.Number) {
		t.Tell(t.Say("notify.fix_overtaken"))
		t.Go(First)
		return
	}
	o, err := t.Notices.Desk.FixOutlook(t.Read, t.Actor, w, t.Now)
	if t.failed(err) {
		return
	}
	lines := []string{t.Say("notify.fix_sure", "Count", vi.Number(int64(w.Reach)))}
	if w.Rest > 0 {
		lines = append(lines, t.Say("notify.fix_sure_rest", "Count", vi.Number(int64(w.Rest))))
	}
	if o.Quiet {
		lines = append(lines, t.Say("notify.quiet_now", "When", t.moment(o.Begins)))
	}
	var choices []Choice
	switch {
	case o.Second && o.Seconds == 0:
		lines = append(lines, t.Say("notify.fix_no_second"))
	case o.Second:
		if w.Draft.Urgent {
			lines = append(lines, t.Say("notify.urgent"))
		}
		lines = append(lines, t.Say("notify.second", "Count", o.Seconds))
		choices = append(choices, Choice{Label: t.Say("notify.send_second"), Data: send, Also: strings.Split(t.Say("notify.send_words"), ", ")})
	default:
		choices = append(choices, Choice{Label: t.Say("notify.fix_send"), Data: send, Also: strings.Split(t.Say("notify.send_words"), ", ")})
	}
	t.Question(strings.Join(lines, "\n"), append(choices, Choice{Label: t.Say("notify.edit"), Data: edit}, Choice{Label: t.Say("notify.throw"), Data: throw})...)
}

func (c correcting) takeSure(t *Turn) {
	switch t.Chosen {
	case edit:
		t.Go(First)
		return
	case throw:
		t.End(t.Say("notify.fix_thrown"))
		return
	}
	w, ok := c.wrong(t)
	if !ok {
		return
	}
	o, err := t.Notices.Desk.FixOutlook(t.Read, t.Actor, w, t.Now)
	if t.failed(err) || o.Second && o.Seconds == 0 { // the question says why
		return
	}
	by, now, desk, text := t.Actor, t.Now, t.Notices.Desk, channel.Plain(t.Get(noticeText))
	issue, notice, seen := bulletin.IssueID(t.Get(IssueField)), broadcast.ID(t.Get(NoticeField)), w.Number
	t.Do(func(tx kv.Tx) error {
		if issue != "" {
			_, err := c.news.Correct(tx, by, issue, seen, text, now)
			return err
		}
		w, err := desk.Wrong(tx, by, notice)
		if err == nil {
			_, err = desk.Correct(tx, by, w, seen, text, now)
		}
		return err
	})
	switch count := vi.Number(int64(o.To)); {
	case o.Second:
		t.End(t.Say("notify.fix_sent_second", "Count", count))
	case o.Quiet:
		t.End(t.Say("notify.fix_sent_later", "Count", count, "When", t.moment(o.Begins)))
	default:
		t.End(t.Say("notify.fix_sent", "Count", count))
	}
}
