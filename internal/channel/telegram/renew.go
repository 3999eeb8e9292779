package telegram

import (
	"context"
	"errors"
	"slices"
	"sync"

	"loaxom/internal/channel"
)

// renewals remembers under which new ids files were uploaded whose old ones Telegram had refused. The store
// learns of the new id when that message is noted as sent; what was on its way by then asks here.
type renewals struct {
	turn chan struct{} // held by whoever uploads

	mu sync.Mutex
	of map[string]string // by the refused id
}

// mostRenewed bounds what is remembered: by then the store knows.
const mostRenewed = 1000

func newRenewals() *renewals {
	return &renewals{turn: make(chan struct{}, 1), of: map[string]string{}}
}

// enter waits for one's turn; release gives it on.
func (r *renewals) enter(ctx context.Context) (release func(), f *failure) {
	select {
	case r.turn <- struct{}{}:
		return func() { <-r.turn }, nil
	case <-ctx.Done():
		f = &failure{method: "upload", local: true, text: "another upload took too long"}
		if errors.Is(ctx.Err(), context.Canceled) {
			f.text = "the program ends"
		}
		return nil, f
	}
}

// apply puts the new ids in the place of refused ones.
func (r *renewals) apply(files []channel.File) []channel.File {
	r.mu.Lock()
	defer r.mu.Unlock()
	files = slices.Clone(files)
	for i := range files {
		if ref, ok := r.of[files[i].Ref]; ok && files[i].Hash != "" {
			files[i].Ref, files[i].Channel = ref, Name
		}
	}
	return files
}

// note remembers the new ids of files.
func (r *renewals) note(files []channel.File, refs []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.of) > mostRenewed {
		clear(r.of)
	}
	for i, f := range files {
		if i < len(refs) && refs[i] != "" && f.Ref != "" && f.Hash != "" {
			r.of[f.Ref] = refs[i]
		}
	}
}
