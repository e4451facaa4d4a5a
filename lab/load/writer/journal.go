package writer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Words that begin the lines of a journal. Times are microseconds since the first line's.
const (
	wordBegan   = "began"   // began WALL-CLOCK
	wordAcked   = "acked"   // acked TIME ID
	wordUnknown = "unknown" // unknown TIME ID
	wordError   = "error"   // error TIME KIND
	wordEnded   = "ended"   // ended TIME
)

// A journal is the writer's memory on the disk of its own host. Each line reaches the kernel before anything counts on it.
type journal struct {
	lock  sync.Mutex
	file  *os.File
	began time.Time
}

func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	j := &journal{file: file, began: time.Now()}
	_, err = fmt.Fprintf(file, "%s %s\n", wordBegan, j.began.UTC().Format(time.RFC3339Nano))
	if err != nil {
		return nil, fmt.Errorf("writing the journal: %w", err)
	}
	return j, nil
}

// note writes a line. A failure ends the load: what it did from then on would be known to nobody.
func (j *journal) note(word string, rest ...any) error {
	line := fmt.Sprintln(slices.Concat([]any{word, time.Since(j.began).Microseconds()}, rest)...)
	j.lock.Lock()
	defer j.lock.Unlock()
	if _, err := j.file.WriteString(line); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// A History is what a journal says. Times are since Began.
type History struct {
	// Began is when the writer began.
	Began time.Time
	// End is when the last line was noted.
	End time.Duration
	// Ended tells whether that was the writer's orderly end.
	Ended bool
	// IDs are those that were acknowledged, in ascending order.
	IDs []int64
	// Acknowledged is when that was, in no order.
	Acknowledged []time.Duration
	// Unknown counts writes that were sent and never answered.
	Unknown int
	// Errors counts what went wrong, by kind.
	Errors map[string]int
}

// ReadHistory reads a journal, which may be of a writer that was killed in the middle of a line or before its first.
func ReadHistory(path string) (History, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("the writer has not begun")
	}
	if err != nil {
		return History{}, fmt.Errorf("reading the journal: %w", err)
	}
	return parseHistory(string(content))
}

func parseHistory(text string) (History, error) {
	h := History{Errors: map[string]int{}}
	for line := range strings.Lines(text) {
		if !strings.HasSuffix(line, "\n") {
			break
		}
		if err := h.add(strings.TrimSuffix(line, "\n")); err != nil {
			return h, fmt.Errorf("reading the journal: line %q: %w", line, err)
		}
	}
	if h.Began.IsZero() {
		return h, errors.New("reading the journal: the writer has not begun")
	}
	slices.Sort(h.IDs)
	return h, nil
}

func (h *History) add(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	if word == wordBegan {
		began, err := time.Parse(time.RFC3339Nano, rest)
		h.Began = began
		return err
	}
	number, rest, _ := strings.Cut(rest, " ")
	microseconds, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return err
	}
	at := time.Duration(microseconds) * time.Microsecond
	h.End = max(h.End, at)
	switch word {
	case wordAcked:
		id, err := strconv.ParseInt(rest, 10, 64)
		if err != nil {
			return err
		}
		h.IDs = append(h.IDs, id)
		h.Acknowledged = append(h.Acknowledged, at)
	case wordUnknown:
		h.Unknown++
	case wordError:
		h.Errors[rest]++
	case wordEnded:
		h.Ended = true
	default:
		return errors.New("unknown word")
	}
	return nil
}
