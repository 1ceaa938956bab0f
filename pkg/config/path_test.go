//go:build unix

package config

import "testing"

// TestDefaultPath checks that macOS uses ~/.config as Linux does, and that Windows uses its own folder.
func TestDefaultPath(t *testing.T) {
	for _, test := range []struct{ system, xdg, home, appData, want string }{
		{"linux", "", "/home/a", "", "/home/a/.config/confcall/config.yaml"},
		{"darwin", "", "/Users/a", "", "/Users/a/.config/confcall/config.yaml"},
		{"darwin", "/xdg", "/Users/a", "", "/xdg/confcall/config.yaml"},
		{"linux", "relative", "/home/a", "/roaming", "/home/a/.config/confcall/config.yaml"},
		{"windows", "", "/home/a", "/roaming", "/roaming/confcall/config.yaml"},
		{"windows", "/xdg", "/home/a", "/roaming", "/xdg/confcall/config.yaml"},
		{"windows", "", "/home/a", "", ""},
		{"linux", "", "", "/roaming", ""},
	} {
		t.Setenv("XDG_CONFIG_HOME", test.xdg)
		t.Setenv("HOME", test.home)
		t.Setenv("AppData", test.appData)
		got, err := defaultPathOn(test.system)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%+v: the file is %q, %v", test, got, err)
		}
	}
}
