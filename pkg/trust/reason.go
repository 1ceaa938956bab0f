package trust

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

// A RootsError says what is wrong with the file in SSL_CERT_FILE. It comes with the error of a certificate that was not
// trusted.
type RootsError struct{ Problem string }

func (e *RootsError) Error() string { return "SSL_CERT_FILE " + e.Problem }

// Reason returns why a server's certificate is not trusted, in words and as the error of crypto/x509. ca holds extra root
// certificates in PEM form. trouble is what is wrong with the file in SSL_CERT_FILE, if anything.
func Reason(err *tls.CertificateVerificationError, ca []byte, trouble string) (string, error) {
	var unknown x509.UnknownAuthorityError
	if !errors.As(err.Err, &unknown) {
		return certificateProblem(err.Err, err.UnverifiedCertificates), err.Err
	}
	candidates := append(parseAll(ca), err.UnverifiedCertificates...)
	for _, certificate := range err.UnverifiedCertificates {
		for _, issuer := range candidates {
			if issuer == certificate || !bytes.Equal(issuer.RawSubject, certificate.RawIssuer) {
				continue
			}
			if cause := certificate.CheckSignatureFrom(issuer); cause != nil {
				return issuerProblem(cause, certificate, issuer), cause
			}
		}
	}
	if trouble != "" {
		roots := &RootsError{trouble}
		return "its issuer is unknown, and " + roots.Error(), errors.Join(err.Err, roots)
	}
	return "its issuer is unknown", err.Err
}

// parseAll returns the certificates of a PEM file. It skips those that cannot be parsed.
func parseAll(file []byte) []*x509.Certificate {
	var all []*x509.Certificate
	for block, rest := pem.Decode(file); block != nil; block, rest = pem.Decode(rest) {
		if certificate, err := x509.ParseCertificate(block.Bytes); err == nil {
			all = append(all, certificate)
		}
	}
	return all
}

// issuerProblem returns why an issuer does not vouch for a certificate that names it.
func issuerProblem(cause error, certificate, issuer *x509.Certificate) string {
	var (
		weak       x509.InsecureAlgorithmError
		constraint x509.ConstraintViolationError
	)
	switch {
	case errors.As(cause, &weak):
		return fmt.Sprintf("it, or an issuer of it, is signed with %s, which is no longer safe", certificate.SignatureAlgorithm)
	case errors.As(cause, &constraint):
		return "its issuer " + nameOf(issuer) + " is no certificate authority"
	}
	return "its signature is not that of its issuer " + nameOf(issuer)
}

// certificateProblem returns why a certificate is not trusted. presented is the chain that the server sent, its own
// certificate first.
func certificateProblem(err error, presented []*x509.Certificate) string {
	var (
		hostname  x509.HostnameError
		invalid   x509.CertificateInvalidError
		extension x509.UnhandledCriticalExtension
	)
	switch {
	case errors.As(err, &hostname) && len(hostname.Certificate.DNSNames)+len(hostname.Certificate.IPAddresses) == 0:
		return "it names no host, as a subject alternative name does"
	case errors.As(err, &hostname):
		return "it is for another host"
	case errors.As(err, &extension):
		return "it has a critical extension of an unknown kind"
	case !errors.As(err, &invalid):
		return err.Error()
	}
	whose, issuer := "it", nameOf(invalid.Cert)
	if len(presented) > 0 && !invalid.Cert.Equal(presented[0]) {
		whose = "the certificate of its issuer " + issuer
	}
	switch invalid.Reason {
	case x509.Expired:
		if time.Now().Before(invalid.Cert.NotBefore) {
			return whose + " is not valid before " + day(invalid.Cert.NotBefore)
		}
		return whose + " expired on " + day(invalid.Cert.NotAfter)
	case x509.NotAuthorizedToSign:
		return "its issuer " + issuer + " is no certificate authority"
	case x509.CANotAuthorizedForThisName, x509.NameConstraintsWithoutSANs, x509.UnconstrainedName, x509.TooManyConstraints:
		return "its issuer may not vouch for this host (name constraints)"
	case x509.CANotAuthorizedForExtKeyUsage:
		return "its issuer may not vouch for servers (extended key usage)"
	case x509.IncompatibleUsage:
		return "it is not meant for a server (extended key usage)"
	case x509.TooManyIntermediates:
		return "more certificates lie between it and its root than an issuer allows"
	}
	return err.Error()
}

// nameOf returns the name of a certificate, quoted.
func nameOf(certificate *x509.Certificate) string {
	if name := certificate.Subject.CommonName; name != "" {
		return fmt.Sprintf("%q", name)
	}
	return fmt.Sprintf("%q", certificate.Subject.String())
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
