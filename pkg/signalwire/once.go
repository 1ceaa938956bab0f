package signalwire

import "hash/maphash"

// remembered is the least number of latest items among which a duplicate is found. Somebody who joins or leaves while a list is read
// moves items to a neighbouring page, so duplicates come soon after each other, and an endless list must not need endless memory.
const remembered = 8 << 10

// Once drops duplicates from a list. Items are the same if they have the same SID in the field; one without a SID is always kept.
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

// memory holds hashes of the latest items in two halves. When the younger half is full, it replaces the older one.
type memory struct {
	seed           maphash.Seed
	younger, older map[uint64]struct{}
}

func newMemory() *memory {
	return &memory{seed: maphash.MakeSeed(), younger: map[uint64]struct{}{}}
}

// fresh returns the items that did not come before. It reuses the slice.
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
