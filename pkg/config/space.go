package config

import (
	"errors"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// domain is the domain of a space that is given by its name alone.
const domain = ".signalwire.com"

// parseSpace reads a space: a name (`example`), a host (`example.signalwire.com`), or a full URL,
// which may carry a path prefix and, on loopback only, may be plain http.
func parseSpace(text string) (*url.URL, error) {
	switch host := strings.TrimRight(text, "/"); { // a browser's address ends in one
	case isLabel(host) && host != "localhost":
		return &url.URL{Scheme: "https", Host: strings.ToLower(host) + domain}, nil
	case isDotted(host) && validPort(host):
		return &url.URL{Scheme: "https", Host: strings.ToLower(host)}, nil
	}
	u, err := url.Parse(text)
	if err != nil || strings.Contains(text, " ") || !isHost(u.Hostname()) || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("want a space's name, its host, or a full URL, " +
			"such as example, example.signalwire.com or https://example.signalwire.com")
	}
	switch {
	case !validPort(u.Host):
		return nil, errors.New("want a port from 1 to 65535")
	case u.User != nil:
		return nil, errors.New("want no user or password in the URL")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("want no query or fragment in the URL")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, errors.New("want https: plain http would show the token to the network, and goes to loopback only")
	}
	// The API's documentation gives its base URL with this path, which every request adds anyway.
	prefix := func(path string) string {
		return strings.TrimSuffix(strings.TrimRight(path, "/"), "/api/laml/2010-04-01")
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: prefix(u.Path), RawPath: prefix(u.RawPath)}, nil
}

// validPort reports whether a host's port, if it has one, is from 1 to 65535.
func validPort(host string) bool {
	_, port, err := net.SplitHostPort(host)
	if err != nil || port == "" {
		return true // it has no port
	}
	number, err := strconv.Atoi(port)
	return err == nil && number >= 1 && number <= 65535
}

// isLabel reports whether text is one label of a host name: letters, digits and, except at the ends, hyphens.
func isLabel(text string) bool {
	return consistsOf(text, "-") && len(text) <= 63 && text[0] != '-' && text[len(text)-1] != '-'
}

// isDotted reports whether text is a host name of several labels, perhaps with a port.
func isDotted(text string) bool {
	host, port, hasPort := strings.Cut(text, ":")
	if _, err := strconv.ParseUint(port, 10, 32); hasPort && err != nil {
		return false
	}
	labels := strings.Split(host, ".")
	return len(labels) > 1 && !slices.ContainsFunc(labels, func(label string) bool { return !isLabel(label) })
}

// isHost reports whether text is a host as a URL can name it.
func isHost(text string) bool { return consistsOf(text, "._-") || net.ParseIP(text) != nil }

// consistsOf reports whether text is not empty and holds only ASCII letters, digits and the characters of others.
func consistsOf(text, others string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune(others, r)
	})
}

// isLoopback reports whether host is localhost or a loopback address.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// withoutUserinfo replaces what is before an @, which may be a password, with an ellipsis.
func withoutUserinfo(text string) string {
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		return "…" + text[at:]
	}
	return text
}
