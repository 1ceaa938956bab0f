package signalwire

import "hash/maphash"

// remembered is how many items are known again at least. Who comes or goes while a list is read pushes items over to a page
// nearby, so an item that comes twice does so soon; and a list without an end needs no memory without one.
const remembered = 32 << 10

// Once yields each item of a list once, by the SID that it has in a field. One without a SID is never another one's double.
func Once(field string, pages Pages) Pages {
	return func(yield func(Page, error) bool) {
		memory := newMemory()
		for page, err := range pages {
			if err == nil {
				page.Items = memory.fresh(field, page.Items)
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

// memory holds the items of late as hashes, in two halves: the older one goes when the younger is full.
type memory struct {
	seed           maphash.Seed
	younger, older map[uint64]struct{}
}

func newMemory() *memory {
	return &memory{seed: maphash.MakeSeed(), younger: map[uint64]struct{}{}}
}

// fresh are the items that are not remembered. They are the same slice where all are.
func (m *memory) fresh(field string, items []Resource) []Resource {
	kept := items[:0:len(items)]
	for _, item := range items {
		if !m.knows(field, item) {
			kept = append(kept, item)
		}
	}
	return kept
}

// knows reports whether an item was there before, and remembers it. A call may be in two conferences, as two participants.
func (m *memory) knows(field string, item Resource) bool {
	id := item.Text(field)
	if !IsSID(id) {
		return false
	}
	var hash maphash.Hash
	hash.SetSeed(m.seed)
	_, _ = hash.WriteString(id)
	if field == FieldCallSID {
		_, _ = hash.Write(item.Field(FieldConferenceSID))
	}
	key := hash.Sum64()
	_, young := m.younger[key]
	_, old := m.older[key]
	if young || old {
		return true
	}
	if len(m.younger) == remembered {
		m.younger, m.older = map[uint64]struct{}{}, m.younger
	}
	m.younger[key] = struct{}{}
	return false
}
