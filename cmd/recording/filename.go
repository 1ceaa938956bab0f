package recording

import (
	"cmp"
	"context"
	"encoding/binary"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"confcall/pkg/signalwire"
	"confcall/pkg/timestamp"
)

// longestName is how much of a conference's name a file's name has, in bytes.
const longestName = 60

// fileName returns the name of a recording's file, without its ending: the day, the conference and the SID. Whatever a server
// says, it is a name in the folder itself, and needs no quotes in a shell.
func fileName(recording signalwire.Resource, conference string) string {
	day := "undated"
	if at, ok := timestamp.Parse(recording.Text(signalwire.FieldDateCreated)); ok {
		day = at.UTC().Format(time.DateOnly)
	}
	return day + "-" + cmp.Or(plain(conference), plain(recording.Text(signalwire.FieldConferenceSID)), "call") + "-" + recording.SID()
}

// plain keeps the letters, digits, dots and underscores of a text, and writes a dash for everything else.
func plain(text string) string {
	var name strings.Builder
	dash := false
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_' || r == unicode.ReplacementChar {
			dash = true
			continue
		}
		if dash && name.Len() > 0 {
			name.WriteByte('-')
		}
		if dash = false; name.Len()+len(string(r)) > longestName {
			break
		}
		name.WriteRune(r)
	}
	return strings.Trim(name.String(), ".-")
}

// names fetches the friendly names of conferences, each once.
type names struct {
	client *signalwire.Client
	mu     sync.Mutex
	known  map[string]func() string
}

func newNames(client *signalwire.Client) *names {
	return &names{client: client, known: map[string]func() string{}}
}

// of returns the name of a recording's conference, empty if it cannot be fetched.
func (n *names) of(ctx context.Context, recording signalwire.Resource) string {
	sid := recording.Text(signalwire.FieldConferenceSID)
	if !signalwire.IsSID(sid) {
		return ""
	}
	n.mu.Lock()
	name := n.known[sid]
	if name == nil {
		name = sync.OnceValue(func() string {
			conference, err := n.client.Conference(ctx, sid)
			if err != nil {
				return ""
			}
			return conference.Name()
		})
		n.known[sid] = name
	}
	n.mu.Unlock()
	return name()
}

// isWhole reports whether a file has all of its sound. A WAV file says itself how long it is, unless it was streamed.
func isWhole(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	var head [8]byte
	if n, _ := file.Read(head[:]); n < len(head) || string(head[:4]) != "RIFF" {
		return n == len(head)
	}
	announced := int64(binary.LittleEndian.Uint32(head[4:]))
	return announced == 0 || announced >= 0xffff_0000 || info.Size() >= announced+int64(len(head))
}
