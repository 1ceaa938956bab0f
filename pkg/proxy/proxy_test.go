package proxy

import (
	"net/url"
	"strings"
	"testing"
)

// TestParseProxy accepts valid addresses of proxies, and says what is wrong with the others.
func TestParseProxy(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"http://proxy.example:3128":              "http://proxy.example:3128",
		"https://proxy.example":                  "https://proxy.example",
		"HTTP://proxy.example:3128/":             "http://proxy.example:3128",
		"socks5://127.0.0.1:1080":                "socks5://127.0.0.1:1080",
		"socks5h://[::1]:1080":                   "socks5h://[::1]:1080",
		"proxy.example:3128":                     "http://proxy.example:3128",
		"proxy":                                  "http://proxy",
		"user:pass@proxy:3128":                   "http://user:pass@proxy:3128",
		"http://user@proxy":                      "http://user@proxy",
		"http://user:@proxy":                     "http://user:@proxy",
		"http://user:p%40s%2Fs%23%3F@proxy:3128": "http://user:p%40s%2Fs%23%3F@proxy:3128",
		"http://user:p@ss@proxy:3128":            "http://user:p%40ss@proxy:3128",
		"http://DOMAIN%5Cuser:pass@proxy":        "http://DOMAIN%5Cuser:pass@proxy",
	} {
		if got, problem := parseProxy(value); got == nil || got.String() != want {
			t.Errorf("%q is read as %v (%s), want %s", value, got, problem, want)
		}
	}
	for value, want := range map[string]string{
		"http://proxy ": "a blank at", "\thttp://proxy": "a blank at", "http://pro xy": "a blank", "http://proxy\r\n": "a blank at",
		"http://user:a\x00b@proxy": "control character",
		`"http://proxy"`:           "quotation", "'http://proxy'": "quotation", "http://user:it's@proxy": "quotation",
		`DOMAIN\user:pass@proxy`: "backslash",
		"http://user:a/b@proxy":  "login", "http://user:a#b@proxy": "login", "http://user:a?b@proxy": "login",
		"http://user:a%b@proxy": "login", "http://us/er:a@proxy": "login", "user/x://y:z@proxy": "login",
		"http://": "no host", "http:///": "no host", "http://user:pass@": "no host", "http://:3128": "no host",
		"http://user:pass@:3128": "no host",
		"socks4://proxy":         "scheme", "socks4a://proxy": "scheme", "socks://proxy": "scheme", "ftp://proxy": "scheme", "://proxy": "scheme",
		"http://proxy/path": "path", "http://proxy?x": "path", "http://proxy#x": "path", "/etc/proxy": "path",
		"//proxy:3128": "path", "http:/proxy": "path",
		"http://proxy:": "port", "http://proxy:0": "port", "http://proxy:65536": "port", "http://proxy:99999999999": "port",
		"http://proxy:port": "", "http://[::1": "", "%zz": "", "%80": "", "http://%70roxy": "", "http://\x80": "", "http://a,b": "",
		"http://a;b": "", "http://a*": "",
	} {
		got, problem := parseProxy(value)
		if got != nil || !strings.Contains(problem, want) || want == "" && problem != "" {
			t.Errorf("%q is read as %v (%q), want %q", value, got, problem, want)
		}
	}
}

// FuzzParseProxy checks that an accepted address has a host and a supported scheme, and that the problem with any other
// address quotes nothing of it.
func FuzzParseProxy(f *testing.F) {
	for _, seed := range []string{
		"http://user:hunter2@proxy:3128", "socks4://x", "http://", "user:pa/ss@host", "http://[::1]:1", " http://x",
		"http://a@b@c:1", "http://%41:%zz@x", "%80",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		proxy, problem := parseProxy(value)
		if proxy == nil {
			if len(value) > 20 && strings.Contains(problem, value[5:15]) {
				t.Errorf("%q: %q", value, problem)
			}
			return
		}
		switch proxy.Scheme {
		case "http", "https", "socks5", "socks5h":
		default:
			t.Errorf("%q has the scheme %q", value, proxy.Scheme)
		}
		again, err := url.Parse(proxy.String())
		if err != nil || again.Host != proxy.Host || proxy.Hostname() == "" || again.Path != "" || again.RawQuery != "" || again.Fragment != "" {
			t.Errorf("%q is read as %s", value, proxy)
		}
		if !strings.HasSuffix(strings.TrimSuffix(value, "/"), proxy.Host) {
			t.Errorf("%q leads to %s", value, proxy.Host)
		}
	})
}

