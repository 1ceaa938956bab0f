//go:build unix

package hostile

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// spellings returns the ways in which a secret could be revealed, by name: as it is, as it is sent together with a user, and
// as programs that quote it would write it.
func spellings(user, secret string) map[string]string {
	pair := user + ":" + secret
	within := func(encoding *base64.Encoding, before int) string {
		// The characters at either end also depend on their neighbours.
		whole := encoding.EncodeToString([]byte(strings.Repeat("?", before) + secret + "?"))
		return whole[(8*before+5)/6 : 8*(before+len(secret))/6]
	}
	all := map[string]string{
		"itself":                    secret,
		"lower case":                strings.ToLower(secret),
		"escaped in a query":        url.QueryEscape(secret),
		"escaped in a path":         url.PathEscape(secret),
		"JSON":                      inner(jsonOf(secret)),
		"quoted":                    inner(strconv.Quote(secret)),
		"base64":                    base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64 for URLs":           base64.URLEncoding.EncodeToString([]byte(secret)),
		"base64 without padding":    base64.RawStdEncoding.EncodeToString([]byte(secret)),
		"credentials":               base64.StdEncoding.EncodeToString([]byte(pair)),
		"credentials in a query":    url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(pair))),
		"credentials for URLs":      base64.URLEncoding.EncodeToString([]byte(pair)),
		"credentials, no padding":   base64.RawURLEncoding.EncodeToString([]byte(pair)),
		"base64 in a path":          url.PathEscape(base64.StdEncoding.EncodeToString([]byte(secret))),
		"base64 in a query":         url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(secret))),
		"base64 in the middle":      within(base64.StdEncoding, 1),
		"base64 at another place":   within(base64.StdEncoding, 2),
		"base64 at a third":         within(base64.StdEncoding, 3),
		"for URLs in the middle":    within(base64.URLEncoding, 1),
		"for URLs at another place": within(base64.URLEncoding, 2),
	}
	for name, text := range all {
		if lower := lowerHex(text); lower != text {
			all[name+" with small letters"] = lower
		}
	}
	return all
}

// lowerHex returns a text with the escapes of a URL in lower case.
func lowerHex(text string) string {
	var lower strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			lower.WriteString(strings.ToLower(text[i : i+3]))
			i += 2
			continue
		}
		lower.WriteByte(text[i])
	}
	return lower.String()
}

// inner returns a quoted text without its quotation marks.
func inner(quoted string) string { return quoted[1 : len(quoted)-1] }

func jsonOf(text string) string {
	quoted, _ := json.Marshal(text) // a string can always be encoded
	return string(quoted)
}

// mirror is a server that sends back the credentials that it gets, in every spelling, in the part of an answer that the
// first segment of the path names:
//
//	refuse-STATUS, errors   the status line, the headers and the body of an error
//	answer                  the fields of an object, the items of a page and their SIDs
//	circle, stray, broken   a page whose link to the next one leads back, elsewhere, nowhere
//	away, lost, round       a redirect to elsewhere, to what is no address, and back here
//	garbage, length, coding what stands where the status line, the length or the coding of an answer should
//	cut                     half a body
//	sound                   the type and the file name of a sound
//	hang                    nothing
type mirror struct{}

func (mirror) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	form, _ := io.ReadAll(r.Body) // otherwise the server does not notice that the client has gone
	kind, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if kind == "hang" {
		<-r.Context().Done()
		return
	}
	project, token, _ := r.BasicAuth()
	seen := reflected(project, token)
	sent, _ := url.ParseQuery(string(form))
	if bearer := sent.Get("AuthorizationBearerToken"); bearer != "" {
		seen += " " + reflected(project, bearer)
	}
	send(w, reflection(kind, r.URL.Path, token, seen))
}

// reflected returns all spellings of a secret, always in the same order.
func reflected(user, secret string) string {
	return strings.Join(slices.Sorted(maps.Values(spellings(user, secret))), " ")
}

// send answers with exactly these bytes.
func send(w http.ResponseWriter, answer string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, answer)
}

// reflection returns the whole answer of a kind, with the credentials in it.
func reflection(kind, path, token, seen string) string {
	kind, status, _ := strings.Cut(kind, "-")
	header, text := "X-Mirror: "+seen+"\r\nX-"+base64.RawURLEncoding.EncodeToString([]byte(token))+": 1\r\n", jsonOf(seen)
	item := fmt.Sprintf(`{"sid": %s, "call_sid": %[1]s, "friendly_name": %[1]s, "status": %[1]s, "muted": %[1]s}`, text)
	page := func(next string) string {
		return fmt.Sprintf(`{"conferences": [%s], "participants": [%[1]s], "recordings": [%[1]s], "next_page_uri": %s}`, item, next)
	}
	body, first := "{}", "HTTP/1.1 200 "+seen
	switch kind {
	case "refuse":
		first = "HTTP/1.1 " + status + " " + seen
		body = fmt.Sprintf(`{"code": %s, "message": %[1]s, "more_info": %[1]s}`, text)
	case "errors":
		first = "HTTP/1.1 422 " + seen
		body = fmt.Sprintf(`{"errors": [%s, {"code": %[1]s, "message": %[1]s, "more_info": %[1]s}]}`, text)
	case "answer":
		body = item[:len(item)-1] + "," + page("null")[1:]
	case "circle":
		body = page(jsonOf(path + "?next=" + url.QueryEscape(seen)))
	case "stray":
		body = page(jsonOf("http://" + url.UserPassword("x",
			token).String() + "@" + base64.RawURLEncoding.EncodeToString([]byte(token)) + ".example/"))
	case "broken":
		body = page(jsonOf("http://[" + seen))
	case "away":
		first, header = "HTTP/1.1 302 "+seen, header+"Location: http://"+base64.RawURLEncoding.EncodeToString([]byte(token))+".example/"+url.PathEscape(token)+"\r\n"
	case "lost":
		first, header = "HTTP/1.1 302 "+seen, header+"Location: http://["+seen+"\r\n"
	case "round":
		first, header = "HTTP/1.1 302 "+seen, header+"Location: "+path+"?next="+url.QueryEscape(seen)+"\r\n"
	case "garbage":
		return seen + "\r\n"
	case "length":
		header += "Content-Length: " + seen + "\r\n"
	case "coding":
		header += "Transfer-Encoding: " + seen + "\r\n"
	case "cut":
		header += "Content-Length: 1000000\r\n"
		body = text
	case "sound":
		header += "Content-Type: text/" + base64.RawURLEncoding.EncodeToString([]byte(token)) + "\r\nContent-Disposition: attachment; filename=" + token + "\r\n"
		body = seen
	}
	return first + "\r\n" + header + "Connection: close\r\n\r\n" + body
}

// refuseTunnel answers as a proxy that requires another login, or that does not speak HTTP if the name of the host says so.
func (mirror) refuseTunnel(w http.ResponseWriter, r *http.Request) {
	login, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Header.Get("Proxy-Authorization"), "Basic "))
	user, password, _ := strings.Cut(string(login), ":")
	kind := "refuse-407"
	if strings.HasPrefix(r.Host, "garbage") {
		kind = "garbage"
	}
	send(w, reflection(kind, r.URL.Path, password, reflected(user, password)))
}
