package watch

// Messages that commands print on standard error would tear the screen, so a watch shows them at its bottom instead.

// captureMessages redirects standard error to the board until restore is called.
func (v *view) captureMessages() (restore func()) {
	return v.app.Redirect(&lineWriter{say: func(text string) {
		select {
		case v.messages <- text:
		default: // the goroutine that draws may be the writer, so waiting for it could hang
		}
	}})
}

// mostUnread bounds the messages that wait for the board.
const mostUnread = 256

// drainMessages passes the waiting messages to tell.
func (v *view) drainMessages(tell func(text string)) {
	for {
		select {
		case text := <-v.messages:
			tell(text)
		default:
			return
		}
	}
}

// lineWriter is a writer that passes each message to a function.
type lineWriter struct{ say func(string) }

func (l *lineWriter) Write(p []byte) (int, error) {
	l.say(string(p))
	return len(p), nil
}
