package config

import (
	"encoding/pem"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// load resolves the settings from a file, flags and an environment without any other variable of the settings. It also returns
// the warnings and notes.
func load(t *testing.T, file string, environment map[string]string, flags map[string]string) (*Settings, string, error) {
	t.Helper()
	for _, s := range settings {
		for _, name := range s.env {
			t.Setenv(name, environment[name])
		}
	}
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CONFCALL_CONFIG", path)
	var said strings.Builder
	say := func(text string) { said.WriteString(text + "\n") }
	s, err := Load(Input{Flags: flags, Warn: say, Note: say})
	return s, said.String(), err
}

// TestBlankVariables checks that a variable of blanks counts as unset: the next layer wins, and there is no warning.
func TestBlankVariables(t *testing.T) {
	for _, blank := range []string{"", " ", "\t \n", "\u00a0", "\u2003"} {
		s, said, err := load(t, "project_id: 00000000-0000-0000-0000-000000000001\ntimeout: 5s\napi_token: PT0\n", map[string]string{
			"SIGNALWIRE_SPACE": blank, "SIGNALWIRE_SPACE_URL": "example", "SIGNALWIRE_API_HOSTNAME": blank, "SIGNALWIRE_PROJECT_ID": blank,
			"SIGNALWIRE_API_TOKEN": blank, "CONFCALL_TIMEOUT": blank, "CONFCALL_PROFILE": blank, "CONFCALL_CA_FILE": blank,
		}, nil)
		if err != nil || said != "" {
			t.Fatalf("%q: %v %s", blank, err, said)
		}
		if got := s.Get(Space).Source; got.Name != "SIGNALWIRE_SPACE_URL" {
			t.Errorf("%q: the space is from %s", blank, got)
		}
		for _, name := range []string{Project, Token, Timeout} {
			if got := s.Get(name).Source.Kind; got != FromFile {
				t.Errorf("%q: %s is from %s", blank, name, s.Get(name).Source)
			}
		}
	}
}

// TestHome checks that ~/ is the home in the file, in variables and in flags, and which certificates are refused.
func TestHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	root := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	for name, text := range map[string]string{"token": "\ufeffPT0\r\n", "root.pem": "\ufeff# a root\n" + root} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, way := range map[string]struct {
		file               string
		environment, flags map[string]string
	}{
		"file":     {"api_token_file: ~/token\nca_file: ~/root.pem\n", nil, nil},
		"variable": {"api_token_file: ~/token\n", map[string]string{"CONFCALL_CA_FILE": "~/root.pem"}, nil},
		"flag":     {"", nil, map[string]string{"token-file": "~/token", "ca-file": "~/root.pem"}},
	} {
		s, said, err := load(t, way.file, way.environment, way.flags)
		if err != nil || said != "" || s.Token.Reveal() != "PT0" || !strings.HasPrefix(string(s.CA), "# a root\n") {
			t.Errorf("%s: %v %s", name, err, said)
		}
	}
	for name, text := range map[string]string{
		"cut off": root + strings.TrimSuffix(root, "-----END CERTIFICATE-----\n"), "a letter less": root + strings.Replace(root, "MII", "MI", 1),
	} {
		line := fmt.Sprintf("line %d", strings.Count(root, "\n")+1)
		if err := checkCertificates([]byte(text)); err == nil || !strings.Contains(err.Error(), "the certificate in "+line+" is ") {
			t.Errorf("%s: %v, want %s", name, err, line)
		}
	}
	if err := checkCertificates([]byte(root + "# and another\n" + root)); err != nil {
		t.Error(err)
	}
}

