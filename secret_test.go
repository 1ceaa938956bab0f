package main

import (
	"encoding/base64"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confcall/pkg/sandbox"
)

// TestShortTokenNeverShows has a server send back a token that is hardly one.
func TestShortTokenNeverShows(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&trouble{folder: t.TempDir()})
	t.Cleanup(server.Close)
	environment := []string{"SIGNALWIRE_SPACE=" + server.URL + "/echo-401", "SIGNALWIRE_PROJECT_ID=" + sandbox.Account, "SIGNALWIRE_API_TOKEN=hunter2"}
	for _, args := range [][]string{sample, append(sample, "-o", "json", "--debug")} {
		o := run(t, environment, args...)
		o.want(t, 4, "[redacted]")
		if pair := base64.StdEncoding.EncodeToString([]byte(sandbox.Account + ":hunter2")); strings.Contains(o.stderr, "hunter2") || strings.Contains(o.stderr, pair) {
			t.Errorf("the token shows:\n%s", o.stderr)
		}
	}
}

// TestTokenNeverShows runs every command with every failure, also against a server that sends the credentials back,
// and looks for the token in all that is written.
func TestTokenNeverShows(t *testing.T) {
	t.Parallel()
	const token = "PT+secret/0123456789=="
	forms := []string{
		token,
		url.QueryEscape(token),
		url.PathEscape(token),
		base64.StdEncoding.EncodeToString([]byte(token)),
		base64.StdEncoding.EncodeToString([]byte(sandbox.Account + ":" + token)),
	}
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("answer", `{"call_sid": "x"}`)
	server := httptest.NewServer(&trouble{folder: folder})
	t.Cleanup(server.Close)

	get := append([]string{"--debug", "--retries", "1"}, sample...)
	commands := [][]string{
		get,
		append(get, "--jq", ".call_sid.x"), append(get, "--jq", ".code.x"),
		{"participant", "mute", "--conference", sandbox.SampleConference, "--call", sandbox.SampleCall, "--debug"},
		{"participant", "remove", "--conference", sandbox.SampleConference, "--all", "--yes", "--debug"},
		{"conference", "list"}, {"conference", "end", "--conference", "Some name", "--yes", "-o", "json"}, {"participant", "find", "--call", sandbox.SampleCall},
		{"recording", "download", "--recording", sandbox.SampleCall, "-O", "-"}, {"recording", "delete", "--conference", sandbox.SampleConference, "--recording", sandbox.SampleCall, "-y"},
		{"stream", "start", "--conference", sandbox.SampleConference, "--url", "wss://example.com/", "--dry-run"},
		append(get, "-o", "json"), append(get, "-o", "yaml"), append(get, "--jq", "env, $ENV, ."), append(get, "-o", "xml"), append(get, "--nosuch"),
		{"check"}, {"check", "-o", "json", "--debug"},
		{"config", "show"}, {"config", "show", "-o", "json"}, {"config", "show", "-o", "yaml"}, {"config", "path"}, {"config", "init"},
		{"config", "init", "--space", "example", "--project", sandbox.Account, "--config", "/dev/null/config.yaml"},
		{"version"}, {"help"}, {"nosuch"}, {"completion", "bash"}, {"__complete", "participant", "get", "--conference", ""}, {"sandbox", "--listen", "nonsense"},
	}
	var environments [][]string
	for _, kind := range []string{
		"echo-400", "echo-401", "echo-404", "echo-503", "echo-200", "answer", "answer-500", "flaky-503-9", "wait-429-9999", "cut", "reset", "garbage", "away", "circle",
	} {
		environments = append(environments, []string{"SIGNALWIRE_SPACE=" + server.URL + "/" + kind, "SIGNALWIRE_PROJECT_ID=" + sandbox.Account, "SIGNALWIRE_API_TOKEN=" + token})
	}
	withFile := func(text string) []string {
		return []string{"CONFCALL_CONFIG=" + write("config"+string(rune('a'+len(environments))), text)}
	}
	settings := "space: " + server.URL + "/echo-401\nproject_id: " + sandbox.Account + "\n"
	environments = append(environments, withFile(settings+"api_token: \""+token+"\"\n"))
	environments = append(environments, []string{"SIGNALWIRE_SPACE=" + server.URL + "/answer", "SIGNALWIRE_PROJECT_ID=" + token, "SIGNALWIRE_API_TOKEN=" + sandbox.Account})
	environments = append(environments, withFile(settings+"api_token_file: "+write("token", token+"\n")+"\n"))
	// The token in the wrong place, or in a file that is broken.
	environments = append(environments, withFile(settings+"api_token: *"+token+"\n"))
	environments = append(environments, withFile(settings+"api_token: ["+token+"]\n"))
	environments = append(environments, withFile(settings+"api_token: \""+token+"\nspace: x"))
	environments = append(environments, withFile("- "+token+"\n"))
	environments = append(environments, withFile("profiles: "+token+"\n"))
	environments = append(environments, withFile(settings+"api_token: \""+token+"\\n\"\n"))
	environments = append(environments, []string{"SIGNALWIRE_SPACE=https://" + url.UserPassword("x", token).String() + "@example.com", "SIGNALWIRE_API_TOKEN=" + token + "\n"})
	environments = append(environments, append(append([]string{}, environments[7]...), "CONFCALL_TEST_PANIC=1"))

	for _, environment := range environments {
		t.Run(environment[0], func(t *testing.T) {
			t.Parallel()
			for _, args := range commands {
				o := run(t, environment, args...)
				for _, form := range forms {
					// The API's own answer is printed as it is, whatever a server puts into it.
					if strings.Contains(o.stderr, form) || strings.Contains(o.stdout, form) && !strings.HasSuffix(environment[0], "echo-200") {
						t.Errorf("%v shows the token as %q:\n%s\n%s", args, form, o.stdout, o.stderr)
					}
				}
			}
		})
	}
}
