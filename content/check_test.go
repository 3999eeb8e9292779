package content

import (
	"strings"
	"testing"
)

func TestAGoodEntryHasNoFault(t *testing.T) {
	if faults := Faults(Check(tiny(t, nil), written())); len(faults) > 0 {
		t.Error(list(faults))
	}
}

// spoil replaces old by new in the good entry; the fault is looked for on the line of new, or of at.
type spoil struct{ name, old, new, at, want string }

func TestCheckFindsWhatIsWrongWithAnEntry(t *testing.T) {
	long := strings.Repeat("chữ dài ", 60)
	for _, c := range []spoil{
		{"an unknown key", `codes = `, `code = `, "", `unknown key "code"`},
		{"no title", "title = \"Thủ tục thử\"\n", "", "plain", "title is missing"},
		{"an empty title", `"Thủ tục thử"`, `" "`, "title", "title is missing"},
		{"a long title", `"Thủ tục thử"`, `"` + strings.Repeat("a", 81) + `"`, "title", "has 81 characters; write at most 80"},
		{"a figure in the title", `"Thủ tục thử"`, `"Thủ tục {fee.thu}"`, "title", "without braces"},
		{"a long plain name", `"Việc thử"`, `"` + strings.Repeat("a", 41) + `"`, "plain", "at most 40"},
		{"an unknown kind", `kind = "procedure"`, `kind = "thing"`, "kind", `kind "thing" is not known`},
		{"a kind of the other folder", `kind = "procedure"`, `kind = "office"`, "kind", "does not belong in procedure"},
		{"an unknown group", `"ho-tich"`, `"ho-tic"`, "group", `group "ho-tic" is not known`},
		{"an unknown office", `office = "trung-tam"`, `office = "trungtam"`, "office", `office "trungtam" is not known`},
		{"no plan item", `plan_items = ["đ"]`, `plan_items = []`, "plan_items", "plan_items is missing"},
		{"an unknown plan item", `["đ"]`, `["đ", "z"]`, "plan_items", `plan item "z"`},
		{"a code of another kind", `"2.000815"`, `"2.00081"`, "codes", "write it like 2.000815"},
		{"no short answer", `short = """Bà con làm ở một cửa. Lệ phí là {fee.thu}."""`, ``, "", "short is missing"},
		{"a long short answer", `Bà con làm ở một cửa.`, long, "short", "write at most 350"},
		{"a long section", `"Bộ phận một cửa của xã."`, `"` + long + `"`, "where", "write at most 430"},
		{"a procedure without papers", `papers = ["tờ khai", "giấy cũ nếu còn"]`, ``, "", "a procedure needs papers"},
		{"a procedure without a legal basis", `legal = ["Luật 60/2014/QH13 có hạn 30 ngày"]`, ``, "", "a procedure needs legal"},
		{"an empty item", `"giấy cũ nếu còn"`, `""`, "papers", "is empty"},
		{"a figure in prose", `"tờ khai"`, `"tờ khai, chờ 7 ngày"`, "papers", `the figure "7 ngày" is typed`},
		{"a figure that nobody defined", `Mỗi bản {fee.thu}.`, `Mỗi bản {fee.thua}.`, "fee =", "{fee.thua} is defined nowhere"},
		{"an office that is none", `Bộ phận một cửa của xã.`, `Đến {place.xa.address}.`, "where", "names no office"},
		{"a field that is none", `Bộ phận một cửa của xã.`, `Đến {place.trung-tam.adress}.`, "where", "names no field"},
		{"a brace alone", `Mỗi bản {fee.thu}.`, `Mỗi bản {fee.thu.`, "fee =", "a brace stands alone"},
		{"two spaces", `Bộ phận một cửa`, `Bộ phận  một cửa`, "where", "two spaces"},
		{"a tab", `Bộ phận một cửa`, `Bộ phận\tmột cửa`, "where", "holds a tab"},
		{"marks apart from letters", `Bộ phận một cửa`, "Bo\u0323\u0302 phận", "where", "not NFC"},
		{"an unseen character", `Bộ phận một cửa`, "Bộ\u00a0phận", "where", "unseen character U+00A0"},
		{"19 questions", "  \"câu hỏi thử số 19\",\n", "", "questions", "has 19 different questions"},
		{"an empty question", `"câu hỏi thử số 19"`, `""`, "", "the question is empty"},
		{"an unknown confidence", `confidence = "cao"`, `confidence = "chắc"`, "confidence", `"chắc" is not known`},
		{"no review_by", "review_by = 2027-05-31\n", "", "title", "review_by is missing"},
		{"review_by before checked_on", "review_by = 2027-05-31", "review_by = 2026-11-20", "review_by", "is not after checked_on"},
		{"a quoted date", "checked_on = 2026-11-20", `checked_on = "2026-11-20"`, "checked_on", "checked_on: not a date"},
		{"a day that does not exist", "checked_on = 2026-11-20", "checked_on = 2026-02-30", "checked_on", "correct the line"},
		{"a year of two digits", "checked_on = 2026-11-20", "checked_on = 0026-11-20", "checked_on", "cannot be meant"},
		{"an unknown state", `state = "draft"`, `state = "ready"`, "state", `state "ready" is not known`},
		{"approved by nobody", `state = "draft"`, `state = "approved"`, "state", "who approved it"},
		{"a draft that was approved", `state = "draft"`, "state = \"draft\"\napproved_by = [\"can-bo-1\"]", "state", "cannot have approved_by"},
		{"an end before the check", `state = "draft"`, "expires = 2026-01-01\nstate = \"draft\"", "expires", "lies before checked_on"},
		{"no source", "document = \"Luật 60/2014/QH13\"\n", "document = \"\"\n", "[[source]]", "has no document"},
		{"a source without a number", `document = "Luật 60/2014/QH13"`, `document = "Luật Hộ tịch"`, "[[source]]", "no source has a document number"},
		{"a source without a date", "date = 2014-11-20\n", "", "[[source]]", "has no date"},
		{"a source of tomorrow", "date = 2014-11-20", "date = 2026-11-21", "date = 2026-11-21", "after checked_on"},
		{"a confirm of nothing", `what = "mức lệ phí của tỉnh"`, `what = ""`, "[[confirm]]", "what is missing"},
		{"a confirm of an unknown section", `section = "fee"`, `section = "phi"`, `section = "phi"`, `section "phi" is not known`},
		{"a confirm that nobody would read", `section = "fee"`, `section = "notes"`, `section = "notes"`, "has no section notes"},
		{"a text that is a number", `where = "Bộ phận một cửa của xã."`, `where = 3`, "where", "not text"},
		{"broken TOML", `where = "Bộ phận một cửa của xã."`, `where = "Bộ phận`, "where", "correct the line"},
		{"a key twice", `where = `, "where = \"a\"\nwhere = ", "", "already"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(goodEntry(), c.old, c.new, 1)
			if text == goodEntry() {
				t.Fatalf("%q is not in the good entry", c.old)
			}
			line := 0
			if c.at != "" {
				line = lineOf(t, text, c.at)
			}
			if c.name == "no title" || c.name == "no review_by" || c.name == "an empty item" {
				line = 0
			}
			wantProblem(t, Check(tiny(t, map[string]string{"procedure/thu.toml": text}), written()), Fault, "content/procedure/thu.toml", line, c.want)
		})
	}
}

