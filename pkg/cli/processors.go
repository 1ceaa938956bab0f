package cli

import (
	"os"
	"runtime"
)

// aShortRun is the most requests of a run for which one processor is enough: a conference's name is found by two, and some are
// sent again.
const aShortRun = 5

// UseAllProcessors lifts the limit that package startup sets. It is called when a run turns out to be no short one; a command that
// does many things at once, or serves others, calls it before it does.
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
