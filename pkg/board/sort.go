package board

import (
	"slices"

	"confcall/pkg/condition"
	"confcall/pkg/rawjson"
)

// sort sorts the view by a column. Rows without a value come last, in reverse too, and equal rows keep their order.
func (b *Board) sort() {
	keys := make(map[*Row]condition.SortKey, len(b.view))
	for _, r := range b.view {
		keys[r] = condition.NewSortKey(rawjson.Lookup(r.Item, b.sortBy))
	}
	slices.SortStableFunc(b.view, func(one, other *Row) int {
		k, l := keys[one], keys[other]
		if b.reverse && !k.IsNull() && !l.IsNull() {
			return l.Compare(k)
		}
		return k.Compare(l)
	})
}

// nextSort sorts by the next column or, after the last, restores the API's order.
func (b *Board) nextSort() {
	at := slices.Index(b.Columns, b.sortBy) + 1
	b.sortBy, b.reverse = "", false
	if at < len(b.Columns) {
		b.sortBy = b.Columns[at]
	}
	b.arrange()
}
