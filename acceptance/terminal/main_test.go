//go:build unix

// Package terminal runs the program in a terminal: colours, questions, screens, completion, and signals.
package terminal

import (
	"testing"

	"confcall/acceptance/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }
