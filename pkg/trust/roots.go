// Package trust has the certificates that a server is checked against, and says why one is not trusted.
package trust

import (
	"crypto/x509"
	"io"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// A Bundle is the system's root certificates, as far as they stand in one file.
type Bundle struct {
	Pool    *x509.CertPool // nil when there is no such file
	Whole   bool           // there is nothing else to look into
	Trouble string         // what is wrong with the file that SSL_CERT_FILE names, empty if nothing is
}

// Load begins to read the system's root certificates and returns what waits for them. To read them is the longest step of a run
// over https, so it goes on while the connection is made.
func Load() func() Bundle {
	read := sync.OnceValue(Read)
	go read()
	return read
}

// bundles are the files that the standard library reads on Linux, in its own order; of those that exist it takes the first.
var bundles = []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"}

// Read reads the system's root certificates.
func Read() Bundle {
	if runtime.GOOS != "linux" {
		return Bundle{} // other systems are asked, not read
	}
	if file := os.Getenv("SSL_CERT_FILE"); file != "" {
		return readOwn(file)
	}
	for _, file := range bundles {
		if data, err := os.ReadFile(file); err == nil {
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM(data)
			return Bundle{Pool: pool}
		}
	}
	return Bundle{}
}

// maxPipe bounds what is read of a pipe of certificates, in bytes, and pipePatience how long.
const (
	maxPipe      = 4 << 20
	pipePatience = time.Second
)

// readOwn reads the file that SSL_CERT_FILE names. The standard library would wait at a pipe for ever, or find it empty when it
// reads it again.
func readOwn(file string) Bundle {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return Bundle{Trouble: "cannot be read"}
	case info.IsDir():
		return Bundle{Trouble: "is a folder"}
	}
	var data []byte
	if info.Mode().IsRegular() {
		data, err = os.ReadFile(file)
	} else {
		data, err = readPipe(file)
	}
	pool := x509.NewCertPool()
	b := Bundle{Pool: pool, Whole: !info.Mode().IsRegular()}
	switch found := pool.AppendCertsFromPEM(data); {
	case err != nil:
		b.Trouble = "cannot be read"
	case !found && b.Whole:
		b.Trouble = "is no file, and gave no certificate"
	case !found:
		b.Trouble = "holds no certificate"
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

// All are the system's root certificates, nil for whatever the standard library takes, and those of ca beside them.
func All(ca []byte) *x509.CertPool {
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
