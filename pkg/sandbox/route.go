package sandbox

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	sids "confcall/pkg/sid"
)

// A request is what an operation gets to know of an HTTP request.
type request struct {
	now   time.Time
	path  string   // as it was asked, with its prefix, for the URIs of pages
	root  string   // the origin that was asked, for the addresses of pages in a space's own lists
	sids  []string // those of the path behind the account's, in lower case
	json  bool     // whether the path ends in .json, which sids have not
	query url.Values
	form  url.Values
	body  []byte // in place of the form, of an operation at the space's root
}

// An operation does what a request asks for, and returns the resource to answer with.
type operation func(*store, *request) (any, error)

// The segments that are placeholders.
const (
	aSID  = "{sid}"
	aFile = "{file}" // a SID, perhaps with the ending of a file, which the operation splits off
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
		{[]string{"Conferences", aSID, "Participants", aSID},
			map[string]operation{get: getParticipant, post: updateParticipant, remove: removeParticipant}},
		{[]string{"Conferences", aSID, "Recordings"}, map[string]operation{get: listRecordings}},
		{[]string{"Conferences", aSID, "Recordings", aSID},
			map[string]operation{get: getRecording, post: updateRecording, remove: deleteRecording}},
		{[]string{"Conferences", aSID, "Streams"}, map[string]operation{post: startStream}},
		{[]string{"Conferences", aSID, "Streams", aSID}, map[string]operation{post: stopStream}},
		{[]string{"Recordings"}, map[string]operation{get: listAllRecordings}},
		{[]string{"Recordings", aFile}, map[string]operation{get: getAnyRecording, remove: deleteAnyRecording}},
		{[]string{"Transcriptions"}, map[string]operation{get: listTranscriptions}},
		{[]string{"Transcriptions", aSID}, map[string]operation{get: getTranscription, remove: deleteTranscription}},
		{[]string{"Calls"}, map[string]operation{get: listCalls}},
		{[]string{"Calls", aSID}, map[string]operation{get: getCall, post: updateCall}},
		{[]string{"Calls", aSID, "Recordings"}, map[string]operation{post: startRecording}},
		{[]string{"Calls", aSID, "Recordings", aSID}, map[string]operation{post: updateLegRecording}},
		{[]string{"Calls", aSID, "Streams"}, map[string]operation{post: startLegStream}},
		{[]string{"Calls", aSID, "Streams", aSID}, map[string]operation{post: stopLegStream}},
	}
}

// isRoot reports whether a path belongs to the space itself, whose operations have other conventions than the account's.
func isRoot(path string) bool {
	return strings.HasPrefix(path, "/api/calling/") || strings.HasPrefix(path, "/api/logs/")
}

// routeRoot finds the operation of the space that a request asks for. If there is none, the space does not say why.
func routeRoot(r *http.Request) (operation, *request, error) {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	asked := &request{path: r.URL.EscapedPath(), root: scheme + "://" + r.Host}
	var err error
	if asked.query, err = url.ParseQuery(r.URL.RawQuery); err != nil {
		return nil, nil, invalid("The query cannot be read: %v.", err)
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /api/logs/conferences":
		return listLog, asked, nil
	case "POST /api/calling/calls":
		return command, asked, nil
	}
	return nil, nil, notFound(asked.path)
}

// isPublic reports whether a request needs no credentials: the name of a recording's audio cannot be guessed.
func isPublic(r *http.Request) bool {
	segments, json := split(r.URL)
	return r.Method == http.MethodGet && len(segments) == 4 && segments[0] == "Accounts" && segments[2] == "Recordings" && !json
}

var prefix = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(/api/laml)?/2010-04-01/`) })

func isSID(text string) bool { return sids.Is(text) }

// route finds the operation that a request asks for.
func (s *Server) route(r *http.Request) (operation, *request, error) {
	segments, json := split(r.URL)
	if len(segments) < 3 || segments[0] != "Accounts" {
		return nil, nil, notFound(r.URL.Path)
	}
	i := slices.IndexFunc(s.routes, func(route route) bool { return route.matches(segments[2:]) })
	if i < 0 {
		return nil, nil, notFound(r.URL.Path)
	}
	found := s.routes[i]
	asked := &request{path: r.URL.EscapedPath(), json: json}
	for i, kind := range append([]string{"", aSID}, found.segments...) {
		if kind == aSID && !isSID(segments[i]) {
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

// split splits a path after the API's prefix into its segments, and removes the ending .json if there is one. The segments are
// unescaped only then, so that an escaped slash stays in its segment.
func split(u *url.URL) (segments []string, json bool) {
	path := u.EscapedPath()
	base := prefix().FindString(path)
	if base == "" {
		return nil, false
	}
	path, json = strings.CutSuffix(path[len(base):], ".json")
	segments = strings.Split(path, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return nil, false
		}
		segments[i] = plain
	}
	return segments, json
}

func (r route) matches(segments []string) bool {
	return slices.EqualFunc(segments, r.segments, func(segment, want string) bool {
		if want == aSID || want == aFile {
			return segment != ""
		}
		return segment == want
	})
}
