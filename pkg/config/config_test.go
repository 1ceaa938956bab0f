package config

import (
	"bytes"
	"errors"
	"maps"
	"slices"
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
		"http://127.0.0.1:4010":          "http://127.0.0.1:4010",
		"http://127.9.9.9":               "http://127.9.9.9",
		"http://localhost:4010/":         "http://localhost:4010",
		"http://[::1]:4010":              "http://[::1]:4010",
		"":                               "",
		"localhost":                      "",
		"-example":                       "",
		"two words":                      "",
		"example.com/path":               "",
		"exämple":                        "",
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

// TestContents reads back what config init writes.
func TestContents(t *testing.T) {
	t.Parallel()
	for _, values := range []map[string]string{
		{},
		{"space": "example", "project_id": "b3877c40-da60-4998-90ad-b792e98472af", "api_token": "PT0"},
		{"space": "0123", "api_token": "*a: #b'\"\\{retries}{account_sid}", "retries": "0", "timeout": "1m", "output": "yaml", "account_sid": "x", "ca_file": "/a b"},
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
	top, _ := knownKeys(true)
	for _, key := range slices.Sorted(maps.Keys(top)) {
		if contents, _ := Contents(nil, secret.Text{}); !strings.Contains(string(contents), "# "+key+": ") {
			t.Errorf("the file does not show %s", key)
		}
	}
}

// FuzzParseFile reads any file: no panic, an error is one of a setting with a line, and none shows the token.
func FuzzParseFile(f *testing.F) {
	for _, seed := range []string{
		"space: example\nproject_id: 00123\napi_token: PT-token\n", "profiles:\n  a: &x {space: b}\n  c: *x\n", "api_token: *PT-token", "a: b: c", "---\n---\n",
		"? [a]\n: b", "profiles: &p {a: *p}", "space: !!binary aGk=", "\x00", "space: [", "api_token: [PT-token]\n", "{", "timeout: 30\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		parsed, err := parseFile("f.yaml", data)
		if err == nil {
			if parsed == nil {
				t.Error("neither a file nor an error")
			}
			return
		}
		problem := (*Error)(nil)
		if bytes.Contains(data, []byte("api_token: PT-token")) && strings.Contains(err.Error(), "PT-token") {
			t.Errorf("%q: the token shows in %v", data, err)
		}
		if !errors.As(err, &problem) || problem.Kind != FromFile || !strings.HasPrefix(problem.Message, "f.yaml:") {
			t.Errorf("%q: %#v", data, err)
		}
	})
}
