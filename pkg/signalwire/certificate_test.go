package signalwire

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// An issued certificate, with its key.
type issued struct {
	*x509.Certificate
	key *ecdsa.PrivateKey
}

// issue makes a certificate of a name, changed, signed by an issuer or by itself.
func issue(t *testing.T, name string, by *issued, change func(*x509.Certificate)) *issued {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		BasicConstraintsValid: true,
	}
	if change != nil {
		change(template)
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.Certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &issued{certificate, key}
}

func authority(c *x509.Certificate) { c.IsCA, c.KeyUsage = true, x509.KeyUsageCertSign }

func leaf(c *x509.Certificate) {
	c.IPAddresses, c.DNSNames, c.ExtKeyUsage = []net.IP{net.IPv4(127, 0, 0, 1)}, []string{"localhost"}, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
}

func both(changes ...func(*x509.Certificate)) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		for _, change := range changes {
			change(c)
		}
	}
}

// TestCertificateReasons meets servers whose certificates are not to be trusted, each for a reason of its own, which is told as it is
// and is never tried again.
func TestCertificateReasons(t *testing.T) {
	t.Parallel()
	root := issue(t, "Root", nil, authority)
	expired := func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	}
	early := func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(24*time.Hour), time.Now().Add(48*time.Hour)
	}
	for _, test := range []struct {
		name  string
		chain func() []*issued // the leaf first; the last is trusted
		said  string
		is    func(error) bool
	}{
		{"fine", func() []*issued { return []*issued{issue(t, "leaf", root, leaf), root} }, "", nil},
		{"an unknown issuer", func() []*issued { return []*issued{issue(t, "leaf", issue(t, "Other", nil, authority), leaf), root} }, "its issuer is unknown", isA[x509.UnknownAuthorityError]},
		{"self-signed", func() []*issued { return []*issued{issue(t, "leaf", nil, leaf), root} }, "its issuer is unknown", isA[x509.UnknownAuthorityError]},
		{"another host", func() []*issued {
			return []*issued{issue(t, "leaf", root, both(leaf, func(c *x509.Certificate) { c.IPAddresses = nil })), root}
		}, "it is for another host", isA[x509.HostnameError]},
		{"a common name alone", func() []*issued {
			return []*issued{issue(t, "127.0.0.1", root, both(leaf, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, nil })), root}
		}, "it names no host", isA[x509.HostnameError]},
		{"expired", func() []*issued { return []*issued{issue(t, "leaf", root, both(leaf, expired)), root} }, "certificate of HOST: it expired on ", invalid(x509.Expired)},
		{"not yet valid", func() []*issued { return []*issued{issue(t, "leaf", root, both(leaf, early)), root} }, "certificate of HOST: it is not valid before ", invalid(x509.Expired)},
		{"an expired issuer between", func() []*issued {
			between := issue(t, "Between", root, both(authority, expired))
			return []*issued{issue(t, "leaf", between, leaf), between, root}
		}, `the certificate of its issuer "Between" expired on `, invalid(x509.Expired)},
		{"an expired root", func() []*issued {
			old := issue(t, "Old", nil, both(authority, expired))
			return []*issued{issue(t, "leaf", old, leaf), old}
		}, `the certificate of its issuer "Old" expired on `, invalid(x509.Expired)},
		{"an issuer that is none", func() []*issued {
			between := issue(t, "No authority", root, nil)
			return []*issued{issue(t, "leaf", between, leaf), between, root}
		}, `its issuer "No authority" is no certificate authority`, nil},
		{"a trusted issuer that is none", func() []*issued {
			old := issue(t, "No authority", nil, nil)
			return []*issued{issue(t, "leaf", old, leaf), old}
		}, `its issuer "No authority" is no certificate authority`, nil},
		{"another key of that issuer", func() []*issued {
			return []*issued{issue(t, "leaf", issue(t, "Root", nil, authority), leaf), root}
		}, `its signature is not that of its issuer "Root"`, nil},
		{"another use", func() []*issued {
			return []*issued{issue(t, "leaf", root, both(leaf, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })), root}
		}, "it is not meant for a server", invalid(x509.IncompatibleUsage)},
		{"an issuer of another use", func() []*issued {
			between := issue(t, "Mail", root, both(authority, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} }))
			return []*issued{issue(t, "leaf", between, leaf), between, root}
		}, "(extended key usage)", nil},
		{"name constraints", func() []*issued {
			between := issue(t, "Named", root, both(authority, func(c *x509.Certificate) {
				c.PermittedDNSDomainsCritical, c.PermittedDNSDomains = true, []string{"example.com"}
			}))
			return []*issued{issue(t, "leaf", between, leaf), between, root}
		}, "its issuer may not vouch for this host (name constraints)", invalid(x509.CANotAuthorizedForThisName)},
		{"a path too long", func() []*issued {
			first := issue(t, "First", root, both(authority, func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true }))
			second := issue(t, "Second", first, authority)
			return []*issued{issue(t, "leaf", second, leaf), second, first, root}
		}, "more certificates lie between it and its root", invalid(x509.TooManyIntermediates)},
		{"an unknown extension", func() []*issued {
			return []*issued{issue(t, "leaf", root, both(leaf, func(c *x509.Certificate) {
				c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
			})), root}
		}, "it has a critical extension of an unknown kind", isA[x509.UnhandledCriticalExtension]},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			chain := test.chain()
			presented := tls.Certificate{PrivateKey: chain[0].key}
			for _, one := range chain[:len(chain)-1] {
				presented.Certificate = append(presented.Certificate, one.Raw)
			}
			checkTrust(t, presented, chain[len(chain)-1].Raw, test.said, test.is)
		})
	}
	t.Run("SHA-1", func(t *testing.T) {
		t.Parallel()
		presented, root := signedWithSHA1(t)
		checkTrust(t, presented, root, "is signed with SHA1-RSA, which is no longer safe", isA[x509.InsecureAlgorithmError])
	})
}

