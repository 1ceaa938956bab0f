package reason

import (
	"bytes"
	"html"
	"strconv"
	"strings"
)

// MaxMarkup is how much of a document is looked at for its words, in bytes.
const MaxMarkup = 64 << 10

// IsHTML reports whether a text that begins with < is a page for a browser, and not XML.
func IsHTML(text []byte) bool {
	head := bytes.ToLower(text[:min(len(text), 1024)])
	for _, sign := range []string{"<!doctype html", "<html", "<head", "<body", "<title", "<center", "<h1"} {
		if bytes.Contains(head, []byte(sign)) {
			return true
		}
	}
	return false
}

// ReadXML reads an XML error document, such as <RestException> or a SOAP fault. Whatever it is called, its elements are
// known by their names, without regard to letter case, to a namespace and to what they stand in.
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

// leaves returns the text of each element that has no other element inside, by its name in lower case; of several the first.
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
