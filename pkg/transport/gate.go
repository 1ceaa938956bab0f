package transport

import (
	"encoding/base64"
	"maps"
	"net/http"

	"confcall/pkg/origin"
	"confcall/pkg/secret"
)

// A gate lets requests through to the configured origin only, redirected ones too, and adds the login at the last moment, so that
// nothing that shows a request shows it. Where else a request may be led is decided by mayLeave.
type gate struct {
	transport     *Transport
	next          http.RoundTripper
	authorization secret.Text
	accept, agent []string
}

func newGate(t *Transport, next http.RoundTripper) *gate {
	login := t.options.User + ":" + t.options.Password.Reveal()
	return &gate{
		transport: t, next: next, authorization: secret.New("Basic " + base64.StdEncoding.EncodeToString([]byte(login))),
		accept: []string{"application/json"}, agent: []string{t.options.UserAgent},
	}
}

func (g *gate) RoundTrip(request *http.Request) (*http.Response, error) {
	// The other headers come here too: the client copies those that it is given, each time, in case of a redirect.
	header := http.Header{"Accept": g.accept}
	maps.Copy(header, request.Header)
	header["User-Agent"] = g.agent
	if origin.Same(request.URL, g.transport.options.Space) {
		header["Authorization"] = []string{g.authorization.Reveal()}
	} else {
		if err := g.transport.mayLeave(request); err != nil {
			return nil, err
		}
		delete(header, "Referer")
	}
	authentic := request.WithContext(request.Context())
	authentic.Header = header
	return g.next.RoundTrip(authentic)
}