func TestCheckFindsWhatIsWrongWithAFigure(t *testing.T) {
	for _, c := range []spoil{
		{"no name", "name = \"Lệ phí thử\"\n", "", "[fee.thu]", "has no name"},
		{"a small first letter", `"Lệ phí thử"`, `"lệ phí thử"`, "name", "with a capital"},
		{"a full stop at the end", `"Lệ phí thử"`, `"Lệ phí thử."`, "name", "without \".\""},
		{"no unit", "unit = \"đồng\"\n", "", "[fee.thu]", "has no unit"},
		{"an unknown office", "office = \"trung-tam\"\n[[fee", "office = \"x\"\n[[fee", "office", `office "x"`},
		{"an unknown prefix", "[time.thu]", "[thoihan.thu]", "[thoihan", "cannot begin with"},
		{"an unknown key", "amount = 2000", "amont = 2000", "amont", `unknown key "amont"`},
		{"no amount", "amount = 2000\n", "", "[[fee.thu.value]]", "has no amount"},
		{"a negative amount", "amount = 2000", "amount = -1", "amount", "cannot be meant"},
		{"a range that ends before it begins", "amount = 2000", "amount = 2000\namount_to = 1000", "amount_to", "before it begins"},
		{"no source", "source = \"Thông tư 1/2020/TT-BTC\"\n", "", "[[fee.thu.value]]", "has no source"},
		{"no date", "date = 2020-01-01\nvalid_from", "valid_from", "[[fee.thu.value]]", "has no date"},
		{"no valid_from", "valid_from = 2020-01-01\n", "", "[[fee.thu.value]]", "has no valid_from"},
		{"an end before the beginning", "valid_to = 2026-12-31", "valid_to = 2019-12-31", "valid_to", "lies before valid_from"},
		{"an overlap", "valid_to = 2026-12-31", "valid_to = 2027-01-01", "valid_from = 2027-01-01", "holds at the same time as value 1"},
		{"an overlap without an end", "valid_to = 2026-12-31\n", "", "valid_from = 2027-01-01", "holds at the same time"},
		{"an unknown confidence", `confidence = "cao"`, `confidence = ""`, "confidence", "is not known"},
		{"neither value nor pending", "pending = \"thời hạn do tỉnh quy định\"\n", "", "[time.thu]", "neither a value nor pending"},
		{"an amount in quotes", "amount = 2000", "amount = \"2000\"", "amount = \"2000\"", "amount: is not a number"},
		{"a second amount in quotes", "amount = 3500.5", "amount = \"3500\"", "amount = \"3500\"", "amount: is not a number"},
		{"a day in quotes", "valid_to = 2026-12-31", "valid_to = \"31/12/2026\"", "valid_to", "valid_to: not a date"},
		{"a second day in quotes", "valid_from = 2027-01-01", "valid_from = \"2027-01-01\"", "valid_from = \"2027", "valid_from: not a date"},
		{"a time of day", "valid_from = 2027-01-01", "valid_from = 2027-01-01T00:00:00Z", "valid_from = 2027", "without a time"},
		{"a table that is no figure", "[time.thu]", "[time]\nthu = 3\n[time.khac]", "thu = 3", "is not a table"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(goodFigures, c.old, c.new, 1)
			if text == goodFigures {
				t.Fatalf("%q is not in the good figures", c.old)
			}
			line := 0
			if c.at != "" {
				line = lineOf(t, text, c.at)
			}
			wantProblem(t, Check(tiny(t, map[string]string{"params/thu.toml": text}), written()), Fault, "content/params/thu.toml", line, c.want)
		})
	}
	unused := goodFigures + "[age.thu]\nname = \"Tuổi thử\"\nunit = \"tuổi\"\noffice = \"trung-tam\"\npending = \"x\"\n"
	wantProblem(t, Check(tiny(t, map[string]string{"params/thu.toml": unused}), written()), Warning, "content/params/thu.toml", lineOf(t, unused, "[age.thu]"), "named by no text")
	twice := Check(tiny(t, map[string]string{"params/z.toml": goodFigures}), written())
	wantProblem(t, twice, Fault, "content/params/z.toml", 1, "stands already in params/thu.toml")
}

