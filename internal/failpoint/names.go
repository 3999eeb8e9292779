package failpoint

// Names are the places, in the order in which a message passes them.
func Names() []string {
	return []string{
		"intake.taken",       // a batch is durable, and Telegram has not been told
		"intake.committed",   // an answer is durable, and its call has not begun
		"broadcast.released", // a notice is confirmed and its audience frozen
		"broadcast.expanded", // a step of recipients is enqueued
		"outbox.claimed",     // a delivery is noted as being sent, and the call has not begun
		"outbox.sent",        // the platform has answered, and nothing of it is noted
		"outbox.noted",       // the outcome is durable
		"broadcast.done",     // the run has ended, and the author has not been told
	}
}

// Erasure are the places that the erasure of a conversation passes, in order.
func Erasure() []string {
	return []string{
		"intake.taken",     // the word for it is durable, and Telegram has not been told
		"intake.committed", // the request is durable
		"privacy.listed",   // it is in the list beside the store, and nothing is erased
		"privacy.erased",   // the erasure is durable, and the last words are not sent
		"outbox.claimed", "outbox.sent", "outbox.noted",
		"privacy.swept", // a step of the records of deliveries is done
		"privacy.ended", // the address is gone
	}
}

// Report are the places that a report with pictures passes, in order.
func Report() []string {
	return []string{
		"intake.taken",     // the update is durable, and Telegram has not been told
		"blob.written",     // a picture is written, and does not bear its name yet
		"intake.fetched",   // it is kept, and nothing names it
		"intake.committed", // the turn is durable: the talk, or the case, names it
		"outbox.claimed", "outbox.sent", "outbox.noted",
	}
}
