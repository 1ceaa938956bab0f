package watch

import (
	"encoding/json"
	"testing"
)

// TestChangesInWords wants the date of the last change to be named only where nothing else has changed.
func TestChangesInWords(t *testing.T) {
	t.Parallel()
	date := oldToNew{json.RawMessage(`"11:00"`), json.RawMessage(`"11:30"`)}
	muted := oldToNew{json.RawMessage(`false`), json.RawMessage(`true`)}
	for _, test := range []struct {
		changes map[string]oldToNew
		want    string
	}{
		{map[string]oldToNew{"date_updated": date}, "date_updated: 11:00 → 11:30"},
		{map[string]oldToNew{"date_updated": date, "muted": muted}, "muted: no → yes"},
		{map[string]oldToNew{"muted": muted, "hold": muted}, "hold: no → yes, muted: no → yes"},
	} {
		if got := (event{Event: "changed", Changes: test.changes}).inWords(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
