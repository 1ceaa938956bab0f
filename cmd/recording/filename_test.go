package recording

import (
	"os"
	"path/filepath"
	"testing"

	"confcall/pkg/signalwire"
)

func TestFileName(t *testing.T) {
	t.Parallel()
	const sid = "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002"
	for _, c := range []struct{ recording, conference, want string }{
		{`{"date_created": "Mon, 23 Nov 2026 23:30:00 -0200"}`, "Morning stand-up", "2026-11-24-Morning-stand-up"},
		{`{"date_created": "24 Sept"}`, "Büro 7/8", "undated-Büro-7-8"},
		{`{"date_created": "../x"}`, "../../etc", "undated-etc"},
		{`{}`, "..", "undated-call"},
		{`{"conference_sid": "../a"}`, " \n", "undated-a"},
		{`{}`, "a\x00b\u202ec\u200b\xff", "undated-a-b-c"},
		{`{}`, "-rf --no-preserve-root", "undated-rf-no-preserve-root"},
		{`{}`, "0123456789012345678901234567890123456789012345678901234567890123456789", "undated-012345678901234567890123456789012345678901234567890123456789"},
	} {
		recording := signalwire.Resource(c.recording).Append("sid", []byte(`"`+sid+`"`))
		if got := fileName(recording, c.conference); got != c.want+"-"+sid {
			t.Errorf("%s of %q: %q, want %q", c.recording, c.conference, got, c.want)
		}
	}
}

func TestIsWhole(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for content, want := range map[string]bool{
		"": false, "RIFF": false, "RIFF\x04\x00\x00\x00WAVE": true, "RIFF\x05\x00\x00\x00WAVE": false, "RIFF\x04\x00\x00\x00WAVEand more": true,
		"RIFF\xff\xff\xff\xffWAVE": true, "RIFF\x00\x00\x00\x00WAVE": true, "ID3 and so on": true,
	} {
		path := filepath.Join(folder, "x")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := isWhole(path); got != want {
			t.Errorf("%q: %t, want %t", content, got, want)
		}
	}
	if isWhole(folder) || isWhole(filepath.Join(folder, "none")) {
		t.Error("a folder or nothing is whole")
	}
}