func TestCheckComparesEntries(t *testing.T) {
	other := strings.ReplaceAll(goodEntry(), "câu hỏi thử số", "CAU HOI khac so")
	clash := strings.Replace(other, "CAU HOI khac so 7", "Cau hoi thu so 7?", 1)
	all := Check(tiny(t, map[string]string{"procedure/zz.toml": clash}), written())
	wantProblem(t, all, Fault, "content/procedure/zz.toml", lineOf(t, clash, "Cau hoi thu so 7?"), "the same question stands in content/procedure/thu.toml:")

	again := strings.Replace(goodEntry(), "câu hỏi thử số 19", "cau hoi thu so 3", 1)
	all = Check(tiny(t, map[string]string{"procedure/thu.toml": again}), written())
	wantProblem(t, all, Warning, "content/procedure/thu.toml", lineOf(t, again, "cau hoi thu so 3"), "is question 4 again")
	wantProblem(t, all, Fault, "content/procedure/thu.toml", lineOf(t, again, "questions"), "has 19 different questions")

	all = Check(tiny(t, map[string]string{"faq/thu.toml": strings.Replace(other, `"procedure"`, `"office"`, 1)}), written())
	wantProblem(t, all, Fault, "content/procedure/thu.toml", 1, `an entry "thu" stands already in faq/thu.toml`)

	all = Check(tiny(t, map[string]string{"procedure/Thu_2.toml": other}), written())
	wantProblem(t, all, Fault, "content/procedure/Thu_2.toml", 0, "is no id")

	southern := strings.Replace(goodEntry(), "giấy cũ nếu còn", "giấy nuôi heo", 1)
	wantProblem(t, Check(tiny(t, map[string]string{"procedure/thu.toml": southern}), written()), Warning, "content/procedure/thu.toml", lineOf(t, southern, "papers"), `write "lợn"`)
	fine := strings.Replace(goodEntry(), "giấy cũ nếu còn", "giấy theo đúng mẫu", 1)
	for _, p := range Check(tiny(t, map[string]string{"procedure/thu.toml": fine}), written()) {
		if strings.Contains(p.What, "lợn") {
			t.Error("part of a word is no word:", p)
		}
	}
}

