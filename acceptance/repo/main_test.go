//go:build unix

// Package repo reads the repository: imports, dependencies, and pages whose commands are run.
package repo

import (
	"testing"

	"confcall/acceptance/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }
