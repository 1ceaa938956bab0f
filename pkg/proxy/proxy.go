// Package proxy reads from the environment which proxy to use on the way to a server.
package proxy

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"confcall/pkg/origin"
	"confcall/pkg/secret"
)

// Settings are what the environment says about proxies. Nil means that there is no proxy.
type Settings struct {
	proxy  *url.URL // nil when there is none
	except []string // the entries of NO_PROXY
	unused string   // the name of a variable that is set but not used
}

// Error is the error for a proxy variable that holds no valid address. It shows nothing of the value, which may contain a
// password.
type Error struct {
	Variable string
	Problem  string // what is wrong with it; empty if nothing more is known
	InLogin  bool   // the login has a character that must be percent-encoded
}

func (e *Error) Error() string {
	text := "read the proxy from " + e.Variable + ": it is no address"
	if e.Problem != "" {
		text += ": " + e.Problem
	}
	return text
}

// Read reads HTTPS_PROXY and NO_PROXY, or https_proxy and no_proxy if those are empty. It reads nothing for a space on
// loopback, which is always reached directly. An invalid address is a *Error: the standard library would bypass the proxy, or
// look up a host that nobody meant.
func Read(space *url.URL, getenv func(string) string) (*Settings, error) {
	if origin.IsLoopback(space.Hostname()) {
		return nil, nil
	}
	first := func(names ...string) (name, value string) {
		for _, name := range names {
			if value := getenv(name); strings.TrimSpace(value) != "" { // only blanks count as unset, as in other variables
				return name, value
			}
		}
		return "", ""
	}
	p := &Settings{}
	name, value := first("HTTPS_PROXY", "https_proxy")
	if name == "" {
		p.unused, _ = first("ALL_PROXY", "all_proxy")
		return p, nil
	}
	proxy, problem := parseProxy(value)
	if proxy == nil {
		return nil, &Error{Variable: name, Problem: problem, InLogin: strings.Contains(problem, "login")}
	}
	p.proxy = proxy
	_, except := first("NO_PROXY", "no_proxy")
	p.except = strings.FieldsFunc(strings.ToLower(except), func(r rune) bool { return r == ',' })
	return p, nil
}

// parseProxy reads the address of a proxy, SCHEME://USER:PASSWORD@HOST:PORT, in which only the host is required. For an
// invalid address it returns what is wrong, without quoting any of it.
func parseProxy(value string) (*url.URL, string) {
	switch {
	case strings.ContainsAny(value, "\"'`"):
		return nil, "it has a quotation mark"
	case strings.TrimSpace(value) != value:
		return nil, "it has a blank at its beginning or end"
	case strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }):
		return nil, "it has a blank, a backslash or a control character"
	}
	scheme, rest, hasScheme := strings.Cut(value, "://")
	if !hasScheme {
		scheme, rest = "http", value
	}
	switch scheme = strings.ToLower(scheme); {
	case scheme == "http" || scheme == "https" || scheme == "socks5" || scheme == "socks5h":
	case strings.Trim(scheme, "abcdefghijklmnopqrstuvwxyz0123456789+.-") == "":
		return nil, "its scheme is none of http, https, socks5 and socks5h"
	default:
		return nil, "its login has a / that is not percent-encoded"
	}
	rest = strings.TrimSuffix(rest, "/")
	if strings.ContainsAny(rest, "/?#") {
		if strings.Contains(rest, "@") {
			return nil, "its login has a /, # or ? that is not percent-encoded"
		}
		return nil, "it has a path, a query or a fragment"
	}
	login, host, hasLogin := cutLast(rest, "@")
	if !hasLogin {
		login, host = "", rest
	}
	proxy, err := url.Parse(scheme + "://" + host)
	switch {
	case err != nil, !utf8.ValidString(proxy.Host), strings.ContainsAny(proxy.Hostname(), ",;=*$!&()+~@|<>{}^"),
		strings.Contains(host, "%") && host[0] != '[':
		return nil, ""
	case proxy.Hostname() == "":
		return nil, "it has no host"
	case proxy.Port() == "" && strings.HasSuffix(host, ":"), proxy.Port() != "" && !isPort(proxy.Port()):
		return nil, "its port is none"
	case hasLogin:
		user, password, hasPassword := strings.Cut(login, ":")
		if user, err = url.PathUnescape(user); err != nil {
			return nil, "its login has a % that is not percent-encoded"
		}
		if password, err = url.PathUnescape(password); err != nil {
			return nil, "its login has a % that is not percent-encoded"
		}
		if proxy.User = url.User(user); hasPassword {
			proxy.User = url.UserPassword(user, password)
		}
	}
	return proxy, ""
}

func cutLast(text, separator string) (before, after string, found bool) {
	at := strings.LastIndex(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(separator):], true
}

func isPort(text string) bool {
	number, err := strconv.ParseUint(text, 10, 16)
	return err == nil && number > 0
}

// Unused returns the name of a proxy variable that is set but not used, or an empty string.
func (p *Settings) Unused() string {
	if p == nil {
		return ""
	}
	return p.unused
}

// Password returns the password of the login, so that it can be kept out of all output.
func (p *Settings) Password() secret.Text {
	if p == nil || p.proxy == nil {
		return secret.Text{}
	}
	password, _ := p.proxy.User.Password()
	return secret.New(password)
}

// For returns the proxy on the way to an address, or nil if there is none.
func (p *Settings) For(target *url.URL) *url.URL {
	if p == nil || p.proxy == nil || origin.IsLoopback(target.Hostname()) {
		return nil
	}
	host := strings.TrimSuffix(strings.ToLower(target.Hostname()), ".")
	for _, entry := range p.except {
		if excepts(strings.TrimSpace(entry), host, origin.Port(target)) {
			return nil
		}
	}
	return p.proxy
}

// excepts reports whether an entry of NO_PROXY matches a host. * matches everything, an address or a network matches
// addresses, and a name matches the host of that name and its subdomains, or only its subdomains if it begins with a dot or *.
// If the entry has a port, the port must match too.
func excepts(entry, host, hostPort string) bool {
	if entry == "*" {
		return true
	}
	if network, err := netip.ParsePrefix(entry); err == nil {
		address, err := netip.ParseAddr(host)
		return err == nil && network.Contains(address.Unmap())
	}
	if name, wanted, err := net.SplitHostPort(entry); err == nil {
		if wanted != hostPort {
			return false
		}
		entry = name
	}
	entry = strings.Trim(entry, "[]")
	if address, err := netip.ParseAddr(entry); err == nil {
		other, err := netip.ParseAddr(host)
		return err == nil && address.Unmap() == other.Unmap()
	}
	entry = strings.TrimPrefix(entry, "*")
	if entry == "" || entry == "." {
		return false
	}
	if strings.HasPrefix(entry, ".") {
		return strings.HasSuffix(host, entry)
	}
	return host == entry || strings.HasSuffix(host, "."+entry)
}
