package telegram

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// post makes one request without files and gives its result, as the library's MakeRequest does with a
// third of the work: a backlog spends much of its time here.
func (c *Channel) post(t *trip, token, method string, params tg.Params) (json.RawMessage, error) {
	address, err := c.addresses.of(c.api, token, method)
	if err != nil {
		return nil, err
	}
	body := form(params)
	r, err := http.NewRequestWithContext(t.traced(), http.MethodPost, "", bytes.NewReader(body)) // a Reader of bytes can be read again where nothing was written
	if err != nil {
		return nil, err
	}
	r.URL, r.Host = address, address.Host
	r.Header = formHeader
	_, answer, err := t.answer(r)
	if err != nil {
		t.err = err
		return nil, err
	}
	if t.text {
		if number := sentNumber(answer); number != nil {
			return number, nil
		}
	}
	var resp tg.APIResponse
	if json.Unmarshal(answer, &resp) != nil { // which wants nothing behind it, and does not tell what was cut
		resp = tg.APIResponse{}
		if err := json.NewDecoder(bytes.NewReader(answer)).Decode(&resp); err != nil {
			return nil, err
		}
	}
	if resp.Ok {
		return resp.Result, nil
	}
	told := &tg.Error{Code: resp.ErrorCode, Message: resp.Description}
	if resp.Parameters != nil {
		told.ResponseParameters = *resp.Parameters
	}
	return nil, told
}

// formHeader is that of every form. Transports may not change it (net/http, RoundTripper).
var formHeader = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}

// form writes params as a form, in the order of their names.
func form(params tg.Params) []byte {
	var room [16]string
	names := room[:0]
	size := 0
	for name, value := range params {
		names = append(names, name)
		size += len(name) + escapedLen(value) + 2
	}
	slices.Sort(names)
	b := make([]byte, 0, size)
	for i, name := range names {
		if i > 0 {
			b = append(b, '&')
		}
		b = appendEscaped(append(append(b, name...), '='), params[name]) // names are ours: letters and _
	}
	return b
}

// bare tells of the bytes that stand for themselves in a form (WHATWG URL, application/x-www-form-urlencoded
// serializing: these alone need no escape; "~" is escaped there).
var bare = func() (is [256]bool) {
	for c := range is {
		is[c] = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.' || c == '*'
	}
	return is
}()

func escapedLen(s string) int {
	n := len(s)
	for i := range len(s) {
		if !bare[s[i]] && s[i] != ' ' {
			n += 2
		}
	}
	return n
}

func appendEscaped(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case bare[c]:
			b = append(b, c)
		case c == ' ':
			b = append(b, '+')
		default:
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}

// addresses keeps the addresses of the methods, since parsing one takes longer than writing the form.
type addresses struct{ known sync.Map }

type addressKey struct{ token, method string }

// of is the address of a method. It is shared and must not be changed.
func (a *addresses) of(api, token, method string) (*url.URL, error) {
	key := addressKey{token, method}
	if u, ok := a.known.Load(key); ok {
		return u.(*url.URL), nil
	}
	u, err := url.Parse(fmt.Sprintf(api, token, method))
	if err != nil {
		return nil, err
	}
	a.known.Store(key, u)
	return u, nil
}
