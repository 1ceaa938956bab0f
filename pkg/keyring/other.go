//go:build !unix || darwin

package keyring

import (
	"errors"
	"fmt"

	library "github.com/zalando/go-keyring"
)

// present returns true, because these systems come with a keyring.
func present() bool { return true }

// judge turns an error of the library into one of this package's.
func judge(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrLocked):
		return err
	case errors.Is(err, library.ErrNotFound):
		return ErrMissing
	case errors.Is(err, library.ErrUnsupportedPlatform):
		return ErrNone
	}
	return fmt.Errorf("%w: %w", ErrLocked, err)
}
