package bot

import (
	"slices"
	"strings"

	"loaxom/internal/broadcast"
	"loaxom/internal/commune"
	"loaxom/internal/vi"
)

// bareWords are folded whole messages by which people with a duty mean a button of a list of theirs. Without
// that list they are no question of a resident's either.
var bareWords = []string{
	"duyet", "duyet luon", "duyet het", "duyet tat ca", "an", "an di", "hien lai", "cho hien lai", "de sau", "bo qua", "gui", "gui di", "gui ngay", "gui luon",
	"sua", "sua lai", "sua tin", "dinh chinh", "dinh chinh tin", "tra loi", "thu hoi", "gan vao bai", "thanh bai", "hen gio", "dong y gui", "khong gui", "tam dung", "tiep tuc",
	"nhan xu ly", "hoi them", "ghi chu", "ghi chu noi bo", "chuyen phong", "giao nguoi khac", "dong", "dong vu viec", "tu choi", "gop", "xem lien he", "xem vu viec",
	"nhan", "nhan viec", "nhan luon", "chuyen", "giao", "giao viec",
}

// barely are bareWords for a button that is called otherwise.
var barely = map[string]string{"nhan viec": "nhan", "nhan luon": "nhan", "giao viec": "giao"}

// bareButton presses the one button that begins with such a word: "giao" means "Giao người khác".
func (t *turn) bareButton(folded string) bool {
	if other := barely[folded]; other != "" {
		folded = other
	}
	data := ""
	for _, c := range t.State.Choices {
		if !strings.HasPrefix(vi.Fold(c.Label), folded+" ") {
			continue
		}
		if data != "" {
			return false
		}
		data = c.Data
	}
	if data != "" {
		t.pressed(data)
	}
	return data != ""
}

// dutyWord tells people with a duty where such a word has its list. It is not looked up and not kept.
func (t *turn) dutyWord(text string) bool {
	folded := t.fold(text)
	if t.m.Group || !slices.Contains(bareWords, folded) {
		return false
	}
	own := DutyCommands(t.m.Actor)
	if len(own) == 0 {
		return false
	}
	if (strings.HasPrefix(folded, "sua") || strings.HasPrefix(folded, "dinh chinh")) && t.changeNotice() {
		return true
	}
	if t.bareButton(folded) {
		return true
	}
	t.line("duty.bare", "Commands", commandList(own))
	return true
}

// changeNotice takes a wish to change the notice that is shown. Before it went out it cannot be changed: it
// is stopped, and written anew.
func (t *turn) changeNotice() bool {
	at := func(act string) int {
		return slices.IndexFunc(t.State.Choices, func(c Choice) bool { return strings.HasPrefix(c.Data, broadcast.Data(act, "")) })
	}
	if i := at("edit"); i >= 0 {
		t.pressed(t.State.Choices[i].Data)
		return true
	}
	for _, act := range []string{"retract", "cancel"} {
		if i := at(act); i >= 0 {
			t.line("notify.stop_first", "Stop", t.State.Choices[i].Label)
			return true
		}
	}
	return false
}

// commandList is commands in one line.
func commandList(names []string) string { return "/" + strings.Join(names, ", /") }

// notYours tells people with a duty that a command belongs to another one, and which are theirs.
func (t *turn) notYours(command string) bool {
	own := DutyCommands(t.m.Actor)
	ofDuty := slices.ContainsFunc(dutyCommands, func(c dutyCommand) bool { return c.name == command })
	if !ofDuty || command == "bantin" || len(own) == 0 || slices.Contains(own, command) {
		return false // residents have bulletins by that command too
	}
	id := "duty.not_yours"
	if !t.m.Actor.Is(commune.Leader) { // one of the commune's staff
		id = "duty.not_yours_here"
	}
	t.line(id, "Commands", commandList(own))
	return true
}

// forStaff are the messages that people with a duty read as "<id>_duty", because they are no residents to
// the commune.
var forStaff = []string{"dialogue.choose", "dialogue.over", "bot.number", "bot.gone", "bot.not_found", "bot.conflict", "bot.invalid", "bot.trouble"}
