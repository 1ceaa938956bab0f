package condition

import (
	"slices"
	"testing"
)

// TestSortKey puts values in order by their kinds, and each kind by what it says; what is null or not there stands last.
func TestSortKey(t *testing.T) {
	t.Parallel()
	want := []string{
		"false", "true", `"-0.5"`, "3", `"20"`, "1e3", `"Mon, 23 Nov 2026 11:50:00 +0000"`, `"2026-11-23T12:50:00Z"`, `""`, `"007"`, `"Ada"`, `"ada"`,
		`[1]`, `{"a": 1}`, "null", "",
	}
	key := func(value string) SortKey {
		if value == "" {
			return NewSortKey(nil)
		}
		return NewSortKey([]byte(value))
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortStableFunc(got, func(a, b string) int { return key(a).Compare(key(b)) })
	// null and what is not there are alike, and stay as they stood.
	if got[len(got)-2], got[len(got)-1] = got[len(got)-1], got[len(got)-2]; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for _, value := range want {
		if isNull := value == "null" || value == ""; key(value).IsNull() != isNull || key(value).Compare(key(value)) != 0 {
			t.Errorf("%s is null: %t, and beside itself %d", value, !isNull, key(value).Compare(key(value)))
		}
	}
	if key("3").Compare(key(`"3.0"`)) != 0 || key(`"2026-11-23T11:50:00Z"`).Compare(key(`"Mon, 23 Nov 2026 12:50:00 +0100"`)) != 0 {
		t.Error("one number or moment in two spellings")
	}
}

// TestAbout tells what a condition is about.
func TestAbout(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][3]bool{"count>=2": {true, false, false}, "exists": {false, true, false}, "gone": {false, true, true}, "muted=true": {}} {
		c, err := Parse(text)
		if got := [3]bool{c.NeedsCount(), c.OfExistence(), c.OfGone()}; err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}
