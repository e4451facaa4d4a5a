package drill

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/serverconfig"
)

const (
	// failsWithin is how soon the engine must have failed where a change cannot be made, with the reason.
	failsWithin = 2 * time.Minute

	promiseHarmless = "fails in 2m with the reason, 0 restarts, going on is one command"
)

func imageUnpullable() Drill {
	return Drill{
		Name: "image-unpullable", Gap: untouchedGap, Promise: promiseHarmless,
		Shows: "an image is named that is not in the registry: the engine says so, no member is restarted, and the next run with the right one goes on",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			c := r.Attempt(ctx, "image.build=false", "image.reference=galera@sha256:"+strings.Repeat("0123456789abcdef", 4),
				"network.egressNextHop=null") // only builds need a way out
			r.wantRefused(c, "ImagePull")
			return r.goesOn(ctx)
		},
	}
}

func imageBroken() Drill {
	return Drill{
		Name: "image-broken", Gap: plannedGap, Promise: promiseHarmless, Deadline: 12 * time.Minute,
		Shows: "an image is built whose server ends at once: the engine says so in the server's words, no member is restarted, and the next run with the right one goes on",
		Steps: func(ctx context.Context, r *Run) error {
			repository, err := r.sourcesWith("USER 0\nRUN printf '#!/bin/sh\\necho \"[ERROR] this server is broken\" >&2\\nexit 1\\n' > " +
				"/usr/sbin/mariadbd && chmod 755 /usr/sbin/mariadbd\nUSER 999:999")
			if err != nil {
				return err
			}
			r.Undo(func(context.Context) { _ = os.RemoveAll(repository) })
			r.putBack()
			c := r.attempt(ctx, []string{"a server that ends at once in the image"}, func(ctx context.Context) error {
				return r.ApplyFrom(ctx, repository)
			}, false)
			r.wantRefused(c, "this server is broken")
			return r.goesOn(ctx)
		},
	}
}

func settingRefused() Drill {
	return Drill{
		Name: "setting-refused", Gap: untouchedGap, Promise: promiseHarmless,
		Shows: "settings are set that only the server itself can refuse, one of each kind: the engine says so in the server's words, and no member is restarted",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			for _, refused := range []struct{ set, reason string }{
				{"collation_server=utf8mb4_klingon_ci", "klingon"},
				{"join_buffer_size=1000", "the server makes 896 of it"},
			} {
				r.wantRefused(r.Attempt(ctx, "databases[0].settings."+refused.set), refused.reason)
			}
			return r.goesOn(ctx)
		},
	}
}

func transferStuck() Drill {
	return Drill{
		Name: "transfer-stuck", Gap: plannedGap, Promise: "stops at the first member and says why, going on is one command", Deadline: 25 * time.Minute,
		Shows: "the disks are replaced while no state transfer can succeed: the rollout stops at the first member, says which and why, and goes on once transfers work",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			user := fmt.Sprintf("ALTER USER %s@localhost ACCOUNT ", serverconfig.TransferUser)
			unlock := func(ctx context.Context) error { return r.asRoot(ctx, user+"UNLOCK") }
			r.Undo(func(ctx context.Context) { _ = unlock(ctx) })
			if err := r.asRoot(ctx, user+"LOCK"); err != nil {
				return err
			}
			moved := "databases[0].storage.fileSystem=ext4"
			writer := r.Writer()
			c := r.Attempt(ctx, moved)
			first := r.wantStoppedAtFirst(c)
			if first == writer {
				r.Missf("the first restart: must not be the writer's, %s", writer)
			}
			if err := unlock(ctx); err != nil {
				return err
			}
			on, err := r.Change(ctx, moved)
			if err != nil {
				return err
			}
			if order := on.Order(); slices.Contains(order, first) || len(order) != len(r.Members())-1 {
				r.Missf("restarts when going on: must be the others, once each, were %s", orNone(order))
			}
			r.wantOrder(on)
			return nil
		},
	}
}

// asRoot runs a statement on the writer as the servers' administrator.
func (r *Run) asRoot(ctx context.Context, statement string) error {
	_, err := r.run(ctx, r.Writer(), "mariadb -e \""+statement+"\"")
	return err
}

// wantRefused notes where a change that cannot be made was made, not refused soon and with its reason, or did any harm.
func (r *Run) wantRefused(c Change, reason string) {
	r.wantFailed(c, reason)
	if limit := failsWithin.Seconds(); c.Seconds > limit {
		r.Missf("the failure: must be after at most %s, was after %.0fs", failsWithin, c.Seconds)
	}
	r.wantUntouched(c)
}

func (r *Run) wantFailed(c Change, reason string) {
	if c.Problem == "" {
		r.Missf("the change: must fail, was made")
		return
	}
	if said := c.Problem + "\n" + c.Said; !strings.Contains(said, reason) {
		r.Missf("the reason: must contain %q, was %s", reason, said)
	}
	r.Notef("failed after %.0fs: %s", c.Seconds, lineWith(c.Said, reason))
}

// wantStoppedAtFirst notes where a change did not stop at the first member that it restarted, and returns that member.
func (r *Run) wantStoppedAtFirst(c Change) string {
	order := c.Order()
	if len(order) == 0 {
		r.Missf("the change: must restart one member, restarted none")
		return ""
	}
	r.wantFailed(c, order[0]+" does not get on")
	if len(order) > 1 {
		r.Missf("the change: must stop at its first member, restarted %s", orNone(order))
	}
	return order[0]
}

// goesOn makes the environment what its file says again, with one command, and notes where that restarts anybody: members
// were not touched by what failed.
func (r *Run) goesOn(ctx context.Context) error {
	c, err := r.Change(ctx)
	if err != nil {
		return err
	}
	r.wantUntouched(c)
	return nil
}

// lineWith returns the first line of a text that contains some words.
func lineWith(text, words string) string {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, words) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
