package input

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

const (
	longestLine = 1 << 20  // bytes of a line, or of a row, that are kept
	endless     = 64 << 20 // bytes after which the input is taken for one endless line
)

// errLong is the error for a line that is too long to keep, errNoEnd for one whose end is not in sight.
var (
	errLong  = errors.New("it is longer than 1 MiB")
	errNoEnd = errors.New("a line has no end")
)

// A line is one line of the input without its end, or what is wrong with it, with its beginning.
type line struct {
	number int // from 1
	text   string
	err    error
}

// lines reads line by line, and never keeps a long one.
type lines struct {
	r      *bufio.Reader
	number int   // of the line that was read last
	end    error // why nothing more is read, io.EOF if there is no more
}

// next returns the next line, and false if there is none.
func (l *lines) next() (line, bool) {
	if l.end != nil {
		return line{}, false
	}
	l.number++
	text, err := readLine(l.r)
	if err != errLong {
		l.end = err
	}
	if text == "" {
		return line{}, false
	}
	var long error
	if err == errLong || err == errNoEnd {
		long = errLong
	}
	if l.number == 1 {
		text = strings.TrimPrefix(text, "\ufeff") // by which some programs mark a text
	}
	return line{l.number, withoutEnd(text), long}, true
}

// withoutEnd is a line without what ends it.
func withoutEnd(text string) string { return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r") }

// complete adds the lines on which a row of csv continues: its quotes come in pairs.
func (l *lines) complete(row *line) {
	if row.err != nil || strings.Count(row.text, `"`)%2 == 0 {
		return
	}
	var whole strings.Builder
	whole.WriteString(row.text)
	for open := true; open; {
		more, some := l.next()
		if !some {
			break
		}
		if row.err = more.err; row.err == nil && whole.Len()+len(more.text) > longestLine {
			row.err = errLong
		}
		if row.err != nil {
			break
		}
		whole.WriteString("\n" + more.text)
		open = strings.Count(more.text, `"`)%2 == 0
	}
	row.text = whole.String()
}

// readLine reads a line to its end, and returns errLong with the beginning of one that is too long.
func readLine(r *bufio.Reader) (string, error) {
	var line []byte
	for size := 0; ; {
		part, err := r.ReadSlice('\n')
		if size += len(part); size <= longestLine+len("\r\n") {
			line = append(line, part...)
		}
		switch {
		case size > endless:
			return string(line), errNoEnd
		case err == bufio.ErrBufferFull:
		case size-len(part)+len(withoutEnd(string(part))) > longestLine && (err == nil || err == io.EOF):
			return string(line), errLong // at the end of the input the next read says so
		default:
			return string(line), err
		}
	}
}
