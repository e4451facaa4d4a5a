package supervisor

import "time"

// firstPause is the pause after a single failure.
const firstPause = time.Second

// backoff gives growing pauses between starts that fail one after the other.
type backoff struct {
	next, longest time.Duration
}

func newBackoff(longest time.Duration) *backoff { return &backoff{next: firstPause, longest: longest} }

// after returns the pause after a start; one that succeeded makes the pauses short again.
func (b *backoff) after(success bool) time.Duration {
	if success {
		b.next = firstPause
	}
	pause := min(b.next, b.longest)
	b.next = min(2*b.next, b.longest)
	return pause
}
