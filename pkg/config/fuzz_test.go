package config

import (
	"bytes"
	"errors"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"confcall/pkg/secret"
)

// marker is a value that no error may show, unless it is a whole key.
const marker = "PT5ecret"

var (
	lineOfFile = regexp.MustCompile(`^f\.yaml:(\d+): `)
	wordAsKey  = regexp.MustCompile(`unknown key "[\pL\pN_-]*…?"`)
	lineBreak  = regexp.MustCompile("\r\n|[\r\n\u0085\u2028\u2029]") // YAML has more line breaks than \n and \r\n
)

// plain is a config file as a plain YAML decoder reads it.
type plain struct {
	Settings map[string]string `yaml:",inline"`
	Profiles map[string]map[string]string
}

// FuzzParseFile parses files that contain the marker. A file that is accepted must have the values that a plain YAML decoder
// finds. An error must name the file, one of its lines and what to do, and must not show a value.
func FuzzParseFile(f *testing.F) {
	for _, seed := range [][2]string{
		{"space: example\nproject_id: 00123\napi_token: ", "\n"}, {"profiles:\n  a: &x {space: b}\n  c: *x\napi_token: ", ""},
		{"api_token: *", ""}, {"a: b: c", ""}, {"---\n---\n", ""}, {"? [a]\n: ", ""}, {"space: !!binary ", ""}, {"space: [", ""},
		{"api_token: [", "]\n"}, {"{", ""}, {"timeout: 30\n# ", ""}, {"space: \"", "\\x\""}, {"ca_file: >-\n  a\n\n  ", "\nretries: 1_000"},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, before, behind []byte) {
		data := slices.Concat(before, []byte(marker), behind)
		got, err := parseFile("f.yaml", data)
		if err != nil {
			checkProblem(t, data, err)
			return
		}
		var want plain
		if err := yaml.Unmarshal(data, &want); err != nil {
			t.Fatalf("%q is taken, but %v", data, err)
		}
		compareLevels(t, data, "top", got.top, want.Settings)
		for name, level := range got.profiles {
			compareLevels(t, data, name, level, want.Profiles[name])
		}
		if len(got.profiles) != len(want.Profiles) {
			t.Errorf("%q has the profiles %v, want %v", data, got.profileList(), want.Profiles)
		}
	})
}

// checkProblem checks that an error names a line of the file and shows no value.
func checkProblem(t *testing.T, data []byte, err error) {
	t.Helper()
	problem := (*Error)(nil)
	if !errors.As(err, &problem) || problem.Kind != FromFile || problem.Hint == "" {
		t.Fatalf("%q: %#v", data, err)
	}
	found := lineOfFile.FindStringSubmatch(problem.Message)
	if found == nil {
		t.Fatalf("%q: no line in %s", data, problem.Message)
	}
	if line, _ := strconv.Atoi(found[1]); line < 1 || line > len(lineBreak.FindAll(data, -1))+1 {
		t.Errorf("%q has no such line: %s", data, problem.Message)
	}
	shown := wordAsKey.ReplaceAllString(problem.Message, "") + problem.Hint
	if strings.Contains(shown, marker) && bytes.Count(data, []byte(marker)) == 1 {
		t.Errorf("%q: a value shows in %s", data, problem.Message)
	}
}

// compareLevels compares what parseFile has read with what a plain YAML decoder finds.
func compareLevels(t *testing.T, data []byte, where string, level map[string]entry, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for name, e := range level {
		got[keyOf(name, e)] = e.Text + e.token.Reveal()
		if e.Source.Line < 1 || e.Source.Kind != FromFile {
			t.Errorf("%q: %s has the source %+v", data, name, e.Source)
		}
	}
	maps.DeleteFunc(want, func(_, value string) bool { return value == "" }) // an empty value counts as not set
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("%q has at %s %q, want %q", data, where, got, want)
	}
}

// keyOf returns the key of an entry in a file.
func keyOf(name string, e entry) string {
	if name == Token && !e.token.IsSet() {
		return tokenFileKey
	}
	return lookup(name).key
}

// FuzzContents checks that any values that config init writes are read back as they were.
func FuzzContents(f *testing.F) {
	f.Add("example", "PT0", "/a b/root.pem")
	f.Add("0123", "*a: #b'\"\\{retries}{account_sid}", "null")
	f.Add(" ", "~", "\n")
	f.Fuzz(func(t *testing.T, space, token, file string) {
		values := map[string]string{"space": space, "api_token": token, "ca_file": file}
		maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
		contents, err := Contents(values, secret.New(token))
		if err != nil {
			problem := (*Error)(nil)
			if !errors.As(err, &problem) || utf8.ValidString(space) && utf8.ValidString(token) && utf8.ValidString(file) {
				t.Errorf("%q is refused: %v", values, err)
			}
			return
		}
		written, err := parseFile("written.yaml", contents)
		if err != nil {
			t.Fatalf("%v in\n%s", err, contents)
		}
		got := map[string]string{}
		for name, e := range written.top {
			got[keyOf(name, e)] = e.Text + e.token.Reveal()
		}
		if !maps.Equal(got, values) {
			t.Errorf("%q is read back as %q from\n%s", values, got, contents)
		}
	})
}

// FuzzParseSpace checks what parseSpace accepts: a request goes to the host that was typed, plain http goes to this machine only,
// and the result parses as itself.
func FuzzParseSpace(f *testing.F) {
	for _, seed := range []string{"example", "example.signalwire.com", "https://example.org:8443/prefix/", "http://127.0.0.1:4010",
		"http://[::1]:4010", "http://localhost"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		space, err := parseSpace(text)
		if err != nil {
			return
		}
		_, rest, isURL := strings.Cut(text, "://")
		if !isURL {
			rest = text
		}
		typed := strings.ToLower(rest)
		if end := strings.IndexAny(typed, "/?#\\"); end >= 0 {
			typed = typed[:end]
		}
		if space.Host != typed && (isURL || space.Host != typed+domain) {
			t.Errorf("%q goes to %q", text, space.Host)
		}
		if space.Scheme != "https" && (space.Scheme != "http" || !isThisMachine(space.Hostname())) ||
			space.User != nil || space.RawQuery != "" || space.Fragment != "" {
			t.Errorf("%q is taken as %s", text, space)
		}
		request, err := http.NewRequest(http.MethodGet, space.JoinPath("api").String(), nil)
		if err != nil || request.URL.Host != strings.TrimSuffix(space.Host, ":") ||
			request.URL.Scheme != space.Scheme || !strings.HasSuffix(request.URL.Path, "/api") {
			t.Errorf("%q cannot be asked: %v", text, err)
		}
		if typed, err := url.Parse(text); isURL && (err != nil ||
			!strings.HasPrefix(typed.JoinPath().EscapedPath(), space.JoinPath().EscapedPath())) {
			t.Errorf("%q is asked below %s", text, space.EscapedPath())
		}
		again, err := parseSpace(space.String())
		if err != nil || again.String() != space.String() {
			t.Errorf("%q is %s, which reads as %v, %v", text, space, again, err)
		}
	})
}

func isThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
