package transport

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// proxyError is a proxy's refusal to open a tunnel.
type proxyError struct {
	status int
	login  bool   // a login was sent
	takes  string // the kinds of login that the proxy accepts
}

func (e *proxyError) Error() string {
	if e.status != http.StatusProxyAuthRequired {
		return fmt.Sprintf("the proxy refused the connection (HTTP %d)", e.status)
	}
	text := "the proxy wants a login"
	if e.takes != "" {
		text += " (" + e.takes + ")"
	}
	if e.login {
		return text + ": the one that was sent was not taken"
	}
	return text + ": none was sent"
}

func (e *proxyError) fault() *Fault {
	fault := &Fault{Layer: LayerProxy, Message: e.Error(), Transient: MayPass(e.status)}
	if e.status == http.StatusProxyAuthRequired {
		fault.Status = e.status
	}
	return fault
}

// checkTunnel judges a proxy's answer to CONNECT. Any status 2xx opens the tunnel, though net/http accepts 200 only.
func checkTunnel(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode >= 200 && answer.StatusCode <= 299 {
		answer.StatusCode = http.StatusOK
		return nil
	}
	return &proxyError{status: answer.StatusCode, login: proxy.User != nil, takes: schemesOf(answer.Header["Proxy-Authenticate"])}
}

// schemesOf returns the kinds of login that Proxy-Authenticate headers name, such as Basic and NTLM.
func schemesOf(challenges []string) string {
	var schemes []string
	for _, challenge := range challenges {
		for part := range strings.SplitSeq(unquoted(challenge), ",") {
			// A part like realm=x is a parameter of the scheme before it, and one like Basic realm=x begins a new scheme.
			scheme, rest, _ := strings.Cut(strings.TrimSpace(part), " ")
			isParameter := strings.Contains(scheme, "=") || strings.HasPrefix(strings.TrimSpace(rest), "=")
			if scheme == "" || isParameter || len(scheme) > 32 || slices.Contains(schemes, scheme) {
				continue
			}
			if schemes = append(schemes, scheme); len(schemes) == 8 {
				return strings.Join(schemes, ", ")
			}
		}
	}
	return strings.Join(schemes, ", ")
}

// unquoted returns a text without what stands in quotation marks.
func unquoted(text string) string {
	var rest strings.Builder
	for i, piece := range strings.Split(strings.ReplaceAll(text, `\"`, ""), `"`) {
		if i%2 == 0 {
			rest.WriteString(piece)
		}
	}
	return rest.String()
}
