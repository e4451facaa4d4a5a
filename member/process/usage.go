package process

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// Usage is what a process has used up since it was started.
type Usage struct {
	// Halted tells that it is stopped by a signal or a debugger.
	Halted bool
	// CPU is the processor time of all its threads.
	CPU time.Duration
	// Bytes is what it has had read from and written to disks.
	Bytes int64
}

// tick is the unit of times in /proc: 100 a second on every architecture that Linux containers run on.
const tick = time.Second / 100

// UsageOf asks the kernel about a process.
func UsageOf(pid int) (Usage, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return Usage{}, fmt.Errorf("asking for what process %d uses: %w", pid, err)
	}
	// The second field is the name in parentheses and may hold anything; the state is the third field.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	const state, user, system = 0, 11, 12
	if len(fields) <= system {
		return Usage{}, fmt.Errorf("asking for what process %d uses: %q is not understood", pid, text)
	}
	usage := Usage{
		Halted: bytes.ContainsAny(fields[state], "Tt"),
		CPU:    time.Duration(whole(fields[user])+whole(fields[system])) * tick,
	}
	// Reading this needs more rights; without them only processor time counts as work.
	if text, err = os.ReadFile(fmt.Sprintf("/proc/%d/io", pid)); err == nil {
		for line := range bytes.SplitSeq(text, []byte("\n")) {
			name, value, _ := bytes.Cut(line, []byte(": "))
			if string(name) == "read_bytes" || string(name) == "write_bytes" {
				usage.Bytes += whole(value)
			}
		}
	}
	return usage, nil
}

func whole(text []byte) int64 {
	n, _ := strconv.ParseInt(string(bytes.TrimSpace(text)), 10, 64)
	return n
}
