package vi

import "strings"

// initials and rhymes are the beginnings and ends of Vietnamese syllables, rhymes without tones.
const (
	initials = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x "
	rhymes   = " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây" +
		" e ec em en eng eo ep et ê êch êm ên ênh êp êt êu" +
		" i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu" +
		" o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong ooc oong op ot" +
		" ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt" +
		" u ua uâc uân uâng uât uây uc uê uêch uên uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu" +
		" ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu "

	// foldedRhymes are the rhymes without any marks.
	foldedRhymes = " a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem" +
		" ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc" +
		" oe oem oen oeo oet oi om on ong ooc oong op ot u ua uac uan uang uat uay uc ue uech uen uenh ui" +
		" um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem" +
		" yen yeng yet yeu "
)

// IsSyllable tells whether a word in lower case, composed, could be a Vietnamese syllable with its
// marks. What could not is a foreign word, an abbreviation, raw keystrokes or a slip.
func IsSyllable(word string) bool {
	if len(word) > 20 {
		return false
	}
	var b strings.Builder
	tones := 0
	for _, r := range word {
		base, tone := splitTone(r)
		if tone != 0 {
			tones++
		}
		b.WriteRune(base)
	}
	if tones > 1 {
		return false
	}
	return composed(b.String(), rhymes)
}

// IsFoldedSyllable is IsSyllable for what Fold gives: "duong" is one, "ddi" and "bhyt" are not.
func IsFoldedSyllable(word string) bool {
	return len(word) <= 8 && composed(word, foldedRhymes)
}

// composed tells whether a word without tones is one of the rhymes, or one of the initials and one of
// the rhymes.
func composed(bare, rhymes string) bool {
	if has(rhymes, bare) {
		return true
	}
	for n := min(3, len(bare)-1); n > 0; n-- {
		if !has(initials, bare[:n]) {
			continue
		}
		rhyme := bare[n:]
		if has(rhymes, rhyme) || bare[:n] == "gi" && has(rhymes, "i"+rhyme) || bare[:n] == "qu" && has(rhymes, "u"+rhyme) {
			return true
		}
	}
	return false
}

// has tells whether a list of words between spaces has the word.
func has(list, word string) bool {
	if word == "" || strings.Contains(word, " ") {
		return false
	}
	for i := 0; ; {
		at := strings.Index(list[i:], word)
		if at < 0 {
			return false
		}
		at += i
		if list[at-1] == ' ' && list[at+len(word)] == ' ' {
			return true
		}
		i = at + 1
	}
}
