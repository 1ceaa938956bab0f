// Package suggest finds what an unknown word was meant as.
package suggest

import (
	"slices"
	"strings"
)

// most is how many suggestions are made.
const most = 3

// near returns the words that are near to an unknown one, the nearest first: those that take the fewest letters added, left
// out, changed or swapped, or that begin with it.
func near(word string, among []string) []string {
	typed := strings.ToLower(word)
	bound := max(1, (len([]rune(typed))+1)/4) // a typing error in every fourth letter: in a short word nearly all others are near
	var found []string
	best := bound + 1
	for _, one := range among {
		away := distance(typed, strings.ToLower(one))
		if len(typed) >= 3 && strings.HasPrefix(strings.ToLower(one), typed) {
			away = min(away, 1) // it was cut short
		}
		if away > best || away > bound || away >= len([]rune(one)) {
			continue
		}
		if away < best {
			best, found = away, nil
		}
		if !slices.Contains(found, one) {
			found = append(found, one)
		}
	}
	return found[:min(len(found), most)]
}

// Did returns `; did you mean this?` for an error about an unknown word, or nothing.
func Did(word string, among []string) string { return Mean(near(word, among)) }

// Mean returns `; did you mean this or that?`, or nothing.
func Mean(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(words, " or ") + "?"
}

// distance is how many letters have to be added, left out, changed, or swapped with their neighbours to make one word of
// another (Damerau and Levenshtein, each letter being touched once).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	var before []int
	last, row := make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i := range from {
		row[0] = i + 1
		for j := range to {
			change := last[j]
			if from[i] != to[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, make([]int, len(to)+1)
	}
	return last[len(to)]
}
