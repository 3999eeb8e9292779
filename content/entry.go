package content

import "errors"

// Kinds of entry (catalogue of topics, column kind).
const (
	KindProcedure = "procedure" // a thủ tục: papers, where, time, fee, online and legal basis are a must
	KindService   = "service"   // help with a service: VNeID, paying, looking up a dossier
	KindReform    = "reform"    // administrative reform itself
	KindOffice    = "office"    // offices, hours, the assistant
)

// SectionID names a part of an entry that a resident can ask for.
type SectionID string

// The sections, in the order of their buttons. SectionShort is the answer that opens when nothing
// in particular was asked for.
const (
	SectionShort  SectionID = "short"
	SectionPapers SectionID = "papers"
	SectionSteps  SectionID = "steps" // of imported procedures only
	SectionWhere  SectionID = "where"
	SectionTime   SectionID = "time"
	SectionFee    SectionID = "fee"
	SectionOnline SectionID = "online"
	SectionLegal  SectionID = "legal"
	SectionNotes  SectionID = "notes"
)

// AllSections are the sections that have a button, in order; SectionShort is not among them.
func AllSections() []SectionID {
	return []SectionID{SectionPapers, SectionSteps, SectionWhere, SectionTime, SectionFee, SectionOnline, SectionLegal, SectionNotes}
}

// Lines is text in one or several items: a string in TOML, or a list of strings.
type Lines []string

// UnmarshalTOML takes "text" or ["text", "text"].
func (l *Lines) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		*l = Lines{v}
	case []any:
		out := make(Lines, 0, len(v))
		for _, item := range v {
			s, ok := item.(string)
			if !ok {
				return errors.New("not a list of texts; write [\"one\", \"two\"]")
			}
			out = append(out, s)
		}
		*l = out
	default:
		return errors.New("not text; write \"text\" or [\"one\", \"two\"]")
	}
	return nil
}

// Confirm is a point that the commune has not confirmed yet; the program says so in its section.
type Confirm struct {
	Section SectionID `toml:"section"` // of an entry; bulletins and quizzes have none
	What    string    `toml:"what"`    // completes "Bộ phận một cửa sẽ xác nhận thêm: ..."
	Office  string    `toml:"office"`  // who confirms
}

// Entry is one topic: what residents ask, and the vetted answer. Texts are raw: figures and places
// stand in braces until Library.Short or Library.Section fills them in for a day.
type Entry struct {
	ID        string    `toml:"-"` // the file's name
	Title     string    `toml:"title"`
	Plain     string    `toml:"plain"` // what a resident calls it; label of a choice button
	Kind      string    `toml:"kind"`
	Group     string    `toml:"group"`
	PlanItems []string  `toml:"plan_items"` // letters of the plan's part II.1
	Office    string    `toml:"office"`     // id of a Place
	Codes     []string  `toml:"codes"`      // on the national portal
	Short     string    `toml:"short"`
	Papers    Lines     `toml:"papers"`
	Steps     Lines     `toml:"steps"` // origin national only
	Where     Lines     `toml:"where"`
	Time      Lines     `toml:"time"`
	Fee       Lines     `toml:"fee"`
	Online    Lines     `toml:"online"`
	Legal     Lines     `toml:"legal"`
	Notes     Lines     `toml:"notes"`
	Questions []string  `toml:"questions"`
	Confirms  []Confirm `toml:"confirm"`
	Vetting

	// What follows belongs to entries of origin national; see OriginNational.
	Origin   string      `toml:"origin"`
	Decision string      `toml:"decision"` // number of the decision that published the procedure
	Link     string      `toml:"link"`     // its page on the national portal
	AsOf     Date        `toml:"as_of"`    // the day of the copy; zero: not known
	Field    string      `toml:"field"`    // lĩnh vực, as the portal names it
	Level    string      `toml:"level"`    // cấp thực hiện
	Raw      []SectionID `toml:"raw"`      // sections that stand as published, because they could not be told apart surely

	file string // path in the tree, for messages
}

// Lines are the raw items of a section; none where the entry has no such section.
func (e *Entry) Lines(s SectionID) Lines {
	switch s {
	case SectionShort:
		if e.Short == "" {
			return nil
		}
		return Lines{e.Short}
	case SectionPapers:
		return e.Papers
	case SectionSteps:
		return e.Steps
	case SectionWhere:
		return e.Where
	case SectionTime:
		return e.Time
	case SectionFee:
		return e.Fee
	case SectionOnline:
		return e.Online
	case SectionLegal:
		return e.Legal
	case SectionNotes:
		return e.Notes
	}
	return nil
}

// Sections are the sections that this entry has, in the order of their buttons.
func (e *Entry) Sections() []SectionID {
	var have []SectionID
	for _, s := range AllSections() {
		if len(e.Lines(s)) > 0 {
			have = append(have, s)
		}
	}
	return have
}
