package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/shingle"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/mapping"

	"loaxom/content"
)

// newBleve indexes the entries in memory.
func newBleve(lib *content.Library) (finder, error) {
	begun := time.Now()
	m, err := vietnamese()
	if err != nil {
		return finder{}, err
	}
	index, err := bleve.NewMemOnly(m)
	if err != nil {
		return finder{}, err
	}
	batch := index.NewBatch()
	for _, e := range lib.Entries() {
		text := e.Title + ". " + e.Plain + ". " + strings.Join(e.Questions, ". ")
		if err := batch.Index(e.ID, map[string]string{"text": fold(text)}); err != nil {
			return finder{}, fmt.Errorf("%s: %w", e.ID, err)
		}
	}
	if err := index.Batch(batch); err != nil {
		return finder{}, err
	}
	f := finder{name: "bleve, folded, shingles", built: time.Since(begun)}
	f.find = func(question string) (ids []string, err error) {
		q := bleve.NewMatchQuery(fold(question))
		q.SetField("text")
		r, err := index.Search(bleve.NewSearchRequestOptions(q, 3, 0, false))
		if err != nil {
			return nil, err
		}
		for _, h := range r.Hits {
			ids = append(ids, h.ID)
		}
		return ids, nil
	}
	return f, nil
}

// vietnamese reads text as syllables and as shingles of two and three of them: Vietnamese words are
// several syllables, written apart.
func vietnamese() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.ScoringModel = "bm25"
	if err := m.AddCustomTokenFilter("shingles", map[string]any{
		"type": shingle.Name, "min": 2.0, "max": 3.0, "output_original": true, "separator": " ", "filler": "",
	}); err != nil {
		return nil, err
	}
	if err := m.AddCustomAnalyzer("vi", map[string]any{
		"type": custom.Name, "tokenizer": unicode.Name, "token_filters": []string{lowercase.Name, "shingles"},
	}); err != nil {
		return nil, err
	}
	m.DefaultAnalyzer = "vi"
	return m, nil
}