// checkTrust meets a server with a certificate, trusting a root.
func checkTrust(t *testing.T, presented tls.Certificate, root []byte, said string, is func(error) bool) {
	t.Helper()
	c := secure(t, true, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(everything)) }), func(s *httptest.Server) {
		s.TLS = &tls.Config{Certificates: []tls.Certificate{presented}}
	})
	c.options.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root})
	retries := 0
	c.options.OnRetry = func(context.Context, Retry) { retries++ }
	c, err := New(c.options)
	if err != nil {
		t.Fatal(err)
	}
	err = mute(t.Context(), c)
	if said == "" {
		if err != nil {
			t.Error(err)
		}
		return
	}
	problem := problemOf(err)
	said = strings.ReplaceAll(said, "HOST", c.base.Host)
	if problem == nil || problem.Layer != LayerTLS || problem.Uncertain || retries > 0 || !strings.Contains(problem.Message, said) || is != nil && !is(problem.Cause) {
		t.Errorf("%d retries, the error is %+v (%T), want %q", retries, problem, problem.Cause, said)
	}
}

func isA[T error](err error) bool { var target T; return errors.As(err, &target) }

func invalid(reason x509.InvalidReason) func(error) bool {
	return func(err error) bool {
		var problem x509.CertificateInvalidError
		return errors.As(err, &problem) && problem.Reason == reason
	}
}

// signedWithSHA1 makes a server's certificate that a root has signed with SHA-1, which the library itself no longer does.
func signedWithSHA1(t *testing.T) (presented tls.Certificate, root []byte) {
	t.Helper()
	rootKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Old root"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true}
	authority(template)
	if root, err = x509.CreateCertificate(rand.Reader, template, template, &rootKey.PublicKey, rootKey); err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	request := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: template.NotBefore, NotAfter: template.NotAfter}
	leaf(request)
	der, err := x509.CreateCertificate(rand.Reader, request, template, &key.PublicKey, rootKey)
	if err != nil {
		t.Fatal(err)
	}
	var parts struct {
		TBS       asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}
	if _, err := asn1.Unmarshal(der, &parts); err != nil {
		t.Fatal(err)
	}
	// sha256WithRSAEncryption and sha1WithRSAEncryption differ in the last byte of their name, which stands inside as well.
	name256, name1 := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b}, []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05}
	parts.TBS.FullBytes = []byte(strings.Replace(string(parts.TBS.FullBytes), string(name256), string(name1), 1))
	parts.Algorithm.Algorithm = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 5}
	digest := sha1.Sum(parts.TBS.FullBytes)
	signature, err := rsa.SignPKCS1v15(rand.Reader, rootKey, 3, digest[:]) // 3 is SHA-1
	if err != nil {
		t.Fatal(err)
	}
	parts.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	if der, err = asn1.Marshal(parts); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, root
}
