// Package content is what the commune says: entries (procedures, services, reform, offices), the
// figures that they name, bulletins, quizzes and their series, places, words, holidays and the lines of
// the bot itself, as TOML files that staff can edit. The files are embedded, so that one binary is enough, and a folder of the operator
// (the overlay) may lie above them: a file of the same path replaces, a new one adds.
//
// Two choices shape the room. A Library never changes after Load: whoever holds one may read it from
// any goroutine, and a change on disk makes a new one (Live). And everything that depends on the day
// takes the day: nothing here reads a clock, so what is valid today is a question of the caller's.
package content

import (
	"embed"
	"io/fs"
)

// The folders, as the binary carries them. Files that begin with a dot or an underscore stay out.
//
//go:embed bulletin canned category faq guide holiday lexicon locale params place procedure quiz series
var files embed.FS

// Embedded is the content that the program was built with.
func Embedded() fs.FS { return files }

// Folders of content, and what lies in each.
const (
	dirProcedure = "procedure" // entries of kind procedure
	dirFAQ       = "faq"       // entries of kind service, reform, office
	dirBulletin  = "bulletin"  // news that goes out by itself
	dirQuiz      = "quiz"      // quizzes
	dirSeries    = "series"    // recurring publications, whose members are bulletins or quizzes
	dirParams    = "params"    // figures
	dirPlace     = "place"     // offices: address, phone, hours
	dirLexicon   = "lexicon"   // words
	dirHoliday   = "holiday"   // public holidays by year
	dirLocale    = "locale"    // the bot's own lines
	dirGuide     = "guide"     // short manuals
	dirCategory  = "category"  // kinds of reports
	dirCanned    = "canned"    // replies that staff may begin with
)

// folders are the top folders that a content tree may have, with the ending of the files in each.
func folders() map[string]string {
	return map[string]string{
		dirProcedure: ".toml", dirFAQ: ".toml", dirParams: ".toml", dirPlace: ".toml",
		dirBulletin: ".toml", dirQuiz: ".toml", dirSeries: ".toml", dirCategory: ".toml", dirCanned: ".toml",
		dirLexicon: ".toml", dirHoliday: ".toml", dirLocale: ".toml", dirGuide: ".md", dirQuestion: ".toml",
	}
}
