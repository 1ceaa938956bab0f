package signalwire

import (
	"crypto/tls"
	"errors"
	"net/http"
	"sync/atomic"
)

// A secondLook checks servers against the bundle, which is a part of the system's roots, and those that do not pass against all
// of them. The standard library would read a folder beside the bundle each time, which takes longer than the request and
// holds, on most systems, the same certificates once more.
type secondLook struct {
	first http.RoundTripper
	again func() http.RoundTripper // nil when the first look was at all roots
	found atomic.Bool              // the second look has found what the first one did not: there is no need for that any more
}

func (s *secondLook) RoundTrip(request *http.Request) (*http.Response, error) {
	if s.found.Load() {
		return s.again().RoundTrip(request)
	}
	response, err := s.first.RoundTrip(request)
	// Only behind a handshake is it decided whether there is another look; after a timeout a dial may still go on.
	if doubt := (*tls.CertificateVerificationError)(nil); !errors.As(err, &doubt) || s.again == nil {
		return response, err
	}
	// The connection did not come to be, so nothing of the request was read.
	if response, err = s.again().RoundTrip(request); err == nil {
		s.found.Store(true)
	}
	return response, err
}
