package config

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"confcall/pkg/secret"
)

// maxToken is the longest token, in bytes.
const maxToken = 4 << 10

// token returns the token of an entry, or reads it from the file or standard input that the entry names.
func (l *loader) token(row setting, e entry) (secret.Text, error) {
	if e.token.IsSet() {
		if err := checkToken(e.token.Reveal()); err != nil {
			return secret.Text{}, &Error{Kind: e.Source.Kind, Message: e.Source.place(row.key) + ": " + err.Error(),
				Hint: correct(e.Source)}
		}
		return e.token, nil
	}
	var (
		token secret.Text
		err   error
	)
	if e.Text == "-" && e.Source.Kind == FromFlag {
		token, err = ReadToken(l.in.Stdin)
	} else {
		token, err = ReadTokenFile(pathOf(e.Value), l.in.Warn)
	}
	if err != nil {
		return secret.Text{}, invalid(row, e.Value, err.Error())
	}
	return token, nil
}

// ReadTokenFile reads a token from a file, and warns if anybody but its owner can read it.
func ReadTokenFile(path string, warn func(string)) (secret.Text, error) {
	if path == "" {
		return secret.Text{}, errors.New("want a file that holds the token, or - for standard input")
	}
	data, err := readBounded(inHome(path), maxToken, warn)
	if err != nil {
		return secret.Text{}, errors.New(reason(err))
	}
	return ReadToken(strings.NewReader(string(data)))
}

// ReadToken reads r to its end and returns the token in it, without a newline at its end. Its errors never contain the token.
func ReadToken(r io.Reader) (secret.Text, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxToken+1))
	if err != nil {
		return secret.Text{}, err
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(withoutMark(data)), "\n"), "\r")
	if err := checkToken(text); err != nil {
		return secret.Text{}, err
	}
	return secret.New(text), nil
}

// CheckToken returns an error if token cannot be a token. The error never contains it.
func CheckToken(token secret.Text) error { return checkToken(token.Reveal()) }

// checkToken returns an error if text cannot be a token. The error never contains it.
func checkToken(text string) error {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	switch {
	case text == "":
		return errors.New("the token is empty")
	case len(text) > maxToken:
		return fmt.Errorf("the token is longer than %d bytes", maxToken)
	case isBlank(first):
		return errors.New("the token begins with a blank")
	case isBlank(last):
		return errors.New("the token ends with a blank")
	case isQuote(first):
		return errors.New("the token begins with a quotation mark")
	case isQuote(last):
		return errors.New("the token ends with a quotation mark")
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return errors.New("the token holds a newline or another control character")
	case !utf8.ValidString(text):
		return errors.New("the token is not UTF-8")
	}
	return nil
}

// isBlank reports whether r is a tab or a space of any kind. A newline is not a blank.
func isBlank(r rune) bool { return r == '\t' || unicode.Is(unicode.Zs, r) }

// isQuote reports whether r is a quotation mark in any script.
func isQuote(r rune) bool {
	return strings.ContainsRune("\"'`´‚„", r) || unicode.In(r, unicode.Pi, unicode.Pf)
}
