package sandbox

import (
	"slices"
	"strings"
)

// A collection keeps items in the order in which they came. Each has a number that no other one ever gets,
// so a place between two items stays a place when items come and go.
type collection[T any] struct {
	entries []entry[T] // by rising number
	numbers map[string]int
	last    int
}

type entry[T any] struct {
	number int
	sid    string
	item   T
}

// add appends an item whose SID is not in the collection yet.
func (c *collection[T]) add(sid string, item T) {
	if c.numbers == nil {
		c.numbers = map[string]int{}
	}
	sid = strings.ToLower(sid)
	c.last++
	c.numbers[sid] = c.last
	c.entries = append(c.entries, entry[T]{c.last, sid, item})
}

func (c *collection[T]) get(sid string) (T, bool) {
	number, ok := c.numbers[strings.ToLower(sid)]
	if !ok {
		var none T
		return none, false
	}
	return c.entries[c.from(number)].item, true
}

func (c *collection[T]) has(sid string) bool {
	_, ok := c.numbers[strings.ToLower(sid)]
	return ok
}

func (c *collection[T]) remove(sid string) {
	sid = strings.ToLower(sid)
	if number, ok := c.numbers[sid]; ok {
		i := c.from(number)
		c.entries = slices.Delete(c.entries, i, i+1)
		delete(c.numbers, sid)
	}
}

// from is the index of the first entry with this number or a higher one.
func (c *collection[T]) from(number int) int {
	i, _ := slices.BinarySearchFunc(c.entries, number, func(e entry[T], number int) int { return e.number - number })
	return i
}
