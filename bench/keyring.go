package main

import (
	"fmt"
	"net"
	"path/filepath"
	"slices"
)

// keyring wants a run that has a token to pay nothing for a keyring that could be asked: no page fault and no time. The one at hand
// here never answers, so that a run which asks it waits for a second.
func (b *bench) keyring() error {
	const what = "a token, and a keyring beside it"
	if b.skip(what) {
		return nil
	}
	bus := filepath.Join(b.folder, "bus")
	listener, err := net.Listen("unix", bus)
	if err != nil {
		return err
	}
	defer listener.Close()
	without := b.confcall(b.site.plain, get("json")...)
	with := without
	with.environment = append(slices.Clone(without.environment), "DBUS_SESSION_BUS_ADDRESS=unix:path="+bus)

	faults, err := interleaved(b.runs, pageFaults, with, without)
	if err != nil {
		return err
	}
	more := faults[0].median - faults[1].median
	b.add(line{what, fmt.Sprintf("%.0f page faults", faults[0].median), fmt.Sprintf("no keyring: %.0f", faults[1].median),
		fmt.Sprintf("%+.0f", more), "≤ +5", more <= 5})
	times, err := interleaved(b.runs, milliseconds, with, without)
	if err != nil {
		return err
	}
	longer := times[0].median - times[1].median
	b.add(line{what, ms(times[0]), "no keyring: " + ms(times[1]), fmt.Sprintf("%+.1f ms", longer), "≤ +0.5 ms", longer <= 0.5})
	return nil
}
