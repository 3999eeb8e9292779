package telegramtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shared reads one of the notes on the Bot API, which lie beside the repository where they are at all.
func shared(t *testing.T, name string, v any) {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the working directory")
		}
		dir = filepath.Dir(dir)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "..", "shared", "telegram", name))
	if os.IsNotExist(err) {
		t.Skipf("the Bot API as data (../shared/telegram/%s) is not here, so the table is not held against it", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		t.Fatal(err)
	}
}

type docField struct {
	Name     string
	Types    []string
	Required bool
}

type docs struct {
	Methods map[string]struct{ Fields []docField }
	Types   map[string]struct {
		Fields   []docField
		Subtypes []string
	}
}

// Every parameter of the table is documented, with the same types and the same "required".
func TestTableAgainstDocumentation(t *testing.T) {
	var d docs
	shared(t, "bot-api.json", &d)
	for _, m := range table() {
		doc, ok := d.Methods[m.name]
		if !ok {
			t.Errorf("%s is not documented", m.name)
			continue
		}
		against(t, m.name, m.params, doc.Fields)
		for _, f := range doc.Fields {
			if f.Required && m.param(f.Name) == nil {
				t.Errorf("%s: %s is required but not in the table", m.name, f.Name)
			}
		}
	}
	for name, fields := range objects() {
		doc, ok := d.Types[name]
		if !ok {
			t.Errorf("type %s is not documented", name)
			continue
		}
		if name != "BotCommandScope" {
			against(t, name, fields, doc.Fields)
			continue
		}
		var all []docField // a union: its members together, where only "type" is always there
		for _, sub := range doc.Subtypes {
			for _, f := range d.Types[sub].Fields {
				f.Required = f.Name == "type"
				all = append(all, f)
			}
			if key := d.Types[sub].Fields; len(key) == 0 {
				t.Errorf("%s: no fields", sub)
			}
		}
		if len(scopes) != len(doc.Subtypes) {
			t.Errorf("%d scopes, documented are %d", len(scopes), len(doc.Subtypes))
		}
		against(t, name, fields, all)
	}
}

// against holds one list of parameters or fields against the documentation's.
func against(t *testing.T, owner string, params []param, doc []docField) {
	t.Helper()
	for _, p := range params {
		i := slices.IndexFunc(doc, func(f docField) bool { return f.Name == p.name })
		if i < 0 {
			t.Errorf("%s.%s is not documented", owner, p.name)
			continue
		}
		if p.must != doc[i].Required {
			t.Errorf("%s.%s: required %v, documented %v", owner, p.name, p.must, doc[i].Required)
		}
		for _, ty := range strings.Split(p.types, " or ") {
			if !slices.ContainsFunc(doc[i].Types, func(d string) bool { return d == ty || ty == "Boolean" && d == "True" }) {
				t.Errorf("%s.%s: type %s, documented %v", owner, p.name, ty, doc[i].Types)
			}
		}
		inner := strings.NewReplacer("Array of ", "").Replace(p.types)
		for _, ty := range strings.Split(inner, " or ") {
			if !slices.Contains([]string{"Integer", "String", "Boolean", "InputFile"}, ty) && objects()[ty] == nil {
				t.Errorf("%s.%s: nobody knows the fields of %s", owner, p.name, ty)
			}
		}
	}
}

type docLimit struct {
	Min      *int `json:"min"`
	Max      *int `json:"max"`
	MinLen   *int `json:"min_length"`
	MaxLen   *int `json:"max_length"`
	MinItems *int `json:"min_items"`
	MaxItems *int `json:"max_items"`
	MB       *int `json:"max_megabytes"`
	Unit     string
	Parsed   bool `json:"after_entities_parsing"`
}

