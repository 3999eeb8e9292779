package content

import (
	"strings"

	"loaxom/internal/vi"
)

// sameWords is a text reduced to what two askers of the same question share: the words, without
// marks, capitals and punctuation.
func sameWords(s string) string {
	var words []string
	for _, w := range vi.Words(vi.Fold(s)) {
		words = append(words, w.Text)
	}
	return strings.Join(words, " ")
}
