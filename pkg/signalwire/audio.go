package signalwire

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"confcall/pkg/reason"
	"confcall/pkg/transport"
)

// A Download says which recording's audio to fetch, and where to.
type Download struct {
	Recording  string
	Format     string                // wav or mp3
	To         io.Writer             // where the audio goes
	Progress   func(done, all int64) // called with the bytes that have come and those in all, -1 if the API does not say
	NoRedirect bool                  // a redirect to another server is not followed
}

// Audio copies a recording's audio: GET /Recordings/{Sid}.wav or .mp3. The timeout bounds the time without a byte. Audio that is
// shorter than announced, or not of the format, is an error; it is not tried again once a byte was written.
// The API may keep its audio elsewhere: a redirect to another server is followed once, without credentials.
func (c *Client) Audio(ctx context.Context, d Download) error {
	_, err := act(fmt.Sprintf("download recording %s as %s", d.Recording, d.Format), []string{d.Recording}, func() (Resource, error) {
		return c.do(ctx, request{
			method: http.MethodGet, url: c.url("Recordings", d.Recording+"."+d.Format), idle: true, accept: "audio/*", away: !d.NoRedirect,
			take: func(r request, x *transport.Exchange, response *http.Response) *Error {
				return c.takeAudio(r, x, response, d)
			},
		})
	})
	return err
}

// takeAudio copies an answer if it is audio by its type and its first bytes, and refuses any other.
func (c *Client) takeAudio(r request, x *transport.Exchange, response *http.Response, d Download) *Error {
	wrong := func(message string) *Error {
		return &Error{Layer: LayerAnswer, Status: response.StatusCode, Message: message}
	}
	// Neither was asked for, and neither could be played.
	encoding := response.Header.Get("Content-Encoding")
	if encoding != "" && encoding != "identity" || response.StatusCode == http.StatusPartialContent {
		return wrong("the answer is not the audio itself, but encoded or a part of it")
	}
	body := &meter{Reader: response.Body, idle: r.waiting, read: func(done int64) { d.Progress(done, response.ContentLength) }}
	broken := func(err error) *Error {
		problem := cutShort(x, err)
		problem.transient = problem.transient && body.done == 0
		return problem
	}
	first, err := head(body)
	if err != nil {
		return broken(err)
	}
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); !isAudioType(kind) || formatOf(first) != d.Format {
		more, _ := io.ReadAll(io.LimitReader(body, reason.MaxMarkup))
		return wrong(c.notAudio(r, kind, d.Format, append(first, more...)))
	}
	_, err = io.Copy(onlyWriter{d.To}, io.MultiReader(bytes.NewReader(first), body))
	if writeProblem := (*localError)(nil); errors.As(err, &writeProblem) {
		return &Error{Layer: LayerLocal, Message: writeProblem.err.Error(), Cause: writeProblem.err}
	}
	if err != nil {
		return broken(err)
	}
	if response.ContentLength < 0 && len(response.TransferEncoding) == 0 && response.TLS != nil && x.EndedBare() {
		return wrong("the audio has no announced length, and the connection ended without saying that it is whole")
	}
	return nil
}

// head reads the first bytes, or all if there are fewer.
func head(r io.Reader) ([]byte, error) {
	first := make([]byte, 0, 512)
	for len(first) < cap(first) {
		n, err := r.Read(first[len(first):cap(first)])
		first = first[:len(first)+n]
		if err == io.EOF {
			return first, nil
		}
		if err != nil {
			return first, err
		}
	}
	return first, nil
}

// notAudio says what came in place of audio: what the API says, if it is an error of the API's.
func (c *Client) notAudio(r request, kind, format string, body []byte) string {
	if len(body) == 0 {
		return "the answer is empty"
	}
	if checkObject(body) == nil {
		if said := reason.Read(body); said.Message != "" {
			return "the answer is no audio, but an error: " + said.Message
		}
	}
	if got := formatOf(body); got != "" && got != format {
		return fmt.Sprintf("the answer is %s, not %s", got, format)
	}
	if trimmed := bytes.TrimSpace(body); utf8.Valid(trimmed) && len(trimmed) > 0 {
		if said := reason.ReadXML(trimmed); trimmed[0] == '<' && !reason.IsHTML(trimmed) && said.Message != "" {
			return "the answer is no audio, but an error: " + said.Message
		}
		if isAudioType(kind) {
			kind = "a text"
		}
		return "the answer is " + kind + ", not audio" + c.excerpt(r, body)
	}
	return fmt.Sprintf("the answer is not audio as %s, though it says to be %s", format, cmp.Or(kind, "nothing"))
}

// isAudioType reports whether a media type may be audio's. File stores often say only that it is bytes.
func isAudioType(kind string) bool {
	switch kind {
	case "application/octet-stream", "binary/octet-stream", "":
		return true
	}
	return strings.HasPrefix(kind, "audio/")
}

// formatOf returns wav or mp3, judged by the first bytes of an audio, or an empty text for neither.
func formatOf(first []byte) string {
	switch {
	case len(first) >= 12 && string(first[:4]) == "RIFF" && string(first[8:12]) == "WAVE":
		return "wav"
	case len(first) >= 3 && string(first[:3]) == "ID3", isFrame(first):
		return "mp3"
	}
	return ""
}

// isFrame reports whether bytes begin with the header of an MPEG frame of layer III: eleven bits, a version, a layer, a bit rate and a
// sampling rate, each of which has values that mean nothing.
func isFrame(first []byte) bool {
	return len(first) >= 4 && first[0] == 0xff && first[1]&0xe0 == 0xe0 && first[1]&0x18 != 0x08 && first[1]&0x06 == 0x02 &&
		first[2]&0xf0 != 0xf0 && first[2]&0x0c != 0x0c
}

// meter reports how much has been read. The idle timeout runs only while it waits for the network, not while the audio is written.
type meter struct {
	io.Reader
	idle *transport.IdleTimeout
	done int64
	read func(done int64)
}

func (m *meter) Read(p []byte) (int, error) {
	m.idle.Begin()
	n, err := m.Reader.Read(p)
	m.idle.End()
	m.done += int64(n)
	m.read(m.done)
	return n, err
}

// onlyWriter marks errors of the writer, to tell them from those of the network.
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
