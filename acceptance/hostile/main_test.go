//go:build unix

// Package hostile tests the program against hostile answers, texts and files, and checks that secrets never show.
package hostile

import (
	"testing"

	"confcall/acceptance/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }
