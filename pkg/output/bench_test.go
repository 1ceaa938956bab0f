package output

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"
)

// participants are a page of them, as the API sends it.
func participants(count int) [][]byte {
	items := make([][]byte, count)
	for i := range items {
		items[i] = fmt.Appendf(nil, `{"account_sid": "b3877c40-da60-4998-90ad-b792e98472af", "call_sid": "2e9d4b60-8c1a-4d5e-a7f3-%012d", "call_sid_to_coach": null, `+
			`"coaching": false, "conference_sid": "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001", "date_created": "Mon, 23 Nov 2026 11:42:00 +0000", `+
			`"date_updated": "Mon, 23 Nov 2026 11:43:30 +0000", "status": "in-progress", "end_conference_on_exit": false, "muted": %t, "hold": false, `+
			`"start_conference_on_enter": true, "uri": "/api/laml/2010-04-01/Accounts/b3877c40-da60-4998-90ad-b792e98472af/Conferences/7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001/Participants/2e9d4b60-8c1a-4d5e-a7f3-%012d.json"}`,
			i, i%2 == 0, i)
	}
	return items
}

// BenchmarkList prints a thousand participants; its figures are of all of them.
func BenchmarkList(b *testing.B) {
	items := participants(1000)
	noun := Noun{ID: "call_sid", Columns: []string{"call_sid", "muted", "hold", "status", "date_created"}}
	for _, test := range []struct {
		name    string
		options Options
	}{
		{"table", Options{Format: Table}},
		{"json", Options{Format: JSON}},
		{"jsonl", Options{Format: JSONL}},
		{"yaml", Options{Format: YAML}},
		{"csv", Options{Format: CSV}},
		{"name", Options{Format: Name}},
		{"jq", Options{Format: JSONL, JQ: "select(.muted) | .call_sid"}},
	} {
		b.Run(test.name, func(b *testing.B) {
			test.options.Now, test.options.Zone = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC), time.UTC
			b.ReportAllocs()
			for b.Loop() {
				printer, err := NewPrinter(io.Discard, noun, test.options)
				if err != nil {
					b.Fatal(err)
				}
				if err := printer.List(context.Background(), func(yield func([][]byte, error) bool) { yield(items, nil) }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkItem prints one participant, as most runs do.
func BenchmarkItem(b *testing.B) {
	item := participants(1)[0]
	for _, format := range []Format{Table, JSON, YAML} {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				printer, err := NewPrinter(io.Discard, Noun{}, Options{Format: format, Zone: time.UTC})
				if err != nil {
					b.Fatal(err)
				}
				if err := printer.Item(context.Background(), item); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
