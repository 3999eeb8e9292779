package staff

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Entry is one line of the audit: who did what to which object, and when. It names things by their ids
// and contents by their hashes; it never holds the text of a case, a name or a phone number, because it
// cannot be taken back.
//
// Whoever notes an act fills in Act to Reason; Note fills in the rest.
type Entry struct {
	Seq     uint64          `json:"n"`                 // 1, 2, 3, ... without a gap
	At      time.Time       `json:"at"`                // UTC
	By      commune.StaffID `json:"by,omitempty"`      // empty: somebody without an account
	Role    commune.Role    `json:"role,omitempty"`    // with which it was done
	Machine bool            `json:"machine,omitempty"` // "at the machine": at the command line, where By is what --by said

	Act    string `json:"act"`              // room and verb: "account.invite", "content.approve"
	Kind   string `json:"kind,omitempty"`   // what Object is: "account", "entry", "param", "case"
	Object string `json:"object,omitempty"` // its id
	Old    string `json:"old,omitempty"`    // hash of what it was before
	New    string `json:"new,omitempty"`    // hash of what it is now
	Reason string `json:"reason,omitempty"` // a word of ours, or what a person gave as reason: no text of a resident
}

// longest is the most that a field of an Entry may have, in bytes.
const longest = 500

// The audit lies in one table by number. Beside it the chain's end is kept, so that entries cut off the
// end are missed too.
const (
	journalTable = "journal"
	endTable     = "journal_end"
)

var endKey = []byte("end")

// link is an entry as it is stored: its bytes as they went into the hash. They are kept and not made
// anew from the fields, so that a later version with more fields still finds them unchanged.
type link struct {
	Entry json.RawMessage `json:"e"`
	Hash  string          `json:"h"` // hex SHA-256 over the hash before and Entry
}

// Chain is the audit's length and last hash. Whoever writes both down can later tell whether
// everything was made anew, which the chain alone cannot show.
type Chain struct {
	Entries uint64 `json:"n"`
	Hash    string `json:"h"`
}

// Note appends an entry to the audit within the transaction of the act itself, so that there is neither
// an act without its entry nor an entry without its act. Invalid where a field is missing or too long.
func Note(tx kv.Tx, by commune.Actor, what Entry, now time.Time) error {
	end, err := End(tx)
	if err != nil {
		return err
	}
	what.Seq, what.At = end.Entries+1, now.Round(0).UTC()
	what.By, what.Role, what.Machine = by.Staff, by.Role, by.Machine
	if what.Act == "" {
		return fault.New(fault.Invalid, "audit: an entry without its act")
	}
	for _, field := range []string{string(what.By), what.Act, what.Kind, what.Object, what.Old, what.New, what.Reason} {
		if len(field) > longest {
			return fault.New(fault.Invalid, "audit: %s: a field of %d bytes; at most %d fit", what.Act, len(field), longest)
		}
	}
	raw, err := json.Marshal(what)
	if err != nil {
		return fault.New(fault.Internal, "audit: %s: %w", what.Act, err)
	}
	end = Chain{Entries: what.Seq, Hash: chained(end.Hash, raw)}
	if err := put(tx, journalTable, seqKey(what.Seq), link{Entry: raw, Hash: end.Hash}); err != nil {
		return err
	}
	return put(tx, endTable, endKey, end)
}

// Entries is the audit from number from on (1 is the first), at most limit entries (0: all), oldest
// first. It does not look at the hashes.
func Entries(r kv.Reader, from uint64, limit int) (list []Entry, err error) {
	err = r.Scan(journalTable, seqKey(from), nil, func(_, value []byte) error {
		_, e, err := read(value)
		if err != nil {
			return err
		}
		list = append(list, e)
		if len(list) == limit {
			return kv.Stop
		}
		return nil
	})
	return list, err
}

// Verify goes through the whole chain. Corrupt, with the number of the first entry that is not as it
// was written, where one was changed, taken out, put in or moved.
func Verify(r kv.Reader) (Chain, error) {
	var so Chain
	err := r.Scan(journalTable, nil, nil, func(key, value []byte) error {
		n := so.Entries + 1
		at, _, ok := kv.Key(key).CutUint()
		if !ok || at > n {
			return fault.New(fault.Corrupt, "audit: entry %d is missing", n)
		}
		l, e, err := read(value)
		if err != nil {
			return fault.New(fault.Corrupt, "audit: entry %d does not read", n)
		}
		if at < n || e.Seq != n {
			return fault.New(fault.Corrupt, "audit: entry %d is out of its place", n)
		}
		if l.Hash != chained(so.Hash, l.Entry) {
			return fault.New(fault.Corrupt, "audit: entry %d was changed, or the one before it", n)
		}
		so = Chain{Entries: n, Hash: l.Hash}
		return nil
	})
	if err != nil {
		return so, err
	}
	end, err := End(r)
	switch {
	case err != nil:
		return so, err
	case end.Entries > so.Entries:
		return so, fault.New(fault.Corrupt, "audit: entry %d is missing, and all after it up to %d", so.Entries+1, end.Entries)
	case end != so:
		return so, fault.New(fault.Corrupt, "audit: the chain's end does not fit its last entry, %d", so.Entries)
	}
	return so, nil
}

// Digest is the hash of a content for Old and New.
func Digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// chained is the hash of an entry that follows the one with hash before.
func chained(before string, entry []byte) string {
	return Digest(append([]byte(before+"\n"), entry...))
}

func seqKey(n uint64) []byte { return kv.Key{}.Uint(n) }

// End is the audit's end as it is kept beside the entries: whether anything was noted since.
func End(r kv.Reader) (end Chain, err error) {
	value, there, err := r.Get(endTable, endKey)
	if err != nil || !there {
		return end, err
	}
	if err := json.Unmarshal(value, &end); err != nil {
		return end, fault.New(fault.Corrupt, "audit: the chain's end does not read: %w", err)
	}
	return end, nil
}

func read(value []byte) (l link, e Entry, err error) {
	if err = json.Unmarshal(value, &l); err == nil {
		err = json.Unmarshal(l.Entry, &e)
	}
	if err != nil {
		err = fault.New(fault.Corrupt, "audit: an entry does not read: %w", err)
	}
	return l, e, err
}

func put(tx kv.Tx, table string, key []byte, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fault.New(fault.Internal, "audit: %w", err)
	}
	return tx.Put(table, key, raw)
}
