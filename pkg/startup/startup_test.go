package startup

import (
	"os"
	"testing"
)

func TestProcessors(t *testing.T) {
	t.Parallel()
	if _, chosen := os.LookupEnv("GOMAXPROCS"); chosen {
		t.Skip("the environment says how many")
	}
	if beginsWith != 1 {
		t.Errorf("the program begins with %d processors", beginsWith)
	}
}
