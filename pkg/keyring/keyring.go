// Package keyring keeps API tokens in the system's keyring: the Secret Service of Linux desktops, the Keychain of
// macOS, the Credential Manager of Windows. Each entry is for one space, by its origin, and one project.
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

// Patience is how long a keyring may take to answer. A locked one waits for a person, who may not be there.
var Patience = time.Second

// The errors of this package. They can be wrapped with a reason.
var (
	ErrNone    = errors.New("there is no keyring")
	ErrMissing = errors.New("the keyring has no token of this account")
	ErrLocked  = errors.New("keyring locked")
)

// service returns the name under which a space's tokens are kept: its scheme, host and port, without the path.
func service(space *url.URL) string {
	port := space.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[space.Scheme]
	}
	return "confcall " + space.Scheme + "://" + net.JoinHostPort(space.Hostname(), port)
}

// Get returns the token of a project at a space. It returns one of the errors above, or the cause of ctx's end.
func Get(ctx context.Context, space *url.URL, project string) (secret.Text, error) {
	var token secret.Text
	err := ask(ctx, func() error {
		text, err := library.Get(service(space), project)
		token = secret.New(text)
		return err
	})
	if err != nil {
		return secret.Text{}, err // token may still be written to
	}
	return token, nil
}

// Set stores the token of a project at a space and replaces an older one. Its errors are those of Get.
func Set(ctx context.Context, space *url.URL, project string, token secret.Text) error {
	return ask(ctx, func() error { return library.Set(service(space), project, token.Reveal()) })
}

// Delete removes the token of a project at a space. Its errors are those of Get.
func Delete(ctx context.Context, space *url.URL, project string) error {
	return ask(ctx, func() error { return library.Delete(service(space), project) })
}

// ask runs question and waits for its answer until Patience is over or ctx ends. question may go on running after that.
func ask(ctx context.Context, question func() error) error {
	if !present() {
		return ErrNone
	}
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	answer := make(chan error, 1)
	go func() {
		// The library panics on an answer that it does not expect.
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
			return fmt.Errorf("%w: it does not answer within %s", ErrLocked, Patience)
		}
		return context.Cause(ctx)
	}
}
