package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Every answer that a test of this package gets is held against what the API's documents say of it: the status, the fields,
// their types, and which of them can be null.

// A shape is an object's fields, all of which must be there, each with its type. A type is one of scalars, `=a|b` for one of
// some words, `@name` for another shape, `[]` before one for a list of it, and any of them with a question mark for null too.
type shape map[string]string

// with is a shape with more fields.
func (s shape) with(more shape) shape {
	all := shape{}
	for name, kind := range s {
		all[name] = kind
	}
	for name, kind := range more {
		all[name] = kind
	}
	return all
}

var aPage = shape{"uri": "path", "first_page_uri": "path", "next_page_uri": "path?", "previous_page_uri": "path?", "page": "int", "page_size": "int"}

var aStream = shape{"account_sid": "uuid", "date_updated": "date", "name": "text?", "sid": "uuid", "status": "=queued|in-progress|stopped", "uri": "path"}

var aLoggedOne = shape{"id": "uuid", "created_at": "iso", "status": "text?"}

var shapes = map[string]shape{
	"conferences": aPage.with(shape{"conferences": "[]@conference"}), "participants": aPage.with(shape{"participants": "[]@participant"}),
	"recordings": aPage.with(shape{"recordings": "[]@recording"}), "calls": aPage.with(shape{"calls": "[]@call"}),
	"transcriptions": aPage.with(shape{"transcriptions": "[]@transcription"}),
	"conference": {
		"sid": "uuid", "account_sid": "uuid", "date_created": "date", "date_updated": "date", "friendly_name": "name",
		"status": "=init|in-progress|completed", "api_version": "=2010-04-01", "region": "=us1|us2|ie1|de1|sg1|br1|au1|jp1", "uri": "path",
		"subresource_uris": "@conference's",
	},
	"conference's": {"participants": "path", "recordings": "path"},
	"participant": {
		"account_sid": "uuid", "call_sid": "uuid", "call_sid_to_coach": "uuid?", "coaching": "bool", "conference_sid": "uuid",
		"date_created": "date", "date_updated": "date", "status": "=in-progress|completed", "end_conference_on_exit": "bool",
		"muted": "bool", "hold": "bool", "start_conference_on_enter": "bool", "uri": "path",
	},
	"recording": {
		"sid": "uuid", "account_sid": "uuid", "api_version": "=2010-04-01", "call_sid": "uuid?", "conference_sid": "uuid?",
		"channel": "=1|2", "channels": "=1|2", "date_created": "date", "date_updated": "date", "start_time": "date?", "end_time": "date?",
		"duration": "count", "price": "price?", "price_unit": "=USD", "source": "=Conference|StartConferenceRecording|StartCallRecordingApi",
		"status": "=queued|in-progress|paused|resumed|completed|absent|stopped", "error_code": "text?", "uri": "path",
		"subresource_uris": "@recording's", "encryption_details": "null", "trim": "=trim-silence|do-not-trim",
	},
	"recording's":       {"transcriptions": "path"},
	"conference stream": aStream.with(shape{"conference_sid": "uuid"}),
	"call stream":       aStream.with(shape{"call_sid": "uuid"}),
	"call": {
		"sid": "uuid", "account_sid": "uuid", "date_created": "date", "date_updated": "date", "parent_call_sid": "uuid?", "to": "text",
		"formatted_to": "text", "to_formatted": "text", "from": "text", "formatted_from": "text", "from_formatted": "text",
		"phone_number_sid": "uuid?", "status": "=queued|ringing|in-progress|canceled|completed|busy|failed|no-answer", "start_time": "date?",
		"end_time": "date?", "duration": "count", "price": "cost?", "price_unit": "=USD", "direction": "=inbound|outbound",
		"answered_by": "=human|machine?", "api_version": "=2010-04-01", "forwarded_from": "text?", "caller_name": "text?",
		"annotation": "text?", "group_sid": "null", "sip_result_code": "text?", "uri": "path", "subresource_uris": "@call's",
		"audio_in_mos": "number?", "audio_rtt_avg": "int?", "audio_rtt_min": "int?", "audio_rtt_max": "int?",
		"audio_out_jitter_min": "int?", "audio_out_jitter_max": "int?", "audio_out_jitter_avg": "int?", "audio_out_lost": "int?",
	},
	"call's": {"notifications": "null", "recordings": "path"},
	"transcription": {
		"sid": "uuid", "account_sid": "uuid", "api_version": "=2010-04-01", "recording_sid": "uuid", "date_created": "date",
		"date_updated": "date", "duration": "count", "price": "price?", "price_unit": "=USD", "status": "=completed",
		"transcription_text": "text?", "type": "blank", "uri": "path",
	},
	"leg": {
		"id": "uuid", "from": "text", "to": "text", "direction": "=inbound|outbound|outbound-api", "source": "=realtime_api",
		"status":   "=queued|initiated|created|ringing|answered|ending|ended|failed|canceled|completed",
		"duration": "count?", "duration_ms": "count?", "billing_ms": "count?", "url": "text?", "charge": "number", "created_at": "iso",
		"type": "=relay_pstn_call|relay_sip_call|relay_webrtc_call", "charge_details": "[]text", "parent_id": "uuid?",
	},
	"log": {"links": "@links", "data": "[]@logged"},
	"cxml_conference": aLoggedOne.with(shape{
		"project_id": "uuid", "region": "text", "name": "text?", "max_size": "int?", "current_participants": "count", "updated_at": "iso", "type": "text",
	}),
	"video_room_session": aLoggedOne.with(shape{
		"source": "text", "type": "text", "url": "address", "room_name": "text?", "locked": "bool", "started_at": "iso?", "ended_at": "iso?",
		"charge": "text", "charge_details": "[]text",
	}),

	"error":      {"code": "int", "message": "text", "more_info": "address", "status": "int"},
	"problems":   {"errors": "[]text"},
	"parameters": {"errors": "[]@parameter"},
	"parameter": {
		"type": "=validation_error", "code": "=missing_required_parameter|invalid_parameter", "message": "text", "attribute": "text", "url": "address",
	},
	"word": {"error": "text"},
}

