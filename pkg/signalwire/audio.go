package signalwire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// Audio copies a recording's audio to w: GET /Recordings/{Sid}.wav or .mp3. The format is wav or mp3.
// The timeout bounds the time without a byte. Progress is told how much has come, of how much in all, -1 if the API does not say.
// An audio shorter than announced is an error; it is not tried again once a byte was written.
func (c *Client) Audio(ctx context.Context, recording, format string, w io.Writer, progress func(done, all int64)) error {
	_, err := act(fmt.Sprintf("download recording %s as %s", recording, format), []string{recording}, func() (Resource, error) {
		return c.do(ctx, request{
			method: http.MethodGet, url: c.url("Recordings", recording+"."+format), idle: true, accept: "audio/*",
			take: func(response *http.Response) (Resource, *Error) { return nil, c.takeAudio(response, w, progress) },
		})
	})
	return err
}

func (c *Client) takeAudio(response *http.Response, w io.Writer, progress func(done, all int64)) *Error {
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); strings.HasPrefix(kind, "text/") || kind == "application/json" {
		return &Error{Layer: LayerAnswer, Status: response.StatusCode, Message: "the answer is " + kind + ", not audio"}
	}
	// Neither was asked for, and neither could be heard.
	encoding := response.Header.Get("Content-Encoding")
	if encoding != "" && encoding != "identity" || response.StatusCode == http.StatusPartialContent {
		return &Error{Layer: LayerAnswer, Status: response.StatusCode, Message: "the answer is not the audio itself, but encoded or a part of it"}
	}
	ctx := response.Request.Context()
	body := &meter{Reader: response.Body, idle: idleOf(ctx), read: func(done int64) { progress(done, response.ContentLength) }}
	_, err := io.Copy(onlyWriter{w}, body)
	if writeProblem := (*localError)(nil); errors.As(err, &writeProblem) {
		return &Error{Layer: LayerLocal, Message: writeProblem.err.Error(), Cause: writeProblem.err}
	}
	if err != nil {
		problem := c.fault(ctx, response.Request.URL, err)
		problem.transient = problem.transient && body.done == 0
		return problem
	}
	if body.done == 0 {
		return &Error{Layer: LayerAnswer, Status: response.StatusCode, Message: "the answer is empty"}
	}
	return nil
}

// meter reports how much has been read. Only while it waits for the network does the time without a byte count.
type meter struct {
	io.Reader
	idle *idleTimeout
	done int64
	read func(done int64)
}

func (m *meter) Read(p []byte) (int, error) {
	m.idle.begin()
	n, err := m.Reader.Read(p)
	m.idle.end()
	m.done += int64(n)
	m.read(m.done)
	return n, err
}

// onlyWriter marks an error as the writer's, not the network's.
type onlyWriter struct{ w io.Writer }

func (o onlyWriter) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil {
		err = &localError{err}
	}
	return n, err
}

type localError struct{ err error }

func (e *localError) Error() string { return e.err.Error() }

var errIdle = errors.New("nothing came for too long")

// An idleTimeout ends a context when something is waited for too long.
type idleTimeout struct {
	watch    *time.Timer
	patience time.Duration
}

// begin and end are called around each wait.
func (i *idleTimeout) begin() {
	if i != nil {
		i.watch.Reset(i.patience)
	}
}

func (i *idleTimeout) end() {
	if i != nil {
		i.watch.Stop()
	}
}

type idleKey struct{}

// withIdleTimeout returns a context that an idleTimeout ends.
func withIdleTimeout(ctx context.Context, patience time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	idle := &idleTimeout{time.AfterFunc(patience, func() { cancel(errIdle) }), patience}
	return context.WithValue(ctx, idleKey{}, idle), func() { idle.end(); cancel(nil) }
}

// idleOf returns the context's idleTimeout, nil if it has none.
func idleOf(ctx context.Context) *idleTimeout {
	idle, _ := ctx.Value(idleKey{}).(*idleTimeout)
	return idle
}
