package channel

import "time"

// Kind says what an Incoming is.
type Kind int

// Kinds of Incoming. An adapter passes every update on, in order; the rooms decide what is answered.
const (
	Unreadable Kind = iota // does not decode: kept aside raw, passed over
	Ignored                // decodes, but is nothing that we answer (a channel post, another bot, our own message, an unknown kind)
	Message                // a text, or a caption with media, written by a person
	Media                  // a picture, file, voice, place, contact, sticker without any text
	Press                  // a button was pressed; Data is the button's
	Edited                 // a person changed an earlier message
	Joined                 // the bot was added to a group, or a person came back (unblocked)
	Left                   // the bot was removed from a group, or a person blocked it
	Migrated               // the group has a new id: MovedTo
)

// Point is a place on the map that a person sent.
type Point struct {
	Lat, Lon float64 // degrees, WGS 84
}

// Incoming is one update of a platform in neutral form.
type Incoming struct {
	ID      string    // the update's id on its platform; unique for at least the redelivery time
	Kind    Kind      //
	Chat    string    // the platform's id of the chat; empty where there is none
	Group   bool      // the chat has several people
	From    string    // the platform's id of the person; empty where nobody is to be held (anonymous admin, linked channel)
	Text    string    // NFC; a message's text or caption. A group's command has our own @name removed
	Media   string    // what comes with it: photo, video, document, voice, audio, sticker, location, contact, poll, other; empty: nothing
	Files   []File    // what comes with it and could be fetched or sent on: photo (the largest size), video, video_note, document, voice, audio
	Point   *Point    // of Media location; nil: the platform did not tell it
	Album   string    // the platform's id of the album that the message is part of; empty: none
	ReplyTo string    // the platform's id of the message that it answers, in the same chat; empty: none
	Data    string    // a pressed button's data, as the client sent it: never trusted
	Press   string    // the id by which Ack answers a press
	Lang    string    // language that the person's application is set to, such as "vi"; may be empty
	At      time.Time // when it was written, by the platform's clock; zero where it does not say (a press)
	MovedTo string    // Kind Migrated
	Raw     []byte    // the update as it came
}
