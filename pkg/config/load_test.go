package config

import (
	"encoding/pem"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// load resolves the settings of a file and an environment, which is the test's own.
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

// TestBlankVariables has variables of blanks say nothing: what is next in rank counts, and nobody disagrees.
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

// TestHome finds files in the home, wherever they are named.
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
		"file": {"api_token_file: ~/token\nca_file: ~/root.pem\n", nil, nil}, "variable": {"api_token_file: ~/token\n", map[string]string{"CONFCALL_CA_FILE": "~/root.pem"}, nil},
		"flag": {"", nil, map[string]string{"token-file": "~/token", "ca-file": "~/root.pem"}},
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
