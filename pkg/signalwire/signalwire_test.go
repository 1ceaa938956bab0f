package signalwire

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"confcall/pkg/secret"
)

const sid = "b3877c40-da60-4998-90ad-b792e98472ca"

func TestIsSID(t *testing.T) {
	t.Parallel()
	for _, text := range []string{sid, strings.ToUpper(sid), "00000000-0000-0000-0000-000000000000"} {
		if !IsSID(text) {
			t.Errorf("%q is refused", text)
		}
	}
	for _, text := range []string{"", sid[1:], sid + "0", "{" + sid[2:] + "}", strings.ReplaceAll(sid, "-", "0"), strings.Replace(sid, "-", "0", 1),
		"b3877c40-da60-4998-90ad-b792e98472co", "b3877c40-da60-4998-90ad/b792e98472ca", "b3877c4-0da60-4998-90ad-b792e98472ca", sid[:35] + "\n", sid[:35] + "é"} {
		if IsSID(text) {
			t.Errorf("%q is taken", text)
		}
	}
}

// TestNothingIsSentForNoSID asks a client whose every request would fail the test.
func TestNothingIsSentForNoSID(t *testing.T) {
	t.Parallel()
	c := client(t, "https://example.invalid")
	for _, bad := range []string{"", ".", "..", "../x", "%2e%2e", "a b", sid + "\n"} {
		for _, pair := range [][2]string{{bad, sid}, {sid, bad}} {
			if _, err := c.Participant(t.Context(), pair[0], pair[1]); err == nil || !strings.Contains(err.Error(), "is not a SID") {
				t.Errorf("Participant(%q): %v", pair, err)
			}
		}
	}
	if _, err := New(Options{Space: &url.URL{Scheme: "https", Host: "example.invalid"}, Account: "../x"}); err == nil {
		t.Error("an account that is no SID is taken")
	}
}

func client(t *testing.T, space string) *Client {
	t.Helper()
	u, err := url.Parse(space)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{Space: u, Project: sid, Account: sid, Token: secret.New("PT+0123456789/="), Backoff: time.Second, Random: func() float64 { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	c := client(t, "https://example.invalid")
	for tries, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 4: 8 * time.Second, 5: longestBackoff, 5000: longestBackoff} {
		if got := c.backoff(tries); got != want {
			t.Errorf("after %d tries %s, want %s", tries, got, want)
		}
	}
	c.options.Random = func() float64 { return 0.5 }
	if got, want := c.backoff(1), 750*time.Millisecond; got != want {
		t.Errorf("with jitter %s, want %s", got, want)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"120":                           2 * time.Minute,
		"-5":                            0,
		"1.5":                           0,
		"soon":                          0,
		"9223372036854775807":           math.MaxInt64 / time.Second * time.Second,
		"Mon, 23 Nov 2026 12:00:30 GMT": 30 * time.Second,
		"Mon, 23 Nov 2026 11:00:00 GMT": 0,
	} {
		if got, ok := retryAfter(header, now); got != want || !ok && want != 0 {
			t.Errorf("retryAfter(%q) = %s, want %s", header, got, want)
		}
	}
}

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	base, _ := url.Parse("https://example.signalwire.com/prefix")
	for text, want := range map[string]bool{
		"https://example.signalwire.com/other":      true,
		"https://example.signalwire.com:443/":       true,
		"https://EXAMPLE.signalwire.com/":           true,
		"http://example.signalwire.com/":            false,
		"https://example.signalwire.com:8443/":      false,
		"https://example.signalwire.com.evil.test/": false,
		"https://evil.test/":                        false,
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := sameOrigin(u, base); got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
}

func TestScrub(t *testing.T) {
	t.Parallel()
	c := client(t, "https://example.invalid")
	request, _ := http.NewRequest(http.MethodGet, "https://example.invalid", nil)
	request.SetBasicAuth(c.options.Project, c.options.Token.Reveal())
	for _, text := range []string{"PT+0123456789/=", url.QueryEscape("PT+0123456789/="), request.Header.Get("Authorization")} {
		if got := c.scrub("you sent " + text + "!"); strings.Contains(got, "0123456789") || !strings.Contains(got, "[redacted]!") {
			t.Errorf("%q is left as %q", text, got)
		}
	}
}

func TestNesting(t *testing.T) {
	t.Parallel()
	nested := func(levels int) []byte {
		return []byte(`{"a":` + strings.Repeat("[", levels-1) + `"]{["` + strings.Repeat("]", levels-1) + "}")
	}
	if err := checkObject(nested(maxNesting)); err != nil {
		t.Errorf("%d levels: %v", maxNesting, err)
	}
	if err := checkObject(nested(maxNesting + 1)); err == nil || !strings.Contains(err.Error(), "nested more than 256 levels deep") {
		t.Errorf("%d levels: %v", maxNesting+1, err)
	}
}

// FuzzAnswer decodes any body as a success and as a refusal: no panic, and what is taken is one JSON object.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"call_sid": "x"}`, `[{}]`, `{"code": 20404, "message": "no", "more_info": "https://x", "status": 404}`, `{"code": "20404"}`,
		`{"errors": [{"code": "30010", "message": "m"}]}`, `{"errors": ["a", "b"]}`, `{"errors": "x"}`, `{"code": {}, "message": [1]}`,
		`<html>`, ``, ` `, `{"a":`, "\xff", strings.Repeat("[", 1000), `{"a":"\u`, `null`, `{"message":"\ud800"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if checkObject(body) == nil {
			var object map[string]json.RawMessage
			if err := json.Unmarshal(body, &object); err != nil || object == nil {
				t.Errorf("%q is taken, but is %v", body, err)
			}
		} else if trimmed := bytes.TrimSpace(body); json.Valid(body) && trimmed[0] == '{' && !tooDeep(body) {
			t.Errorf("%q is an object and refused", body)
		}
		for _, status := range []int{300, 400, 401, 404, 407, 429, 500, 999} {
			e := refusal(status, body)
			if e.Status != status && status != http.StatusProxyAuthRequired || e.Error() == "" {
				t.Errorf("%d %q: %+v", status, body, e)
			}
		}
	})
}
