package content

import "testing"

func TestLoadEmbedded(t *testing.T) {
	l, problems := Load()
	for _, p := range problems {
		t.Error(p)
	}
	if got := l.Say("vi", "menu.ask", nil); got != "Hỏi thủ tục" {
		t.Error(got)
	}
	if got := l.Say("en", "content.uncertain", nil); got != "(một cửa sẽ xác nhận)" {
		t.Error(got)
	}
	t.Log(len(l.groups), len(l.places))
}
