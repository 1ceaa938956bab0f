package board

import (
	"slices"

	"confcall/pkg/condition"
	"confcall/pkg/rawjson"
)

// sort puts the view in the order of a column. Rows without a value stand last, and equals keep their order.
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

// nextSort goes on to the next column to sort by, and behind the last one to the order in which the rows came.
func (b *Board) nextSort() {
	at := slices.Index(b.Columns, b.sortBy) + 1
	b.sortBy, b.reverse = "", false
	if at < len(b.Columns) {
		b.sortBy = b.Columns[at]
	}
	b.arrange()
}
