package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// maxBody is the largest request: a file of 50 MB and room for the rest (Bot API, "Sending files").
const maxBody = 50<<20 + 1<<20

// slip is something about the request as a whole that is not as documented.
type slip struct{ param, rule, detail string }

// read takes the parameters out of the query and the body, in the four forms of the documentation
// ("Making requests"). An error means that the connection broke.
func (c *call) read(r *http.Request) ([]slip, error) {
	var slips []slip
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		slips = append(slips, slip{"", RuleRequest, "verb " + r.Method})
	}
	if r.URL.RawQuery != "" {
		slips = append(slips, c.readForm(r.URL.RawQuery)...)
	}
	if r.Body == nil || r.Body == http.NoBody {
		return slips, nil
	}
	kind, opts, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // an empty kind is judged below
	if kind == "multipart/form-data" {
		more, err := c.readParts(multipart.NewReader(io.LimitReader(r.Body, maxBody), opts["boundary"]))
		return append(slips, more...), err
	}
	var b strings.Builder
	most := int64(maxBody)
	if r.ContentLength > 0 && r.ContentLength < maxBody {
		most = r.ContentLength + 1 // one more, so that the end is seen
		b.Grow(int(r.ContentLength))
	}
	buf, _ := c.s.buffers.Get().(*[4096]byte)
	if buf == nil {
		buf = new([4096]byte)
	}
	_, err := io.CopyBuffer(&b, io.LimitReader(r.Body, most), buf[:])
	c.s.buffers.Put(buf)
	body := b.String()
	switch {
	case err != nil:
		return slips, err
	case len(body) == 0:
	case kind == "application/x-www-form-urlencoded":
		slips = append(slips, c.readForm(body)...)
	case kind == "application/json":
		slips = append(slips, c.readJSON(body)...)
	default: // the real server ignores it
		slips = append(slips, slip{"", RuleRequest, fmt.Sprintf("body of type %q", kind)})
	}
	return slips, nil
}

func (c *call) readForm(form string) (slips []slip) {
	for pair := range strings.SplitSeq(form, "&") {
		if pair == "" {
			continue
		}
		name, text, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		text, err2 := url.QueryUnescape(text)
		if errors.Join(err, err2) != nil {
			slips = append(slips, slip{"", RuleRequest, "escaped wrongly: " + pair})
			continue
		}
		slips = append(slips, c.add(arg{name: name, text: text})...)
	}
	return slips
}

func (c *call) readJSON(body string) (slips []slip) {
	dec := json.NewDecoder(strings.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return []slip{{"", RuleRequest, "the body is no JSON object"}}
	}
	for dec.More() {
		name, err := dec.Token()
		var raw json.RawMessage
		if err == nil {
			err = dec.Decode(&raw)
		}
		if err != nil {
			return append(slips, slip{"", RuleRequest, "the body is no JSON: " + err.Error()})
		}
		a := arg{name: fmt.Sprint(name), text: string(raw), json: true, body: true}
		if raw[0] == '"' {
			a.json = json.Unmarshal(raw, &a.text) != nil
		}
		slips = append(slips, c.add(a)...)
	}
	if _, err := dec.Token(); err != nil {
		slips = append(slips, slip{"", RuleRequest, "the body is no JSON: " + err.Error()})
	}
	return slips
}

func (c *call) readParts(parts *multipart.Reader) (slips []slip, err error) {
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			return slips, nil
		}
		if err != nil {
			return slips, err
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return slips, err
		}
		_, opts, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition")) // read by NextPart before
		name, isFile := opts["filename"]
		if !isFile {
			slips = append(slips, c.add(arg{name: p.FormName(), text: string(content)})...)
			continue
		}
		if strings.ContainsAny(name, `/\`) {
			slips = append(slips, slip{p.FormName(), RuleFileName, "a path where a base name belongs"})
		}
		if c.files == nil {
			c.files = make(map[string]*upload)
		}
		if c.files[p.FormName()] != nil {
			slips = append(slips, slip{p.FormName(), RuleTwice, "two files"})
		}
		c.files[p.FormName()] = &upload{field: p.FormName(), name: name, content: content}
	}
}

// add keeps a parameter; the first one counts, as in the real server.
func (c *call) add(a arg) []slip {
	for i := range c.args {
		if c.args[i].name == a.name {
			return []slip{{a.name, RuleTwice, a.text}}
		}
	}
	if c.args == nil {
		c.args = make([]arg, 0, 8)
	}
	c.args = append(c.args, a)
	return nil
}
