package host

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Survivors finds the live processes that carry a state directory's marker, this process and those above it excepted.
func Survivors(stateDir string) ([]Identity, error) {
	marked, err := markedProcesses()
	if err != nil {
		return nil, err
	}
	own := ancestry()
	var survivors []Identity
	for identity, state := range marked {
		if state == stateDir && !slices.Contains(own, identity.PID) {
			survivors = append(survivors, identity)
		}
	}
	slices.SortFunc(survivors, func(a, b Identity) int { return a.PID - b.PID })
	return survivors, nil
}

// OtherRegions lists the state directories of other regions that run on this machine. Two cannot run at once, since the
// names of their namespaces and control groups are the same.
func OtherRegions(stateDir string) ([]string, error) {
	marked, err := markedProcesses()
	if err != nil {
		return nil, err
	}
	var others []string
	for _, state := range marked {
		if state != stateDir && !slices.Contains(others, state) {
			others = append(others, state)
		}
	}
	slices.Sort(others)
	return others, nil
}

// markedProcesses finds every process of every region, with the state directory it belongs to.
func markedProcesses() (map[Identity]string, error) {
	entries, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	marked := make(map[Identity]string)
	for _, entry := range entries {
		environment, err := os.ReadFile(entry)
		if err != nil {
			continue // ended meanwhile
		}
		state, found := Variable(environment, Marker)
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(entry)))
		if identity, err := identify(pid); found && err == nil {
			marked[identity] = state
		}
	}
	return marked, nil
}

// Variable takes a variable's value out of an environment as /proc/PID/environ has it.
func Variable(environment []byte, name string) (value string, found bool) {
	for variable := range bytes.SplitSeq(environment, []byte{0}) {
		if value, found := strings.CutPrefix(string(variable), name+"="); found {
			return value, true
		}
	}
	return "", false
}

// ancestry lists this process and those above it: somebody may call `down` from a shell that the lab gave them.
func ancestry() []int {
	var pids []int
	for pid := os.Getpid(); pid > 1 && !slices.Contains(pids, pid); pid = parentOf(pid) {
		pids = append(pids, pid)
	}
	return pids
}

// parentOf returns the process that has started another, or 0 where that has ended.
func parentOf(pid int) int {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(fields[1])
	return parent
}

// killSurvivors kills every process of the region until none is left; they may start others while they are killed.
func killSurvivors(ctx context.Context, stateDir string, more func() []int) error {
	own := ancestry()
	for {
		survivors, err := Survivors(stateDir)
		if err != nil {
			return err
		}
		for _, pid := range more() {
			if identity, err := identify(pid); err == nil && !slices.Contains(own, pid) {
				survivors = append(survivors, identity)
			}
		}
		if len(survivors) == 0 {
			return nil
		}
		for _, survivor := range survivors {
			if err := survivor.end(ctx, 0); err != nil {
				return err
			}
		}
	}
}
