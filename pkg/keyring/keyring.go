// Package keyring keeps API tokens in the system's keyring: the Secret Service of Linux desktops, the Keychain of
// macOS, the Credential Manager of Windows. An entry belongs to an account: a space's origin and a project.
package keyring

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	library "github.com/zalando/go-keyring"

	"confcall/pkg/secret"
)

// patience is how long a keyring may take. One that is locked waits for a person, who may not be there.
const patience = time.Second

// What a keyring can be unable to do.
var (
	ErrNone    = errors.New("there is no keyring")
	ErrMissing = errors.New("the keyring has no token of this account")
	ErrLocked  = errors.New("keyring locked")
)

// service is the name under which an origin's tokens are kept: scheme, host and port, whatever the path.
func service(space *url.URL) string {
	port := space.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[space.Scheme]
	}
	return "confcall " + space.Scheme + "://" + net.JoinHostPort(space.Hostname(), port)
}

// Get returns the token of a project at a space. Its errors are those above, perhaps with a reason.
func Get(ctx context.Context, space *url.URL, project string) (secret.Text, error) {
	var token secret.Text
	err := ask(ctx, func() error {
		text, err := library.Get(service(space), project)
		token = secret.New(text)
		return err
	})
	if err != nil {
		return secret.Text{}, err // the answer may still come
	}
	return token, nil
}

// Set stores the token of a project at a space, in place of the one before.
func Set(ctx context.Context, space *url.URL, project string, token secret.Text) error {
	return ask(ctx, func() error { return library.Set(service(space), project, token.Reveal()) })
}

// Delete removes the token of a project at a space.
func Delete(ctx context.Context, space *url.URL, project string) error {
	return ask(ctx, func() error { return library.Delete(service(space), project) })
}

// ask waits for a keyring's answer, but neither beyond its patience nor the end of ctx.
func ask(ctx context.Context, question func() error) error {
	if !present() {
		return ErrNone
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answer := make(chan error, 1)
	go func() {
		// The library takes for granted what a keyring's answers look like.
		defer func() {
			if problem := recover(); problem != nil {
				answer <- fmt.Errorf("%w: it gives no proper answer", ErrLocked)
			}
		}()
		answer <- question()
	}()
	select {
	case err := <-answer:
		return judge(err)
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return fmt.Errorf("%w: it does not answer within %s", ErrLocked, patience)
		}
		return context.Cause(ctx)
	}
}
