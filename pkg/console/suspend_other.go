//go:build !unix

package console

import "time"

// sizeEvery is how often the window's size is checked, as no signal tells of a change on this system.
const sizeEvery = 500 * time.Millisecond

// watchSignals asks for a drawing regularly, as the window's size may have changed.
func (s *Screen) watchSignals() (stop func()) {
	over := make(chan struct{})
	go func() {
		tick := time.NewTicker(sizeEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				s.redraw()
			case <-over:
				return
			}
		}
	}()
	return func() { close(over) }
}

// Suspend does nothing, as this system has no job control.
func (s *Screen) Suspend() {}