func TestFirstMessageHasRoomForEachOpeningSection(t *testing.T) {
	body := strings.TrimSpace(strings.Repeat("chữ ", 107)) // 427 characters
	text := strings.Replace(goodEntry(), `"Bộ phận một cửa của xã."`, `"`+body+`"`, 1)
	if faults := Faults(Check(tiny(t, map[string]string{"procedure/thu.toml": text}), written())); len(faults) > 0 {
		t.Error(list(faults))
	}
	text = strings.Replace(text, `"Thủ tục thử"`, `"`+strings.Repeat("a", 70)+`"`, 1)
	wantProblem(t, Check(tiny(t, map[string]string{"procedure/thu.toml": text}), written()), Fault, "content/procedure/thu.toml", lineOf(t, text, "where"), "a first message that opens with where has")
}

func TestLengthIsMeasuredOnLaterDaysToo(t *testing.T) {
	// The second value is uncertain and longer when shown; it begins in 2027.
	for n := 0; n < 40; n += 3 {
		short := strings.Repeat("a", 300+n) + " {fee.thu}."
		text := strings.Replace(goodEntry(), "Bà con làm ở một cửa. Lệ phí là {fee.thu}.", short, 1)
		l := tiny(t, map[string]string{"procedure/thu.toml": text})
		e, _ := l.Entry("thu")
		now, later := len([]rune(l.Short(e, written()))), len([]rune(l.Short(e, day(2027, 1, 1))))
		found := strings.Contains(list(Check(l, written())), "short has")
		if want := max(now, later) > MaxShort; found != want {
			t.Fatalf("%d now, %d later: fault %v, want %v", now, later, found, want)
		}
		if past := strings.Contains(list(Check(l, day(2027, 6, 1))), "short has"); past != (later > MaxShort) {
			t.Fatalf("%d later: fault in 2027 %v", later, past)
		}
	}
}

