package privacy

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// page is what somebody gets to read: a title, what it is, and sections of plain lines. As a file it is a web
// page without anything that is loaded, because every telephone opens one; as a message it is text.
type page struct {
	Lang     string
	Title    string
	Intro    []string
	Sections []section
	End      []string
}

type section struct {
	Title string
	Lines []string
}

// pageOf collects what all rooms keep of a conversation.
func (d *Desk) pageOf(r kv.Reader, to address.Record, lang string, now time.Time) (p page, err error) {
	say := func(id string, data map[string]any) string { return d.say(lang, id, data) }
	p = page{Lang: lang, Title: say("data.title", nil), Intro: []string{say("data.intro", map[string]any{"At": d.stamp(now)}), say("data.rights", nil)}}
	for _, room := range d.cfg.Rooms {
		if room.About == nil {
			continue
		}
		s := section{Title: say("data.section_"+room.Name, nil)}
		err := room.About(r, to, func(id string, data ...any) { s.Lines = append(s.Lines, say("data."+id, d.named(lang, data))) })
		if err != nil {
			return p, fmt.Errorf("%s: %w", room.Name, err)
		}
		if len(s.Lines) > 0 {
			p.Sections = append(p.Sections, s)
		}
	}
	p.End = []string{say("data.nothing_else", nil)}
	return p, nil
}

// named turns names and values as rooms tell them into those of a message.
func (d *Desk) named(lang string, data []any) map[string]any {
	named := map[string]any{}
	for i := 0; i+1 < len(data); i += 2 {
		named[data[i].(string)] = d.worded(lang, data[i+1])
	}
	return named
}

func (d *Desk) worded(lang string, value any) any {
	switch v := value.(type) {
	case time.Time:
		return d.stamp(v)
	case address.Word:
		if text, ok := d.cfg.Say(lang, string(v), nil); ok && text != "" {
			return text
		}
		return string(v)
	case []address.Word:
		var all []string
		for _, w := range v {
			all = append(all, fmt.Sprint(d.worded(lang, w)))
		}
		return strings.Join(all, ", ")
	case commune.HamletID, commune.OfficeID:
		if name := d.cfg.Name(v); name != "" {
			return name
		}
		return fmt.Sprint(v)
	}
	return value
}

func (d *Desk) stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(d.cfg.Zone).Format("02/01/2006 15:04")
}

// text is the page as a message.
func (p page) text() string {
	var b strings.Builder
	b.WriteString(p.Title + "\n")
	for _, s := range append(p.Intro, "") {
		b.WriteString(s + "\n")
	}
	for _, s := range p.Sections {
		b.WriteString(s.Title + "\n")
		for _, l := range s.Lines {
			b.WriteString("• " + l + "\n")
		}
		b.WriteString("\n")
	}
	b.WriteString(strings.Join(p.End, "\n"))
	return b.String()
}

var pageForm = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>body{font-family:sans-serif;font-size:1.1em;line-height:1.5;max-width:45em;margin:1em auto;padding:0 1em}li{margin:.3em 0;overflow-wrap:anywhere}</style>
</head>
<body>
<h1>{{.Title}}</h1>
{{range .Intro}}<p>{{.}}</p>
{{end}}{{range .Sections}}<h2>{{.Title}}</h2>
<ul>
{{range .Lines}}<li>{{.}}</li>
{{end}}</ul>
{{end}}{{range .End}}<p>{{.}}</p>
{{end}}</body>
</html>
`))

// file is the page as a file.
func (p page) file() ([]byte, error) {
	var b strings.Builder
	if err := pageForm.Execute(&b, p); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}
