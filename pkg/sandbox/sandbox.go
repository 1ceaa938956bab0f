// Package sandbox is a server that answers as SignalWire's Compatibility REST API does, conference family,
// from memory and with sample data. It is for demonstrations and for testing scripts.
package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	// Account is the sandbox's only account, which is also its project.
	Account = "b3877c40-da60-4998-90ad-b792e98472af"
	// Token is the account's API token.
	Token = "sandbox"
)

// Server answers requests. It is safe for concurrent use.
type Server struct {
	participants map[string]map[string]participant // by conference, then by call
}

// New makes a server with fresh sample data, whose livelier conferences began a little before now.
func New(now time.Time) *Server {
	return &Server{participants: sampleParticipants(now)}
}

// Listen opens the address that a server is to serve.
func Listen(address string) (net.Listener, error) { return net.Listen("tcp", address) }

// Serve answers on the listener until ctx ends, then lets the answers under way finish.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		stopped <- server.Shutdown(grace)
	})
	defer stop()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return <-stopped
}

var (
	uuid   = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
	prefix = regexp.MustCompile(`^(/api/laml)?/2010-04-01/`)
)

// ServeHTTP checks the credentials, then the path, then the SIDs in it, then looks the resource up.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if project, token, ok := r.BasicAuth(); !ok || !sameSID(project, Account) || token != Token {
		w.Header().Set("WWW-Authenticate", `Basic realm="SignalWire"`)
		refuse(w, http.StatusUnauthorized, 20003, "Authentication Error - invalid or missing credentials, or the token lacks the Voice scope.")
		return
	}
	segments := route(r.URL)
	if !shaped(segments, "Accounts", "", "Conferences", "", "Participants", "") {
		refuse(w, http.StatusNotFound, 20404, fmt.Sprintf("The requested resource %s was not found.", r.URL.Path))
		return
	}
	for _, sid := range []string{segments[1], segments[3], segments[5]} {
		if !uuid.MatchString(sid) {
			refuse(w, http.StatusBadRequest, 10000, fmt.Sprintf("The SID %q is not a valid UUID.", sid))
			return
		}
	}
	if !sameSID(segments[1], Account) {
		refuse(w, http.StatusUnauthorized, 20003, "Authentication Error - the credentials are not those of this account.")
		return
	}
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		refuse(w, http.StatusMethodNotAllowed, 20004, fmt.Sprintf("The method %s is not allowed here.", r.Method))
		return
	}
	found, ok := s.participants[strings.ToLower(segments[3])][strings.ToLower(segments[5])]
	if !ok {
		refuse(w, http.StatusNotFound, 20404, fmt.Sprintf("The requested resource %s was not found.", r.URL.Path))
		return
	}
	answer(w, http.StatusOK, found)
}

// route splits a path behind the API's prefix, without its .json, into segments. Only then are they unescaped,
// so that an escaped slash stays in its segment.
func route(u *url.URL) []string {
	path := u.EscapedPath()
	base := prefix.FindString(path)
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

// shaped tells whether segments are the given words, where an empty word stands for any.
func shaped(segments []string, words ...string) bool {
	return slices.EqualFunc(segments, words, func(segment, word string) bool {
		return word == "" && segment != "" || segment == word && word != ""
	})
}

func sameSID(a, b string) bool { return strings.EqualFold(a, b) }

// refuse answers with an error in the shape that the API uses most.
func refuse(w http.ResponseWriter, status, code int, message string) {
	answer(w, status, struct {
		Code     int    `json:"code"`
		Message  string `json:"message"`
		MoreInfo string `json:"more_info"`
		Status   int    `json:"status"`
	}{code, message, "https://signalwire.com/docs/compatibility-api/rest/error-codes", status})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(body) // a client that has gone needs no answer
}
