package signalwire

import (
	"bytes"
	"confcall/acceptance/streams"
	"context"
	"crypto/tls"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// The beginnings of sounds, and of what is none.
var (
	wav    = "RIFF\x24\x00\x00\x00WAVEfmt " + strings.Repeat("\x00", 40)
	id3    = "ID3\x04\x00" + strings.Repeat("\x00", 40)
	frame3 = "\xff\xfb\x90\x44" + strings.Repeat("\x00", 40) // MPEG 1, layer III
)

// fetch downloads a recording, and returns what came of it.
func fetch(ctx context.Context, c *Client, format string) (string, error) {
	var got bytes.Buffer
	err := c.Audio(ctx, Download{Recording: sid, Format: format, To: &got, Progress: func(int64, int64) {}})
	return got.String(), err
}

// TestAudioIsAudio takes what is audio by its type and by its first bytes, in the format that was asked for, and nothing else; of
// that, nothing is written.
func TestAudioIsAudio(t *testing.T) {
	t.Parallel()
	const api = `{"code": 20404, "message": "no such recording", "status": 404}`
	for _, test := range []struct {
		kind, body, format string
		said               string // nothing if it is taken
	}{
		{"audio/x-wav", wav, "wav", ""}, {"audio/wav", wav, "wav", ""}, {"audio/wave; codec=1", wav, "wav", ""}, {"AUDIO/X-WAV", wav, "wav", ""},
		{"audio/mpeg", id3, "mp3", ""}, {"audio/mpeg", frame3, "mp3", ""}, {"audio/mpeg", "\xff\xf3\x40\xc0", "mp3", ""}, {"audio/mpeg", "\xff\xe3\x40\xc0", "mp3", ""},
		{"application/octet-stream", wav, "wav", ""}, {"binary/octet-stream", id3, "mp3", ""}, {"audio/mpeg", wav, "wav", ""}, {"audio/x-wav", wav[:12], "wav", ""},
		{"audio/x-wav", wav, "mp3", "the answer is wav, not mp3"}, {"audio/mpeg", id3, "wav", "the answer is mp3, not wav"}, {"audio/mpeg", frame3, "wav", "the answer is mp3, not wav"},
		{"text/html", wav, "wav", "not audio"}, {"application/json", wav, "wav", "not audio"}, {"video/mp4", wav, "wav", "not audio"}, {"text/plain", wav, "wav", "not audio"}, {"audio", wav, "wav", "not audio"},
		{"audio/x-wav", "<html>no</html>", "wav", `the answer is a text, not audio: "<html>no</html>"`}, {"text/html", "<html>no</html>", "wav", "the answer is text/html, not audio"},
		{"audio/x-wav", "RIFF\x24\x00\x00\x00AVI " + wav, "wav", "not audio"}, {"audio/x-wav", "RIFX" + wav[4:], "wav", "not audio"}, {"audio/x-wav", "RIFF", "wav", "not audio"}, {"audio/x-wav", " " + wav, "wav", "not audio"},
		{"audio/mpeg", "\xff\xfe<\x00h\x00", "mp3", "not audio"}, {"audio/mpeg", "\xff\xfe{\x00", "mp3", "not audio"}, {"audio/mpeg", "\xff\xf1\x50\x80", "mp3", "not audio"}, // UTF-16, and AAC
		{"audio/mpeg", "\xff\xfb\xf0\x44", "mp3", "not audio"}, {"audio/mpeg", "\xff\xfb\x9c\x44", "mp3", "not audio"}, {"audio/mpeg", "\xff\xeb\x90\x44", "mp3", "not audio"}, {"audio/mpeg", "\xff", "mp3", "not audio"},
		{"audio/x-wav", api, "wav", "an error: no such recording"}, {"application/json", api, "wav", "an error: no such recording"}, {"application/json", `{"error": "no route"}`, "mp3", "an error: no route"},
		{"application/xml", "<RestException><Message>no such recording</Message></RestException>", "wav", "an error: no such recording"}, {"application/json", "{}", "wav", "the answer is application/json, not audio"},
		{"audio/x-wav", "", "wav", "the answer is empty"}, {"", "", "wav", "the answer is empty"},
		{"audio/x-wav", "PT+0123456789/=", "wav", "[redacted]"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{test.kind}
			_, _ = io.WriteString(w, test.body)
		}))
		t.Cleanup(server.Close)
		got, err := fetch(t.Context(), quick(t, server.URL), test.format)
		problem := problemOf(err)
		switch {
		case test.said == "" && (err != nil || got != test.body):
			t.Errorf("%s %q as %s: %q, %v", test.kind, test.body, test.format, got, err)
		case test.said != "" && (problem == nil || problem.Layer != LayerAnswer || !strings.Contains(problem.Message, test.said) || got != ""):
			t.Errorf("%s %q as %s: %q, %v", test.kind, test.body, test.format, got, err)
		}
	}
}

