package output

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode"
)

// cells is how many cells of a terminal a text takes, for the characters of these tests.
func cells(text string) int {
	count := 0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me) || r == '\u200d':
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r >= 0x1f300:
			count += 2
		default:
			count++
		}
	}
	return count
}

// TestWideCells keeps columns in line whose cells hold wide and combining characters and emoji, also where they are shortened.
func TestWideCells(t *testing.T) {
	t.Parallel()
	item := func(name string) string { return fmt.Sprintf(`{"call_sid": %q, "muted": "|"}`, name) }
	names := []string{"plain", "日本語", "e\u0301te\u0301", "👍👍", "한국어 말", "a" + strings.Repeat("\u0301\u0489", 1000), strings.Repeat("日本", 30), strings.Repeat("👍e\u0301", 30)}
	var items []string
	for _, name := range names {
		items = append(items, item(name))
	}
	for _, width := range []int{0, 80, 40, 23, 20, 16} {
		got, err := print(t, Options{Format: Table, Terminal: width > 0, Width: width}, true, items...)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
		column := cells(lines[0][:strings.Index(lines[0], "MUTED")])
		for _, line := range lines[1:] {
			if at := strings.LastIndex(line, "|"); at < 0 || cells(line[:at]) != column || width > 0 && cells(line) > width {
				t.Errorf("width %d: the second column of %q begins in cell %d, want %d", width, line, cells(line[:max(0, at)]), column)
			}
		}
		if len(lines) != len(names)+1 {
			t.Errorf("width %d: %d lines:\n%s", width, len(lines), got)
		}
	}
}

// TestNothingIsKept prints one long text after another, as a watch does, and keeps none of them.
func TestNothingIsKept(t *testing.T) {
	heap := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.GC() // the first one keeps what pools hold
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before := heap()
	for i := range 16 {
		long := fmt.Sprintf(`{"call_sid": "%d%s"}`, i, strings.Repeat("x", 1<<15))
		if _, err := print(t, Options{Format: Table, Terminal: true, Width: 80}, true, long); err != nil {
			t.Fatal(err)
		}
	}
	if after := heap(); after > before+1<<18 {
		t.Errorf("%d KiB are kept", (after-before)>>10)
	}
}
