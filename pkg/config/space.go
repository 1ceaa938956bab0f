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
	switch host := strings.TrimRight(text, "/"); { // as it is copied from a browser
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
	// The API's documents write its base URL with the path that is added here anyway.
	prefix := func(path string) string {
		return strings.TrimSuffix(strings.TrimRight(path, "/"), "/api/laml/2010-04-01")
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: prefix(u.Path), RawPath: prefix(u.RawPath)}, nil
}

func validPort(host string) bool {
	_, port, err := net.SplitHostPort(host)
	if err != nil || port == "" {
		return true // there is none
	}
	number, err := strconv.Atoi(port)
	return err == nil && number >= 1 && number <= 65535
}

// isLabel reports whether text is one part of a host's name: letters, digits and, inside, hyphens.
func isLabel(text string) bool {
	return consistsOf(text, "-") && len(text) <= 63 && text[0] != '-' && text[len(text)-1] != '-'
}

// isDotted reports whether text is a host's name of several parts, perhaps with a port.
func isDotted(text string) bool {
	host, port, hasPort := strings.Cut(text, ":")
	if _, err := strconv.ParseUint(port, 10, 32); hasPort && err != nil {
		return false
	}
	labels := strings.Split(host, ".")
	return len(labels) > 1 && !slices.ContainsFunc(labels, func(label string) bool { return !isLabel(label) })
}

// isHost reports whether text can stand as a host in a URL.
func isHost(text string) bool { return consistsOf(text, "._-") || net.ParseIP(text) != nil }

// consistsOf reports whether text is made of letters, digits and some other characters, and not empty.
func consistsOf(text, others string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune(others, r)
	})
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// withoutUserinfo hides what precedes an @, which may be a password.
func withoutUserinfo(text string) string {
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		return "…" + text[at:]
	}
	return text
}
