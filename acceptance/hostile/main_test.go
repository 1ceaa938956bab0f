//go:build unix

// Package hostile holds the program against what means harm: answers, texts, files, secrets that should not show.
package hostile

import (
	"testing"

	"confcall/acceptance/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }
