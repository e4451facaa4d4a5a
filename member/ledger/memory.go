package ledger

import (
	"context"
	"errors"
	"strconv"
	"sync"
)

// Memory is a ledger in the process's memory, for tests. Its zero value is a virgin ledger that expects no members.
type Memory struct {
	mu          sync.Mutex
	entry       Entry
	version     int
	unreachable bool
}

// ErrUnreachable is what Memory returns while it is made unreachable.
var ErrUnreachable = errors.New("the ledger cannot be reached")

// NewMemory returns a virgin ledger that expects a number of members.
func NewMemory(expected int) *Memory { return &Memory{entry: Entry{Expected: expected}} }

// SetUnreachable makes every call fail, or succeed again.
func (m *Memory) SetUnreachable(unreachable bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unreachable = unreachable
}

// Read returns the newest version.
func (m *Memory) Read(context.Context) (Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unreachable {
		return Entry{}, ErrUnreachable
	}
	return m.copy(), nil
}

// Write puts a record in the place of the version that was read, or returns ErrConflict.
func (m *Memory) Write(_ context.Context, read Entry, record Record) (Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unreachable {
		return Entry{}, ErrUnreachable
	}
	if read.Version != m.entry.Version {
		return Entry{}, ErrConflict
	}
	m.version++
	m.entry.Record, m.entry.Version = record.Clone(), strconv.Itoa(m.version)
	return m.copy(), nil
}

func (m *Memory) copy() Entry {
	entry := m.entry
	entry.Record = entry.Record.Clone()
	return entry
}
