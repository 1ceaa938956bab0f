//go:build unix

package hostile

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// elsewhere is a server that must never get a request.
func elsewhere(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("elsewhere was asked: %s %s, Authorization %q", r.Method, r.URL, r.Header.Get("Authorization"))
	}))
	t.Cleanup(server.Close)
	return server
}

// linksAway are addresses outside the origin of a host and port, and how a refusal names each.
func linksAway(origin, other string) map[string]string {
	_, port, _ := strings.Cut(origin, ":")
	return map[string]string{
		"http://" + other + "/x":                         "http://" + other,
		"//" + other + "/x":                              "http://" + other,
		"https://" + origin + "/x":                       "https://" + origin,
		"http://localhost:" + port + "/x":                "http://localhost:" + port,
		"http://127.0.0.1.:" + port + "/x":               "http://127.0.0.1.:" + port,
		"http://127.0.0.1/x":                             "http://127.0.0.1",
		"http://[::1]:" + port + "/x":                    "http://[::1]:" + port,
		"http://" + origin + "@" + other + "/x":          "http://" + other,
		"http://user:word@" + other + "/x":               "http://" + other,
		"HTTP://" + strings.ToUpper("localhost") + ":1/": "http://LOCALHOST:1",
		"http:///x":              "http://",
		"http:x":                 "http://",
		"javascript:alert(1)":    "javascript://",
		"file:///etc/passwd":     "file://",
		"ftp://" + origin + "/x": "ftp://" + origin,
	}
}

// TestRedirectsAway answers with redirects to elsewhere. None is followed, and each is named. A request that changes something
// is never sent again, wherever the redirect leads.
func TestRedirectsAway(t *testing.T) {
	t.Parallel()
	other := elsewhere(t)
	var locations, names []string
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if at := r.URL.Query().Get("hop"); at != "" {
			w.Header().Set("Location", at)
			w.WriteHeader(http.StatusTemporaryRedirect)
			return
		}
		number, _ := strconv.Atoi(r.URL.Path[strings.LastIndex(r.URL.Path, "-")+1:])
		w.Header().Set("Location", locations[number])
		w.WriteHeader([]int{301, 302, 303, 307, 308}[number%5])
	}))
	t.Cleanup(server.Close)
	origin := server.Listener.Addr().String()
	for link, name := range linksAway(origin, other.Listener.Addr().String()) {
		locations, names = append(locations, link), append(names, name)
	}
	// A redirect that is followed may lead to one that is not.
	locations, names = append(locations, "/on?hop="+url.QueryEscape("/on?hop="+url.QueryEscape(other.URL))), append(names, other.URL)
	for _, verb := range []string{"get", "mute", "remove"} {
		args := []string{"participant", verb, "--conference", harness.StorySID, "-q"}
		if verb == "remove" {
			args = append(args, "--yes")
		}
		for i := range locations {
			args = append(args, "--call", harness.StoryCall(i))
		}
		asked.Store(0)
		o := harness.Run(t, harness.Account(server.URL), args...)
		o.Want(t, 8)
		lines := strings.Split(strings.TrimSuffix(o.Stderr, "\n"), "\n")
		if len(lines) != 2*len(names)+2 {
			t.Fatalf("%s: %d lines for %d redirects:\n%s", verb, len(lines), len(names), o.Stderr)
		}
		for i, name := range names {
			want := "refused a redirect to " + name + ", which is not http://" + origin
			if verb != "get" {
				want = "the answer is a redirect that is not followed, to "
			}
			if !strings.Contains(lines[2*i], want) {
				t.Errorf("%s: a redirect to %s: got %q, want %q", verb, locations[i], lines[2*i], want)
			}
		}
		if requests := map[string]int{"get": len(names) + 2}[verb]; int(asked.Load()) != max(requests, len(names)) {
			t.Errorf("%s: %d requests for %d redirects", verb, asked.Load(), len(names))
		}
	}
}

