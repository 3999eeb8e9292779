package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// MaxDownload is the largest file that Telegram lets a bot download, in bytes (Bot API, getFile).
const MaxDownload = 20 << 20

// tooBig says that Telegram hands a file out to no bot.
var tooBig = []string{"file is too big"}

// Fetch downloads a file that a person sent, at most most bytes of it: what is larger is Refused, before
// the download where Telegram tells the size. All goes through the configured file endpoint and proxy.
func (c *Channel) Fetch(ctx context.Context, fileID string, most int64) ([]byte, error) {
	result, f := c.call(ctx, "getFile", tg.Params{"file_id": fileID})
	if f != nil && f.says(tooBig) {
		return nil, fault.New(fault.Refused, "telegram: getFile: %w", channel.ErrLarge)
	}
	if f != nil {
		return nil, c.fault(f)
	}
	var file tg.File
	if err := json.Unmarshal(result, &file); err != nil || file.FilePath == "" {
		return nil, fault.New(fault.Refused, "telegram: getFile: there is no file to download")
	}
	if int64(file.FileSize) > most {
		return nil, fault.New(fault.Refused, "telegram: getFile: %w: %d bytes, at most %d are taken", channel.ErrLarge, file.FileSize, most)
	}
	return c.download(ctx, file.FilePath, most)
}

func (c *Channel) download(ctx context.Context, name string, most int64) ([]byte, error) {
	token, f := c.tokens.current(c.now())
	if f != nil {
		f.method = "file"
		return nil, c.fault(f)
	}
	fail := func(kind fault.Kind, err error) error {
		return fault.New(kind, "telegram: file: %s", c.scrub.clean(err.Error(), token))
	}
	where := c.files + "/bot" + token + (&url.URL{Path: path.Clean("/" + name)}).EscapedPath()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, where, nil)
	if err != nil {
		return nil, fail(fault.Internal, err)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err
		}
		return nil, fail(fault.Busy, err) // reading has no effect, so it may simply be done again
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		kind := fault.Busy
		if resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone {
			kind = fault.NotFound // the address of a file is good for an hour
		}
		return nil, fail(kind, errors.New(strings.ToLower(http.StatusText(resp.StatusCode))))
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err != nil {
		return nil, fail(fault.Busy, err)
	}
	if int64(len(b)) > most {
		return nil, fault.New(fault.Refused, "telegram: file: %w: more than %d bytes", channel.ErrLarge, most)
	}
	return b, nil
}
