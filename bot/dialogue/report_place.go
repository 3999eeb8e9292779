package dialogue

import (
	"slices"
	"strings"
	"unicode/utf8"

	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/vi"
)

// askReportHamlet asks in which hamlet it is; those whose news the person receives come first.
func askReportHamlet(t *Turn) {
	if len(t.Hamlets) == 0 { // the configuration changed meanwhile
		t.Set(ReportHamlet, nowhere)
		t.onward()
		return
	}
	choices := t.hamletChoices()
	if some := strings.Fields(t.Get(reportAmong)); len(some) > 0 {
		choices = slices.DeleteFunc(choices, func(c Choice) bool { return !slices.Contains(some, c.Data) })
		t.Question(t.Say("news.which_of"), append(choices, Choice{Label: t.Say("news.all_hamlets"), Data: all})...)
		return
	}
	s := t.subscription()
	if t.Err != nil {
		return
	}
	own := func(c Choice) bool { return s.Active() && s.From(commune.HamletID(c.Data)) }
	slices.SortStableFunc(choices, func(a, b Choice) int {
		switch {
		case own(a) == own(b):
			return 0
		case own(a):
			return -1
		}
		return 1
	})
	choices = append(choices, Choice{Label: t.Say("report.no_hamlet"), Data: nowhere, Also: wordsOf(t.Say("report.no_hamlet_words")), Every: true})
	t.Question(t.Say("report.hamlet"), append(choices, t.notMeant()...)...)
}

func takeReportHamlet(t *Turn) {
	if t.onlyAsked() {
		return
	}
	t.Set(reportAmong, "")
	if t.Chosen == all { // the whole list again
		return
	}
	t.Set(ReportHamlet, t.Chosen)
	t.Set(reportSimilar, "")
	t.onward()
}

// otherReportHamlet reads a name that is written in its own way. Who says the place instead ("trước nhà văn hóa")
// has said something that is asked for next: it is kept, and the hamlet asked for again.
func otherReportHamlet(t *Turn) {
	told := len(t.Told)
	t.otherHamlet(reportAmong, "report.no_such_hamlet", takeReportHamlet)
	place := strings.Join(strings.Fields(vi.Clean(t.Text)), " ")
	if !t.Missed || !namesPlace(place) || len(words(place)) < fewestTold || utf8.RuneCountInString(place) > feedback.MaxPlace {
		return
	}
	t.Missed, t.Told = false, t.Told[:told]
	t.Set(reportPlace, place)
	t.Tell(t.Say("report.place_kept", "Place", place))
}

// placeWords are folded words with which people begin to say where something is: "chỗ", "gần", "trước".
var placeWords = []string{"cho", "o", "gan", "canh", "truoc", "sau", "dau", "cuoi", "ngay", "tai", "giua", "ben", "doi", "duoi", "tren", "trong", "ngoai", "phia", "khu", "doan", "nga", "quang"}

// namesPlace tells whether a text begins as a place does. "Tại sao" is a question.
func namesPlace(text string) bool {
	w := words(text)
	return len(w) > 0 && slices.Contains(placeWords, w[0]) && (len(w) == 1 || w[1] != "sao") && !strings.Contains(text, "?")
}

// askReportPlace asks where exactly it is.
func askReportPlace(t *Turn) {
	t.Question(t.Say("report.place"), Choice{Label: t.Say("report.skip"), Data: nowhere, Also: wordsOf(t.Say("report.skip_words"))})
}

func takeReportPlace(t *Turn) {
	if t.Chosen == nowhere {
		t.Set(reportPlace, nowhere)
		t.onward()
		return
	}
	place := strings.Join(strings.Fields(vi.Clean(t.Text)), " ")
	if n := utf8.RuneCountInString(place); n > feedback.MaxPlace {
		t.Tell(t.Say("report.place_long", "Length", n, "Most", feedback.MaxPlace))
		return
	}
	t.Set(reportPlace, place)
	t.onward()
}