// documented are the operations: method and path below the account, the shape of success, and the statuses. The space's own
// come with their whole paths.
var operationsDocumented = []struct {
	method, path, shape string
	statuses            []int
}{
	{"GET", "Conferences", "conferences", []int{200, 400, 401, 422}},
	{"GET", "Conferences/*", "conference", []int{200, 400, 401, 404}},
	{"POST", "Conferences/*", "conference", []int{200, 400, 401, 404, 422, 503}},
	{"GET", "Conferences/*/Participants", "participants", []int{200, 400, 401, 404, 422}},
	{"GET", "Conferences/*/Participants/*", "participant", []int{200, 400, 401, 404}},
	{"POST", "Conferences/*/Participants/*", "participant", []int{200, 400, 401, 404, 422}},
	{"DELETE", "Conferences/*/Participants/*", "", []int{204, 400, 401, 404, 422}},
	{"GET", "Conferences/*/Recordings", "recordings", []int{200, 400, 401, 404, 422}},
	{"GET", "Conferences/*/Recordings/*", "recording", []int{200, 400, 401, 404}},
	{"POST", "Conferences/*/Recordings/*", "recording", []int{200, 400, 401, 404, 422, 503}},
	{"DELETE", "Conferences/*/Recordings/*", "", []int{204, 400, 401, 404}},
	{"POST", "Conferences/*/Streams", "conference stream", []int{200, 400, 401, 404, 422}},
	{"POST", "Conferences/*/Streams/*", "conference stream", []int{200, 400, 401, 404, 422}},
	{"GET", "Calls", "calls", []int{200, 400, 401, 422}},
	{"GET", "Calls/*", "call", []int{200, 400, 401, 404}},
	{"POST", "Calls/*", "call", []int{200, 400, 401, 404, 422}},
	{"POST", "Calls/*/Recordings", "recording", []int{200, 400, 401, 404, 422}},
	{"POST", "Calls/*/Recordings/*", "recording", []int{200, 400, 401, 404, 422}},
	{"POST", "Calls/*/Streams", "call stream", []int{200, 400, 401, 404, 422}},
	{"POST", "Calls/*/Streams/*", "call stream", []int{200, 400, 401, 404, 422}},
	{"GET", "Recordings", "recordings", []int{200, 400, 401, 422}},
	{"GET", "Recordings/*.json", "recording", []int{200, 400, 401, 404}},
	{"GET", "Recordings/*", "audio", []int{200, 400, 401, 404}},
	{"DELETE", "Recordings/*", "", []int{204, 400, 401, 404, 422}},
	{"GET", "Transcriptions", "transcriptions", []int{200, 400, 401, 422}},
	{"GET", "Transcriptions/*", "transcription", []int{200, 400, 401, 404}},
	{"DELETE", "Transcriptions/*", "", []int{204, 400, 401, 404, 422}},
	{"GET", "/api/logs/conferences", "log", []int{200, 401, 422, 500}},
	{"POST", "/api/calling/calls", "leg", []int{200, 400, 401, 422}}, // 400 where the body is no JSON object
}