// Every documented limit of a parameter in the table is in the table, and none is there that is not
// documented, but for those named here with their source.
func TestLimitsAgainstDocumentation(t *testing.T) {
	var d struct{ Fields map[string]docLimit }
	shared(t, "constraints.json", &d)
	ours := map[string]limit{}
	for _, m := range table() {
		for _, p := range m.params {
			ours[m.name+"."+p.name] = p.limit
		}
	}
	for name, fields := range objects() {
		for _, p := range fields {
			ours[name+"."+p.name] = p.limit
		}
	}
	undocumented := []string{"getUpdates.timeout"} // server: Client.h:1610, a clamp
	for name, l := range ours {
		doc, ok := d.Fields[name]
		if !ok {
			if l != none && !slices.Contains(undocumented, name) {
				t.Errorf("%s: limit %+v is not documented", name, l)
			}
			continue
		}
		pick := func(own int, choices ...*int) bool {
			for _, c := range choices {
				if c != nil {
					return own == *c
				}
			}
			return own == 0
		}
		if !pick(l.min, doc.Min, doc.MinLen, doc.MinItems) || !pick(l.max, doc.Max, doc.MaxLen, doc.MaxItems, doc.MB) {
			t.Errorf("%s: limit %+v, documented %+v", name, l, doc)
		}
		if doc.Parsed != (l.unit == parsed) || doc.Unit == "bytes" != (l.unit == inBytes) || (doc.MaxItems != nil) != (l.unit == elements) {
			t.Errorf("%s: unit %v, documented %+v", name, l.unit, doc)
		}
	}
}

// Every text that the server gives is one that the notes on the real server list, and every one that
// they list for what we use is given.
func TestErrorTexts(t *testing.T) {
	var d struct {
		Errors []struct {
			Code        int `json:"error_code"`
			Description string
		}
	}
	shared(t, "errors.json", &d)
	kinds := []string{"group", "supergroup", "channel"}
	ours := []*failure{
		{code: 404, text: textNotFound}, {code: 404, text: textNoMethod}, {code: 401, text: textUnauthorized},
		{code: 401, text: textBadToken}, {code: 500, text: textInternal},
		conflict(textWebhookActive), conflict(textOtherPoll), conflict(textOtherWebhook),
		forbidden(textBlocked), forbidden(textDeactivated), forbidden(textNeverStarted),
	}
	for _, text := range []string{
		textChatEmpty, textChatNotFound, textUpgraded, textNoRights, textEmpty, textRawTooLong, textTooLong,
		textCaptionTooLong, textParseMode, textMarkupJSON, textMarkupObject, textTextButton, textButtonData,
		textMarkupTooLong, textNotModified, textEditNotFound, textCantEdit, textDeleteNotFound, textCantDelete,
		textReplyNotFound, textQueryTooOld, textOptionsJSON, textOptionsArray, textCommandsArray, textWrongURL,
		textSecretTooLong, textSecretLetters,
	} {
		ours = append(ours, bad(text))
	}
	for _, k := range kinds {
		for _, standing := range []string{"kicked", "left"} {
			ours = append(ours, (&chat{kind: k, standing: standing}).refusal())
		}
	}
	notGiven := map[string]string{
		"Too Many Requests: retry after N":                                                                         "N is a number: see the judge's tests",
		"Bad Request: private chat not found":                                                                      "a person whom TDLib itself does not know",
		"Forbidden: the group chat was deleted":                                                                    "not modelled",
		"Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"":                   "see the tests of HTML",
		"Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset N":                          "see the tests of HTML",
		"Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'": "MarkdownV2 is not modelled",
		"Bad Request: can't parse MessageEntity: ...":                                                              "see the tests of entities",
		"Bad Request: failed to get HTTP URL content":                                                              "nothing is fetched",
		"(no JSON: an HTML page of the front proxy)":                                                               "a fault",
	}
	listed := map[string]int{}
	for _, e := range d.Errors {
		listed[e.Description] = e.Code
		i := slices.IndexFunc(ours, func(f *failure) bool { return f.text == e.Description })
		if i < 0 && notGiven[e.Description] == "" {
			t.Errorf("%q is not given by this server", e.Description)
		}
	}
	for _, f := range ours {
		if listed[f.text] != f.code {
			t.Errorf("%d %q: the notes say %d", f.code, f.text, listed[f.text])
		}
	}
}
