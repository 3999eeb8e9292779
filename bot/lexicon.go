package bot

import (
	"loaxom/bot/faq"
	"loaxom/content"
)

// lexicon is the content's words as the matcher reads them.
func lexicon(lib *content.Library) faq.Lexicon { return faq.Lexicon{} }