// operationOf finds the operation that was asked for, -1 if there is none.
func operationOf(method, path string) int {
	path, _, _ = strings.Cut(path, "?")
	if version := prefix().FindString(path); version != "" {
		words := strings.SplitN(path[len(version):], "/", 3)
		if len(words) < 3 || words[0] != "Accounts" || words[1] == "" {
			return -1
		}
		path = words[2]
	} else if !isRoot(path) {
		return -1
	}
	plain, json := strings.CutSuffix(path, ".json")
	words := strings.Split(plain, "/")
	fits := func(pattern string) bool {
		pattern, metadata := strings.CutSuffix(pattern, ".json")
		return (!metadata || json) && slices.EqualFunc(strings.Split(pattern, "/"), words, func(want, word string) bool { return word != "" && (want == "*" || want == word) })
	}
	for i, o := range operationsDocumented {
		if o.method == method && (fits(o.path) || path == o.path) {
			return i
		}
	}
	return -1
}

// checkAnswer holds an answer against the documents.
func checkAnswer(t testing.TB, method, path string, status int, kind string, body []byte) {
	t.Helper()
	problem := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s %.200s: HTTP %d: %s: %.2000q", method, path, status, fmt.Sprintf(format, args...), body)
	}
	i := operationOf(method, path)
	want := ""
	switch {
	case status >= 400:
		want = "error"
		if isRoot(path) && !strings.Contains(string(body), "on purpose") {
			want = map[bool]string{true: "parameters", false: "word"}[status == 422]
		} else if status == 422 && i >= 0 && (strings.Contains(operationsDocumented[i].path, "/Recordings") || strings.Contains(operationsDocumented[i].path, "/Streams")) {
			want = "problems"
		}
	case i < 0:
		problem("no document has this operation")
		return
	default:
		want = operationsDocumented[i].shape
	}
	// What no document has: no such path or method, a body beyond all measure, a failure on purpose, and a bug.
	own := i < 0 || status == 413 || strings.Contains(string(body), "a failure on purpose") || strings.Contains(string(body), "has a bug")
	if !own && !slices.Contains(operationsDocumented[i].statuses, status) {
		problem("want a status of %v", operationsDocumented[i].statuses)
	}
	switch {
	case want == "":
		if len(body) > 0 || status != http.StatusNoContent {
			problem("want 204 and no body")
		}
		return
	case want == "audio":
		if !strings.HasPrefix(kind, "audio/") || len(body) == 0 {
			problem("want audio, got %s", kind)
		}
		return
	case kind != "application/json":
		problem("want JSON, got %s", kind)
		return
	}
	var value any
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		problem("%v", err)
		return
	}
	if wrong := misfit(value, "@"+want); wrong != "" {
		problem("%s", wrong)
	}
	if object, _ := value.(map[string]any); want == "error" && object["status"] != json.Number(strconv.Itoa(status)) {
		problem("the body has the status %v", object["status"])
	}
}

