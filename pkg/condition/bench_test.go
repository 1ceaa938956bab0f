package condition

import (
	"testing"
	"time"
)

// BenchmarkJudge judges a participant by what a script would expect of it.
func BenchmarkJudge(b *testing.B) {
	item := []byte(`{"call_sid": "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002", "status": "in-progress", "muted": true, "hold": false, "date_created": "Mon, 23 Nov 2026 11:42:00 +0000"}`)
	now := time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
	for _, text := range []string{"muted=true", "status~^in-", "date_created>2026-01-01T00:00:00Z"} {
		b.Run(text, func(b *testing.B) {
			c, err := Parse(text)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if verdict, err := c.Judge(Subject{Object: item, Now: now}); err != nil || !verdict.Holds {
					b.Fatal(verdict, err)
				}
			}
		})
	}
}
