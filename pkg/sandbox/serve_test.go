package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestParseFault(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Fault{
		"503:2": {Status: 503, First: 2}, "429:every=5": {Status: 429, Every: 5}, "400:1": {Status: 400, First: 1}, "599:every=1": {Status: 599, Every: 1},
	} {
		if got, err := ParseFault(text); err != nil || got != want || got.String() != text {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "503", "503:", ":2", "503:0", "503:-1", "503:every=0", "503:every=", "503:Every=2", "200:1", "399:1", "600:1", "x:1", "503:2:3", "503:2.5"} {
		if got, err := ParseFault(text); err == nil {
			t.Errorf("%q is taken as %+v", text, got)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	path := "Conferences/" + standUp + "/Participants/" + host
	c := newCaller(t, Options{Faults: []Fault{{Status: 503, First: 2}, {Status: 429, Every: 4}}})
	c.post(path, "Muted", "true").refused(503, 20504)
	if got := c.remove(path).refused(503, 20504); got.header.Get("Retry-After") != "" {
		t.Errorf("Retry-After %q beside 503", got.header.Get("Retry-After"))
	}
	c.get(path).ok("muted", false)
	if got := c.post(path, "Muted", "true").refused(429, 20429); got.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", got.header.Get("Retry-After"))
	}
	for range 3 {
		c.get(path).ok("muted", false)
	}
	c.get(path).refused(429, 20429)

	// The first fault that names a request decides, and credentials do not matter.
	c = newCaller(t, Options{Faults: []Fault{{Status: 500, First: 1}, {Status: 401, First: 3}, {Status: 404, First: 3}, {Status: 404, Every: 4}, {Status: 418, Every: 5}, {Status: 599, Every: 6}}})
	c.get(path).refused(500, 20504)
	c.get(path).refused(401, 20003)
	c.send(httptest.NewRequest(http.MethodGet, "/", nil)).refused(401, 20003)
	c.get(path).refused(404, 20404)
	c.get(path).refused(418, 10000)
	c.get(path).refused(599, 20504)
}

func TestLatency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, Options{Latency: 200 * time.Millisecond, Faults: []Fault{{Status: 503, First: 1}}})
		for _, status := range []int{503, 200} {
			began := time.Now()
			if got := c.get("Conferences"); got.status != status || time.Since(began) != 200*time.Millisecond {
				t.Errorf("HTTP %d after %s", got.status, time.Since(began))
			}
		}
		// A client that gives up is not waited for, but its change was made.
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		r := httptest.NewRequestWithContext(ctx, http.MethodDelete, base+"/Conferences/"+standUp+"/Participants/"+muted, nil)
		r.SetBasicAuth(Account, Token)
		began := time.Now()
		c.send(r).gone()
		if waited := time.Since(began); waited != time.Millisecond {
			t.Errorf("it was held for %s", waited)
		}
		c.get("Conferences/"+standUp+"/Participants/"+muted).refused(404, 20404)
	})
}

// TestShutdown ends a server that holds an answer back for an hour.
func TestShutdown(t *testing.T) {
	t.Parallel()
	listener, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan struct{}, 10)
	server := New(Options{Latency: time.Hour, Now: func() time.Time { asked <- struct{}{}; return time.Now() }})
	<-asked // by New
	server.grace = patience
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()
	answered := make(chan error, 1)
	go func() {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String()+base+"/Calls/"+host, nil)
		if err != nil {
			answered <- err
			return
		}
		r.SetBasicAuth(Account, Token)
		response, err := (&http.Client{Transport: &http.Transport{}}).Do(r)
		if err != nil {
			answered <- err
			return
		}
		body, err := io.ReadAll(response.Body)
		if err == nil && (response.StatusCode != http.StatusOK || !json.Valid(body)) {
			err = fmt.Errorf("HTTP %d: %s", response.StatusCode, body)
		}
		answered <- errors.Join(err, response.Body.Close())
	}()
	<-asked
	cancel()
	if err := <-answered; err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c := newCaller(t, Options{Log: &log, Faults: []Fault{{Status: 503, Every: 3}}})
	c.get("Calls/" + host + "?secret=1")
	c.post("Conferences/"+support+"/Streams", "Url", "wss://example.com", "AuthorizationBearerToken", "secret2")
	c.get("Conferences")
	r := httptest.NewRequest("DELETE", "/x%0A%1B%C2%9B%22\"/é?y", nil)
	r.SetBasicAuth("secret3", "secret4")
	c.send(r)
	c.remove("Conferences/" + standUp + "/Participants/" + muted)
	lines := strings.Split(strings.TrimSuffix(log.String(), "\n"), "\n")
	want := []string{
		"GET " + base + "/Calls/" + host + " 200", "POST " + base + "/Conferences/" + support + "/Streams 200", "GET " + base + "/Conferences 503",
		"DELETE /x%0A%1B%C2%9B%22%22/%C3%A9 401", "DELETE " + base + "/Conferences/" + standUp + "/Participants/" + muted + " 204",
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines:\n%s", len(lines), log.String())
	}
	for i, line := range lines {
		if got := strings.Join(keys(t, []byte(line)), " "); got != "time method path status duration_ms bytes" {
			t.Errorf("the keys %s", got)
		}
		var entry struct {
			Time, Method, Path string
			Status, Bytes      int
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if got := fmt.Sprintf("%s %s %d", entry.Method, entry.Path, entry.Status); got != want[i] || entry.Time != "2026-11-23T12:00:00Z" || (entry.Bytes == 0) != (entry.Status == 204) {
			t.Errorf("got %s\nwant %s", line, want[i])
		}
	}
	if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), "c2VjcmV0") {
		t.Errorf("credentials show:\n%s", log.String())
	}
}
