//go:build unix

package console

import (
	"bytes"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// watchSignals asks for a drawing when the window's size changes. A stop that is asked for by a signal comes as the key does that
// asks for it; where no key can bring the program back, as it reads none, it is ignored.
func (s *Screen) watchSignals() (stop func()) {
	received := make(chan os.Signal, 4)
	signal.Notify(received, syscall.SIGWINCH, syscall.SIGCONT)
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
					if one == syscall.SIGCONT {
						s.continued.Store(true)
					} else {
						s.resized.Store(true)
					}
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

// comeBack is how long it is waited for a program that was stopped to go on, of the time in which it runs.
const comeBack = 200 * time.Millisecond

// Suspend gives the terminal back and stops the program, as Ctrl-Z does. When it goes on, the screen is to be drawn anew.
// Where there is no shell that could let it go on, nothing happens.
func (s *Screen) Suspend() {
	if s.input == nil || !isJob() {
		return
	}
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	s.stopSignals()
	s.leave()
	// The whole job, as the terminal would. Once it has heeded SIGTSTP, a Go program is not stopped by that any more.
	_ = syscall.Kill(0, syscall.SIGSTOP)
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

// isJob reports whether a shell controls the program's job: one in its session that is no part of the job itself.
func isJob() bool {
	group := syscall.Getpgrp()
	session, err := unix.Getsid(0)
	for parent := os.Getppid(); err == nil && parent > 1; parent = parentOf(parent) {
		theirs, err := unix.Getsid(parent)
		if err != nil || theirs != session {
			return false
		}
		if other, err := syscall.Getpgid(parent); err != nil || other != group {
			return err == nil
		}
	}
	return false
}

// parentOf is the parent of another process, 0 where that cannot be known.
func parentOf(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The name, in parentheses, may hold anything; behind it stand the state and the parent.
	fields := strings.Fields(string(status[bytes.LastIndexByte(status, ')')+1:]))
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(fields[1])
	return parent
}
