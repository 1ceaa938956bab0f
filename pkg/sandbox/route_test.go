package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPaths(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	long := base + "/Conferences/" + standUp + "/Participants/" + host
	short := strings.TrimPrefix(long, "/api/laml")
	for _, path := range []string{long, long + ".json", short, short + ".json", strings.ReplaceAll(long, host, strings.ToUpper(host)),
		strings.ReplaceAll(short, Account, strings.ToUpper(Account)), strings.ReplaceAll(long, host, strings.ReplaceAll(host, "-", "%2D")), long + "?unknown=1&Muted=x"} {
		c.get(path).ok("call_sid", host)
	}
	for _, path := range []string{"/", "/v2" + short, long + "/", long + "/x", base, base + "/", base + "/Messages", base + "/Conferences/",
		base + "/Conferences/" + standUp + "/Streams/" + none + "/x", strings.Replace(long, "Conferences", "conferences", 1)} {
		c.get(path).refused(404, 20404)
	}
	for _, path := range []string{"Conferences/x", "Conferences/" + standUp + "0", "Conferences/" + standUp + "/Participants/..%2Fx", "Calls/x",
		"Recordings/x.wav", "Conferences/" + standUp + ".wav", "Conferences?%zz=1", "Conferences?a=1;b=2"} {
		c.get(path).refused(400, 10000)
	}
	for _, path := range []string{"Conferences/" + none, "Conferences/" + none + "/Participants", "Conferences/" + none + "/Recordings", "Calls/" + none,
		"Conferences/" + none + "/Participants/" + host, "Conferences/" + standUp + "/Participants/" + agent, "Recordings/" + none + ".wav",
		"Conferences/" + none + "/Recordings/" + none, "Conferences/" + standUp + "/Recordings/" + none} {
		c.get(path).refused(404, 20404)
	}
	for _, path := range []string{"Conferences/" + none, "Conferences/" + none + "/Participants/" + host, "Conferences/" + standUp + "/Participants/" + none,
		"Conferences/" + none + "/Recordings/" + none, "Conferences/" + standUp + "/Recordings/" + none, "Conferences/" + none + "/Streams",
		"Conferences/" + none + "/Streams/" + none, "Conferences/" + standUp + "/Streams/" + none} {
		c.post(path, "Status", "completed", "Muted", "true", "Url", "wss://example.com").refused(404, 20404)
	}
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	for _, test := range [][2]string{{"", ""}, {Account, "other"}, {none, Token}, {Account, ""}} {
		r := httptest.NewRequest(http.MethodGet, base+"/Conferences", nil)
		if test[0] != "" {
			r.SetBasicAuth(test[0], test[1])
		}
		if got := c.send(r).refused(401, 20003); got.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%v: no challenge", test)
		}
	}
	c.get(strings.Replace(base, Account, none, 1)+"/Conferences").refused(401, 20003)
	c.get("/api/laml/2010-04-01/Accounts/x/Conferences").refused(400, 10000)
}

func TestMethods(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	for path, allow := range map[string]string{
		"Conferences":                                         "GET",
		"Conferences/" + standUp:                              "GET, POST",
		"Conferences/" + standUp + "/Participants":            "GET",
		"Conferences/" + standUp + "/Participants/" + host:    "DELETE, GET, POST",
		"Conferences/" + standUp + "/Recordings":              "GET",
		"Conferences/" + standUp + "/Recordings/" + none:      "DELETE, GET, POST",
		"Conferences/" + standUp + "/Streams":                 "POST",
		"Conferences/" + standUp + "/Streams/" + none:         "POST",
		"Recordings/5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002.wav": "DELETE, GET",
		"Recordings":                            "GET",
		"Transcriptions":                        "GET",
		"Transcriptions/" + none:                "DELETE, GET",
		"Calls":                                 "GET",
		"Calls/" + host:                         "GET, POST",
		"Calls/" + host + "/Recordings":         "POST",
		"Calls/" + host + "/Recordings/" + none: "POST",
		"Calls/" + host + "/Streams":            "POST",
		"Calls/" + host + "/Streams/" + none:    "POST",
	} {
		for _, method := range []string{"PUT", "PATCH", "OPTIONS", "GET", "POST", "DELETE"} {
			if !strings.Contains(allow, method) {
				if got := c.do(method, path).refused(405, 20004); got.header.Get("Allow") != allow {
					t.Errorf("%s: Allow %q, want %q", got.asked, got.header.Get("Allow"), allow)
				}
			}
		}
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := base + "/Conferences/" + standUp + "/Participants/" + host
	send := func(kind, body string) reply {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.SetBasicAuth(Account, Token)
		r.Header.Set("Content-Type", kind)
		return c.send(r)
	}
	const form = "application/x-www-form-urlencoded"
	send("", "Muted=true").refused(400, 10000)
	send("multipart/form-data; boundary=x", "--x--").refused(400, 10000)
	send(form, "Muted=%zz").refused(400, 10000)
	send(form, "").refused(400, 10000)
	send(form, "Muted=true&x="+strings.Repeat("x", maxBody)).refused(413, 10000)
	// JSON says the same as a form.
	for _, body := range []string{`{"Muted": "True"}`, `{"Muted": 1}`, `{"Muted": "1"}`, `{"Muted": {}}`, `{"Muted": [true]}`, `{"Muted": true} x`, `[true]`, `null`, `{}`, `{"Muted": null}`, `{"Muted"`, ``} {
		send("application/json", body).refused(400, 10000)
	}
	send(form, "Muted=True").refused(400, 10000)
	send(form, "Muted=1").refused(400, 10000)
	c.get(path).ok("muted", false)
	send("application/json", `{"Muted": true, "Hold": "true", "WaitUrl": null}`).ok("muted", true, "hold", true)
	send("application/json; charset=utf-8", `{"Muted": false}`).ok("muted", false)
	send(form+"; charset=utf-8", "Muted=true&x="+strings.Repeat("x", maxBody-len("Muted=true&x="))).ok("muted", true)
}
