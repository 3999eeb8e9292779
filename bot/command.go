package bot

import (
	"slices"
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/staff"
	"loaxom/internal/vi"
)

// commands are the slash commands and, for channels without them, the words that mean the same when
// they are a whole message (design, section 3.3). Commands whose issue is still to come are answered
// by their menu line.
var commands = map[string]func(t *turn, rest string){
	"start": func(t *turn, rest string) { t.start(rest) },
	"menu":  func(t *turn, _ string) { t.menu("bot.start") },
	"hoi": func(t *turn, rest string) {
		if rest == "" {
			t.groups()
			return
		}
		t.question(rest)
	},
	"thutuc": func(t *turn, _ string) { t.groups() },
	"dangky": func(t *turn, rest string) { t.newsOf(rest) },
	"huy":    func(t *turn, _ string) { t.stopNews() },
	"noi":    func(t *turn, rest string) { t.bindGroup(rest) },
	"phananh": func(t *turn, rest string) {
		if rest != "" {
			_, rest, _ = strings.Cut(vi.Clean(t.m.Text), " ") // all of it, not only what a question may have
		}
		t.openReport(strings.TrimSpace(rest), false)
	},
	"tracuu":   func(t *turn, rest string) { t.lookUp(rest) },
	"hopthu":   func(t *turn, _ string) { t.inbox(feedback.Waiting, 0) },
	"bantin":   func(t *turn, _ string) { t.publications() },
	"dulieu":   func(t *turn, _ string) { t.seeData() },
	"xoa":      func(t *turn, _ string) { t.begin(dialogue.EraseTalk) },
	"ngonngu":  func(t *turn, rest string) { t.languages(rest) },
	"trogiup":  func(t *turn, _ string) { t.help() },
	"help":     func(t *turn, _ string) { t.help() },
	"language": func(t *turn, rest string) { t.languages(rest) },
	"vidu":     func(t *turn, _ string) { t.examples() },
	"thongbao": func(t *turn, rest string) { t.writeNotice(rest) },
	"baocao":   func(t *turn, _ string) { t.reports() },
	"duyet":    func(t *turn, _ string) { t.reviewing("", "") },
	"cauhoi":   func(t *turn, _ string) { t.questions("", "") },
	"quyen":    func(t *turn, _ string) { t.begin("quyen") },
}

// dutyCommand is a command of people with a duty.
type dutyCommand struct {
	name string
	acts []staff.Act // who could do one of them has the command
}

// dutyCommands are the commands that only people with a duty have, and are shown, in order. Whoever builds
// one adds it here and in commands; what it does is the message "command.<name>".
var dutyCommands = []dutyCommand{
	{"hopthu", []staff.Act{staff.ToWorkCase}},
	{"thongbao", []staff.Act{staff.ToNotify, staff.ToNotifyWide, staff.ToConfirmUrgent}},
	{"baocao", []staff.Act{staff.ToNotify, staff.ToNotifyWide}},
	{"bantin", []staff.Act{staff.ToRunBulletins}},
	{"duyet", []staff.Act{staff.ToEditContent}},
	{"cauhoi", []staff.Act{staff.ToAnswer}},
	{"quyen", []staff.Act{staff.ToInvite}},
}

// DutyCommands are the commands that an actor has beside those of everybody.
func DutyCommands(by commune.Actor) (names []string) {
	for _, c := range dutyCommands {
		if slices.ContainsFunc(c.acts, func(a staff.Act) bool { return staff.Could(by, a) }) {
			names = append(names, c.name)
		}
	}
	return names
}

