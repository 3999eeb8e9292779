package content

import (
	"fmt"
	"slices"
)

// where is the file and the key that a word was read from, for messages.
type where struct{ file, key string }

// Lexicon is what the program knows of how people write: data for the matcher, the danger words and
// the small talk, so that staff can add a word without a programmer. Every file of the lexicon
// folder may hold any of its tables; they are put together in the order of the file names.
type Lexicon struct {
	Abbreviations map[string]Lines // "cccd": what it stands for, likeliest first
	Chat          map[string]Lines // "ko": what people mean by it in messages, likeliest first
	Groups        []SynonymGroup
	Pairs         []SynonymPair
	Address       Address
	Talks         []Talk
	Dangers       []Danger
	Harmless      []string // hold a danger phrase of any kind and are none
	Refusals      []Refusal
	OffTopics     []OffTopic
	Stop          Stop
	Avoid         []Avoid
	PlaceNames    []PlaceName
	Premises      []Premise
	Report        Report
}

// SynonymGroup is words that mean the same, whichever of them was written.
type SynonymGroup struct {
	Words  []string `toml:"words"`
	Weight float64  `toml:"weight"` // of a word standing for another, 0 to 1; 0.9 where it is not given

	from where
}

// SynonymPair leads from daily words to the official one, not back: who writes "mất" may mean that
// somebody died, but khai tử is never about a lost card.
type SynonymPair struct {
	Said   Lines   `toml:"said"`
	Means  string  `toml:"means"`
	Weight float64 `toml:"weight"` // 0 to 1; 0.7 where it is not given

	from where
}

// Address is how people speak to somebody and soften a request; it says nothing about the topic.
type Address struct {
	Start    []string `toml:"start"`    // at the beginning of a question
	End      []string `toml:"end"`      // at its end
	Anywhere []string `toml:"anywhere"` // wherever they stand
}

// Talk is a kind of message that is no question: a greeting, thanks, an insult. A phrase counts when
// it is the whole message, address words aside.
type Talk struct {
	ID      string   `toml:"id"`
	Phrases []string `toml:"phrases"`

	from where
}

// Danger is a kind of emergency with the phrases that tell of it, anywhere in a message.
type Danger struct {
	ID      string   `toml:"id"`
	Phrases []string `toml:"phrases"` // with marks or without
	// Marked count only as they are written, marks included: without marks they are other words
	// ("tự tử" becomes "từ từ", "đuối nước" becomes "dưới nước").
	Marked []string `toml:"marked"`
	// Harmless hold a danger phrase and are none ("cháy hàng"); what lies inside one does not count.
	Harmless []string `toml:"harmless"`
	// Weak are those of Phrases and Marked that also stand in questions about papers ("tai nạn");
	// they do not count where one of Unless is in the message ("trợ cấp").
	Weak   []string `toml:"weak"`
	Unless []string `toml:"unless"`

	from where
}

// Refusal is a kind of request that is answered with one line: it counts where one of Phrases or
// Marked is in the message, or a rule of AllOf holds, and none of Harmless is there.
type Refusal struct {
	ID       string       `toml:"id"`
	Phrases  []string     `toml:"phrases"`
	Marked   []string     `toml:"marked"`   // as in Danger: only as they are written, marks included
	AllOf    [][][]string `toml:"all_of"`   // rules; of each list of a rule one word must be in the message
	Harmless []string     `toml:"harmless"` // "tố cáo", "bị phạt": the resident asks about it, not for it
	// AlsoAnswer: the line comes first, and the question is answered in general all the same.
	AlsoAnswer bool `toml:"also_answer"`

	from where
}

// OffTopic is questions that are none of ours, for the threshold between an answer and none.
type OffTopic struct {
	ID        string   `toml:"id"`
	Questions []string `toml:"questions"`

	from where
}

// Stop is how people end news and talks (design 3.3). A message is meant so when it is made of these
// phrases and of words that may stand around them, and of nothing else.
type Stop struct {
	Always  []string `toml:"always"`  // stop the news anywhere, inside a talk too
	Outside []string `toml:"outside"` // stop the news outside a talk
	Inside  []string `toml:"inside"`  // end the talk that one is in
	Around  []string `toml:"around"`  // address and politeness, which may stand around any of them
	Besides []string `toml:"besides"` // reasons and thanks, which may stand around all but those of Alone
	Alone   []string `toml:"alone"`   // "thôi": with thanks beside it, it means another thing
}

// add puts the phrases of one file to those read before.
func (s *Stop) add(f Stop) {
	s.Always = append(s.Always, f.Always...)
	s.Outside = append(s.Outside, f.Outside...)
	s.Inside = append(s.Inside, f.Inside...)
	s.Around = append(s.Around, f.Around...)
	s.Besides = append(s.Besides, f.Besides...)
	s.Alone = append(s.Alone, f.Alone...)
}

// Avoid is a word that our texts do not use, with what to write instead.
type Avoid struct {
	Word  string `toml:"word"`
	Write string `toml:"write"`
	Why   string `toml:"why"` // southern | office | other

	from where
}

// PlaceName is a name from before a merger, and what it is called now.
type PlaceName struct {
	Was   Lines  `toml:"was"`
	Now   string `toml:"now"`
	Until Date   `toml:"until"` // the last day of the old name

	from where
}

