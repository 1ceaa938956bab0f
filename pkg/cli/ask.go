package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"confcall/pkg/secret"
)

// Asker asks a person questions on the terminal.
type Asker struct {
	in  *bufio.Reader
	fd  int
	out io.Writer
}

// Asker returns nil where nobody can answer: unless standard input and standard error are both terminals.
func (a *App) Asker() *Asker {
	fd, answers := terminal(a.In)
	_, sees := terminal(a.Err)
	if !answers || !sees {
		return nil
	}
	return &Asker{in: bufio.NewReader(a.In), fd: fd, out: a.Err}
}

// InIsTerminal tells whether standard input is a terminal, which shows what is typed.
func (a *App) InIsTerminal() bool {
	_, is := terminal(a.In)
	return is
}

// Ask asks until check takes the answer.
func (q *Asker) Ask(ctx context.Context, question string, check func(answer string) error) error {
	return q.until(ctx, question, check, func() (string, error) { return q.in.ReadString('\n') })
}

// AskSecret asks as Ask does, and does not show what is typed.
func (q *Asker) AskSecret(ctx context.Context, question string, take func(answer secret.Text) error) error {
	state, err := term.GetState(q.fd)
	if err != nil {
		return err
	}
	// A signal ends the wait for an answer, but not the read: the terminal would stay mute.
	defer func() { _ = term.Restore(q.fd, state) }()
	check := func(answer string) error { return take(secret.New(answer)) }
	return q.until(ctx, question, check, func() (string, error) {
		typed, err := term.ReadPassword(q.fd)
		fmt.Fprintln(q.out)
		return string(typed), err
	})
}

func (q *Asker) until(ctx context.Context, question string, check func(string) error, read func() (string, error)) error {
	for {
		fmt.Fprintf(q.out, "%s: ", question)
		answer, err := wait(ctx, read)
		if errors.Is(err, io.EOF) {
			fmt.Fprintln(q.out)
			return &Failure{Exit: ExitDeclined, Err: fmt.Errorf("ask for %s: there was no answer", question), Hint: "run it again, or give the values by flags"}
		}
		if err != nil {
			return err
		}
		problem := check(strings.TrimSpace(answer))
		if problem == nil {
			return nil
		}
		fmt.Fprintf(q.out, "%s\n", problem)
	}
}

// wait reads, but not beyond the end of ctx.
func wait(ctx context.Context, read func() (string, error)) (string, error) {
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := read()
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
