// Package broadcast brings one message to many: notices of hamlet leaders and of the commune, and the
// issues of bulletins. Whom it is for is frozen when it is confirmed, as a list of our own address ids,
// and worked off step by step: each step enqueues deliveries and moves the cursor in one transaction, so
// a crash repeats nothing and loses nobody. The alternative, all deliveries at once, would hold the one
// writer for seconds, could not be stopped half way, and would fill the store with what may yet be
// cancelled.
package broadcast

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
	"unicode/utf8"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// ID names a notice.
type ID string

// MaxText is the longest text of a notice in characters: one message on every channel (design,
// section 6).
const MaxText = 1800

// Bounds of the files of a notice.
const (
	MaxFiles = 10       // of one album (Bot API, sendMediaGroup)
	MaxFile  = 50 << 20 // bytes; Telegram sends no larger one for a bot
)

// State is where a notice stands.
type State string

// The states of a notice.
const (
	Asked     State = "asked"     // waits for a second person
	Confirmed State = "confirmed" // goes out, or will at its time; its Run tells the rest
	Refused   State = "refused"   // the second person said no
	Withdrawn State = "withdrawn" // the author took it back before it was confirmed
)

// Draft is what an author wants to be sent.
type Draft struct {
	Target audience.Target `json:"to"`
	Text   channel.Text    `json:"t,omitempty"`
	Files  []channel.File  `json:"f,omitempty"`
	Urgent bool            `json:"u,omitempty"` // an emergency: with sound, at night too, and never by one person alone
	Ack    bool            `json:"a,omitempty"` // with the button "✅ Đã đọc"
	At     time.Time       `json:"at,omitzero"` // when; zero: now
}

// Hash is of everything in the draft that its recipients, or their number, hang on: what was approved
// is what is sent.
func (d Draft) Hash() string {
	b, err := json.Marshal(d)
	if err != nil { // plain data always marshals
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Check is Invalid where the draft could not be sent on any day.
func (d Draft) Check() error {
	if err := d.Target.Check(); err != nil {
		return err
	}
	text := d.Text.String()
	switch {
	case !channel.Shows(text) && len(d.Files) == 0:
		return fault.New(fault.Invalid, "broadcast: an empty notice")
	case utf8.RuneCountInString(text) > MaxText:
		return fault.New(fault.Invalid, "broadcast: a text of %d characters; at most %d", utf8.RuneCountInString(text), MaxText)
	case len(d.Files) > MaxFiles:
		return fault.New(fault.Invalid, "broadcast: %d files; at most %d", len(d.Files), MaxFiles)
	}
	for _, f := range d.Files {
		if f.Size > MaxFile {
			return fault.New(fault.Invalid, "broadcast: a file of %d bytes; at most %d", f.Size, MaxFile)
		}
	}
	return nil
}

// Wide tells whether a draft goes to more than the hamlet of one leader.
func (d Draft) Wide(by commune.Actor) bool {
	t := d.Target
	return !(len(t.Hamlets) == 1 && t.Topic == "" && !t.Commune && len(t.Roles) == 0 && by.Leads(t.Hamlets[0]))
}

// Notice is a draft that its author has let go.
type Notice struct {
	ID     ID              `json:"id"`
	Draft  Draft           `json:"d"`
	Hash   string          `json:"h"`
	Author commune.StaffID `json:"by"`
	Role   commune.Role    `json:"role"`
	From   address.ID      `json:"from"` // the author's conversation: progress and report go there
	State  State           `json:"st"`
	Made   time.Time       `json:"made"`
	Second commune.StaffID `json:"second,omitempty"` // who approved or refused it
	Reason string          `json:"why,omitempty"`    // of a refusal
	Asks   int             `json:"asks,omitempty"`   // how often the others were asked
	AskAt  time.Time       `json:"ask_at,omitzero"`  // when they are asked again; zero: not any more
	Edits  int             `json:"edits,omitempty"`  // runs over those who got it that went out after it
	Fixes  string          `json:"fix,omitempty"`    // of a correction: the cause of what it puts right, as that first went out
	Number int             `json:"no,omitempty"`     // which correction of that it is, from 1
	Let    time.Time       `json:"let,omitzero"`     // when the correction was let go
	Named  Named           `json:"named,omitzero"`   // how the correction calls what it puts right
	Form   *Form           `json:"form,omitempty"`   // of the correction of an issue: how it looks
}

var notices = kv.NewTable("notice", func(n Notice) ID { return n.ID },
	kv.Index[Notice]{Name: madeIndex, Keys: func(n Notice) []kv.Key {
		return []kv.Key{kv.Key{}.Text(string(n.Author)).Time(n.Made)}
	}},
	kv.Index[Notice]{Name: timeIndex, Keys: func(n Notice) []kv.Key { return []kv.Key{kv.Key{}.Time(n.Made)} }},
	kv.Index[Notice]{Name: askIndex, Keys: func(n Notice) []kv.Key {
		if n.State != Asked {
			return nil
		}
		return []kv.Key{kv.Key{}.Time(n.AskAt)}
	}},
	kv.Index[Notice]{Name: fixIndex, Keys: func(n Notice) []kv.Key {
		if n.Fixes == "" {
			return nil
		}
		return []kv.Key{kv.Key{}.Text(n.Fixes).Uint(uint64(n.Number))}
	}})

const (
	madeIndex = "made" // by author and time
	timeIndex = "time" // of everybody, by time
	fixIndex  = "fix"  // corrections, by what they put right
	askIndex  = "ask"  // those that wait for a second person, by when that one is asked again
)

// Get reads a notice. NotFound where there is none.
func Get(r kv.Reader, id ID) (Notice, error) { return notices.Get(r, id) }

// Last are the author's newest notices, the newest first, at most most; of everybody where no author is
// named.
func Last(r kv.Reader, author commune.StaffID, most int) (list []Notice, err error) {
	index, key, end := timeIndex, kv.Key(nil), []byte(nil)
	if author != "" {
		index, key = madeIndex, kv.Key{}.Text(string(author))
		end = key.End()
	}
	var ids []ID
	err = notices.IDs(r, index, key, end, func(_ kv.Key, id ID) error {
		if ids = append(ids, id); len(ids) > most {
			ids = ids[1:]
		}
		return nil
	})
	for i := len(ids) - 1; i >= 0 && err == nil; i-- {
		var n Notice
		if n, err = notices.Get(r, ids[i]); err == nil {
			list = append(list, n)
		}
	}
	return list, err
}

// Waiting are the notices that wait for a second person, in the order in which they are due.
func Waiting(r kv.Reader) (list []Notice, err error) {
	err = notices.ByIndex(r, askIndex, nil, nil, func(n Notice) error {
		list = append(list, n)
		return nil
	})
	return list, err
}