// TestNoProxy checks which hosts each entry of NO_PROXY matches.
func TestNoProxy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		except, space string
		through       bool
	}{
		{"", "https://example.signalwire.com", true},
		{"*", "https://example.signalwire.com", false},
		{"signalwire.com", "https://example.signalwire.com", false},
		{"signalwire.com", "https://signalwire.com", false},
		{"signalwire.com", "https://notsignalwire.com", true},
		{".signalwire.com", "https://example.signalwire.com", false},
		{".signalwire.com", "https://signalwire.com", true},
		{"*.signalwire.com", "https://example.signalwire.com", false},
		{"*.signalwire.com", "https://signalwire.com", true},
		{"EXAMPLE.SignalWire.com", "https://example.signalwire.com", false},
		{"example.signalwire.com:443", "https://example.signalwire.com", false},
		{"example.signalwire.com:8443", "https://example.signalwire.com", true},
		{"example.signalwire.com:8443", "https://example.signalwire.com:8443", false},
		{"a, example.signalwire.com ,b", "https://example.signalwire.com", false},
		{",,", "https://example.signalwire.com", true},
		{".", "https://example.signalwire.com", true},
		{"192.0.2.0/24", "https://192.0.2.7", false},
		{"192.0.2.0/24", "https://192.0.3.7", true},
		{"192.0.2.7", "https://192.0.2.7", false},
		{"192.0.2.7:8443", "https://192.0.2.7", true},
		{"2001:db8::/32", "https://[2001:db8::1]", false},
		{"[2001:db8::1]", "https://[2001:db8::1]", false},
		{"[2001:db8::1]:443", "https://[2001:db8::1]", false},
		{"example", "https://example.signalwire.com", true},
		{"", "http://localhost:4010", false},
		{"", "http://127.0.0.1:4010", false},
		{"", "http://[::1]:4010", false},
	} {
		space, err := url.Parse(test.space)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Read(space, func(name string) string {
			return map[string]string{"HTTPS_PROXY": "proxy:3128", "no_proxy": test.except}[name]
		})
		if err != nil || (p.For(space) != nil) != test.through {
			t.Errorf("NO_PROXY=%q, %s: through %v, %v", test.except, test.space, p.For(space), err)
		}
	}
}

// TestReadProxies checks which of the variables that people set is used, and which is reported as unused.
func TestReadProxies(t *testing.T) {
	t.Parallel()
	space, loopback := &url.URL{Scheme: "https", Host: "example.signalwire.com"}, &url.URL{Scheme: "http", Host: "localhost:4010"}
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, test := range []struct {
		env          func(string) string
		host, unused string
	}{
		{env("HTTPS_PROXY", "a", "https_proxy", "b"), "a", ""},
		{env("https_proxy", "b"), "b", ""},
		{env("HTTP_PROXY", "a"), "", ""},
		{env("ALL_PROXY", "a"), "", "ALL_PROXY"},
		{env("all_proxy", "a"), "", "all_proxy"},
		{env("ALL_PROXY", "a", "HTTPS_PROXY", "b"), "b", ""},
		{env("HTTP_PROXY", "socks4://x ", "HTTPS_PROXY", "b"), "b", ""},
	} {
		p, err := Read(space, test.env)
		host := ""
		if proxy := p.For(space); proxy != nil {
			host = proxy.Host
		}
		if err != nil || host != test.host || p.Unused() != test.unused {
			t.Errorf("want %q and %q: %q and %q, %v", test.host, test.unused, host, p.Unused(), err)
		}
	}
	p, err := Read(loopback, func(name string) string { t.Errorf("%s is read", name); return "" })
	if p.For(loopback) != nil || p.Unused() != "" || p.Password().IsSet() || err != nil {
		t.Errorf("loopback is behind %v, %v", p, err)
	}
	p, err = Read(space, env("HTTPS_PROXY", "http://user:p%40ss@a"))
	if err != nil || p.Password().Reveal() != "p@ss" {
		t.Errorf("the password is not known: %v", err)
	}
}

// TestBlankVariables checks that a variable of only blanks counts as unset, and that the next one is read.
func TestBlankVariables(t *testing.T) {
	t.Parallel()
	space := &url.URL{Scheme: "https", Host: "example.com"}
	for _, blank := range []string{"", " ", "\t", "\r\n", "\u00a0"} {
		p, err := Read(space, func(name string) string {
			return map[string]string{"HTTPS_PROXY": blank, "https_proxy": "http://proxy", "NO_PROXY": blank, "no_proxy": "example.org"}[name]
		})
		if err != nil || p.For(space) == nil || p.For(&url.URL{Scheme: "https", Host: "example.org"}) != nil {
			t.Errorf("%q: %+v, %v", blank, p, err)
		}
		if p, err = Read(space, func(string) string { return blank }); err != nil || p.For(space) != nil || p.Unused() != "" {
			t.Errorf("%q alone: %+v, %v", blank, p, err)
		}
	}
}