// TestRedirectsWithin checks that a redirect within the origin is followed for a request that reads, with the account's own
// credentials, and never for one that changes something.
func TestRedirectsWithin(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _, _ := r.BasicAuth()
		asked <- r.Method + " " + user
		kind, _, _ := strings.Cut(r.URL.Path[1:], "/")
		links := map[string]string{
			"path": "/there", "relative": "there", "host": "//" + r.Host + "/there", "login": "http://user:word@" + r.Host + "/there",
			"backslash": `\\elsewhere.example/there`, "lost": "http://%zz/",
		}
		location, ok := links[kind]
		switch {
		case strings.HasSuffix(r.URL.Path, "there"):
			fmt.Fprint(w, strings.ReplaceAll(goodObject, askedSID, harness.StoryCall(1)))
			return
		case ok:
			w.Header().Set("Location", location)
		}
		w.WriteHeader(http.StatusFound)
	}))
	t.Cleanup(server.Close)
	for _, kind := range []string{"path", "relative", "host", "login", "backslash"} {
		for _, verb := range []string{"get", "mute", "remove"} {
			o := harness.Run(t, harness.Account(server.URL+"/"+kind), requestsOfEachKind[verb]...)
			want := strings.Repeat("GET "+sandbox.Account+" ", 2)
			if verb == "get" {
				o.Want(t, 0)
			} else {
				o.Want(t, 8, "found (HTTP 302): the answer is a redirect that is not followed, to http://", "hint: the change may have been made")
				want = map[string]string{"mute": "POST ", "remove": "DELETE "}[verb] + sandbox.Account + " "
			}
			got := ""
			for len(asked) > 0 {
				got += <-asked + " "
			}
			if got != want {
				t.Errorf("%s, %s: asked %q, want %q", kind, verb, got, want)
			}
			if strings.Contains(o.Stderr, "word") {
				t.Errorf("%s, %s: the address's password shows: %s", kind, verb, o.Stderr)
			}
		}
	}
	harness.Run(t, harness.Account(server.URL+"/nowhere"), harness.Sample...).
		Want(t, 8, "found (HTTP 302): the answer is a redirect that is not followed\n")
	harness.Run(t, harness.Account(server.URL+"/lost"), harness.Sample...).Want(t, 8, "read the answer of 127.0.0.1:")

	// A redirect from https to http is never followed, not even on the same host.
	other := elsewhere(t)
	secure := httptest.NewTLSServer(http.RedirectHandler(other.URL, http.StatusFound))
	t.Cleanup(secure.Close)
	harness.Run(t, harness.Account(secure.URL), append(harness.Sample, "--ca-file", harness.RootOf(t, secure))...).
		Want(t, 8, "refused a redirect to "+other.URL+", which is not https://")
}

// TestPagesAway links each page to elsewhere. No request leaves the origin, and the rows that came remain.
func TestPagesAway(t *testing.T) {
	t.Parallel()
	other := elsewhere(t)
	var next atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		link, first := next.Load().(string), 0
		if r.URL.Query().Has("Last") || strings.Contains(r.URL.Path, "elsewhere") {
			link, first = "null", 1
		}
		harness.WritePage(w, first, 1, link)
	}))
	t.Cleanup(server.Close)
	list := func(link string) harness.Outcome {
		next.Store(link)
		return harness.Run(t, harness.Account(server.URL), append(requestsOfEachKind["list"], "-o", "name")...)
	}
	origin := server.Listener.Addr().String()
	for link, name := range linksAway(origin, other.Listener.Addr().String()) {
		o := list(strconv.Quote(link))
		o.Want(t, 8, "refused the next page at "+name+", which is not http://"+origin+"\nhint: ")
		if o.Stdout != harness.StoryCall(0)+"\n" || strings.Count(o.Stderr, "\n") != 2 {
			t.Errorf("%s: got %q and\n%s", link, o.Stdout, o.Stderr)
		}
	}
	for link, problem := range map[string]string{
		`"http://user:word@` + origin + `/x"`: "refused the next page, whose address has credentials of its own\n",
		`"http://%zz/"`:                       "is no address\n",
		`"\u0000"`:                            "is no address\n",
		`7`:                                   "does not say in next_page_uri",
		`{"uri": "/x"}`:                       "does not say in next_page_uri",
		`["/x"]`:                              "does not say in next_page_uri",
		`false`:                               "does not say in next_page_uri",
		`"#again"`:                            "the pages go in a circle",
		`"?"`:                                 "the pages go in a circle",
	} {
		o := list(link)
		o.Want(t, 8, problem, "\nhint: ")
		if strings.Contains(o.Stderr, "word") || strings.Count(o.Stderr, "\n") != 2 {
			t.Errorf("%s: %s", link, o.Stderr)
		}
	}
	// An empty address is ignored, and the others stay on the origin.
	for link, pages := range map[string]int{
		`""`: 1, `"?Last=1"`: 2, `"//` + origin + `/?Last=1"`: 2, `"/\\elsewhere.example/x"`: 2, `"\\\\elsewhere.example\\x"`: 2,
		`"?Last=1#x"`: 2,
	} {
		o := list(link)
		if o.Want(t, 0); strings.Count(o.Stdout, "\n") != pages {
			t.Errorf("%s: got %q, want %d pages", link, o.Stdout, pages)
		}
	}
}

