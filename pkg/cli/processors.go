package cli

import (
	"os"
	"runtime"
)

// aShortRun is how many requests a run sends that has no use for more than one processor: a conference's name is found by two,
// and some are sent again.
const aShortRun = 5

// UseAllProcessors undoes what package startup did. It is called by itself when a run turns out to be no short one; a command
// that does many things at once, or serves others, calls it before it does.
func UseAllProcessors() {
	if _, chosen := os.LookupEnv("GOMAXPROCS"); !chosen {
		runtime.SetDefaultGOMAXPROCS()
	}
}

func (a *App) countRequest() {
	if a.sent.Add(1) == aShortRun+1 {
		UseAllProcessors()
	}
}