// commandWords are folded whole messages that mean a command.
var commandWords = map[string]string{
	"menu": "menu", "bat dau": "start", "trang chu": "menu", "quay lai": "menu",
	"thu tuc": "thutuc", "cac thu tuc": "thutuc", "hoi thu tuc": "thutuc",
	"dang ky nhan tin": "dangky", "nhan tin cua xom": "dangky",
	"phan anh": "phananh", "gop y": "phananh", "kien nghi": "phananh", "gui phan anh": "phananh", "muon phan anh": "phananh", "toi muon phan anh": "phananh",
	"gui gop y": "phananh", "gui kien nghi": "phananh", "bao su co": "phananh", "phan anh kien nghi": "phananh",
	"tra cuu phan anh": "tracuu", "tra cuu": "tracuu", "phan anh cua toi": "tracuu", "xem phan anh": "tracuu", "xem phan anh cua toi": "tracuu",
	"phan anh cua toi den dau roi": "tracuu", "phan anh den dau roi": "tracuu", "ban tin": "bantin", "cac ban tin": "bantin", "xem ban tin": "bantin",
	"phan quyen":      "quyen",
	"du lieu cua toi": "dulieu", "xem du lieu cua toi": "dulieu", "xem du lieu": "dulieu",
	"xoa du lieu": "xoa", "xoa du lieu cua toi": "xoa", "xoa het du lieu": "xoa", "xoa het du lieu cua toi": "xoa",
	"xoa thong tin cua toi": "xoa", "xoa het thong tin": "xoa", "xoa het thong tin cua toi": "xoa", "toi muon xoa du lieu": "xoa", "toi muon xoa het du lieu": "xoa", "toi muon xoa het thong tin": "xoa", "muon xoa du lieu": "xoa", "xoa du lieu giup toi": "xoa",
	"thong bao": "thongbao", "gui thong bao": "thongbao",
	"ngon ngu": "ngonngu", "language": "ngonngu", "doi ngon ngu": "ngonngu", "english": "ngonngu", "tieng viet": "ngonngu", "tieng anh": "ngonngu", "vietnamese": "ngonngu",
	"tro giup": "trogiup", "huong dan": "trogiup", "help": "trogiup",
}

// waitingWords are folded whole messages by which who has reported something asks what has become of it. What
// others mean by them is a question.
var waitingWords = map[string]bool{
	"chua duoc giai quyet": true, "chua giai quyet": true, "chua ai giai quyet": true, "sao chua giai quyet": true, "van chua giai quyet": true, "van chua duoc giai quyet": true,
	"chua ai sua": true, "van chua sua": true, "van chua ai sua": true, "sao chua sua": true, "chua thay ai sua": true, "chua thay ai den": true, "bao gio sua": true, "bao gio thi sua": true, "bao gio moi sua": true, "bao gio thi sua cho": true, "khi nao sua": true,
	"bao gio giai quyet": true, "bao gio thi giai quyet": true, "bao gio tra loi": true, "bao gio thi tra loi": true, "khi nao tra loi": true, "sao chua tra loi": true, "chua thay tra loi": true,
}

// dutyWords mean a command of those who have it; what a resident means by them is a question.
var dutyWords = map[string]string{"bao cao": "baocao", "bao cao thong bao": "baocao", "duyet thong bao": "thongbao", "thong bao khan": "thongbao", "gui thong bao khan": "thongbao", "tin khan": "thongbao", "bao khan": "thongbao", "viet thong bao": "thongbao", "soan thong bao": "thongbao",
	"moi nguoi": "quyen", "moi nguoi moi": "quyen", "moi can bo": "quyen", "moi truong xom": "quyen", "thu hoi quyen": "quyen",
	"phan anh cua xom": "baocao", "phan anh trong xom": "baocao", "phan anh o xom": "baocao", "thong bao da gui": "baocao", "cac thong bao da gui": "baocao",
	"hop thu": "hopthu", "hop thu phan anh": "hopthu", "viec can xu ly": "hopthu", "vu viec": "hopthu", "phan anh can xu ly": "hopthu"}

// commandWord is the command that a whole message means without a slash; empty: none. duty: only people with
// a duty mean it by that.
func (t *turn) commandWord(text string) (name string, duty bool) {
	folded := t.fold(text)
	if name := dutyWords[folded]; name != "" && slices.Contains(DutyCommands(t.m.Actor), name) {
		return name, true
	}
	if waitingWords[folded] && t.reported() {
		return "tracuu", false
	}
	return commandWords[folded], false
}

// command answers a slash command or a word that means one.
func (t *turn) command(text string) bool {
	if !strings.HasPrefix(text, "/") {
		name, _ := t.commandWord(text)
		if name != "" && !t.notYours(name) {
			commands[name](t, "")
		}
		return name != ""
	}
	name, rest, _ := strings.Cut(strings.TrimPrefix(text, "/"), " ")
	name, _, _ = strings.Cut(name, "@")
	name = strings.ReplaceAll(vi.Fold(name), " ", "")
	act, ok := commands[name]
	switch {
	case !ok:
		t.menu("bot.no_command")
	case !t.notYours(name):
		act(t, strings.TrimSpace(rest))
	}
	return true
}
