package input

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

const (
	longestLine = 1 << 20  // bytes of a line or row
	endless     = 64 << 20 // bytes after which the input is taken for one endless line
)

// errLong is the error for a line that is too long to keep, and errNoEnd for one that is so long that reading stops.
var (
	errLong  = errors.New("it is longer than 1 MiB")
	errNoEnd = errors.New("a line has no end")
)

// A line is one line of the input without its line break. If err is set, text is the beginning of the line.
type line struct {
	number int // from 1
	text   string
	err    error
}

// lines reads line by line. Of a line that is too long it keeps the beginning only.
type lines struct {
	r      *bufio.Reader
	number int   // of the last line read
	end    error // why reading stopped; io.EOF at the end of the input
}

// next returns the next line, or false if there is none.
func (l *lines) next() (line, bool) {
	if l.end != nil {
		return line{}, false
	}
	l.number++
	text, err := readLine(l.r)
	if err != errLong {
		l.end = err
	}
	var long error
	switch err {
	case nil, io.EOF:
	case errLong, errNoEnd:
		long = errLong
	default:
		return line{}, false // what was read of it may be half a SID, or half a number
	}
	if text == "" {
		return line{}, false
	}
	if l.number == 1 {
		text = strings.TrimPrefix(text, "\ufeff") // the mark that some programs put before a text
	}
	return line{l.number, withoutEnd(text), long}, true
}

// withoutEnd returns a line without its line break.
func withoutEnd(text string) string { return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r") }

// complete adds to a row of csv the lines on which it continues, until its quotes come in pairs.
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

// readLine reads a line with its line break. If the line is too long, it returns the beginning and errLong.
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
			return string(line), errLong // the end of the input is found by the next read
		default:
			return string(line), err
		}
	}
}
