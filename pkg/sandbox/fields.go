package sandbox

import (
	"strings"
	"time"

	"confcall/pkg/yamlfile"
)

// A dataFile is a file that is being read.
type dataFile struct {
	now  time.Time
	sids map[string]int // the line of each SID, in lower case

	participants int // so many were read
}

// wholeSeconds reads a length in seconds, of at most a day.
func wholeSeconds(target *int) func(yamlfile.Node) error {
	return yamlfile.Int(target, 0, 24*60*60, "whole seconds, at most a day")
}

// date reads a time, or how long before the start it was.
func (f *dataFile) date(target *date) func(yamlfile.Node) error {
	return func(node yamlfile.Node) error {
		var text string
		if err := yamlfile.Text(&text)(node); err != nil {
			return err
		}
		if long, ok := strings.CutSuffix(text, " ago"); ok {
			if d, err := time.ParseDuration(long); err == nil && d >= 0 {
				*target = on(f.now.Add(-d))
				return nil
			}
		}
		for _, layout := range []string{time.RFC3339, time.RFC1123Z, time.DateOnly} {
			if at, err := time.Parse(layout, text); err == nil {
				*target = on(at)
				return nil
			}
		}
		return node.Errorf("%s: %s is no time; want one as in 2026-11-23T12:00:00Z, or how long ago as in 20m ago", node.Name(),
			node.Kind())
	}
}

// sid reads a SID that nothing else in the file has.
func (f *dataFile) sid(target *string) func(yamlfile.Node) error {
	return func(node yamlfile.Node) error {
		if err := reference(target)(node); err != nil {
			return err
		}
		if line, taken := f.sids[*target]; taken {
			return node.Errorf("%s: %s stands in line %d already", node.Name(), *target, line)
		}
		f.sids[*target] = node.Line()
		return nil
	}
}

// reference reads the SID of something else.
func reference(target *string) func(yamlfile.Node) error {
	return func(node yamlfile.Node) error {
		text, err := node.Text()
		if err != nil || !isSID(text) {
			return node.Errorf("%s: want a SID, which is a UUID of 36 characters", node.Name())
		}
		*target = strings.ToLower(text)
		return nil
	}
}
