package signalwire

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"confcall/pkg/reason"
)

// FuzzReason reads any body in every way. A secret in it never shows, not even a piece of it.
func FuzzReason(f *testing.F) {
	for _, seed := range []string{
		`{"message": "x"}`, `{"errors": {"a": ["b"]}}`, `<RestException><Message>x</Message></RestException>`, "<html>", "text", "\xff\xfe", `{"x": "PT+0123456789/="}`,
		strings.Repeat("y", 190) + "PT+0123456789/=", strings.Repeat("é", 195) + "PT+0123456789/=", `<Message>`, `<!--`, `{"error":{"error":{"error":{"error":{"error":{"error":"x"}}}}}}`,
	} {
		f.Add([]byte(seed))
	}
	c := client(f, "https://example.invalid")
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, status := range []int{400, 404, 500} {
			problem := c.presentable(c.refusal(request{method: http.MethodPost}, status, body), request{})
			if strings.Contains(problem.Message, "PT+0123") && strings.Contains(string(body), "PT+0123456789/=") {
				t.Errorf("%q: %q", body, problem.Message)
			}
			if len(problem.Message) > longestText+len("…") {
				t.Errorf("%d bytes are said", len(problem.Message))
			}
		}
		reason.ReadXML(body)
	})
}

// TestExcerpt quotes an answer of no known shape by its first 200 characters, on one line, and without a piece of a secret.
func TestExcerpt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ body, want string }{
		{"no healthy upstream", `: "no healthy upstream"`},
		{" a\nb\tc\r\n", `: "a b c"`},
		{strings.Repeat("é", 200), `: "` + strings.Repeat("é", 200) + `"`},
		{strings.Repeat("é", 201), `: "` + strings.Repeat("é", 200) + `…"`},
		{strings.Repeat("x", 195) + "PT+0123456789/=", `: "` + strings.Repeat("x", 195) + `[reda…"`},
		{"\x00\x1b[31m\xff", `: "` + "\ufffd\ufffd[31m\ufffd" + `"`},
		{"", ""},
	} {
		if got := client(t, "https://example.invalid").excerpt(request{}, []byte(test.body)); got != test.want {
			t.Errorf("%q is quoted as %s, want %s", test.body, got, test.want)
		}
	}
}

// apis are bodies that only the API uses, and gateways those of others.
var (
	apis = []string{
		`{"code": 20404, "message": "no such thing", "status": 404}`, `{"code": "20404"}`, `{"code": 404}`, `{"errors": [{"code": "20404", "message": "x"}]}`,
		`{"errors": [{"message": "x"}, {"code": 20404}]}`, `{"errors": ["The resource was not found"]}`, "\n " + `{"code":20404}` + "\n",
	}
	gateways = []string{
		"", " \n", "not found", "<html>404</html>", "<!DOCTYPE html>", `<RestException><Code>20404</Code></RestException>`, `{"error": "no route"}`, `{"message": "no Route matched"}`,
		`{"message": "x", "code": "not_found"}`, `{"code": "missing_required_parameter"}`, `{"code": null, "message": "x"}`, `{"code": {}}`, `{"code": true}`, `{"code": ""}`, `{"code": "20404 "x}`,
		`{"errors": [{"code": "missing_required_parameter", "message": "x"}]}`, `{"errors": []}`, `{"errors": {"code": 20404}}`, `{"errors": "x"}`, `{"errors": [null]}`,
		`{}`, `[]`, `[{"code": 20404}]`, `null`, `20404`, `"20404"`, `{"code": 20404`, `{"status": 404}`, `{"error": {"code": 20404}}`,
	}
)

// TestNotFound believes only the API that there is no such thing: something in its place proves nothing.
func TestNotFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		bodies []string
		found  bool
	}{{apis, true}, {gateways, false}} {
		for _, body := range test.bodies {
			server := httptest.NewServer(answer(404, "", body))
			t.Cleanup(server.Close)
			for _, operation := range operations {
				problem := problemOf(operation.do(t.Context(), quick(t, server.URL)))
				if problem == nil || problem.IsNotFound() != test.found || problem.Status != 404 || !test.found && problem.Layer != LayerAnswer {
					t.Errorf("%s, %q: %+v", operation.name, body, problem)
				}
			}
		}
	}
}

