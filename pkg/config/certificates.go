package config

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// maxCertificates bounds a file of root certificates, in bytes.
const maxCertificates = 1 << 20

// certificates reads and checks the file of extra root certificates that v names.
func certificates(v Value) ([]byte, error) {
	data, err := readBounded(pathOf(v), maxCertificates, func(string) {}) // a certificate is public
	if err != nil {
		return nil, errors.New(reason(err))
	}
	data = withoutMark(data)
	return data, checkCertificates(data)
}

// checkCertificates checks that data holds at least one certificate and that each can be parsed. The library skips a broken
// one silently, and then refuses the servers that it signed.
func checkCertificates(data []byte) error {
	const begin = "-----BEGIN CERTIFICATE-----"
	blocks := bytes.SplitAfter(data, []byte(begin))
	line := 1
	for i, block := range blocks {
		if i > 0 {
			decoded, _ := pem.Decode(append([]byte(begin), block...))
			if decoded == nil {
				return fmt.Errorf("the certificate in line %d is cut off or no base64", line)
			}
			if _, err := x509.ParseCertificate(decoded.Bytes); err != nil {
				return fmt.Errorf("the certificate in line %d is broken: %s", line, strings.TrimPrefix(err.Error(), "x509: "))
			}
		}
		line += bytes.Count(block, []byte("\n"))
	}
	if len(blocks) == 1 {
		return errors.New("want a file of certificates in PEM form")
	}
	return nil
}
