package address

// Tell takes one line of what is kept of a conversation, for its owner who asks (design, section 9): the
// message "data.<say>" of the content, with names and values in turn. A time is shown as the commune's; a
// hamlet's and an office's id by its name; a code of a word that has one, Word, by that. Every room that keeps
// something of conversations has a function About that tells all of it, and one that forgets it (Forget).
type Tell func(say string, data ...any)

// Word is the name of a message of the content that stands for a value.
type Word string

// About tells what the book holds of a conversation.
func (r Record) About(tell Tell) {
	tell("address", "Channel", r.Channel, "Chat", r.Chat)
	if !r.Since.IsZero() {
		tell("address_since", "Since", r.Since)
	}
	for _, f := range r.Former {
		tell("address_former", "Chat", f)
	}
	if r.Left {
		tell("address_left", "At", r.LeftAt)
	}
}
