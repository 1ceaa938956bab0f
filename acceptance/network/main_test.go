//go:build unix

// Package network tests the program against networks and servers as they are: proxies, certificates, cut connections and
// retries. It also tests `confcall sandbox`, which is a server itself.
package network

import (
	"testing"

	"confcall/acceptance/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }
