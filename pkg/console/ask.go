package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/secret"
)

// ErrNoAnswer means that the input ended, as with Ctrl-D, where an answer was wanted.
var ErrNoAnswer = errors.New("there was no answer")

// Asker asks a person questions on the terminal.
type Asker struct {
	console *Console
	in      io.Reader
	lines   *bufio.Reader // of in
	fd      int
	out     io.Writer
}

// Asker returns what asks questions, or nil if nobody can or may be asked: standard input and standard error must both be terminals.
func (c *Console) Asker() *Asker {
	if c.InIsTaken || c.NoInput {
		return nil
	}
	fd, answers := Terminal(c.In)
	_, sees := Terminal(c.Err)
	if !answers || !sees {
		return nil
	}
	return &Asker{console: c, in: c.In, lines: bufio.NewReader(c.In), fd: fd, out: c.Err}
}

// Ask repeats a question until check accepts the answer. Ctrl-D ends it with ErrNoAnswer.
func (q *Asker) Ask(ctx context.Context, question string, check func(answer string) error) error {
	return q.until(ctx, question, check, func() (string, error) {
		fmt.Fprintf(q.out, "%s: ", question)
		return q.lines.ReadString('\n')
	})
}

// AskSecret is Ask for an answer that the terminal does not show.
func (q *Asker) AskSecret(ctx context.Context, question string, take func(answer secret.Text) error) error {
	check := func(answer string) error { return take(secret.New(answer)) }
	// Echo is off before the question appears, so that even an answer typed at once does not show.
	terminal, err := q.console.HoldKeys(q.fd)
	if err != nil {
		return err
	}
	defer terminal.GiveBack()
	keys := &keyReader{Reader: q.in}
	hidden := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{keys, q.out}, "")
	return q.until(ctx, question, check, func() (string, error) {
		answer, err := hidden.ReadPassword(question + ": ")
		if errors.Is(err, io.EOF) && rune(keys.last) == CtrlC {
			err = failure.Interrupted{Signal: os.Interrupt}
		}
		return answer, err
	})
}

// keyReader remembers the last byte read, as term reports Ctrl-C and Ctrl-D with the same error.
type keyReader struct {
	io.Reader
	last byte
}

func (k *keyReader) Read(p []byte) (int, error) {
	n, err := k.Reader.Read(p)
	if n > 0 {
		k.last = p[n-1]
	}
	return n, err
}

// Agree asks whether to go on. Any answer but yes is a no, which is an error.
func (q *Asker) Agree(ctx context.Context, question string) error {
	var answer string
	if err := q.Ask(ctx, output.Clean(question)+" [y/N]", func(given string) error { answer = given; return nil }); err != nil {
		return err
	}
	if !strings.EqualFold(answer, "y") && !strings.EqualFold(answer, "yes") {
		return &failure.Error{Exit: failure.ExitDeclined, Err: errors.New("declined"), Hint: "nothing was changed"}
	}
	return nil
}

// until asks with read until check accepts the answer.
func (q *Asker) until(ctx context.Context, question string, check func(string) error, read func() (string, error)) error {
	for {
		answer, err := wait(ctx, read)
		if err != nil {
			fmt.Fprint(q.out, "\r\n") // the cursor still stands behind the question
		}
		if errors.Is(err, io.EOF) {
			return &failure.Error{Exit: failure.ExitDeclined, Err: fmt.Errorf("ask for %q: %w", question, ErrNoAnswer),
				Hint: "run it again, or give the values by flags"}
		}
		if err != nil {
			return err
		}
		problem := check(strings.TrimSpace(answer))
		if problem == nil {
			return nil
		}
		fmt.Fprintf(q.out, "%s\r\n", output.Clean(problem.Error()))
	}
}

// wait returns what read returns, or the cause of ctx if that ends first. The read then goes on in its goroutine.
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
