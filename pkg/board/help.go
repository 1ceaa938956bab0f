package board

import "fmt"

// help is the page that ? shows: what each key does.
func (b *Board) help() []string {
	lines := []string{
		"arrows, PageUp, PageDown, Home, End   select and scroll",
	}
	add := func(key, does string) { lines = append(lines, fmt.Sprintf("%-8s%s", key, does)) }
	if b.Opens {
		add("Enter", "go into it")
	} else {
		add("Enter", "show all fields")
	}
	for _, action := range b.Actions {
		if !b.ReadOnly {
			add(string(action.Key), action.Help)
		}
	}
	if len(b.Actions) > 0 && !b.ReadOnly {
		add("Space", "mark it: the keys above are then about all that are marked")
	}
	add("/", "show only those with some text; Esc shows all again")
	add("s", "sort by the next column; S the other way round")
	add("y", "copy the SID")
	if b.Returns {
		add("Esc", "go back")
	}
	add("Ctrl-Z", "suspend; fg comes back")
	add("q", "quit")
	return lines
}
