package output

import "fmt"

// Plural counts in words for a person: `1 check`, `2 checks`.
func Plural(count int, what string) string {
	if count == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", count, what)
}

// Everyone says for how many a conference ends: `for everyone in it (3)`.
func Everyone(count int) string {
	switch count {
	case 0:
		return "with nobody in it"
	case 1:
		return "for the one in it"
	}
	return fmt.Sprintf("for all %d in it", count)
}