// TestAudioWithoutEnd has audio of no announced length end with its connection: with TLS, that must be said, or anybody on the way
// could have cut it.
func TestAudioWithoutEnd(t *testing.T) {
	t.Parallel()
	long := wav + strings.Repeat("x", 100<<10)
	for _, notify := range []bool{true, false} {
		model := httptest.NewTLSServer(nil)
		t.Cleanup(model.Close)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		streams.Accept(t, listener, func(raw net.Conn) {
			conn := tls.Server(raw, &tls.Config{Certificates: model.TLS.Certificates})
			_, _ = conn.Read(make([]byte, 64<<10))
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nConnection: close\r\n\r\n"+long)
			if notify {
				_ = conn.CloseWrite()
			}
			_ = raw.(*net.TCPConn).CloseWrite()
			_, _ = io.Copy(io.Discard, raw)
			_ = raw.Close()
		})
		c := quick(t, "https://"+listener.Addr().String())
		c.options.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: model.Certificate().Raw})
		if c, err = New(c.options); err != nil {
			t.Fatal(err)
		}
		got, err := fetch(t.Context(), c, "wav")
		if problem := problemOf(err); notify && (err != nil || got != long) || !notify && (problem == nil || problem.Layer != LayerAnswer || !strings.Contains(problem.Message, "without saying that it is whole")) {
			t.Errorf("said that it is whole: %t; %d bytes, %v", notify, len(got), err)
		}
	}
}

// TestAudioElsewhere follows a redirect to another server over https once, and tells that server nothing: no credentials, no cookie, not
// where it comes from.
func TestAudioElsewhere(t *testing.T) {
	t.Parallel()
	var told atomic.Value
	var then string
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"Authorization", "Cookie", "Referer", "Proxy-Authorization"} {
			if value := r.Header.Get(name); value != "" {
				told.Store(name + ": " + value)
			}
		}
		if then != "" {
			w.Header().Set("Location", then)
			w.WriteHeader(http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "audio/x-wav")
		_, _ = io.WriteString(w, wav)
	}))
	t.Cleanup(elsewhere.Close)
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { told.Store("plain http is spoken") }))
	t.Cleanup(plain.Close)
	var location string
	space := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		switch {
		case strings.HasPrefix(r.URL.Path, "/within"):
			w.Header().Set("Location", elsewhere.URL+"/x.wav")
		default:
			w.Header().Set("Location", location)
		}
		w.WriteHeader(http.StatusFound)
	}))
	t.Cleanup(space.Close)
	c := quick(t, space.URL)
	c.options.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: elsewhere.Certificate().Raw})
	var traced []string
	c.options.Trace = func(line string) { traced = append(traced, line) }
	c, err := New(c.options)
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{elsewhere.URL + "/x.wav", "/within"} {
		location = link
		if got, err := fetch(t.Context(), c, "wav"); err != nil || got != wav {
			t.Errorf("%s: %q, %v", link, got, err)
		}
	}
	if trace := strings.Join(traced, "\n"); !strings.Contains(trace, "* a redirect leads to "+strings.TrimPrefix(elsewhere.URL, "https://")+", which is sent no credentials") {
		t.Errorf("the trace does not say it:\n%s", trace)
	}
	// No second one, wherever it leads.
	location = elsewhere.URL
	for _, second := range []string{elsewhere.URL + "/y.wav", space.URL + "/y.wav", "https://192.0.2.1/", "/y.wav"} {
		then = second
		if got, err := fetch(t.Context(), c, "wav"); problemOf(err) == nil || problemOf(err).Layer != LayerAnswer || got != "" {
			t.Errorf("a second redirect to %s: %q, %v", second, got, err)
		}
	}
	then = ""
	for _, link := range []string{plain.URL, "http://example.com/", "ftp://example.com/", "https://10.0.0.1/x.wav", "https://169.254.169.254/latest", "https://[fe80::1]/", "https://192.168.1.1:8443/"} {
		location = link
		if _, err := fetch(t.Context(), c, "wav"); problemOf(err) == nil || !strings.Contains(err.Error(), "refused a redirect to ") {
			t.Errorf("%s: %v", link, err)
		}
	}
	// It may be forbidden, and nothing else is led away.
	location = elsewhere.URL + "/x.wav"
	if err := c.Audio(t.Context(), Download{Recording: sid, Format: "wav", To: io.Discard, Progress: func(int64, int64) {}, NoRedirect: true}); problemOf(err) == nil || !strings.Contains(err.Error(), "refused a redirect") {
		t.Errorf("it is forbidden: %v", err)
	}
	for _, operation := range operations {
		if problem := problemOf(operation.do(t.Context(), c)); problem == nil || problem.Layer != LayerAnswer {
			t.Errorf("%s: %+v", operation.name, problem)
		}
	}
	if told.Load() != nil {
		t.Errorf("the other server was told %s", told.Load())
	}
}
