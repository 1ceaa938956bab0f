package signalwire

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A bundle is the system's root certificates, as far as they stand in one file.
type bundle struct {
	pool    *x509.CertPool // nil when there is no such file
	whole   bool           // there is nothing else to look into
	trouble string         // what is wrong with the file that SSL_CERT_FILE names, empty if nothing is
}

// loadBundle begins to read the system's root certificates and returns what waits for them. To read them is the longest step of a run
// over https, so it goes on while the connection is made.
func loadBundle() func() bundle {
	read := sync.OnceValue(readBundle)
	go read()
	return read
}

// bundles are the files that the standard library reads on Linux, in its own order; of those that exist it takes the first.
var bundles = []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"}

func readBundle() bundle {
	if runtime.GOOS != "linux" {
		return bundle{} // other systems are asked, not read
	}
	if file := os.Getenv("SSL_CERT_FILE"); file != "" {
		return readOwn(file)
	}
	for _, file := range bundles {
		if data, err := os.ReadFile(file); err == nil {
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM(data)
			return bundle{pool: pool}
		}
	}
	return bundle{}
}

// maxPipe bounds what is read of a pipe of certificates, in bytes, and pipePatience how long.
const (
	maxPipe      = 4 << 20
	pipePatience = time.Second
)

// readOwn reads the file that SSL_CERT_FILE names. The standard library would wait at a pipe for ever, or find it empty when it
// reads it again.
func readOwn(file string) bundle {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return bundle{trouble: "cannot be read"}
	case info.IsDir():
		return bundle{trouble: "is a folder"}
	}
	var data []byte
	if info.Mode().IsRegular() {
		data, err = os.ReadFile(file)
	} else {
		data, err = readPipe(file)
	}
	pool := x509.NewCertPool()
	b := bundle{pool: pool, whole: !info.Mode().IsRegular()}
	switch found := pool.AppendCertsFromPEM(data); {
	case err != nil:
		b.trouble = "cannot be read"
	case !found && b.whole:
		b.trouble = "is no file, and gave no certificate"
	case !found:
		b.trouble = "holds no certificate"
	}
	return b
}

func readPipe(name string) ([]byte, error) {
	pipe, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer pipe.Close()
	_ = pipe.SetReadDeadline(time.Now().Add(pipePatience)) // a device without deadlines has its bytes at hand
	return io.ReadAll(io.LimitReader(pipe, maxPipe))
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
