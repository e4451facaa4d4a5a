package server

import (
	"regexp"
	"strings"
	"sync"
)

// keptWords is how many of mariadbd's last complaints are kept: the reason tends to come before what follows from it.
const keptWords = 3

// Words keeps what MariaDB's programs complained of last. Its zero value has heard nothing. It may be used from several goroutines.
type Words struct {
	mu         sync.Mutex
	complaints []string
	line       string
}

// stamp is the time and thread that the server begins its lines with.
var stamp = regexp.MustCompile(`^\d{4}-\d\d-\d\d +\d+:\d\d:\d\d +\d+ +`)

// Write takes in what was printed. Complaints are marked as errors; where a program dies without one, its last line is the
// best that there is.
func (w *Words) Write(text []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for line := range strings.SplitSeq(string(text), "\n") {
		line = stamp.ReplaceAllString(strings.TrimSpace(line), "")
		complaint, marked := strings.CutPrefix(line, "[ERROR] ")
		switch {
		case line == "", strings.HasPrefix(complaint, "Aborting"):
		case marked:
			w.complaints = append(w.complaints, complaint)
			w.complaints = w.complaints[max(0, len(w.complaints)-keptWords):]
		default:
			w.line = line
		}
	}
	return len(text), nil
}

// Forget begins anew.
func (w *Words) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complaints, w.line = nil, ""
}

// Said returns the complaints, or the last line where there are none.
func (w *Words) Said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.complaints) == 0 {
		return w.line
	}
	return strings.Join(w.complaints, "; ")
}
