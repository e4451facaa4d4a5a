// Package writer decides which member takes the application's writes: the one whose pod holds a Lease and carries a
// mark, by which a Service leads to it. In a Galera cluster several members may write at once, so a moment with two
// writers does no harm; a moment with none makes everybody wait.
package writer

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// turnPause is the time between two looks at what is known.
	turnPause = 100 * time.Millisecond
	// readPause and suspectPause are the times between two readings of the lease: while all is well, and while there is
	// a reason to think that it should move.
	readPause    = 2 * time.Second
	suspectPause = 300 * time.Millisecond
	// markPause is the time between two renewals of marks that should be right already; ownMarkPause is that of a member
	// that is not the writer and has no mark.
	markPause    = 10 * time.Second
	ownMarkPause = time.Minute
	// tellPause is how long the same error is not logged again.
	tellPause = time.Minute
	// callTime bounds one call to the API server.
	callTime = 3 * time.Second
)

// Permit makes sure that the cluster's memory counts a pod among those that may have acknowledged writes. Nothing is
// marked before it has succeeded.
type Permit func(ctx context.Context, pod string) error

// Config is what a candidate is told once.
type Config struct {
	// Pod is the name of this member's pod.
	Pod string
	// Ordinal is this member's number, from 0.
	Ordinal int
	// Roles is where the lease and the marks are kept.
	Roles Roles
	// Permit is asked before a pod is marked.
	Permit Permit
	// Changed, optional, is told when this member has made a pod the writer.
	Changed func(pod, reason string)
	// Log receives what happens.
	Log *slog.Logger
}

// Candidate stands for writer while its member is ready. Its methods may be called from several goroutines.
type Candidate struct {
	config Config

	mu       sync.Mutex
	standing Standing
	lease    Lease
	known    bool

	unmarked atomic.Bool

	// turn is held by whoever acts on the lease; what follows belongs to its holder.
	turn sync.Mutex
	memory
}

// New returns a candidate that does nothing before it runs.
func New(config Config) *Candidate {
	return &Candidate{config: config, memory: newMemory(config.Pod)}
}

// Observe tells the candidate what is known now. Call it several times a second.
func (c *Candidate) Observe(standing Standing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.standing = standing
}

// Holds tells whether this member is the writer, as far as is known. It still is while the API server is away.
func (c *Candidate) Holds() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known && c.lease.Holder == c.config.Pod
}

// Unmarked tells whether the own pod is known to carry no mark.
func (c *Candidate) Unmarked() bool { return c.unmarked.Load() }

// Holder returns the pod of the writer as it was last seen, and whether it was ever seen.
func (c *Candidate) Holder() (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lease.Holder, c.known
}

// Run takes turns until the context ends.
func (c *Candidate) Run(ctx context.Context) {
	ticker := time.NewTicker(turnPause)
	defer ticker.Stop()
	for {
		c.takeTurn(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// takeTurn looks once at what is known and does what follows.
func (c *Candidate) takeTurn(ctx context.Context) {
	c.turn.Lock()
	defer c.turn.Unlock()
	f := c.facts()
	pause := readPause
	if f.suspicious() {
		pause = suspectPause
	}
	if time.Since(c.read) >= pause {
		if !c.readLease(ctx) {
			return
		}
		f = c.facts()
	}
	if !c.known {
		return
	}
	err := c.do(ctx, next(f))
	if err == nil {
		err = c.keepMarks(ctx, f.standing)
	}
	c.tell(err)
}

// facts puts together what is known and since when. The caller has the turn.
func (c *Candidate) facts() facts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.memory.facts(c.config, c.standing, c.lease, time.Now())
}

// readLease reads the lease, and tells whether it could.
func (c *Candidate) readLease(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	c.read = time.Now()
	lease, err := c.config.Roles.Lease(ctx)
	if err != nil {
		c.tell(err)
		return false
	}
	c.saw(lease)
	return true
}

// saw notes the newest version of the lease.
func (c *Candidate) saw(lease Lease) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known || lease.Holder != c.lease.Holder || !lease.Renewed.Equal(c.lease.Renewed) {
		c.changed = time.Now()
	}
	if c.known && lease.Holder != c.lease.Holder {
		c.config.Log.Info("the writer has changed", "from", c.lease.Holder, "to", lease.Holder)
		c.newHolder()
	}
	c.lease, c.known = lease, true
}

// tell logs an error, the same one only now and then.
func (c *Candidate) tell(err error) {
	if err == nil || errors.Is(err, ErrConflict) || errors.Is(err, context.Canceled) {
		return
	}
	if text := err.Error(); text != c.told || time.Since(c.toldAt) > tellPause {
		c.config.Log.Warn("seeing to the writer", "error", text)
		c.told, c.toldAt = text, time.Now()
	}
}
