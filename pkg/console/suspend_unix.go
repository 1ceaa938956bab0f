//go:build unix

package console

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// watchSignals asks for a drawing when the window's size changes. A stop that is asked for by a signal comes as the key does that
// asks for it; where no key can bring the program back, as it reads none, it is ignored.
func (s *Screen) watchSignals() (stop func()) {
	received := make(chan os.Signal, 1)
	signal.Notify(received, syscall.SIGWINCH)
	if s.input != nil {
		signal.Notify(received, syscall.SIGTSTP)
	} else {
		signal.Ignore(syscall.SIGTSTP)
	}
	over := make(chan struct{})
	go func() {
		for {
			select {
			case one := <-received:
				if one != syscall.SIGTSTP {
					s.redraw()
					continue
				}
				select {
				case s.keys <- Key{Code: CtrlZ}:
				case <-over:
					return
				}
			case <-over:
				return
			}
		}
	}()
	return func() {
		signal.Stop(received)
		close(over)
		signal.Reset(syscall.SIGTSTP)
	}
}

// comeBack is how long it is waited for a program that was stopped to go on, of the time in which it runs. Where there are no
// jobs, nothing stops it at all.
const comeBack = 200 * time.Millisecond

// Suspend gives the terminal back and stops the program, as Ctrl-Z does. When it goes on, the screen is to be drawn anew.
func (s *Screen) Suspend() {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	s.stopSignals()
	s.leave()
	_ = syscall.Kill(0, syscall.SIGTSTP) // the whole job, as the terminal would
	select {
	case <-continued:
	case <-time.After(comeBack):
	}
	if input, err := s.console.HoldKeys(s.inFD); err == nil {
		s.input = input
	}
	s.stopSignals = s.watchSignals()
	_ = s.enter() // the next drawing finds what is wrong
	s.redraw()
}
