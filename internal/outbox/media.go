package outbox

import (
	"slices"
	"sync"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// known is the platform's id of a file that we have the content of: it was uploaded once, and goes out by
// its id from then on.
type known struct {
	Channel string `json:"ch"`
	Hash    string `json:"h"`
	Ref     string `json:"r"`
}

var knowns = kv.NewTable("media", func(k known) kv.Key { return mediaKey(k.Channel, k.Hash) })

func mediaKey(name, hash string) kv.Key { return kv.Key{}.Text(name).Text(hash) }

// withRefs puts in the ids under which the platform has the files, and takes out those of another platform. The
// newest one counts: an older one in the message may be refused by now.
func withRefs(r kv.Reader, name string, files []channel.File) ([]channel.File, error) {
	if len(files) == 0 {
		return files, nil
	}
	files = slices.Clone(files)
	for i := range files {
		files[i] = files[i].On(name)
		if files[i].Hash == "" {
			continue
		}
		k, err := knowns.Get(r, mediaKey(name, files[i].Hash))
		switch {
		case err == nil:
			files[i].Ref, files[i].Channel = k.Ref, name
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	return files, nil
}

// keepRefs notes the ids that the platform told, where they are news.
func keepRefs(tx kv.Tx, name string, files []channel.File, refs []string) error {
	for i, f := range files {
		if i >= len(refs) || refs[i] == "" || f.Hash == "" {
			continue
		}
		if k, err := knowns.Get(tx, mediaKey(name, f.Hash)); err == nil && k.Ref == refs[i] {
			continue
		}
		if err := knowns.Put(tx, known{Channel: name, Hash: f.Hash, Ref: refs[i]}); err != nil {
			return err
		}
	}
	return nil
}

// uploads knows which files are being uploaded, so that those who need the same one wait for its id
// instead of uploading it beside.
type uploads struct {
	mu   sync.Mutex
	of   map[string]bool   // by hash
	done map[string]uint64 // by hash: the number of the upload that ended last
	n    uint64            // of uploads that have ended
}

func newUploads() uploads { return uploads{of: map[string]bool{}, done: map[string]uint64{}} }

// mostDone bounds what is remembered of uploads that are over.
const mostDone = 1000

// uploadWait is how long whoever needs a file that is being uploaded rests before asking again.
const uploadWait = 500 * time.Millisecond

// ended is how many uploads have ended: for whoever is about to read the ids.
func (u *uploads) ended() uint64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.n
}

// begin notes what m uploads; end must follow. False: somebody uploads one of its files already, or has done
// so since the ids were read, when so many uploads had ended.
func (u *uploads) begin(m channel.Outgoing, since uint64) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, f := range m.Files {
		if f.Ref == "" && (u.of[f.Hash] || u.done[f.Hash] > since) {
			return false
		}
	}
	for _, f := range m.Files {
		if f.Ref == "" {
			u.of[f.Hash] = true
		}
	}
	return true
}

// end notes that what m uploads is over, when its ids are stored.
func (u *uploads) end(m channel.Outgoing) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.done) > mostDone {
		clear(u.done)
	}
	for _, f := range m.Files {
		if f.Ref == "" && u.of[f.Hash] {
			delete(u.of, f.Hash)
			u.n++
			u.done[f.Hash] = u.n
		}
	}
}

// uploadPace is the slowest line that an upload is waited for, in bytes a second.
const uploadPace = 100 << 10

// patience is how long a call with m may take.
func patience(m channel.Outgoing) time.Duration {
	d := callTimeout
	for _, f := range m.Files {
		if f.Ref == "" {
			d += time.Duration(f.Size/uploadPace+15) * time.Second
		}
	}
	return d
}
