package telegram

import (
	"context"
	"encoding/json"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	callTimeout   = 30 * time.Second // of a call whose caller set no earlier end
	uploadTimeout = 15 * time.Minute // of one with files: the largest over a line of 60 kB a second
	maxAnswer     = 1 << 20          // bytes; of a call that is not getUpdates
)

// call makes one request and gives its result. With files it is an upload.
func (c *Channel) call(ctx context.Context, method string, params tg.Params, files ...tg.RequestFile) (json.RawMessage, *failure) {
	most := callTimeout
	if len(files) > 0 {
		most = uploadTimeout
	}
	if end, ok := ctx.Deadline(); !ok || time.Until(end) > most {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, most)
		defer cancel()
	}
	return c.request(&trip{ctx: ctx, http: c.http, most: maxAnswer, text: method == "sendMessage"}, method, params, files...)
}

func (c *Channel) request(t *trip, method string, params tg.Params, files ...tg.RequestFile) (json.RawMessage, *failure) {
	token, f := c.tokens.current(c.now())
	if f != nil {
		f.method, f.text = method, c.scrub.clean(f.text, "")
		return nil, f
	}
	t.sent.Store(waiting) // the library may fail before it asks for anything
	var result json.RawMessage
	var err error
	if len(files) > 0 {
		result, err = c.upload(t, token, method, params, files)
	} else {
		result, err = c.post(t, token, method, params)
	}
	if err == nil {
		return result, nil
	}
	f = c.failure(method, token, t, err)
	switch {
	case f.said && f.code == 400 && f.says(harmless):
		return nil, nil
	case f.said && f.code == 401:
		if c.tokens.refuse(token, c.now()) {
			c.alarm("token", c.tokens.trouble())
		}
	case f.code == 404:
		c.alarm("address", "Telegram does not know this address; look at telegram.api_endpoint")
	case f.trust:
		c.alarm("certificate", "the certificate of Telegram's address is not accepted: "+f.text)
	}
	return nil, f
}

// upload makes one request with files and gives its result.
func (c *Channel) upload(t *trip, token, method string, params tg.Params, files []tg.RequestFile) (json.RawMessage, error) {
	api := tg.BotAPI{Token: token, Client: t}
	api.SetAPIEndpoint(c.api)
	resp, err := api.UploadFiles(method, params, files)
	if err != nil {
		return nil, err
	}
	return resp.Result, nil
}

// whoami learns our own name.
func (c *Channel) whoami(ctx context.Context) (name string, f *failure) {
	result, f := c.call(ctx, "getMe", nil)
	if f != nil {
		return "", f
	}
	var me tg.User
	if err := json.Unmarshal(result, &me); err != nil {
		return "", &failure{method: "getMe", code: 200, text: "the answer does not read"}
	}
	if me.UserName != "" && c.Username() != me.UserName {
		c.self.Store(&me.UserName)
		c.log.Info("telegram answers", "link", "https://t.me/"+me.UserName)
	}
	return me.UserName, nil
}
