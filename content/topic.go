package content

import "slices"

// topicFile lists the topics of news in their order; their labels are messages topic.<id>.
const topicFile = dirLocale + "/topic.toml"

// Topic (chuyên mục) is a kind of news that residents may subscribe to.
type Topic struct {
	ID    string
	Label string // Vietnamese; Library.Say(lang, "topic."+ID, nil) gives the other languages
}

// Topics are the topics in the order in which they are shown.
func (l *Library) Topics() []Topic { return slices.Clone(l.topics) }

// Topic is the topic with that id.
func (l *Library) Topic(id string) (Topic, bool) {
	for _, t := range l.topics {
		if t.ID == id {
			return t, true
		}
	}
	return Topic{}, false
}