// oddities are the vendor's own values that break its own forms, and which the sample has as they are documented.
var oddities = []string{"b3877c40-da60-4998-90ad-b792e98472co", "Mon, 24 Sept 2018 21:00:00 +0000", "Tue, 25 Sept 2018 20:00:00 +0000"}

// scalars tell whether a value is of a type.
var scalars = sync.OnceValue(func() map[string]func(any) bool {
	text := func(fits func(string) bool) func(any) bool {
		return func(value any) bool { text, ok := value.(string); return ok && fits(text) }
	}
	number := func(form string) func(any) bool {
		pattern := regexp.MustCompile(form)
		return func(value any) bool {
			number, ok := value.(json.Number)
			return ok && pattern.MatchString(number.String())
		}
	}
	matches := func(form string) func(any) bool { return text(regexp.MustCompile(form).MatchString) }
	return map[string]func(any) bool{
		"text": text(func(text string) bool { return text != "" }), "blank": matches(`^$`), "name": matches(`^(?s:.{0,64})$`),
		"bool": func(value any) bool { _, ok := value.(bool); return ok }, "null": func(value any) bool { return value == nil },
		"int": number(`^-?[0-9]+$`), "count": number(`^[0-9]+$`), "number": number(``), "cost": number(`^-?[0-9.]+$`),
		"price": matches(`^-[0-9]+\.[0-9]{4,}$`), "path": matches(`^(/api/laml)?/2010-04-01/Accounts/`), "address": matches(`^https?://`),
		"uuid": text(func(text string) bool { return isSID(text) || slices.Contains(oddities, text) }),
		"date": text(func(text string) bool {
			_, err := mail.ParseDate(text)
			return err == nil || slices.Contains(oddities, text)
		}),
		"iso": text(func(text string) bool { _, err := time.Parse("2006-01-02T15:04:05.000Z", text); return err == nil }),
	}
})

// misfit says why a value is not of a type, empty when it is.
func misfit(value any, kind string) string {
	inner, nullable := strings.CutSuffix(kind, "?")
	if nullable && value == nil {
		return ""
	}
	if words, ok := strings.CutPrefix(inner, "="); ok {
		if text, isText := value.(string); !isText || !slices.Contains(strings.Split(words, "|"), text) {
			return fmt.Sprintf("%v is none of %s", value, words)
		}
		return ""
	}
	if item, ok := strings.CutPrefix(inner, "[]"); ok {
		list, isList := value.([]any)
		if !isList {
			return fmt.Sprintf("%v is no list", value)
		}
		for _, value := range list {
			if wrong := misfit(value, item); wrong != "" {
				return wrong
			}
		}
		return ""
	}
	if name, ok := strings.CutPrefix(inner, "@"); ok {
		return misfitObject(value, name)
	}
	if fits := scalars()[inner]; fits == nil || !fits(value) {
		return fmt.Sprintf("%v is no %s", value, inner)
	}
	return ""
}

func misfitObject(value any, name string) string {
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Sprintf("%v is no %s", value, name)
	}
	var fields shape
	switch name {
	case "logged":
		kind, _ := object["type"].(string)
		fields = shapes[kind]
	case "links": // those that lead nowhere are left out
		fields = shape{"self": "address", "first": "address"}
		for _, name := range []string{"next", "prev"} {
			if _, given := object[name]; given {
				fields[name] = "address"
			}
		}
	default:
		fields = shapes[name]
	}
	for field := range object {
		if _, known := fields[field]; !known {
			return fmt.Sprintf("%s: no document has the field %s", name, field)
		}
	}
	for field, kind := range fields {
		value, given := object[field]
		if !given {
			return fmt.Sprintf("%s: the field %s is missing", name, field)
		}
		if wrong := misfit(value, kind); wrong != "" {
			return name + "." + field + ": " + wrong
		}
	}
	return ""
}