func TestCheckFindsWhatIsWrongElsewhere(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"place/moi.toml", "plain = \"x\"\n", "name is missing"},
		{"place/moi.toml", "name = \"X\"\nplain = \"x\"\nfax = \"1\"\n", `unknown key "fax"`},
		{"locale/group.toml", "order = [\"ho-tich\", \"ho-tich\"]\n", "stands twice"},
		{"locale/group.toml", "order = [\"ho-tich\", \"moi\"]\n", `group "moi" has no label`},
		{"locale/xa.vi.toml", "[\"menu.new\"]\nother = \"{{.Name\"\n", "is no template"},
		{"locale/xa.vi.toml", "[other]\nother = \"x\"\n", `cannot be named "other"`},
		{"locale/xa.vi.toml", "[\"a.b\"]\nother = \"\"\n", "has no text"},
		{"locale/xa.vi.toml", "[menu.ask]\nother = \"x\"\n", "unknown key"},
		{"locale/xa.vi.toml", "[\"menu.ask\"]\nother = \"x\"\n", "stands already in locale/vi.toml"},
		{"locale/xa.vi.toml", "[\"a.b\"]\nother = \"x  y\"\n", "two spaces"},
		{"locale/xa.fr.toml", "[\"a.b\"]\nother = \"x\"\n", `language "fr" is not known`},
		{"locale/xa.en.toml", "[\"a.b\"]\nother = \"x\"\n", "is not in Vietnamese"},
		{"locale/en.toml", "[\"entry.source\"]\nother = \"{{.Documents}}\"\n", "names {{.Documents}}"},
		{"lexicon/x.toml", "[[group]]\nwords = [\"a\"]\n", "at least two"},
		{"lexicon/x.toml", "[[group]]\nwords = [\"a\", \" b\"]\n", "spaces to spare"},
		{"lexicon/x.toml", "[[group]]\nwords = [\"a\", \"b\"]\nweight = 2.0\n", "between 0 and 1"},
		{"lexicon/x.toml", "[[pair]]\nsaid = [\"a\"]\n", "needs said and means"},
		{"lexicon/x.toml", "[[talk]]\nid = \"greetings\"\nphrases = [\"a\"]\n", `no answer for "greetings"`},
		{"lexicon/x.toml", "[[danger]]\nid = \"fire\"\nphrases = [\"cháy\"]\nharmless = [\"hàng\"]\n", "has no effect"},
		{"lexicon/x.toml", "[[danger]]\nid = \"fire\"\nphrases = [\"cháy\"]\nweak = [\"cháy to\"]\n", "is no phrase of fire"},
		{"lexicon/x.toml", "[[refusal]]\nid = \"forge\"\nall_of = [[[\"a\"]]]\n", "at least two lists"},
		{"lexicon/x.toml", "[[premise]]\nid = \"district\"\nphrases = [\"lên huyện\"]\n", "needs phrases and said"},
		{"lexicon/x.toml", "[[premise]]\nid = \"x\"\nphrases = [\"a\"]\nsaid = [\"b\"]\n", `no answer for "x"`},
		{"lexicon/x.toml", "[[premise]]\nid = \"district\"\nphrases = [\"a\"]\nsaid = [\"b\"]\nentries = [\"khong-co\"]\n", `no entry "khong-co"`},
		{"lexicon/x.toml", "[[avoid]]\nword = \"a\"\n", "needs word, write and why"},
		{"lexicon/x.toml", "[abbreviation]\nabc = \"\"\n", "has no meaning"},
		{"lexicon/x.toml", "[abbreviations]\nabc = \"x\"\n", "unknown key"},
		{"holiday/2026.toml", "year = 2025\n", "does not fit the file"},
		{"holiday/2026.toml", "year = 2026\n[[holiday]]\ndate = 2027-01-01\nname = \"x\"\nsource = \"y\"\nconfidence = \"cao\"\n", "is not in 2026"},
		{"holiday/2026.toml", "year = 2026\n[[holiday]]\ndate = 2026-02-30\n", "correct the line"},
		{"holiday/2026.toml", "year = 2026\n[[workday]]\ndate = 2026-11-24\nname = \"x\"\nsource = \"y\"\nconfidence = \"cao\"\n", "is a Tuesday"},
		{"holiday/2026.toml", "year = 2026\n[[holiday]]\ndate = 2026-11-24\nname = \"x\"\nconfidence = \"cao\"\n", "lacks its name or its source"},
		{"holiday/2026.toml", "year = 2026\n[[holiday]]\ndate = 2026-11-28\nname = \"x\"\nsource = \"y\"\nconfidence = \"cao\"\n[[workday]]\ndate = 2026-11-28\nname = \"x\"\nsource = \"y\"\nconfidence = \"cao\"\n", "stands as a holiday too"},
	} {
		if !strings.Contains(list(Faults(Check(tiny(t, map[string]string{c.file: c.text}), written()))), c.want) {
			t.Errorf("%s with %q: no fault %q", c.file, c.text, c.want)
		}
	}
}
