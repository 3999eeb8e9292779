package config

import "testing"

// A value of the wrong type is told of with file, line, key and what to write instead, in words of the file's writer.
func TestValuesOfTheWrongType(t *testing.T) {
	for text, want := range map[string]string{
		"[limits]\nmessages_a_minute = \"hai mươi\"":  `f:2: limits.messages_a_minute is a text in quotes; write a whole number without quotes, such as 20`,
		"[backup]\nkeep = 1.5":                        `f:2: backup.keep is a number with a point; write a whole number without quotes, such as 20`,
		"[backup]\nat = 2":                            `f:2: backup.at is a whole number; write a text in quotes, such as "02:00"`,
		"[backup]\nat = 02:00:00":                     `f:2: backup.at is a date or a time without quotes; write a text in quotes, such as "02:00"`,
		"[telegram]\nenabled = \"có\"":                `f:2: telegram.enabled is a text in quotes; write true or false, without quotes`,
		"log = \"debug\"":                             `f:1: log is a text in quotes; write a section of its own, as in config.example.toml`,
		"[[log]]\nlevel = \"info\"":                   `f:1: log is a list of sections, in two brackets; write a section of its own, as in config.example.toml`,
		"[commune]\nname = [\"a\"]":                   `f:2: commune.name is a list; write a text in quotes, such as "02:00"`,
		"[feedback.deadline_working_days]\nan = true": `f:2: feedback.deadline_working_days.an is true or false; write a whole number without quotes, such as 20`,
	} {
		if _, err := Parse("f", text); err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
}
