package keyring

import (
	"context"
	"errors"
	"net/url"
	"testing"

	library "github.com/zalando/go-keyring"

	"confcall/pkg/secret"
)

func TestService(t *testing.T) {
	t.Parallel()
	for space, want := range map[string]string{
		"https://example.signalwire.com":  "confcall https://example.signalwire.com:443",
		"https://example.org:8443/prefix": "confcall https://example.org:8443",
		"http://127.0.0.1":                "confcall http://127.0.0.1:80",
		"http://[::1]:4010":               "confcall http://[::1]:4010",
	} {
		u, err := url.Parse(space)
		if err != nil {
			t.Fatal(err)
		}
		if got := service(u); got != want {
			t.Errorf("%s is %q, want %q", space, got, want)
		}
	}
}

// TestEntries checks that tokens of different accounts are kept apart. It uses the library's mock of a keyring.
func TestEntries(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	library.MockInit()
	space := func(text string) *url.URL { u, _ := url.Parse(text); return u }
	a, b := space("https://a.example.org"), space("https://a.example.org:8443")
	if err := Set(t.Context(), a, "p", secret.New("PT-a")); err != nil {
		t.Fatal(err)
	}
	if token, err := Get(t.Context(), space("https://a.example.org:443/prefix"), "p"); err != nil || token.Reveal() != "PT-a" {
		t.Errorf("%v", err)
	}
	for _, other := range []struct {
		space   *url.URL
		project string
	}{{a, "q"}, {b, "p"}, {space("http://a.example.org"), "p"}} {
		if _, err := Get(t.Context(), other.space, other.project); !errors.Is(err, ErrMissing) {
			t.Errorf("%s, %s: %v", other.space, other.project, err)
		}
	}
	if err := errors.Join(Delete(t.Context(), a, "p")); err != nil {
		t.Error(err)
	}
	if err := Delete(t.Context(), a, "p"); !errors.Is(err, ErrMissing) {
		t.Errorf("removed twice: %v", err)
	}
}

// TestAsk checks the errors for a keyring that makes the library panic, for an ended context and for no keyring.
func TestAsk(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	if err := ask(t.Context(), func() error { panic("no path") }); !errors.Is(err, ErrLocked) {
		t.Errorf("nonsense: %v", err)
	}
	stop := errors.New("stop")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	if err := ask(ctx, func() error { select {} }); !errors.Is(err, stop) {
		t.Errorf("interrupted: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:")
	if err := ask(t.Context(), func() error { t.Error("asked"); return nil }); !errors.Is(err, ErrNone) && present() {
		t.Errorf("none: %v", err)
	}
}
