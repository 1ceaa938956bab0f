//go:build unix

// Package network has the program meet networks and servers as they are: proxies, certificates, cut connections, retries; and `confcall sandbox`, itself a server.
package network

import (
	"testing"

	"confcall/acceptance/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }
