package signalwire

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestOperations has each operation send what the API's documents say, and nothing else.
func TestOperations(t *testing.T) {
	t.Parallel()
	const account = "/api/laml/2010-04-01/Accounts/" + sid
	no := false
	form := url.Values{"Status": {"x y"}}
	join := JoinConference{
		Name: "Stand-up <1>", Muted: true, Beep: "onEnter", StartOnEnter: &no, EndOnExit: true, WaitURL: "https://example.com/wait",
		MaxParticipants: 20, Record: "record-from-start", Region: "eu", Coach: sid,
	}
	for _, test := range []struct {
		name string
		do   func(context.Context, *Client) (Resource, error)
		want string
	}{
		{"update call", func(ctx context.Context, c *Client) (Resource, error) { return c.UpdateCall(ctx, sid, form) },
			"POST " + account + "/Calls/" + sid + " Status=x+y"},
		{"record call", func(ctx context.Context, c *Client) (Resource, error) { return c.RecordCall(ctx, sid, url.Values{}) },
			"POST " + account + "/Calls/" + sid + "/Recordings RecordingChannels=mono"},
		{"update call recording", func(ctx context.Context, c *Client) (Resource, error) {
			return c.UpdateCallRecording(ctx, sid, sid, form)
		}, "POST " + account + "/Calls/" + sid + "/Recordings/" + sid + " Status=x+y"},
		{"start call stream", func(ctx context.Context, c *Client) (Resource, error) { return c.StartCallStream(ctx, sid, form) },
			"POST " + account + "/Calls/" + sid + "/Streams Status=x+y"},
		{"stop call stream", func(ctx context.Context, c *Client) (Resource, error) { return c.StopCallStream(ctx, sid, sid) },
			"POST " + account + "/Calls/" + sid + "/Streams/" + sid + " Status=stopped"},
		{"account recording", func(ctx context.Context, c *Client) (Resource, error) { return c.AccountRecording(ctx, sid) },
			"GET " + account + "/Recordings/" + sid + ".json "},
		{"delete account recording", func(ctx context.Context, c *Client) (Resource, error) { return c.DeleteAccountRecording(ctx, sid) },
			"DELETE " + account + "/Recordings/" + sid + " "},
		{"transcription", func(ctx context.Context, c *Client) (Resource, error) { return c.Transcription(ctx, sid) },
			"GET " + account + "/Transcriptions/" + sid + " "},
		{"delete transcription", func(ctx context.Context, c *Client) (Resource, error) { return c.DeleteTranscription(ctx, sid) },
			"DELETE " + account + "/Transcriptions/" + sid + " "},
		{"dial", func(ctx context.Context, c *Client) (Resource, error) {
			return c.Dial(ctx, Dialling{
				From: "+13105550100", To: "sip:ada@example.com", CallerID: "+13105550199", Timeout: 30, SendDigits: "1w2",
				MaxPricePerMinute: "0.05", Conference: join,
			})
		}, `POST /api/calling/calls {"command":"dial","params":{"from":"+13105550100","to":"sip:ada@example.com","caller_id":"+13105550199",` +
			`"timeout":30,"send_digits":"1w2","max_price_per_minute":0.05,"swml":{"version":"1.0.0","sections":{"main":[{"join_conference":` +
			`{"name":"Stand-up \u003c1\u003e","muted":true,"beep":"onEnter","start_on_enter":false,"end_on_exit":true,` +
			`"wait_url":"https://example.com/wait","max_participants":20,"record":"record-from-start","region":"eu","coach":"` + sid + `"}}]}}}}`},
		{"move call", func(ctx context.Context, c *Client) (Resource, error) {
			return c.MoveCall(ctx, sid, JoinConference{Name: "Stand-up"})
		}, `POST /api/calling/calls {"command":"update","params":{"id":"` + sid +
			`","swml":{"version":"1.0.0","sections":{"main":[{"join_conference":{"name":"Stand-up"}}]}}}}`},
		{"calls", first(func(c *Client, ctx context.Context) Pages {
			return c.Calls(ctx, url.Values{"StartTime<": {"Wed, 19 Sep 2018 20:00:00 +0000"}}, Paging{})
		}), "GET " + account + "/Calls?PageSize=1000&StartTime%3C=Wed%2C+19+Sep+2018+20%3A00%3A00+%2B0000 "},
		{"account recordings", first(func(c *Client, ctx context.Context) Pages {
			return c.AccountRecordings(ctx, url.Values{"CallSid": {sid}}, Paging{Size: 5})
		}),
			"GET " + account + "/Recordings?CallSid=" + sid + "&PageSize=5 "},
		{"transcriptions", first(func(c *Client, ctx context.Context) Pages { return c.Transcriptions(ctx, nil, Paging{}) }),
			"GET " + account + "/Transcriptions?PageSize=1000 "},
		{"conference log", first(func(c *Client, ctx context.Context) Pages {
			return c.ConferenceLog(ctx, url.Values{"created_on": {"2026-11-23"}}, Paging{})
		}), "GET /api/logs/conferences?created_on=2026-11-23&page_size=1000 "},
	} {
		var asked string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			asked = fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), body)
			if want := map[bool]string{true: "application/json", false: "application/x-www-form-urlencoded"}[strings.HasPrefix(string(body), "{")]; r.Method == http.MethodPost && r.Header.Get("Content-Type") != want {
				t.Errorf("%s: Content-Type %q, want %q", test.name, r.Header.Get("Content-Type"), want)
			}
			if _, _, ok := r.BasicAuth(); !ok {
				t.Errorf("%s: no credentials", test.name)
			}
			_, _ = io.WriteString(w, `{"sid": "`+sid+`", "id": "`+sid+`", "calls": [], "recordings": [], "transcriptions": [], "data": [], "next_page_uri": null, "links": {}}`)
		}))
		t.Cleanup(server.Close)
		if _, err := test.do(t.Context(), quick(t, server.URL)); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if asked != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, asked, test.want)
		}
	}
}

// first takes the first page of a list.
func first(list func(*Client, context.Context) Pages) func(context.Context, *Client) (Resource, error) {
	return func(ctx context.Context, c *Client) (Resource, error) {
		for _, err := range list(c, ctx) {
			return nil, err
		}
		return nil, nil
	}
}

// TestDialIsDescribed has a dry run show the whole of what would be sent.
func TestDialIsDescribed(t *testing.T) {
	t.Parallel()
	c := client(t, "https://example.invalid/prefix")
	c.options.DryRun = true
	shown, err := c.MoveCall(t.Context(), sid, JoinConference{Name: "x"})
	var object struct {
		Method, URL string
		JSON        struct{ Command string }
	}
	if err != nil || json.Unmarshal(shown, &object) != nil || object.Method != "POST" ||
		object.URL != "https://example.invalid/prefix/api/calling/calls" || object.JSON.Command != "update" {
		t.Errorf("%s %v", shown, err)
	}
}

// TestLogPages follows links.next, which is absent on the last page.
func TestLogPages(t *testing.T) {
	t.Parallel()
	for links, want := range map[string]string{
		`{"self": "x"}`:                      "2",
		`{"next": null}`:                     "2",
		`{"next": 7}`:                        "does not say",
		`[]`:                                 "no links",
		`{"next": "https://evil.test/logs"}`: "refused the next page",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("page_token") == "" {
				_, _ = io.WriteString(w, `{"data": [{"id": "1"}], "links": {"next": "http://`+r.Host+`/api/logs/conferences?page_number=1&page_token=PA1"}}`)
				return
			}
			_, _ = fmt.Fprintf(w, `{"data": [{"id": "2"}], "links": %s}`, links)
		}))
		t.Cleanup(server.Close)
		got := ""
		for page, err := range quick(t, server.URL).ConferenceLog(t.Context(), nil, Paging{}) {
			if err != nil {
				got = err.Error()
				break
			}
			got = page.Items[0].Text("id")
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", links, got, want)
		}
	}
}
