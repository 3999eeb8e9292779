package content

import (
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Languages of the bot's own lines. Entries are Vietnamese only.
const (
	Vietnamese = "vi"
	English    = "en"
)

// locale holds the bot's own lines. Files are read per message over the layers: an overlay that
// changes one line need not repeat the others, and a newer program's new lines are there under an
// older overlay.
type locale struct {
	bundle    *i18n.Bundle
	localizer map[string]*i18n.Localizer
	messages  map[string]map[string]message // language, id
	fixed     sync.Map                      // said: text of messages without data
	unknown   sync.Map                      // ids that were asked for and that nobody wrote
}

// message is one line with the file it stands in.
type message struct {
	*i18n.Message
	file string
}

// reserved are ids that the i18n library reads as the parts of a message, not as messages.
func reserved() []string {
	return []string{"id", "description", "hash", "leftdelim", "rightdelim", "zero", "one", "two", "few", "many", "other", "translation"}
}

func newLocale() *locale {
	return &locale{messages: map[string]map[string]message{Vietnamese: {}, English: {}}}
}

// languageOf is the language of a locale file: "vi.toml" and "xom.vi.toml" are both Vietnamese.
func languageOf(file string) string {
	name := strings.TrimSuffix(path.Base(file), ".toml")
	return name[strings.LastIndexByte(name, '.')+1:]
}

// add reads one file. Within a layer an id stands once; a higher layer's line replaces a lower's.
func (l *locale) add(file string, data []byte, report func(key, format string, args ...any), seen map[string]string) {
	lang := languageOf(file)
	if l.messages[lang] == nil {
		report("", "language %q is not known; name the file vi.toml, en.toml, or like xom.vi.toml", lang)
		return
	}
	var raw map[string]toml.Primitive
	md, err := toml.Decode(string(data), &raw)
	if err != nil {
		reportDecode(report, data, &raw, err)
		return
	}
	for _, id := range slices.Sorted(maps.Keys(raw)) {
		m, readable := decodeMessage(&md, raw[id], id)
		switch other, twice := seen[lang+" "+id]; {
		case slices.Contains(reserved(), strings.ToLower(id)):
			report(id, "a message cannot be named %q; write a name with a dot, like [\"menu.%s\"]", id, id)
			continue
		case twice:
			report(id, "message %q stands already in %s; keep one of them", id, other)
			continue
		case !readable:
			report(id, "message %q is not text; write [%q] and below it other = \"...\"", id, id)
			continue
		}
		seen[lang+" "+id] = file
		if m.Other == "" {
			report(id, "message %q has no text; write other = \"...\"", id)
			continue
		}
		l.messages[lang][id] = message{Message: m, file: file}
	}
	for _, k := range md.Undecoded() {
		report(k.String(), "unknown key %q; a message has other, one and description", k[len(k)-1])
	}
}

// decodeMessage reads ["id"] other = "...", or "id" = "...".
func decodeMessage(md *toml.MetaData, raw toml.Primitive, id string) (*i18n.Message, bool) {
	var text string
	if md.PrimitiveDecode(raw, &text) == nil {
		return &i18n.Message{ID: id, Other: text}, true
	}
	var form struct {
		Description, One, Other string
	}
	err := md.PrimitiveDecode(raw, &form)
	return &i18n.Message{ID: id, Description: form.Description, One: form.One, Other: form.Other}, err == nil
}

// seal makes the bundle once all files are read.
func (l *locale) seal() {
	l.bundle = i18n.NewBundle(language.Vietnamese)
	l.localizer = map[string]*i18n.Localizer{}
	for _, lang := range []string{Vietnamese, English} {
		for _, m := range l.messages[lang] {
			l.bundle.MustAddMessages(language.MustParse(lang), m.Message)
		}
		l.localizer[lang] = i18n.NewLocalizer(l.bundle, lang)
	}
}

// say is Library.Say. What takes no data is the same each time: most of what the bot says, labels above
// all, is kept once it was made.
func (l *locale) say(lang, id string, data map[string]any) string {
	if data != nil {
		return l.render(lang, id, data)
	}
	key := said{lang, id}
	if text, ok := l.fixed.Load(key); ok {
		return text.(string)
	}
	text := l.render(lang, id, nil)
	if l.messages[Vietnamese][id].Message != nil { // an id out of nowhere would let it grow
		l.fixed.Store(key, text)
	}
	return text
}

type said struct{ lang, id string }

func (l *locale) render(lang, id string, data map[string]any) string {
	loc := l.localizer[lang]
	if loc == nil {
		loc = l.localizer[Vietnamese]
	}
	config := &i18n.LocalizeConfig{MessageID: id, TemplateData: data}
	if n, ok := data["Count"]; ok {
		config.PluralCount = n
	}
	text, err := loc.Localize(config)
	if text == "" && err != nil {
		config.PluralCount = nil // a count that is no number: the message as it is
		text, _ = loc.Localize(config)
	}
	const hole = "<no value>" // what text/template writes for a missing name
	if text == "" || strings.Contains(text, hole) {
		l.unknown.Store(id, true)
	}
	if text == "" && id != "say.unknown" {
		return l.say(lang, "say.unknown", nil)
	}
	return strings.ReplaceAll(text, hole, "…")
}
