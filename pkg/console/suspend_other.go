//go:build !unix

package console

import "time"

// sizeEvery is how often the window's size is looked at, where no signal tells of a change.
const sizeEvery = 500 * time.Millisecond

// watchSignals asks for a drawing when the window's size may have changed.
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

// Suspend does nothing: there are no jobs here.
func (s *Screen) Suspend() {}
