// Package trust loads the root certificates, and explains why a server's certificate is not trusted.
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

// A Bundle holds the system's root certificates, if they are in one file.
type Bundle struct {
	Pool    *x509.CertPool // nil if there is no such file
	Whole   bool           // the pool is all there is: do not look elsewhere
	Trouble string         // what is wrong with the file in SSL_CERT_FILE; empty if nothing is
}

// Load starts to read the system's root certificates, and returns a function that waits for them. Reading them is the slowest
// step of a run over https, so it happens while the connection is made.
func Load() func() Bundle {
	read := sync.OnceValue(Read)
	go read()
	return read
}

// bundles are the files that the standard library reads on Linux, in its order. The first one that exists is used.
var bundles = []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"}

// Read reads the system's root certificates.
func Read() Bundle {
	if runtime.GOOS != "linux" {
		return Bundle{} // elsewhere the standard library asks the system
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

// maxPipe bounds how many bytes are read from a pipe of certificates, and pipePatience for how long.
const (
	maxPipe      = 4 << 20
	pipePatience = time.Second
)

// readOwn reads the file in SSL_CERT_FILE. The standard library would wait on a pipe forever, or find it empty when it reads
// it a second time.
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
	_ = pipe.SetReadDeadline(time.Now().Add(pipePatience)) // fails for devices, which do not block
	return io.ReadAll(io.LimitReader(pipe, maxPipe))
}

// All returns the system's root certificates together with those in ca. Without ca it returns nil, with which the standard
// library uses the system's.
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
