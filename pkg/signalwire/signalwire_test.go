package signalwire

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"confcall/pkg/proxy"
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

func client(t testing.TB, space string) *Client {
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

// TestProxyPassword scrubs the password of a proxy's login out of texts.
func TestProxyPassword(t *testing.T) {
	t.Parallel()
	space := &url.URL{Scheme: "https", Host: "example.signalwire.com"}
	p, err := proxy.Read(space, func(name string) string {
		return map[string]string{"HTTPS_PROXY": "http://user:p%40ss@a"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{Space: space, Account: sid, Proxies: p})
	if got := c.scrub("you sent p@ss, p%40ss"); err != nil || strings.Contains(got, "ss,") || strings.Contains(got, "40ss") {
		t.Errorf("the password shows: %s, %v", got, err)
	}
}
