package process

import (
	"bytes"
	"fmt"
	"os"
	"time"
)

// Effort is what some threads of a process have used up since they were started.
type Effort struct {
	// CPU is their processor time.
	CPU time.Duration
	// Bytes is what they have had read from and written to disks.
	Bytes int64
	// Runs tells that one of them runs just now, or would if there were a processor for it.
	Runs bool
}

// EffortOf asks the kernel about threads of a process. Those that have ended count for nothing.
func EffortOf(pid int, threads []int) Effort {
	var effort Effort
	for _, thread := range threads {
		folder := fmt.Sprintf("/proc/%d/task/%d/", pid, thread)
		used, err := statOf(folder + "stat")
		if err != nil {
			continue
		}
		effort.CPU += used.cpu
		effort.Runs = effort.Runs || used.state == 'R'
		read, written := bytesOf(folder + "io")
		effort.Bytes += read + written
	}
	return effort
}

// stat is what matters of a file stat in /proc.
type stat struct {
	state byte
	cpu   time.Duration
}

func statOf(path string) (stat, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return stat{}, err
	}
	// The second field is the name in parentheses and may hold anything; the state is the third field.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	const state, user, system = 0, 11, 12
	if len(fields) <= system {
		return stat{}, fmt.Errorf("%q is not understood", text)
	}
	return stat{state: fields[state][0], cpu: time.Duration(whole(fields[user])+whole(fields[system])) * tick}, nil
}

// bytesOf reads a file io in /proc. Without the right to read it, it says 0.
func bytesOf(path string) (read, written int64) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, 0
	}
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		switch name, value, _ := bytes.Cut(line, []byte(": ")); string(name) {
		case "read_bytes":
			read = whole(value)
		case "write_bytes":
			written = whole(value)
		}
	}
	return read, written
}
