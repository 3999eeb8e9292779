package bot

import (
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/address"
	"loaxom/internal/staff"
)

// invited takes a typed text as an invitation's code, where it looks like one.
func (t *turn) invited(text string) bool {
	code, looks := staff.ReadCode(text)
	if !looks {
		return false
	}
	if !t.groupCode(code) {
		t.redeem(code)
	}
	return true
}

// redeem puts a code to the test and says what came of it. After too many wrong ones nothing is said.
func (t *turn) redeem(code string) {
	switch {
	case t.m.Group:
		t.line("code.private")
		return
	case t.m.Read == nil: // nothing is stored here (ask), invitations neither
		t.menu("code." + string(staff.Wrong))
		return
	}
	a, err := staff.Try(t.m.Read, address.ID(t.m.Actor.Address), code, staff.NewStaffID(t.m.NewID()), t.m.Now)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	t.Acts = append(t.Acts, a.Commit)
	t.State.Talk = nil
	switch {
	case a.Verdict == staff.Shut:
		t.Acts = nil
	case a.Verdict == staff.Accepted:
		t.accepted(a)
	case a.Last:
		t.menu("code.last")
	default:
		t.menu("code."+string(a.Verdict), "Days", int(staff.ValidFor.Hours()/24))
	}
}

// commandLine is a command and what it does.
func (t *turn) commandLine(name string) string { return "/" + name + ": " + t.say("command."+name) }

// dutyLines are the commands of whoever writes, one a line; empty: they have no duty.
func (t *turn) dutyLines() string {
	var lines []string
	for _, name := range DutyCommands(t.m.Actor) {
		lines = append(lines, t.commandLine(name))
	}
	return strings.Join(lines, "\n")
}

// accepted welcomes somebody to a duty and names its commands.
func (t *turn) accepted(a staff.Attempt) {
	say := func(id string, data ...any) string { return t.say(id, data...) }
	var duties []string
	for _, g := range a.Account.Duties() {
		duties = append(duties, dialogue.DutyWords(say, t.cfg.Hamlets, t.cfg.Offices, g))
	}
	text := t.say("code.accepted", "Duties", strings.Join(duties, ", "))
	for _, name := range DutyCommands(a.Account.Actor()) {
		text += "\n" + t.commandLine(name)
	}
	t.menuBelow(plain(text))
}
