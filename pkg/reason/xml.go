package reason

import (
	"bytes"
	"html"
	"strconv"
	"strings"
)

// MaxMarkup is how much of an XML document is searched for a reason, in bytes.
const MaxMarkup = 64 << 10

// IsHTML reports whether a text that begins with < is an HTML page rather than XML.
func IsHTML(text []byte) bool {
	head := bytes.ToLower(text[:min(len(text), 1024)])
	for _, sign := range []string{"<!doctype html", "<html", "<head", "<body", "<title", "<center", "<h1"} {
		if bytes.Contains(head, []byte(sign)) {
			return true
		}
	}
	return false
}

// ReadXML reads an XML error document, such as a <RestException> or a SOAP fault. It recognises elements by name, in any
// letter case, namespace and position.
func ReadXML(document []byte) Reason {
	texts := leaves(document[:min(len(document), MaxMarkup)])
	first := func(names ...string) string {
		for _, name := range names {
			if texts[name] != "" {
				return texts[name]
			}
		}
		return ""
	}
	r := Reason{
		Code: first("code", "errorcode", "faultcode"), MoreInfo: first("moreinfo", "more_info"),
		Message: first("message", "errormessage", "faultstring", "detail", "description", "title", "reason", "text", "error"),
	}
	r.Status, _ = strconv.Atoi(texts["status"])
	return r
}

// leaves returns the text of each element without child elements, by its name in lower case. If a name occurs more than once,
// the first one counts.
func leaves(document []byte) map[string]string {
	found := map[string]string{}
	rest := string(document)
	open, text := "", ""
	for {
		before, markup, more := strings.Cut(rest, "<")
		text += html.UnescapeString(before)
		if !more {
			return found
		}
		var ok bool
		switch {
		case strings.HasPrefix(markup, "!--"):
			_, rest, ok = strings.Cut(markup, "-->")
		case strings.HasPrefix(markup, "![CDATA["):
			var literal string
			literal, rest, ok = strings.Cut(markup[len("![CDATA["):], "]]>")
			text += literal
		case strings.HasPrefix(markup, "!"), strings.HasPrefix(markup, "?"):
			_, rest, ok = strings.Cut(markup, ">")
		default:
			var tag string
			tag, rest, ok = strings.Cut(markup, ">")
			name, ends := strings.CutPrefix(tag, "/")
			if end := strings.IndexAny(name, " \t\r\n/"); end >= 0 {
				name = name[:end]
			}
			name = strings.ToLower(name[strings.IndexByte(name, ':')+1:])
			if ends && name == open && found[name] == "" {
				found[name] = strings.TrimSpace(text)
			}
			open, text = name, ""
			if ends {
				open = ""
			}
		}
		if !ok {
			return found
		}
	}
}