// TestRefusals tells who refuses: 401 and 429 mean it in any words; other refusals that are no JSON are something's in the API's
// place; and without a body the status stands.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const html, text, json, nothing = "<html>no</html>", "no", `{"message": "no"}`, ""
	for _, test := range []struct {
		status int
		body   string
		layer  Layer
	}{
		{401, html, LayerAPI}, {401, text, LayerAPI}, {401, json, LayerAPI}, {401, nothing, LayerAPI}, {401, `[]`, LayerAPI},
		{429, html, LayerAPI}, {429, text, LayerAPI}, {429, json, LayerAPI}, {429, nothing, LayerAPI},
		{403, html, LayerAnswer}, {403, text, LayerAnswer}, {403, json, LayerAPI}, {403, nothing, LayerAPI},
		{400, html, LayerAnswer}, {400, text, LayerAnswer}, {400, json, LayerAPI}, {400, nothing, LayerAPI}, {400, "<RestException/>", LayerAnswer},
		{422, html, LayerAnswer}, {422, json, LayerAPI}, {422, nothing, LayerAPI}, {409, json, LayerAPI}, {418, json, LayerAPI},
		{500, html, LayerAnswer}, {500, json, LayerAPI}, {500, nothing, LayerAPI},
	} {
		if got := new(Client).refusal(request{method: http.MethodPost}, test.status, []byte(test.body)); got.Layer != test.layer || got.Status != test.status {
			t.Errorf("%d %q: %+v", test.status, test.body, got)
		}
	}
}

// TestErrorsAsSuccess reads the API's error object as that error, though the status says otherwise, and a resource as one, though it
// may speak of errors.
func TestErrorsAsSuccess(t *testing.T) {
	t.Parallel()
	serve := func(body string) *Client {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
		t.Cleanup(server.Close)
		return quick(t, server.URL)
	}
	for body, status := range map[string]int{
		`{"code": 20404, "message": "no such thing", "status": 404}`:    404,
		`{"code": "20003", "message": "who are you?", "status": "401"}`: 401,
		`{"code": 20429, "message": "too many", "status": 429}`:         429,
		`{"code": 10000, "message": "no"}`:                              200,
		`{"errors": [{"code": "10000", "message": "no"}]}`:              200,
		`{"errors": ["no"]}`: 200,
		`{"errors": [{"type": "validation_error", "code": "missing_required_parameter", "message": "no", "attribute": "to"}]}`: 200,
		`{"code": 20404}`:                    200,
		`{"code": "20404", "message": null}`: 200,
		`{"errors": [{}]}`:                   200,
		`{"status": 409}`:                    409,
		`{"status": 404, "title": "no"}`:     404,
	} {
		c := serve(body)
		for _, operation := range operations {
			problem := problemOf(operation.do(t.Context(), c))
			if problem == nil || problem.Layer != LayerAPI || problem.Status != status || problem.Uncertain {
				t.Errorf("%s, %s: %+v", operation.name, body, problem)
			}
		}
	}
	for _, body := range []string{
		`{"sid": "` + sid + `", "errors": ["x"]}`, `{"sid": "` + sid + `", "code": 7, "message": "x"}`, `{"sid": "` + sid + `", "error_code": 7, "errors": []}`,
	} {
		if got, err := serve(body).Conference(t.Context(), sid); err != nil || string(got) != body {
			t.Errorf("%s: %s, %v", body, got, err)
		}
	}
	// What is new has a SID of its own, or nothing is known to have begun.
	for _, body := range []string{`{}`, `{"error": "no route"}`, `{"message": "no"}`, `{"success": true}`, `{"sid": null, "id": null}`, `{"sid": "", "id": ""}`, `{"conference_sid": "` + sid + `", "call_sid": "` + sid + `"}`} {
		for _, operation := range operations {
			switch operation.name {
			case "dial", "record call", "start stream", "start call stream":
				if problem := problemOf(operation.do(t.Context(), serve(body))); problem == nil || problem.Layer != LayerAnswer || !problem.Uncertain {
					t.Errorf("%s, %s: %+v", operation.name, body, problem)
				}
			}
		}
	}
	// What is no error of the API's confirms nothing all the same.
	for _, body := range []string{
		`{"error": "no route"}`, `{"message": "no"}`, `{"detail": "no"}`,
		`{"success": false}`, `{"ok": false}`, `{"deleted": "False"}`, `{"removed": false, "sid": null}`,
	} {
		if gone, err := serve(body).RemoveParticipant(t.Context(), sid, sid); err == nil || gone != nil {
			t.Errorf("%s: removed, %s", body, gone)
		}
	}
}

