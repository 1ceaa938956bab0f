package output

import "fmt"

// Plural counts in words for a person: `1 check`, `2 checks`.
func Plural(count int, what string) string {
	if count == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", count, what)
}
