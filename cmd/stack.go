package cmd

// makeRoom grows the stack of the running goroutine to what a command needs, while there is little on it. Later it would be
// copied three times, with more calls on it each time, whose tables the runtime would have to read: nine page faults of a start.
//
//go:noinline
func makeRoom() {
	var room [14 << 10]byte
	keep(&room)
}

//go:noinline
func keep(*[14 << 10]byte) {}
