package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A side is a command line that is measured: a pipeline of programs, without a shell.
type side struct {
	pipeline    [][]string
	environment []string
	stdin       string // of the first program
}

// start starts the programs, the last one with the given output.
func (s side) start(stdout io.Writer) ([]*exec.Cmd, error) {
	var running []*exec.Cmd
	var input io.ReadCloser
	for i, words := range s.pipeline {
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "TERM=dumb"}, s.environment...)
		if i == 0 {
			cmd.Stdin = strings.NewReader(s.stdin)
			if s.stdin == "" {
				cmd.Stdin = nil
			}
		} else {
			cmd.Stdin = input
		}
		var theirs *os.File
		if i+1 < len(s.pipeline) {
			reader, writer, err := os.Pipe()
			if err != nil {
				return nil, err
			}
			cmd.Stdout, theirs = writer, writer
			defer reader.Close()
			input = reader
		} else {
			cmd.Stdout = stdout
		}
		err := cmd.Start()
		if theirs != nil {
			_ = theirs.Close()
		}
		if err != nil {
			return nil, err
		}
		running = append(running, cmd)
	}
	return running, nil
}

// run runs the side once and returns how long it took. A command that fails is an error: what fails is quick.
func (s side) run(stdout io.Writer) (time.Duration, error) {
	began := time.Now()
	running, err := s.start(stdout)
	if err != nil {
		return 0, err
	}
	var problems []error
	for i, cmd := range running {
		if err := cmd.Wait(); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", strings.Join(s.pipeline[i], " "), err))
		}
	}
	return time.Since(began), errors.Join(problems...)
}

// output runs the side once and returns what it prints.
func (s side) output() (string, error) {
	var stdout bytes.Buffer
	_, err := s.run(&stdout)
	return stdout.String(), err
}

// peak is the most memory in KiB that the side's first program had.
func (s side) peak() (float64, error) { return s.told("%M") }

// faults is how many pages the side's first program touched for the first time and had to be given. Where a page is dear
// that is most of a start's time, and it is the same on every machine.
func (s side) faults() (float64, error) { return s.told("%R") }

// told is what GNU time tells of the side's first program. It forks before it runs the program: of a child of a large process
// the kernel would tell that one's figures.
func (s side) told(format string) (float64, error) {
	file, err := os.CreateTemp("", "told")
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name())
	if err := file.Close(); err != nil {
		return 0, err
	}
	timed := s
	timed.pipeline = slices.Clone(s.pipeline)
	timed.pipeline[0] = append([]string{"time", "--format=" + format, "--output=" + file.Name()}, s.pipeline[0]...)
	if _, err := timed.run(nil); err != nil {
		return 0, err
	}
	text, err := os.ReadFile(file.Name())
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
}

// A spread is what many runs had: the median, and the quartiles around it.
type spread struct{ low, median, high float64 }

func spreadOf(values []float64) spread {
	slices.Sort(values)
	at := func(q float64) float64 { return values[int(q*float64(len(values)-1)+0.5)] }
	return spread{at(0.25), at(0.5), at(0.75)}
}

// interleaved measures the sides in turn, each round in the other order, so that both have the same weather.
func interleaved(runs int, measure func(side) (float64, error), sides ...side) ([]spread, error) {
	values := make([][]float64, len(sides))
	for round := range runs {
		for i := range sides {
			if round%2 == 1 {
				i = len(sides) - 1 - i
			}
			value, err := measure(sides[i])
			if err != nil {
				return nil, err
			}
			values[i] = append(values[i], value)
		}
	}
	var spreads []spread
	for _, v := range values {
		spreads = append(spreads, spreadOf(v))
	}
	return spreads, nil
}

// milliseconds measures how long a run takes.
func milliseconds(s side) (float64, error) {
	took, err := s.run(nil)
	return float64(took.Microseconds()) / 1000, err
}

// peakMemory measures the memory of a run.
func peakMemory(s side) (float64, error) { return s.peak() }

// pageFaults counts the page faults of a run.
func pageFaults(s side) (float64, error) { return s.faults() }
