package cli

import (
	"os"
	"runtime"
	"testing"
)

// TestProcessors leaves a short run with the one processor that it began with, and gives a longer one all of them.
func TestProcessors(t *testing.T) {
	t.Setenv("GOMAXPROCS", "") // so that it is put back
	os.Unsetenv("GOMAXPROCS")
	all := runtime.GOMAXPROCS(1)
	t.Cleanup(func() { runtime.GOMAXPROCS(all) })
	if all == 1 {
		t.Skip("there is only one processor")
	}
	var a App
	for range aShortRun {
		a.countRequest()
	}
	if n := runtime.GOMAXPROCS(0); n != 1 {
		t.Errorf("a short run has %d processors", n)
	}
	a.countRequest()
	if n := runtime.GOMAXPROCS(0); n == 1 {
		t.Error("a longer run still has one processor")
	}
}

// TestProcessorsChosen leaves alone what the environment says.
func TestProcessorsChosen(t *testing.T) {
	t.Setenv("GOMAXPROCS", "1")
	all := runtime.GOMAXPROCS(1)
	t.Cleanup(func() { runtime.GOMAXPROCS(all) })
	UseAllProcessors()
	if n := runtime.GOMAXPROCS(0); n != 1 {
		t.Errorf("there are %d processors, where the environment says 1", n)
	}
}
