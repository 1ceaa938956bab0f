package signalwire

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

// loadBundle begins to read the system's root certificates, as far as they stand in one file, and returns what waits for them; nil
// when there is no such file. To read them is the longest step of a run over https, so it goes on while the connection is made.
func loadBundle() func() *x509.CertPool {
	bundle := sync.OnceValue(readBundle)
	go bundle()
	return bundle
}

// bundles are the files that the standard library reads on Linux, in its own order; of those that exist it takes the first.
var bundles = []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"}

func readBundle() *x509.CertPool {
	if runtime.GOOS != "linux" {
		return nil // other systems are asked, not read
	}
	files := bundles
	if file := os.Getenv("SSL_CERT_FILE"); file != "" {
		files = []string{file}
	}
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM(data)
			return pool
		}
	}
	return nil
}

// allRoots are the system's root certificates, nil for whatever the standard library takes, and those of ca beside them.
func allRoots(ca []byte) *x509.CertPool {
	if ca == nil {
		return nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	pool.AppendCertsFromPEM(ca)
	return pool
}

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
