package sandbox

import (
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxBody bounds the body of a request, in bytes.
const maxBody = 64 << 10

// A request is what an operation gets to know of an HTTP request.
type request struct {
	now   time.Time
	path  string   // as it was asked, with its prefix, for the URIs of pages
	sids  []string // those of the path behind the account's, in lower case
	query url.Values
	form  url.Values
}

// An operation does what a request asks for, and returns the resource to answer with.
type operation func(*store, *request) (any, error)

// The kinds of segments that stand for something else than themselves.
const (
	aSID  = "{sid}"
	aFile = "{file}" // a SID with the ending of a kind of file, which the operation takes apart
)

// A route is a path behind the account, and its operations by method.
type route struct {
	segments   []string
	operations map[string]operation
}

func routes() []route {
	const get, post, remove = http.MethodGet, http.MethodPost, http.MethodDelete
	return []route{
		{[]string{"Conferences"}, map[string]operation{get: listConferences}},
		{[]string{"Conferences", aSID}, map[string]operation{get: getConference, post: updateConference}},
		{[]string{"Conferences", aSID, "Participants"}, map[string]operation{get: listParticipants}},
		{[]string{"Conferences", aSID, "Participants", aSID}, map[string]operation{get: getParticipant, post: updateParticipant, remove: removeParticipant}},
		{[]string{"Conferences", aSID, "Recordings"}, map[string]operation{get: listRecordings}},
		{[]string{"Conferences", aSID, "Recordings", aSID}, map[string]operation{get: getRecording, post: updateRecording, remove: deleteRecording}},
		{[]string{"Conferences", aSID, "Streams"}, map[string]operation{post: startStream}},
		{[]string{"Conferences", aSID, "Streams", aSID}, map[string]operation{post: stopStream}},
		{[]string{"Recordings", aFile}, map[string]operation{get: getAudio}},
		{[]string{"Calls", aSID}, map[string]operation{get: getCall}},
	}
}

var (
	uuid = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
	})
	prefix = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(/api/laml)?/2010-04-01/`) })
)

// route finds the operation that a request asks for.
func (s *Server) route(r *http.Request) (operation, *request, error) {
	segments := split(r.URL)
	if len(segments) < 3 || segments[0] != "Accounts" {
		return nil, nil, notFound(r.URL.Path)
	}
	i := slices.IndexFunc(s.routes, func(route route) bool { return route.matches(segments[2:]) })
	if i < 0 {
		return nil, nil, notFound(r.URL.Path)
	}
	found := s.routes[i]
	asked := &request{path: r.URL.EscapedPath()}
	for i, kind := range append([]string{"", aSID}, found.segments...) {
		if kind == aSID && !uuid().MatchString(segments[i]) {
			return nil, nil, invalid("The SID %q is not a valid UUID.", segments[i])
		}
		if i > 1 && (kind == aSID || kind == aFile) {
			asked.sids = append(asked.sids, strings.ToLower(segments[i]))
		}
	}
	if !sameSID(segments[1], Account) {
		return nil, nil, refuse(http.StatusUnauthorized, 20003, "Authentication Error - the credentials are not those of this account.")
	}
	operation, ok := found.operations[r.Method]
	if !ok {
		return nil, nil, &refusal{
			status: http.StatusMethodNotAllowed, code: 20004, message: "The method " + r.Method + " is not allowed here.",
			allow: strings.Join(slices.Sorted(maps.Keys(found.operations)), ", "),
		}
	}
	var err error
	if asked.query, err = url.ParseQuery(r.URL.RawQuery); err != nil {
		return nil, nil, invalid("The query cannot be read: %v.", err)
	}
	return operation, asked, nil
}

// split takes a path apart behind the API's prefix, without its .json. Only then are the segments unescaped,
// so that an escaped slash stays in its segment.
func split(u *url.URL) []string {
	path := u.EscapedPath()
	base := prefix().FindString(path)
	if base == "" {
		return nil
	}
	segments := strings.Split(strings.TrimSuffix(path[len(base):], ".json"), "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return nil
		}
		segments[i] = plain
	}
	return segments
}

func (r route) matches(segments []string) bool {
	return slices.EqualFunc(segments, r.segments, func(segment, want string) bool {
		if want == aSID || want == aFile {
			return segment != ""
		}
		return segment == want
	})
}

// readForm reads the body of a POST.
func readForm(r *http.Request) (url.Values, error) {
	if r.Method != http.MethodPost {
		return nil, nil
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, invalid("The body must be application/x-www-form-urlencoded.")
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, invalid("The body cannot be read.")
	}
	if len(body) > maxBody {
		return nil, refuse(http.StatusRequestEntityTooLarge, 10000, "The body is larger than %d KiB.", maxBody>>10)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, invalid("The body cannot be read: %v.", err)
	}
	return form, nil
}
