//go:build unix

package harness

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

func hideParticipants(q *request) bool {
	switch {
	case strings.HasSuffix(q.r.URL.Path, "/Conferences"):
		fmt.Fprint(q.w, `{"next_page_uri": null, "conferences": [
			{"sid": "00000000-0000-0000-0000-000000000001", "friendly_name": "silent"},
			{"sid": "00000000-0000-0000-0000-000000000002", "friendly_name": "open"}]}`)
	case strings.Contains(q.r.URL.Path, "000000000001/Participants"):
		<-q.r.Context().Done()
	default:
		fmt.Fprint(q.w, `{"call_sid": "x", "conference_sid": "00000000-0000-0000-0000-000000000002"}`)
	}
	return true
}

func sendPages(q *request) bool {
	if strings.HasSuffix(q.r.URL.Path, "/Conferences") {
		fmt.Fprint(q.w, `{"next_page_uri": null, "conferences": [
			{"sid": "00000000-0000-0000-0000-000000000001", "friendly_name": "full"}]}`)
		return true
	}
	number, _ := strconv.Atoi(q.r.URL.Query().Get("Page"))
	next := "null"
	if number+1 < q.argument(1) {
		next = fmt.Sprintf("%q", fmt.Sprintf("%s?Page=%d&PageToken=PA%d", q.r.URL.Path, number+1, number+1))
	}
	WritePage(q.w, number*q.argument(2), q.argument(2), next)
	return true
}

func sendCalls(q *request) bool {
	switch {
	case strings.HasSuffix(q.r.URL.Path, "/Participants"):
		WritePage(q.w, 0, 3, "null")
	case strings.HasSuffix(q.r.URL.Path, "0"):
		fmt.Fprint(q.w, `{"from": "+13105550101"}`)
	case strings.HasSuffix(q.r.URL.Path, "1"):
		q.w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(q.w, `{"code": 20404, "message": "no such call"}`)
	default:
		q.w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(q.w, `{"code": 10000, "message": "no"}`)
	}
	return true
}

func strayPage(q *request) bool {
	WritePage(q.w, 0, 1, `"https://elsewhere.example/2010-04-01/Accounts?PageToken=PA1"`)
	return true
}

func circlingPage(q *request) bool {
	WritePage(q.w, 0, 1, fmt.Sprintf("%q", q.r.URL.RequestURI()))
	return true
}

func silentPage(q *request) bool {
	fmt.Fprintf(q.w, `{"participants": [{"call_sid": "00000000-0000-0000-0000-000000000000"}]}`)
	return true
}

func breakingPage(q *request) bool {
	if q.r.URL.Query().Get("Page") != "" {
		q.w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(q.w, `{"code": 21481, "message": "Invalid page token."}`)
		return true
	}
	WritePage(q.w, 0, 2, fmt.Sprintf("%q", q.r.URL.Path+"?Page=1"))
	return true
}

// WritePage writes a page of participants, numbered from the first on.
func WritePage(w http.ResponseWriter, first, count int, next string) {
	fmt.Fprintf(w, `{"next_page_uri": %s, "participants": [`, next)
	for i := range count {
		if i > 0 {
			fmt.Fprint(w, ",")
		}
		fmt.Fprintf(w, `{"call_sid": "00000000-0000-0000-0000-%012d", "muted": %t, "status": "in-progress", `+
			`"date_created": "Mon, 23 Nov 2026 11:00:00 +0000"}`, first+i, i%2 == 0)
	}
	fmt.Fprint(w, "]}")
}
