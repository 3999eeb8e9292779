package telegram

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Backing off from another program that wants the same updates.
const (
	disputeFirst = 5 * time.Second
	disputeMost  = 60 * time.Second
	disputeQuiet = 60 * time.Second // good polls for this long end a dispute
)

// dispute is a quarrel with another program over the bot's updates (409). Each poll of one ends the
// other's, evenly and for ever, so a good poll alone does not mean that it is over.
type dispute struct {
	n    int       // times that we lost
	good time.Time // since when polls have been good; zero: the last one was not
}

// lost notes a 409 and gives how long to keep away: 5 s, doubled up to a minute.
func (d *dispute) lost() time.Duration {
	wait := disputeMost
	if d.n < 4 {
		wait = min(disputeFirst<<d.n, disputeMost)
	}
	d.n++
	d.good = time.Time{}
	return min(wait+rand.N(wait/10), disputeMost)
}

// settled notes a good poll and tells whether there is no dispute (any more).
func (d *dispute) settled(now time.Time) bool {
	switch {
	case d.n == 0:
	case d.good.IsZero():
		d.good = now
	case now.Sub(d.good) >= disputeQuiet || now.Before(d.good):
		*d = dispute{}
	}
	return d.n == 0
}

// failed decides what a failed poll means, notes it for the operator, and gives how long to rest; an
// outage needs no rest here, since the gate spaces its calls.
func (p *poller) failed(f *failure, started time.Time) time.Duration {
	now := p.c.now()
	switch {
	case f.local, f.code == 401 && f.said:
		p.known, p.clear = false, false
		p.c.trouble("token", f.text)
		return max(p.c.tokens.wait(now), time.Millisecond)
	case f.code == 409 && f.said:
		if strings.Contains(f.text, "webhook") || strings.Contains(f.text, "setWebhook") {
			p.clear = false
		}
		if p.dispute.n == 0 {
			p.c.alarm("conflict", "another program uses this bot's token: "+f.text)
		}
		p.c.trouble("conflict", "another program uses this bot's token; stop it, or give one of the two another bot: "+f.text)
		return p.dispute.lost()
	case f.code == 429:
		p.c.state.hold(now.Add(f.wait))
		p.c.trouble("flood", fmt.Sprintf("Telegram asks to wait %d s before the next poll", int(f.wait.Seconds())))
		return f.wait
	}
	p.c.gate.failed(started)
	switch {
	case f.trust:
		p.c.trouble("certificate", "the certificate of Telegram's address is not accepted, so nothing is sent there; look at the clock, the proxy and telegram.api_endpoint: "+f.text)
	case f.code == 404:
		p.c.trouble("address", "Telegram does not know this address; look at telegram.api_endpoint: "+f.String())
	default:
		p.c.trouble("outage", "Telegram does not answer as it should: "+f.String())
	}
	return 0
}
