// Certificates prints the roots that Mozilla trusts, as PEM. They come from a module, pinned like all that a release is made from,
// and not from the machine that makes it.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

func main() {
	for root := range bundle.Roots() {
		if root.Constraint != nil {
			continue // a list in PEM cannot say when such a root is not to be trusted
		}
		certificate, err := x509.ParseCertificate(root.Certificate)
		if err == nil {
			_, err = fmt.Printf("# %s\n", certificate.Subject)
		}
		if err == nil {
			err = pem.Encode(os.Stdout, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate})
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "certificates:", err)
			os.Exit(1)
		}
	}
}
