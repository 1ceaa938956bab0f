//go:build unix && !darwin

package keyring

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/godbus/dbus/v5"
	library "github.com/zalando/go-keyring"
)

// present reports whether there is a session bus to ask. Without one the library would start one of its own.
func present() bool {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" {
		return address != "autolaunch:"
	}
	_, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid()))
	return err == nil
}

// judge makes one of this package's errors of the library's. A bus that nobody answers on proves nothing about the token.
func judge(err error) error {
	problem := dbus.Error{}
	switch {
	case err == nil, errors.Is(err, ErrLocked):
		return err
	case errors.Is(err, library.ErrNotFound):
		return ErrMissing
	case strings.HasPrefix(err.Error(), "failed to unlock"): // nobody has, or it could not ask
		return ErrLocked
	case !errors.As(err, &problem):
		return fmt.Errorf("%w: %w", ErrLocked, err)
	case problem.Name == "org.freedesktop.DBus.Error.ServiceUnknown", problem.Name == "org.freedesktop.DBus.Error.NameHasNoOwner",
		strings.HasPrefix(problem.Name, "org.freedesktop.DBus.Error.Spawn."):
		return ErrNone // the bus has no keyring
	case problem.Name == "org.freedesktop.Secret.Error.NoSuchObject", problem.Name == "org.freedesktop.DBus.Error.UnknownObject":
		return ErrMissing // the keyring was never filled
	}
	return fmt.Errorf("%w: %s", ErrLocked, problem.Name)
}
