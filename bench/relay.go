package main

import (
	"io"
	"net"
	"time"
)

// startRelay passes connections on to an address, and lets each byte arrive later by the delay, in each direction.
// It returns its own address. It runs until the process ends.
func startRelay(target string, delay time.Duration) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				time.Sleep(2 * delay) // the handshake of TCP is a round trip too
				server, err := net.Dial("tcp", target)
				if err != nil {
					_ = client.Close()
					return
				}
				go pass(server, client, delay)
				pass(client, server, delay)
			}()
		}
	}()
	return listener.Addr().String(), nil
}

type piece struct {
	due   time.Time
	bytes []byte
}

// pass copies from one connection to the other.
func pass(to, from net.Conn, delay time.Duration) {
	pieces := make(chan piece, 1024)
	go func() {
		defer close(pieces)
		for {
			buffer := make([]byte, 32<<10)
			n, err := from.Read(buffer)
			if n > 0 {
				pieces <- piece{time.Now().Add(delay), buffer[:n]}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.bytes); err != nil {
			break
		}
	}
	_ = to.Close()
	_, _ = io.Copy(io.Discard, from)
}