// Premise is what people still take for granted and what is no longer so: "lên huyện", "sổ hộ khẩu giấy".
// Where a question holds one of Phrases and none of Harmless, its answer ends with the line "premise.<id>",
// unless it holds one of Said and so puts it right by itself.
type Premise struct {
	ID       string   `toml:"id"`
	Phrases  []string `toml:"phrases"`
	Harmless []string `toml:"harmless"` // hold a phrase and take nothing wrong for granted
	Said     []string `toml:"said"`     // words by which an answer puts it right already
	Entries  []string `toml:"entries"`  // entries that are about it

	from where
}

// Report is how people report something in a plain sentence, whatever it is about. What belongs to one kind of
// report stands with its Category.
type Report struct {
	Troubles []string `toml:"troubles"`  // what is wrong with a thing: "hỏng", "tắc"
	Opens    []string `toml:"opens"`     // begins a report by itself: "tôi muốn phản ánh"
	Asking   []string `toml:"asking"`    // makes a question of it, wherever it stands
	Marked   []string `toml:"marked"`    // the same, only as it is written, marks included
	AskingAt []string `toml:"asking_at"` // makes a question of it at its end: "không", "chưa"
	Passing  []string `toml:"passing"`   // holds a word of Asking and asks nothing: "mấy hôm nay", "không ai"
}

// add puts the words of one file to those read before.
func (r *Report) add(f Report) {
	r.Troubles = append(r.Troubles, f.Troubles...)
	r.Opens = append(r.Opens, f.Opens...)
	r.Asking = append(r.Asking, f.Asking...)
	r.Marked = append(r.Marked, f.Marked...)
	r.AskingAt = append(r.AskingAt, f.AskingAt...)
	r.Passing = append(r.Passing, f.Passing...)
}

// lexiconFile is one file of the folder.
type lexiconFile struct {
	Abbreviation map[string]Lines `toml:"abbreviation"`
	Chat         map[string]Lines `toml:"chat"`
	Group        []SynonymGroup   `toml:"group"`
	Pair         []SynonymPair    `toml:"pair"`
	Address      Address          `toml:"address"`
	Talk         []Talk           `toml:"talk"`
	Danger       []Danger         `toml:"danger"`
	Harmless     []string         `toml:"harmless"`
	Refusal      []Refusal        `toml:"refusal"`
	OffTopic     []OffTopic       `toml:"off_topic"`
	Stop         Stop             `toml:"stop"`
	Avoid        []Avoid          `toml:"avoid"`
	PlaceName    []PlaceName      `toml:"place_name"`
	Premise      []Premise        `toml:"premise"`
	Report       Report           `toml:"report"`
}

// Weights where a file gives none.
const (
	groupWeight = 0.9
	pairWeight  = 0.7
)

func newLexicon() *Lexicon {
	return &Lexicon{Abbreviations: map[string]Lines{}, Chat: map[string]Lines{}}
}

// add puts one file to what was read before it.
func (x *Lexicon) add(file string, f *lexiconFile) {
	for word, means := range f.Abbreviation {
		x.Abbreviations[word] = append(x.Abbreviations[word], means...)
	}
	for word, means := range f.Chat {
		x.Chat[word] = append(x.Chat[word], means...)
	}
	at := func(table string, i int) where { return where{file, fmt.Sprintf("%s.%d", table, i)} }
	for i := range f.Group {
		f.Group[i].from = at("group", i)
		if f.Group[i].Weight == 0 {
			f.Group[i].Weight = groupWeight
		}
	}
	for i := range f.Pair {
		f.Pair[i].from = at("pair", i)
		if f.Pair[i].Weight == 0 {
			f.Pair[i].Weight = pairWeight
		}
	}
	for i := range f.Talk {
		f.Talk[i].from = at("talk", i)
	}
	for i := range f.Danger {
		f.Danger[i].from = at("danger", i)
	}
	for i := range f.Refusal {
		f.Refusal[i].from = at("refusal", i)
	}
	for i := range f.OffTopic {
		f.OffTopic[i].from = at("off_topic", i)
	}
	for i := range f.Avoid {
		f.Avoid[i].from = at("avoid", i)
	}
	for i := range f.PlaceName {
		f.PlaceName[i].from = at("place_name", i)
	}
	for i := range f.Premise {
		f.Premise[i].from = at("premise", i)
	}
	x.Groups = append(x.Groups, f.Group...)
	x.Pairs = append(x.Pairs, f.Pair...)
	x.Address.Start = append(x.Address.Start, f.Address.Start...)
	x.Address.End = append(x.Address.End, f.Address.End...)
	x.Address.Anywhere = append(x.Address.Anywhere, f.Address.Anywhere...)
	x.Talks = append(x.Talks, f.Talk...)
	x.Dangers = append(x.Dangers, f.Danger...)
	x.Harmless = append(x.Harmless, f.Harmless...)
	x.Refusals = append(x.Refusals, f.Refusal...)
	x.OffTopics = append(x.OffTopics, f.OffTopic...)
	x.Stop.add(f.Stop)
	x.Avoid = append(x.Avoid, f.Avoid...)
	x.PlaceNames = append(x.PlaceNames, f.PlaceName...)
	x.Premises = append(x.Premises, f.Premise...)
	x.Report.add(f.Report)
}

// Talk gives the phrases of one kind; nil where there is none.
func (x *Lexicon) Talk(id string) []string {
	var all []string
	for _, t := range x.Talks {
		if t.ID == id {
			all = append(all, t.Phrases...)
		}
	}
	return slices.Clip(all)
}
