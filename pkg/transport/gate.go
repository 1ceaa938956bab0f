package transport

import (
	"encoding/base64"
	"maps"
	"net/http"

	"confcall/pkg/origin"
	"confcall/pkg/secret"
)

// A gate lets requests through to the space's origin only, also after a redirect; mayLeave decides on exceptions. It adds the login
// as the last step, so that whatever prints a request cannot print that.
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
	// The usual headers are added here too: http.Client copies all that a request brings, in case of a redirect, which costs time.
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
