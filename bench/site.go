package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	project = "b3877c40-da60-4998-90ad-b792e98472af"
	token   = "PT-bench"

	conferences = "/api/laml/2010-04-01/Accounts/" + project + "/Conferences/"
	conference  = "00000000-0000-4000-8000-000000000001"

	manyCalls = 10_000
	pageSize  = 1000
)

// listed are the lengths of the lists that are served, each as a conference of its own.
var listed = []int{10_000, 100_000, 1_000_000}

// A site is nginx with static files: a conference of 10,000 calls, and lists of participants in pages.
type site struct {
	folder        string
	plain, secure string // the URLs of its two faces
	server        *exec.Cmd
}

func call(n int) string           { return fmt.Sprintf("2e9d4b60-8c1a-4d5e-a7f3-%012d", n) }
func listConference(n int) string { return fmt.Sprintf("00000000-0000-4000-9000-%012d", n) }

func participantURL(n int) string { return conferences + conference + "/Participants/" + call(n) }
func listURL(n int) string        { return conferences + listConference(n) + "/Participants" }

// pageURL is the address of a list's page behind the first.
func pageURL(length, page int) string { return fmt.Sprintf("/pages/%d/%d", length, page) }

func participant(conference string, n int) string {
	return fmt.Sprintf(`{"account_sid": %q, "call_sid": %q, "call_sid_to_coach": null, "coaching": false, "conference_sid": %q, `+
		`"date_created": "Mon, 23 Nov 2026 11:42:00 +0000", "date_updated": "Mon, 23 Nov 2026 11:43:30 +0000", "status": "in-progress", `+
		`"end_conference_on_exit": %t, "muted": %t, "hold": false, "start_conference_on_enter": true, "uri": %q}`,
		project, call(n), conference, n%7 == 0, n%2 == 0, conferences+conference+"/Participants/"+call(n)+".json")
}

// newSite writes the files and starts nginx on two free ports of loopback.
func newSite(folder string) (*site, error) {
	s := &site{folder: folder}
	if err := s.writeFiles(); err != nil {
		return nil, err
	}
	if err := s.writeCertificate(); err != nil {
		return nil, err
	}
	plain, err := freeAddress()
	if err != nil {
		return nil, err
	}
	secure, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s.plain, s.secure = "http://"+plain, "https://"+secure
	configuration := fmt.Sprintf(`
%s
worker_processes auto;
daemon off;
pid %[2]s/nginx.pid;
error_log %[2]s/error.log;
events { worker_connections 1024; }
http {
	access_log off;
	default_type application/json;
	types { }
	sendfile on;
	tcp_nopush on;
	keepalive_requests 1000000000;
	open_file_cache max=20000 inactive=1h;
	open_file_cache_valid 1h;
	client_body_temp_path %[2]s/body; proxy_temp_path %[2]s/proxy; fastcgi_temp_path %[2]s/fastcgi;
	uwsgi_temp_path %[2]s/uwsgi; scgi_temp_path %[2]s/scgi;
	server {
		listen %[3]s;
		listen %[4]s ssl http2;
		ssl_certificate %[2]s/server.pem;
		ssl_certificate_key %[2]s/server.key;
		ssl_protocols TLSv1.2 TLSv1.3;
		root %[2]s/site;
		# Who sends no credentials is not answered.
		if ($http_authorization != "%[5]s") { return 401; }
	}
}
`, asRoot(), folder, plain, secure, basic())
	path := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(path, []byte(configuration), 0o600); err != nil {
		return nil, err
	}
	s.server = exec.Command("nginx", "-c", path, "-e", filepath.Join(folder, "error.log"))
	var problem bytes.Buffer
	s.server.Stderr = &problem
	if err := s.server.Start(); err != nil {
		return nil, err
	}
	for range 200 {
		if connection, err := net.Dial("tcp", secure); err == nil {
			return s, connection.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.close()
	return nil, fmt.Errorf("nginx does not come up: %s", problem.String())
}

func (s *site) close() {
	_ = s.server.Process.Signal(os.Interrupt)
	_ = s.server.Wait()
}

// asRoot lets nginx's workers read the files when root runs it.
func asRoot() string {
	if os.Geteuid() == 0 {
		return "user root;"
	}
	return ""
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

func (s *site) write(path string, content []byte) error {
	path = filepath.Join(s.folder, "site", path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

func (s *site) writeFiles() error {
	for n := range manyCalls {
		if err := s.write(participantURL(n), []byte(participant(conference, n))); err != nil {
			return err
		}
	}
	for _, length := range listed {
		pages := length / pageSize
		for page := range pages {
			path := listURL(length)
			if page > 0 {
				path = pageURL(length, page)
			}
			next := "null"
			if page+1 < pages {
				next = `"` + pageURL(length, page+1) + `"`
			}
			items := make([]string, pageSize)
			for i := range items {
				items[i] = participant(listConference(length), page*pageSize+i)
			}
			content := fmt.Sprintf(`{"uri": %q, "next_page_uri": %s, "page": %d, "page_size": %d, "participants": [%s]}`,
				path, next, page, pageSize, strings.Join(items, ", "))
			if err := s.write(path, []byte(content)); err != nil {
				return err
			}
		}
	}
	return nil
}

// bundle is where the system's root certificates stand, with the one of the site's issuer behind them.
func (s *site) bundle() string { return filepath.Join(s.folder, "roots.pem") }

// writeCertificate makes an issuer and a certificate for loopback.
func (s *site) writeCertificate() error {
	issuerKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	issuer := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "confcall bench"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	root, err := x509.CreateCertificate(rand.Reader, issuer, issuer, issuerKey.Public(), issuerKey)
	if err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: issuer.NotBefore, NotAfter: issuer.NotAfter,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	signed, err := x509.CreateCertificate(rand.Reader, leaf, issuer, key.Public(), issuerKey)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	system, err := os.ReadFile("/etc/ssl/certs/ca-certificates.crt")
	if err != nil {
		return err
	}
	certificate := func(der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}) }
	for path, content := range map[string][]byte{
		s.bundle():                            append(system, certificate(root)...),
		filepath.Join(s.folder, "server.pem"): certificate(signed),
		filepath.Join(s.folder, "server.key"): pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// basic is the header that the site wants.
func basic() string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(project+":"+token)) }
