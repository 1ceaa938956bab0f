package transport

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"confcall/pkg/proxy"
)

// to is a transport to a space that trusts the given certificates, through the proxy that is named, if one is.
func to(t testing.TB, space, through string, roots ...*x509.Certificate) *Transport {
	t.Helper()
	at := mustParse(t, space)
	proxies, err := proxy.Read(at, func(name string) string {
		if name == "HTTPS_PROXY" {
			return through
		}
		return ""
	})
	if err != nil {
		t.Fatal(err)
	}
	options := Options{Space: at, Proxies: proxies, Timeout: time.Minute}
	for _, root := range roots {
		options.CA = append(options.CA, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw})...)
	}
	return New(options)
}

func mustParse(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// exchange sends a request, reads the answer to its end, and returns what went wrong, if anything did.
func exchange(t testing.TB, transport *Transport, method string) *Fault {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), transport.options.Timeout)
	defer cancel()
	x := transport.Begin(ctx)
	defer x.End()
	var body io.Reader
	if method == http.MethodPost {
		body = struct{ io.Reader }{strings.NewReader("Muted=true")} // which cannot be sent again
	}
	request, err := http.NewRequest(method, transport.options.Space.JoinPath("x").String(), body)
	if err != nil {
		t.Fatal(err)
	}
	answer, fault := x.Send(request)
	if fault != nil {
		return fault
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return x.Fault(err)
	}
	return nil
}
