package watch

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// TestScreenDoesNotGrow watches an hour in which somebody joins and leaves every two seconds: who has left is shown for a
// while, and is forgotten then.
func TestScreenDoesNotGrow(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s := &screen{
		app:   &cli.App{Now: func() time.Time { return now }},
		watch: &Watch{Kind: "participant", Noun: output.Noun{ID: "call_sid"}, Came: "joined", Went: "left"},
	}
	for i := range 1800 {
		found := Snapshot{Items: []signalwire.Resource{signalwire.Resource(fmt.Sprintf(`{"call_sid": "%d"}`, i))}}
		s.take(s.seen.next(s.watch, found, now), &found)
		now = now.Add(2 * time.Second)
	}
	if shown, kept := len(s.rows), len(s.seen.items); shown < 10 || shown > 17 || kept != 1 {
		t.Errorf("after an hour %d rows are shown, and %d are kept", shown, kept)
	}
	if one := string(s.rows[5].withChange(s.app.Now())); !strings.Contains(one, "s ago left") {
		t.Errorf("one who has left is %s", one)
	}
}
