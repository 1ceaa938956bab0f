// Package sandbox is a server that answers as SignalWire's Compatibility REST API does, conference family,
// from memory and with sample data. It is for demonstrations and for testing scripts.
package sandbox

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// Account is the sandbox's only account, which is also its project.
	Account = "b3877c40-da60-4998-90ad-b792e98472af"
	// Token is the account's API token.
	Token = "sandbox"
)

// Options configure a server. The zero value serves the sample data and answers at once.
type Options struct {
	Now     func() time.Time // the clock; time.Now if nil
	Data    *Data            // what is there at the start; the sample data if nil
	Live    bool             // there is one more conference, in which things happen by themselves
	Seed    uint64           // decides what happens in it
	Latency time.Duration    // how long each answer is held back
	Faults  []Fault          // the requests that fail; the first fault that hits a request decides
	Log     io.Writer        // gets a JSON line for each request; nil for no log
}

// Server answers requests. It is safe for concurrent use.
type Server struct {
	options  Options
	routes   []route
	patience time.Duration // how long an answer may take to be made and read, besides the latency
	grace    time.Duration // how long those under way may take in the end: they are made, and only have to be sent

	mu    sync.Mutex // guards what follows
	store *store
	play  *play // nil unless the server is live
	asked int   // the number of requests so far

	logging sync.Mutex // keeps the lines of the log whole
}

// New makes a server with fresh data. The livelier of the sample conferences began a little before now.
func New(options Options) *Server {
	if options.Now == nil {
		options.Now = time.Now
	}
	s := &Server{options: options, routes: routes(), patience: time.Minute, grace: 30 * time.Millisecond}
	data := options.Data
	if data == nil {
		data = sampleData(s.now())
	}
	s.store = newStore(data)
	if options.Live {
		s.play = &play{seed: options.Seed, start: s.now()}
	}
	return s
}

// now returns the time in whole seconds, as the API's dates have it.
func (s *Server) now() time.Time { return s.options.Now().UTC().Truncate(time.Second) }

// Listen opens the address of a server.
func Listen(address string) (net.Listener, error) { return net.Listen("tcp", address) }

// Serve answers on the listener until ctx ends, then lets the answers under way finish, and closes what does not.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      s.patience + s.options.Latency, // from the header's end on, so the time for the body is in it
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		// An answer that is held back is let go when ctx ends, so that it does not delay the shutdown.
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    log.New(io.Discard, "", 0), // a client whose handshake fails says so itself
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		patience, cancel := context.WithTimeout(context.Background(), s.grace)
		defer cancel()
		err := server.Shutdown(patience)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
		stopped <- err
	})
	defer stop()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return <-stopped
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := s.options.Now()
	answer := s.answer(r)
	if s.options.Latency > 0 {
		// The change is made by now: a client that gives up does not know, as in life.
		timer := time.NewTimer(s.options.Latency)
		select {
		case <-timer.C:
		case <-r.Context().Done():
			timer.Stop()
		}
	}
	answer.write(w)
	s.record(r, answer, began)
}

// answer checks, in this order, whether the request is to fail, the credentials, the path, the SIDs in it, the account, the
// method and the body. Then it runs the operation.
func (s *Server) answer(r *http.Request) (given *answer) {
	// A bug is reported as the API reports its own, so that it is not taken for a broken connection.
	defer func() {
		if bug := recover(); bug != nil {
			given = refused(refuse(http.StatusInternalServerError, 20504, "The sandbox has a bug: %v.", bug))
		}
	}()
	if fault := s.fault(); fault != nil {
		return fault
	}
	root, refused := isRoot(r.URL.Path), refused
	if root {
		refused = refusedAtRoot
	}
	if !isAuthorized(r) && !isPublic(r) {
		return unauthorized(refused)
	}
	operation, request, err := s.prepare(r, root)
	if err != nil {
		return refused(err)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	request.now = s.now()
	if s.play != nil {
		s.play.catchUp(s.store, request.now)
	}
	if r.Method == http.MethodGet {
		s.store.countRead()
	}
	s.store.ring(request.now)
	result, err := operation(s.store, request)
	if err != nil {
		return refused(err)
	}
	// The result is written out here because it points into the store.
	return encode(result)
}

func isAuthorized(r *http.Request) bool {
	project, token, ok := r.BasicAuth()
	return ok && sameSID(project, Account) && token == Token
}

// prepare finds the operation that a request asks for, and reads the body.
func (s *Server) prepare(r *http.Request, root bool) (operation, *request, error) {
	if root {
		operation, request, err := routeRoot(r)
		if err == nil && r.Method == http.MethodPost {
			if bodyKind(r) != jsonBody {
				return nil, nil, invalid("The body must be application/json.")
			}
			request.body, err = readBody(r)
		}
		return operation, request, err
	}
	operation, request, err := s.route(r)
	if err == nil {
		request.form, err = readForm(r)
	}
	return operation, request, err
}

func sameSID(a, b string) bool { return strings.EqualFold(a, b) }
