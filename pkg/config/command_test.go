//go:build unix

package config

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// inFile returns the entry of a config file in folder that gives a command.
func inFile(folder string, words ...string) entry {
	source := Source{Kind: FromFile, Name: filepath.Join(folder, "config.yaml"), Line: 3}
	return entry{key: TokenCommandKey, command: words, Value: Value{Source: source}}
}

// TestTokenCommand runs commands that work and that fail, and checks that no error shows what they print.
func TestTokenCommand(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	script := filepath.Join(folder, "token.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho PT-$1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name        string
		words       []string
		token, want string
	}{
		{"printf", []string{"printf", "PT-hush"}, "PT-hush", ""},
		{"a newline", []string{"echo", "PT-hush"}, "PT-hush", ""},
		{"no shell", []string{"printf", "%s", "$HOME;'x"}, "$HOME;'x", ""},
		{"beside the file", []string{"./token.sh", "a b"}, "PT-a b", ""},
		{"what it says aside", []string{"sh", "-c", "echo PT-hush; echo PT-noise >&2"}, "PT-hush", ""},
		{"nobody to answer", []string{"sh", "-c", "read -r line || echo PT-alone"}, "PT-alone", ""},
		{"nothing", []string{"true"}, "", "the token is empty"},
		{"two lines", []string{"printf", `PT-hush\nuser: x\n`}, "", "the token holds a newline or another control character"},
		{"two newlines", []string{"printf", `PT-hush\n\n`}, "", "the token holds a newline"},
		{"a blank", []string{"printf", "PT-hush "}, "", "the token ends with a blank"},
		{"failure", []string{"sh", "-c", "echo PT-hush; echo PT-hush >&2; exit 7"}, "", "it ended with exit status 7"},
		{"a signal", []string{"sh", "-c", "echo PT-hush; kill -9 $$"}, "", "it ended with signal: killed"},
		{"no such program", []string{"nosuch-program"}, "", "executable file not found in $PATH"},
		{"no such file", []string{"./nosuch"}, "", "no such file or directory"},
		{"no program", []string{"./"}, "", "permission denied"},
		{"too much", []string{"yes", "PT-hush"}, "", "it prints more than 4096 bytes"},
		{"without end", []string{"sh", "-c", "echo PT-hush; sleep 60"}, "", "it has not ended within "},
		{"leaving someone behind", []string{"sh", "-c", "echo PT-hush; sleep 60 &"}, "", "what it has started goes on printing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			patience := time.Minute
			if test.name == "without end" {
				patience = 100 * time.Millisecond
			}
			token, err := runForToken(t.Context(), inFile(folder, test.words...), patience)
			if token.Reveal() != test.token || (err == nil) != (test.want == "") {
				t.Fatalf("got %q, %v", token.Reveal(), err)
			}
			if err != nil && (!strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "PT-")) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// TestTokenCommandBesideTheFile checks that ./token.sh is the program beside a config file that is named without its folder,
// and not one of that name in PATH.
func TestTokenCommandBesideTheFile(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	t.Chdir(folder)
	t.Setenv("PATH", elsewhere+string(os.PathListSeparator)+os.Getenv("PATH"))
	for path, token := range map[string]string{"token.sh": "PT-ours", filepath.Join(elsewhere, "token.sh"): "PT-other"} {
		if err := os.WriteFile(path, []byte("#!/bin/sh\necho "+token+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for word, want := range map[string]string{"./token.sh": "PT-ours", "token.sh": "PT-other"} {
		token, err := runForToken(t.Context(), inFile("", word), time.Minute)
		if err != nil || token.Reveal() != want {
			t.Errorf("%s: %q, %v", word, token.Reveal(), err)
		}
	}
}

// TestTokenCommandIsInterrupted checks that AskToken returns the cause when its context ends.
func TestTokenCommandIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	s := &Settings{values: map[string]Value{}, command: inFile("", "sleep", "60")}
	s.values[Token] = s.command.Value
	if err := s.AskToken(ctx); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

// TestTokenCommandSafety checks that a command that others could have written is refused, but only if it would be run.
func TestTokenCommandSafety(t *testing.T) {
	const file = "api_token_command: [echo, PT0]\nprofiles:\n  other:\n    api_token: PT1\n"
	for _, test := range []struct {
		file, folder os.FileMode
		flags        map[string]string
		want         string
	}{
		{0o600, 0o700, nil, ""}, {0o644, 0o755, nil, ""},
		{0o620, 0o700, nil, "config.yaml can be written by others (mode 0620)"},
		{0o602, 0o700, nil, "config.yaml can be written by others (mode 0602)"},
		{0o600, 0o770, nil, " can be written by others (mode 0770)"}, {0o600, 0o707, nil, " can be written by others (mode 0707)"},
		{0o666, 0o777, map[string]string{"profile": "other"}, ""},
	} {
		folder := t.TempDir()
		path := filepath.Join(folder, "config.yaml")
		if err := errors.Join(os.WriteFile(path, []byte(file), 0o600), os.Chmod(path, test.file), os.Chmod(folder, test.folder)); err != nil {
			t.Fatal(err)
		}
		flags := map[string]string{"config": path}
		for name, value := range test.flags {
			flags[name] = value
		}
		nothing := func(string) {}
		s, err := Load(Input{Flags: flags, Warn: nothing, Note: nothing})
		problem := (*Error)(nil)
		switch {
		case test.want == "" && err != nil, test.want != "" && err == nil:
			t.Errorf("%04o in %04o: %v", test.file, test.folder, err)
		case err == nil:
			if s.TokenCommand() != (test.flags == nil) || s.Token.IsSet() != (test.flags != nil) {
				t.Errorf("%04o in %04o: a command %t, a token %t", test.file, test.folder, s.TokenCommand(), s.Token.IsSet())
			}
		case !errors.As(err, &problem) || problem.Kind != FromFile ||
			!strings.Contains(err.Error(), "config.yaml:1: api_token_command: it is not run, because ") ||
			!strings.Contains(err.Error(), test.want):
			t.Errorf("%04o in %04o: %v", test.file, test.folder, err)
		}
	}
}
