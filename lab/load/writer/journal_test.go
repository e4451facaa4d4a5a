package writer

import (
	"strings"
	"testing"
)

const journalText = `began 2026-03-01T12:00:00Z
acked 10000 1
error 20000 write: Connection broken
unknown 20000 2
error 21000 connect: refused
error 22000 connect: refused
acked 520000 3
ended 530000
`

// Wherever the writer is killed, what it has noted counts, and what it has not noted to the end does not.
func TestJournalCutShort(t *testing.T) {
	for length := range len(journalText) {
		text := journalText[:length]
		h, err := parseHistory(text)
		if !strings.Contains(text, "\n") {
			if err == nil {
				t.Errorf("%q: a journal without a beginning was read", text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if whole := strings.Count(text[:strings.LastIndex(text, "\n")+1], "acked"); len(h.IDs) != whole {
			t.Errorf("%q: %d acknowledged, want %d", text, len(h.IDs), whole)
		}
		if h.Ended {
			t.Errorf("%q: taken for an orderly end", text)
		}
	}
}

func TestJournalRefusesNonsense(t *testing.T) {
	for _, line := range []string{"acked", "acked x 1", "acked 1 x", "vanished 1"} {
		if _, err := parseHistory("began 2026-03-01T12:00:00Z\n" + line + "\n"); err == nil {
			t.Errorf("%q was read", line)
		}
	}
}
