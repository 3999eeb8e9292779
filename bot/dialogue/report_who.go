package dialogue

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"loaxom/internal/feedback"
	"loaxom/internal/vi"
)

// askWho asks whom the commune may ask back; nobody has to say it.
func askWho(t *Turn) {
	t.Question(t.Say("report.who"),
		Choice{Label: t.Say("report.anonymous"), Data: anonymous, Also: wordsOf(t.Say("report.anonymous_words"))},
		Choice{Label: t.Say("report.no_name"), Data: nowhere, Also: wordsOf(t.Say("report.skip_words"))})
}

func takeWho(t *Turn) {
	name, phone := "", ""
	if t.Chosen == "" {
		var why string
		if name, phone, why = readContact(t.Text); why != "" {
			t.Tell(t.Say("report." + why))
			return
		}
	}
	t.Set(reportName, name)
	t.Set(reportPhone, phone)
	t.Set(reportAnon, map[bool]string{true: "1"}[t.Chosen == anonymous])
	t.Set(reportWho, "1")
	t.onward()
}

// phoneNumber finds a telephone number of Việt Nam as people write it: 0912 345 678, +84 912.345.678.
var phoneNumber = regexp.MustCompile(`(?:\+?84|0)(?:[ .-]?\d){8,10}`)

// contactWords are the folded words around a name and a number that belong to neither.
var contactWords = []string{"toi ten la", "em ten la", "chau ten la", "ten toi la", "ten em la", "toi la", "em la", "chau la", "bac la", "ten la", "ten", "so dien thoai la", "so dien thoai", "dien thoai", "sdt", "dt", "so"}

// politeEnds are words behind a name, in small letters as nobody writes a name.
var politeEnds = []string{"nhé", "nhe", "ạ", "đây", "đấy", "đó"}

// longestName is how many words a name has at most; more is something else.
const longestName = 7

// readContact reads a name and a telephone number, either of which may be missing; why is the message that
// says what is wrong with the text.
func readContact(text string) (name, phone, why string) {
	text = strings.Join(strings.Fields(vi.Clean(text)), " ")
	rest := text
	if at := phoneNumber.FindStringIndex(text); at != nil {
		number := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r == '+' {
				return r
			}
			return -1
		}, text[at[0]:at[1]])
		if n := digits(number); n <= 11 && (at[1] == len(text) || !unicode.IsDigit(rune(text[at[1]]))) && (at[0] == 0 || !unicode.IsDigit(rune(text[at[0]-1]))) {
			phone, rest = number, text[:at[0]]+" "+text[at[1]:]
		}
	}
	if digits(rest) > 0 {
		if digits(rest) >= 9 {
			return "", "", "who_identity"
		}
		return "", "", "who_number"
	}
	for name = rest; ; {
		bare := bareName(name)
		if bare == name {
			break
		}
		name = bare
	}
	if len(strings.Fields(name)) > longestName || utf8.RuneCountInString(name) > feedback.MaxName || name == "" && phone == "" {
		return "", "", "who_unclear"
	}
	return name, phone, ""
}

// bareName is a text without what stands before and behind a name.
func bareName(text string) string {
	f := strings.Fields(strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }))
	if n := len(f); n > 0 && slices.Contains(politeEnds, f[n-1]) {
		f = f[:n-1]
	}
	for _, w := range contactWords {
		n := len(strings.Fields(w))
		if len(f) >= n && strings.Join(words(strings.Join(f[:n], " ")), " ") == w {
			f = f[n:]
		}
		if len(f) >= n && strings.Join(words(strings.Join(f[len(f)-n:], " ")), " ") == w {
			f = f[:len(f)-n]
		}
	}
	return strings.Join(f, " ")
}
