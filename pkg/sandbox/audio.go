package sandbox

import (
	"bytes"
	"encoding/binary"
	"math"
)

// maxAudio bounds the audio of a recording, in seconds, however long that says it is.
const maxAudio = 10

// audio is the result of an operation that answers with sound.
type audio struct {
	kind string
	data []byte
}

// tone is a WAV file with a soft tone: PCM, 8 kHz, mono, 16 bit.
func tone(seconds int) []byte {
	const rate, pitch, loudness = 8000, 440, 1500
	samples := make([]int16, rate*seconds)
	for i := range samples {
		samples[i] = int16(loudness * math.Sin(2*math.Pi*pitch*float64(i)/rate))
	}
	size := uint32(2 * len(samples))
	var file bytes.Buffer
	for _, part := range []any{
		[]byte("RIFF"), 36 + size, []byte("WAVEfmt "),
		uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate), uint16(2), uint16(16),
		[]byte("data"), size, samples,
	} {
		_ = binary.Write(&file, binary.LittleEndian, part) // a buffer takes all, and each part has a fixed size
	}
	return file.Bytes()
}

// silence is an MP3 file without a sound: frames of MPEG-1 Layer III, 32 kbit/s, 48 kHz, mono, which are
// 96 bytes long and last 24 ms. All zero behind the header, a frame says that it holds no data.
func silence(seconds int) []byte {
	frame := make([]byte, 96)
	copy(frame, []byte{0xff, 0xfb, 0x14, 0xc0})
	return bytes.Repeat(frame, max(1, (seconds*1000+23)/24))
}
