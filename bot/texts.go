package bot

import (
	"sync"
	"time"

	"loaxom/content"
)

// texts keeps the sections of entries as they are shown on one day: what a figure's value is depends
// on the day and on nothing else, and putting it in takes longer than finding the entry.
type texts struct {
	lib *content.Library

	mu  sync.RWMutex
	day content.Date
	of  map[textKey]string

	sources map[sourceKey]string // of no day: what an entry names does not change
}

type textKey struct {
	entry   string
	section content.SectionID
}

type sourceKey struct{ entry, lang string }

// source is the line that names an entry's source.
func (x *texts) source(lang string, e *content.Entry) string {
	if e.National() {
		return x.lib.SourceLine(lang, e)
	}
	key := sourceKey{e.ID, lang}
	x.mu.RLock()
	line, ok := x.sources[key]
	x.mu.RUnlock()
	if ok {
		return line
	}
	line = x.lib.SourceLine(lang, e)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.sources == nil {
		x.sources = map[sourceKey]string{}
	}
	x.sources[key] = line
	return line
}

// section is a section as it is shown on that day.
func (x *texts) section(e *content.Entry, s content.SectionID, on time.Time) string {
	if e.National() { // no figures to fill in, and too much to keep twice
		return x.lib.Shown(e, s, on)
	}
	day, key := content.DateOf(on), textKey{e.ID, s}
	x.mu.RLock()
	text, ok := x.of[key]
	ok = ok && x.day.Equal(day)
	x.mu.RUnlock()
	if ok {
		return text
	}
	text = x.lib.Shown(e, s, on)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of == nil || !x.day.Equal(day) {
		x.day, x.of = day, map[textKey]string{}
	}
	x.of[key] = text
	return text
}
