//go:build unix

// Package scripts has the shell sessions that say how the program behaves: NOUN/VERB.txtar, one behaviour a file.
package scripts

import (
	"path/filepath"
	"strings"
	"testing"

	"confcall/acceptance/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }

// TestScripts runs all sessions side by side.
func TestScripts(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("acceptance/scripts/*/*.txtar")
	if err != nil || len(scripts) < 100 {
		t.Fatalf("%d scripts: %v", len(scripts), err)
	}
	for _, script := range scripts {
		noun, verb := filepath.Base(filepath.Dir(script)), strings.TrimSuffix(filepath.Base(script), ".txtar")
		t.Run(noun+"/"+verb, func(t *testing.T) {
			t.Parallel()
			harness.Script(t, script, harness.SessionPatience)
		})
	}
}
