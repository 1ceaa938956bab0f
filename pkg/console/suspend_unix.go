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

// watchSignals asks for a drawing when the window's size changes or the program goes on after a stop. SIGTSTP is passed on as the key
// Ctrl-Z, so that the terminal is restored before the program stops. Without keys the program goes on, but the terminal has dropped
// what it had not shown by then, as it does for every key that sends a signal.
func (s *Screen) watchSignals() (stop func()) {
	received := make(chan os.Signal, 4)
	signal.Notify(received, syscall.SIGWINCH, syscall.SIGCONT, syscall.SIGTSTP)
	hasKeys := s.input != nil
	over := make(chan struct{})
	go func() {
		for {
			select {
			case one := <-received:
				if one == syscall.SIGTSTP && hasKeys {
					select {
					case s.keys <- Key{Code: CtrlZ}:
						continue
					case <-over:
						return
					}
				}
				if one == syscall.SIGWINCH {
					s.resized.Store(true)
				} else {
					s.lost.Store(true)
				}
				s.redraw()
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

// comeBack bounds the wait for SIGCONT after the stop. Time in which the program is stopped does not count.
const comeBack = 200 * time.Millisecond

// Suspend restores the terminal and stops the program, as Ctrl-Z does. When the program goes on, it asks for a drawing.
// It does nothing if there is no shell that could continue the program.
func (s *Screen) Suspend() {
	if s.input == nil || !isJob() {
		return
	}
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	s.stopSignals()
	s.leave()
	// To the whole job, as the terminal would. SIGTSTP would not stop a Go program that has ever caught it.
	_ = syscall.Kill(0, syscall.SIGSTOP)
	select {
	case <-continued:
	case <-time.After(comeBack):
	}
	if input, err := s.console.HoldKeys(s.inFD); err == nil {
		s.input = input
	}
	s.stopSignals = s.watchSignals()
	_ = s.enter() // if the terminal is gone, the next drawing reports it
	s.redraw()
}

// isJob reports whether a shell controls the program's job: an ancestor in the same session that is not part of the job.
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

// parentOf returns the parent of a process, or 0 if that is unknown.
func parentOf(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The name, in parentheses, may hold anything, parentheses too; after it come the state and the parent.
	fields := strings.Fields(string(status[bytes.LastIndexByte(status, ')')+1:]))
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(fields[1])
	return parent
}
