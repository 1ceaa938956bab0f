package startup

import (
	"os"
	"runtime"
	"testing"
)

func TestProcessors(t *testing.T) {
	t.Parallel()
	if _, chosen := os.LookupEnv("GOMAXPROCS"); chosen {
		t.Skip("the environment says how many")
	}
	if n := runtime.GOMAXPROCS(0); n != 1 {
		t.Errorf("the program begins with %d processors", n)
	}
}