// TestEveryOperation asks for each operation: as it succeeds, without credentials, with a SID that is none and with one of
// nothing. Each answer is checked as it comes; here it is checked that all of them came.
func TestEveryOperation(t *testing.T) {
	t.Parallel()
	bodies := map[string]string{
		"POST Conferences/*": "AnnounceUrl=https://example.com", "POST Conferences/*/Participants/*": "Muted=true", "POST Conferences/*/Recordings/*": "Status=paused",
		"POST Conferences/*/Streams": "Url=wss://example.com", "POST Conferences/*/Streams/*": "Status=stopped", "POST Calls/*": "StatusCallback=https://example.com",
		"POST Calls/*/Recordings/*": "Status=stopped", "POST Calls/*/Streams": "Url=wss://example.com", "POST Calls/*/Streams/*": "Status=stopped",
		"POST /api/calling/calls": `{"command": "update", "params": {"id": "` + host + `", "url": "https://example.com"}}`,
	}
	for _, o := range operationsDocumented {
		c := newCaller(t, Options{})
		leg := map[string]string{}
		leg["Recordings"] = c.post("Calls/" + host + "/Recordings").object["sid"].(string)
		leg["Streams"] = c.post("Calls/"+host+"/Streams", "Url", "wss://example.com").object["sid"].(string)
		sids := []string{standUp, map[string]string{"Participants": host, "Recordings": running}[word(o.path, 2)]}
		switch {
		case strings.HasPrefix(o.path, "Calls/"):
			sids = []string{host, leg[word(o.path, 2)]}
		case o.path == "Conferences/*/Streams/*":
			sids = []string{support, "9d8c7b6a-5e4f-4a3b-8c2d-1e0f9a8b2001"}
		case strings.HasPrefix(o.path, "Recordings/"):
			sids = []string{finished}
		case strings.HasPrefix(o.path, "Transcriptions/"):
			sids = []string{"6b2d4f10-7a3c-4e5b-8d9f-2c1e0a8b3001"}
		}
		ask := func(path string, authorized bool, want int) {
			t.Helper()
			if !strings.HasPrefix(path, "/") {
				path = base + "/" + path
			}
			body := bodies[o.method+" "+o.path]
			r := httptest.NewRequest(o.method, path, strings.NewReader(body))
			r.Header.Set("Content-Type", formBody)
			if strings.HasPrefix(body, "{") {
				r.Header.Set("Content-Type", jsonBody)
			}
			if authorized {
				r.SetBasicAuth(Account, Token)
			}
			if got := c.send(r); got.status != want {
				t.Errorf("%s: HTTP %d, want %d: %.300q", got.asked, got.status, want, got.body)
			}
		}
		filled := func(sids ...string) string {
			path := o.path
			for _, sid := range sids {
				path = strings.Replace(path, "*", sid, 1)
			}
			return path
		}
		if o.shape != "audio" {
			ask(filled(sids...), false, 401)
		}
		if strings.Contains(o.path, "*") {
			ask(filled("x", "x"), true, 400)
			ask(filled(none, none), true, 404)
		}
		ask(filled(sids...), true, o.statuses[0])
	}
}

// word is a word of a path, empty beyond its end.
func word(path string, i int) string {
	if words := strings.Split(path, "/"); i < len(words) {
		return words[i]
	}
	return ""
}

// TestMisfits checks the checker.
func TestMisfits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"self": "http://x", "first": "http://x"}`:                "",
		`{"self": "http://x", "first": "http://x", "next": null}`:  "no address",
		`{"self": "http://x", "first": "http://x", "other": null}`: "no document has the field other",
		`{"self": "http://x"}`:                                     "the field first is missing",
		`[]`:                                                       "is no links",
	} {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		if got := misfit(value, "@links"); got == "" != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for kind, values := range map[string][]any{
		"uuid": {"x", nil, true}, "uuid?": {""}, "date": {"2026-11-23", json.Number("1")}, "int": {json.Number("1.5"), "1"}, "count": {json.Number("-1")},
		"price?": {"0.0025", json.Number("-1")}, "=a|b": {"c", nil}, "[]text": {"x", []any{""}}, "bool": {"true"}, "null": {""}, "iso": {"2026-11-23T12:00:00Z"},
	} {
		for _, value := range values {
			if misfit(value, kind) == "" {
				t.Errorf("%v is taken for %s", value, kind)
			}
		}
	}
}
