package config

import (
	"errors"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// domain is where a space lives that is given by its name alone.
const domain = ".signalwire.com"

var (
	spaceName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)
	hostName  = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{1,63}(:[0-9]{1,5})?$`)
	uuid      = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
)

func isUUID(text string) bool { return uuid.MatchString(text) }

// parseSpace reads a space: a name (`example`), a host (`example.signalwire.com`), or a full URL,
// which may carry a path prefix and, on loopback only, may be plain http.
func parseSpace(text string) (*url.URL, error) {
	switch {
	case spaceName.MatchString(text) && text != "localhost":
		return &url.URL{Scheme: "https", Host: strings.ToLower(text) + domain}, nil
	case hostName.MatchString(text) && validPort(text):
		return &url.URL{Scheme: "https", Host: strings.ToLower(text)}, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("want a space's name, its host, or a full URL, such as example, example.signalwire.com or https://example.signalwire.com")
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
	path := strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/api/laml/2010-04-01")
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: path}, nil
}

func validPort(host string) bool {
	_, port, err := net.SplitHostPort(host)
	if err != nil || port == "" {
		return true // there is none
	}
	number, err := strconv.Atoi(port)
	return err == nil && number >= 1 && number <= 65535
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// withoutUserinfo hides what stands before an @, which may be a password.
func withoutUserinfo(text string) string {
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		return "…" + text[at:]
	}
	return text
}
