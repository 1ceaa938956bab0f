package signalwire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// FuzzAnswer takes any body as a success and as a refusal. What is taken is one JSON object; a refusal of the usual shape is
// told in the API's own words, and one that is not the API's is never believed to know what is not found.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"call_sid": "x"}`, `[{}]`, `{"code": 20404, "message": "no", "more_info": "https://x", "status": 404}`, `{"code": "20404"}`,
		`{"errors": [{"code": "30010", "message": "m"}]}`, `{"errors": ["a", "b"]}`, `{"errors": "x"}`, `{"code": {}, "message": [1]}`,
		`<html>`, ``, ` `, `{"a":`, "\xff", `{"a":"\u`, `null`, `{"message":"\ud800"}`, `{"message":" 0\n", "error": "1"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var object map[string]json.RawMessage
		isObject := json.Unmarshal(body, &object) == nil && object != nil
		taken := checkObject(body) == nil
		small := len(body) <= maxValues && bytes.Count(body, []byte("{"))+bytes.Count(body, []byte("[")) <= maxNesting
		if taken && !isObject || !taken && isObject && small {
			t.Errorf("%q is taken: %t, but an object: %t", body, taken, isObject)
		}
		for _, status := range []int{300, 400, 401, 404, 407, 429, 500, 999} {
			e := new(Client).refusal(request{method: http.MethodGet}, status, body)
			if e.Status != status && status != http.StatusProxyAuthRequired || e.Error() == "" {
				t.Errorf("%d %q: %+v", status, body, e)
			}
			if e.IsNotFound() && (status != http.StatusNotFound || !taken && len(bytes.TrimSpace(body)) > 0) {
				t.Errorf("%d %q: it is not the API's, and not found", status, body)
			}
			// The message is told first, without the blanks around it; other members of the body may follow.
			var message string
			if json.Unmarshal(object["message"], &message) != nil || !taken || status < 400 || status == http.StatusProxyAuthRequired {
				continue
			}
			if message = strings.TrimSpace(message); len(message) < longestText && !strings.HasPrefix(e.Message, message) {
				t.Errorf("%d %q says %q", status, body, e.Message)
			}
		}
	})
}

// FuzzPageURI follows any link from any page. Where it leads is the configured origin, as net/url sees it once more,
// without credentials, and the same when it is followed again.
func FuzzPageURI(f *testing.F) {
	const page = "/api/laml/2010-04-01/Accounts/" + sid + "/Conferences?Page=0"
	for _, link := range []string{page + "&PageToken=PA1", "https://example.signalwire.com/x", "https://EXAMPLE.signalwire.com:443", "//example.signalwire.com/y", "?Page=1", "#x"} {
		f.Add("https://example.signalwire.com", link)
	}
	f.Add("http://[::1]:4010/prefix", "http://[::1]:4010/x")
	f.Fuzz(func(t *testing.T, space, link string) {
		base, err := url.Parse(space)
		if err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Hostname() == "" {
			t.Skip()
		}
		c, err := New(Options{Space: &url.URL{Scheme: base.Scheme, Host: base.Host}, Account: sid})
		if err != nil {
			t.Fatal(err)
		}
		from := c.url("Conferences")
		target, err := c.resolve(from, link)
		if err != nil {
			if target != "" {
				t.Errorf("%q leads to %q, and %v", link, target, err)
			}
			return
		}
		request, err := http.NewRequest(http.MethodGet, target, nil)
		if err != nil {
			t.Skip() // a space that nothing can be asked of
		}
		port := map[string]string{"https": "443", "http": "80"}[base.Scheme]
		origin := func(u *url.URL) string {
			return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + strings.TrimPrefix(u.Port(), port)
		}
		if origin(request.URL) != origin(base) || request.URL.User != nil || request.URL.Fragment != "" {
			t.Errorf("from %s %q leads to %s", from, link, target)
		}
		if again, err := c.resolve(from, target); err != nil || again != target {
			t.Errorf("%q leads to %s, and that to %s, %v", link, target, again, err)
		}
	})
}

// FuzzRetryAfter reads any header. A number is that many seconds and a date lies that far off, within bounds.
func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "120", "-5", "1.5", "Mon, 23 Nov 2026 12:00:30 GMT", "Monday, 23-Nov-26 11:00:00 GMT", "Mon Nov 23 12:00:30 2026"} {
		f.Add(seed)
	}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		wait, ok := retryAfter(header, now)
		if wait < 0 || wait > longestWait || !ok && wait != 0 {
			t.Errorf("%q is a wait of %s, %t", header, wait, ok)
		}
		if seconds, err := time.ParseDuration(header + "s"); err == nil && strings.Trim(header, "0123456789") == "" && (!ok || wait != min(seconds, longestWait)) {
			t.Errorf("%q is a wait of %s, want %s", header, wait, seconds)
		}
		if date, err := time.Parse(http.TimeFormat, header); err == nil && (!ok || wait != min(max(0, date.Sub(now)), longestWait)) {
			t.Errorf("%q is a wait of %s, want %s", header, wait, date.Sub(now))
		}
	})
}
