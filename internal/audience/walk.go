package audience

import (
	"slices"
	"strings"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Cursor is where a walk stands; empty is the beginning. It may be stored.
type Cursor string

// Walk gives the next conversations of a target, at most most of them, and where to go on; an empty next
// is the end. Who left is passed over. The same conversation never comes twice, whatever is written
// between two steps, because a walk goes by address ids, which do not change; who is there during the
// whole walk comes once, and who comes or goes meanwhile is given or not as it was at that step.
//
// A person who writes on two channels is two conversations and counts twice; staff accounts, which know
// their conversations, count once.
func Walk(r kv.Reader, who Target, from Cursor, most int) (ids []address.ID, next Cursor, err error) {
	if most <= 0 {
		return nil, "", fault.New(fault.Invalid, "audience: steps of %d", most)
	}
	next, err = each(r, who, from, most, func(to address.Record) bool {
		if !to.Left {
			ids = append(ids, to.ID)
		}
		return len(ids) < most
	})
	return ids, next, err
}

// Reach is how many conversations of a target are on one channel.
type Reach struct {
	Channel string
	People  int // conversations with one person that can be written to
	Groups  int // group chats that can be written to, one recipient each
	Left    int // who asked for it and blocked us, left, or was closed
}

// Count tells how many a target has, by channel, in the order of the channels' names.
func Count(r kv.Reader, who Target) (list []Reach, err error) {
	by := map[string]*Reach{}
	_, err = each(r, who, "", 1000, func(to address.Record) bool {
		n := by[to.Channel]
		if n == nil {
			n = &Reach{Channel: to.Channel}
			by[to.Channel] = n
		}
		switch {
		case to.Left:
			n.Left++
		case to.Group:
			n.Groups++
		default:
			n.People++
		}
		return true
	})
	for _, n := range by {
		list = append(list, *n)
	}
	slices.SortFunc(list, func(a, b Reach) int { return strings.Compare(a.Channel, b.Channel) })
	return list, err
}

// MayReceive tells whether a conversation that was in the audience when it was frozen still is: it has
// not stopped, changed to other news, or left. The sender asks it right before the send.
func MayReceive(r kv.Reader, id address.ID, who Target) (bool, error) {
	to, err := address.Get(r, id)
	if err != nil || to.Left {
		return false, absent(err)
	}
	if len(who.Roles) > 0 {
		a, found, err := staff.Of(r, id)
		return found && who.takesStaff(a), err
	}
	s, _, err := Of(r, id)
	return err == nil && who.takes(s), err
}

// each visits the conversations of a target after from, in the order of their ids, until visit says to
// stop: then next is where to go on. batch is how many are looked up at a time.
func each(r kv.Reader, who Target, from Cursor, batch int, visit func(address.Record) (more bool)) (next Cursor, err error) {
	if err := who.Check(); err != nil {
		return "", err
	}
	if len(who.Roles) > 0 {
		return eachOfStaff(r, who, from, visit)
	}
	keys, and := who.keys()
	for {
		ids, more, err := ahead(r, keys, from, max(16, batch/len(keys)))
		if err != nil {
			return "", err
		}
		for _, id := range ids {
			if ok, err := asked(r, and, id); err != nil {
				return "", err
			} else if !ok {
				continue
			}
			to, err := address.Get(r, id)
			if fault.Is(err, fault.NotFound) { // erased, and the subscription is about to be
				continue
			}
			if err != nil {
				return "", err
			}
			if !visit(to) {
				return Cursor(id), nil
			}
		}
		if !more {
			return "", nil
		}
		from = Cursor(ids[len(ids)-1])
	}
}

// ahead gives the next conversations after from that stand under any of the keys, in the order of their
// ids, each once; more tells whether there may be others behind them. Of each key n are read; what lies
// behind the end of one that was not read to its end waits for the next call.
func ahead(r kv.Reader, keys []kv.Key, from Cursor, n int) (ids []address.ID, more bool, err error) {
	var end address.ID
	for _, k := range keys {
		start := []byte(k)
		if from != "" {
			start = slices.Concat(k, []byte(from), []byte{0})
		}
		read := 0
		err := subscriptions.IDs(r, receives, start, k.End(), func(_ kv.Key, id address.ID) error {
			ids = append(ids, id)
			if read++; read < n {
				return nil
			}
			if !more || id < end {
				end, more = id, true
			}
			return kv.Stop
		})
		if err != nil {
			return nil, false, err
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if more {
		at, _ := slices.BinarySearch(ids, end)
		ids = ids[:at+1]
	}
	return ids, more, nil
}

// asked tells whether the conversation asked for the topic; an empty one everybody has asked for.
func asked(r kv.Reader, t Topic, id address.ID) (yes bool, err error) {
	if t == "" {
		return true, nil
	}
	row := slices.Concat(onTopic(t), []byte(id))
	err = subscriptions.IDs(r, receives, row, slices.Concat(row, []byte{0}), func(kv.Key, address.ID) error {
		yes = true
		return kv.Stop
	})
	return yes, err
}
