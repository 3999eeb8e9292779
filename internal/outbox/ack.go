package outbox

import (
	"context"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// ack puts a press in the line; where too many wait, it is dropped.
func (l *line) ack(press string) {
	select {
	case l.acks <- press:
	default:
		l.box.stats.acksDropped.Add(1)
	}
}

// acknowledge answers presses until ctx ends. While nothing may be sent they are dropped: an answer
// after the outage would come too late for the platform.
func (l *line) acknowledge(ctx context.Context) {
	acker, ok := l.ch.(channel.Acker)
	for {
		select {
		case <-ctx.Done():
			return
		case press := <-l.acks:
			if !ok || l.inTrouble() || l.held(l.box.now()) > 0 {
				continue
			}
			call, cancel := context.WithTimeout(ctx, callTimeout)
			err := acker.Ack(call, press)
			cancel()
			if err != nil {
				if wait := fault.WaitOf(err); wait > 0 {
					l.holdFor(wait)
				}
				l.log.Debug("a press could not be acknowledged", "kind", fault.KindOf(err))
			}
		}
	}
}