// TestAnotherOnesItems takes no item of another conference for one of the list.
func TestAnotherOnesItems(t *testing.T) {
	t.Parallel()
	const other = "00000000-0000-0000-0000-000000000001"
	for said, mine := range map[string]bool{
		`"` + sid + `"`: true, `"` + strings.ToUpper(sid) + `"`: true, `null`: true, `""`: true, `7`: true,
		`"` + other + `"`: false,
	} {
		item := func(sid string) string {
			return fmt.Sprintf(`{"call_sid": %q, "sid": %q, "conference_sid": %s}`, other, other, sid)
		}
		items := "[" + item(`"`+sid+`"`) + "," + item(said) + "]"
		server := httptest.NewServer(answer(200, "", `{"participants": `+items+`, "recordings": `+items+`, "next_page_uri": null}`))
		t.Cleanup(server.Close)
		c := quick(t, server.URL)
		for name, pages := range map[string]Pages{"participants": c.Participants(t.Context(), sid, nil, Paging{}), "recordings": c.Recordings(t.Context(), sid, nil, Paging{})} {
			count, failed := 0, error(nil)
			for page, err := range pages {
				count, failed = count+len(page.Items), err
			}
			problem := problemOf(failed)
			if mine && (count != 2 || failed != nil) || !mine && (count != 1 || problem == nil || problem.Layer != LayerAnswer || !strings.Contains(problem.Message, "its conference_sid is "+other)) {
				t.Errorf("%s, %s: %d items, %v", name, said, count, failed)
			}
		}
	}
}

// TestAnotherOnesAnswer wants each answer about one thing to be about the one that was asked for, in either letter case.
func TestAnotherOnesAnswer(t *testing.T) {
	t.Parallel()
	const other = "00000000-0000-0000-0000-000000000001"
	object := func(sids map[string]string) string {
		var fields []string
		for name, value := range sids {
			fields = append(fields, fmt.Sprintf("%q: %s", name, value))
		}
		return "{" + strings.Join(append(fields, `"uri": "/x"`), ", ") + "}"
	}
	q := func(text string) string { return `"` + text + `"` }
	for _, operation := range operations {
		switch operation.name {
		case "list", "dial", "record call", "start stream":
			continue // of what has no SID yet, or many
		}
		for _, test := range []struct {
			name string
			sids map[string]string
			mine bool
		}{
			{"the one", map[string]string{"sid": q(sid), "call_sid": q(sid), "id": q(sid), "conference_sid": q(sid)}, true},
			{"in capitals", map[string]string{"sid": q(strings.ToUpper(sid)), "call_sid": q(strings.ToUpper(sid)), "id": q(strings.ToUpper(sid)), "conference_sid": q(strings.ToUpper(sid))}, true},
			{"of no conference", map[string]string{"sid": q(sid), "call_sid": q(sid), "id": q(sid), "conference_sid": "null"}, true},
			{"another", map[string]string{"sid": q(other), "call_sid": q(other), "id": q(other), "conference_sid": q(sid)}, false},
			{"null, with an error", map[string]string{"sid": "null", "call_sid": "null", "id": "null", "error": q("no route")}, false},
			{"none, with a message", map[string]string{"message": q("no route")}, false},
			// What is misshapen is shown as it came.
			{"none", map[string]string{}, true},
			{"no text", map[string]string{"sid": "7", "call_sid": "{}", "id": "[]"}, true},
			{"nearly", map[string]string{"sid": q(sid + " "), "call_sid": q(sid + " "), "id": q(sid + " ")}, true},
		} {
			server := httptest.NewServer(answer(200, "", object(test.sids)))
			t.Cleanup(server.Close)
			problem := problemOf(operation.do(t.Context(), quick(t, server.URL)))
			if (problem == nil) != test.mine || problem != nil && (problem.Layer != LayerAnswer || problem.Uncertain != (operation.kind != "GET")) {
				t.Errorf("%s, %s: %+v", operation.name, test.name, problem)
			}
		}
	}
	// What something belongs to is checked where the answer says it.
	server := httptest.NewServer(answer(200, "", object(map[string]string{"sid": q(sid), "call_sid": q(sid), "conference_sid": q(other)})))
	t.Cleanup(server.Close)
	c := quick(t, server.URL)
	for name, do := range map[string]func() error{
		"get participant": func() error { _, err := c.Participant(t.Context(), sid, sid); return err },
		"mute":            func() error { return mute(t.Context(), c) },
		"get recording":   func() error { _, err := c.Recording(t.Context(), sid, sid); return err },
		"pause recording": func() error { _, err := c.UpdateRecording(t.Context(), sid, sid, nil); return err },
		"start stream":    func() error { _, err := c.StartStream(t.Context(), sid, nil); return err },
		"stop stream":     func() error { _, err := c.StopStream(t.Context(), sid, sid); return err },
	} {
		if problem := problemOf(do()); problem == nil || problem.Layer != LayerAnswer || !strings.Contains(problem.Message, other) {
			t.Errorf("%s: %+v", name, problem)
		}
	}
}
