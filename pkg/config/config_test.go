package config

import (
	"maps"
	"strings"
	"testing"

	"confcall/pkg/secret"
)

func TestParseSpace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"example":                        "https://example.signalwire.com",
		"Example-2":                      "https://example-2.signalwire.com",
		"example.signalwire.com":         "https://example.signalwire.com",
		"voice.example.org:8443":         "https://voice.example.org:8443",
		"https://example.signalwire.com": "https://example.signalwire.com",
		"https://example.org/prefix/":    "https://example.org/prefix",
		"https://example.org/a%2Fb/":     "https://example.org/a%2Fb",
		"http://127.0.0.1:4010":          "http://127.0.0.1:4010",
		"http://127.9.9.9":               "http://127.9.9.9",
		"http://localhost:4010/":         "http://localhost:4010",
		"http://[::1]:4010":              "http://[::1]:4010",
		"":                               "",
		"localhost":                      "",
		"-example":                       "",
		"two words":                      "",
		"example.com/path":               "",
		"example.signalwire.com/":        "https://example.signalwire.com",
		"example.org:8443/":              "https://example.org:8443",
		"example/":                       "https://example.signalwire.com",
		"https://example.org/":           "https://example.org",
		"/":                              "",
		"localhost/":                     "",
		"exämple":                        "",
		"https://exämple.com":            "",
		"https://ex%C3%A4mple.com":       "",
		"https://example\xff.com":        "",
		"https://[fe80::1%25eth0]":       "",
		"https://[2001:DB8::1]:8443/a":   "https://[2001:db8::1]:8443/a",
		"http://example.com":             "",
		"http://127.0.0.1.evil.test":     "",
		"http://localhost.evil.test":     "",
		"https://":                       "",
		"https://:443":                   "",
		"https://user@example.com":       "",
		"https://example.com?x":          "",
		"https://example.com?":           "",
		"https://example.com#x":          "",
		"ftp://example.com":              "",
		"//example.com":                  "",
		"https://exam ple.com":           "",
		"https://example.com/ ":          "",
		"example.signalwire.com\n":       "",
		strings.Repeat("a", 64):          "",
		"https://example.com/\x7f":       "",
	} {
		got := ""
		if u, err := parseSpace(text); err == nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("parseSpace(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestContents checks that what config init writes is read back as it was.
func TestContents(t *testing.T) {
	t.Parallel()
	for _, values := range []map[string]string{
		{},
		{"space": "example", "project_id": "b3877c40-da60-4998-90ad-b792e98472af", "api_token": "PT0"},
		{"space": "0123", "api_token": "*a: #b'\"\\{retries}{account_sid}", "retries": "0", "timeout": "1m",
			"output": "yaml", "account_sid": "x", "ca_file": "/a b"},
		{"api_token_file": "yes"},
	} {
		contents, err := Contents(values, secret.New(values["api_token"]))
		if err != nil {
			t.Fatal(err)
		}
		f, err := parseFile("written.yaml", contents)
		if err != nil {
			t.Fatalf("%v in\n%s", err, contents)
		}
		got := map[string]string{}
		for name, e := range f.top {
			key := lookup(name).key
			if name == Token && !e.token.IsSet() {
				key = tokenFileKey
			}
			got[key] = e.Text + e.token.Reveal()
		}
		if !maps.Equal(got, values) {
			t.Errorf("%v is read back as %v", values, got)
		}
		if strings.Contains(string(contents), "\n{") {
			t.Errorf("a place is left open:\n%s", contents)
		}
	}
	for _, s := range settings {
		for _, key := range s.keys() {
			if contents, _ := Contents(nil, secret.Text{}); !strings.Contains(string(contents), "# "+key+": ") {
				t.Errorf("the file does not show %s", key)
			}
		}
	}
}
