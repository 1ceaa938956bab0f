package watch

// hear has what is said on standard error be said on the board, which it would tear otherwise, until the screen is left.
func (v *view) hear() (restore func()) {
	return v.app.Redirect(&lineWriter{say: func(text string) {
		select {
		case v.said <- text: // whoever speaks may be the one who draws, and does not wait for that
		default:
		}
	}})
}

// mostUnread is how many messages may wait for the board.
const mostUnread = 256

// read hands on the messages that wait.
func (v *view) read(tell func(text string)) {
	for {
		select {
		case text := <-v.said:
			tell(text)
		default:
			return
		}
	}
}

// lineWriter gives on what is written.
type lineWriter struct{ say func(string) }

func (l *lineWriter) Write(p []byte) (int, error) {
	l.say(string(p))
	return len(p), nil
}
