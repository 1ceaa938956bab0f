package signalwire

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// BenchmarkPages reads a list of ten thousand in ten pages, and reports the allocations of the server's side as well.
func BenchmarkPages(b *testing.B) {
	item := `{"call_sid": "` + sid + `", "muted": true, "hold": false, "status": "in-progress", "date_created": "Mon, 23 Nov 2026 11:42:00 +0000"}`
	items := strings.Repeat(item+", ", 999) + item
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number := len(r.URL.Query().Get("p")) + 1
		next := "null"
		if number < 10 {
			next = fmt.Sprintf("%q", r.URL.Path+"?p="+strings.Repeat("x", number))
		}
		fmt.Fprintf(w, `{"next_page_uri": %s, "participants": [%s]}`, next, items)
	}))
	defer server.Close()
	c := client(b, server.URL)
	c.options.Timeout = time.Minute
	b.ReportAllocs()
	for b.Loop() {
		count := 0
		for page, err := range c.Participants(b.Context(), sid, nil, Paging{}) {
			if err != nil {
				b.Fatal(err)
			}
			count += len(page.Items)
		}
		if count != 10_000 {
			b.Fatal(count)
		}
	}
}
