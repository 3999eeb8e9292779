package dialogue

import (
	"strconv"
	"strings"
	"time"

	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/staff"
	"loaxom/internal/vi"
)

// Notices is what talks about notices need of the bot.
type Notices struct {
	Desk *broadcast.Desk
	// Outlook is Desk.Outlook for whoever writes, as things are in this turn: it may be asked for as often
	// as a question is.
	Outlook func(broadcast.Draft) (broadcast.Outlook, error)
}

// Names of the talks about notices, and the field that names which notice, or which letter, it is about.
const (
	NoticeTalk  = "thongbao"
	RefuseTalk  = "tuchoi"
	CorrectTalk = "dinhchinh"
	LetterTalk  = "traloi"
	NoticeField = "notice"
	IssueField  = "issue"
	HashField   = "hash"
)

// MayWriteNotice tells whether somebody may send notices to anybody.
func MayWriteNotice(by commune.Actor) bool {
	return staff.Could(by, staff.ToNotify) || staff.Could(by, staff.ToNotifyWide)
}

// Notice is /thongbao: write or forward anything, say for whom, look at it, send it. Nothing is stored before
// that.
func Notice() Script {
	return Script{
		Name: NoticeTalk, May: MayWriteNotice, More: "notify.another", Alone: "notify.private", Empty: "notify.empty", Files: takeNoticeFiles,
		Keeps: func(k Talk) bool { return k.Fields[noticeText] != "" || len(k.Files) > 0 },
		Resumed: func(t *Turn) {
			if t.Talk.Step == "sure" || t.Talk.Step == "when" { // it was looked at
				t.Show(t.Notices.Desk.Preview(t.draft()))
			}
		},
		Steps: map[string]Step{
			First:     {Ask: askContent, Take: takeContent, Text: true},
			"to":      {Ask: askTo, Take: takeTo, Other: otherTo},
			"hamlets": {Ask: askHamlets, Take: takeHamlets, Other: otherHamlets},
			"topic":   {Ask: askTopic, Take: takeTopic},
			"sure":    {Ask: askNoticeSure, Take: takeNoticeSure, Other: otherNoticeSure},
			"when":    {Ask: askWhen, Take: takeWhen, Text: true, Lines: true},
			"waiting": {Ask: askWaiting, Take: takeWaiting},
		},
	}
}

// Fields of the talk.
const (
	noticeText    = "text"
	noticeTo      = "to" // toHamlets, toTopic, toCommune, toStaff, toLeaders
	noticeHamlets = "hamlets"
	noticeTopic   = "topic"
	noticeUrgent  = "urgent"
	noticeAck     = "ack"
	noticeAt      = "at"   // Unix seconds; empty: now
	noticeFull    = "full" // the album of which it was said that there are too many files
)

// Data of choices that are not ids.
const (
	look    = "+look"    // what was collected is all
	rewrite = "+rewrite" // all of it anew
	decide  = "+decide"  // the notices that wait for a second person
)

// DraftOf is what a talk about a notice has written so far.
func DraftOf(k Talk) broadcast.Draft { return (&Turn{Talk: k}).draft() }

// draft is the notice as it is so far.
func (t *Turn) draft() broadcast.Draft {
	d := broadcast.Draft{Files: t.Talk.Files, Urgent: t.Get(noticeUrgent) != "", Ack: t.Get(noticeAck) != ""}
	if text := t.Get(noticeText); text != "" {
		d.Text = channel.Plain(text)
	}
	switch t.Get(noticeTo) {
	case toHamlets:
		for _, h := range strings.Fields(t.Get(noticeHamlets)) {
			d.Target.Hamlets = append(d.Target.Hamlets, commune.HamletID(h))
		}
	case toTopic:
		d.Target.Topic = audience.Topic(t.Get(noticeTopic))
	case toCommune:
		d.Target.Commune = true
	case toStaff:
		d.Target.Roles = []commune.Role{commune.Staff, commune.Head, commune.Chair}
	case toLeaders:
		d.Target.Roles = []commune.Role{commune.Leader}
	}
	if at, err := strconv.ParseInt(t.Get(noticeAt), 10, 64); err == nil {
		d.At = time.Unix(at, 0).UTC()
	}
	return d
}

