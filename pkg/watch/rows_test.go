package watch

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// TestRowsDoNotGrow watches an hour in which somebody joins and leaves every two seconds: who has left is shown for a
// while, and is forgotten then.
func TestRowsDoNotGrow(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	r := &rows{watch: &Watch{Kind: "participant", Noun: output.Noun{ID: "call_sid"}, Came: "joined", Went: "left"}}
	for i := range 1800 {
		found := Snapshot{Items: []signalwire.Resource{signalwire.Resource(fmt.Sprintf(`{"call_sid": "%d"}`, i))}}
		r.update(r.seen.next(r.watch, found, now), now)
		now = now.Add(2 * time.Second)
	}
	if shown, kept := len(r.all), len(r.seen.items); shown < 10 || shown > 17 || kept != 1 {
		t.Errorf("after an hour %d rows are shown, and %d are kept", shown, kept)
	}
	if one := string(withChange(r.all[5], now, false)); !strings.Contains(one, "s ago left") {
		t.Errorf("one who has left is %s", one)
	}
}
