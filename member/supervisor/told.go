package supervisor

import (
	"log/slog"
	"sync"
)

// told remembers how something that is done again and again last went, so that only changes are logged. It may be used
// from several goroutines.
type told struct {
	mu   sync.Mutex
	last string
}

// change logs an error that is not the one before, and the end of errors.
func (t *told) change(log *slog.Logger, what string, err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch text {
	case t.last:
	case "":
		log.Info(what + " works again")
	default:
		log.Warn(what, "error", text)
	}
	t.last = text
}