// askContent asks for what is to be sent; where something is there already, for more of it.
func askContent(t *Turn) {
	if t.Get(noticeText) != "" || len(t.Talk.Files) > 0 {
		t.Question(t.Say("notify.more"), Choice{Label: t.Say("notify.look"), Data: look, Also: strings.Split(t.Say("notify.look_words"), ", ")},
			Choice{Label: t.Say("notify.rewrite"), Data: rewrite})
		return
	}
	var choices []Choice
	wait, err := broadcast.ForSecond(t.Read, t.Actor)
	if t.failed(err) {
		return
	}
	if len(wait) > 0 {
		choices = append(choices, Choice{Label: t.Say("notify.waiting", "Count", len(wait)), Data: decide})
	}
	text := t.Say("notify.write")
	if to := t.only(); to != "" {
		text = t.Say("notify.write_to", "To", hamletName(t.Hamlets, to))
	}
	t.Question(text, choices...)
}

func takeContent(t *Turn) {
	switch t.Chosen {
	case look:
		t.written()
		return
	case rewrite:
		t.forgetContent()
		return
	case decide:
		t.Go("waiting")
		return
	}
	alone := len(t.Talk.Files) == 0
	if t.addText(t.Text) && alone {
		t.written()
	}
}

// addText adds words to the notice, if they are some and not too many.
func (t *Turn) addText(typed string) bool {
	text := vi.Clean(typed)
	if len(vi.Words(text)) == 0 && len(t.Talk.Files) == 0 {
		t.Tell(t.Say("notify.empty"))
		return false
	}
	return t.addTo(noticeText, "\n\n", text, broadcast.MaxText, "notify.text_long")
}

func (t *Turn) forgetContent() {
	t.Set(noticeText, "")
	t.Set(noticeFull, "")
	t.Drop()
}

// written goes on with what was written: to the question for whom it is, or to the preview.
func (t *Turn) written() {
	if to := t.only(); to != "" && t.Get(noticeTo) == "" {
		t.Set(noticeTo, toHamlets)
		t.Set(noticeHamlets, string(to))
	}
	if t.Get(noticeTo) == "" {
		t.Go("to")
		return
	}
	t.preview()
}

// only is the hamlet of a leader who can send nowhere else; empty: there is a choice.
func (t *Turn) only() commune.HamletID {
	if led := t.led(); len(led) == 1 && !staff.Could(t.Actor, staff.ToNotifyWide) {
		return led[0]
	}
	return ""
}

// led are the hamlets that whoever writes leads, as far as the commune still lists them.
func (t *Turn) led() []commune.HamletID {
	if !staff.Could(t.Actor, staff.ToNotify) {
		return nil
	}
	return t.stillThere(t.Actor.Hamlets)
}

// takeNoticeFiles reads what came that is no text alone: what can be sent on is kept.
func takeNoticeFiles(t *Turn) bool {
	if why := t.unfit(); why != "" {
		t.Tell(why)
		return true
	}
	rest := t.Rest()
	if len(t.Talk.Files)+len(t.Files) > broadcast.MaxFiles {
		if t.Quiet = t.Album != "" && t.Get(noticeFull) == t.Album; !t.Quiet {
			t.Tell(t.Say("notify.files_many", "Most", broadcast.MaxFiles))
		}
		t.Set(noticeFull, t.Album)
		return true
	}
	told := len(t.Told)
	t.Keep(t.Files...)
	if t.Text != "" {
		t.addText(t.Text)
	}
	switch {
	case t.Talk.Step == "sure": // it was looked at, and is another one now
		t.preview()
	case rest && len(t.Told) == told:
		t.Quiet = true
	case t.Talk.Step != First && !rest:
		t.Tell(t.Say("notify.added"))
	}
	return true
}

// unfit says why what came cannot be part of a notice, and what to do instead; empty: it can.
func (t *Turn) unfit() string {
	switch {
	case t.Media == "poll", t.Media == "sticker", t.Media == "location", t.Media == "contact":
		return t.Say("notify.no_" + t.Media)
	case len(t.Files) == 0:
		return t.Say("notify.no_other")
	}
	for _, f := range t.Files {
		if f.Size > broadcast.MaxFile {
			return t.Say("notify.file_large", "Size", f.Size>>20, "Most", broadcast.MaxFile>>20)
		}
	}
	return ""
}