// TestNewSettings checks which layer sets with_call, default_from and conference, and which values are refused.
func TestNewSettings(t *testing.T) {
	const file = "with_call: true\ndefault_from: +13105550100\nprofile: a\n" +
		"profiles:\n  a: {with_call: false, default_from: '+441632960000'}\n  b: {}\n"
	for _, test := range []struct {
		file                        string
		environment, flags          map[string]string
		withCall, from, conference  string
		bySource, fromSource, place Kind
	}{
		{"", nil, nil, "false", "", "", FromDefault, Unset, Unset},
		{file, nil, nil, "false", "+441632960000", "", FromFile, FromFile, Unset},
		{file, nil, map[string]string{"profile": "b"}, "true", "+13105550100", "", FromFile, FromFile, Unset},
		{file, map[string]string{"CONFCALL_WITH_CALL": "true", "CONFCALL_CONFERENCE": "Support line"},
			map[string]string{"profile": "a"}, "true", "+441632960000", "Support line", FromEnv, FromFile, FromEnv},
	} {
		s, said, err := load(t, test.file, test.environment, test.flags)
		if err != nil || said != "" {
			t.Fatal(err, said)
		}
		for name, want := range map[string]Value{
			WithCall:    {test.withCall, Source{Kind: test.bySource}},
			DefaultFrom: {test.from, Source{Kind: test.fromSource}},
			Conference:  {test.conference, Source{Kind: test.place}},
		} {
			if got := s.Get(name); got.Text != want.Text || got.Source.Kind != want.Source.Kind {
				t.Errorf("%q: %s is %+v, want %+v", test.file, name, got, want)
			}
		}
		if s.WithCall != (test.withCall == "true") {
			t.Errorf("%q: with call %t", test.file, s.WithCall)
		}
	}
	for text, want := range map[string]string{
		"Support line": "", "b3877c40-da60-4998-90ad-b792e98472cf": "", "null": `CONFCALL_CONFERENCE "null": “null” is what programs print`,
		"b3877c40-da60-4998-90ad-b792e98472cf\r": `CONFCALL_CONFERENCE "b3877c40-da60-4998-90ad-b792e98472cf\r": it is a SID with \r behind it`,
	} {
		s, _, err := load(t, "", map[string]string{"CONFCALL_CONFERENCE": text}, nil)
		if err != nil {
			t.Fatal(err)
		}
		problem := (*Error)(nil)
		got, err := s.Conference()
		if want == "" && (err != nil || got != text) ||
			want != "" && (!errors.As(err, &problem) || problem.Kind != FromEnv || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, test := range []struct {
		file        string
		environment map[string]string
		want        string
	}{
		{"with_call: 1", nil, ":1: with_call: want true or false, got a single value"},
		{`with_call: "true"`, nil, ":1: with_call: want true or false, got a single value"},
		{"", map[string]string{"CONFCALL_WITH_CALL": "1"}, `CONFCALL_WITH_CALL "1": want true or false`},
		{"", map[string]string{"CONFCALL_WITH_CALL": "True"}, `CONFCALL_WITH_CALL "True": want true or false`},
		{"default_from: 13105550100", nil, `:1: default_from "13105550100": want a telephone number such as +13105550100`},
		{"default_from: +1 310 555 0100", nil, "want a telephone number"}, {"default_from: +03105550100", nil, "want a telephone number"},
		{"default_from: +1310555010012345", nil, "want a telephone number"}, {"default_from: sip:a@example.com", nil, "want a telephone number"},
		{"api_token_command: pass", nil, ":1: api_token_command: want a list, got a single value"},
		{"api_token_command: []", nil, ":1: api_token_command: want a list of words"},
		{"api_token_command: [[pass]]", nil, ":1: want text or a number, got a list"},
		{`api_token_command: [""]`, nil, ":1: api_token_command: want a list of words"},
		{"api_token_command: [pass]\napi_token: PT-hush", nil, ":2: api_token_command and api_token stand side by side; want one of them"},
		{"api_token_file: x\napi_token_command:\n- pass", nil, ":3: api_token_file and api_token_command stand side by side; want one of them"},
	} {
		if _, _, err := load(t, test.file, test.environment, nil); err == nil || !strings.Contains(err.Error(), test.want) ||
			strings.Contains(err.Error(), "hush") {
			t.Errorf("%q: %v, want %s", test.file, err, test.want)
		}
	}
}
