//go:build unix

package console

import (
	"bytes"
	"io"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestHeld draws on screens that are given back, by their owners or at the end of the program.
func TestHeld(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := &Console{Out: &out}
	outer, err := c.HoldScreen(c.Out, "<", ">")
	if err != nil {
		t.Fatal(err)
	}
	inner, err := c.HoldScreen(c.Out, "(", ")")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(inner, "a")
	inner.GiveBack()
	_, _ = io.WriteString(inner, "too late")
	_, _ = io.WriteString(outer, "b")
	again, err := c.HoldScreen(c.Out, "[", "]")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(c.GiveBack)
	}
	all.Wait()
	outer.GiveBack()
	_, _ = io.WriteString(again, "too late")
	c.GiveBack()
	if got, want := out.String(), "<(a)b[]>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestHeldByNobody ends at once, where nobody reads what is written to a terminal.
func TestHeldByNobody(t *testing.T) {
	t.Parallel()
	reader, writer := io.Pipe()
	c := &Console{Out: writer}
	go func() { _, _ = io.ReadFull(reader, make([]byte, 1)) }()
	if _, err := c.HoldScreen(c.Out, "<", ">"); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	c.GiveBack()
	if took := time.Since(began); took < stuck {
		t.Errorf("the terminal had %s, want %s", took, stuck)
	}
	_ = reader.Close()
}

// TestQuit takes the signals that would kill it for as long as a terminal is held.
func TestQuit(t *testing.T) {
	quit := make(chan any)
	c := &Console{Out: io.Discard, Quit: func(received os.Signal) { quit <- received }}
	for range 2 {
		h, err := c.HoldScreen(c.Out, "", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(syscall.Getpid(), syscall.SIGABRT); err != nil {
			t.Fatal(err)
		}
		if got := <-quit; got != syscall.SIGABRT {
			t.Errorf("got %v", got)
		}
		h.GiveBack()
		if c.held.signals != nil {
			t.Error("it takes them still")
		}
	}
}