// TestPagesInACircle checks that each page of a circle is printed once, whatever its length and wherever the list enters it.
func TestPagesInACircle(t *testing.T) {
	t.Parallel()
	for name, circle := range map[string]struct {
		next  func(page int) int
		pages int
	}{
		"of one":                 {func(int) int { return 1 }, 2},
		"of two":                 {func(page int) int { return 1 + page%2 }, 3},
		"of three behind a tail": {func(page int) int { return []int{1, 2, 3, 4, 2}[page] }, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1) > 50 {
					http.Error(w, "round and round", http.StatusTeapot)
					return
				}
				page, _ := strconv.Atoi(r.URL.Query().Get("Page"))
				// A fragment does not make it another page.
				harness.WritePage(w, page, 1, fmt.Sprintf("%q", fmt.Sprintf("?Page=%d#%d", circle.next(page), page)))
			}))
			t.Cleanup(server.Close)
			o := harness.Run(t, harness.Account(server.URL), append(requestsOfEachKind["list"], "-o", "name")...)
			o.Want(t, 8, "the pages go in a circle: http://127.0.0.1:", " comes again\nhint: ")
			if strings.Count(o.Stdout, "\n") != circle.pages {
				t.Errorf("want each of %d pages once:\n%s", circle.pages, o.Stdout)
			}
			o = harness.Run(t, harness.Account(server.URL), append(requestsOfEachKind["list"], "-o", "json")...)
			if o.Want(t, 8); o.Stdout != "" {
				t.Errorf("half a document: %s", o.Stdout)
			}
		})
	}
}

// TestPagesWithoutEnd checks that an endless list of empty pages is given up, and that an endless list takes no memory for its
// addresses.
func TestPagesWithoutEnd(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	empty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		next := fmt.Sprintf(`"?Page=%d"`, asked.Add(1))
		if asked.Load() > 1000 {
			next = "null"
		}
		harness.WritePage(w, 0, 0, next)
	}))
	t.Cleanup(empty.Close)
	o := harness.Run(t, harness.Account(empty.URL), append(requestsOfEachKind["list"], "-o", "name")...)
	o.Want(t, 8, "more than 100 pages in a row are empty\nhint: ")
	if n := asked.Load(); n != 101 || o.Stdout != "" {
		t.Errorf("asked %d times, and printed %q", n, o.Stdout)
	}

	long := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, _, _ := strings.Cut(r.URL.Path[1:], "/")
		pages, _ := strconv.Atoi(kind)
		page, _ := strconv.Atoi(r.URL.Query().Get("Page"))
		next := "null"
		if page < pages-1 {
			next = fmt.Sprintf(`"?Page=%d&PageToken=%s"`, page+1, strings.Repeat("x", 200_000))
		}
		harness.WritePage(w, page, page%60/59, next) // a few pages in a row may be empty
	}))
	t.Cleanup(long.Close)
	size := func(pages, lines int) int64 {
		cmd := harness.Command(t, harness.Account(fmt.Sprintf("%s/%d", long.URL, pages)), append(requestsOfEachKind["list"], "-o", "name")...)
		if got := countLines(t, cmd); got != lines {
			t.Errorf("%d pages: %d lines, want %d", pages, got, lines)
		}
		return harness.Peak(t, cmd)
	}
	few, many := size(6, 0), size(60, 1)
	if many > few*5/4+4<<10 {
		t.Errorf("%d KiB for 6 pages and %d KiB for 60", few, many)
	}
}
