package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"confcall/pkg/keyring"
	"confcall/pkg/secret"
)

// commandPatience is how long the command that prints the token may take. It may have to ask a person first.
const commandPatience = 10 * time.Second

// AskToken gets the token from the configured command or, if space and project are known, from the system's keyring. It does
// nothing if a flag, a variable or the file has set the token. A keyring without the token is no error here: RequireAccount
// reports that. It returns an *Error, or the cause of ctx's end.
func (s *Settings) AskToken(ctx context.Context) error {
	if !s.TokenCommand() || s.Token.IsSet() {
		return s.AskKeyring(ctx)
	}
	token, err := runForToken(ctx, s.command, commandPatience)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return &Error{Kind: FromFile, Message: fmt.Sprintf("%s %q: %s", s.command.Source.place(TokenCommandKey),
			ShownFile(s.command.command[0]), err),
			Hint: "run the command by hand to see what it says, or correct the file " + s.command.Source.Name}
	}
	s.Token = token
	return nil
}

// AskKeyring does what AskToken does, but never runs the command.
func (s *Settings) AskKeyring(ctx context.Context) error {
	project := s.values[Project].Text
	if s.values[Token].Source.Kind != Unset || s.SpaceURL == nil || project == "" {
		return nil
	}
	token, err := keyring.Get(ctx, s.SpaceURL, project)
	switch {
	case err == nil:
		s.Token, s.values[Token] = token, Value{Source: Source{Kind: FromKeyring}}
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, keyring.ErrMissing), errors.Is(err, keyring.ErrNone):
		s.noneKept = true
		return nil
	}
	return &Error{Kind: Unset, Message: err.Error(), Hint: "unlock the keyring, or set " + lookup(Token).env[0]}
}

// TokenCommand reports whether the token comes from a command, which AskToken runs.
func (s *Settings) TokenCommand() bool { return s.command.command != nil }

// runForToken runs an entry's command without a shell and returns the token that it prints. Its errors never contain the output.
func runForToken(ctx context.Context, e entry, patience time.Duration) (secret.Text, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	program := e.command[0]
	if strings.ContainsRune(filepath.ToSlash(program), '/') {
		program = pathOf(Value{Text: program, Source: e.Source})
		// Joined with the folder ".", the path loses its separator, and exec would look it up in PATH.
		if absolute, err := filepath.Abs(program); err == nil {
			program = absolute
		}
	}
	var printed tokenWriter
	command := exec.CommandContext(ctx, program, e.command[1:]...)
	command.Stdout = &printed
	command.WaitDelay = 100 * time.Millisecond // a process that it started may keep its output open
	err := command.Run()
	ended, unknown := (*exec.ExitError)(nil), (*exec.Error)(nil)
	switch {
	case printed.isFull():
		return secret.Text{}, fmt.Errorf("it prints more than %d bytes", maxToken)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return secret.Text{}, fmt.Errorf("it has not ended within %s", patience)
	case errors.As(err, &ended):
		return secret.Text{}, fmt.Errorf("it ended with %s", ended.ProcessState)
	case errors.Is(err, exec.ErrWaitDelay):
		return secret.Text{}, errors.New("what it has started goes on printing")
	case errors.As(err, &unknown):
		return secret.Text{}, unknown.Err
	case err != nil:
		return secret.Text{}, errors.New(reason(err))
	}
	return ReadToken(&printed.kept)
}

// A tokenWriter keeps the output of a command and fails once that is longer than a token can be. The buffer is not embedded,
// because io.Copy would then use its ReadFrom, which has no limit.
type tokenWriter struct{ kept bytes.Buffer }

func (w *tokenWriter) isFull() bool { return w.kept.Len() > maxToken+len("\r\n") }

func (w *tokenWriter) Write(p []byte) (int, error) {
	if w.isFull() {
		return 0, errors.New("too long")
	}
	return w.kept.Write(p)
}
