package bot

import "loaxom/bot/faq"

// danger answers words of fire, violence, an accident, a person in need, a child in danger with the
// fixed reply that names whom to call, before anything else. It tells whether there was any.
func (t *turn) danger(text string) bool {
	kind := t.words.danger.find(text)
	if kind == "" {
		return false
	}
	t.line("danger." + kind)
	return true
}

// askingWords tell that a call for help holds a question about papers too.
var askingWords = []string{"thế nào", "làm sao", "ra sao", "làm lại", "cần gì", "ở đâu", "giấy", "sổ", "thủ tục", "hồ sơ", "bao nhiêu", "đăng ký", "khai", "trợ cấp", "hỗ trợ", "bảo hiểm"}

// besideDanger answers the question that came with a call for help, if it surely is one ("nhà cháy
// mất sổ đỏ, làm lại thế nào"). Nothing is offered or asked of somebody in need.
func (t *turn) besideDanger(text string) {
	t.Decision = None // whatever is answered beside it: danger was what the message was about
	if t.words.asking.find(words(text)) == "" {
		return
	}
	r := t.index.Ask(text)
	t.note(r)
	if r.Decision == faq.Answer {
		t.State.Question = keep(text)
		t.give(r)
	}
}

// refused answers a request for something that must not be had, in one line.
func (t *turn) refused(text string) bool {
	kind := t.words.refuse(words(text))
	if kind == "" {
		return false
	}
	t.Decision = None
	if !t.words.answers[kind] {
		t.menu("refusal." + kind)
		return true
	}
	t.line("refusal." + kind)
	r := t.index.Ask(text)
	t.note(r)
	if r.Decision != faq.None {
		t.State.Question = keep(text)
		t.give(r)
	}
	return true
}

// smallTalk answers a greeting, thanks, an insult and the like with one polite line and the menu.
func (t *turn) smallTalk(text string) bool {
	kind := t.words.talkKind(text)
	if kind == "" {
		return false
	}
	t.Decision = None
	t.menu("talk." + kind)
	return true
}
